"""Where everything on the canvas stands, for one picture, one width and one scale of time."""

from typing import NamedTuple

from tcplab.lab.arrows import Arrow
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.time_map import TimeMap, fitted_scale
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.sizes import Sizes
from tcplab.ui.canvas.words import host_name

FREE = 4.0
"""Arrows stop so far from a lifeline."""

_BESIDE = 24.0
_SLACK = 1.0
_TILE = 8_192.0
_FROM_NOWHERE = 0.45
_STEP, _STEPS = 0.05, 7


class Column(NamedTuple):
    """One host's place: its band from `left` to `right`, the lifeline on its inner edge.

    `side` is -1 if the band lies left of the lifeline, else 1; `outer` is where the zone for its
    calls and timers ends.
    """

    left: float
    right: float
    side: int
    outer: float

    @property
    def line(self) -> float:
        """The lifeline's outermost edge, towards the arrow zone."""
        return self.right if self.side < 0 else self.left

    @property
    def edge(self) -> float:
        """The band's other edge, towards the calls and timers."""
        return self.left if self.side < 0 else self.right

    @property
    def width(self) -> float:
        return self.right - self.left

    def towards(self, x: float) -> float:
        """Where an arrow from or to a place `x` ends."""
        return self.right + FREE if x > (self.left + self.right) / 2 else self.left - FREE


class Way(NamedTuple):
    """An arrow from tail to head, or to where the head would have come."""

    x0: float
    y0: float
    x1: float
    y1: float

    def at(self, share: float) -> tuple[float, float]:
        """The point after a share of the way."""
        return self.x0 + share * (self.x1 - self.x0), self.y0 + share * (self.y1 - self.y0)


_Hosts = tuple[int | None, int | None]
"""From where an arrow comes and where it goes, as a picture tells it."""


class Geometry:
    """Places in logical pixels; y counts from the top of the headings.

    `fit` is the height of what is visible: the scale is chosen so that the run fills it.
    `zoom` multiplies that scale. Or `scale` says how many pixels a base delay is.
    """

    def __init__(
        self, picture: SequencePicture, sizes: Sizes, width: float, fit: float, zoom: float = 1.0,
        scale: float | None = None,
    ) -> None:  # fmt: skip
        self.picture = picture
        self.sizes = sizes = _fitting(picture, sizes, width)
        self.columns, self.gutter, self.zone, self.width = _columns(picture, sizes, width)
        if scale is None:
            scale = _scale(picture, sizes, self.zone, fit) * zoom
        self.map = TimeMap(picture.rows, scale, sizes.gap)
        self._labelled: dict[int, frozenset[int]] = {}
        self._ways: dict[int, Way] = {}
        self._across: dict[_Hosts, tuple[float, float, float]] = {}
        self.first = sizes.header + sizes.top
        self.height = self.first + self.map.height + sizes.bottom

    def way(self, index: int) -> Way:
        """The way of an arrow; it is found out when somebody looks."""
        way = self._ways.get(index)
        if way is None:
            way = self._ways[index] = self._way(self.picture.arrows[index])
        return way

    @property
    def deepest(self) -> float:
        """How far down the arrow that takes longest goes, or a little more."""
        reaches, gap = self.picture.index.reaches.items(), self.sizes.gap
        return max((most * self.map.scale + breaks * gap for breaks, most in reaches), default=0)

    def y(self, ms: float) -> float:
        """The place of a time."""
        return self.first + self.map.y(ms)

    def ms(self, y: float) -> float:
        """The time at a place."""
        return self.map.ms(y - self.first)

    def arrows(self, top: float, bottom: float) -> list[int]:
        """The indices of the arrows between two places; an injected one begins a scale earlier."""
        last = self.ms(bottom + self.map.scale + _SLACK)
        return self.picture.index.arrows.touching(self.ms(top - _SLACK), last)

    def rows_between(self, top: float, bottom: float) -> range:
        """The indices of the rows between two places, counted from the first row."""
        return range(self.map.rows_above(top), self.map.rows_until(bottom))

    def labelled_rows(self, top: float, bottom: float, apart: float) -> frozenset[int]:
        """The rows from one place to another that have their times beside them, `apart` at least.

        They are chosen stretch by stretch, from each one's beginning on.
        """
        tiles = range(int(top // _TILE), int(bottom // _TILE) + 1)
        return frozenset().union(*(self._labelled_in(tile, apart) for tile in tiles))

    def _labelled_in(self, tile: int, apart: float) -> frozenset[int]:
        chosen = self._labelled.get(tile)
        if chosen is None:
            last = tile * _TILE if tile else -apart
            found = []
            rows = self.rows_between(tile * _TILE, (tile + 1) * _TILE)
            for row, y in zip(rows, self.map.row_ys(rows), strict=True):
                if y - last >= apart:
                    found.append(row)
                    last = y
            chosen = self._labelled[tile] = frozenset(found)
        return chosen

    def now(self, moment: int) -> float:
        """The place of the now line at a moment."""
        return self.y(self.picture.moment_times[moment])

    def time_of(self, view: View) -> int | None:
        """Where the now line comes to rest (ms); None where all of the run is shown."""
        if view.cursor is None or view.idle:
            return view.clock
        return self.picture.moment_times[view.cursor]

    def band_end(self, to_ms: int, to_moment: int) -> float:
        """Where a band ends; one that outlasts the run goes on to the very end."""
        return self.height if to_moment > self.picture.last else self.y(to_ms)

    def span(self, way: Way) -> tuple[float, float]:
        """The shares of an arrow between which its label belongs: what lies in the arrow zone."""
        left, right = self.zone
        low, high = min(way.x0, way.x1), max(way.x0, way.x1)
        if high <= left or low >= right or (left <= low and high <= right):
            return 0.0, 1.0
        a = (max(low, left + FREE) - way.x0) / (way.x1 - way.x0)
        b = (min(high, right - FREE) - way.x0) / (way.x1 - way.x0)
        return min(a, b), max(a, b)

    def _way(self, arrow: Arrow) -> Way:
        start, end = arrow.sent, arrow.due
        if arrow.injected:  # only its arrival is known; it is drawn as if it had come like others
            start = max(self.picture.rows.times[0], end - self.picture.rows.delay)
        y0, y1 = self.y(start), self.y(end)
        hosts = arrow.source, arrow.target
        across = self._across.get(hosts)
        if across is None:
            across = self._across[hosts] = self._sides(hosts)
        x0, x1, late = across
        return Way(x0, y0 + late * (y1 - y0), x1, y1)

    def _sides(self, hosts: _Hosts) -> tuple[float, float, float]:
        """From which x to which x an arrow goes, and after which share of its time it is seen."""
        source, target = (None if one is None else self.columns[one] for one in hosts)
        left, right = self.zone
        if source is not None and target is not None and source is not target:
            return source.towards(target.line), target.towards(source.line), 0.0
        if target is not None:  # from nowhere, or from itself
            x1 = target.line - FREE * target.side
            return x1 - target.side * (1 - _FROM_NOWHERE) * (right - left), x1, _FROM_NOWHERE
        if source is not None:
            x0 = source.line - FREE * source.side
            return x0, x0 - source.side * (right - left - 2 * FREE), 0.0
        return left + FREE, right - FREE, 0.0


def natural_scale(
    picture: SequencePicture, sizes: Sizes, width: float, fit: float
) -> float:  # fmt: skip
    """How many pixels a base delay of a geometry with these measures would be."""
    sizes = _fitting(picture, sizes, width)
    _, _, zone, _ = _columns(picture, sizes, width)
    return _scale(picture, sizes, zone, fit)


def natural_height(picture: SequencePicture, sizes: Sizes, scale: float) -> float:
    """How high a geometry of this scale would be."""
    rows = picture.rows
    inside = rows.units[-1] * scale + rows.breaks[-1] * sizes.gap
    return sizes.header + sizes.top + inside + sizes.bottom


def _scale(picture: SequencePicture, sizes: Sizes, zone: tuple[float, float], fit: float) -> float:
    """Pixels of a base delay: the run fills the height, and no arrow is too steep."""
    room = fit - sizes.header - sizes.top - sizes.bottom
    scale = fitted_scale(picture.rows, room, sizes.scale_least, sizes.scale_most, sizes.gap)
    return min(scale, sizes.steepest * (zone[1] - zone[0] - 2 * FREE))


def _columns(
    picture: SequencePicture, sizes: Sizes, width: float
) -> tuple[list[Column], float, tuple[float, float], float]:
    """The hosts' columns by index, the axis, the arrow zone, and the width that all this takes."""
    bands, outers = _outside(picture, sizes)
    taken = _taken(picture, sizes)
    zone = min(sizes.zone_most, max(sizes.zone_least, width - taken))
    x = max(0.0, (width - taken - zone) / 2) + sizes.gutter
    axis = x
    columns: dict[int, Column] = {}
    for index in bands:
        outer, x = x, x + outers[index]
        columns[index] = Column(x, x + bands[index], -1, outer)
        x += bands[index]
    end = x + zone
    if 1 in picture.order:
        columns[1] = Column(end, end + sizes.band, 1, end + sizes.band + sizes.outer_right)
    total = max(width, end + sizes.band + sizes.outer_right)
    return [columns[index] for index in range(len(columns))], axis, (x, end), total


def _outside(
    picture: SequencePicture, sizes: Sizes
) -> tuple[dict[int, float], dict[int, float]]:  # fmt: skip
    """The widths of the bands left of the arrow zone, and of what stands beside them, by host."""
    busy, told = picture.index.busy | {0, 1}, picture.index.told | {0, 1}
    lefts = [index for index in picture.order if index != 1]
    bands = {index: sizes.band if index in busy else sizes.lifeline for index in lefts}
    outers: dict[int, float] = {}
    room = 0.0  # that the heading of the one before still wants
    for index in lefts:
        outers[index] = max(sizes.outer_left if index in told else _BESIDE, room)
        room = sizes.heading(host_name(picture.lifelines[index].name)) - bands[index]
    return bands, outers


def _taken(picture: SequencePicture, sizes: Sizes) -> float:
    """The width of all but the arrow zone."""
    bands, outers = _outside(picture, sizes)
    left = sizes.gutter + sum(bands.values()) + sum(outers.values())
    return left + sizes.band + sizes.outer_right


def _fitting(picture: SequencePicture, sizes: Sizes, width: float) -> Sizes:
    """Narrower columns where so many hosts have no room; where that does not help one scrolls."""
    narrowed = sizes
    for step in range(1, _STEPS):
        if _taken(picture, narrowed) <= width - sizes.zone_least:
            break
        narrowed = sizes.narrowed(1 - _STEP * step)
    return narrowed
