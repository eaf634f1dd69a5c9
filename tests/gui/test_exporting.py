"""Out of the real window: the export dialog, the clipboard, links that are pasted."""

from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QLabel, QLineEdit, QMessageBox, QPushButton

from tcplab.files.exports import ENDINGS, Manner
from tcplab.files.link import experiment_in, link_of
from tcplab.ui.animation import planned
from tcplab.ui.export import diagram_scene
from tcplab.ui.export_dialog import ExportDialog
from tcplab.ui.player import pause
from tests.gui.test_window_files import answer_all
from tests.support.experiments import CONNECT, LISTEN, client, experiment
from tests.support.lesson_runs import ran

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
OK = QMessageBox.StandardButton.Ok
SMALL = experiment(LISTEN, CONNECT)


@pytest.fixture
def press(qtbot):
    """Presses Ctrl and a key in the window."""

    def press(window, key: Qt.Key, modifiers=CONTROL) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window.canvas, key, modifiers)
        qtbot.waitUntil(lambda: not window.printing.busy)

    return press


def clipboard():
    return QGuiApplication.clipboard()


def choose_kind(qtbot, ending: str, see):
    """Goes down to a kind with the keys, looks at the dialog, and presses Enter."""

    def act(dialog) -> None:
        assert isinstance(dialog, ExportDialog)
        dialog.kind.setFocus()
        qtbot.keyClick(dialog.kind, KEY.Key_Home)
        while dialog.ending != ending:
            qtbot.keyClick(dialog.kind, KEY.Key_Down)
        see(dialog)
        qtbot.mouseClick(dialog.go_on, Qt.MouseButton.LeftButton)

    return act


def name_it(qtbot, path: Path):
    def act(dialog) -> None:
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(path.with_suffix("")))
        qtbot.keyClick(name, KEY.Key_Return)

    return act


def shown(dialog) -> set[str]:
    return {name for name, field in dialog._rows.items() if field.isVisible()}


def test_the_dialog_shows_what_matters_and_remembers_it(make, press, qtbot, tmp_path):
    window = make("handshake")
    window.go(2)
    rows = {}

    def see(dialog) -> None:
        rows[dialog.ending] = shown(dialog)
        if dialog.ending == ".gif":
            dialog.area.choose((640, 480))
            dialog.speed.choose(4.0)
            dialog.until.setChecked(True)

    for ending in (".gif", ".pcapng", ".png"):
        path = tmp_path / f"made{ending}"
        answer_all(qtbot, [choose_kind(qtbot, ending, see), name_it(qtbot, path)])
        press(window, KEY.Key_E)
        qtbot.waitUntil(path.exists)
    drawn = {"theme", "at"}
    animated = {*drawn, "scale", "size", "speed"}
    assert rows == {".gif": animated, ".pcapng": {"capture"}, ".png": {*drawn, "scale"}}
    with Image.open(tmp_path / "made.gif") as gif:
        assert (gif.width, gif.n_frames) == (640, 3)  # the beginning, and two steps
    assert QImage(str(tmp_path / "made.png")).width() == 2 * 960
    assert window.printing._manner == Manner(cursor=2, size=(640, 480), speed=4.0, capture="client")


def test_a_run_becomes_every_kind_of_file(make, qtbot, tmp_path):
    window = make("handshake")
    for ending in ENDINGS:
        window.printing.export(tmp_path / f"a{ending}", Manner(speed=10.0, size=(480, 320)))
    qtbot.waitUntil(lambda: not window.printing.busy, timeout=20_000)
    assert sorted(path.suffix for path in tmp_path.glob("a.*")) == sorted(ENDINGS)
    assert all(path.stat().st_size > 300 for path in tmp_path.glob("a.*"))


def test_an_animation_can_be_given_up(make, qtbot, tmp_path):
    window = make("last-ack-lost")
    window.printing.export(tmp_path / "a.gif", Manner())
    (progress,) = window.printing._progress
    progress.dialog.show()  # it would come by itself a little later
    qtbot.waitUntil(lambda: progress.dialog.value() > 0)
    assert progress.dialog.maximum() > 100
    cancel = progress.dialog.findChild(QPushButton)
    qtbot.mouseClick(cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not window.printing.busy)
    assert list(tmp_path.glob("*.gif")) == []


def test_a_window_that_closes_gives_its_animations_up(make, tmp_path):
    window = make("last-ack-lost")
    window.printing.export(tmp_path / "a.gif", Manner())
    assert window.close()
    assert list(tmp_path.glob("*.gif")) == []


def test_a_problem_is_told(make, qtbot, answer, tmp_path):
    window = make("handshake")
    met = answer(lambda box: qtbot.mouseClick(box.button(OK), Qt.MouseButton.LeftButton))
    window.printing.export(tmp_path / "a.bmp", Manner())
    qtbot.waitUntil(lambda: bool(met))
    assert "right would be .svg, .pdf, .png" in met[0].text()
    assert not window.printing.busy


def test_what_is_copied(make, press, qtbot, answer):
    window = make("handshake")
    press(window, KEY.Key_C)
    data = clipboard().mimeData()
    assert clipboard().image().width() == 2 * 960
    assert b">SYN" in data.data("image/svg+xml").data()
    press(window, KEY.Key_C, CONTROL | SHIFT)
    assert "SYN, ACK seq=300 ack=101" in clipboard().text()
    press(window, KEY.Key_K)
    assert experiment_in(clipboard().text()) == window.session.experiment
    many = [client("send", at, data=f"{at:x}" * 99) for at in range(2_000)]
    window.session.open(experiment(*many))
    met = answer(lambda box: qtbot.mouseClick(box.button(OK), Qt.MouseButton.LeftButton))
    press(window, KEY.Key_K)
    assert "too large for a link; right would be a file" in met[0].text()


def test_a_link_is_pasted(make, press, qtbot, answer):
    window = make("handshake")
    clipboard().setText(f"look at this: {link_of(SMALL)} (mine)")
    press(window, KEY.Key_V)
    assert window.session.experiment == SMALL
    assert (window.session.lesson, window.session.path) == (None, None)
    met = answer(lambda box: qtbot.mouseClick(box.button(OK), Qt.MouseButton.LeftButton))
    clipboard().setText("no link")
    press(window, KEY.Key_V)
    assert "here is no link to an experiment" in met[0].text()
    assert window.session.experiment == SMALL


def test_text_that_is_selected_is_copied_itself(make, press, qtbot):
    window = make("handshake")
    by_mouse = Qt.TextInteractionFlag.TextSelectableByMouse
    labels = [one for one in window.right.findChildren(QLabel) if one.isVisible() and one.text()]
    label = next(one for one in labels if one.textInteractionFlags() & by_mouse)
    label.setSelection(0, 4)
    label.setFocus()
    qtbot.keyClick(label, KEY.Key_C, CONTROL)
    assert clipboard().text() == label.selectedText() != ""


def test_an_animation_waits_as_the_player_does_and_follows_the_now_line(qapp):
    found = ran("last-ack-lost")
    manner = Manner(speed=1.0)
    scene = diagram_scene(found, manner, 960, 400)
    frames = planned(found, scene, 400, manner)
    times = [moment.world.now for moment in found.moments]
    waits = [pause(after - before, 100, 1.0) for before, after in pairwise(times)]
    assert waits[-1] == 600  # a minute of silence
    assert abs(sum(one.ms for one in frames) - sum(waits) - 800 - 2_500) < 20
    clocks = [times[one.view.cursor] if one.view.clock is None else one.view.clock
              for one in frames]  # fmt: skip
    assert clocks == sorted(clocks)
    assert any(3_000 < one < 60_000 for one in clocks)  # inside the silence too
    assert frames[0].top == 0 < frames[-1].top == round(scene.height) - 400
    assert all(50 < one.view.now - one.top <= 400 for one in frames)
    ends = [one.top for one in frames]
    assert ends == sorted(ends)
