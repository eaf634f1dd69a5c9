"""A host's mark: circle, square or triangle in its colour."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from tcplab.ui.look.theme import Theme

_SIZE = 10.0


class HostMark(QWidget):
    """● for the first host, ■ for the second, ▲ for any other; blank until it is told whose."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role: int | None = None
        self._colour = QColor()
        self.setFixedWidth(int(_SIZE))

    def show_role(self, role: int | None, theme: Theme) -> None:
        """Whose mark it is; None for nobody's."""
        colour = QColor(theme.host(role or 0).token)
        if (role, colour) != (self._role, self._colour):
            self._role, self._colour = role, colour
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(_SIZE), int(_SIZE))

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._role is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, _SIZE, _SIZE)
        box.moveCenter(QRectF(self.rect()).center())
        paint_mark(painter, box, self._role, self._colour)


def paint_mark(painter: QPainter, box: QRectF, role: int, colour: QColor) -> None:
    """The mark of a host's role inside a square."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if role == 0:
        painter.drawEllipse(box.adjusted(0.25, 0.25, -0.25, -0.25))
    elif role == 1:
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 1, 1)
    else:
        top = QPointF(box.center().x(), box.top())
        painter.drawPolygon(QPolygonF([top, box.bottomRight(), box.bottomLeft()]))
