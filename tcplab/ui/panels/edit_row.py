"""A row of the list of edits: whose, what, and a button that takes it back."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from tcplab.lab.edits_picture import Edit
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.prose import together

_KEY = Qt.Key


class EditRow(QWidget):
    """A click or Enter on its words leads to where the edit shows; ✕ or Delete takes it back.

    `place_asked` carries the Edit, `taken_back` the Experiment without it.
    """

    place_asked = Signal(object)
    taken_back = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._edit: Edit | None = None
        self._mark, self._title, self._button = HostMark(), _Title(), QToolButton()
        self._title.clicked.connect(lambda: self.place_asked.emit(self._edit))
        self._title.delete_pressed.connect(self._button.click)
        self._button.setProperty("kind", "icon")
        self._button.setFixedSize(22, 20)
        self._button.clicked.connect(lambda: self.taken_back.emit(self._edit.back))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark)
        row.addWidget(self._title, 1)
        row.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)

    def show_edit(self, edit: Edit, theme: Theme) -> None:
        """What does nothing any more is grey, and says why when it is pointed at."""
        self._edit = edit
        self._mark.show_role(edit.role if edit.met else None, theme)
        self._title.say(edit.title, grey=not edit.met)
        leads = self.tr("Go to where it shows") if edit.met else ""
        note = "\n".join(line for line in (edit.note, leads) if line)
        self.setToolTip(note)
        self._title.setAccessibleDescription(note)
        tip = self.tr("Take it back: {0}").format(edit.title)
        if edit.back is None:
            tip = self.tr("It cannot be taken back alone: other edits or calls need it.")
        self._button.setEnabled(edit.back is not None)
        self._button.setToolTip(tip)
        self._button.setAccessibleName(tip)
        self._button.setIcon(icon("close", theme))


class _Title(QPushButton):
    """Words in as many lines as they need, as a button; Enter presses it, too."""

    delete_pressed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "row")
        self._words = QLabel()
        self._words.setProperty("kind", "secondary")
        self._words.setWordWrap(True)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 1, 2, 1)
        column.addWidget(self._words)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, words: str, *, grey: bool) -> None:
        """Shows and names itself so."""
        self._words.setText(together(words))
        self._words.setEnabled(not grey)
        self.setAccessibleName(words)
        self.setCursor(Qt.CursorShape.ArrowCursor if grey else Qt.CursorShape.PointingHandCursor)
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self.layout().totalHeightForWidth(width)

    def sizeHint(self) -> QSize:
        return self.layout().totalSizeHint()

    def minimumSizeHint(self) -> QSize:
        return self.layout().totalMinimumSize()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == _KEY.Key_Delete:
            event.accept()  # else it would be the segment that is picked
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (_KEY.Key_Return, _KEY.Key_Enter):
            self.click()
        elif event.key() == _KEY.Key_Delete:
            self.delete_pressed.emit()
        else:
            super().keyPressEvent(event)
