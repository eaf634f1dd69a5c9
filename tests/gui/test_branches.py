"""Branches in the real window: made, gone to, named, deleted, undone, saved."""

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from tcplab.files.lessons import open_file
from tcplab.lab.fates import delayed
from tcplab.sim.network import Fate
from tests.support.hands import at, pull

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def key(window, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()  # a dialog may have been there
    assert QTest.qWaitForWindowActive(window)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, key, modifiers)


def lose(window, host: str, nth: int) -> None:
    """Picks the segment and presses L."""
    arrows = window.canvas.scene.picture.arrows
    window.canvas.pick(
        next(i for i, one in enumerate(arrows) if (one.host, one.nth) == (host, nth))
    )
    key(window, KEY.Key_L)


class Painted(QObject):
    """How high canvas and timeline were whenever one of them was painted."""

    def __init__(self, window) -> None:
        super().__init__()
        self.window, self.heights = window, []
        for part in (window.canvas.viewport(), window.timeline):
            part.installEventFilter(self)

    @property
    def now(self) -> tuple[int, int]:
        return self.window.canvas.height(), self.window.timeline.height()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.heights.append(self.now)
        return False


@pytest.fixture
def forked(make):
    """At the end of the handshake, the client's second segment has been lost in a branch."""
    window = make("handshake")
    key(window, KEY.Key_End)
    lose(window, "client", 2)
    return window


def test_an_edit_of_the_past_forks_and_undo_and_redo_cross_the_fork(forked):
    session = forked.session
    first = session.original
    assert [one.experiment.fates for one in session.branches.branches] == [
        (), (Fate("client", 2, "lose"),),
    ]  # fmt: skip
    assert session.branches.here == 2
    assert session.run.experiment == session.experiment
    key(forked, KEY.Key_Z, CONTROL)
    assert [one.experiment for one in session.branches.branches] == [first]
    assert session.run.experiment == first
    key(forked, KEY.Key_Y, CONTROL)
    assert session.branches.here == 2
    lose(forked, "client", 2)  # which brings it back: that future is there already
    assert (session.branches.here, len(session.branches)) == (1, 2)


def test_a_branch_that_a_hand_makes_has_its_lane_whoever_asks(forked):
    canvas, timeline = forked.canvas, forked.timeline
    start = at(canvas, *canvas.scene.geometry.way(0).at(1))
    pull(canvas, start, start + QPoint(0, 6), start + QPoint(0, 30), let_go=False)
    assert forked.session.branches.here == 3
    forked.showing.show_document()  # as another language does, or to compare
    assert 3 in [one.lane.number for one in timeline.scene.lanes]
    key(forked, KEY.Key_Escape)
    forked.showing.show_document()
    assert [one.lane.number for one in timeline.scene.lanes] == [1, 2]


def test_a_lane_comes_and_goes_when_all_has_its_place(forked, qtbot):
    window = forked
    window.branching.switch(1)
    key(window, KEY.Key_End)
    lose(window, "client", 1)  # the third lane, for which there is no room yet
    for press in (KEY.Key_Z, KEY.Key_Y):
        qtbot.waitUntil(lambda: not window.renewing.busy)
        QApplication.processEvents()
        painted = Painted(window)
        before = painted.now
        key(window, press, CONTROL)
        QApplication.processEvents()
        assert window.renewing.busy
        qtbot.waitUntil(lambda: not window.renewing.busy)
        assert painted.now != before
        assert set(painted.heights) == {painted.now}


def test_an_edit_of_the_future_edits_the_branch_in_view(make):
    window = make("handshake")
    lose(window, "client", 2)
    assert len(window.session.branches) == 1
    key(window, KEY.Key_End)
    lose(window, "server", 1)
    assert len(window.session.branches) == 2
    key(window, KEY.Key_Home)
    lose(window, "client", 3)
    assert len(window.session.branches) == 2
    assert len(window.session.branches[2].experiment.fates) == 3


def lane_at(window, number: int) -> QPoint:
    """In the label of a branch's lane."""
    lane = next(one for one in window.timeline.scene.lanes if one.lane.number == number)
    return QPoint(20, round(lane.y))


def letters(window) -> str:
    """The lanes in sight."""
    return "".join(one.lane.letter for one in window.timeline.scene.lanes)


def wheel(widget, notches: int) -> None:
    """Turns the wheel over the middle of a widget, upwards if positive."""
    at = QPointF(widget.rect().center())
    turn = (QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton)
    rest = (Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(widget, QWheelEvent(at, widget.mapToGlobal(at), *turn, *rest))


def test_lanes_are_gone_to_by_click_and_key(forked, click):
    session, timeline = forked.session, forked.timeline
    assert letters(forked) == "AB"
    names = [one.lane.name for one in timeline.scene.lanes]
    assert names == ["Three segments open a connection", "The client’s 2nd segment lost"]
    assert timeline.scene.present.start == 4  # what both have in common is drawn once
    click(timeline, lane_at(forked, 1))
    assert session.branches.here == 1
    assert session.experiment == session.original
    mark = timeline.scene.lanes[1].scene.spots[0]
    click(timeline, QPoint(round(mark.x), round(timeline.scene.lanes[1].y)))
    assert (session.branches.here, session.now) == (2, mark.mark.at_ms)
    key(forked, KEY.Key_Down, CONTROL)
    assert session.branches.here == 1
    key(forked, KEY.Key_Up, CONTROL)
    assert session.branches.here == 2
    QTest.keyClick(timeline, KEY.Key_Up)
    QTest.keyClick(timeline, KEY.Key_Up)
    assert session.branches.here == 1
    assert timeline.accessibleDescription().startswith("A: Three segments open a connection.")
    assert "Branch A" in forked.toolbar.subtitle.text()


def test_a_branch_is_named_deleted_and_comes_back(forked, answer, qtbot):
    session = forked.session

    def type_name(dialog) -> None:
        dialog.findChild(QLineEdit).selectAll()
        QTest.keyClicks(dialog.findChild(QLineEdit), "quiet")
        QTest.keyClick(dialog, KEY.Key_Return)

    answer(type_name)
    key(forked, KEY.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    assert session.branches[2].name == "quiet"
    forked.set_language("zh_CN")
    qtbot.waitUntil(forked.updatesEnabled)
    names = [one.lane.name for one in forked.timeline.scene.lanes]
    assert names == ["三次握手", "quiet"]
    key(forked, KEY.Key_Z, CONTROL)
    assert forked.branching.lane(2).name == "客户端的第 2 个报文段丢失"
    key(forked, KEY.Key_Delete, CONTROL)
    assert (letters(forked), session.branches.here) == ("A", 1)
    assert not forked.action["delete_branch"].isEnabled()
    key(forked, KEY.Key_Z, CONTROL)
    assert letters(forked) == "AB"


def test_there_are_as_many_lanes_as_there_is_room_for_and_the_wheel_brings_the_others(make, qtbot):
    window = make("handshake", (1440, 1080))
    timeline = window.timeline
    assert timeline.height() == 112
    for later in range(50, 300, 50):
        window.branching.switch(1)
        key(window, KEY.Key_End)
        window.session.edit(delayed(window.session.experiment, "client", 1, later))
    assert len(window.session.branches) == 6
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert (timeline.height(), letters(window)) == (28 + 4 * 42, "ABCF")
    edge = timeline.rect().bottomRight() - QPoint(6, 60)
    wheel(timeline, -1)
    assert letters(window) == "BCDF"  # F is in view and stays
    wheel(timeline, -3)
    assert letters(window) == "CDEF"
    wheel(timeline, 2)
    assert letters(window) == "ABCF"
    QTest.mouseClick(timeline.childAt(edge), Qt.MouseButton.LeftButton, pos=QPoint(5, 150))
    assert letters(window) == "CDEF"  # a click below the slider
    for _ in range(3):
        key(window, KEY.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert (timeline.height(), letters(window)) == (28 + 3 * 42, "ABC")
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: timeline.height() == 28 + 3 * 42)
    wheel(timeline, -1)
    assert letters(window) == "ABC"  # there is no more
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: timeline.width() == 1024)
    assert window.corner.width() < 80  # its buttons need no words there
    assert timeline.scene.axis.right > 930
    assert window.corner.compare.accessibleName() or window.corner.compare.text()


def test_the_menu_of_a_lane_and_the_menu_of_all(forked, qtbot):
    session, timeline = forked.session, forked.timeline
    at = lane_at(forked, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, timeline.mapToGlobal(at))
    QApplication.sendEvent(timeline, event)
    menu = QApplication.activePopupWidget()
    assert [one.text() for one in menu.actions()][1:] == [
        "Show it", "Compare with the one in view", "Rename…", "Delete",
    ]  # fmt: skip
    menu.actions()[1].trigger()
    menu.close()
    assert session.branches.here == 1
    forked.resize(1024, 640)  # where there is room for one lane, the others are in a menu
    qtbot.waitUntil(lambda: letters(forked) == "A")
    forked.corner.branches.menu().aboutToShow.emit()
    assert timeline.scene.lanes[0].lane.name == "Three segments open a connection"
    rows = forked.corner.branches.menu().actions()
    assert [one.isChecked() for one in rows[:2]] == [True, False]
    rows[1].trigger()
    assert (session.branches.here, letters(forked)) == (2, "B")
    assert timeline.scene.present.start == 0


def test_a_menu_of_a_branch_that_has_gone_does_nothing(forked):
    session, timeline = forked.session, forked.timeline
    at = lane_at(forked, 1)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, timeline.mapToGlobal(at))
    QApplication.sendEvent(timeline, event)
    menu = QApplication.activePopupWidget()
    forked.corner.branches.menu().aboutToShow.emit()
    row = forked.corner.branches.menu().actions()[0]
    session.delete(1)
    kept = session.branches
    for action in (*menu.actions()[1:], row):
        action.trigger()
    menu.close()
    assert session.branches == kept
    assert not forked.comparing.on


def test_a_branch_is_saved_as_a_file_of_its_own(forked, answer, tmp_path):
    session, path = forked.session, tmp_path / "b.tcplab"

    def save(dialog) -> None:
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
        dialog.accept()

    assert session.unsaved_branches == (2,)
    answer(save)
    key(forked, KEY.Key_S, CONTROL)
    assert session.unsaved_branches == ()
    assert session.lesson is not None
    assert open_file(path).experiment == session.experiment
    lose(forked, "server", 1)  # another branch, which no file holds
    assert session.unsaved_branches == (3,)
    forked.branching.switch(2)
    assert session.own_file == path
    assert "b.tcplab · Branch B" in forked.toolbar.subtitle.text()
    forked.branching.delete(2)  # which takes its file along: another 2 is none of it
    forked.branching.delete(3)
    assert session.branches.here == 1
    assert session.path is None
    lose(forked, "client", 1)
    assert session.branches.here == 2
    assert session.own_file is None
    forked.branching.delete(1)  # nor is it then what was opened
    assert session.own_file is None
