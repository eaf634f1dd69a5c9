"""Fonts that remember how wide their texts are, and the halo around a text."""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPaintEngine, QPainter, QPainterPath, QPen

from tcplab.ui.fonts import REGULAR, mono_font, ui_font

HALO = 4.0
_MOST = 20_000
_AROUND = ((-2, 0), (2, 0), (0, -2), (0, 2), (-1.4, -1.4), (1.4, 1.4), (-1.4, 1.4), (1.4, -1.4))


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


def paint_halo(
    painter: QPainter, pieces: Sequence[tuple[float, Face, str]], colour: QColor
) -> None:
    """4 px around texts on one line, each at its x on the baseline 0."""
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        painter.setPen(colour)  # stroking letters takes ten times as long as writing them anew
        for dx, dy in _AROUND:
            for x, one, text in pieces:
                one.write(painter, x + dx, dy, text)
        return
    path = QPainterPath()
    for x, one, text in pieces:
        path.addText(QPointF(x, 0), one.font, text)
    pen = QPen(colour, HALO)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
