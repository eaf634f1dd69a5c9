"""The fields of a header in rows of 32 bits, framed as in the RFC's drawing."""

from typing import NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tcplab.ui.look.fonts import SEMIBOLD, mono_font, ui_font
from tcplab.ui.look.scaling import letters, line
from tcplab.ui.look.theme import Theme

_ROW = 31
_PAD = 8


class FieldText(NamedTuple):
    """One field: its name, its octets and its value; `role` gives the value a host's colour."""

    name: str
    octets: str
    value: str
    role: int | None = None


def bits(field: FieldText) -> str:
    """A field's name and, below it, its octets bit by bit."""
    octets = bytes.fromhex(field.octets.rstrip(" …"))
    return f"{field.name}\n" + " ".join(f"{octet:08b}" for octet in octets)


def _row() -> int:
    return line(_ROW, 2)


class HeaderGrid(QWidget):
    """Paints rows of one or two fields; what they say is its accessible description.

    A field that is pointed at tells its bits.
    """

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
        return QSize(260, _row() * len(self._rows) + 1)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def field_at(self, point: QPoint) -> FieldText | None:
        """The field under a point of the widget."""
        index = point.y() // _row()
        if not 0 <= index < len(self._rows) or not 0 <= point.x() < self.width():
            return None
        row = self._rows[index]
        return row[point.x() * len(row) // self.width()]

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            field = self.field_at(event.pos())
            QToolTip.showText(event.globalPos(), bits(field) if field is not None else "", self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        frame = QRectF(0.5, 0.5, self.width() - 1, _row() * len(self._rows))
        painter.setPen(QPen(QColor(self._theme.control), 1))
        painter.drawRect(frame)
        for index, row in enumerate(self._rows):
            top = frame.top() + index * _row()
            if index:
                painter.setPen(QPen(QColor(self._theme.control), 1))
                painter.drawLine(QPointF(frame.left(), top), QPointF(frame.right(), top))
            width = frame.width() / len(row)
            for place, field in enumerate(row):
                left = round(frame.left() + place * width) + 0.5 if place else frame.left()
                if place:
                    painter.setPen(QPen(QColor(self._theme.control), 1))
                    painter.drawLine(QPointF(left, top), QPointF(left, top + _row()))
                self._paint_field(painter, field, QRectF(left, top, width, _row()))

    def _paint_field(self, painter: QPainter, field: FieldText, box: QRectF) -> None:
        theme = self._theme
        inner = box.adjusted(_PAD, 2, -_PAD, -1)
        painter.setFont(ui_font(letters(11)))
        painter.setPen(QColor(theme.ink2))
        top = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        name = QFontMetricsF(painter.font()).elidedText(
            field.name, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, top, name)
        value = ui_font(letters(12), SEMIBOLD)
        painter.setFont(value)
        painter.setPen(QColor(theme.ink if field.role is None else theme.host(field.role).text))
        below = Qt.AlignmentFlag.AlignBottom
        painter.drawText(inner, below | Qt.AlignmentFlag.AlignRight, field.value)
        inner.setRight(inner.right() - QFontMetricsF(value).horizontalAdvance(field.value) - 6)
        octets = mono_font(letters(12))
        painter.setFont(octets)
        painter.setPen(QColor(theme.ink))
        text = QFontMetricsF(octets).elidedText(
            field.octets, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, below | Qt.AlignmentFlag.AlignLeft, text)
