"""The program's own icons in the colours of a theme, redrawn for every size and pixel ratio."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from tcplab.files.resources import resource
from tcplab.ui.look.theme import Theme


def icon(name: str, theme: Theme, *, on_ink: bool = False) -> QIcon:
    """The icon `resources/icons/<name>.svg` in ink, or in the canvas colour for a filled button.

    Ask again after a change of theme. Raises FileNotFoundError for an unknown name.
    """
    return _icon(name, theme.canvas if on_ink else theme.ink, theme.ink3)


def application_icon() -> QIcon:
    """The program's own mark, for the window and the task bar."""
    return _icon("tcplab", "", "")


def _icon(name: str, colour: str, disabled: str) -> QIcon:
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_ThemedIcon(source, colour, disabled))


class _ThemedIcon(QIconEngine):
    """Draws one SVG whose strokes are `currentColor`."""

    def __init__(self, source: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._source = source
        self._colour = colour
        self._disabled = disabled
        self._renderers: dict[str, QSvgRenderer] = {}
        self._pixmaps: dict[tuple[str, tuple[int, int]], QPixmap] = {}

    def clone(self) -> QIconEngine:
        return _ThemedIcon(self._source, self._colour, self._disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._renderer(self._colour_in(mode)).render(painter, QRectF(rect))

    def _colour_in(self, mode: QIcon.Mode) -> str:
        return self._disabled if mode == QIcon.Mode.Disabled else self._colour

    def _renderer(self, colour: str) -> QSvgRenderer:
        """Read once: handles are painted with every frame while an arrow is dragged."""
        known = self._renderers.get(colour)
        if known is None:
            known = QSvgRenderer(self._source.replace("currentColor", colour).encode())
            known.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
            self._renderers[colour] = known
        return known

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = (self._colour_in(mode), size.toTuple())
        known = self._pixmaps.get(key)
        if known is None:
            known = self._pixmaps[key] = QPixmap(size)
            known.fill(Qt.GlobalColor.transparent)
            painter = QPainter(known)
            self.paint(painter, QRect(QPoint(), size), mode, state)
            painter.end()
        return known
