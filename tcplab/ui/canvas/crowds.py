"""Says between the lifelines how many segments are left out of the picture."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.words import left_out


def paint_crowds(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF
) -> None:
    """The number in the middle of the torn stretch, on cleared ground."""
    words, middle = geometry.sizes.state, sum(geometry.zone) / 2
    for one in geometry.picture.crowds:
        y = (geometry.y(one.from_ms) + geometry.y(one.to_ms)) / 2
        if not visible.top() < y < visible.bottom():
            continue
        text = left_out(one)
        width, height = words.width(text), 1.4 * words.font.pixelSize()
        ground = QRectF(middle - width / 2 - height / 2, y - height / 2, width + height, height)
        painter.fillRect(ground, look.canvas)
        painter.setPen(look.ink2 if view.now is None or y < view.now else look.future)
        words.write(painter, middle - width / 2, y + 0.25 * height, text)
