"""Where a choice of a host is made: a number to be typed, or one of a few answers."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QComboBox, QLineEdit

from tcplab.lab.host_options import Value
from tcplab.ui.hosts.words import translate


class NumberField(QLineEdit):
    """Empty, it shows in grey what the stack chooses; `entered` carries a number or None.

    `refused` tells that something else was typed, and it is as it was.
    """

    entered = Signal(object)
    refused = Signal()

    def __init__(self, low: int, high: int) -> None:
        super().__init__()
        self.low, self.high = low, high
        self._value: Value = None
        self.editingFinished.connect(self._finish)

    def show_value(self, value: Value, usual: Value) -> None:
        """What the host chooses, or None, and what it would do without a choice."""
        self._value = value
        self.setPlaceholderText(translate("Hosts", "none") if usual is None else str(usual))
        if not (self.hasFocus() and self.isModified()):
            self._spell()

    def event(self, event: QEvent) -> bool:
        """Where nothing is typed, undo and redo are those of the experiment."""
        undoing = event.type() == QEvent.Type.ShortcutOverride and not self.isModified()
        if undoing and (event.matches(QKeySequence.Undo) or event.matches(QKeySequence.Redo)):
            event.ignore()
            return True
        return super().event(event)

    def _spell(self) -> None:
        self.setText("" if self._value is None else str(self._value))
        self.setModified(False)

    def _finish(self) -> None:
        if not self.isModified():
            return
        text = self.text().strip()
        number = int(text) if text.isdecimal() else None
        if text and (number is None or not self.low <= number <= self.high):
            self._spell()
            self.refused.emit()
        else:
            self.setModified(False)
            self.entered.emit(number)


class AnswerField(QComboBox):
    """One answer of a few, before them what the stack chooses; `entered` carries a value or None.

    `answers` are values with their words.
    """

    entered = Signal(object)

    def __init__(self, answers: Sequence[tuple[Value, str]]) -> None:
        super().__init__()
        self._answers = answers
        self._shown = 0
        self.addItems(["", *(words for _, words in answers)])
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._choose)

    def show_value(self, value: Value, usual: Value) -> None:
        """What the host chooses, or None, and what it would do without a choice."""
        at = self._place_of(usual)
        self.setItemText(0, translate("Hosts", "as the stack: {0}").format(self.itemText(at)))
        self._shown = self._place_of(value)
        self.setCurrentIndex(self._shown)

    def _place_of(self, value: Value) -> int:
        """Of an answer among the rows: False is another one than 0."""
        values = [(type(one), one) for one, _ in self._answers]
        return 0 if value is None else 1 + values.index((type(value), value))

    def _choose(self, index: int) -> None:
        if index != self._shown:
            self.setCurrentIndex(self._shown)  # until the experiment says so
            self.entered.emit(None if index == 0 else self._answers[index - 1][0])
