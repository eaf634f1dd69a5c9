"""No label on the canvas lies on an arrow, on another label or outside its zone, in any run."""

import math
from itertools import combinations, product

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPolygonF

from tcplab.files.lessons import open_argument
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Network
from tcplab.sim.run import Run, run
from tcplab.ui.canvas import arrows
from tcplab.ui.canvas.boxes import Box, meets_box, meets_lines
from tcplab.ui.canvas.geometry import Way
from tcplab.ui.canvas.rails import ABOVE, BELOW, MARGIN, rail, says_numbers
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import present_sizes
from tcplab.ui.look.theme import load_theme
from tests.support.drawn import texts
from tests.support.experiments import CONNECT, client, experiment, inject, opened, server

CLOSE = (client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
SENDS = client("send", 900, octets=100, times=60, every_ms=45)
AT_ONCE = client("send", 500, octets=30 * 1460)
RUNS = {
    "handshake and close": opened(*CLOSE, network=Network(200)),
    "simultaneous open": experiment(
        client("connect", 0, to="server:5000", port=5000),
        server("connect", 0, to="client:5000", port=5000),
    ),
    "given up": experiment(CONNECT, cuts=(Cut("server", 0, 1_000_000),)),
    "at once": opened(AT_ONCE),
    "sixty with loss": opened(
        SENDS, network=Network(100, jitter_ms=80, loss=0.15, duplicate=0.1, seed=5)
    ),
    "flood": open_argument("syn-flood").experiment,
    "no delay": opened(*CLOSE, network=Network(0)),
    "forged": opened(
        client("send", 900, octets=20),
        hosts=("client", "server", HostSetup("mallory")),
        injections=(inject("client:40000", "server:80", 1_400, "RST", seq=9, by="mallory"),),
    ),
}


def scene(what: Experiment | Run, width: int = 816, **more) -> SequenceScene:
    picture = sequence_picture(what if isinstance(what, Run) else run(what))
    return SequenceScene(picture, load_theme("light"), width, fit=736, **more)


def corners(box: Box) -> QPolygonF:
    """The box as Qt sees it, for another opinion than the solver's."""
    right = QPointF(box.ux * box.hx, box.uy * box.hx)
    down = QPointF(-box.uy * box.hy, box.ux * box.hy)
    middle = QPointF(box.cx, box.cy)
    return QPolygonF(
        [middle + right + down, middle + right - down, middle - right - down, middle - right + down]
    )


def labels(of: SequenceScene) -> list[tuple[int, QPolygonF]]:
    placed = of.places.between(0, of.height)
    return [(index, corners(piece.box)) for index, pieces in placed for piece in pieces]


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize(
    ("width", "more"),
    [(702, {}), (816, {}), (1168, {}), (816, {"zoom": 5.0}), (652, {"sizes": "present"})],
)
def test_labels_touch_neither_each_other_nor_an_arrow(name, width, more):
    if more.get("sizes"):
        more = {"sizes": present_sizes(1024)}
    of = scene(RUNS[name], width, **more)
    found = labels(of)
    for place, (index, box) in enumerate(found):
        for other, other_box in found[place + 1 :]:
            assert not box.intersects(other_box), (index, other)
        for other in range(len(of.picture.arrows)):
            way = of.geometry.way(other)
            stop = of.places.arrow(other).stop
            line = QPolygonF([QPointF(*way.at(0)), QPointF(*way.at(stop))])
            assert not box.intersects(line), (index, other)


@pytest.mark.parametrize("name", RUNS)
def test_labels_stay_between_the_lifelines(name):
    of = scene(RUNS[name])
    left = min(column.right for column in of.geometry.columns)
    for _, box in labels(of):
        bounds = box.boundingRect()
        assert bounds.left() > left
        assert bounds.right() < of.geometry.columns[1].left + 2


@pytest.mark.parametrize("width", [702, 816, 1168])
def test_a_plain_run_says_everything(width):
    of = scene(RUNS["handshake and close"], width)
    whole = dict(of.places.between(0, of.height))
    assert sorted(whole) == list(range(len(of.picture.arrows)))
    assert all(says_numbers(placed) for placed in whole.values())


def test_segments_on_one_line_are_counted():
    assert "+29" in texts(scene(RUNS["at once"]), None)


def test_a_place_does_not_depend_on_what_was_seen_before():
    """Nothing jumps as one scrolls: upwards one finds the same places as downwards."""
    down, up = scene(RUNS["sixty with loss"]), scene(RUNS["sixty with loss"])
    step = 300.0
    stops = [at * step for at in range(int(down.height // step) + 1)]
    seen_down = {i: p for y in stops for i, p in down.places.between(y, y + step)}
    seen_up = {i: p for y in reversed(stops) for i, p in up.places.between(y, y + step)}
    assert seen_down == seen_up


@pytest.mark.parametrize("name", ["simultaneous open", "sixty with loss", "forged"])
def test_what_is_taken_over_from_the_picture_before_is_as_if_found_anew(name):
    """Nothing jumps when an arrow that was dragged is let go."""
    before = run(RUNS[name])
    earlier = scene(before)
    for one in before.flights[1::40]:
        for do, ms in (*(("delay", ms) for ms in (3, 4, 30, 31, 150, 151, 30)), ("lose", None)):
            fate = Fate(one.source.host, one.nth, do, ms)
            edited = run(replace(RUNS[name], fates=(fate,)), before)
            carried, anew = scene(edited), scene(edited)
            carried.places.take_over(earlier.places)
            assert things(carried) == things(anew), fate
            earlier = carried


def things(of: SequenceScene) -> list[dict]:
    """All that is seen halfway through a run."""
    frame = of.frame(QRectF(0, 0, of.width, of.height), of.view(of.picture.last // 2))
    return [layer.things for layer in frame]


@pytest.mark.parametrize("name", RUNS)
def test_what_this_step_is_about_can_be_read(name):
    of = scene(RUNS[name])
    for index, arrow in enumerate(of.picture.arrows):
        if arrow.ended_moment > of.picture.last:
            continue
        assert str(arrow.seq) in texts(of, arrow.ended_moment), index


def test_both_of_two_segments_that_cross_are_named():
    """In the step in which one of them arrives, too, whose numbers must be read."""
    both = (client("close", 900), server("close", 900))
    for width in (702, 712, 816, 1168):
        of = scene(opened(*both), width)
        arrived = next(arrow.ended_moment for arrow in of.picture.arrows if "FIN" in arrow.flags)
        assert texts(of, arrived).count("FIN, ACK") == 2, width
        assert not on_each_other(of, arrived), width


def on_each_other(of, moment) -> bool:
    """Whether what is written along two arrows lies on each other."""
    written = arrows.labels(of.places, of.view(moment), QRectF(0, 0, of.width, of.height)).things
    boxes = [[piece.box for piece in one.placed] for one in written]
    return any(
        meets_box(box, other)
        for ours, theirs in combinations(boxes, 2)
        for box, other in product(ours, theirs)
    )


@pytest.mark.parametrize("tile", [60.0, 100.0])
def test_no_label_is_missed_where_two_stretches_meet(tile, monkeypatch):
    """One that touches a label of the stretch before finds another place."""
    whole = scene(RUNS["sixty with loss"])
    found = len(dict(whole.places.between(0, whole.height)))
    monkeypatch.setattr("tcplab.ui.canvas.places._TILE", tile)
    cut = scene(RUNS["sixty with loss"])
    assert len(dict(cut.places.between(0, cut.height))) == found


@pytest.mark.parametrize("angle", [0.0, 0.2, 2.9, -1.2])
def test_boxes_and_lines_meet_as_qt_says(angle):
    box = Box(100, 80, math.cos(angle), math.sin(angle), 40, 9)
    polygon = corners(box)
    for x in range(20, 190, 7):
        for y in range(20, 150, 7):
            other = Box(x, y, math.cos(0.4), math.sin(0.4), 12, 5)
            assert meets_box(box, other) == polygon.intersects(corners(other))
            line = QPolygonF([QPointF(x, y), QPointF(x + 30, y + 11)])
            met = polygon.intersects(line) or polygon.containsPoint(
                QPointF(x, y), Qt.FillRule.WindingFill
            )
            assert meets_lines(box, [(x, y, x + 30, y + 11)]) == met


@pytest.mark.parametrize("angle", [0.2, -0.2, 1.1])
def test_texts_fit_between_the_lines_as_qt_says(angle):
    length = 400.0
    way = Way(100, 300, 100 + length * math.cos(angle), 300 + length * math.sin(angle))
    on = rail(way, (0.0, 1.0), 1.0, 20, 13)
    for x, y in product(range(60, 340, 31), range(200, 620, 23)):
        line = (x, y, x + 160.0, y + 70.0)
        gaps = on.gaps([on.crossing(line)])
        for side, start in product((ABOVE, BELOW), range(5, 360, 17)):
            box = on.box(35, side, start)
            near = corners(box._replace(hx=box.hx + MARGIN, hy=box.hy + MARGIN))
            met = near.intersects(QPolygonF([QPointF(*line[:2]), QPointF(*line[2:])]))
            fits = any(first <= start and start + 35 <= last for first, last in gaps[side])
            assert fits != met, (line, side, start)
