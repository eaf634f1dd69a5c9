"""What is to be painted of the state diagram, and the few strokes that all its parts share."""

from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from tcplab.lab.diagram_layout import Box, Point
from tcplab.lab.state_picture import EdgeUse, StatePicture
from tcplab.ui.diagram.look import Look
from tcplab.ui.look.theme import Theme

LINE_HEIGHT = 1.25
_PLATE = 3.0


class Scene(NamedTuple):
    """One picture in one theme at one size.

    `hovered_node`, `focused_node` and `hovered_edge` are names and an id of the layout; `flights`
    are the places of those tokens, by index, that are on their way.
    """

    picture: StatePicture
    theme: Theme
    look: Look
    resets: bool = False
    hovered_node: str | None = None
    hovered_edge: str | None = None
    focused_node: str | None = None
    flights: Mapping[int, Point] = {}

    def uses(self, edge: str) -> list[EdgeUse]:
        return [use for use in self.picture.edges if use.edge == edge]

    def used_by(self, role: int) -> set[str]:
        """The edges that a host has used in this run."""
        return {use.edge for use in self.picture.edges if use.role == role}

    def stroke(self, width: float) -> float:
        """A line's width, or what belongs to lines, at this look's strength."""
        return width * self.look.stroke

    def badge(self, size: float) -> float:
        """A size of tokens and crosses in this look."""
        return size * self.look.badge


def rect(box: Box) -> QRectF:
    return QRectF(box.x, box.y, box.width, box.height)


def polyline(way: tuple[Point, ...]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in way])


def pen(colour: str, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    """A pen with round joins; `dashes` in pixels, not in widths."""
    made = QPen(QColor(colour), width)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        made.setDashPattern([dash / width for dash in dashes])
    return made


class Line(NamedTuple):
    text: str
    font: QFont
    colour: str


def block_box(lines: list[Line], anchor: Point, align: str, leading: float = LINE_HEIGHT) -> QRectF:
    """The area of some lines around their anchor: to its right (l), left (r) or over it (m)."""
    width = max(QFontMetricsF(line.font).horizontalAdvance(line.text) for line in lines)
    height = sum(leading * line.font.pixelSize() for line in lines)
    left = {"l": anchor[0], "m": anchor[0] - width / 2, "r": anchor[0] - width}[align]
    return QRectF(left, anchor[1] - height / 2, width, height)


def paint_block(
    painter: QPainter, lines: list[Line], box: QRectF, align: str, plate: str | None = None
) -> None:
    """Some lines of text in their box, on a plate of the given colour."""
    if plate:
        painter.fillRect(box.adjusted(-_PLATE, 0, _PLATE, 0), QColor(plate))
    top, height = box.top(), box.height() / len(lines)
    for text, font, colour in lines:
        metrics = QFontMetricsF(font)
        room = box.width() - metrics.horizontalAdvance(text)
        left = box.left() + {"l": 0.0, "m": room / 2, "r": room}[align]
        baseline = QPointF(left, top + (height + metrics.capHeight()) / 2)
        painter.setFont(font)
        painter.setPen(QColor(colour))
        painter.drawText(baseline, text)
        top += height
