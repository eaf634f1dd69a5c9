"""Paints the time gutter and the now line."""

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from tcplab.lab.time_map import silence
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.words import now_text, seconds

_TICK = 3.0
_OFF = 9.0
_APART = 14.0
_SLASH = 5.0
_PILL = 20.0


def paint_axis(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    """The axis, solid to scale, dotted where compressed, broken at a silence; its times."""
    if not geometry.sizes.gutter:
        return
    _paint_line(painter, geometry, look, view, visible)
    _paint_times(painter, geometry, look, view, visible)


def _paint_line(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    x, first = geometry.gutter, geometry.first
    solid, dotted = look.pen(look.control, 1.2), look.pen(look.control, 1.2, (2, 3))
    painter.setPen(solid)
    painter.drawLine(QPointF(x, geometry.sizes.header + 4), QPointF(x, first))
    for piece in geometry.map.stretches(visible.top() - first, visible.bottom() - first):
        top, bottom = geometry.y(piece.from_ms), geometry.y(piece.to_ms)
        if piece.kind != "broken":
            painter.setPen(solid if piece.kind == "solid" else dotted)
            painter.drawLine(QPointF(x, max(top, visible.top())), QPointF(x, bottom))
            continue
        middle = (top + bottom) / 2
        painter.setPen(solid)
        painter.drawLine(QPointF(x, top), QPointF(x, middle - 11))
        painter.drawLine(QPointF(x, middle + 11), QPointF(x, bottom))
        for y in (middle - 11, middle + 11):
            painter.drawLine(QLineF(x - _SLASH, y + 2, x + _SLASH, y - 2))
        painter.setPen(look.ink2 if view.now is None or middle < view.now else look.future)
        words = silence(piece.to_ms - piece.from_ms)
        geometry.sizes.small.write_to(painter, x - _OFF + 1, middle + 4, words)


def _paint_times(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    """A tick at every row, a time at every row that leaves room for it."""
    x, first = geometry.gutter, geometry.first
    times = geometry.picture.rows.times
    last = -_APART
    ticks: list[QLineF] = []
    top, bottom = visible.top() - first - 20, visible.bottom() - first + 20
    labelled = geometry.labelled_rows(top, bottom, _APART)
    words, times_at = geometry.sizes.small, []
    for index in geometry.rows_between(top, bottom):
        y = first + geometry.map.row_y(index)
        if y - last >= 2:
            ticks.append(QLineF(x - _TICK, y, x + _TICK, y))
            last = y
        covered = view.now is not None and abs(y - view.now) < _PILL / 2 + 5
        if index in labelled and not covered:
            times_at.append((y, seconds(times[index])))
    for colour, past in ((look.ink3, True), (look.future, False)):
        painter.setPen(colour)
        for y, text in times_at:
            if (view.now is None or y < view.now) is past:
                words.write_to(painter, x - _OFF, y + 4, text)
    painter.setPen(look.pen(look.control, 1.2))
    painter.drawLines(ticks)


def paint_now(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    """The line of the moment from side to side."""
    if view.now is not None and visible.top() <= view.now <= visible.bottom():
        painter.setPen(look.pen(look.ink, 1.2))
        painter.drawLine(
            QPointF(visible.left(), view.now),
            QPointF(max(visible.right(), geometry.width), view.now),
        )


def paint_pill(painter: QPainter, geometry: Geometry, look: Look, view: View) -> None:
    """What time it is, on the now line."""
    sizes, stroke = geometry.sizes, geometry.sizes.stroke
    ms = geometry.time_of(view) if view.clock is None else view.clock
    if view.now is None or ms is None or sizes.beside:
        return
    text = now_text(ms, short=not sizes.gutter)
    width = sizes.small_strong.width(text) + 10 * stroke
    right = geometry.gutter + 2 if sizes.gutter else geometry.width - 2
    height = _PILL * stroke
    pill = QRectF(max(1.0, right - width), view.now - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.ink)
    painter.drawRoundedRect(pill, 4 * stroke, 4 * stroke)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.canvas)
    sizes.small_strong.write(
        painter, pill.left() + 5 * stroke, view.now + 0.36 * sizes.small_px, text
    )


def pill_extent(geometry: Geometry, lifeline: int, now: float) -> tuple[float, float]:
    """What the now line takes of a lifeline's bands; of the last one's its pill takes more."""
    pill = not (geometry.sizes.gutter or geometry.sizes.beside)
    last = pill and lifeline == geometry.picture.order[-1]
    half = (_PILL / 2 if last else 1.5) * geometry.sizes.stroke
    return now - half, now + half
