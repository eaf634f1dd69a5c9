"""The drawing of the state diagram: complete, legible, and the same graph as the engine's."""

import math
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcplab.engine.diagram import EDGES as FIGURE
from tcplab.engine.tcb import State
from tcplab.lab.diagram_layout import (
    CLOSED_AGAIN,
    EDGES,
    HALF,
    NODES,
    Edge,
    Grid,
    Point,
    along,
    distance,
    fit,
    neighbour,
    node_of,
    rounded,
    shortened,
)

GRIDS = {
    "as drawn": Grid((1000.0, 1000.0), (0.0, 0.0), (1000 * HALF[0], 1000 * HALF[1])),
    "full view": Grid((256.0, 106.0), (158.0, 40.0), (76.8, 20.14)),
    "smallest panel": fit(312, 296, (86, 20), (12, 16), 34),
    "panel": fit(376, 448, (86, 20), (16, 16), 34),
    "largest panel": fit(480, 612, (86, 20), (16, 16), 34),
    "audience": fit(352, 580, (94, 52), (14, 16), 42, steep=0.64),
}
Segment = tuple[Point, Point]

any_grid = pytest.mark.parametrize("grid", GRIDS.values(), ids=GRIDS)


def cross(a: Segment, b: Segment) -> bool:
    """Whether two level or upright lines have a point in common."""
    return all(
        max(min(p[axis] for p in a), min(p[axis] for p in b))
        <= min(max(p[axis] for p in a), max(p[axis] for p in b))
        for axis in (0, 1)
    )


def test_every_state_has_its_place_and_closed_a_second_one() -> None:
    assert {node.state for node in NODES.values()} == {state.value for state in State}
    assert len(NODES) == len(State) + 1
    assert NODES[CLOSED_AGAIN].state == "CLOSED"
    assert len({(node.u, node.v) for node in NODES.values()}) == len(NODES)


def test_the_edges_are_those_of_the_engine() -> None:
    drawn = {tuple(identity.split(">")) for identity in EDGES}
    assert drawn == {(source.value, target.value) for source, target in FIGURE}
    assert len(EDGES) == 22


def test_an_edge_knows_its_words() -> None:
    assert (EDGES["LISTEN>SYN-RECEIVED"].event, EDGES["LISTEN>SYN-RECEIVED"].action) == (
        "rcv SYN",
        "snd SYN,ACK",
    )
    assert EDGES["SYN-RECEIVED>LISTEN"].note == "passive open"
    assert EDGES["CLOSING>TIME-WAIT"].action == ""


def test_only_the_two_normal_ends_lead_to_the_lower_closed() -> None:
    ends = {edge.id for edge in EDGES.values() if edge.target == CLOSED_AGAIN}
    assert ends == {"LAST-ACK>CLOSED", "TIME-WAIT>CLOSED"}


@any_grid
@pytest.mark.parametrize("edge", EDGES.values(), ids=EDGES)
def test_a_route_is_square_and_ends_on_the_borders_of_its_nodes(grid: Grid, edge: Edge) -> None:
    route = grid.route(edge)
    for start, end in pairwise(route):
        assert sum(math.isclose(a, b) for a, b in zip(start, end, strict=True)) == 1
    for point, name in ((route[0], edge.source), (route[-1], edge.target)):
        box = grid.box(NODES[name])
        x, y = (point[0] - box.x) / box.width, (point[1] - box.y) / box.height
        on_side = any(math.isclose(x, side, abs_tol=1e-9) for side in (0, 1))
        on_top = any(math.isclose(y, side, abs_tol=1e-9) for side in (0, 1))
        assert on_side != on_top
        assert 0 < (y if on_side else x) < 1


@any_grid
def test_no_two_routes_meet(grid: Grid) -> None:
    segments = {edge.id: list(pairwise(grid.route(edge))) for edge in EDGES.values()}
    meetings = [
        (one, other)
        for one, other in combinations(segments, 2)
        if any(cross(a, b) for a in segments[one] for b in segments[other])
    ]
    assert meetings == []


@any_grid
def test_no_route_runs_through_a_node(grid: Grid) -> None:
    for edge in EDGES.values():
        for node in NODES.values():
            box = grid.box(node)
            inner = (
                (box.x + 0.01 * box.width, box.y + 0.5 * box.height),
                (box.x + 0.99 * box.width, box.y + 0.5 * box.height),
            )
            upright = (
                (box.x + 0.5 * box.width, box.y + 0.01 * box.height),
                (box.x + 0.5 * box.width, box.y + 0.99 * box.height),
            )
            for segment in pairwise(grid.route(edge)):
                assert not cross(segment, inner), (edge.id, node.name)
                assert not cross(segment, upright), (edge.id, node.name)


@any_grid
def test_no_way_out_by_rst_meets_a_route_or_a_node(grid: Grid) -> None:
    hanging = [node for node in NODES.values() if node.reset_side]
    assert {node.state for node in hanging} == {state.value for state in State} - {"CLOSED"}
    for node in hanging:
        stub = grid.stub(node)
        boxes = [grid.box(other) for other in NODES.values() if other is not node]
        assert not any(box.contains(stub[1]) for box in boxes)
        for edge in EDGES.values():
            assert not any(cross(stub, segment) for segment in pairwise(grid.route(edge)))


@given(st.floats(300, 2000), st.floats(225, 1500))
def test_the_nodes_lie_in_the_area_and_apart(width: float, height: float) -> None:
    grid = fit(width, height, (86, 20), (12, 16), 34)
    boxes = [grid.box(node) for node in NODES.values()]
    for box in boxes:
        assert 12 - 1 <= box.x <= box.x + box.width <= width - 12 + 1
        assert 16 - 1 <= box.y <= box.y + box.height <= height - 34 + 1
        assert box.width >= 86 - 1
        assert box.height >= 20 - 1
    for a, b in combinations(boxes, 2):
        apart = max(abs(a.x - b.x) - a.width, abs(a.y - b.y) - a.height)
        assert apart > 4


@pytest.mark.parametrize(
    ("state", "used", "place"),
    [
        ("CLOSED", set(), "CLOSED"),
        ("CLOSED", {"CLOSED>SYN-SENT", "SYN-SENT>CLOSED"}, "CLOSED"),
        ("CLOSED", {"LAST-ACK>CLOSED"}, CLOSED_AGAIN),
        ("CLOSED", {"TIME-WAIT>CLOSED"}, CLOSED_AGAIN),
        ("TIME-WAIT", {"TIME-WAIT>CLOSED"}, "TIME-WAIT"),
    ],
)
def test_who_has_closed_stands_at_the_lower_closed(
    state: str, used: frozenset[str], place: str
) -> None:
    assert node_of(state, used).name == place


def test_the_arrow_keys_reach_every_node_and_stop_at_the_rim() -> None:
    reached, frontier = {"CLOSED"}, {"CLOSED"}
    while frontier:
        frontier = {
            neighbour(name, *step)
            for name in frontier
            for step in ((-1, 0), (1, 0), (0, -1), (0, 1))
        } - reached
        reached |= frontier
    assert reached == set(NODES)
    assert neighbour("CLOSED", 0, -1) == "CLOSED"
    assert neighbour("LISTEN", 0, -1) == "CLOSED"
    assert neighbour("FIN-WAIT-2", 1, 0) == "CLOSING"
    assert neighbour("CLOSING", 1, 0) == "LAST-ACK"


def test_a_corner_is_rounded_by_a_quarter_of_a_circle() -> None:
    corners = ((0.0, 0.0), (100.0, 0.0), (100.0, 50.0))
    way = rounded(corners, radius=9)
    assert (way[0], way[-1]) == (corners[0], corners[-1])
    arc = way[1:-1]
    assert all(math.isclose(math.dist(point, (91, 9)), 9) for point in arc)
    assert arc[0] == pytest.approx((91, 0))
    assert arc[-1] == pytest.approx((100, 9))


def test_a_corner_too_narrow_for_the_radius_takes_what_there_is() -> None:
    way = rounded(((0.0, 0.0), (8.0, 0.0), (8.0, 50.0)), radius=9)
    assert way[1] == pytest.approx((4, 0))


def test_a_straight_way_stays_as_it_is() -> None:
    assert rounded(((0.0, 0.0), (5.0, 0.0))) == ((0.0, 0.0), (5.0, 0.0))


def test_along_measures_by_length() -> None:
    way = ((0.0, 0.0), (30.0, 0.0), (30.0, 10.0))
    assert along(way, 0) == (0, 0)
    assert along(way, 0.5) == pytest.approx((20, 0))
    assert along(way, 0.75) == pytest.approx((30, 0))
    assert along(way, 1) == pytest.approx((30, 10))


def test_shortened_cuts_across_corners() -> None:
    way = ((0.0, 0.0), (30.0, 0.0), (30.0, 4.0))
    assert shortened(way, 3) == ((0, 0), (30, 0), (30, 1))
    assert shortened(way, 10) == ((0, 0), (24, 0))


def test_distance_is_to_the_nearest_part_of_the_way() -> None:
    way = ((0.0, 0.0), (30.0, 0.0), (30.0, 10.0))
    assert distance(way, (10, 3)) == 3
    assert distance(way, (33, 14)) == 5
    assert distance(way, (30, 5)) == 0
