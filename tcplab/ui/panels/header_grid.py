"""The fields of a header in rows of 32 bits, framed as in the RFC's drawing."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from tcplab.ui.fonts import SEMIBOLD, mono_font, ui_font
from tcplab.ui.theme import Theme

_ROW = 31
_PAD = 8


class FieldText(NamedTuple):
    """One field: its name, its octets and its value; `role` gives the value a host's colour."""

    name: str
    octets: str
    value: str
    role: int | None = None


class HeaderGrid(QWidget):
    """Paints rows of one or two fields; what they say is its accessible description."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[list[FieldText]] = []
        self._theme: Theme | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: list[list[FieldText]], theme: Theme) -> None:
        """Shows the fields, row by row."""
        self._rows, self._theme = rows, theme
        said = (f"{one.name}: {one.value} ({one.octets})" for row in rows for one in row)
        self.setAccessibleDescription("\n".join(said))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(260, _ROW * len(self._rows) + 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        frame = QRectF(0.5, 0.5, self.width() - 1, _ROW * len(self._rows))
        painter.setPen(QPen(QColor(self._theme.control), 1))
        painter.drawRect(frame)
        for index, row in enumerate(self._rows):
            top = frame.top() + index * _ROW
            if index:
                painter.setPen(QPen(QColor(self._theme.control), 1))
                painter.drawLine(QPointF(frame.left(), top), QPointF(frame.right(), top))
            width = frame.width() / len(row)
            for place, field in enumerate(row):
                left = round(frame.left() + place * width) + 0.5 if place else frame.left()
                if place:
                    painter.setPen(QPen(QColor(self._theme.control), 1))
                    painter.drawLine(QPointF(left, top), QPointF(left, top + _ROW))
                self._paint_field(painter, field, QRectF(left, top, width, _ROW))

    def _paint_field(self, painter: QPainter, field: FieldText, box: QRectF) -> None:
        theme = self._theme
        inner = box.adjusted(_PAD, 2, -_PAD, -1)
        painter.setFont(ui_font(11))
        painter.setPen(QColor(theme.ink2))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        name = QFontMetricsF(painter.font()).elidedText(
            field.name, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, top, name)
        value = ui_font(12, SEMIBOLD)
        painter.setFont(value)
        painter.setPen(QColor(theme.ink if field.role is None else theme.host(field.role).text))
        below = Qt.AlignmentFlag.AlignBottom
        painter.drawText(inner, below | Qt.AlignmentFlag.AlignRight, field.value)
        inner.setRight(inner.right() - QFontMetricsF(value).horizontalAdvance(field.value) - 6)
        octets = mono_font(12)
        painter.setFont(octets)
        painter.setPen(QColor(theme.ink))
        text = QFontMetricsF(octets).elidedText(
            field.octets, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, below | Qt.AlignmentFlag.AlignLeft, text)
