"""The sequence canvas on screen: what it draws, and what mouse and keys make it say."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from tcplab.lab.fates import delayed_to, toggled_loss
from tcplab.sim.experiment import Experiment, Fate, HostSetup, Network
from tcplab.sim.run import Run, run
from tcplab.ui.canvas import FOLLOW, SequenceCanvas
from tcplab.ui.canvas_handles import Wish, handles
from tcplab.ui.fonts import load_fonts
from tcplab.ui.theme import load_theme
from tests.support.drawn import image, near, texts
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, opened, server

CLOSE = (client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LAST_ACK_LOST = opened(*CLOSE, network=Network(200), fates=(Fate("client", 4, "lose"),))
REPEATED_FIN = 13
"""The moment when the FIN arrives for the second time, at 5.100 s."""


@pytest.fixture(scope="module", autouse=True)
def fonts(qapp):
    load_fonts()


@pytest.fixture
def shown(qtbot):
    """Shows a canvas with a run and a moment."""

    def show(what: Experiment | Run = LAST_ACK_LOST, cursor: int = REPEATED_FIN, size=(816, 736)):
        canvas = SequenceCanvas(load_theme("light"))
        qtbot.addWidget(canvas)
        canvas.resize(*size)
        canvas.set_reduced_motion(True)
        canvas.show_run(what if isinstance(what, Run) else run(what))
        canvas.show_cursor(cursor)
        with qtbot.waitActive(canvas):
            canvas.show()
            canvas.activateWindow()
        return canvas

    return show


def spot(canvas: SequenceCanvas, index: int, share: float) -> QPoint:
    """A point of the viewport on an arrow."""
    return (QPointF(*canvas.scene.geometry.ways[index].at(share)) - canvas.corner).toPoint()


def move(canvas: SequenceCanvas, at: QPoint) -> None:
    QTest.mouseMove(canvas.viewport(), at)


def click(canvas: SequenceCanvas, at: QPoint) -> None:
    move(canvas, at)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def said(signal) -> list:
    """Everything that a signal carries from now on."""
    heard = []
    signal.connect(heard.append)
    return heard


def drawn(canvas: SequenceCanvas) -> list[str]:
    return texts(canvas.scene, canvas.view)


# What is drawn


def test_a_handshake_with_everything_that_belongs_to_it(shown):
    words = drawn(shown(opened(), 5))
    for text in ("SYN", "SYN, ACK", "ACK", "seq=", "100", "300", "ack=", "101", "301"):
        assert text in words
    for text in ("Client", "10.0.0.1:40000", "Server", "10.0.0.2:80", "connect()", "listen()"):
        assert text in words
    for text in ("CLOSED", "SYN-SENT", "ESTABLISHED", "LISTEN", "SYN-RECEIVED", "now 0.400"):
        assert text in words


def test_the_lost_last_ack_with_its_timers(shown):
    words = drawn(shown())
    for text in ("lost", "↻ retransmission", "now 5.100", "… 1.8 s", "… 59.8 s", "TIME-WAIT"):
        assert text in words
    for first, second in (
        ("2MSL 60 s", "58.8 s left"), ("2MSL 60 s", "restarted"),
        ("RTO 1.2 s", "ran out"), ("RTO 2.4 s", "doubled"),
    ):  # fmt: skip
        assert (first, second) in pairwise(words)


def test_timers_of_the_past_are_drawn_only_if_they_ran_out(shown):
    words = drawn(shown(cursor=8))
    assert not any(text.startswith("RTO") for text in words if text != "RTO 1.2 s")


def test_all_timers_of_a_host_are_drawn_as_one_points_beside_it(shown):
    canvas = shown(cursor=8)
    column = canvas.scene.geometry.columns[0]
    move(canvas, QPoint(round(column.edge) - 40, round(canvas.scene.geometry.y(700))))
    assert "RTO 1.0 s" in drawn(canvas)
    move(canvas, QPoint(5, 300))
    assert "RTO 1.0 s" not in drawn(canvas)


def test_numbers_relative_or_absolute(shown):
    canvas = shown(opened(), 5)
    assert "300" in drawn(canvas)
    canvas.set_relative(True)
    assert "300" not in drawn(canvas)
    assert {"0", "1"} <= set(drawn(canvas))


def test_numbers_have_the_colour_of_the_host_whose_octets_they_count(shown):
    canvas, theme = shown(opened(), 5), load_theme("light")
    syn_ack = canvas.scene.places.placed(1)[0]
    tokens = {token.text: token.role for token in syn_ack.text.tokens}
    assert (tokens["300"], tokens["101"]) == (1, 0)
    whole = image(canvas.scene, canvas.view, 3.0)
    for role in (0, 1):
        box = syn_ack.box
        assert near(whole, box.cx, box.cy, theme.host(role).text, reach=round(box.hx))


def test_the_arrow_of_this_step_lies_on_yellow(shown):
    canvas, theme = shown(), load_theme("light")
    whole = image(canvas.scene, canvas.view)
    again, before = (canvas.scene.geometry.ways[index] for index in (7, 5))
    assert near(whole, *again.at(0.3), theme.mark, reach=5)
    assert not near(whole, *before.at(0.3), theme.mark, reach=5)


def test_what_is_to_come_is_dashed_and_pale(shown):
    canvas, theme = shown(opened(), 3), load_theme("light")
    whole = image(canvas.scene, canvas.view)
    past, future = canvas.scene.geometry.ways[0], canvas.scene.geometry.ways[1]

    def share_of(way, colour):
        points = [way.at(share / 100) for share in range(10, 90)]
        return sum(near(whole, x, y, colour, reach=1) for x, y in points) / len(points)

    assert share_of(past, theme.ink) > 0.8
    assert share_of(future, theme.ink) == 0
    assert 0.2 < share_of(future, theme.future) < 0.95


def test_an_arrow_on_its_way_is_solid_as_far_as_it_has_come(shown):
    canvas = shown(opened(server("send", 350, octets=1)), 5)
    theme, geometry = load_theme("light"), canvas.scene.geometry
    arrow = next(i for i, a in enumerate(canvas.scene.picture.arrows) if a.sent < 350 < a.due)
    whole = image(canvas.scene, canvas.view)
    assert near(whole, *geometry.ways[arrow].at(0.3), theme.ink)
    assert not near(whole, *geometry.ways[arrow].at(0.8), theme.ink)


@pytest.mark.parametrize("name", ["light", "dark", "present"])
def test_every_theme_draws_in_its_own_colours(shown, name):
    canvas, theme = shown(), load_theme(name)
    canvas.set_theme(theme)
    whole, geometry = image(canvas.scene, canvas.view), canvas.scene.geometry
    assert near(whole, 3, 3, theme.canvas)
    for role, band_ms in ((0, 1000), (1, 1200)):
        column = geometry.columns[role]
        middle = (column.left + column.right) / 2
        assert near(whole, middle, geometry.y(band_ms), theme.host(role).tints[2])
        assert near(whole, column.line - column.side * -1.5, geometry.y(600), theme.host(role).line)


def test_a_picture_of_more_pixels_shows_the_same_places(shown):
    canvas, theme = shown(), load_theme("light")
    for ratio in (1.0, 1.5, 2.0):
        whole = image(canvas.scene, canvas.view, ratio)
        column = canvas.scene.geometry.columns[0]
        assert near(whole, column.right - 1.5, canvas.scene.geometry.y(600), theme.host(0).line)


def test_three_hosts_and_arrows_behind_the_band_between(shown):
    forged = inject("client:40000", "server:80", 1_400, "RST", seq=5_000, by="attacker")
    canvas = shown(opened(hosts=("client", "server", "attacker"), injections=(forged,)), 7)
    geometry, theme = canvas.scene.geometry, load_theme("light")
    attacker, middle, right = (geometry.columns[i] for i in (2, 0, 1))
    assert attacker.right < middle.left < right.left
    index = next(i for i, a in enumerate(canvas.scene.picture.arrows) if a.injected)
    way = geometry.ways[index]
    share = ((middle.left + middle.right) / 2 - way.x0) / (way.x1 - way.x0)
    whole = image(canvas.scene, canvas.view)
    assert near(whole, *way.at(share), theme.host(0).tints[3 - 1])
    assert not near(whole, *way.at(share), theme.ink)
    assert near(whole, *way.at(share * 0.5), theme.ink)
    assert "Attacker" in drawn(canvas)


def test_a_broken_stack_is_marked(shown):
    canvas = shown(opened(hosts=("client", HostSetup("server", "two-way-handshake"))), 3)
    assert "broken" in drawn(canvas)


def test_a_refused_call_shows_its_errno(shown):
    words = drawn(shown(experiment(CONNECT, client("send", 50, octets=3)), 4))
    assert {"EBADF", "ECONNREFUSED"} <= set(words)


def test_connections_without_a_band_are_counted(shown):
    attack = tuple(
        inject(f"9.9.9.9:{1000 + i}", "server:80", 1_000 + i, "SYN", by="attacker")
        for i in range(200)
    )
    hosts = ("client", HostSetup("server", backlog=300), "attacker")
    what = run(experiment(LISTEN, hosts=hosts, injections=attack, horizon=1_900))
    words = drawn(shown(what, len(what.moments) - 1))
    assert ("+197", "SYN-RECEIVED") in pairwise(words)


def test_the_audience_sees_larger_words_and_no_gutter(shown):
    canvas = shown(size=(652, 580))
    canvas.set_present(1024)
    sizes = canvas.scene.geometry.sizes
    assert (sizes.label_px, sizes.gutter) == (22, 0)
    assert "now" in drawn(canvas)
    assert "5.100" not in drawn(canvas)
    assert "close()" in drawn(canvas)


# Where it moves


def test_the_now_line_never_leaves_the_view(shown):
    canvas = shown(size=(712, 420), cursor=0)
    header = canvas.scene.geometry.sizes.header
    places = []
    for cursor in [*range(16), *reversed(range(16))]:
        canvas.show_cursor(cursor)
        places.append(canvas.view.now - canvas.verticalScrollBar().value())
    assert all(header < place < 420 for place in places)


def test_it_comes_back_at_two_thirds(shown):
    canvas = shown(size=(712, 420), cursor=0)
    cursor = 0
    while canvas.verticalScrollBar().value() == 0:
        cursor += 1
        canvas.show_cursor(cursor)
    place = canvas.view.now - canvas.verticalScrollBar().value()
    assert place == pytest.approx(FOLLOW * canvas.viewport().height(), abs=1)


def test_a_step_glides_and_a_jump_does_not(shown, qtbot):
    canvas = shown(cursor=2)
    canvas.set_reduced_motion(False)
    start, end = canvas.view.now, canvas.scene.geometry.now(3)
    canvas.show_cursor(3, animate=True)
    assert canvas.view.cursor == 3
    assert canvas.view.now == start
    qtbot.waitUntil(lambda: start < canvas.view.now < end, timeout=1000)
    qtbot.waitUntil(lambda: canvas.view.now == end, timeout=2000)
    canvas.show_cursor(9, animate=True)
    assert canvas.view.now == canvas.scene.geometry.now(9)


def test_nothing_glides_under_reduced_motion(shown):
    canvas = shown(cursor=2)
    canvas.show_cursor(3, animate=True)
    assert canvas.view.now == canvas.scene.geometry.now(3)


def wheel(canvas: SequenceCanvas, at: QPoint, notches: int, modifiers) -> None:
    place = QPointF(at)
    event = QWheelEvent(
        place, canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_around_the_pointer(shown):
    canvas, at = shown(size=(816, 420)), QPoint(400, 250)
    before = canvas.scene.geometry
    under = before.ms(at.y() + canvas.verticalScrollBar().value())
    wheel(canvas, at, 2, Qt.KeyboardModifier.ControlModifier)
    after = canvas.scene.geometry
    assert after.map.scale == pytest.approx(before.map.scale * 1.25**2)
    now_under = after.ms(at.y() + canvas.verticalScrollBar().value())
    assert now_under == pytest.approx(under, rel=0.02)


def test_the_wheel_alone_scrolls(shown):
    canvas = shown(size=(816, 420), cursor=0)
    wheel(canvas, QPoint(400, 250), -3, Qt.KeyboardModifier.NoModifier)
    assert canvas.verticalScrollBar().value() > 0


def test_keys_zoom_and_scroll(shown):
    canvas = shown(size=(816, 420), cursor=0)
    scale = canvas.scene.geometry.map.scale
    for key, factor in ((Qt.Key.Key_Plus, 1.25), (Qt.Key.Key_Minus, 1), (Qt.Key.Key_Minus, 0.8)):
        QTest.keyClick(canvas, key, Qt.KeyboardModifier.ControlModifier)
        assert canvas.scene.geometry.map.scale == pytest.approx(scale * factor)
    QTest.keyClick(canvas, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.scene.geometry.map.scale == pytest.approx(scale)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.verticalScrollBar().value() == 40
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.verticalScrollBar().value() == 0


def test_dragging_the_paper_pans_and_chooses_nothing(shown):
    canvas = shown(size=(816, 420), cursor=0)
    chosen = said(canvas.moment_chosen)
    start = QPoint(30, 300)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(canvas, start - QPoint(0, 20))
    move(canvas, start - QPoint(0, 90))
    QTest.mouseRelease(
        canvas.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(0, 90)
    )  # fmt: skip
    assert canvas.verticalScrollBar().value() == 90
    assert chosen == []


def test_many_hosts_scroll_sideways(shown):
    names = tuple(f"host-{number}" for number in range(9))
    canvas = shown(experiment(hosts=("client", "server", *names)), 0, (500, 400))
    assert canvas.horizontalScrollBar().maximum() > 0


# What it says


def test_a_click_on_a_row_chooses_its_last_moment(shown):
    canvas = shown()
    chosen = said(canvas.moment_chosen)
    click(canvas, QPoint(20, round(canvas.scene.geometry.y(1900)) + 3))
    assert chosen == [8]


def test_a_click_on_a_band_chooses_the_moment_when_it_begins(shown):
    canvas = shown()
    chosen, column = said(canvas.moment_chosen), canvas.scene.geometry.columns[1]
    click(canvas, QPoint(round(column.left + 50), round(canvas.scene.geometry.y(1000))))
    assert canvas.scene.picture.moment_times[chosen[0]] == 700


def test_a_click_on_a_call_chooses_its_moment(shown):
    canvas = shown()
    chosen, column = said(canvas.moment_chosen), canvas.scene.geometry.columns[0]
    click(canvas, QPoint(round(column.left - 40), round(canvas.scene.geometry.y(1500))))
    assert chosen == [6]


def test_a_click_on_an_arrow_or_its_label_picks_it(shown):
    canvas = shown()
    picked = said(canvas.segment_picked)
    click(canvas, spot(canvas, 3, 0.8))
    box = canvas.scene.places.placed(5)[0].box
    click(canvas, QPoint(round(box.cx), round(box.cy)))
    assert [(arrow.host, arrow.nth) for arrow in picked] == [("client", 3), ("server", 3)]
    assert canvas.picked is picked[-1]


@pytest.mark.parametrize("do", ["lose", "duplicate"])
def test_the_handles_ask_for_a_fate(shown, do):
    canvas = shown()
    asked = said(canvas.fate_asked)
    move(canvas, spot(canvas, 8, 0.4))
    handle = next(one for one in handles(canvas.scene.geometry, 8) if one.do == do)
    click(canvas, (QPointF(handle.x, handle.y) - canvas.corner).toPoint())
    assert asked == [Wish("client", 5, do)]


def test_handles_stand_where_they_should(shown):
    geometry = shown().scene.geometry
    places = {one.do: (one.x, one.y) for one in handles(geometry, 8)}
    way = geometry.ways[8]
    assert places["delay"] == pytest.approx(way.at(1))
    assert places["duplicate"] == pytest.approx(way.at(0.85))
    assert places["lose"] == pytest.approx(way.at(0.70))


def test_a_segment_lost_by_fate_can_be_brought_back_and_one_lost_by_chance_cannot(shown):
    geometry = shown().scene.geometry
    assert {one.do for one in handles(geometry, 6)} == {"lose", "duplicate"}
    by_chance = shown(opened(network=Network(loss=1.0), horizon=2_000), 2).scene.geometry
    assert {one.do for one in handles(by_chance, 0)} == {"duplicate"}


def test_dragging_the_head_delays_live_and_asks_once(shown):
    canvas = shown(opened(*CLOSE, network=Network(200)), 6)
    dragged, asked = said(canvas.fate_dragged), said(canvas.fate_asked)
    scale = canvas.scene.geometry.map.scale

    def show(wish: Wish) -> None:
        """As the window does: a run for every move."""
        what = opened(*CLOSE, network=Network(200))
        canvas.show_run(run(delayed_to(what, wish.host, wish.nth, wish.ms)))

    canvas.fate_dragged.connect(show)
    move(canvas, spot(canvas, 3, 0.5))
    start = spot(canvas, 3, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for down in (10, round(scale / 2), round(scale)):
        move(canvas, start + QPoint(0, down))
    assert canvas.scene.geometry.map.scale == scale
    end = start + QPoint(0, round(scale))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert [wish.ms for wish in dragged][-2:] == [100, 200]
    assert asked == [dragged[-1]] == [Wish("client", 3, "delay", 200)]


def test_dragging_up_never_arrives_before_the_network_lets_it(shown):
    canvas = shown()
    dragged = said(canvas.fate_dragged)
    move(canvas, spot(canvas, 3, 0.5))
    start = spot(canvas, 3, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(canvas, start - QPoint(0, 50))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(0, 50))
    assert {wish.ms for wish in dragged} == {0}


# Keys


def test_tab_picks_one_segment_after_the_other_and_then_leaves(qtbot):
    both = QWidget()
    qtbot.addWidget(both)
    canvas, after = SequenceCanvas(load_theme("light")), QLineEdit()
    layout = QVBoxLayout(both)
    layout.addWidget(canvas)
    layout.addWidget(after)
    both.resize(816, 700)
    canvas.show_run(run(opened()))
    with qtbot.waitActive(both):
        both.show()
        both.activateWindow()
    canvas.setFocus()
    picked = said(canvas.segment_picked)
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert [(arrow.host, arrow.nth) for arrow in picked] == [
        ("client", 1), ("server", 1), ("client", 2),
    ]  # fmt: skip
    assert canvas.view.ring
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert canvas.picked is None


def test_shift_tab_goes_back_and_escape_lets_go(shown):
    canvas = shown(opened(), 0)
    canvas.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        QTest.keyClick(canvas, key)
    assert (canvas.picked.host, canvas.picked.nth) == ("client", 1)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.picked is None
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.picked is None


def test_tab_begins_with_what_this_step_has_changed(shown):
    canvas = shown()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.view.picked == 7


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ("l", Wish("client", 4, "lose")),
        ("d", Wish("client", 4, "duplicate")),
        ("]", Wish("client", 4, "delay", 50)),
        ("[", Wish("client", 4, "delay", 0)),
        (Qt.Key.Key_Delete, Wish("client", 4, "clear")),
    ],
)
def test_keys_act_on_the_picked_segment(shown, key, wish):
    canvas = shown()
    canvas.pick(6)
    asked = said(canvas.fate_asked)
    QTest.keyClick(canvas, key)
    assert asked == [wish]


def test_keys_without_a_segment_say_nothing(shown):
    canvas = shown()
    asked = said(canvas.fate_asked)
    for key in ("l", "d", "]", "["):
        QTest.keyClick(canvas, key)
    assert asked == []


def test_enter_goes_to_the_picked_segment(shown):
    canvas = shown()
    canvas.pick(2)
    chosen = said(canvas.moment_chosen)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert chosen == [canvas.scene.picture.arrows[2].ended_moment]


def test_what_is_picked_stays_picked_after_an_edit(shown):
    canvas = shown()
    canvas.pick(3)
    canvas.show_run(run(toggled_loss(LAST_ACK_LOST, "client", 3)))
    assert (canvas.picked.host, canvas.picked.nth, canvas.picked.lost) == ("client", 3, "fate")


def test_a_picked_segment_is_brought_into_view(shown):
    canvas = shown(size=(712, 360), cursor=0)
    canvas.setFocus()
    for _ in range(9):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    way = canvas.scene.geometry.ways[8]
    assert 50 < way.y0 - canvas.verticalScrollBar().value() < 360


# For those who cannot see it


def test_it_is_told_in_words(shown):
    canvas = shown()
    assert canvas.accessibleName() == "Sequence diagram"
    told = canvas.accessibleDescription()
    for part in ("5.100 s", "Server → Client: FIN, ACK seq=301 ack=102", "TIME-WAIT", "LAST-ACK"):
        assert part in told
    canvas.pick(6)
    assert "Client → Server: ACK seq=102 ack=302, lost" in canvas.accessibleDescription()


def test_an_empty_experiment_is_drawn(shown):
    words = drawn(shown(experiment(), 0))
    assert words.count("CLOSED") == 2
    assert "now 0.000" in words


def test_the_background_is_the_canvas_colour(shown):
    grabbed = shown().viewport().grab().toImage()
    assert grabbed.pixelColor(2, 2) == QColor(load_theme("light").canvas)
