"""Before an audience: the stage, its keys, its sizes, ink and spotlight, the second screen."""

import json
import os
import subprocess
import sys

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from tcplab.lab.fates import lost
from tcplab.ui.call_drag import call_data
from tcplab.ui.canvas.handles import handles
from tcplab.ui.stage.sentence import SMALLEST_PX, fitted

KEY = Qt.Key


@pytest.fixture
def present(make, qtbot):
    """A window that presents in 1024x768; gives it and its stage."""

    def present(what: str):
        window = make(what)
        qtbot.keyClick(window.canvas, KEY.Key_F5)
        stage = window.presenting.stage
        qtbot.addWidget(stage, before_close_func=lambda _: window.presenting.end())
        stage.showNormal()  # a screen of tests is smaller
        stage.resize(1024, 768)
        qtbot.waitUntil(stage.isActiveWindow)
        return window, stage

    return present


def colour(widget: QWidget, at: QPoint) -> str:
    return widget.grab().toImage().pixelColor(at).name()


def test_f5_shows_the_stage_the_clicker_steps_and_esc_leaves(present, qtbot):
    window, stage = present("last-ack-lost")
    assert window.isHidden()  # there is one screen only
    assert window.session.lesson.question.en in stage.sentence.text
    for _ in range(13):
        qtbot.keyClick(stage.canvas, KEY.Key_PageDown)
    assert window.session.cursor == 13
    assert "begins anew" in stage.sentence.text
    assert stage.heading.accessibleName() == "The last ACK is lost, Step 13 of 15"
    qtbot.keyClick(stage.canvas, KEY.Key_PageUp)
    assert window.session.cursor == 12
    qtbot.keyClick(stage.canvas, KEY.Key_Escape)
    assert stage.isHidden()
    assert window.isVisible()
    assert not window.action["present"].isChecked()


def test_one_sentence_is_told_f5_leaves_too_and_closing_the_stage_closes_no_more(present, qtbot):
    window, stage = present("handshake")
    session = window.session
    session.edit(lost(session.experiment, "client", 1))  # of which the lesson tells nothing
    session.go(next(one.index for one in session.run.moments if one.world.now > 1_000))
    assert stage.sentence.text.startswith("The oldest unacknowledged segment got no")
    assert stage.sentence.text.endswith(
        "sends it again: SYN seq=100."
    )  # the rule has a second sentence
    qtbot.keyClick(stage.canvas, KEY.Key_F5)
    assert stage.isHidden()
    window.action["present"].trigger()
    assert stage.isVisible()
    stage.close()
    assert stage.isHidden()
    assert window.isVisible()


def test_what_is_read_from_the_last_row_is_large_enough(present, qtbot):
    _, stage = present("last-ack-lost")
    for width, height in ((1024, 768), (1920, 1080)):
        stage.resize(width, height)
        least = 19.5 * width / 1024
        sizes = stage.canvas.scene.geometry.sizes
        assert min(sizes.label_px, sizes.state_px, sizes.small_px, sizes.name_px) >= least
        lose = next(one for one in handles(stage.canvas.scene.geometry, 0) if one.do == "lose")
        assert lose.radius == 12 * width / 1024
        # A wide picture leaves the diagram less height; 4:3 is what a projector is bought for.
        names = stage.diagram._scene.look.node_font.pixelSize()
        assert names >= int(19.5 * min(width / 1024, height / 768))
        for _ in range(15):
            qtbot.keyClick(stage.canvas, KEY.Key_PageDown)
            text, px = stage.sentence.fitted()
            assert px >= least
            assert text


def test_the_strip_takes_smaller_letters_before_it_leaves_sentences_out(qapp):
    long = "One sentence that is rather long, so that it has to be broken. " * 12
    short, large = fitted("One sentence.", 976, 130, 1.0)
    assert (short, large) == ("One sentence.", 32.0)
    cut, small = fitted(long.strip(), 976, 130, 1.0)
    assert small == SMALLEST_PX
    assert 4 <= cut.count("broken.") <= 9  # of 12, in five lines
    assert fitted("一句话。又一句话。", 976, 130, 1.0)[0] == "一句话。又一句话。"
    assert fitted("In TIME-WAIT.", 976, 130, 1.0)[0] == "In TIME\u2060-\u2060WAIT."  # on one line


@pytest.mark.parametrize("key", [KEY.Key_B, KEY.Key_Period])
def test_a_key_blanks_the_picture_and_the_next_step_brings_it_back(present, qtbot, key):
    _, stage = present("handshake")
    corner = QPoint(5, 400)
    white = colour(stage, corner)
    qtbot.keyClick(stage.canvas, key)
    assert colour(stage, corner) == "#000000"
    qtbot.keyClick(stage.canvas, key)
    assert colour(stage, corner) == white
    qtbot.keyClick(stage.canvas, key)
    qtbot.keyClick(stage.canvas, KEY.Key_PageDown)
    assert stage.black.isHidden()


def test_ink_is_there_until_the_next_step(present, qtbot):
    _, stage = present("handshake")
    qtbot.keyClick(stage.canvas, KEY.Key_I)
    left = Qt.MouseButton.LeftButton
    qtbot.mousePress(stage.pointing, left, pos=QPoint(300, 300))
    qtbot.mouseMove(stage.pointing, QPoint(400, 300))
    qtbot.mouseRelease(stage.pointing, left, pos=QPoint(400, 300))
    assert colour(stage, QPoint(350, 300)) == "#d55e00"
    qtbot.keyClick(stage.canvas, KEY.Key_Escape)  # the pen is laid down, what it drew stays
    assert stage.isVisible()
    assert stage.pointing.tool is None
    assert colour(stage, QPoint(350, 300)) == "#d55e00"
    qtbot.keyClick(stage.canvas, KEY.Key_PageDown)
    assert stage.pointing.strokes == ()


def test_the_spotlight_shows_what_is_pointed_at(present, qtbot):
    _, stage = present("handshake")
    far, near = QPoint(900, 600), QPoint(330, 330)
    bright = colour(stage, far), colour(stage, near)
    qtbot.keyClick(stage.canvas, KEY.Key_S)
    qtbot.mouseMove(stage.pointing, near)
    assert colour(stage, near) == bright[1]
    assert colour(stage, far) != bright[0]
    qtbot.keyClick(stage.canvas, KEY.Key_S)
    assert colour(stage, far) == bright[0]


def test_a_segment_is_lost_on_the_stage_and_both_pictures_follow(present, qtbot):
    window, stage = present("handshake")
    qtbot.keyClick(stage.canvas, KEY.Key_Tab)
    qtbot.keyClick(stage.canvas, KEY.Key_L)
    assert [fate.do for fate in window.session.experiment.fates] == ["lose"]
    assert stage.canvas.scene.picture == window.canvas.scene.picture
    qtbot.keyClick(stage.canvas, KEY.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.session.experiment.fates == ()


def test_a_call_comes_from_the_window_on_the_other_screen(present, qtbot):
    window, stage = present("handshake")
    column, geometry = stage.canvas.scene.geometry.columns[0], stage.canvas.scene.geometry
    there = QPointF(column.line - 60, geometry.y(400) + stage.canvas.y())
    none = Qt.KeyboardModifier.NoModifier
    for kind in (QDragEnterEvent, QDropEvent):
        place = there if kind is QDropEvent else there.toPoint()
        data = call_data("client", "close")
        event = kind(place, Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
        QCoreApplication.sendEvent(stage, event)
        assert event.isAccepted()
    assert window.session.experiment.calls[-1].do == "close"


def test_a_question_stands_in_the_strip_and_hides_what_comes(present, qtbot):
    window, stage = present("handshake")
    qtbot.keyClick(stage.canvas, KEY.Key_P)
    while window.predicting.question is None:
        qtbot.keyClick(stage.canvas, KEY.Key_PageDown)
    assert stage.sentence.text == window.predicting.words_of(window.predicting.question)
    assert len(stage.canvas.scene.picture.arrows) < 3
    window.predicting.toggle()
    assert len(stage.canvas.scene.picture.arrows) == 3


def test_chinese_and_relative_numbers(present, qtbot):
    window, stage = present("last-ack-lost")
    window.set_language("zh_CN")
    qtbot.waitUntil(lambda: "步" in stage.heading.accessibleName())
    assert window.session.title("zh_CN") in stage.heading.accessibleName()
    qtbot.keyClick(stage.canvas, KEY.Key_N)
    assert window.action["relative"].isChecked()
    qtbot.keyClick(stage.canvas, KEY.Key_Home)
    assert stage.canvas.scene.picture == window.canvas.scene.picture


_ON_TWO = """
from tcplab.ui.app import make_application, make_window
from PySide6.QtGui import QGuiApplication
application = make_application(["tcplab"])
window = make_window(application, None)
window.show()
print(window.pos().toTuple(), window.size().toTuple())
window.presenting.begin()
stage = window.presenting.stage
print(len(QGuiApplication.screens()), window.isVisible(), stage.geometry().getRect())
"""


def test_a_second_screen_gets_the_picture_and_the_first_keeps_the_controls(tmp_path):
    place = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screens = [
        {"name": "desk", "x": 0, "y": 0, "width": 1440, "height": 900, **place},
        {"name": "wall", "x": 1440, "y": 0, "width": 1024, "height": 768, **place},
    ]
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"screens": screens}))
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={file}",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
    }
    command = [sys.executable, "-c", _ON_TWO]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    # The window leaves its title bar room on a screen that is just as high as it would be.
    assert done.stdout.splitlines() == [
        *("(0, 0) (1440, 860)", "2 True (1440, 0, 1024, 768)"),
    ], done.stderr
