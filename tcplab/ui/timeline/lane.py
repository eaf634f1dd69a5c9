"""One lane of the timeline: the marks of a run, and below them a strip of states for each host."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.timeline_picture import Mark, Strip, TimelinePicture
from tcplab.ui.timeline.axis import FINEST, Axis, Part
from tcplab.ui.timeline.marks import paint_mark
from tcplab.ui.timeline.pitch import PITCH

MARKS = 44.0
"""Where the marks of the first lane stand."""

APART = 10.0
_STRIPS = 9.0
_STRIP, _NEXT = 5.0, 7.0


class Spot(NamedTuple):
    """A mark in its place."""

    x: float
    mark: Mark


class _Bar(NamedTuple):
    """A state on a strip."""

    left: float
    right: float
    band: Band


class LaneScene:
    """A run from its moment `start` on, in the lane `place` (from 0) below an axis."""

    def __init__(
        self, axis: Axis, picture: SequencePicture, timeline: TimelinePicture, place: int,
        start: int = 0,
    ) -> None:  # fmt: skip
        self.axis = axis
        self.picture = picture
        self.timeline = timeline
        self.start = min(start, picture.last)
        self.y = MARKS + place * PITCH
        self.spots = self._thinned()
        self._bars = [self._laid(strip) for strip in timeline.strips]

    @property
    def begins(self) -> float:
        """Where the lane begins, from left to right."""
        if not self.start:
            return self.axis.left
        return self.axis.x(self.picture.moment_times[self.start])

    def x_of(self, moment: int) -> float:
        """The place of the playhead at a moment."""
        return self.axis.x(self.picture.moment_times[moment])

    def mark_at(self, x: float, y: float) -> Mark | None:
        """The mark at a place, if one is drawn there."""
        near = [spot for spot in self.spots if abs(spot.x - x) <= 5 and abs(y - self.y) <= 8]
        return min(near, key=lambda spot: abs(spot.x - x)).mark if near else None

    def _thinned(self) -> list[Spot]:
        """As many marks as there is room for; what is rarer goes before what is common.

        From each mark to the next that can have room: what lies between is not looked at.
        """
        chosen: list[Spot] = []
        xs: list[float] = []
        for of_kind in self.timeline.by_rank:
            first = self.start + 1 if self.start else 0
            at = bisect_left(of_kind, first, key=lambda mark: mark.moment)
            while at < len(of_kind):
                x = self.axis.x(of_kind[at].at_ms)
                place = bisect_left(xs, x)
                taken = [one for one in xs[max(0, place - 1) : place + 1] if abs(one - x) < APART]
                if not taken:
                    xs.insert(place, x)
                    chosen.insert(place, Spot(x, of_kind[at]))
                free = max(taken, default=x) + APART
                at = self.axis.following(of_kind, at, free, attrgetter("at_ms"))
        return chosen

    def paint(
        self, painter: QPainter, cursor: int, playhead: float, part: Part, *, present: bool
    ) -> None:
        """Strips and marks; in the lane that is in view, what happens now on yellow."""
        for row, bars in enumerate(self._bars):
            first = bisect_left(bars, part.left, key=lambda bar: bar.right)
            last = bisect_right(bars, part.right, key=lambda bar: bar.left)
            self._paint_strip(painter, row, bars[first:last], cursor, playhead)
        self._paint_outages(painter, playhead)
        current = self.timeline.mark_of(cursor) if present and cursor >= self.start else None
        first = bisect_left(self.spots, part.left, key=lambda spot: spot.x)
        last = bisect_right(self.spots, part.right, key=lambda spot: spot.x)
        self._paint_marks(painter, self.spots[first:last], cursor, current)

    def looks(self, cursor: int, *, present: bool) -> Iterator[tuple[object, ...]]:
        """Everything but what is out as it looks at a moment, from where to where first."""
        for x, mark in self.spots:
            yield x - APART, x + APART, self.y, mark.kind, mark.role, mark.moment <= cursor
        for row, bars in enumerate(self._bars):
            for left, right, band in bars:
                yield left, right, self.y, row, band.depth
                yield left - 1, left + 1, self.y, row, band.depth, band.from_moment <= cursor
        current = self.timeline.mark_of(cursor) if present and cursor >= self.start else None
        if current is not None:
            x = self.axis.x(current.at_ms)
            yield x - APART, x + APART, self.y, "now"

    def _laid(self, strip: Strip) -> list[_Bar]:
        """What of a strip can be told apart in this width."""
        bars, bands, begins = [], strip.bands, self.begins
        at = bisect_left(bands, self.start + 1, key=lambda band: band.to_moment)
        while at < len(bands):
            band = bands[at]
            left = max(begins, self.axis.x(band.from_ms)) if band.from_moment else begins
            lasts = band.to_moment > self.picture.last
            right = self.axis.right + 6 if lasts else self.axis.x(band.to_ms)
            bars.append(_Bar(left, right, band))
            at = self.axis.following(bands, at, right + FINEST, self._end)
        return bars

    def _paint_strip(
        self, painter: QPainter, row: int, bars: list[_Bar], cursor: int, playhead: float
    ) -> None:
        look, role = self.axis.look, self.timeline.strips[row].role
        top, line = self.y + _STRIPS + row * _NEXT, look.line[role]
        middle, bottom = top + _STRIP / 2, top + _STRIP
        closed = look.pen(look.control, 1, (1.5, 2.5))
        begun, to_come = look.pen(line, 1.2), look.pen(look.dimmed(line), 1.2)
        tints = [(tint, look.dimmed(tint)) for tint in look.tints[role]]
        for left, right, band in bars:
            if not band.depth:
                painter.setPen(closed)
                painter.drawLine(QPointF(left, middle), QPointF(right, middle))
                continue
            past, future = tints[band.depth]
            now = min(max(left, playhead), right)
            if now > left:
                painter.fillRect(QRectF(left, top, now - left, _STRIP), past)
            if right > now:
                painter.fillRect(QRectF(now, top, right - now, _STRIP), future)
            painter.setPen(begun if band.from_moment <= cursor else to_come)
            painter.drawLine(QPointF(left, top), QPointF(left, bottom))

    def _end(self, band: Band) -> float:
        return math.inf if band.to_moment > self.picture.last else band.to_ms

    def _paint_outages(self, painter: QPainter, playhead: float) -> None:
        """On the strips: when a host cannot be reached."""
        look, end = self.axis.look, self.axis.right + 6
        for one in self.picture.outages:
            middle = self.y + _STRIPS + one.lifeline * _NEXT + _STRIP / 2
            left = max(self.begins, self.axis.x(one.from_ms))
            right = end if one.to_moment > self.picture.last else self.axis.x(one.to_ms)
            now = min(max(left, playhead), right)
            for start, stop, colour in (
                (left, now, look.loss_line), (now, right, look.dimmed(look.loss_line))
            ):  # fmt: skip
                if start < stop:
                    painter.setPen(look.pen(colour, 2, (2, 1.5)))
                    painter.drawLine(QPointF(start, middle), QPointF(stop, middle))

    def _paint_marks(
        self, painter: QPainter, spots: list[Spot], cursor: int, current: Mark | None
    ) -> None:
        look = self.axis.look
        here = None if current is None else self.axis.x(current.at_ms)
        for x, mark in spots:
            if here is None or abs(x - here) >= APART:
                paint_mark(painter, look, QPointF(x, self.y), mark, past=mark.moment <= cursor)
        if current is not None and here is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.mark)
            painter.drawRoundedRect(QRectF(here - 8, self.y - 8, 16, 16), 5, 5)
            paint_mark(painter, look, QPointF(here, self.y), current, past=True)

    def paint_fork(self, painter: QPainter, above: "LaneScene") -> None:
        """The curve by which this lane leaves another one above or below it."""
        x, down = self.begins, self.y > above.y
        start = above.y + (_STRIPS + 2 * _NEXT if down else -APART)
        middle = self.y + _STRIPS + _STRIP
        path = QPainterPath(QPointF(x, start))
        path.cubicTo(QPointF(x, middle - 4), QPointF(x + 2, middle), QPointF(x + 9, middle))
        painter.setPen(self.axis.look.pen(self.axis.look.control, 1.2))
        painter.drawPath(path)
