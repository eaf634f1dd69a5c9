"""Paints one row of the list of lessons: number, title, check mark; groups and variants."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from tcplab.lab.lessons_picture import LessonRow
from tcplab.ui.canvas.faces import face
from tcplab.ui.look.fonts import REGULAR, SEMIBOLD
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import letters, line
from tcplab.ui.look.theme import Theme

_ROW = 23
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
_EDGE = 8
_NUMBER = 24
_VARIANT = 34
_CHECK = 16


def row_height() -> int:
    """How high a row is."""
    return line(_ROW)


AnyIndex = QModelIndex | QPersistentModelIndex


class LessonDelegate(QStyledItemDelegate):
    """The open lesson is bold on a bar; the row that the keyboard has reached has a frame."""

    def __init__(self, theme: Theme, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._check = icon("check", theme)

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(0, row_height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        row = index.data(ROW_ROLE)
        if not isinstance(row, LessonRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if row.lesson is None:
            self._paint_group(painter, row, box)
        else:
            self._paint_bar(painter, row, box, option, reached=self._is_reached(index))
            self._paint_lesson(painter, row, box)
        painter.restore()

    def _paint_group(self, painter: QPainter, row: LessonRow, box: QRectF) -> None:
        text = box.adjusted(_EDGE, 4, -_EDGE, 0)
        self._write(painter, text, row.title, self._theme.ink3, px=11, weight=SEMIBOLD)

    def _is_reached(self, index: AnyIndex) -> bool:
        view = self.parent()
        return view.hasFocus() and view.by_keyboard and view.currentIndex() == index

    def _paint_bar(
        self,
        painter: QPainter,
        row: LessonRow,
        box: QRectF,
        option: QStyleOptionViewItem,
        *,
        reached: bool,
    ) -> None:
        theme = self._theme
        bar = box.adjusted(0, 0.5, 0, -0.5)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        is_open = row.is_open and row.variant is None
        if is_open or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected))
            painter.setOpacity(1.0 if is_open else 0.5)
            painter.drawRoundedRect(bar, 5, 5)
            painter.setOpacity(1.0)
        if reached:
            painter.setPen(QPen(QColor(theme.ink), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bar.adjusted(0.75, 0.5, -0.75, -0.5), 5, 5)

    def _paint_lesson(self, painter: QPainter, row: LessonRow, box: QRectF) -> None:
        theme = self._theme
        weight = SEMIBOLD if row.is_open else REGULAR
        left = _VARIANT if row.variant is not None else _NUMBER
        text = box.adjusted(_EDGE + letters(left), 0, -_EDGE, 0)
        if row.number is not None:
            number = QRectF(box.left() + _EDGE, box.top(), letters(_NUMBER - 6), box.height())
            self._write(painter, number, str(row.number), theme.ink3)
        if row.done:
            check = QRectF(0, 0, _CHECK, _CHECK)
            check.moveCenter(box.center())
            check.moveRight(box.right() - _EDGE)
            self._check.paint(painter, check.toRect())
            text.setRight(check.left() - 4)
        if row.variant is not None:
            self._paint_dot(painter, row, box)
        self._write(painter, text, row.title, theme.ink, weight=weight)

    def _paint_dot(self, painter: QPainter, row: LessonRow, box: QRectF) -> None:
        """A variant has a dot for a number, filled if it is the open one."""
        dot = QRectF(0, 0, 6, 6)
        dot.moveCenter(box.center())
        dot.moveLeft(box.left() + _EDGE + letters(_NUMBER) - 1)
        painter.setPen(QPen(QColor(self._theme.ink if row.is_open else self._theme.control), 1.2))
        painter.setBrush(QColor(self._theme.ink) if row.is_open else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)

    @staticmethod
    def _write(
        painter: QPainter,
        box: QRectF,
        text: str,
        colour: str,
        *,
        px: float = 13,
        weight: int = REGULAR,
    ) -> None:
        one = face(letters(px), weight)
        painter.setFont(one.font)
        painter.setPen(QColor(colour))
        elided = one.cut(text, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, elided)
