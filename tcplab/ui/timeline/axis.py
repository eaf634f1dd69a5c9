"""The timeline's axis: one map of time for all its lanes, scaled to the width, and painted."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple, TypeVar

from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QPainter

from tcplab.lab.time_map import Rows, Stretch, TimeMap, silence
from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.look import Look

MARGIN, SMALL = 22.0, 11.0
FINEST = 0.5
AXIS = 21.0
_TIMES = 15.0
_SCALE, _GAP = 44.0, 54.0
_TICKS = 3.0
_HAIR = 1e-9  # more than all that is lost by rounding

T = TypeVar("T")


class _Piece(NamedTuple):
    """A part of the axis; `text` is what a broken one says, "" if there is no room to say it."""

    left: float
    right: float
    kind: str
    text: str
    half: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class _Time(NamedTuple):
    """A time above the axis, with half its width."""

    x: float
    half: float
    text: str


class Part(NamedTuple):
    """What has to be painted, from left to right; the rest may be left out."""

    left: float
    right: float


EVERYWHERE = Part(-math.inf, math.inf)


class Axis:
    """The rows from `left` to `right`; all x are the widget's. No text is wider than `widest`."""

    def __init__(
        self, rows: Rows, stretches: tuple[Stretch, ...], look: Look, left: float, right: float
    ) -> None:
        self.look = look
        self.left = left
        self.right = right
        self.map = TimeMap(rows, _SCALE, _GAP)
        self._share = max(1.0, right - left - 8) / (self.map.height or 1.0)
        self._pieces = self._axis(stretches)
        self._ticks, self._times = self._scale()
        halves = [one.half for one in (*self._pieces, *self._times) if one.text]
        self.widest = 2 * max(halves, default=0.0)

    def x(self, ms: float) -> float:
        """The place of a time."""
        return self.left + self.map.y(ms) * self._share

    def row(self, x: float) -> int:
        """The time (ms) of the row nearest to a place."""
        return self.map.nearest_row((x - self.left) / self._share)

    def following(self, items: Sequence[T], at: int, least: float, ms: Callable[[T], float]) -> int:
        """The first one after `at` that stands at `least` or right of it; most often the next.

        Each belongs to the time (`ms`) of a row, or comes after all; the times rise.
        """
        at += 1
        if at == len(items) or self.x(ms(items[at])) >= least:
            return at
        times = self.map.rows.times
        row = self._row_from(least, bisect_left(times, ms(items[at])))
        return bisect_left(items, times[row] if row < len(times) else math.inf, at, key=ms)

    def _row_from(self, x: float, start: int) -> int:
        """The first row, not before `start`, at a place or right of it.

        As long as no break comes between, its units alone tell: they are searched without a call.
        """
        rows, count = self.map.rows, len(self.map.rows.times)
        breaks = rows.breaks[start]
        units = ((x - self.left) / self._share - breaks * self.map.gap) / self.map.scale
        near = bisect_left(rows.units, units - _HAIR, start)
        low = near if near == start or rows.breaks[near - 1] == breaks else start
        return bisect_left(range(count), x, low, min(near + 2, count), key=self._x_of_row)

    def _axis(self, stretches: tuple[Stretch, ...]) -> list[_Piece]:
        """What of the axis can be told apart in this width."""
        small, pieces, at = face(SMALL), [], 0
        while at < len(stretches):
            piece = stretches[at]
            left, right = self.x(piece.from_ms), self.x(piece.to_ms)
            room = right - left - 14
            broken = piece.kind == "broken" and room > 0
            text = silence(piece.to_ms - piece.from_ms) if broken else ""
            half = small.width(text) / 2
            text = text if 2 * half < room else ""
            pieces.append(_Piece(left, right, piece.kind, text, half))
            at = self.following(stretches, at, right + FINEST, attrgetter("to_ms"))
        return pieces

    def _scale(self) -> tuple[list[float], list[_Time]]:
        """Ticks, and as many times as there is room for."""
        small, last_tick, last_text, wanted = face(SMALL), -9.0, -99.0, -99.0
        taken = [(one.middle - one.half - 5, one.middle + one.half + 5)
                 for one in self._pieces if one.text]  # fmt: skip
        rows, at = self.map.rows.times, 0
        ticks, times = [], []
        while at < len(rows):
            x, free = self._x_of_row(at), True
            if x - last_tick >= _TICKS:
                ticks.append(x)
                last_tick = x
            if x >= wanted:
                text = f"{rows[at] / 1000:.3f}".rstrip("0").rstrip(".")
                half = small.width(text) / 2
                free = not any(x - half < end and x + half > start for start, end in taken)
                if x - half > last_text + 10 and free:
                    times.append(_Time(x, half, text))
                    last_text = x + half
                    wanted = last_text + 10
                elif free:
                    wanted = last_text + 10 + half
            upcoming = min(last_tick + _TICKS, wanted) if free else x
            at += 1
            if at < len(rows) and self._x_of_row(at) < upcoming:
                at = self._row_from(upcoming, at)
        return ticks, times

    def _x_of_row(self, row: int) -> float:
        return self.left + self.map.row_y(row) * self._share

    def paint(self, painter: QPainter, playhead: float, part: Part) -> None:
        """Line, ticks and times; what lies behind the playhead is pale."""
        look, small = self.look, face(SMALL)
        solid, dotted = look.pen(look.control, 1.2), look.pen(look.control, 1.2, (2, 3))
        for piece in self._pieces:
            left, right, middle = piece.left, piece.right, piece.middle
            if right < part.left or left > part.right:
                continue
            if piece.kind != "broken":
                painter.setPen(solid if piece.kind == "solid" else dotted)
                painter.drawLine(QPointF(left, AXIS), QPointF(right, AXIS))
                continue
            half = min(5.0, (right - left) / 4)
            painter.setPen(solid)
            painter.drawLine(QPointF(left, AXIS), QPointF(middle - half, AXIS))
            painter.drawLine(QPointF(middle + half, AXIS), QPointF(right, AXIS))
            for x in (middle - half, middle + half):
                painter.drawLine(QLineF(x - 2, AXIS + 4, x + 2, AXIS - 4))
            if piece.text:
                painter.setPen(look.ink3 if middle < playhead else look.future)
                small.write(painter, middle - piece.half, _TIMES, piece.text)
        for time in self._times:
            if time.x + time.half < part.left or time.x - time.half > part.right:
                continue
            if abs(time.x - playhead) > time.half + 9:  # else the playhead's handle stands there
                painter.setPen(look.ink2 if time.x < playhead else look.future)
                small.write(painter, time.x - time.half, _TIMES, time.text)
        painter.setPen(look.pen(look.control, 1.2))
        ticks = self._ticks[
            bisect_left(self._ticks, part.left) : bisect_right(self._ticks, part.right)
        ]
        painter.drawLines([QLineF(x, AXIS - 2.5, x, AXIS + 2.5) for x in ticks])

    def looks(self) -> Iterator[tuple[object, ...]]:
        """Everything as it looks, from where to where first."""
        yield from ((one.left, one.right, one.kind, one.text) for one in self._pieces)
        yield from ((x, x) for x in self._ticks)
        yield from ((one.x - one.half, one.x + one.half, one.text) for one in self._times)
