"""The edges of the state diagram: their lines, their ways out by RST, their labels."""

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from tcplab.lab.diagram_layout import (
    CORNER,
    EDGES,
    NODES,
    Edge,
    Grid,
    Node,
    Point,
    rounded,
    shortened,
)
from tcplab.lab.state_picture import Abnormal
from tcplab.ui.diagram.scene import Line, Scene, block_box, paint_block, pen, polyline
from tcplab.ui.diagram.words import action_line, event_lines, family_word
from tcplab.ui.panels.host_mark import paint_mark

UNSEEN, SEEN, THIS_RUN, LAST = 1.1, 1.4, 1.9, 2.8
MARK = 11.0
_HEAD = {UNSEEN: 6.5, SEEN: 7.5, THIS_RUN: 8.5, LAST: 10.5}
_CROSS = 4.5
_SIGN = 7.0


def way_of(scene: Scene, edge: Edge) -> tuple[Point, ...]:
    """An edge's way in pixels, with its corners rounded."""
    return _way(scene.look.grid, edge.id, scene.stroke(CORNER))


@lru_cache(maxsize=2 * len(EDGES))
def _way(grid: Grid, edge: str, corner: float) -> tuple[Point, ...]:
    return rounded(_route(grid, edge), corner)


@lru_cache(maxsize=2 * len(EDGES))
def _route(grid: Grid, edge: str) -> tuple[Point, ...]:
    return grid.route(EDGES[edge])


def paint_edges(painter: QPainter, scene: Scene) -> None:
    """All edges, those that matter most on top."""
    for edge in sorted(EDGES.values(), key=lambda edge: _width(scene, edge)):
        _paint_edge(painter, scene, edge)


def _width(scene: Scene, edge: Edge) -> float:
    uses = scene.uses(edge.id)
    if any(use.last for use in uses):
        return LAST
    if any(use.role is not None for use in uses):
        return THIS_RUN
    return SEEN if any(use.seen_earlier for use in uses) else UNSEEN


def _paint_edge(painter: QPainter, scene: Scene, edge: Edge) -> None:
    theme, way, width = scene.theme, way_of(scene, edge), _width(scene, edge)
    roles = list(dict.fromkeys(use.role for use in scene.uses(edge.id) if use.role is not None))
    colours = [theme.host(role).line for role in roles]
    if not colours:
        colours = [theme.control if width == SEEN else theme.faint]
    if scene.hovered_edge == edge.id and width < THIS_RUN:
        colours, width = [theme.ink2], SEEN
    if width == LAST:
        painter.setPen(pen(theme.mark, scene.stroke(MARK)))
        painter.drawPolyline(polyline(way))
    head = min(scene.stroke(_HEAD[width]), 0.7 * _last_straight(scene, edge))
    line = polyline(shortened(way, 0.8 * head))
    for turn, colour in enumerate(colours):
        # An edge that several hosts have used is striped with their colours.
        stripes = (10.0, 10.0 * turn) if turn else ()
        painter.setPen(pen(colour, scene.stroke(width), stripes))
        painter.drawPolyline(line)
    _paint_head(painter, way, head, colours[-1])
    for turn, role in enumerate(roles):
        _paint_sign(painter, scene, edge, role, turn - (len(roles) - 1) / 2)


def _paint_sign(painter: QPainter, scene: Scene, edge: Edge, role: int, turn: float) -> None:
    """The mark of a host that has gone along an edge, on the longest part of its way: there is
    more to tell it by than the colour. `turn` keeps those of several hosts apart."""
    route = _route(scene.look.grid, edge.id)
    start, end = max(pairwise(route), key=lambda leg: math.dist(*leg))
    size, length = scene.badge(_SIGN), math.dist(start, end)
    share = 0.5 + turn * 1.3 * size / length
    box = QRectF(0, 0, size, size)
    box.moveCenter(QPointF(*(a + share * (b - a) for a, b in zip(start, end, strict=True))))
    paint_mark(painter, box, role, QColor(scene.theme.host(role).line))


def _last_straight(scene: Scene, edge: Edge) -> float:
    *_, corner, end = _route(scene.look.grid, edge.id)
    return math.dist(corner, end)


def _paint_head(painter: QPainter, way: tuple[Point, ...], length: float, colour: str) -> None:
    (x, y), (back_x, back_y) = way[-1], shortened(way[-2:], length)[-1]
    side_x, side_y = 0.42 * (y - back_y), 0.42 * (back_x - x)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    corners = (x, y), (back_x + side_x, back_y + side_y), (back_x - side_x, back_y - side_y)
    painter.drawPolygon(polyline(corners))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def paint_ways_out(painter: QPainter, scene: Scene) -> None:
    """The ways out by RST: all of them if wished, and in any case those that this run took."""
    for node in NODES.values():
        taken = [change for change in scene.picture.abnormal if change.state_from == node.name]
        if not node.reset_side or not (taken or scene.resets):
            continue
        (x, top), (_, bottom) = scene.look.grid.stub(node)
        end = QPointF(x, bottom + 2 * scene.badge(_CROSS))
        paint_way_out(painter, scene, QPointF(x, top), end, taken)
        if taken and scene.look.full:
            centre = end.x(), end.y() - scene.badge(_CROSS)
            _paint_families(painter, scene, node, taken, centre)


def paint_way_out(
    painter: QPainter, scene: Scene, start: QPointF, end: QPointF, taken: Sequence[Abnormal] = ()
) -> None:
    """A dashed line to a crossed circle; whole if taken, an empty circle if not to CLOSED."""
    theme, radius = scene.theme, scene.badge(_CROSS)
    back = QLineF(end, start)
    back.setLength(radius)
    centre = back.p2()
    back.setLength(2 * radius)
    if any(change.last for change in taken):
        painter.setPen(pen(theme.mark, scene.stroke(MARK)))
        painter.drawLine(start, centre)
        painter.setBrush(QColor(theme.mark))
        painter.drawEllipse(centre, radius, radius)
        painter.setBrush(Qt.BrushStyle.NoBrush)
    width = scene.stroke(THIS_RUN if taken else UNSEEN)
    painter.setPen(pen(theme.loss_line, width, () if taken else (2.5, 2)))
    painter.drawLine(start, back.p2())
    painter.setPen(pen(theme.loss_line, width))
    painter.drawEllipse(centre, radius, radius)
    if all(change.state_to == "CLOSED" for change in taken):
        arm = 0.45 * radius
        painter.drawLine(centre + QPointF(-arm, -arm), centre + QPointF(arm, arm))
        painter.drawLine(centre + QPointF(-arm, arm), centre + QPointF(arm, -arm))


def _paint_families(
    painter: QPainter, scene: Scene, node: Node, taken: list[Abnormal], centre: Point
) -> None:
    words = dict.fromkeys(
        family_word(change.family)
        + ("" if change.state_to == "CLOSED" else f" → {change.state_to}")
        for change in taken
    )
    lines = [Line(word, scene.look.caption_font, scene.theme.loss) for word in words]
    align = "r" if node.reset_side < 0 else "l"
    anchor = centre[0] + node.reset_side * scene.badge(_CROSS + 5), centre[1]
    paint_block(painter, lines, block_box(lines, anchor, align), align, scene.theme.canvas)


def paint_labels(painter: QPainter, scene: Scene) -> None:
    """Every edge's words in the full view."""
    for edge in EDGES.values():
        lines = _label(scene, edge)
        anchor = scene.look.grid.at(edge.anchor)
        box = block_box(lines, anchor, edge.align)
        paint_block(painter, lines, box, edge.align, scene.theme.canvas)


def paint_hovered_label(painter: QPainter, scene: Scene, area: QRectF) -> None:
    """The words of the edge under the pointer, on a plate that stays inside the area."""
    edge = EDGES[scene.hovered_edge or ""]
    lines = _label(scene, edge)
    box = block_box(lines, scene.look.grid.at(edge.anchor), edge.align)
    inner = area.adjusted(8, 6, -8, -6)
    box.moveLeft(round(max(inner.left(), min(box.left(), inner.right() - box.width()))))
    box.moveTop(round(max(inner.top(), min(box.top(), inner.bottom() - box.height()))))
    plate = QRectF(box.adjusted(-6, -3, 6, 3).toAlignedRect()).adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(pen(scene.theme.control, 1))
    painter.setBrush(QColor(scene.theme.raised))
    painter.drawRoundedRect(plate, 5, 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    paint_block(painter, lines, box, edge.align)


def _label(scene: Scene, edge: Edge) -> list[Line]:
    theme, look, width = scene.theme, scene.look, _width(scene, edge)
    event, action, font = theme.ink3, theme.ink3, look.label_font
    if width == LAST:
        event, action, font = theme.ink, theme.ink, look.caption_font
    elif width == THIS_RUN or scene.hovered_edge == edge.id:
        event, action = theme.ink, theme.ink2
    lines = [Line(text, font, event) for text in event_lines(edge)]
    done = action_line(edge)
    return [*lines, Line(done, look.label_font, action)] if done else lines
