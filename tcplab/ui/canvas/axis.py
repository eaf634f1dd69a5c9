"""Paints the time gutter and the now line."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from tcplab.lab.time_map import Kind, silence
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.words import now_text, seconds

_TICK = 3.0
_OFF = 9.0
_APART = 14.0
_SLASH = 5.0
_PILL = 20.0
_TOGETHER = 64.0


class Stretch(NamedTuple):
    """A piece of the axis at `x`; a broken one says how long it is (`words`)."""

    x: float
    top: float
    bottom: float
    kind: Kind
    words: str = ""
    past: bool = False


class Time(NamedTuple):
    """A time beside the axis, up to `x`."""

    x: float
    y: float
    text: str
    past: bool


class Ticks(NamedTuple):
    """The signs of some neighbouring rows on the axis."""

    x: float
    ys: tuple[float, ...]


class Now(NamedTuple):
    """The line of the moment from side to side."""

    left: float
    right: float
    y: float


class Pill(NamedTuple):
    """What time it is, on the now line."""

    text: str
    left: float
    width: float
    y: float


def axis(geometry: Geometry, view: View, visible: QRectF) -> Iterator[Layer]:
    """The axis, solid to scale, dotted where compressed, broken at a silence; its times."""
    if geometry.sizes.gutter:
        yield _line(geometry, view, visible)
        yield from _rows(geometry, view, visible)


def _line(geometry: Geometry, view: View, visible: QRectF) -> Layer:
    x, first, small = geometry.gutter, geometry.first, geometry.sizes.small
    start = Stretch(x, geometry.sizes.header + 4, first, "solid")
    found: dict[Stretch, Area] = {start: (x - 1, start.top, x + 1, first)}
    for piece in geometry.map.stretches(visible.top() - first, visible.bottom() - first):
        top, bottom = geometry.y(piece.from_ms), geometry.y(piece.to_ms)
        if piece.kind != "broken":
            one = Stretch(x, max(top, visible.top()), bottom, piece.kind)
            found[one] = (x - 1, one.top, x + 1, bottom)
            continue
        past = view.now is None or (top + bottom) / 2 < view.now
        words = silence(piece.to_ms - piece.from_ms)
        left = x - _OFF - small.width(words) - 1
        found[Stretch(x, top, bottom, piece.kind, words, past)] = (left, top, x + 6, bottom)
    return Layer(_paint_line, found)


def _paint_line(painter: QPainter, look: Look, pieces: list[Stretch]) -> None:
    solid, dotted = look.pen(look.control, 1.2), look.pen(look.control, 1.2, (2, 3))
    for x, top, bottom, kind, words, past in pieces:
        if kind != "broken":
            painter.setPen(solid if kind == "solid" else dotted)
            painter.drawLine(QPointF(x, top), QPointF(x, bottom))
            continue
        middle = (top + bottom) / 2
        painter.setPen(solid)
        painter.drawLine(QPointF(x, top), QPointF(x, middle - 11))
        painter.drawLine(QPointF(x, middle + 11), QPointF(x, bottom))
        for y in (middle - 11, middle + 11):
            painter.drawLine(QLineF(x - _SLASH, y + 2, x + _SLASH, y - 2))
        painter.setPen(look.ink2 if past else look.future)
        look.sizes.small.write_to(painter, x - _OFF + 1, middle + 4, words)


def _rows(geometry: Geometry, view: View, visible: QRectF) -> Iterator[Layer]:
    """A tick at every row, a time at every row that leaves room for it."""
    x, first = geometry.gutter, geometry.first
    times, words = geometry.picture.rows.times, geometry.sizes.small
    last = -_APART
    ticks: dict[float, list[float]] = {}
    times_at: dict[Time, Area] = {}
    top, bottom = visible.top() - first - 20, visible.bottom() - first + 20
    labelled = geometry.labelled_rows(top, bottom, _APART)
    high = 1.2 * geometry.sizes.small_px
    rows = geometry.rows_between(top, bottom)
    for index, y in zip(rows, geometry.map.row_ys(rows), strict=True):
        y += first
        if y - last >= 2:
            ticks.setdefault(y // _TOGETHER, []).append(y)
            last = y
        if index in labelled and (view.now is None or abs(y - view.now) >= _PILL / 2 + 5):
            text = seconds(times[index])
            one = Time(x - _OFF, y + 4, text, view.now is None or y < view.now)
            times_at[one] = (one.x - words.width(text) - 1, y - high, one.x + 1, y + high)
    yield Layer(_paint_times, times_at)
    yield Layer(_paint_ticks, {
        Ticks(x, tuple(ys)): (x - _TICK - 1, ys[0] - 1, x + _TICK + 1, ys[-1] + 1)
        for ys in ticks.values()
    })  # fmt: skip


def _paint_times(painter: QPainter, look: Look, times: list[Time]) -> None:
    small = look.sizes.small
    painter.setFont(small.font)
    for x, y, text, past in times:
        painter.setPen(look.ink3 if past else look.future)
        painter.drawText(QPointF(x - small.width(text), y), text)


def _paint_ticks(painter: QPainter, look: Look, ticks: list[Ticks]) -> None:
    painter.setPen(look.pen(look.control, 1.2))
    painter.drawLines([QLineF(x - _TICK, y, x + _TICK, y) for x, ys in ticks for y in ys])


def now_line(geometry: Geometry, view: View, visible: QRectF) -> Layer:
    """The line of the moment, if it is visible."""
    found: dict[Now, Area] = {}
    if view.now is not None and visible.top() <= view.now <= visible.bottom():
        one = Now(visible.left(), max(visible.right(), geometry.width), view.now)
        wide = 2 * geometry.sizes.stroke
        found[one] = (one.left, one.y - wide, one.right, one.y + wide)
    return Layer(_paint_now, found)


def _paint_now(painter: QPainter, look: Look, lines: list[Now]) -> None:
    painter.setPen(look.pen(look.ink, 1.2))
    for left, right, y in lines:
        painter.drawLine(QPointF(left, y), QPointF(right, y))


def pill(geometry: Geometry, view: View) -> Layer:
    """What time it is, on the now line."""
    sizes, stroke = geometry.sizes, geometry.sizes.stroke
    ms = geometry.time_of(view) if view.clock is None else view.clock
    if view.now is None or ms is None or sizes.beside:
        return Layer(_paint_pills, {})
    text = now_text(ms, short=not sizes.gutter)
    width = sizes.small_strong.width(text) + 10 * stroke
    right = geometry.gutter + 2 if sizes.gutter else geometry.width - 2
    one = Pill(text, max(1.0, right - width), width, view.now)
    half = _PILL / 2 * stroke + 1
    area = (one.left - 1, one.y - half, one.left + width + 1, one.y + half)
    return Layer(_paint_pills, {one: area})


def _paint_pills(painter: QPainter, look: Look, pills: list[Pill]) -> None:
    sizes, stroke = look.sizes, look.sizes.stroke
    height = _PILL * stroke
    for text, left, width, y in pills:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.ink)
        rect = QRectF(left, y - height / 2, width, height)
        painter.drawRoundedRect(rect, 4 * stroke, 4 * stroke)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.canvas)
        sizes.small_strong.write(painter, left + 5 * stroke, y + 0.36 * sizes.small_px, text)


def pill_extent(geometry: Geometry, lifeline: int, now: float) -> tuple[float, float]:
    """What the now line takes of a lifeline's bands; of the last one's its pill takes more."""
    pill = not (geometry.sizes.gutter or geometry.sizes.beside)
    last = pill and lifeline == geometry.picture.order[-1]
    half = (_PILL / 2 if last else 1.5) * geometry.sizes.stroke
    return now - half, now + half
