"""A host's name as a head that can be edited where it stands."""

from collections.abc import Set

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from tcplab.sim.experiment import HostSetup
from tcplab.ui.look.scaling import fit

_LONGEST = 40  # longer than any name may be, so that the sentence about it can be read


class HostName(QWidget):
    """A double click begins to edit, Enter ends it, Escape gives it up.

    `name_entered` carries a new name that a host may have; what is wrong with another stands
    beneath it.
    """

    name_entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._taken: Set[str] = frozenset()
        self._head = _Head()
        self._head.setProperty("kind", "head")
        fit(self._head, "setFixedHeight", 24)
        self._head.double_clicked.connect(self.begin)
        self._editor = _Editor()
        self._editor.setMaxLength(_LONGEST)
        self._editor.entered.connect(self._enter)
        self._editor.left.connect(self._leave)
        self._editor.textEdited.connect(lambda _text: self._problem.hide())
        self._problem = QLabel()
        self._problem.setProperty("kind", "loss")
        self._problem.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for widget in (self._head, self._editor, self._problem):
            column.addWidget(widget)
        self._leave()

    def show_name(self, head: str, name: str, taken: Set[str]) -> None:
        """Shows `head`; to be edited is `name`, and names in `taken` belong to other hosts."""
        self._name, self._taken = name, taken
        self._head.setText(head)
        self._head.setToolTip(self.tr("Double-click or F2: another name"))
        self._editor.setAccessibleName(self.tr("Name of the host"))

    def begin(self) -> None:
        """The name can be edited now."""
        self._head.hide()
        self._editor.setText(self._name)
        self._editor.show()
        self._editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._editor.selectAll()

    def _enter(self) -> None:
        name = self._editor.text().strip()
        problem = self._wrong(name)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        if not problem:
            self._leave()
            if name != self._name:
                self.name_entered.emit(name)

    def _wrong(self, name: str) -> str:
        try:
            HostSetup(name)
        except ValueError:
            return self.tr("1 to 20 letters, digits, “-”, “_” or “.”")
        return self.tr("Another host has this name.") if name in self._taken else ""

    def _leave(self) -> None:
        self._problem.hide()
        self._editor.hide()
        self._head.show()


class _Head(QLabel):
    double_clicked = Signal()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.double_clicked.emit()


class _Editor(QLineEdit):
    entered = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:  # its own menu
            self.left.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)
