"""The state diagram as a drawing: where its nodes, routes and labels lie, without any Qt.

RFC 9293 §3.3.2, figure 5 and its notes. Places are (u, v): columns and rows, counted from the
centre of the top left place. A `Grid` turns them into pixels.
"""

import math
from collections.abc import Collection
from itertools import pairwise

import msgspec

Point = tuple[float, float]

HALF: Point = (0.4, 0.225)
"""Half of a node's width and height, as the routes below are drawn; a Grid may choose another."""
CORNER = 9.0
STUB = 0.13
"""How far the way out by RST hangs below its node."""
LAST_ROW = 6.56
"""The lowest that a route reaches."""
CLOSED_AGAIN = "CLOSED again"


class Node(msgspec.Struct, frozen=True):
    """One place for a state; CLOSED has two, the lower for those who come from an end.

    `reset_side` is the side where the way out by RST hangs: -1 left, 1 right, 0 without one.
    """

    name: str
    state: str
    u: float
    v: float
    reset_side: int


class Edge(msgspec.Struct, frozen=True):
    """One transition between two nodes; its `route` begins and ends on their borders.

    `align` is the side of the label at its anchor: "l" begins there, "r" ends there, "m" has its
    middle there. `note` says when the edge holds; `action` is empty if nothing is done.
    """

    id: str
    source: str
    target: str
    event: str
    action: str
    note: str
    route: tuple[Point, ...]
    anchor: Point
    align: str


_NODES = """
CLOSED         1,0   0
LISTEN         1,1   1
SYN-RECEIVED   0,2  -1
SYN-SENT       2,2   1
ESTABLISHED    1,3   1
FIN-WAIT-1     0,4  -1
CLOSE-WAIT     2,4  -1
FIN-WAIT-2     0,5  -1
CLOSING        1,5  -1
LAST-ACK       2,5  -1
TIME-WAIT      1,6  -1
"""

# source>target | event / action (note) | route | label's anchor and side
_EDGES = """
CLOSED>LISTEN | passive OPEN / create TCB | .88,.225 .88,.775 | .82,.5 r
CLOSED>SYN-SENT | active OPEN / create TCB, snd SYN | 1.4,-.1 2.22,-.1 2.22,1.775 | 2.28,.55 l
LISTEN>CLOSED | CLOSE / delete TCB | 1.12,.775 1.12,.225 | 1.18,.5 l
LISTEN>SYN-RECEIVED | rcv SYN / snd SYN,ACK | .6,1.1 .14,1.1 .14,1.775 | .2,1.44 l
LISTEN>SYN-SENT | SEND / snd SYN | 1.4,1 1.78,1 1.78,1.775 | 1.72,1.44 r
SYN-RECEIVED>LISTEN | rcv RST (passive open) | -.14,1.775 -.14,.9 .6,.9 | -.2,1.2 r
SYN-SENT>SYN-RECEIVED | rcv SYN / snd SYN,ACK | 1.6,2 .4,2 | 1,1.83 m
SYN-SENT>CLOSED | CLOSE / delete TCB | 2,1.775 2,.1 1.4,.1 | 1.94,.5 r
SYN-RECEIVED>ESTABLISHED | rcv ACK of SYN | .18,2.225 .18,3 .6,3 | .24,2.6 l
SYN-SENT>ESTABLISHED | rcv SYN,ACK / snd ACK | 1.82,2.225 1.82,3 1.4,3 | 1.76,2.6 r
SYN-RECEIVED>FIN-WAIT-1 | CLOSE / snd FIN | -.18,2.225 -.18,3.775 | -.12,3.25 l
ESTABLISHED>FIN-WAIT-1 | CLOSE / snd FIN | .86,3.225 .86,3.88 .4,3.88 | .8,3.5 r
ESTABLISHED>CLOSE-WAIT | rcv FIN / snd ACK | 1.14,3.225 1.14,4 1.6,4 | 1.2,3.68 l
FIN-WAIT-1>FIN-WAIT-2 | rcv ACK of FIN | -.05,4.225 -.05,4.775 | -.11,4.62 r
FIN-WAIT-1>CLOSING | rcv FIN / snd ACK | .4,4 1,4 1,4.775 | 1.06,4.5 l
FIN-WAIT-2>TIME-WAIT | rcv FIN / snd ACK | -.05,5.225 -.05,6.14 .6,6.14 | -.11,5.68 r
CLOSING>TIME-WAIT | rcv ACK of FIN | 1,5.225 1,5.775 | 1.06,5.5 l
CLOSE-WAIT>LAST-ACK | CLOSE / snd FIN | 2,4.225 2,4.775 | 2.06,4.5 l
LAST-ACK>CLOSED again | rcv ACK of FIN | 2,5.225 2,5.775 | 2.06,5.5 l
TIME-WAIT>CLOSED again | timeout 2MSL / delete TCB | 1.4,6 1.6,6 | 1.5,6.32 m
FIN-WAIT-1>TIME-WAIT | rcv FIN + ACK of FIN / snd ACK | .4,4.12 .5,4.12 .5,5.98 .6,5.98 | .44,4.5 r
TIME-WAIT>TIME-WAIT|rcv FIN / snd ACK, restart 2MSL|.84,6.225 .84,6.56 1.16,6.56 1.16,6.225|1,6.86 m
"""


def _point(text: str) -> Point:
    u, v = text.split(",")
    return float(u), float(v)


def _nodes() -> dict[str, Node]:
    rows = (line.split() for line in _NODES.strip().splitlines())
    nodes = {name: Node(name, name, *_point(place), int(side)) for name, place, side in rows}
    return nodes | {CLOSED_AGAIN: Node(CLOSED_AGAIN, "CLOSED", 2, 6, 0)}


def _edge(line: str) -> Edge:
    ends, words, route, label = (part.strip() for part in line.split("|"))
    source, target = ends.split(">")
    words, _, note = words.rstrip(")").partition(" (")
    event, _, action = words.partition(" / ")
    anchor, align = label.split()
    points = tuple(_point(text) for text in route.split())
    identity = f"{source}>{NODES[target].state}"
    return Edge(identity, source, target, event, action, note, points, _point(anchor), align)


NODES: dict[str, Node] = _nodes()
EDGES: dict[str, Edge] = {
    edge.id: edge for edge in (_edge(line) for line in _EDGES.strip().splitlines())
}
_ENDINGS = {edge.id for edge in EDGES.values() if edge.target == CLOSED_AGAIN}


def node_of(state: str, used: Collection[str]) -> Node:
    """Where a token in `state` stands, whose host has used the edges `used`."""
    return NODES[CLOSED_AGAIN if state == "CLOSED" and _ENDINGS.intersection(used) else state]


def neighbour(name: str, columns: int, rows: int) -> str:
    """The node that an arrow key leads to; `columns` and `rows` are -1, 0 or 1. Else the same."""
    here = NODES[name]

    def detour(node: Node) -> float:
        across, down = node.u - here.u, node.v - here.v
        ahead, aside = columns * across + rows * down, rows * across + columns * down
        return ahead + 3 * abs(aside) if ahead > 0 else math.inf

    nearest = min(NODES.values(), key=detour)
    return name if math.isinf(detour(nearest)) else nearest.name


class Box(msgspec.Struct, frozen=True):
    """A rectangle in pixels."""

    x: float
    y: float
    width: float
    height: float

    def contains(self, point: Point) -> bool:
        x, y = point
        return self.x <= x <= self.x + self.width and self.y <= y <= self.y + self.height


class Grid(msgspec.Struct, frozen=True):
    """Columns and rows in pixels: their pitch, the centre of (0, 0), and half of a node's size.

    Every line lies in the middle of a pixel, so that thin ones are crisp.
    """

    pitch: Point
    origin: Point
    half: Point

    def at(self, place: Point) -> Point:
        """The pixels of a place (u, v)."""
        (u, v), (across, down), (left, top) = place, self.pitch, self.origin
        return _crisp(left + u * across), _crisp(top + v * down)

    def box(self, node: Node) -> Box:
        x, y = self.at((node.u, node.v))
        across, down = round(self.half[0]), round(self.half[1])
        return Box(x - across, y - down, 2 * across, 2 * down)

    def route(self, edge: Edge) -> tuple[Point, ...]:
        """The corner points of an edge, its ends drawn to the borders that nodes have here."""
        first, *middle, last = edge.route
        return (
            self._anchored(first, NODES[edge.source]),
            *(self.at(place) for place in middle),
            self._anchored(last, NODES[edge.target]),
        )

    def stub(self, node: Node) -> tuple[Point, Point]:
        """The way out by RST: from the lower border of a node to its end below."""
        box = self.box(node)
        x = box.x + box.width / 2 + node.reset_side * round(0.4 * box.width)
        y = box.y + box.height
        return (x, y), (x, y + STUB * self.pitch[1])

    def _anchored(self, place: Point, node: Node) -> Point:
        x, y = self.at(place)
        u, v = place[0] - node.u, place[1] - node.v
        box = self.box(node)
        if math.isclose(abs(u), HALF[0]):
            return box.x + (box.width if u > 0 else 0), y
        return x, box.y + (box.height if v > 0 else 0)


def _crisp(pixels: float) -> float:
    return math.floor(pixels) + 0.5


def fit(
    width: float, height: float, least: Point, margin: Point, below: float, steep: float = 0.56
) -> Grid:
    """The largest grid for an area, nodes at least `least` wide and high, centred in it.

    `margin` stays free left and right, and above; `below` stays free under the last route. A row
    is at most `steep` times as high as a column is wide.
    """
    share = 2 * HALF[0]
    room = width - 2 * margin[0]
    across = min(room / (2 + share), (room - least[0]) / 2)
    drop = height - margin[1] - below
    down = min(drop / (LAST_ROW + HALF[1]), (drop - least[1] / 2) / LAST_ROW)
    across = max(1.0, min(across, max(3.2 * down, least[0] / share)))
    down = max(1.0, min(down, steep * across))
    half = max(share * across, least[0]) / 2, max(HALF[1] * down, least[1] / 2)
    used = half[1] + LAST_ROW * down
    top = margin[1] + max(0.0, drop - used) / 2
    return Grid((across, down), (width / 2 - across, top + half[1]), half)


def rounded(corners: tuple[Point, ...], radius: float = CORNER) -> tuple[Point, ...]:
    """The same way with its right angles rounded: a chain of short straight lines."""
    way = [corners[0]]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        reach = min(radius, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        way += _arc(_towards(corner, before, reach), corner, _towards(corner, after, reach))
    return (*way, corners[-1])


def _arc(start: Point, corner: Point, end: Point, steps: int = 8) -> list[Point]:
    """A quarter of a circle from `start` to `end`, both equally far from `corner`."""
    centre = start[0] + end[0] - corner[0], start[1] + end[1] - corner[1]
    turns = [math.pi / 2 * step / steps for step in range(steps + 1)]
    return [
        (
            centre[0]
            + (start[0] - centre[0]) * math.cos(turn)
            + (end[0] - centre[0]) * math.sin(turn),
            centre[1]
            + (start[1] - centre[1]) * math.cos(turn)
            + (end[1] - centre[1]) * math.sin(turn),
        )
        for turn in turns
    ]


def _towards(start: Point, goal: Point, distance: float) -> Point:
    length = math.dist(start, goal)
    share = distance / length if length else 0.0
    return start[0] + (goal[0] - start[0]) * share, start[1] + (goal[1] - start[1]) * share


def along(way: tuple[Point, ...], share: float) -> Point:
    """The point at a share (0 to 1) of the length of a way."""
    left = share * sum(math.dist(a, b) for a, b in pairwise(way))
    for start, end in pairwise(way):
        length = math.dist(start, end)
        if left <= length:
            return _towards(start, end, left)
        left -= length
    return way[-1]


def shortened(way: tuple[Point, ...], cut: float) -> tuple[Point, ...]:
    """A way without its last `cut` pixels."""
    points = list(way)
    while len(points) > 2 and math.dist(points[-2], points[-1]) <= cut:
        cut -= math.dist(points[-2], points[-1])
        points.pop()
    points[-1] = _towards(points[-1], points[-2], cut)
    return tuple(points)


def distance(way: tuple[Point, ...], point: Point) -> float:
    """How far a point lies from a way."""
    return min(_from_line(start, end, point) for start, end in pairwise(way))


def _from_line(start: Point, end: Point, point: Point) -> float:
    across, down = end[0] - start[0], end[1] - start[1]
    square = across**2 + down**2
    if not square:
        return math.dist(start, point)
    share = ((point[0] - start[0]) * across + (point[1] - start[1]) * down) / square
    share = min(1.0, max(0.0, share))
    return math.dist((start[0] + share * across, start[1] + share * down), point)
