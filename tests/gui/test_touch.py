"""Hands on calls, cables and segments that nobody has sent: each gesture is one edit, live."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from shiboken6 import isValid

from tcplab.files.lessons import Opened
from tcplab.lab.touch import spanned
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut, Fate
from tcplab.ui.call_drag import call_data, dragged_call
from tcplab.ui.canvas.handles import handles
from tcplab.ui.canvas.marks import mend_disc
from tcplab.ui.canvas.standing import Standing, call_of_moment
from tcplab.ui.canvas.tips import tip
from tcplab.ui.canvas.widget import SequenceCanvas
from tests.support.canvas import CLOSE, Touchable, click, move, said, spot, touchable
from tests.support.experiments import client, inject, opened

LEFT = Qt.MouseButton.LeftButton
CUT = opened(*CLOSE, client("send", 1_200, octets=20), cuts=(Cut("client", 1_000, 4_000),))


@pytest.fixture
def touch(qtbot):
    """A session and a canvas that shows its run, and grants what hands do on it."""

    def touch(what: Experiment = opened(*CLOSE)) -> Touchable:  # noqa: B008
        return touchable(qtbot, what)

    return touch


def at(canvas: SequenceCanvas, x: float, y: float) -> QPoint:
    """A place of the scene in the viewport."""
    return (QPointF(x, y) - canvas.corner).toPoint()


def tab_place(canvas: SequenceCanvas, moment: int) -> QPoint:
    """The middle of the tab of a call that is made at a moment."""
    scene = canvas.scene
    tab = next(one for one in scene.picture.tabs if one.moment == moment)
    column = scene.geometry.columns[tab.lifeline]
    return at(
        canvas, column.edge + column.side * 45, call_at(canvas, tab.lifeline, moment).placed.y
    )


def call_at(canvas: SequenceCanvas, lifeline: int, moment: int) -> Standing:
    """The call of a moment where it stands."""
    visible = QRectF(canvas.corner, canvas.viewport().size())
    call = call_of_moment(canvas.scene, lifeline, moment, canvas.view, visible)
    assert call is not None
    return call


def on_line(canvas: SequenceCanvas, lifeline: int, ms: int) -> QPoint:
    """A place on a lifeline."""
    column = canvas.scene.geometry.columns[lifeline]
    return at(canvas, column.line + column.side * 1.5, canvas.scene.geometry.y(ms))


def pull(canvas: SequenceCanvas, start: QPoint, *way: QPoint, let_go: bool = True) -> None:
    """The left button goes down at a place, the mouse goes on, the button comes up."""
    move(canvas, start)
    QTest.mousePress(canvas.viewport(), LEFT, pos=start)
    for place in way:
        move(canvas, place)
    if let_go:
        QTest.mouseRelease(canvas.viewport(), LEFT, pos=way[-1])


def moment_of(canvas: SequenceCanvas, text: str, lifeline: int) -> int:
    tabs = canvas.scene.picture.tabs
    return next(one.moment for one in tabs if (one.text, one.lifeline) == (text, lifeline))


# calls


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


# cables


def test_a_cable_is_cut_along_its_lifeline_live(touch):
    session, canvas = touch()
    start, end = on_line(canvas, 0, 1_000), on_line(canvas, 0, 1_600)
    seen = []
    canvas.edit_dragged.connect(lambda wish: seen.append(len(session.experiment.cuts)))
    pull(canvas, start, start + QPoint(0, 12), end)
    assert set(seen) == {1}
    (cut,) = session.experiment.cuts
    assert cut.host == "client"
    assert abs(cut.from_ms - 1_000) < 300
    assert cut.to_ms == 1_600
    assert any(one.kind == "cable" for one in canvas.scene.picture.outages)
    session.undo()
    assert session.experiment.cuts == ()


def test_a_drag_whose_end_nobody_was_told_of_has_not_been(touch):
    session, canvas = touch()
    start, end = on_line(canvas, 0, 1_000), on_line(canvas, 0, 1_600)
    pull(canvas, start, start + QPoint(0, 12), end, let_go=False)
    assert len(session.experiment.cuts) == 1
    pull(canvas, end, end + QPoint(0, 12), on_line(canvas, 0, 3_000))
    (cut,) = session.experiment.cuts
    assert cut.from_ms >= 1_500
    session.undo()
    assert session.experiment.cuts == ()


def test_the_ends_of_a_cut_are_dragged_and_all_of_it(touch):
    session, canvas = touch(CUT)
    start = on_line(canvas, 0, 4_000)
    pull(canvas, start, start - QPoint(0, 10), on_line(canvas, 0, 3_000))
    (cut,) = session.experiment.cuts
    assert cut == Cut("client", 1_000, cut.to_ms)
    assert cut.to_ms < 4_000
    start = on_line(canvas, 0, 1_000)
    pull(canvas, start, start - QPoint(0, 6), start - QPoint(0, 30))
    (longer,) = session.experiment.cuts
    assert (longer.from_ms < 1_000, longer.to_ms) == (True, cut.to_ms)
    start = on_line(canvas, 0, 1_000)
    pull(canvas, start, start + QPoint(0, 6), start + QPoint(0, 20))
    (moved,) = session.experiment.cuts
    assert moved.to_ms - moved.from_ms == longer.to_ms - longer.from_ms
    assert moved.from_ms > longer.from_ms


def test_a_cable_is_mended_at_its_middle(touch):
    session, canvas = touch(CUT)
    disc = mend_disc(canvas.scene.geometry, canvas.scene.picture.outages[0])
    click(canvas, at(canvas, disc.x, disc.y))
    assert session.experiment.cuts == ()


def test_cuts_are_picked_moved_and_mended_by_keys(touch):
    session, canvas = touch(CUT)
    QTest.keyClick(canvas, Qt.Key.Key_K)
    QTest.keyClick(canvas, "]")
    assert session.experiment.cuts == (Cut("client", 1_050, 4_050),)
    QTest.keyClick(canvas, "}")
    QTest.keyClick(canvas, "{")
    QTest.keyClick(canvas, "{")
    assert session.experiment.cuts == (Cut("client", 1_050, 4_000),)
    session.edit(replace(session.experiment, horizon_ms=500))
    QTest.keyClick(canvas, Qt.Key.Key_K)  # the run does not come to the cut any more
    assert canvas.act.marked is None
    session.undo()
    QTest.keyClick(canvas, Qt.Key.Key_K)
    QTest.keyClick(canvas, Qt.Key.Key_Delete)
    assert session.experiment.cuts == ()


def test_a_click_on_a_lifeline_still_goes_to_its_state(touch):
    _, canvas = touch()
    chosen = said(canvas.moment_chosen)
    click(canvas, on_line(canvas, 1, 1_000))
    assert [canvas.scene.picture.moment_times[one] for one in chosen] == [400]


# segments that nobody has sent


def test_a_segment_is_drawn_from_beside_the_client_to_the_server(touch):
    session, canvas = touch()
    geometry = canvas.scene.geometry
    y = geometry.y(1_000)
    start = at(canvas, geometry.columns[0].outer + 30, y)
    half = at(canvas, geometry.zone[0] + 40, y)
    end = at(canvas, geometry.zone[1] - 20, y)
    pull(canvas, start, start + QPoint(20, 0), half, end, let_go=False)
    (forged,) = session.experiment.injections
    assert (forged.to, forged.from_, forged.by) == ("server:80", "client:40000", "client")
    assert (forged.flags, forged.seq) == (("RST",), 101)
    move(canvas, half)
    assert session.experiment.injections == ()  # it has not come far enough any more
    move(canvas, end)
    QTest.mouseRelease(canvas.viewport(), LEFT, pos=end)
    assert session.experiment.injections == (forged,)
    assert session.run.moments[-1].world.hosts[1].connections.keys() == {(80, None)}
    session.undo()
    assert not session.history.can_undo


def test_a_drawing_that_comes_to_no_lifeline_is_nothing(touch):
    session, canvas = touch()
    geometry = canvas.scene.geometry
    start = at(canvas, geometry.zone[0] + 200, geometry.y(1_100))
    pull(canvas, start, start + QPoint(12, 0), start + QPoint(25, 0))
    assert not session.history.can_undo


FORGED = opened(injections=(inject("client:40000", "server:80", 1_500, "ACK", seq=101, ack=301),))


def test_a_forged_segment_is_moved_and_removed_by_its_handles(touch):
    session, canvas = touch(FORGED)
    index = next(at for at, one in enumerate(canvas.scene.picture.arrows) if one.injected)

    def handle(do: str) -> QPoint:
        way = canvas.scene.geometry.way(index)
        move(canvas, at(canvas, *way.at(0.4)))
        return next(
            at(canvas, one.x, one.y)
            for one in handles(canvas.scene.geometry, index)
            if one.do == do
        )

    start = handle("delay")
    pull(canvas, start, start + QPoint(0, 10), start + QPoint(0, 50))
    assert session.experiment.injections[0].at_ms > 1_550
    opened_at = []
    canvas.forgery_opened.connect(opened_at.append)
    click(canvas, handle("edit"))
    assert opened_at == [0]
    click(canvas, handle("lose"))
    assert session.experiment.injections == ()


def test_tips_tell_what_hands_can_do(touch):
    _, canvas = touch(CUT)
    for place, words in (
        (tab_place(canvas, moment_of(canvas, "connect()", 0)), "Drag it up or down"),
        (on_line(canvas, 1, 700), "drag along the line to cut the cable"),
        (on_line(canvas, 0, 3_500), "Drag an end"),
    ):
        move(canvas, place)
        assert words in tip(canvas.scene, canvas.hand.under)


def test_a_span_is_from_the_earlier_to_the_later():
    assert spanned("client", 30, 8) == Cut("client", 8, 30)
    assert spanned("client", 5, 5) == Cut("client", 5, 6)


# from the panel to a lifeline


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


# the list of edits


def test_a_row_of_the_list_leads_to_where_the_edit_shows_and_picks_it(make):
    window = make(Opened(CUT))
    session, canvas, section = window.session, window.canvas, window.left.panel.edits
    added = replace(
        CUT,
        network=replace(CUT.network, delay_ms=120),
        calls=(*CUT.calls, client("send", 300, octets=5)),
        fates=(Fate("client", 3, "lose"), Fate("client", 99, "lose")),
        injections=(inject("client:40000", "server:80", 900, "RST", seq=9),),
        cuts=(Cut("client", 1_100, 4_000),),
    )
    session.edit(added)
    session.end_gesture()
    QCoreApplication.processEvents()
    rows = {one.accessibleName(): one for one in section.findChildren(QPushButton)}

    def led_to(title: str) -> tuple:
        """Presses Enter on a row; where the cursor stands then, and what is picked."""
        session.go(session.last)
        canvas.let_go()
        QTest.keyClick(rows[title], Qt.Key.Key_Return)
        return session.moment.world.now, canvas.act.marked or canvas.picked

    assert led_to("Delay 120 ms") == (220, None)
    ms, call = led_to("The client calls send() at 0.300 s")
    assert (ms, call.text) == (300, "send(5)")
    ms, arrow = led_to("The client’s 3rd segment lost")
    assert (ms, arrow.host, arrow.nth, arrow.lost) == (1_200, "client", 3, "fate")
    assert led_to("The client’s 99th segment lost")[1] is None  # it meets nothing
    ms, forged = led_to("Forged RST to the server at 0.900 s")
    assert (ms, forged.injected) == (900, True)
    ms, cut = led_to("The client’s cable out 1.1–4.0 s now")
    assert (ms, cut.cut) == (1_200, 0)  # the first step of the time without cable
    QTest.keyClick(canvas, Qt.Key.Key_Delete)  # what is picked is at hand
    assert session.experiment.cuts == ()
    row = rows["The client’s 3rd segment lost"]
    QTest.mouseClick(row, LEFT)
    assert canvas.picked.nth == 3
    window.resize(1024, 768)
    window.action["panel"].trigger()
    QTest.mouseClick(row, LEFT)
    assert not window.drawer.is_open


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
