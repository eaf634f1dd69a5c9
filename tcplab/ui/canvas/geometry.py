"""Where everything on the canvas stands, for one picture, one width and one scale of time."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tcplab.lab.sequence_picture import Arrow, SequencePicture
from tcplab.lab.spans import Spans
from tcplab.lab.time_map import TimeMap, fitted_scale
from tcplab.ui.canvas.sizes import Sizes

STEEPEST = math.tan(math.radians(12.5))
FREE = 4.0
"""Arrows stop so far from a lifeline."""

_BESIDE = 24.0
_FROM_NOWHERE = 0.45


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
        self.sizes = sizes
        self.columns, self.gutter, self.zone, self.width = _columns(picture, sizes, width)
        if scale is None:
            scale = _scale(picture, sizes, self.zone, fit) * zoom
        self.map = TimeMap(picture.rows, scale, sizes.gap)
        self._labelled: frozenset[int] | None = None
        self.first = sizes.header + sizes.top
        self.height = self.first + self.map.height + sizes.bottom
        self.ways = [self._way(arrow) for arrow in picture.arrows]
        self.arrow_spans = Spans(
            [self.y(arrow.sent) for arrow in picture.arrows], [way.y1 for way in self.ways]
        )
        self.sent_at: dict[int, frozenset[int]] = {}
        self.ended_at: dict[int, frozenset[int]] = {}
        for index, arrow in enumerate(picture.arrows):
            for moments, moment in (
                (self.sent_at, arrow.sent_moment), (self.ended_at, arrow.ended_moment),
            ):  # fmt: skip
                moments[moment] = moments.get(moment, frozenset()) | {index}
        self.band_spans = _spans(picture.bands, picture.last)
        self.bracket_spans = _spans(picture.brackets, picture.last)
        self.overflow_spans = _spans(picture.overflows, picture.last)

    def y(self, ms: float) -> float:
        """The place of a time."""
        return self.first + self.map.y(ms)

    def ms(self, y: float) -> float:
        """The time at a place."""
        return self.map.ms(y - self.first)

    def arrows(self, top: float, bottom: float) -> Iterator[int]:
        """The indices of the arrows between two places; an injected one begins a scale earlier."""
        return self.arrow_spans.touching(top, bottom + self.map.scale)

    def rows_between(self, top: float, bottom: float) -> range:
        """The indices of the rows between two places, counted from the first row."""
        ys = self.map.row_ys
        return range(bisect_left(ys, top), bisect_right(ys, bottom))

    def labelled_rows(self, apart: float) -> frozenset[int]:
        """The rows that can have their times written beside them, so far apart at least."""
        if self._labelled is None:
            ys, last = self.map.row_ys, -apart
            chosen = []
            for index, y in enumerate(ys):
                if y - last >= apart:
                    chosen.append(index)
                    last = y
            self._labelled = frozenset(chosen)
        return self._labelled

    def now(self, moment: int) -> float:
        """The place of the now line at a moment."""
        return self.y(self.picture.moment_times[moment])

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
        source = None if arrow.source is None else self.columns[arrow.source]
        target = None if arrow.target is None else self.columns[arrow.target]
        left, right = self.zone
        if source is not None and target is not None and source is not target:
            return Way(source.towards(target.line), y0, target.towards(source.line), y1)
        if target is not None:  # from nowhere, or from itself
            x1 = target.line - FREE * target.side
            x0 = x1 - target.side * (1 - _FROM_NOWHERE) * (right - left)
            return Way(x0, y0 + _FROM_NOWHERE * (y1 - y0), x1, y1)
        if source is not None:
            x0 = source.line - FREE * source.side
            return Way(x0, y0, x0 - source.side * (right - left - 2 * FREE), y1)
        return Way(left + FREE, y0, right - FREE, y1)


def natural_height(
    picture: SequencePicture, sizes: Sizes, width: float, fit: float, zoom: float = 1.0
) -> float:
    """How high a geometry with these measures would be."""
    _, _, zone, _ = _columns(picture, sizes, width)
    scale, rows = _scale(picture, sizes, zone, fit) * zoom, picture.rows
    inside = rows.units[-1] * scale + rows.breaks[-1] * sizes.gap
    return sizes.header + sizes.top + inside + sizes.bottom


def _scale(picture: SequencePicture, sizes: Sizes, zone: tuple[float, float], fit: float) -> float:
    """Pixels of a base delay: the run fills the height, and no arrow is too steep."""
    room = fit - sizes.header - sizes.top - sizes.bottom
    scale = fitted_scale(picture.rows, room, sizes.scale_least, sizes.scale_most, sizes.gap)
    return min(scale, STEEPEST * (zone[1] - zone[0] - 2 * FREE))


def _spans(items: Sequence, last: int) -> Spans:
    """By time; what outlasts the run has no end."""
    ends = [math.inf if item.to_moment > last else item.to_ms for item in items]
    return Spans([item.from_ms for item in items], ends)


def _columns(
    picture: SequencePicture, sizes: Sizes, width: float
) -> tuple[list[Column], float, tuple[float, float], float]:
    """The hosts' columns by index, the axis, the arrow zone, and the width that all this takes."""
    busy = {band.lifeline for band in picture.bands if band.depth} | {0, 1}
    told = {one.lifeline for one in (*picture.tabs, *picture.brackets)} | {0, 1}
    lefts = [index for index in picture.order if index != 1]
    taken = sizes.gutter + sizes.band + sizes.outer_right
    for index in lefts:
        taken += sizes.outer_left if index in told else _BESIDE
        taken += sizes.band if index in busy else sizes.lifeline
    zone = min(sizes.zone_most, max(sizes.zone_least, width - taken))
    x = max(0.0, (width - taken - zone) / 2) + sizes.gutter
    axis = x
    columns: dict[int, Column] = {}
    for index in lefts:
        outer, x = x, x + (sizes.outer_left if index in told else _BESIDE)
        right = x + (sizes.band if index in busy else sizes.lifeline)
        columns[index] = Column(x, right, -1, outer)
        x = right
    end = x + zone
    if 1 in picture.order:
        columns[1] = Column(end, end + sizes.band, 1, end + sizes.band + sizes.outer_right)
    total = max(width, end + sizes.band + sizes.outer_right)
    return [columns[index] for index in range(len(columns))], axis, (x, end), total
