"""Paints the segments: arrows past and to come, losses, what this step has changed, the labels."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import attrgetter
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRegion

from tcplab.lab.arrows import Arrow
from tcplab.ui.canvas.boxes import Box, Line, meets_box, meets_lines
from tcplab.ui.canvas.faces import PLATE
from tcplab.ui.canvas.frame import Along, Area, Layer
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.handles import handles
from tcplab.ui.canvas.labels import paint_text
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.places import Places
from tcplab.ui.canvas.rails import MARGIN, Placed

LINE = 1.6
_HEAD = (9.5, 8.0)
_MARK = 10.0
_CROSS = 7.0
_REACH = 9.0
_FEW = 3
_DASHES = (5.0, 4.0)
_GROUPS = ((True, False), (True, True), (False, True), (False, False))
"""Past or to come, of this step or not: in this order one lies on the other."""


class Drawn(NamedTuple):
    """One arrow as it looks now: `done` is the share of it that lies in the past."""

    way: Way
    stop: float
    done: float
    lost: bool
    dropped: bool
    changed: bool


class Chosen(NamedTuple):
    """An arrow that the pointer or the keyboard has reached; `ring` if it was the keyboard."""

    way: Way
    stop: float
    lost: bool
    ring: bool


class Written(NamedTuple):
    """A label as it looks now, on cleared ground (`plate`) if it crosses something."""

    placed: Placed
    past: bool
    plate: bool


def arrows(places: Places, view: View, visible: QRectF) -> Iterator[Layer]:
    """All arrows that are visible, then what is in hand."""
    geometry = places.geometry
    changed = changed_arrows(geometry, view)
    stroke = geometry.sizes.stroke
    found: dict[Drawn, Area] = {}
    seen: set[tuple] = set()
    top, bottom = visible.top() - 20, visible.bottom() + 20
    for index in geometry.arrows(visible.top(), visible.bottom()):
        way, _, stop, line = places.arrow(index)
        if way.y1 < top or way.y0 > bottom:
            continue
        arrow, marked = geometry.picture.arrows[index], index in changed
        lost, dropped, done = bool(arrow.lost), bool(arrow.dropped), progress(view, arrow, way)
        look_alike = (line, lost, dropped, marked, done)
        if look_alike not in seen:
            seen.add(look_alike)
            one = Drawn(way, stop, done, lost, dropped, marked)
            found[one] = _around(way, stroke, aside=_MARK / 2 + 1 if marked else 1)
    yield Layer(paint_arrows, found)
    chosen = [_chosen(places, view, index) for index in {view.picked, view.hovered} - {None}]
    yield Layer(_paint_chosen, {one: _around(one.way, stroke, aside=_HEAD[1]) for one in chosen})


def _chosen(places: Places, view: View, index: int) -> Chosen:
    lost = bool(places.geometry.picture.arrows[index].lost)
    way, _, stop, _ = places.arrow(index)
    return Chosen(way, stop, lost, index == view.picked and view.ring)


def _around(way: Way, stroke: float, aside: float) -> Area:
    """What an arrow may take: its head, its cross and what lies under it; so much more `aside`."""
    left, top, right, bottom = way
    if left > right:
        left, right = right, left
    reach = _REACH * stroke
    return Along(
        left - aside * stroke, top - reach, right + aside * stroke, bottom + reach, way, reach
    )  # fmt: skip


def paint_arrows(painter: QPainter, look: Look, drawn: list[Drawn]) -> None:
    """Those of this step on yellow."""
    _paint_changed(painter, look, [one for one in drawn if one.changed])
    _paint_lines(painter, look, drawn)
    for one in drawn:
        if one.lost:
            _paint_loss(painter, look, one)
        elif one.dropped:
            _paint_cross(painter, look, one, 1 - _CROSS * look.sizes.stroke / _length(one.way))


def _paint_changed(painter: QPainter, look: Look, drawn: list[Drawn]) -> None:
    """Round at both ends; Qt draws a line with such ends four times as slowly."""
    half = _MARK / 2 * look.sizes.stroke
    painter.setPen(look.pen(look.mark, _MARK))
    painter.drawLines([_line(one.way, 0, one.stop) for one in drawn])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.mark)
    for one in drawn:
        for share in (0, one.stop):
            painter.drawEllipse(QPointF(*one.way.at(share)), half, half)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def changed_arrows(geometry: Geometry, view: View) -> frozenset[int]:
    """What this step has changed: what arrived or was lost, else what was sent."""
    if view.cursor is None or view.idle:
        return frozenset()
    index = geometry.picture.index
    return frozenset(index.ended_at(view.cursor) or index.sent_at(view.cursor))


def first_to_pick(geometry: Geometry, view: View) -> int:
    """Where picking begins: at what this step has changed, else at what is sent next."""
    arrows, later = geometry.picture.arrows, 0
    if view.cursor is not None:
        later = bisect_right(arrows, view.cursor, key=attrgetter("sent_moment"))
    return min(changed_arrows(geometry, view), default=later if later < len(arrows) else 0)


def progress(view: View, arrow: Arrow, way: Way) -> float:
    """The share of an arrow that lies in the past."""
    if view.cursor is None or view.now is None:
        return 1.0
    if not view.past(arrow.sent_moment):
        return 0.0
    if way.y1 - way.y0 < 0.5:
        return 1.0 if view.past(arrow.ended_moment) else 0.0
    return min(1.0, max(0.0, (view.now - way.y0) / (way.y1 - way.y0)))


def _line(way: Way, start: float, end: float) -> QLineF:
    return QLineF(*way.at(start), *way.at(end))


def _paint_lines(painter: QPainter, look: Look, drawn: list[Drawn]) -> None:
    """Shafts and heads, gathered by how they are drawn, whichever of them have to be."""
    groups = {key: (list[QLineF](), QPainterPath()) for key in _GROUPS}
    clip = painter.clipRegion()
    for one in drawn:
        gone = min(one.done, one.stop)
        back = 0.0 if one.lost else _shaft_end(look, one.way)
        if gone > 0:
            lines, heads = groups[True, one.changed]
            whole = one.done >= 1 and not one.lost
            lines.append(_line(one.way, 0, max(0, 1 - back) if whole else gone))
            if whole and not one.dropped:
                _add_head(heads, look, one.way, one.changed)
        if one.done < 1 and gone < one.stop:
            lines, heads = groups[False, one.changed]
            lines.append(_dashed(look, one.way, gone, min(one.stop, 1 - back), clip))
            if not one.lost and not one.dropped and one.stop >= 1:
                _add_head(heads, look, one.way, one.changed)
    for (past, changed), (lines, heads) in groups.items():
        if not lines:
            continue
        colour = look.ink if past else look.future
        width = LINE * (1.5 if changed else 1)
        painter.setPen(look.pen(colour, width, () if past else _DASHES))
        painter.drawLines(lines)
        heads.setFillRule(Qt.FillRule.WindingFill)
        painter.fillPath(heads, colour)


def _dashed(look: Look, way: Way, start: float, end: float, clip: QRegion) -> QLineF:
    """From one share of a way to another, but where only parts of the canvas are painted no more
    than they need, from the beginning of a dash on: every dash takes time."""
    if clip.rectCount() > 1:
        (x0, y0), (x1, y1) = way.at(start), way.at(end)
        around = QRect(int(min(x0, x1)) - 2, int(y0) - 2, int(abs(x1 - x0)) + 5, int(y1 - y0) + 5)
        left, _, right, _ = clip.intersected(around).boundingRect().getCoords()
        wide = way.x1 - way.x0
        ends = (left - 2 - way.x0) / wide, (right + 3 - way.x0) / wide
        first, last = ends if wide > 0 else reversed(ends)
        dash = sum(_DASHES) * look.sizes.stroke / _length(way)
        start, end = max(start, first - (first - start) % dash), min(end, last)
    return _line(way, start, max(start, end))


def _length(way: Way) -> float:
    return math.hypot(way.x1 - way.x0, way.y1 - way.y0) or 1.0


def _shaft_end(look: Look, way: Way) -> float:
    """The share of the way that the head covers with a little overlap."""
    return min(1.0, 0.8 * _HEAD[0] * look.sizes.stroke / _length(way))


def _add_head(heads: QPainterPath, look: Look, way: Way, changed: bool) -> None:
    size = look.sizes.stroke * (1.2 if changed else 1)
    length, half, whole = _HEAD[0] * size, _HEAD[1] * size / 2, _length(way)
    ux, uy = (way.x1 - way.x0) / whole, (way.y1 - way.y0) / whole
    x, y = way.x1 - length * ux, way.y1 - length * uy
    heads.moveTo(way.x1, way.y1)
    heads.lineTo(x - half * uy, y + half * ux)
    heads.lineTo(x + half * uy, y - half * ux)
    heads.closeSubpath()


def _paint_loss(painter: QPainter, look: Look, one: Drawn) -> None:
    """The cross where it is lost, and where it would have gone on."""
    painter.setPen(look.pen(look.control, 1.2, (2, 5)))
    painter.drawLine(_line(one.way, min(1, one.stop + 16 / _length(one.way)), 1))
    _paint_cross(painter, look, one, one.stop)


def _paint_cross(painter: QPainter, look: Look, one: Drawn, share: float) -> None:
    """After a share of the way."""
    x, y = one.way.at(share)
    half = _CROSS * look.sizes.stroke * 0.9
    pen = look.pen(look.loss_line if one.done >= one.stop else look.dimmed(look.loss_line), 2.4)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
    painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))


def _paint_chosen(painter: QPainter, look: Look, chosen: list[Chosen]) -> None:
    """What the pointer or the keyboard has reached is in ink, whenever it happens."""
    for way, stop, lost, ring in chosen:
        painter.setPen(look.pen(look.ink, LINE * 1.25))
        painter.drawLine(_line(way, 0, stop if lost else 1 - _shaft_end(look, way)))
        if not lost:
            path = QPainterPath()
            _add_head(path, look, way, True)
            painter.fillPath(path, look.ink)
        if ring:
            _paint_ring(painter, look, way)


def _paint_ring(painter: QPainter, look: Look, way: Way) -> None:
    """The focus ring around an arrow: 2 px of ink, 2 px away from its head."""
    length, angle = _length(way), math.degrees(math.atan2(way.y1 - way.y0, way.x1 - way.x0))
    half = (_HEAD[1] / 2 + 3) * look.sizes.stroke
    painter.save()
    painter.translate(way.x0, way.y0)
    painter.rotate(angle)
    painter.setPen(QPen(look.ink, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(-3, -half, length + 6, 2 * half), half, half)
    painter.restore()


def labels(places: Places, view: View, visible: QRectF) -> Layer:
    """The labels that have a place; what is pointed at has its label in any case."""
    geometry = places.geometry
    chosen = {view.picked, view.hovered} - {None}
    now = _now(geometry, view)
    line = [(box.cx - box.hx, box.cy, box.cx + box.hx, box.cy) for box in now]
    shown: dict[int, Placed] = {}
    taken: list[Box] = []
    for index in sorted(_spoken(geometry, view) | chosen):
        placed = places.pointed_out(index, line, taken)
        discs = _discs(geometry, index) if index == view.hovered else []
        shown[index] = _clear(places, index, placed, [*now, *discs, *taken])
        taken += [piece.box for piece in shown[index]]
    levels = [(box.cy - box.reach, box.cy + box.reach) for box in (*now, *taken)]
    ghosts = places.ghosts(visible.top(), visible.bottom())
    found: dict[Written, Area] = {}
    for index, placed in places.between(visible.top(), visible.bottom()):
        if index not in shown:
            area = _taken(placed)
            if area[3] < visible.top() or area[1] > visible.bottom():
                continue
            if any(top < area[3] and area[1] < bottom for top, bottom in levels):
                if any(_meets(piece.box, taken) for piece in placed):
                    placed = places.beside(index, lambda box: _meets(box, taken, MARGIN))
                placed = _clear(places, index, placed, [*now, *taken])
                area = _taken(placed) if placed else area
            if placed:
                past = progress(view, geometry.picture.arrows[index], geometry.way(index)) > 0
                near = [line for line in ghosts if line[1] < area[3] and line[3] > area[1]]
                found[Written(placed, past, plate=_crosses(placed, now, near))] = area
    for index, placed in shown.items():
        if placed:
            past = index in chosen or view.past(geometry.picture.arrows[index].sent_moment)
            found[Written(placed, past, plate=True)] = _taken(placed)
    return Layer(paint_labels, found)


def _now(geometry: Geometry, view: View) -> list[Box]:
    """What the now line takes where it comes to rest, if there is one; nothing moves as it
    passes."""
    ms = geometry.time_of(view)
    if ms is None:
        return []
    return [Box(geometry.width / 2, geometry.y(ms), 1.0, 0.0, geometry.width / 2, 2.0)]


def _taken(placed: Placed) -> Area:
    """What a label may take with its cleared ground."""
    left, top, right, bottom = zip(*(piece.box.area for piece in placed), strict=True)
    return min(left) - PLATE - 2, min(top) - PLATE, max(right) + PLATE + 2, max(bottom) + PLATE


def _discs(geometry: Geometry, index: int) -> list[Box]:
    """Where the handles of an arrow are."""
    return [Box(one.x, one.y, 1, 0, one.radius, one.radius) for one in handles(geometry, index)]


def _spoken(geometry: Geometry, view: View) -> set[int]:
    """What this step is about has its label, too, if it is not too much to be told apart."""
    changed = changed_arrows(geometry, view)
    return set(changed) if len(changed) <= _FEW else {min(changed)}


def _crosses(placed: Placed, now: Sequence[Box], ghosts: list[Line]) -> bool:
    """Whether a label lies on the now line or on the way that a lost segment did not go."""
    return any(_meets(one.box, now) or meets_lines(one.box, ghosts) for one in placed)


def _clear(places: Places, index: int, placed: Placed, others: Sequence[Box]) -> Placed:
    """The label where no `others` stand, if there is such a place."""
    if not any(_meets(piece.box, others) for piece in placed):
        return placed
    return places.moved(index, placed, lambda box: _meets(box, others))


def _meets(box: Box, others: Iterable[Box], margin: float = 0.0) -> bool:
    return any(meets_box(box, other, margin) for other in others)


def paint_labels(painter: QPainter, look: Look, written: list[Written]) -> None:
    """Each along its arrow."""
    for placed, past, plate in written:
        for piece in placed:
            painter.save()
            painter.translate(piece.x, piece.y)
            # Rounded, so that Qt finds turned letters in its cache again.
            painter.rotate(round(math.degrees(piece.angle), 3))
            painter.translate(0, piece.drop)
            paint_text(painter, look, piece.text, past=past, plate=plate)
            painter.restore()
