"""The calls of the programs as tabs beside the bands, or as words in them."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from tcplab.lab.sequence_picture import Tab
from tcplab.ui.canvas.faces import Face
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View

OFF = 16.0
HEIGHT = 19.0
ERRNO = 14.0
_POINT = 6.0
_PAD = 4.5
_GAP = 3.0
_CLEAR = 6.0
"""What an errno leaves free before the axis of time, whose ticks are 3."""
_FARTHEST = 50.0
_TILE = 8_192.0
_HELD = 10.0
"""So far around a tab hand and keys mark it."""


class PlacedTab(NamedTuple):
    """A tab whose middle is at `y`; `count` calls in all found no other room."""

    tab: Tab
    y: float
    count: int
    alike: bool

    @property
    def texts(self) -> Iterator[str]:
        """What it says with how many calls it stands for, the longest way first."""
        more = ""
        if self.count > 1:
            more = f" ×{self.count}" if self.alike else f" +{self.count - 1}"
        yield self.tab.text + more
        name, _, rest = self.tab.text.partition("(")
        names = [rest.partition(",")[0]] if name == "setsockopt" else [f"{name}()", name]
        yield from (text + more for text in names)


class Tabs:
    """The tabs of a geometry in their places: a later one gives way downwards, or is counted.

    Places are sought stretch by stretch, each when it is first seen; no tab leaves its stretch.
    """

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        self._stroke = geometry.sizes.stroke
        self._tiles: dict[tuple[int, int], list[PlacedTab]] = {}

    def between(self, lifeline: int, top: float, bottom: float) -> Iterator[PlacedTab]:
        """The tabs of a host that may be seen between two places."""
        reach = (HEIGHT + ERRNO + _FARTHEST) * self._stroke
        top, bottom = top - reach, bottom + reach
        for tile in range(int(top // _TILE), int(bottom // _TILE) + 1):
            for placed in self._tile(lifeline, tile):
                if top <= placed.y <= bottom:
                    yield placed

    def _tile(self, lifeline: int, tile: int) -> list[PlacedTab]:
        placed = self._tiles.get((lifeline, tile))
        if placed is None:
            placed = self._tiles[lifeline, tile] = []
            geometry, tabs = self._geometry, self._geometry.picture.index.tabs[lifeline]
            top, bottom = tile * _TILE, (tile + 1) * _TILE
            low, high = top + (HEIGHT / 2 + _GAP) * self._stroke, bottom - HEIGHT * self._stroke
            first = bisect_left(tabs, top, key=lambda tab: geometry.y(tab.at_ms))
            for place in range(first, len(tabs)):
                tab = tabs[place]
                y = geometry.y(tab.at_ms)
                if y >= bottom:
                    break
                self._place(placed, tab, min(high, max(low, y)), high)
        return placed

    def _place(self, placed: list[PlacedTab], tab: Tab, y: float, lowest: float) -> None:
        if not placed:
            placed.append(PlacedTab(tab, y, 1, alike=True))
            return
        last = placed[-1]
        below = last.y + (HEIGHT + _GAP + (ERRNO if last.tab.errno else 0)) * self._stroke
        alike = last.alike and last.tab.text == tab.text
        near = below - y <= _FARTHEST * self._stroke and below <= lowest
        if below <= y or (near and not alike):
            placed.append(PlacedTab(tab, max(y, below), 1, alike=True))
        else:
            placed[-1] = last._replace(count=last.count + 1, alike=alike)


def tab_side(geometry: Geometry, placed: PlacedTab) -> tuple[float, float, str]:
    """The x of a tab's point, that of its far side, and the words for which it has room."""
    stroke, call = geometry.sizes.stroke, geometry.sizes.call
    column = geometry.columns[placed.tab.lifeline]
    tip = column.edge + column.side * OFF * stroke
    start = tip + column.side * (_POINT + _PAD) * stroke
    text = _fitting(call, placed.texts, abs(column.outer - start) - _PAD)
    return tip, start + column.side * (call.width(text) + _PAD * stroke), text


def _errno_from(geometry: Geometry, placed: PlacedTab) -> float:
    """Where an errno begins: under the tab's point, or as much nearer to the band as a long one
    needs."""
    stroke, column = geometry.sizes.stroke, geometry.columns[placed.tab.lifeline]
    room = abs(column.outer - column.edge) / stroke - _CLEAR
    assert placed.tab.errno is not None
    wide = geometry.sizes.call.width(placed.tab.errno) / stroke
    return column.edge + column.side * max(_GAP, min(OFF + 1, room - wide)) * stroke


def tab_extent(placed: PlacedTab, stroke: float) -> tuple[float, float]:
    """What a tab takes, from top to bottom."""
    below = ERRNO if placed.tab.errno and placed.tab.text else 0
    return placed.y - HEIGHT / 2 * stroke, placed.y + (HEIGHT / 2 + below) * stroke


class SeenTab(NamedTuple):
    """A tab as it looks now; it points from `y` at `tip` to its moment's place on the band."""

    edge: tuple[float, float]
    tip: float
    y: float
    far: float
    side: int
    role: int
    past: bool
    text: str
    errno: str | None
    errno_from: float


class SeenCall(NamedTuple):
    """A call as words in its band; `failed` if it was refused."""

    text: str
    x: float
    y: float
    role: int
    past: bool
    failed: bool


def seen_tabs(
    geometry: Geometry, view: View, lifeline: int, placed: Sequence[PlacedTab]
) -> Layer:  # fmt: skip
    """Boxes that point at their band, hairlines to the moments, errnos below."""
    stroke, column = geometry.sizes.stroke, geometry.columns[lifeline]
    role, side, start = geometry.picture.lifelines[lifeline].role, column.side, column.edge
    found: dict[SeenTab, Area] = {}
    for one in placed:
        tab, y = one.tab, geometry.y(one.tab.at_ms)
        tip, far, text = tab_side(geometry, one)
        note, end = tip, far
        if tab.errno:
            note = _errno_from(geometry, one)
            end = side * max(
                side * far, side * note + geometry.sizes.call.width(tab.errno) + 2 * stroke
            )
        seen = SeenTab(
            (start, y), tip, one.y, far, side, role, view.past(tab.moment),
            text if tab.text else "", tab.errno, note,
        )  # fmt: skip
        top, bottom = tab_extent(one, stroke)
        below = bottom if tab.text else bottom + ERRNO * stroke
        found[seen] = (min(start, end) - _HELD, min(top, y) - _HELD,
                       max(start, end) + _HELD, max(below, y) + _HELD)  # fmt: skip
    return Layer(_paint_tabs, found)


def _paint_tabs(painter: QPainter, look: Look, tabs: list[SeenTab]) -> None:
    """All that have one lifeline; what looks alike is painted at once."""
    for past in (True, False):
        some = [one for one in tabs if one.past is past]
        if some:
            _paint_alike(painter, look, some, past=past)


def _paint_alike(painter: QPainter, look: Look, tabs: list[SeenTab], *, past: bool) -> None:
    stroke, call, role = look.sizes.stroke, look.sizes.call, tabs[0].role
    painter.setPen(look.pen(look.line[role] if past else look.dimmed(look.line[role]), 1.2))
    painter.drawLines([QLineF(*one.edge, one.tip, one.y) for one in tabs])
    painter.setBrush(look.canvas)
    for one in tabs:  # all as one path would take Qt three times as long
        if one.text:
            painter.drawPolygon(tab_box(one.tip, one.y, one.far, one.side, stroke))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setFont(call.font)
    low = 0.36 * call.font.pixelSize()
    painter.setPen(look.text[role] if past else look.future)
    for one in tabs:
        if one.text:
            start = one.tip + one.side * (_POINT + _PAD) * stroke
            _write(painter, call, start, one.y + low, one.side, one.text)
    painter.setPen(look.loss if past else look.future)
    for one in tabs:
        if one.errno:
            below = (HEIGHT / 2 + 0.5 * ERRNO) * stroke if one.text else 0
            _write(painter, call, one.errno_from, one.y + below + low, one.side, one.errno)


def seen_calls(
    geometry: Geometry, view: View, placed: Sequence[tuple[PlacedTab, float]]
) -> Layer:  # fmt: skip
    """Calls as words in their bands, each with its baseline."""
    em = geometry.sizes.state_px
    found: dict[SeenCall, Area] = {}
    for one, y in placed:
        tab, column = one.tab, geometry.columns[one.tab.lifeline]
        role = geometry.picture.lifelines[tab.lifeline].role
        left, words = words_inside(geometry, one)
        call = SeenCall(words, left, y, role, view.past(tab.moment), bool(tab.errno))
        found[call] = (column.left - _HELD, y - 1.5 * em - _HELD,
                       column.right + _HELD, y + em + _HELD)  # fmt: skip
    return Layer(_paint_calls, found)


def _paint_calls(painter: QPainter, look: Look, calls: list[SeenCall]) -> None:
    for text, x, y, role, past, failed in calls:
        colour = look.loss if failed else look.band_text[role]
        painter.setPen(colour if past else look.future)
        look.sizes.call.write(painter, x, y, text)


def words_inside(geometry: Geometry, placed: PlacedTab) -> tuple[float, str]:
    """Where a call in its band begins, and the words for which there is room."""
    tab, sizes, column = placed.tab, geometry.sizes, geometry.columns[placed.tab.lifeline]
    texts = [tab.errno] if tab.errno else placed.texts
    words = _fitting(sizes.call, texts, column.width - 12 * sizes.stroke)
    return column.left + 7 * sizes.stroke, words


def _fitting(call: Face, texts: Iterable[str], room: float) -> str:
    """The first of the texts that there is room for, else what there is room for of the last."""
    for text in texts:
        if call.width(text) <= room:
            return text
    return call.cut(text, room)


def _write(painter: QPainter, call: Face, x: float, y: float, side: int, text: str) -> None:
    """From `x` outwards, in the painter's font."""
    left = x if side > 0 else x - call.width(text)
    painter.drawText(QPointF(left, y), text)


def tab_box(tip: float, y: float, far: float, side: int, stroke: float) -> QPolygonF:
    """The outline of a tab that points at its band."""
    return _outline(far - tip, side, stroke).translated(tip, y)


@lru_cache(maxsize=1_024)
def _outline(far: float, side: int, stroke: float) -> QPolygonF:
    """The same with its tip at the origin."""
    half, point = HEIGHT / 2 * stroke, side * _POINT * stroke
    corners = [(0, 0), (point, -half), (far, -half), (far, half), (point, half), (0, 0)]
    return QPolygonF([QPointF(*corner) for corner in corners])
