"""Cables and forged segments under the hand, what tips tell, and where an edit shows."""

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tcplab.files.lessons import Opened
from tcplab.lab.sequence_picture import Arrow
from tcplab.lab.touch import spanned
from tcplab.sim.network import Cut, Fate
from tcplab.ui.canvas.handles import handles
from tcplab.ui.canvas.marks import mend_disc
from tcplab.ui.canvas.tips import tip
from tests.support.canvas import CLOSE, click, move, said
from tests.support.experiments import client, inject, opened
from tests.support.hands import FORGED, LEFT, at, moment_of, on_line, pull, tab_place

CUT = opened(*CLOSE, client("send", 1_200, octets=20), cuts=(Cut("client", 1_000, 4_000),))


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


def test_a_copy_is_dragged_past_its_segment_and_taken_back(touch):
    session, canvas = touch(opened(*CLOSE, fates=(Fate("client", 3, "duplicate"),)))

    def copy() -> tuple[int, Arrow]:
        arrows = enumerate(canvas.scene.picture.arrows)
        return next((at, one) for at, one in arrows if one.copy)

    def handle(do: str) -> QPoint:
        index, _ = copy()
        move(canvas, at(canvas, *canvas.scene.geometry.way(index).at(0.9)))
        found = {one.do: one for one in handles(canvas.scene.geometry, index)}
        assert set(found) == {"duplicate", "delay"}
        return at(canvas, found[do].x, found[do].y)

    due = copy()[1].due
    start = handle("delay")
    pull(canvas, start, start + QPoint(0, 10), start + QPoint(0, 60))
    (fate,) = session.experiment.fates
    assert (fate.do, fate.ms) == ("duplicate", copy()[1].due - due + 100)
    assert fate.ms > 100
    canvas.pick(copy()[0])
    QTest.keyClick(canvas, Qt.Key.Key_BracketRight)
    assert session.experiment.fates[0].ms == fate.ms + 50
    QTest.keyClick(canvas, Qt.Key.Key_L)
    assert session.experiment.fates == ()
    session.undo()
    click(canvas, handle("duplicate"))
    assert session.experiment.fates == ()


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
