"""Paints what stands along the lifelines: the state bands, their names, the tears of silence."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.lanes import Band
from tcplab.ui.canvas.axis import pill_extent
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Column, Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.words import SHORT, translate

INSET, _LEAST = 6.0, 1.0
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


class Fill(NamedTuple):
    """A band without its name; `split` is where the past ends. Between `above` and `below` it is
    seen. `inner` is the edge towards the next column, if there is one."""

    area: Area
    role: int
    depth: int
    hatched: bool
    begun: bool
    split: float
    above: float
    below: float
    inner: float | None


class Life(NamedTuple):
    """A stretch of a lifeline: solid in the colour of a `role`, or dotted (None)."""

    area: Area
    role: int | None
    split: float


class Tear(NamedTuple):
    """A lifeline and its bands are torn here."""

    left: float
    right: float
    y: float


class Name(NamedTuple):
    """What stands at a place in a band; `role` is None beside a lifeline without connection.

    `upright`, or turned; `small` is what is said besides the state.
    """

    text: str
    x: float
    y: float
    role: int | None
    past: bool
    upright: bool
    small: bool


def bands(
    geometry: Geometry, view: View, visible: QRectF, shelves: Sequence[Shelf]
) -> Iterator[Layer]:
    """Bands, lifelines, tears and names in what is visible below the headings.

    What else stands in a lifeline's bands is on its shelf; the names are put there, too.
    """
    areas, stroke = list(_areas(geometry, visible)), geometry.sizes.stroke
    fills = (_fill(view, area, visible) for area in areas if area.band.depth)
    yield Layer(_paint_fills, {one: _grown(one.area, stroke, stroke) for one in fills})
    lives = (_life(geometry, view, area) for area in areas if area.band.column == 0)
    yield Layer(_paint_lives, {one: _grown(one.area, stroke, 1) for one in lives})
    gaps = list(tears(geometry, visible))
    torn = (
        Tear(column.left - 2 * stroke, column.right + 2 * stroke, y)
        for y in gaps
        for column in geometry.columns
    )
    high = (2 * _OPENING + _TOOTH) * stroke
    yield Layer(_paint_tears, {one: (one[0] - 1, one.y - high, one[1] + 1, one.y + high)
                               for one in torn})  # fmt: skip
    named = [(area, _name(geometry, area, gaps, view, visible, shelves)) for area in areas]
    names: dict[Name, Area] = {}
    for area, name in named:
        if name is not None:
            shelves[area.band.lifeline].block(name.top, name.bottom)
            names |= _written(geometry, view, area, name, gaps, shelves)
    yield Layer(_paint_names, names)


def _grown(area: Area, aside: float, high: float) -> Area:
    left, top, right, bottom = area
    return left - aside, top - high, right + aside, bottom + high


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


def _fill(view: View, area: _Area, visible: QRectF) -> Fill:
    band, rect = area.band, area.rect
    inner = None
    if band.column + 1 < band.columns:
        inner = rect.left() if area.column.side < 0 else rect.right()
    above, below = max(rect.top(), visible.top()), min(rect.bottom(), visible.bottom())
    return Fill(
        rect.getCoords(), area.role, band.depth, band.state == "TIME-WAIT",
        view.past(band.from_moment), _split(view, above, below), above, below, inner,
    )  # fmt: skip


def _split(view: View, top: float, bottom: float) -> float:
    """Where between two places the past ends."""
    return bottom if view.now is None else min(max(view.now, top), bottom)


def _paint_fills(painter: QPainter, look: Look, fills: list[Fill]) -> None:
    for one in fills:
        left, top, right, _ = one.area
        tint = look.tints[one.role][one.depth]
        for start, end, past in ((one.above, one.split, True), (one.split, one.below, False)):
            if end > start:
                part = QRectF(QPointF(left, start), QPointF(right, end))
                painter.fillRect(part, tint if past else look.dimmed(tint))
                if one.hatched:
                    line = look.tints[one.role][2]
                    _hatch(painter, look, part, line if past else look.dimmed(line))
        edge = look.edge[one.role][one.depth]
        painter.setPen(look.pen(edge if one.begun else look.dimmed(edge), 1))
        painter.drawLine(QPointF(left, top), QPointF(right, top))
        if one.inner is not None:
            painter.setPen(look.pen(look.canvas, 1.5))
            painter.drawLine(QPointF(one.inner, one.above), QPointF(one.inner, one.below))


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


def _life(geometry: Geometry, view: View, area: _Area) -> Life:
    """Solid in the host's colour where it has a connection, else dotted."""
    rect, column, wide = area.rect, area.column, geometry.sizes.lifeline
    x = column.right - wide if column.side < 0 else column.left
    role = area.role if area.band.depth else None
    split = _split(view, rect.top(), rect.bottom()) if area.band.depth else 0.0
    return Life((x, rect.top(), x + wide, rect.bottom()), role, split)


def _paint_lives(painter: QPainter, look: Look, lives: list[Life]) -> None:
    for (left, top, right, bottom), role, split in lives:
        if role is not None:
            line = look.line[role]
            painter.fillRect(QRectF(left, top, right - left, split - top), line)
            painter.fillRect(QRectF(left, split, right - left, bottom - split), look.dimmed(line))
            continue
        middle = (left + right) / 2
        painter.setPen(look.pen(look.control, 1.2, (2, 3)))
        painter.drawLine(QPointF(middle, top), QPointF(middle, bottom))


def _paint_tears(painter: QPainter, look: Look, torn: list[Tear]) -> None:
    stroke = look.sizes.stroke
    for left, right, y in torn:
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


class _Place(NamedTuple):
    """What is written of a state and where; upright below the boundary, else turned."""

    text: str
    top: float
    bottom: float
    upright: bool


def _name(
    geometry: Geometry, area: _Area, gaps: list[float], view: View, visible: QRectF,
    shelves: Sequence[Shelf] = (),
) -> _Place | None:  # fmt: skip
    """At the boundary, or at the top of what is visible of a long band, where nothing cuts it.

    A turned one gives way to what is on the shelf of its lifeline.
    """
    band, rect, sizes = area.band, area.rect, geometry.sizes
    em, inset = sizes.state_px, INSET * sizes.stroke
    top = max(rect.top(), visible.top() + sizes.header)
    letters = sizes.state if band.depth else sizes.small
    names = (band.state, SHORT.get(band.state, band.state))
    beside = sizes.lifeline + _LEAST
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
    return _Place(text, top, top + height, upright)


def _written(
    geometry: Geometry, view: View, area: _Area, name: _Place, gaps: list[float],
    shelves: Sequence[Shelf],
) -> dict[Name, Area]:  # fmt: skip
    """The state's name, and that a listener goes on where there is room to say so."""
    band, rect, sizes = area.band, area.rect, geometry.sizes
    em, inset = sizes.state_px, INSET * sizes.stroke
    role, past = area.role if band.depth else None, view.past(band.from_moment)
    if not name.upright:
        x, y = rect.center().x() - 0.36 * em, name.top + inset
        turned = Name(name.text, x, y, role, past, upright=False, small=False)
        return {turned: (x - em, name.top, x + 1.5 * em, name.bottom)}
    letters = sizes.state if band.depth else sizes.small
    spare = rect.width() - letters.width(name.text)  # with the lifeline, of which it stays clear
    inset = min(inset, spare - (sizes.lifeline if area.column.side < 0 else _LEAST))
    x, y = rect.left() + inset, name.top + 1.35 * em
    found = {Name(name.text, x, y, role, past, upright=True, small=False):
             (rect.left(), name.top, rect.right(), name.bottom + em)}  # fmt: skip
    below = name.top + 2.7 * em
    free = rect.bottom() > below + 0.7 * em
    free = free and _untorn(below - em, 1.3 * em, gaps, _TORN * sizes.stroke) == below - em
    if band.listening and free and shelves[band.lifeline].take(below - em, below + 0.3 * em):
        still = translate("Canvas", "still listening")
        right = max(rect.right(), x + sizes.small.width(still))
        found[Name(still, x, below, role, past, upright=True, small=True)] = (
            rect.left(), below - 1.5 * em, right, below + em
        )  # fmt: skip
    return found


def _paint_names(painter: QPainter, look: Look, names: list[Name]) -> None:
    sizes = look.sizes
    for text, x, y, role, past, upright, small in names:
        words = sizes.small if small or role is None else sizes.state
        colour = look.ink3 if role is None else look.band_text[role]
        painter.setPen(colour if past else look.future)
        if upright:
            words.write(painter, x, y, text)
            continue
        painter.save()
        painter.translate(x, y)
        painter.rotate(90)
        words.write(painter, 0, 0, text)
        painter.restore()


def _untorn(top: float, height: float, gaps: list[float], half: float) -> float:
    """The first place from `top` on where a text is not cut by a tear."""
    for y in gaps:
        if top - half < y < top + height + half:
            top = y + half
    return top
