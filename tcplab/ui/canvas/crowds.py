"""Says between the lifelines how many segments are left out of the picture."""

from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.words import left_out


class Said(NamedTuple):
    """The number in the middle of a torn stretch, on cleared ground."""

    text: str
    ground: Area
    past: bool


def crowds(geometry: Geometry, view: View, visible: QRectF) -> Layer:
    """The numbers of the torn stretches that are visible."""
    words, middle = geometry.sizes.state, sum(geometry.zone) / 2
    found: dict[Said, Area] = {}
    for one in geometry.picture.crowds:
        y = (geometry.y(one.from_ms) + geometry.y(one.to_ms)) / 2
        if visible.top() < y < visible.bottom():
            text = left_out(one)
            height = 1.4 * words.font.pixelSize()
            half = (words.width(text) + height) / 2
            ground = (middle - half, y - height / 2, middle + half, y + height / 2)
            found[Said(text, ground, view.now is None or y < view.now)] = ground
    return Layer(_paint, found)


def _paint(painter: QPainter, look: Look, said: list[Said]) -> None:
    words = look.sizes.state
    for text, (left, top, right, bottom), past in said:
        height = bottom - top
        painter.fillRect(QRectF(left, top, right - left, height), look.canvas)
        painter.setPen(look.ink2 if past else look.future)
        words.write(painter, left + height / 2, (top + bottom) / 2 + 0.25 * height, text)
