"""Fonts that remember how wide their texts are, and clear ground for a text."""

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from tcplab.ui.look.fonts import REGULAR, mono_font, ui_font

PLATE = 4.0
"""What stands behind a text is cleared so far to its left and right."""

_MOST = 20_000


class Face:
    """One font at one size; x and y are where a baseline begins or ends."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._metrics = QFontMetricsF(font)
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """How far the text goes to the right."""
        width = self._widths.get(text)
        if width is None:
            if len(self._widths) > _MOST:
                self._widths.clear()
            width = self._widths[text] = self._metrics.horizontalAdvance(text)
        return width

    def cut(self, text: str, room: float) -> str:
        """The text, or as much of it as there is room for."""
        if self.width(text) <= room:
            return text
        return self._metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, room))

    def write(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """From `x` on, in the painter's colour."""
        painter.setFont(self.font)
        painter.drawText(QPointF(x, y), text)

    def write_to(self, painter: QPainter, x: float, y: float, text: str) -> None:
        """Up to `x`, in the painter's colour."""
        self.write(painter, x - self.width(text), y, text)


@lru_cache
def face(px: float, weight: int = REGULAR, *, mono: bool = False) -> Face:
    """The interface's font, or the one for calls, in pixels."""
    return Face(mono_font(px, weight) if mono else ui_font(px, weight))


def paint_plate(
    painter: QPainter, x: float, y: float, width: float, px: float, colour: QColor
) -> None:
    """Clears the ground under a text of letters `px` high; its baseline begins at (x, y)."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(
        QRectF(x - PLATE, y - 0.82 * px, width + 2 * PLATE, 0.96 * px), 3, 3
    )  # fmt: skip
    painter.setBrush(Qt.BrushStyle.NoBrush)
