"""Calls under the hand: dragged in time, from the panel to a lifeline, taken away."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import isValid

from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.ui.call_drag import call_data, dragged_call
from tests.support.canvas import click, move, spot
from tests.support.experiments import client, opened
from tests.support.hands import LEFT, at, call_at, moment_of, on_line, pull, tab_place


def test_a_call_is_dragged_in_time_live_and_as_one_edit(touch):
    session, canvas = touch()
    before, start = session.experiment, tab_place(canvas, moment_of(canvas, "close()", 0))
    geometry = canvas.scene.geometry
    seen = []
    canvas.edit_dragged.connect(lambda wish: seen.append(session.run))
    away = [QPoint(0, round(geometry.y(ms) - geometry.y(1_500))) for ms in (1_000, 700, 500)]
    pull(canvas, start, *(start + one for one in away))
    assert len({id(run) for run in seen}) == 3  # computed and shown again at each move
    assert session.experiment.calls[2].at_ms == 500
    assert canvas.run is session.run
    session.undo()
    assert session.experiment == before
    assert not session.history.can_undo


def test_what_is_held_is_marked_where_it_is_in_the_run_that_has_come_of_it(touch):
    """Its moment may be another call's there, or later than the last one."""
    session, canvas = touch(opened(client("send", 800, octets=20), client("close", 1_500)))
    start, last = tab_place(canvas, moment_of(canvas, "close()", 0)), session.last
    pull(canvas, start, start - QPoint(0, 20), QPoint(start.x(), 60), let_go=False)
    assert session.last < last
    assert canvas.hand.under.tab in canvas.scene.picture.tabs
    assert canvas.hand.under.tab.text == "close()"
    canvas.viewport().repaint()
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=QPoint(start.x(), 60))
    session.undo()
    start = tab_place(canvas, moment_of(canvas, "connect()", 0))
    pull(canvas, start, QPoint(start.x(), 300), on_line(canvas, 0, 1_800), let_go=False)
    assert canvas.hand.under.tab is None or canvas.hand.under.tab.text == "connect()"


def test_a_call_that_waits_is_made_so_much_later_after_what_it_waits_for(touch):
    session, canvas = touch()
    start = tab_place(canvas, moment_of(canvas, "close()", 1))
    tab = next(one for one in canvas.scene.picture.tabs if one.lifeline and "close" in one.text)
    pull(canvas, start, start + QPoint(0, 8), start + QPoint(0, 22))
    call = session.experiment.calls[3]
    assert (call.when, call.after_ms > 2_000) == ("end-of-stream", True)
    moved = next(one for one in canvas.scene.picture.tabs if one.lifeline and "close" in one.text)
    assert moved.at_ms - tab.at_ms == call.after_ms - 2_000


def test_a_call_never_waits_less_than_nothing(touch):
    session, canvas = touch()
    start = tab_place(canvas, moment_of(canvas, "close()", 1))
    pull(canvas, start, start - QPoint(0, 20), QPoint(start.x(), 60))
    assert session.experiment.calls[3].after_ms == 0


def test_escape_gives_a_drag_up_and_nothing_can_be_undone(touch):
    session, canvas = touch()
    before, start = session.experiment, tab_place(canvas, moment_of(canvas, "close()", 0))
    pull(canvas, start, start + QPoint(0, 30), start + QPoint(0, 40), let_go=False)
    assert session.experiment != before
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert session.experiment == before
    assert not session.history.can_undo
    move(canvas, start + QPoint(0, 60))
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=start + QPoint(0, 60))
    assert session.experiment == before


def test_what_is_held_is_let_go_when_something_else_is_opened(touch):
    session, canvas = touch()
    start = tab_place(canvas, moment_of(canvas, "listen()", 1))
    pull(canvas, start, start + QPoint(0, 30), start + QPoint(0, 40), let_go=False)
    other = Experiment("Another", (HostSetup("one"),))  # without the host whose call it is
    session.open(other)
    assert not canvas.hand.busy
    move(canvas, start + QPoint(0, 60))
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=start + QPoint(0, 60))
    assert session.experiment == other


def test_nothing_of_a_host_that_is_gone_is_marked_while_the_canvas_is_pulled(touch):
    session, canvas = touch()
    move(canvas, on_line(canvas, 1, 1_000))
    assert canvas.hand.under.cable == 1
    start = spot(canvas, 0, 0.4)  # a press without a move before it, as by a finger
    QTest.mousePress(canvas.viewport(), LEFT, pos=start)
    move(canvas, start + QPoint(30, 0))
    assert canvas.hand.busy
    assert not canvas.hand.holding
    session.open(Experiment("Another", (HostSetup("one"),)))
    canvas.viewport().repaint()
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=start)


def test_no_key_edits_what_a_hand_still_holds(touch):
    session, canvas = touch()
    before, place = (
        len(session.experiment.calls),
        tab_place(canvas, moment_of(canvas, "close()", 0)),
    )
    pull(canvas, place, place + QPoint(0, 30), let_go=False)
    QTest.keyClick(canvas, Qt.Key.Key_T)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert len(session.experiment.calls) == before
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=place + QPoint(0, 30))
    assert len(session.experiment.calls) == before
    assert session.experiment.calls[2].at_ms > 1_500


def test_a_click_is_meant_for_what_the_button_went_down_on(touch):
    session, canvas = touch()
    last = len(canvas.scene.picture.arrows) - 1
    place = at(canvas, *canvas.scene.geometry.way(last).at(0.8))
    move(canvas, place)
    QTest.mousePress(canvas.viewport(), LEFT, pos=place)
    session.edit(Experiment("None", session.experiment.hosts))  # without that segment
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=place)
    assert canvas.picked is None


def test_on_a_stage_calls_are_words_in_the_bands_and_are_dragged_and_taken_away_alike(touch):
    session, canvas = touch()
    canvas.set_present(1024)
    moment, before = moment_of(canvas, "close()", 0), session.experiment
    start = at(canvas, *call_at(canvas, 0, moment).box.center().toTuple())
    pull(canvas, start, start + QPoint(0, 20), start + QPoint(0, 40), let_go=False)
    assert canvas.hand.guide.text.startswith("close() 1.5")
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=start + QPoint(0, 40))
    assert 1_500 < session.experiment.calls[2].at_ms < 1_700
    session.undo()
    assert session.experiment == before
    place = at(canvas, *call_at(canvas, 0, moment).box.center().toTuple())
    move(canvas, QPoint(400, 5))
    before = canvas.grab(canvas.viewport().rect()).toImage()
    move(canvas, place)
    assert canvas.grab(canvas.viewport().rect()).toImage() != before  # outlined, with a ✕
    disc = call_at(canvas, 0, moment).disc
    assert disc.x + disc.radius < canvas.scene.geometry.columns[0].line - 10  # clear of the cable
    click(canvas, at(canvas, disc.x, disc.y))
    assert [call.do for call in session.experiment.calls] == ["listen", "connect", "close"]


def test_a_call_is_taken_away_at_its_corner(touch):
    session, canvas = touch()
    moment = moment_of(canvas, "close()", 0)
    move(canvas, tab_place(canvas, moment))
    disc = call_at(canvas, 0, moment).disc
    click(canvas, at(canvas, disc.x, disc.y))
    assert [call.do for call in session.experiment.calls] == ["listen", "connect", "close"]
    assert session.experiment.calls[2].host == "server"


def test_a_call_that_others_need_stays_and_a_sentence_says_why(touch):
    what = opened(client("socket", 900, makes="s"), client("close", 1_500, socket="s"))
    session, canvas = touch(what)
    moment = moment_of(canvas, "socket()", 0)
    disc = call_at(canvas, 0, moment).disc
    click(canvas, at(canvas, disc.x, disc.y))
    assert session.experiment == what


def test_calls_are_picked_moved_and_taken_away_by_keys(touch):
    session, canvas = touch()
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_T)
    assert canvas.act.marked.text == "close()"
    QTest.keyClick(canvas, "]")
    QTest.keyClick(canvas, "]")
    QTest.keyClick(canvas, "[")
    assert session.experiment.calls[2].at_ms == 1_550
    assert canvas.act.marked.at_ms == 1_550
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert [call.do for call in session.experiment.calls] == ["listen", "connect", "close"]
    assert canvas.act.marked is None


def dragged(window, kind, place: QPoint, host: str, do: str) -> bool:
    """A call comes over the window, as the system tells it; whether a drop would be taken."""
    data = call_data(host, do)
    there = window.mapFromGlobal(window.canvas.viewport().mapToGlobal(place))
    there = QPointF(there) if kind is QDropEvent else there
    event = kind(there, Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    QCoreApplication.sendEvent(window, event)
    return event.isAccepted()


def test_a_call_is_dragged_from_the_panel_to_a_moment_of_its_lifeline(make):
    window = make("handshake")
    canvas, session = window.canvas, window.session
    column, y = canvas.scene.geometry.columns[0], canvas.scene.geometry.y
    there = at(canvas, column.left + 30, y(300) + 20)
    other = at(canvas, canvas.scene.geometry.columns[1].left + 30, y(300) + 20)
    early = at(canvas, column.left + 30, y(100) - 15)
    assert dragged(window, QDragEnterEvent, there, "client", "close")
    assert dragged(window, QDragMoveEvent, there, "client", "close")
    assert canvas.hand.guide.text.startswith("close() 0.3")
    assert not dragged(window, QDragMoveEvent, other, "client", "close")
    assert canvas.hand.guide.text == "close() is a call of Client: drop it on that side."
    assert not dragged(window, QDragMoveEvent, early, "client", "close")
    assert "connection does not exist" in canvas.hand.guide.text
    before = session.experiment
    assert not dragged(window, QDropEvent, early, "client", "close")
    assert session.experiment == before
    dragged(window, QDragEnterEvent, there, "client", "close")
    assert dragged(window, QDropEvent, there, "client", "close")
    call = session.experiment.calls[-1]
    assert (call.host, call.do, 300 < call.at_ms < 400) == ("client", "close", True)
    assert canvas.hand.guide is None
    labels = window.left.panel.edits.findChildren(QLabel)
    assert f"The client calls close() at {call.at_ms / 1000:.3f}\u00a0s" in [
        one.text() for one in labels
    ]


def test_a_call_is_dragged_off_its_button_and_dropped_where_the_mouse_is_let_go(make, monkeypatch):
    """All but the system's part between the two: it has no drags without a screen."""
    window = make("handshake")
    canvas, session = window.canvas, window.session
    column = canvas.scene.geometry.columns[0]
    there = at(canvas, column.left + 30, canvas.scene.geometry.y(300) + 20)
    other = at(canvas, canvas.scene.geometry.columns[1].left + 30, 200)
    wanted = []

    def system(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        """Tells the window of what is dragged, with the data of the drag itself."""
        place = canvas.viewport().mapTo(window, there)
        rest = (actions, drag.mimeData(), LEFT, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(window, QDragEnterEvent(place, *rest))
        QCoreApplication.sendEvent(window, QDragMoveEvent(place, *rest))
        QCoreApplication.sendEvent(window, QDropEvent(QPointF(place), *rest))
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # it has a loop
        wanted.append((dragged_call(drag.mimeData()), drag.pixmap().isNull()))
        return actions

    monkeypatch.setattr(QDrag, "exec", system)
    button = next(
        one for one in window.left.findChildren(QPushButton)
        if one.accessibleName() == "Client: close()"
    )  # fmt: skip
    start, before = button.rect().center(), session.experiment
    for enabled in (True, False):
        button.setEnabled(enabled)  # at another time it may be possible
        QTest.mousePress(button, LEFT, pos=start)
        QTest.mouseMove(button, start + QPoint(3, 2))
        QCoreApplication.processEvents()
        assert not wanted  # a hand is never quite still
        QTest.mouseMove(button, start + QPoint(8, 8))
        QCoreApplication.processEvents()
        assert wanted == [(("client", "close"), False)]
        QTest.mouseMove(button, start + QPoint(30, 8))
        QCoreApplication.processEvents()
        QTest.mouseRelease(button, LEFT, pos=start + QPoint(30, 8))
        assert len(wanted) == 1
        call = session.experiment.calls[-1]
        assert len(session.experiment.calls) == len(before.calls) + 1
        assert (call.host, call.do, 300 < call.at_ms < 400) == ("client", "close", True)
        session.undo()
        assert session.experiment == before
        wanted.clear()
    QTest.mousePress(button, Qt.MouseButton.RightButton, pos=start)
    QTest.mouseMove(button, start + QPoint(30, 8))
    QCoreApplication.processEvents()
    assert not wanted
    QTest.mouseRelease(button, Qt.MouseButton.RightButton, pos=start + QPoint(30, 8))

    def another_run(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        """Its buttons take the place of those that there are, while one of these is dragged."""
        hosts = (HostSetup("one", reads=False), HostSetup("two"))
        place = QPointF(canvas.viewport().mapTo(window, other))
        rest = (actions, drag.mimeData(), LEFT, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(window, QDragEnterEvent(place.toPoint(), *rest))
        QCoreApplication.sendEvent(window, QDragMoveEvent(place.toPoint(), *rest))
        assert canvas.hand.guide is not None
        session.open(Experiment("Another", hosts))
        assert canvas.hand.guide is None  # there may be no such lifeline any more
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        wanted.append((isValid(button), dragged_call(drag.mimeData())))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", another_run)
    QTest.mousePress(button, LEFT, pos=start)
    QTest.mouseMove(button, start + QPoint(8, 8))
    QCoreApplication.processEvents()
    assert wanted == [(False, ("client", "close"))]
