"""The signs on the timeline: what happens, and at whose lifeline."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from tcplab.lab.timeline_picture import Mark
from tcplab.ui.canvas.look import Look


def paint_mark(painter: QPainter, look: Look, at: QPointF, mark: Mark, *, past: bool) -> None:
    """Disc, square or triangle for an arrival; a pentagon, an hourglass, a cross for the rest."""
    role = mark.role
    colour = look.future if role is None else look.token[role]
    line = look.future if role is None else look.line[role]
    if not past:
        colour, line = look.dimmed(colour), look.dimmed(line)
    x, y = at.x(), at.y()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if mark.kind == "loss":
        painter.setPen(look.pen(look.loss_line if past else look.dimmed(look.loss_line), 2))
        painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
        painter.drawLine(QPointF(x - 4, y + 4), QPointF(x + 4, y - 4))
    elif mark.kind == "call":
        painter.setPen(look.pen(line, 1.5))
        corners = [(-4, -5), (4, -5), (4, 1.5), (0, 5.5), (-4, 1.5)]
        painter.setBrush(look.canvas)
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
    elif mark.kind == "timer":
        painter.setPen(look.pen(colour, 1.5))
        corners = [(-4, -5), (4, -5), (-4, 5), (4, 5)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
    else:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if role == 1:
            painter.drawRect(QRectF(x - 3.5, y - 3.5, 7, 7))
        elif role == 2:
            painter.drawPolygon(
                QPolygonF([QPointF(x, y - 4.5), QPointF(x + 4.5, y + 3.5),
                           QPointF(x - 4.5, y + 3.5)])
            )  # fmt: skip
        else:
            painter.drawEllipse(at, 4, 4)
    painter.setBrush(Qt.BrushStyle.NoBrush)
