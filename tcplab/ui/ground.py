"""What a window shows before its parts stand: their places, in the colours of its theme.

Qt makes all enumerations of a class with the first that is met, which takes longer than all that is
done here: nobody imports Qt or QStyle, and tiles are drawn, for brushes would ask for Qt.
"""

import tomllib

from PySide6.QtCore import QRect, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from tcplab.files.resources import resource
from tcplab.ui.frame import bar_height, frame
from tcplab.ui.look.scaling import text_scale
from tcplab.ui.settings import ThemeChoice


class Ground(QWidget):
    """Lies below the parts of a window until they cover it; says when it was seen first."""

    painted = Signal()

    def __init__(self, area: QWidget, choice: ThemeChoice) -> None:
        super().__init__(area)
        dark = self.palette().window().color().lightness() < 128  # as the system's scheme is
        name = ("dark" if dark else "light") if choice == "system" else choice
        theme = tomllib.loads(resource("themes", f"{name}.toml").read_text("utf-8"))
        self._canvas, self._panel, self._hairline = (
            _tile(theme[role]) for role in ("canvas", "panel", "hairline")
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        width, height, top = self.width(), self.height(), bar_height()
        parts = frame(width, height - top, scale=text_scale())
        edges = [QRect(x, top, 1, parts.height) for x in (parts.left - 1, width - parts.right)]
        painter = QPainter(self)
        painter.drawTiledPixmap(self.rect(), self._panel)
        painter.drawTiledPixmap(QRect(0, top - 1, width, 1), self._hairline)
        middle = QRect(parts.left, top, width - parts.left, parts.height)
        painter.drawTiledPixmap(middle, self._canvas)
        for edge in edges:
            painter.drawTiledPixmap(edge, self._hairline)
        painter.end()
        self.painted.emit()


def _tile(colour: str) -> QPixmap:
    tile = QPixmap(16, 16)
    tile.fill(QColor(colour))
    return tile
