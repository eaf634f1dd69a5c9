"""What a lecturer's hand adds to the picture: ink, and a spotlight; both gone at the next step."""

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

Tool = Literal["ink", "spotlight"]
_INK = QColor("#D55E00")
_SHADE = QColor(0, 0, 0, 165)
_STROKE, _RADIUS = 5.0, 110.0


class Pointing(QWidget):
    """Lies over the stage; without a tool the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._tool: Tool | None = None
        self._strokes: list[QPolygonF] = []
        self._at: QPointF | None = None
        self._scale = 1.0
        self.setMouseTracking(True)
        self._listen()

    @property
    def tool(self) -> Tool | None:
        """What the mouse does now."""
        return self._tool

    @property
    def strokes(self) -> tuple[QPolygonF, ...]:
        """What has been drawn since the last step."""
        return tuple(self._strokes)

    def take(self, tool: Tool | None, scale: float) -> None:
        """Gives the mouse a tool, or back; `scale` is 1 in a window of 1024."""
        self._tool, self._scale = tool, scale
        self._at = QPointF(self.mapFromGlobal(self.cursor().pos())) if tool else None
        self._listen()
        self.update()

    def wipe(self) -> None:
        """The next step: what was drawn has been said."""
        self._strokes = []
        self.update()

    def _listen(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, self._tool is None)
        cross = Qt.CursorShape.CrossCursor if self._tool == "ink" else Qt.CursorShape.BlankCursor
        self.setCursor(cross)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._tool == "ink":
            at = event.position()
            self._strokes.append(QPolygonF([at, at]))  # a click alone is a dot
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._at = event.position()
        drawing = event.buttons() & Qt.MouseButton.LeftButton
        if self._tool == "ink" and drawing and self._strokes:
            self._strokes[-1].append(event.position())
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tool == "spotlight" and self._at is not None:
            shade = QPainterPath()
            shade.addRect(QRectF(self.rect()))
            radius = _RADIUS * self._scale
            shade.addEllipse(self._at, radius, radius)  # odd-even: the circle is left out
            painter.fillPath(shade, _SHADE)
        round_ends = (Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(QPen(_INK, _STROKE * self._scale, *round_ends))
        for stroke in self._strokes:
            painter.drawPolyline(stroke)
        painter.end()
