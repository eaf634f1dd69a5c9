"""The timeline laid out for a width, and painted: axis, marks, strips of states, playhead."""

import math
from bisect import bisect_left
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.time_map import TimeMap, silence
from tcplab.lab.timeline_picture import Mark, TimelinePicture
from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.fonts import SEMIBOLD

_LABEL_WIDTH = 134.0
_MARGIN = 22.0
_TIMES, _AXIS, _MARKS, _STRIPS = 15.0, 21.0, 44.0, 53.0
_STRIP, _PITCH = 5.0, 7.0
_APART = 10.0
_SCALE, _GAP = 44.0, 54.0
_SMALL = 11.0
_FINEST = 0.5
_TICKS = 3.0


class Spot(NamedTuple):
    """A mark in its place."""

    x: float
    mark: Mark


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


class TimelineScene:
    """One run's timeline, `width` pixels wide; all x are the widget's."""

    def __init__(
        self, picture: SequencePicture, timeline: TimelinePicture, look: Look, width: float
    ) -> None:
        self.picture = picture
        self.timeline = timeline
        self.look = look
        self.width = width
        self.map = TimeMap(picture.rows, _SCALE, _GAP)
        self.left = _LABEL_WIDTH if width > 500 else _MARGIN
        self._share = max(1.0, width - self.left - _MARGIN - 8) / (self.map.height or 1.0)
        self.spots = self._thinned()
        self._pieces = self._axis()
        self._ticks, self._times = self._scale()

    def x(self, ms: float) -> float:
        """The place of a time."""
        return self.left + self.map.y(ms) * self._share

    def x_of(self, moment: int) -> float:
        """The place of the playhead at a moment."""
        return self.x(self.picture.moment_times[moment])

    def row(self, x: float) -> int:
        """The time (ms) of the row nearest to a place."""
        return self.map.nearest_row((x - self.left) / self._share)

    def mark_at(self, x: float, y: float) -> Mark | None:
        """The mark at a place, if one is drawn there."""
        near = [spot for spot in self.spots if abs(spot.x - x) <= 5 and abs(y - _MARKS) <= 8]
        return min(near, key=lambda spot: abs(spot.x - x)).mark if near else None

    def _thinned(self) -> list[Spot]:
        """As many marks as there is room for; what is rarer goes before what is common.

        From each mark to the next that can have room: what lies between is not looked at.
        """
        chosen: list[Spot] = []
        xs: list[float] = []
        for of_kind in self.timeline.by_rank:
            at = 0
            while at < len(of_kind):
                x = self.x(of_kind[at].at_ms)
                place = bisect_left(xs, x)
                taken = [one for one in xs[max(0, place - 1) : place + 1] if abs(one - x) < _APART]
                if not taken:
                    xs.insert(place, x)
                    chosen.insert(place, Spot(x, of_kind[at]))
                free = max(taken, default=x) + _APART
                at = bisect_left(of_kind, free, at + 1, key=lambda mark: self.x(mark.at_ms))
        return chosen

    def paint(self, painter: QPainter, height: float, cursor: int, playhead: float) -> None:
        """All of it, with the playhead where it is now."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width, height), QColor(self.look.theme.panel))
        painter.setPen(self.look.pen(self.look.hairline, 1))
        painter.drawLine(QPointF(0, 0.5), QPointF(self.width, 0.5))
        self._paint_label(painter)
        self._paint_axis(painter, playhead)
        for row, _ in enumerate(self.timeline.strips):
            self._paint_strip(painter, row, cursor, playhead)
        self._paint_outages(painter, playhead)
        self._paint_marks(painter, cursor)
        self._paint_playhead(painter, height, playhead)

    def _paint_label(self, painter: QPainter) -> None:
        if self.left >= _LABEL_WIDTH:
            painter.setPen(self.look.ink)
            face(12.5, SEMIBOLD).write(painter, 16, _MARKS + 5, translate("Canvas", "This run"))

    def paint_curtain(self, painter: QPainter, height: float, playhead: float, words: str) -> None:
        """Hides what lies behind the playhead, and says why."""
        look, left = self.look, playhead + _APART
        painter.fillRect(
            QRectF(left, _AXIS - 20, self.width - left, height), QColor(look.theme.panel)
        )
        painter.setPen(look.pen(look.control, 1.2, (2, 3)))
        painter.drawLine(QPointF(left, _AXIS), QPointF(self.width - _MARGIN, _AXIS))
        small = face(_SMALL)
        painter.setPen(look.ink3)
        if small.width(words) < self.width - left - _MARGIN:
            small.write(painter, left + 6, _MARKS + 4, words)

    def _axis(self) -> list[_Piece]:
        """What of the axis can be told apart in this width."""
        small, pieces, at = face(_SMALL), [], 0
        stretches = self.timeline.stretches
        while at < len(stretches):
            piece = stretches[at]
            left, right = self.x(piece.from_ms), self.x(piece.to_ms)
            room = right - left - 14
            broken = piece.kind == "broken" and room > 0
            text = silence(piece.to_ms - piece.from_ms) if broken else ""
            half = small.width(text) / 2
            text = text if 2 * half < room else ""
            pieces.append(_Piece(left, right, piece.kind, text, half))
            at = bisect_left(stretches, right + _FINEST, at + 1, key=lambda one: self.x(one.to_ms))
        return pieces

    def _scale(self) -> tuple[list[QLineF], list[_Time]]:
        """Ticks, and as many times as there is room for."""
        small, last_tick, last_text, wanted = face(_SMALL), -9.0, -99.0, -99.0
        taken = [(one.middle - one.half - 5, one.middle + one.half + 5)
                 for one in self._pieces if one.text]  # fmt: skip
        rows, at = self.picture.rows.times, 0
        ticks, times = [], []
        while at < len(rows):
            x, free = self._x_of_row(at), True
            if x - last_tick >= _TICKS:
                ticks.append(QLineF(x, _AXIS - 2.5, x, _AXIS + 2.5))
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
            at = bisect_left(range(len(rows)), upcoming, at + 1, key=self._x_of_row)
        return ticks, times

    def _x_of_row(self, row: int) -> float:
        return self.left + self.map.row_y(row) * self._share

    def _paint_axis(self, painter: QPainter, playhead: float) -> None:
        look, small = self.look, face(_SMALL)
        solid, dotted = look.pen(look.control, 1.2), look.pen(look.control, 1.2, (2, 3))
        for piece in self._pieces:
            left, right, middle = piece.left, piece.right, piece.middle
            if piece.kind != "broken":
                painter.setPen(solid if piece.kind == "solid" else dotted)
                painter.drawLine(QPointF(left, _AXIS), QPointF(right, _AXIS))
                continue
            half = min(5.0, (right - left) / 4)
            painter.setPen(solid)
            painter.drawLine(QPointF(left, _AXIS), QPointF(middle - half, _AXIS))
            painter.drawLine(QPointF(middle + half, _AXIS), QPointF(right, _AXIS))
            for x in (middle - half, middle + half):
                painter.drawLine(QLineF(x - 2, _AXIS + 4, x + 2, _AXIS - 4))
            if piece.text:
                painter.setPen(look.ink3 if middle < playhead else look.future)
                small.write(painter, middle - piece.half, _TIMES, piece.text)
        for time in self._times:
            if abs(time.x - playhead) > time.half + 9:  # else the playhead's handle stands there
                painter.setPen(look.ink2 if time.x < playhead else look.future)
                small.write(painter, time.x - time.half, _TIMES, time.text)
        painter.setPen(look.pen(look.control, 1.2))
        painter.drawLines(self._ticks)

    def _paint_strip(self, painter: QPainter, row: int, cursor: int, playhead: float) -> None:
        look, strip = self.look, self.timeline.strips[row]
        top, end = _STRIPS + row * _PITCH, self.width - _MARGIN + 6
        at = 0
        while at < len(strip.bands):
            band = strip.bands[at]
            left = self.x(band.from_ms) if band.from_moment else self.left
            right = end if band.to_moment > self.picture.last else self.x(band.to_ms)
            at = bisect_left(strip.bands, right + _FINEST, at + 1, key=self._x_of_end)
            middle = top + _STRIP / 2
            if not band.depth:
                painter.setPen(look.pen(look.control, 1, (1.5, 2.5)))
                painter.drawLine(QPointF(left, middle), QPointF(right, middle))
                continue
            tint = look.tints[strip.role][band.depth]
            now = min(max(left, playhead), right)
            painter.fillRect(QRectF(left, top, now - left, _STRIP), tint)
            painter.fillRect(QRectF(now, top, right - now, _STRIP), look.dimmed(tint))
            line = look.line[strip.role]
            painter.setPen(look.pen(line if band.from_moment <= cursor else look.dimmed(line), 1.2))
            painter.drawLine(QPointF(left, top), QPointF(left, top + _STRIP))

    def _paint_outages(self, painter: QPainter, playhead: float) -> None:
        """On the strips: when a host cannot be reached."""
        look, end = self.look, self.width - _MARGIN + 6
        for one in self.picture.outages:
            middle = _STRIPS + one.lifeline * _PITCH + _STRIP / 2
            left = self.x(one.from_ms)
            right = end if one.to_moment > self.picture.last else self.x(one.to_ms)
            now = min(max(left, playhead), right)
            for start, stop, colour in (
                (left, now, look.loss_line), (now, right, look.dimmed(look.loss_line))
            ):  # fmt: skip
                painter.setPen(look.pen(colour, 2, (2, 1.5)))
                painter.drawLine(QPointF(start, middle), QPointF(stop, middle))

    def _x_of_end(self, band: Band) -> float:
        return math.inf if band.to_moment > self.picture.last else self.x(band.to_ms)

    def _paint_marks(self, painter: QPainter, cursor: int) -> None:
        current = self.timeline.mark_of(cursor)
        here = None if current is None else self.x(current.at_ms)
        for x, mark in self.spots:
            if here is None or abs(x - here) >= _APART:
                paint_mark(painter, self.look, QPointF(x, _MARKS), mark, past=mark.moment <= cursor)
        if current is not None and here is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.look.mark)
            painter.drawRoundedRect(QRectF(here - 8, _MARKS - 8, 16, 16), 5, 5)
            paint_mark(painter, self.look, QPointF(here, _MARKS), current, past=True)

    def _paint_playhead(self, painter: QPainter, height: float, x: float) -> None:
        ink = self.look.ink
        painter.setPen(self.look.pen(ink, 1.6))
        painter.drawLine(QPointF(x, 8), QPointF(x, height - 6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        corners = [(-6, 3), (6, 3), (6, 11), (0, 17), (-6, 11)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_mark(painter: QPainter, look: Look, at: QPointF, mark: Mark, *, past: bool) -> None:
    """Disc, square or triangle for an arrival; a pentagon, an hourglass, a cross for the rest."""
    role = mark.role
    colour = look.future if role is None else look.token[role]
    line = look.future if role is None else look.line[role]
    if not past:
        colour, line = look.dimmed(colour), look.dimmed(line)
    x, y = at.x(), at.y()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark.kind == "loss":
        painter.setPen(look.pen(look.loss_line if past else look.dimmed(look.loss_line), 2))
        painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
        painter.drawLine(QPointF(x - 4, y + 4), QPointF(x + 4, y - 4))
    elif mark.kind == "call":
        painter.setPen(look.pen(line, 1.5))
        corners = [(-4, -5), (4, -5), (4, 1.5), (0, 5.5), (-4, 1.5)]
        painter.setBrush(look.canvas)
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
    elif mark.kind == "timer":
        painter.setPen(look.pen(colour, 1.5))
        corners = [(-4, -5), (4, -5), (-4, 5), (4, 5)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if role == 1:
            painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
        elif role == 2:
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - 4.5), QPointF(x + 4.5, y + 3.5),
                           QPointF(x - 4.5, y + 3.5)])
            )  # fmt: skip
        else:
            painter.drawEllipse(at, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
