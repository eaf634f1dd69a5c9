"""A row of small circles: which questions were answered rightly or wrongly, and which one waits."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.look.scaling import letters
from tcplab.ui.look.theme import Theme
from tcplab.ui.predicting import Mark

_SIZE, _APART = 20, 8
MOST = 8
"""More questions than so many are told in words alone."""


class Marks(QWidget):
    """✓ for a right answer, ✕ for a wrong one, a number for the question that waits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: Sequence[Mark] = ()
        self._theme: Theme | None = None
        self.setFixedHeight(_SIZE + 2)

    def show_marks(self, marks: Sequence[Mark], theme: Theme) -> None:
        """Has them painted; none if there are too many."""
        self._marks = marks if len(marks) <= MOST else ()
        self._theme = theme
        self.setFixedWidth(self.sizeHint().width())
        self.update()

    def sizeHint(self) -> QSize:
        count = len(self._marks)
        return QSize(count and count * (_SIZE + _APART) - _APART + 2, _SIZE + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, mark in enumerate(self._marks):
            box = QRectF(1 + index * (_SIZE + _APART), 1, _SIZE, _SIZE).adjusted(
                0.75, 0.75, -0.75, -0.75
            )
            _paint_mark(painter, box, mark, index + 1, self._theme)


def _paint_mark(painter: QPainter, box: QRectF, mark: Mark, number: int, theme: Theme) -> None:
    colours = {
        "right": theme.correct,
        "wrong": theme.loss,
        "here": theme.ink,
        "open": theme.control,
    }
    painter.setPen(QPen(QColor(colours.get(mark, theme.control)), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle = box.center()
    if mark == "here":
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(ui_font(letters(12), SEMIBOLD))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(number))
        return
    painter.drawEllipse(box)
    if mark == "right":
        painter.drawPolyline([middle + QPointF(*at) for at in ((-4, 0.5), (-1, 3.5), (4, -3))])
    elif mark == "wrong":
        for way in ((-3, -3, 3, 3), (-3, 3, 3, -3)):
            painter.drawLine(middle + QPointF(*way[:2]), middle + QPointF(*way[2:]))
