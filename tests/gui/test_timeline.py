"""The timeline on screen: where it takes one, and what it still shows when there is little room."""

from itertools import accumulate, pairwise
from math import inf

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from tcplab.files.lessons import open_argument
from tcplab.lab.branches_picture import Lane
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.lab.time_map import rows
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import run
from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.look import look_of
from tcplab.ui.canvas.sizes import main_sizes
from tcplab.ui.look.theme import load_theme
from tcplab.ui.timeline.axis import Axis
from tcplab.ui.timeline.scene import shown_lanes, wrapped
from tcplab.ui.timeline.widget import Timeline
from tests.support.drawn import alike, near
from tests.support.experiments import client, experiment, opened, server

CLOSE = (client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LAST_ACK_LOST = opened(*CLOSE, network=Network(200), fates=(Fate("client", 4, "lose"),))
LOSSY = opened(
    client("send", 900, octets=100, times=20, every_ms=70),
    client("close", 4_000),
    server("close", "end-of-stream", after_ms=500),
    network=Network(100, jitter_ms=60, loss=0.2, duplicate=0.1, seed=3),
)
MARKS = 44


@pytest.fixture
def shown(qtbot):
    """Shows a timeline with a run and a moment."""

    def show(what: Experiment = LAST_ACK_LOST, cursor: int = 13, size=(1192, 112)):
        timeline = Timeline(load_theme("light"))
        qtbot.addWidget(timeline)
        timeline.resize(*size)
        timeline.set_reduced_motion(True)
        timeline.show_run(run(what))
        timeline.show_cursor(cursor)
        with qtbot.waitExposed(timeline):
            timeline.show()
        return timeline

    return show


def said(timeline: Timeline) -> list:
    """The moments that it asks for; it is taken there, as by a window."""
    heard = []
    timeline.moment_chosen.connect(heard.append)
    timeline.moment_chosen.connect(timeline.show_cursor)
    return heard


def on_screen(timeline: Timeline) -> QImage:
    """What stands on the screen, without painting anything for it."""
    QCoreApplication.processEvents()
    return timeline.screen().grabWindow(timeline.winId()).toImage()


@pytest.mark.parametrize("width", [1192, 480])
@pytest.mark.parametrize("lesson", ["last-ack-lost", "cable-pulled", "half-open"])
def test_after_a_step_the_screen_is_as_if_all_had_been_painted(shown, lesson: str, width: int):
    timeline = shown(open_argument(lesson).experiment, 0, (width, 112))
    last = min(timeline.scene.picture.last, 40)
    for cursor in (*range(0, last + 1, 2), *range(last, -1, -3)):
        timeline.show_cursor(cursor)
        seen = on_screen(timeline)
        timeline.update()
        assert alike(seen, on_screen(timeline)), cursor


@pytest.mark.parametrize("branches", [1, 2])
def test_after_an_edit_the_screen_is_as_if_all_had_been_painted(shown, branches: int):
    before = run(LOSSY)
    timeline = shown(LOSSY, 20, (1_192, 70 + 42 * branches))
    for one in before.flights[4::7]:
        for do, ms in (("lose", None), ("delay", 30), ("delay", 230), ("duplicate", 40)):
            fate = Fate(one.source.host, one.nth, do, ms)
            edited = run(replace(LOSSY, fates=(*LOSSY.fates, fate)), before)
            lanes = (Lane(1, "A", "one", before), Lane(2, "B", "two", edited, 1, 9))[-branches:]
            timeline.show_lanes(lanes, 2)
            timeline.show_cursor(20)
            seen = on_screen(timeline)
            timeline.update()
            assert alike(seen, on_screen(timeline)), fate


def at(timeline: Timeline, ms: float, y: int = 80) -> QPoint:
    return QPoint(round(timeline.scene.x(ms)), y)


def test_dragging_the_playhead_goes_through_the_run(shown):
    timeline = shown(cursor=0)
    chosen, left = said(timeline), Qt.MouseButton.LeftButton
    QTest.mousePress(timeline, left, pos=at(timeline, 0))
    for ms in (100, 300, 500, 700, 1500, 1700):
        QTest.mouseMove(timeline, at(timeline, ms))
    QTest.mouseRelease(timeline, left, pos=at(timeline, 1700))
    QTest.mouseMove(timeline, at(timeline, 3700))
    assert chosen == [1, 2, 3, 4, 5, 6, 7]


def test_a_click_on_a_mark_goes_to_its_moment(shown):
    timeline = shown(cursor=0)
    chosen = said(timeline)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=at(timeline, 4100, MARKS))
    assert chosen == [11]


@pytest.mark.parametrize(
    ("key", "modifier", "expected"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 14),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 12),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 15),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier, 10),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 14),
    ],
)
def test_keys_move_the_playhead(shown, key, modifier, expected):
    timeline = shown()
    chosen = said(timeline)
    QTest.keyClick(timeline, key, modifier)
    assert chosen == [expected]


def test_keys_stop_at_the_ends(shown):
    timeline = shown(cursor=15)
    chosen = said(timeline)
    QTest.keyClick(timeline, Qt.Key.Key_Right)
    timeline.show_cursor(0)
    QTest.keyClick(timeline, Qt.Key.Key_Left)
    assert chosen == []


def test_it_is_the_canvas_s_map_scaled_to_the_width(shown):
    timeline = shown()
    scene = timeline.scene
    xs = [scene.x(ms) for ms in sequence_picture(run(LAST_ACK_LOST)).rows.times]
    assert xs == sorted(xs)
    assert timeline.width() - 40 < xs[-1] < timeline.width() - 10
    delay, compressed, broken = (scene.x(b) - scene.x(a) for a, b in (
        (100, 300), (700, 1500), (1900, 3700)
    ))  # fmt: skip
    assert compressed == pytest.approx(1.2 * delay)
    assert broken == pytest.approx(54 / 44 * delay)


def test_past_marks_have_their_colour_and_future_ones_are_pale(shown):
    timeline, theme = shown(), load_theme("light")
    drawn = timeline.grab().toImage()
    arrival = theme.host(1).token
    assert near(drawn, timeline.scene.x(300), MARKS, arrival)
    assert not near(drawn, timeline.scene.x(5300), MARKS, arrival, reach=4)
    assert near(drawn, timeline.scene.x(5100) - 6, MARKS, theme.mark)
    assert near(drawn, timeline.scene.x(4100), MARKS, theme.loss_line)


def test_the_strips_show_the_states(shown):
    timeline, theme = shown(), load_theme("light")
    drawn = timeline.grab().toImage()
    assert near(drawn, timeline.scene.x(1000), 55, theme.host(0).tints[2], reach=1)
    assert near(drawn, timeline.scene.x(1200), 62, theme.host(1).tints[2], reach=1)


def test_the_playhead_stands_at_the_moment(shown):
    timeline, theme = shown(), load_theme("light")
    drawn = timeline.grab().toImage()
    assert near(drawn, timeline.scene.x(5100), 90, theme.ink)
    assert not near(drawn, timeline.scene.x(4100), 90, theme.ink)


def test_a_step_glides_and_scrubbing_does_not(shown, qtbot):
    timeline = shown(cursor=2)
    timeline.set_reduced_motion(False)
    start, end = timeline.scene.x(100), timeline.scene.x(300)
    timeline.show_cursor(3, animate=True)
    assert timeline.playhead == start
    qtbot.waitUntil(lambda: start < timeline.playhead < end, timeout=1000)
    qtbot.waitUntil(lambda: timeline.playhead == end, timeout=2000)
    timeline.show_cursor(9, animate=True)
    assert timeline.playhead == timeline.scene.x(3700)


def test_many_events_are_thinned_and_losses_kept(shown):
    busy = opened(
        client("send", 900, octets=50, times=150, every_ms=20),
        network=Network(100, loss=0.03, seed=4),
    )
    timeline = shown(busy, 5)
    spots = timeline.scene.spots
    assert len(spots) < 120
    assert all(after.x - before.x >= 10 for before, after in pairwise(spots))
    losses = [mark for mark in timeline.scene.timeline.marks if mark.kind == "loss"]
    kept = [spot.mark for spot in spots if spot.mark.kind == "loss"]
    assert losses
    assert len(kept) >= len(losses) / 2


def test_it_fits_into_the_smallest_window(shown):
    timeline = shown(size=(320, 76))
    assert timeline.scene.x(65_100) < 320
    assert timeline.scene.x(0) > 0


def test_it_is_told_in_words(shown):
    timeline = shown()
    assert timeline.accessibleName() == "Timeline"
    assert "5.100 s" in timeline.accessibleDescription()
    timeline.set_relative(True)
    assert "seq=1 ack=2" in timeline.accessibleDescription()


def test_an_empty_experiment_has_a_timeline(shown):
    timeline = shown(experiment(), 0)
    chosen = said(timeline)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=QPoint(600, 80))
    assert chosen == []


def lane(number: int, origin: int | None) -> Lane:
    return Lane(number, "", "", None, origin)


def test_of_many_branches_the_nearest_are_in_sight():
    lanes = (lane(1, None), lane(2, 1), lane(3, 1), lane(4, 3))
    shown = {here: [one.number for one in shown_lanes(lanes, here, 112)] for here in (1, 3, 4)}
    assert shown == {1: [1, 2], 3: [1, 3], 4: [3, 4]}
    assert [one.number for one in shown_lanes(lanes, 2, 76)] == [2]
    assert len(shown_lanes(lanes, 1, 200)) == 4
    passed = [[one.number for one in shown_lanes(lanes, 4, 112, passed)] for passed in (0, 1, 2)]
    assert passed == [[3, 4], [1, 4], [2, 4]]  # the one in view stays


def test_a_long_name_takes_two_lines_at_most():
    letters = face(11.5)
    assert wrapped(letters, "quiet", 120) == ["quiet"]
    first, second = wrapped(letters, "The client’s 4th segment no longer lost +2", 120)
    assert first == "The client’s 4th"
    assert second.endswith("…")
    assert (
        "".join(wrapped(letters, "客户端的第 4 个报文段丢失", 120)) == "客户端的第 4 个报文段丢失"
    )


def test_what_has_room_next_is_found_as_if_each_place_had_been_looked_at():
    gaps = [1, 3, 40, 900, 2, 2, 5_000, 7] * 160
    times = list(accumulate(gaps, initial=0))
    for of in (times, times[::40]):  # many rows and few, with breaks in between
        axis = Axis(rows(of, 100), (), look_of(load_theme("light"), main_sizes(900)), 100, 800)
        marks = [*of[::3], inf]
        for at in range(0, len(marks) - 1, 7):
            for room in (0.0, 0.5, 3.0, 25.0, 900.0):
                least = axis.x(marks[at]) + room
                nearest = next(n for n in range(at + 1, len(marks)) if axis.x(marks[n]) >= least)
                assert axis.following(marks, at, least, lambda ms: ms) == nearest
