"""Paints what hand and keys have hold of besides segments: calls, cables, and what a drag does."""

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter

from tcplab.lab.outages import Outage
from tcplab.ui.canvas.boxes import Line
from tcplab.ui.canvas.faces import PLATE, Face, paint_plate
from tcplab.ui.canvas.frame import Layer
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.outages import place_of
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.standing import FARTHEST, RADIUS, Disc, Standing, call_of_moment
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme

if TYPE_CHECKING:
    from tcplab.ui.canvas.pointer import Target

_SIGN = 0.625
_INSIDE = 15.0
_STRIP = 7.0
_GRIP = 9.0
_BESIDE = 10.0
_PITCH = 1.4
_MARGIN = 14.0


class Guide(NamedTuple):
    """What a drag says: at which lifeline and height, in which words; `way` is what is drawn so
    far of a segment. What is not `allowed` would come to nothing."""

    lifeline: int
    y: float
    text: str
    way: Way | None = None
    allowed: bool = True


class Marked(NamedTuple):
    """What the keyboard has picked besides segments: a call where it stands, or a cut."""

    call: Standing | None = None
    outage: Outage | None = None


def mend_disc(geometry: Geometry, outage: Outage) -> Disc:
    """Where a cable is mended: in the middle of its cut, inside the band."""
    column, (top, bottom) = geometry.columns[outage.lifeline], place_of(geometry, outage)
    stroke = geometry.sizes.stroke
    x = column.line + column.side * (geometry.sizes.lifeline + _INSIDE * stroke)
    return Disc(x, (top + bottom) / 2, RADIUS * stroke)


def pointed_area(scene: SequenceScene, under: "Target") -> QRectF:
    """Where something is painted for what is pointed at."""
    geometry = scene.geometry
    top = bottom = geometry.y(round(under.ms))
    if under.outage is not None:
        top, bottom = place_of(geometry, under.outage)
    elif under.tab is not None:
        high = FARTHEST * geometry.sizes.stroke
        top, bottom = top - high, bottom + high
    elif under.cable is None:
        return QRectF()
    return QRectF(0, top - _MARGIN, geometry.width, bottom - top + 2 * _MARGIN)


def paint_marks(
    painter: QPainter, scene: SequenceScene, under: "Target | None", marked: Marked,
    view: View, visible: QRectF,
) -> None:  # fmt: skip
    """On top of the scene: what is picked, and what is pointed at."""
    geometry, look = scene.geometry, scene.look
    if marked.call is not None:
        _ring_call(painter, look, marked.call)
    if marked.outage is not None:
        _paint_grips(painter, geometry, look, marked.outage, ring=True)
    if under is not None:
        _paint_pointed(painter, scene, under, view, visible)


def _paint_pointed(
    painter: QPainter, scene: SequenceScene, under: "Target", view: View, visible: QRectF
) -> None:
    geometry, look, tab = scene.geometry, scene.look, under.tab
    if tab is not None:
        call = call_of_moment(scene, tab.lifeline, tab.moment, view, visible)
        if call is not None:
            painter.setPen(look.pen(look.ink, 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(call.outline)
            _paint_disc(painter, look, call.disc, filled=under.grip == "drop")
    elif under.outage is not None:
        _paint_grips(painter, geometry, look, under.outage)
        _paint_disc(
            painter, look, mend_disc(geometry, under.outage), filled=under.grip == "drop"
        )  # fmt: skip
    elif under.cable is not None:
        _paint_strip(painter, geometry, look, under.cable, geometry.y(round(under.ms)))


def _ring_call(painter: QPainter, look: Look, call: Standing) -> None:
    """The focus ring: 2 px of ink, 2 px away."""
    painter.setPen(look.pen(look.ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(call.box.adjusted(-3, -3, 3, 3), 5, 5)


def _paint_grips(
    painter: QPainter, geometry: Geometry, look: Look, outage: Outage, *, ring: bool = False
) -> None:
    """A bar across the lifeline at each end of a cut; a ring around all of it by keyboard."""
    column, (top, bottom) = geometry.columns[outage.lifeline], place_of(geometry, outage)
    middle = column.line + column.side * geometry.sizes.lifeline / 2
    painter.setPen(look.pen(look.ink, 3))
    for y in (top, bottom):
        painter.drawLine(QPointF(middle - _GRIP, y), QPointF(middle + _GRIP, y))
    if ring:
        painter.setPen(look.pen(look.ink, 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(middle - 7, top - 4, 14, bottom - top + 8), 5, 5)


def _paint_strip(
    painter: QPainter, geometry: Geometry, look: Look, lifeline: int, y: float
) -> None:
    """Where a cut would begin: a short stretch of the lifeline, with a bar across it."""
    column = geometry.columns[lifeline]
    middle = column.line + column.side * geometry.sizes.lifeline / 2
    painter.setPen(look.pen(look.loss_line, 2))
    painter.drawLine(QPointF(middle - _STRIP, y), QPointF(middle + _STRIP, y))


class SeenGuide(NamedTuple):
    """A guide as it looks now: a line (`flying` along what is drawn of a segment), and words."""

    line: Line
    flying: bool
    x: float
    y: float
    lines: tuple[str, ...]
    allowed: bool


def seen_guide(geometry: Geometry, guide: Guide) -> Layer:
    """A line at the height that is meant, and beside it in words what is done there."""
    column, small = geometry.columns[guide.lifeline], geometry.sizes.small_strong
    left, right = geometry.zone
    lines = _lines(guide.text, right - left - 2 * _BESIDE, small)
    width = max(small.width(line) for line in lines)
    x = left + _BESIDE if column.side < 0 else right - width - _BESIDE
    way = guide.way or Way(column.outer, guide.y, column.line, guide.y)
    seen = SeenGuide(tuple(way), guide.way is not None, x, guide.y, tuple(lines), guide.allowed)
    high = 6 + (len(lines) + 1) * _PITCH * geometry.sizes.small_px
    area = (
        min(way.x0, way.x1, x - PLATE) - 2, min(way.y0, way.y1, guide.y - high) - 2,
        max(way.x0, way.x1, x + width + PLATE) + 2, max(way.y0, way.y1, guide.y) + 4,
    )  # fmt: skip
    return Layer(_paint_guides, {seen: area})


def _paint_guides(painter: QPainter, look: Look, guides: list[SeenGuide]) -> None:
    small, px = look.sizes.small_strong, look.sizes.small_px
    for one in guides:
        if one.flying:
            painter.setPen(look.pen(look.ink, 1.6, (5, 4)))
        else:
            painter.setPen(look.pen(look.ink if one.allowed else look.future, 1.2, (3, 3)))
        painter.drawLine(QLineF(*one.line))
        width = max(small.width(line) for line in one.lines)
        for up, line in enumerate(reversed(one.lines)):
            y = one.y - 6 - up * _PITCH * px
            paint_plate(painter, one.x, y, width, 1.3 * px, look.canvas)
            painter.setPen(look.ink if one.allowed else look.loss)
            small.write(painter, one.x, y, line)


def _lines(text: str, room: float, small: Face) -> list[str]:
    """The text in lines that there is room for."""
    lines = [""]
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and small.width(longer) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return [small.cut(line, room) for line in lines]


def _paint_disc(painter: QPainter, look: Look, disc: Disc, *, filled: bool) -> None:
    painter.setPen(look.pen(look.ink, 1.5))
    painter.setBrush(look.ink if filled else look.canvas)
    painter.drawEllipse(QPointF(disc.x, disc.y), disc.radius, disc.radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.save()
    half = round(_SIGN * disc.radius)
    painter.translate(disc.x - half, disc.y - half)
    _sign(look.theme, filled).paint(painter, QRect(0, 0, 2 * half, 2 * half))
    painter.restore()


@lru_cache
def _sign(theme: Theme, filled: bool) -> QIcon:
    return icon("close", theme, on_ink=filled)
