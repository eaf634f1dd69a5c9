"""Paints when a host cannot be reached: its lifeline torn open, and beside the band why."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPolygonF

from tcplab.lab.outages import Outage
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.words import outage_word

_TOOTH, _WIDE = 4.0, 3.0
_MARKED = 30.0
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


class Out(NamedTuple):
    """A stretch of a lifeline without connection to the network."""

    down: bool
    middle: float
    top: float
    bottom: float
    past: bool


class Reason(NamedTuple):
    """Why a host cannot be reached, from `x` on outwards to one `side`."""

    text: str
    x: float
    y: float
    side: int
    past: bool


def outages(geometry: Geometry, view: View, visible: QRectF) -> Layer:
    """A zigzag for a lifeline whose cable is out, dashes where the host is down."""
    sizes = geometry.sizes
    found: dict[Out, Area] = {}
    for one, top, bottom in between(geometry, visible):
        column = geometry.columns[one.lifeline]
        middle = column.line + column.side * sizes.lifeline / 2
        now = bottom if view.now is None else min(max(view.now, top), bottom)
        for start, end, past in ((top, now, True), (now, bottom, False)):
            if start < end:
                part = Out(one.kind == "down", middle, start, end, past)
                # what hand and keys mark about its ends, too
                found[part] = (middle - _MARKED, start - _MARKED, middle + _MARKED, end + _MARKED)
    return Layer(_paint_outs, found)


def _paint_outs(painter: QPainter, look: Look, outs: list[Out]) -> None:
    sizes = look.sizes
    for down, middle, top, bottom, past in outs:
        colour = look.loss_line if past else look.dimmed(look.loss_line)
        left = middle - sizes.lifeline / 2
        painter.fillRect(QRectF(left, top, sizes.lifeline, bottom - top), look.canvas)
        if down:
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


def reasons(geometry: Geometry, view: View, visible: QRectF, lifeline: int, shelf: Shelf) -> Layer:
    """Why a host cannot be reached, where there is room for it."""
    sizes, column = geometry.sizes, geometry.columns[lifeline]
    height, words = 1.36 * sizes.small_px, sizes.small_strong
    found: dict[Reason, Area] = {}
    for one, top, bottom in between(geometry, visible):
        if one.lifeline != lifeline:
            continue
        start = shelf.first_free(top + 2, height)
        if start + height > bottom:
            continue
        shelf.block(start, start + height)
        side = 1 if sizes.inside else column.side
        x = column.edge + column.side * _OFF * sizes.stroke
        if sizes.inside:
            x = column.left + 7 * sizes.stroke
        text = outage_word(one)
        reason = Reason(text, x, start + 0.8 * height, side, view.past(one.from_moment))
        left, right = sorted((x, x + side * words.width(text)))
        found[reason] = (left - 2, start, right + 2, start + height)
    return Layer(_paint_reasons, found)


def _paint_reasons(painter: QPainter, look: Look, said: list[Reason]) -> None:
    words = look.sizes.small_strong
    for text, x, y, side, past in said:
        painter.setPen(look.loss if past else look.future)
        (words.write if side > 0 else words.write_to)(painter, x, y, text)
