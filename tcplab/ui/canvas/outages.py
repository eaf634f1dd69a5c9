"""Paints when a host cannot be reached: its lifeline torn open, and beside the band why."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.outages import Outage
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.words import outage_word

_TOOTH, _WIDE = 4.0, 3.0
_OFF = 15.0  # where a timer has its words: its bar is nearer


def place_of(geometry: Geometry, one: Outage) -> tuple[float, float]:
    """From where to where an outage goes."""
    return geometry.y(one.from_ms), geometry.band_end(one.to_ms, one.to_moment)


def between(geometry: Geometry, visible: QRectF) -> Iterator[tuple[Outage, float, float]]:
    """The outages that are visible, from where to where."""
    low, high = visible.top() + geometry.sizes.header, visible.bottom()
    for one in geometry.picture.outages:
        top, bottom = place_of(geometry, one)
        if max(top, low) < min(bottom, high):
            yield one, max(top, low), min(bottom, high)


def paint_outages(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    """A zigzag for a lifeline whose cable is out, dashes where the host is down."""
    for one, top, bottom in between(geometry, visible):
        now = bottom if view.now is None else min(max(view.now, top), bottom)
        for start, end, colour in (
            (top, now, look.loss_line), (now, bottom, look.dimmed(look.loss_line))
        ):  # fmt: skip
            if start < end:
                _paint_part(painter, geometry, look, one, start, end, colour)


def _paint_part(
    painter: QPainter, geometry: Geometry, look: Look, one: Outage, top: float, bottom: float,
    colour: QColor,
) -> None:  # fmt: skip
    sizes, column = geometry.sizes, geometry.columns[one.lifeline]
    middle = column.line + column.side * sizes.lifeline / 2
    ground = QRectF(middle - sizes.lifeline / 2, top, sizes.lifeline, bottom - top)
    painter.fillRect(ground, look.canvas)
    if one.kind == "down":
        painter.setPen(look.pen(colour, 2.0, (3, 2)))
        painter.drawLine(QPointF(middle, top), QPointF(middle, bottom))
    else:
        painter.setPen(look.pen(colour, 1.5))
        teeth = _zigzag(middle, _WIDE * sizes.stroke, top, bottom, _TOOTH * sizes.stroke)
        painter.drawPolyline(teeth)


def _zigzag(x: float, half: float, top: float, bottom: float, tooth: float) -> QPolygonF:
    """Teeth that stay where they are as one scrolls."""
    first, last = int(top // tooth) + 1, int(bottom // tooth)
    inner = [QPointF(x + (half if at % 2 else -half), at * tooth) for at in range(first, last + 1)]
    return QPolygonF([QPointF(x, top), *inner, QPointF(x, bottom)])


def paint_reasons(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF,
    lifeline: int, shelf: Shelf,
) -> None:  # fmt: skip
    """Why a host cannot be reached, where there is room for it."""
    sizes, column = geometry.sizes, geometry.columns[lifeline]
    height = 1.36 * sizes.small_px
    for one, top, bottom in between(geometry, visible):
        if one.lifeline != lifeline:
            continue
        start = shelf.first_free(top + 2, height)
        if start + height > bottom:
            continue
        shelf.block(start, start + height)
        word, baseline = outage_word(one), start + 0.8 * height
        painter.setPen(look.loss if view.past(one.from_moment) else look.future)
        if sizes.inside:
            sizes.small_strong.write(painter, column.left + 7 * sizes.stroke, baseline, word)
        elif column.side < 0:
            x = column.edge - _OFF * sizes.stroke
            sizes.small_strong.write_to(painter, x, baseline, word)
        else:
            x = column.edge + _OFF * sizes.stroke
            sizes.small_strong.write(painter, x, baseline, word)
