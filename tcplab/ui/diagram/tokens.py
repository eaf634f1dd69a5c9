"""The tokens of the hosts in the state diagram: where they stand and how they look."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPolygonF

from tcplab.lab.diagram_layout import Node, Point, node_of
from tcplab.lab.state_picture import Token
from tcplab.ui.diagram.scene import Scene, pen
from tcplab.ui.look.fonts import BOLD, ui_font

RADIUS = 8.0
_GAP = 3.0
_CLEAR = 14.0  # from a node's middle: the badge stays off the name even in a low node


def node_of_token(scene: Scene, token: Token) -> Node:
    return node_of(token.state, scene.used_by(token.role))


def corner(scene: Scene, node: Node, role: int) -> Point:
    """Where a host's tokens stand: the first at the top left, the second right, others below."""
    box = scene.look.grid.box(node)
    right = box.x + box.width
    if role < 2:
        pitch = scene.look.grid.at((1, 0))[0] - scene.look.grid.at((0, 0))[0]
        inset = max(0.0, scene.badge(RADIUS + _GAP / 2) - (pitch - box.width) / 2)
        clear = box.y + box.height / 2 - scene.badge(_CLEAR)
        return (right - inset if role else box.x + inset), min(box.y, clear)
    return (box.x if node.reset_side > 0 else right), box.y + box.height


def paint_tokens(painter: QPainter, scene: Scene) -> None:
    """One badge for all connections of a host that stand in the same place, with their count."""
    groups: dict[tuple[str, int, str], list[Node]] = {}
    for index, token in enumerate(scene.picture.tokens):
        if index not in scene.flights:
            node = node_of_token(scene, token)
            groups.setdefault((node.name, token.role, token.letter), []).append(node)
    taken: dict[Point, float] = {}
    for (_, role, letter), nodes in groups.items():
        start = corner(scene, nodes[0], role)
        width = _width(scene, letter, len(nodes))
        inward = 1 if start[0] < scene.look.grid.at((nodes[0].u, 0))[0] else -1
        offset = taken.get(start, 0.0)
        stretch = (width - 2 * scene.badge(RADIUS)) / 2 if role < 2 else 0.0
        low = (
            start[1] if width <= 2 * scene.badge(RADIUS) else _off_the_name(scene, nodes[0], start)
        )
        centre = start[0] + inward * (offset + stretch), low
        taken[start] = offset + width + _GAP
        _paint_badge(painter, scene, role, _text(letter, len(nodes)), width, centre)
    for index, place in scene.flights.items():
        token = scene.picture.tokens[index]
        width = _width(scene, token.letter, 1)
        _paint_badge(painter, scene, token.role, token.letter, width, place)


def _off_the_name(scene: Scene, node: Node, start: Point) -> float:
    """How low a wide badge may stand: at the top of a node it would lie on a name in two lines."""
    box = scene.look.grid.box(node)
    highest = box.y + 0.12 * box.height - scene.badge(RADIUS)
    return min(start[1], highest) if start[1] <= box.y else start[1]


def _text(letter: str, count: int) -> str:
    return letter if count == 1 else f"{letter}×{count}"


def _width(scene: Scene, letter: str, count: int) -> float:
    least = 2 * scene.badge(RADIUS)
    if count == 1 and len(letter) == 1:
        return least
    font = ui_font(scene.badge(10.5), BOLD)
    return max(least, QFontMetricsF(font).horizontalAdvance(_text(letter, count)) + 0.7 * least)


def _paint_badge(
    painter: QPainter, scene: Scene, role: int, text: str, width: float, centre: Point
) -> None:
    radius = scene.badge(RADIUS)
    box = QRectF(centre[0] - width / 2, centre[1] - radius, width, 2 * radius)
    painter.setPen(pen(scene.theme.canvas, scene.badge(1.5)))
    painter.setBrush(QColor(scene.theme.host(role).token))
    edge = scene.badge(0.75)
    outer = box.adjusted(-edge, -edge, edge, edge)
    if role == 0:
        painter.drawRoundedRect(outer, outer.height() / 2, outer.height() / 2)
    elif role == 1:
        painter.drawRoundedRect(outer, scene.badge(2.5), scene.badge(2.5))
    else:
        painter.drawPolygon(_triangle(outer, radius))
        box.translate(0, 0.3 * radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QColor(scene.theme.canvas))
    painter.setFont(ui_font(scene.badge(10.5 if role < 2 else 9), BOLD))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _triangle(box: QRectF, radius: float) -> QPolygonF:
    """A triangle a little larger than the box, its top as wide as a longer text needs."""
    box = box.adjusted(-0.35 * radius, -0.35 * radius, 0.35 * radius, 0.1 * radius)
    inset = min(box.width(), 2.7 * radius) / 2
    return QPolygonF(
        [
            QPointF(box.left() + inset, box.top()),
            QPointF(box.right() - inset, box.top()),
            box.bottomRight(),
            box.bottomLeft(),
        ]
    )
