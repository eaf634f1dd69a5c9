"""Paints what stands along the lifelines: the state bands, their names, the tears of silence."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.lanes import Band
from tcplab.ui.canvas.axis import pill_extent
from tcplab.ui.canvas.geometry import Column, Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.words import SHORT, translate

INSET, _LEAST = 6.0, 2.0
_HATCH = 8.0
_TOOTH = 5.0
_OPENING = 3.5
_TORN = 8.0
_CLEAR = 0.35
"""So much of a letter's height is free above a name."""


class _Area(NamedTuple):
    band: Band
    rect: QRectF
    column: Column
    role: int


def paint_bands(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF,
    shelves: Sequence[Shelf],
) -> None:  # fmt: skip
    """Bands, lifelines, tears and names in what is visible below the headings.

    What else stands in a lifeline's bands is on its shelf; the names are put there, too.
    """
    areas = list(_areas(geometry, visible))
    for area in areas:
        _paint_fill(painter, look, view, area, visible)
    for area in areas:
        if area.band.column == 0:
            _paint_lifeline(painter, geometry, look, view, area)
    gaps = list(tears(geometry, visible))
    _paint_tears(painter, geometry, look, gaps)
    named = [(area, _name(geometry, area, gaps, view, visible, shelves)) for area in areas]
    for area, name in named:
        if name is not None:
            shelves[area.band.lifeline].block(name.top, name.bottom)
            _paint_name(painter, geometry, look, view, area, name, gaps, shelves)


def band_at(geometry: Geometry, x: float, y: float) -> Band | None:
    """The band at a place, if there is one."""
    around = QRectF(x, y, 0.1, 0.1)
    for area in _areas(geometry, around):
        if area.rect.contains(QPointF(x, y)):
            return area.band
    return None


def _areas(geometry: Geometry, visible: QRectF) -> Iterator[_Area]:
    picture = geometry.picture
    top, bottom = geometry.ms(visible.top()), geometry.ms(visible.bottom())
    for index in picture.index.bands.touching(top, bottom):
        band = picture.bands[index]
        start = geometry.y(band.from_ms) if band.from_moment else geometry.sizes.header
        end = geometry.band_end(band.to_ms, band.to_moment)
        if end <= start or end < visible.top() or start > visible.bottom():
            continue
        column = geometry.columns[band.lifeline]
        share = column.width / band.columns
        left = column.left + band.column * share
        if column.side < 0:
            left = column.right - (band.column + 1) * share
        # Whole pixels: crisp edges, and filled without smoothing.
        rect = QRectF(QPointF(round(left), round(start)), QPointF(round(left + share), round(end)))
        yield _Area(band, rect, column, picture.lifelines[band.lifeline].role)


def _paint_fill(painter: QPainter, look: Look, view: View, area: _Area, visible: QRectF) -> None:
    band, rect = area.band, area.rect
    if not band.depth:
        return
    shown = rect.intersected(QRectF(rect.left(), visible.top(), rect.width(), visible.height()))
    past, future = _parted(shown, view)
    tint = look.tints[area.role][band.depth]
    hatched = band.state == "TIME-WAIT"
    for part, colour in ((past, tint), (future, look.dimmed(tint))):
        if part.height() > 0:
            painter.fillRect(part, colour)
            if hatched:
                line = look.tints[area.role][2]
                _hatch(painter, look, part, line if part is past else look.dimmed(line))
    edge = look.edge[area.role][band.depth]
    begun = view.past(band.from_moment)
    painter.setPen(look.pen(edge if begun else look.dimmed(edge), 1))
    painter.drawLine(rect.topLeft(), rect.topRight())
    if band.column + 1 < band.columns:
        x = rect.left() if area.column.side < 0 else rect.right()
        painter.setPen(look.pen(look.canvas, 1.5))
        painter.drawLine(QPointF(x, shown.top()), QPointF(x, shown.bottom()))


def _parted(rect: QRectF, view: View) -> tuple[QRectF, QRectF]:
    """What lies above the now line and what below it."""
    if view.now is None:
        return rect, QRectF()
    at = min(max(view.now, rect.top()), rect.bottom())
    return QRectF(rect.topLeft(), QPointF(rect.right(), at)), QRectF(
        QPointF(rect.left(), at), rect.bottomRight()
    )


def _hatch(painter: QPainter, look: Look, rect: QRectF, colour: QColor) -> None:
    """Lines at 45° that stay where they are as one scrolls; cut to size, as SVG knows no clips."""
    step = _HATCH * look.sizes.stroke
    left, top, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    first, last = int((left + top) // step) + 1, int((right + bottom) // step)
    lines = []
    for diagonal in (at * step for at in range(first, last + 1)):
        upper, lower = min(right, diagonal - top), max(left, diagonal - bottom)
        lines.append(QLineF(upper, diagonal - upper, lower, diagonal - lower))
    painter.setPen(look.pen(colour, 1))
    painter.drawLines(lines)


def _paint_lifeline(
    painter: QPainter, geometry: Geometry, look: Look, view: View, area: _Area
) -> None:
    """Solid in the host's colour where it has a connection, else dotted."""
    sizes = geometry.sizes
    rect, column = area.rect, area.column
    x = column.right - sizes.lifeline if column.side < 0 else column.left
    strip = QRectF(x, rect.top(), sizes.lifeline, rect.height())
    if area.band.depth:
        past, future = _parted(strip, view)
        line = look.line[area.role]
        painter.fillRect(past, line)
        painter.fillRect(future, look.dimmed(line))
        return
    middle = strip.center().x()
    painter.setPen(look.pen(look.control, 1.2, (2, 3)))
    painter.drawLine(QPointF(middle, strip.top()), QPointF(middle, strip.bottom()))


def _paint_tears(painter: QPainter, geometry: Geometry, look: Look, gaps: list[float]) -> None:
    stroke = geometry.sizes.stroke
    for y in gaps:
        for column in geometry.columns:
            left, right = column.left - 2 * stroke, column.right + 2 * stroke
            teeth, between = _zigzag(right - left, _TOOTH * stroke, 2 * _OPENING * stroke)
            upper = teeth.translated(left, y - _OPENING * stroke)
            lower = teeth.translated(left, y + _OPENING * stroke)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(look.canvas)
            painter.drawPolygon(between.translated(left, y - _OPENING * stroke))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(look.pen(look.ink3, 1))
            painter.drawPolyline(upper)
            painter.drawPolyline(lower)


def tears(geometry: Geometry, visible: QRectF) -> Iterator[float]:
    """The places in the middle of the broken stretches that are visible."""
    first = geometry.first
    for broken in geometry.map.breaks(visible.top() - first, visible.bottom() - first):
        y = (geometry.y(broken.from_ms) + geometry.y(broken.to_ms)) / 2
        yield y


@lru_cache
def _zigzag(width: float, tooth: float, apart: float) -> tuple[QPolygonF, QPolygonF]:
    """One zigzag from the origin on, and the stripe between it and the next below it."""
    count = max(1, round(width / (2 * tooth)))
    step = width / (2 * count)
    upper = [QPointF(at * step, tooth / 2 if at % 2 else -tooth / 2) for at in range(2 * count + 1)]
    lower = [QPointF(point.x(), point.y() + apart) for point in reversed(upper)]
    return QPolygonF(upper), QPolygonF([*upper, *lower])


def block_headings(
    geometry: Geometry, view: View, visible: QRectF, shelves: Sequence[Shelf]
) -> None:
    """Puts on the shelves what nothing else may cover: the names that are not turned, tears."""
    gaps = list(tears(geometry, visible))
    half = _TORN * geometry.sizes.stroke
    for area in _areas(geometry, visible):
        name = _name(geometry, area, gaps, view, visible)
        if name is not None and name.upright:
            shelves[area.band.lifeline].block(name.top, name.bottom)
    for shelf in shelves:
        for y in gaps:
            shelf.block(y - half, y + half)


class _Name(NamedTuple):
    """What is written of a state and where; upright below the boundary, else turned."""

    text: str
    top: float
    bottom: float
    upright: bool


def _name(
    geometry: Geometry, area: _Area, gaps: list[float], view: View, visible: QRectF,
    shelves: Sequence[Shelf] = (),
) -> _Name | None:  # fmt: skip
    """At the boundary, or at the top of what is visible of a long band, where nothing cuts it.

    A turned one gives way to what is on the shelf of its lifeline.
    """
    band, rect, sizes = area.band, area.rect, geometry.sizes
    em, inset = sizes.state_px, INSET * sizes.stroke
    top = max(rect.top(), visible.top() + sizes.header)
    letters = sizes.state if band.depth else sizes.small
    names = (band.state, SHORT.get(band.state, band.state))
    beside = inset if area.column.side > 0 else sizes.lifeline + _LEAST
    fitting = [name for name in names if letters.width(name) <= rect.width() - beside]
    upright, text = bool(fitting), (*fitting, band.state)[0]
    width = letters.width(text)
    height = 1.55 * em if upright else width + 2 * inset
    half = _TORN * sizes.stroke
    top = _untorn(top, height, gaps, half)
    ms = geometry.time_of(view)
    if upright and ms is not None:
        pill, end = pill_extent(geometry, band.lifeline, geometry.y(ms))
        if pill < top + height and top + _CLEAR * em < end and sizes.inside:
            top = end - _CLEAR * em
    if not upright and shelves:
        top = shelves[band.lifeline].first_free(top, height)
    if rect.bottom() - top < height or area.column.width < em:
        return None
    return _Name(text, top, top + height, upright)


def _paint_name(
    painter: QPainter, geometry: Geometry, look: Look, view: View, area: _Area, name: _Name,
    gaps: list[float], shelves: Sequence[Shelf],
) -> None:  # fmt: skip
    """The state's name, and that a listener goes on where there is room to say so."""
    band, rect, sizes = area.band, area.rect, geometry.sizes
    em, inset, words = sizes.state_px, INSET * sizes.stroke, sizes.state
    if not band.depth:
        words = sizes.small
    colour = look.band_text[area.role] if band.depth else look.ink3
    painter.setPen(colour if view.past(band.from_moment) else look.future)
    if not name.upright:
        painter.save()
        painter.translate(rect.center().x() - 0.36 * em, name.top + inset)
        painter.rotate(90)
        words.write(painter, 0, 0, name.text)
        painter.restore()
        return
    if area.column.side < 0:  # clear of the lifeline
        inset = min(inset, rect.width() - look.sizes.lifeline - words.width(name.text))
    words.write(painter, rect.left() + inset, name.top + 1.35 * em, name.text)
    below = name.top + 2.7 * em
    free = rect.bottom() > below + 0.7 * em
    free = free and _untorn(below - em, 1.3 * em, gaps, _TORN * sizes.stroke) == below - em
    if band.listening and free and shelves[band.lifeline].take(below - em, below + 0.3 * em):
        still = translate("Canvas", "still listening")
        sizes.small.write(painter, rect.left() + inset, below, still)


def _untorn(top: float, height: float, gaps: list[float], half: float) -> float:
    """The first place from `top` on where a text is not cut by a tear."""
    for y in gaps:
        if top - half < y < top + height + half:
            top = y + half
    return top
