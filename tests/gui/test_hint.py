"""A newcomer's way: the hint at the segment to lose, and where it leads, with mouse and keys."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tcplab.files.lessons import first_lesson
from tcplab.sim.network import Fate
from tcplab.ui import slicing
from tcplab.ui.panels.closing import ClosingSection

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


@pytest.fixture
def fresh(make, settings, monkeypatch):
    """The window as it is on the very first start."""
    monkeypatch.setattr(slicing, "AT_ONCE_S", 60.0)
    settings.knows_losing = False
    return make


def place(window, at: QPointF) -> QPoint:
    return (at - window.canvas.corner).toPoint()


def hinted(window) -> tuple[str, int] | None:
    """Which segment the hint stands at, as its host counts."""
    one = window.hinting.shown
    if one is None:
        return None
    arrow = window.canvas.scene.picture.arrows[one.arrow]
    return arrow.host, arrow.nth


def told(window) -> str:
    why = window.right.pages.why
    shown = " ".join(one.text() for one in why.findChildren(QLabel) if one.isVisible())
    return shown.replace("\u2060", "")


class Gestures(QObject):
    """Counts what hands do: presses of buttons and keys, at whatever widget they end."""

    def __init__(self, application) -> None:
        super().__init__(application)
        self.count = 0
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        pressed = event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.KeyPress)
        self.count += pressed and isinstance(watched, QWidget)
        return False


def test_three_gestures_from_the_first_start_to_see_why_time_wait_exists(fresh, click, qapp):
    window = fresh(first_lesson())  # what opens if nobody asks for anything
    gestures = Gestures(qapp)
    assert hinted(window) == ("client", 2)  # the third segment of the handshake
    first = window.left.findChild(ClosingSection)._segments._group.button(0)
    click(first)  # 1: the client closes first
    assert hinted(window) == ("client", 4)  # the last ACK
    disc = place(window, window.hinting.shown.tip)
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=disc)  # 2: it is lost
    (fate,) = window.session.experiment.fates
    assert (fate.host, fate.segment, fate.do) == ("client", 4, "lose")
    assert window.settings.knows_losing
    box = place(window, window.hinting.shown.box.center())
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=box)  # 3: what came of it
    assert "TIME-WAIT exists for this" in told(window)
    assert window.hinting.shown is None
    assert gestures.count == 3
    qapp.removeEventFilter(gestures)


def test_escape_or_a_click_on_it_dismisses_it_for_ever(fresh, qtbot):
    window = fresh()
    qtbot.keyClick(window.canvas, KEY.Key_Escape)
    assert hinted(window) is None
    assert window.settings.knows_losing
    assert hinted(fresh()) is None
    window.action["end"].trigger()
    window.action["hint"].trigger()  # the menu brings it back, where something is on its way
    assert hinted(window) == ("client", 2)
    assert window.session.cursor == 0
    box = place(window, window.hinting.shown.box.center())
    QTest.mouseClick(window.canvas.viewport(), LEFT, pos=box)
    assert hinted(window) is None
    assert window.settings.knows_losing


def test_the_key_does_the_same_and_undoing_brings_no_hint_back(fresh, qtbot, settings):
    window = fresh()
    pulse = window.hinting._pulse
    assert pulse.state() == pulse.State.Stopped  # with reduced motion
    settings.reduced_motion = False
    window.hinting.begin()
    assert pulse.state() == pulse.State.Running
    assert pulse.totalDuration() < 5_000  # what goes on for longer one must be able to stop
    for key in (KEY.Key_Tab, KEY.Key_L):
        qtbot.keyClick(window.canvas, key)
    assert window.session.experiment.fates
    assert window.settings.knows_losing
    window.session.undo()
    assert hinted(window) is None


def test_it_keeps_away_where_it_would_tell_or_disturb(fresh):
    window = fresh("last-ack-lost")
    assert hinted(window) is not None
    window.session.go(5)
    later = replace(window.session.experiment, fates=(Fate("client", 1, "delay", 50),))
    window.session.edit(later)  # a branch to compare with
    window.session.go(0)
    for begin, end in (("predict", "predict"), ("compare", "compare")):
        window.action[begin].trigger()
        assert hinted(window) is None, begin
        window.action[end].trigger()
        assert hinted(window) is not None
    canvas, at = window.canvas, QPoint(400, 80)
    QTest.mousePress(canvas.viewport(), LEFT, pos=at)
    QTest.mouseMove(canvas.viewport(), at + QPoint(40, 0))  # a segment is being drawn
    assert hinted(window) is None
    QTest.keyClick(canvas, KEY.Key_Escape)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=at)
    assert hinted(window) is not None
    window.presenting.begin()
    assert hinted(window) is None
    window.presenting.end()
    assert hinted(window) is not None
    assert not window.settings.knows_losing  # the lesson's own loss is nobody's gesture


def test_it_stands_in_view_whole_in_the_smallest_window(fresh):
    window = fresh("teardown", (1024, 640))
    one, canvas = window.hinting.shown, window.canvas
    box = one.box.translated(-canvas.corner).toRect()
    assert canvas.viewport().rect().contains(box)
