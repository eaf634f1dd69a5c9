"""The section of the lessons: a list in teaching order, grouped, with what is done."""

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QVBoxLayout, QWidget

from tcplab.lab.lessons_picture import LessonRow, LessonsPicture
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.lesson_delegate import ROW_ROLE, LessonDelegate, row_height
from tcplab.ui.panels.section_head import SectionHead

_LEAST_ROWS = 8
OUTSIDE = 8  # so far does a chosen row reach beyond the text of the panel
_BY_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}
_PRESS = {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}

AnyIndex = QModelIndex | QPersistentModelIndex


class LessonsSection(QWidget):
    """`lesson_chosen` carries the lesson's id and the index of one of its variants."""

    lesson_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: LessonsPicture | None = None
        self._model = _Model(self)
        self._head = SectionHead()
        self._list = LessonList()
        self._list.setModel(self._model)
        self._list.chosen.connect(self._choose)
        self._list.resized.connect(self._reveal)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        head = QVBoxLayout()
        head.setContentsMargins(OUTSIDE, 0, OUTSIDE, 0)
        head.addWidget(self._head)
        column.addLayout(head)
        column.addWidget(self._list, 1)
        column.addStretch()
        self.retranslate()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The list ends below a whole row."""
        super().resizeEvent(event)
        room = event.size().height() - self._head.height() - self.layout().spacing()
        self._list.setMaximumHeight(max(_LEAST_ROWS, room // row_height()) * row_height())
        self.layout().activate()  # in this frame, not in the next

    def show_picture(self, picture: LessonsPicture) -> None:
        """Shows the lessons; the open one comes into view."""
        if picture == self._picture:
            return
        before, self._picture = self._picture, picture
        self._model.show_rows(picture.rows)
        if before is None or _open_row(before) != _open_row(picture):
            self._list.setCurrentIndex(self._model.index(_open_row(picture) or 0))
            self._reveal()
        self.retranslate()

    def _reveal(self) -> None:
        """The open lesson comes into view, with all its variants if there is room for them."""
        if self._picture is not None and (opened := _open_rows(self._picture)):
            for row in (opened[-1], opened[0], _open_row(self._picture)):
                self._list.scrollTo(self._model.index(row))
        bar, row = self._list.verticalScrollBar(), row_height()
        bar.setValue(-(-bar.value() // row) * row)  # which begins with a whole row, too

    def _choose(self, index: AnyIndex) -> None:
        row = index.data(ROW_ROLE)
        if isinstance(row, LessonRow) and row.lesson is not None:
            self.lesson_chosen.emit(row.lesson, row.variant or 0)

    def set_theme(self, theme: Theme) -> None:
        """Paints the rows in the theme's colours."""
        self._list.setItemDelegate(LessonDelegate(theme, self._list))

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._head.set_name(self.tr("Lessons"))
        self._list.setAccessibleName(self.tr("Lessons"))
        self._model.done = self.tr("done")
        if self._picture is not None:
            hint = self.tr("{0} of {1} done").format(self._picture.done, self._picture.total)
            self._head.set_hint(hint)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _open_row(picture: LessonsPicture) -> int | None:
    """The last row that is open: the lesson's, or its variant's."""
    opened = [at for at in _open_rows(picture) if picture.rows[at].is_open]
    return opened[-1] if opened else None


def _open_rows(picture: LessonsPicture) -> list[int]:
    """The row of the open lesson and those of all its variants."""
    opened = {row.lesson for row in picture.rows if row.is_open}
    return [at for at, row in enumerate(picture.rows) if row.lesson in opened]


class LessonList(QListView):
    """`chosen` carries the index of a row that was clicked, or on which Enter was pressed.

    `by_keyboard` says that the keyboard has reached it, so that its current row is to be seen.
    """

    chosen = Signal(object)
    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.by_keyboard = False
        self.setProperty("surface", "panel")
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setMouseTracking(True)
        self.setProperty("ownFocus", True)
        self.clicked.connect(self.chosen.emit)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, _LEAST_ROWS * row_height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() != event.oldSize().height():
            self.resized.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.by_keyboard = event.reason() in _BY_KEYBOARD
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_keyboard = True
        if event.key() in _PRESS:
            self.chosen.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class _Model(QAbstractListModel):
    """The rows of a LessonsPicture; `done` is the word for those gone through."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._rows: tuple[LessonRow, ...] = ()
        self.done = ""

    def show_rows(self, rows: tuple[LessonRow, ...]) -> None:
        if len(rows) == len(self._rows):
            self._rows = rows
            self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = rows
        self.endResetModel()

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].lesson is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return row.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            number = f"{row.number} " if row.number is not None else ""
            return f"{number}{row.title}" + (f", {self.done}" if row.done else "")
        return row if role == ROW_ROLE else None
