"""A number with its unit that looks like plain text until one wants to type another."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_NUMBER = re.compile(r"\s*(?P<number>\d{1,12}(?:[.,]\d{1,4})?)\s*(?P<unit>\D*)")
_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class ValueField(QLineEdit):
    """Shows "200 ms"; `value_entered` carries a number from `low` to `high` that was typed.

    The arrow keys go by `step`. What is no number in that range is put back as it was.
    """

    value_entered = Signal(float)

    def __init__(
        self, unit: str, low: float, high: float, step: float = 1, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._unit, self._low, self._high, self._step = unit, low, high, step
        self._value = low
        self.setProperty("kind", "value")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.editingFinished.connect(self._finish)
        self.set_value(low)

    @property
    def value(self) -> float:
        """The number that is shown."""
        return self._value

    def set_most(self, most: float) -> None:
        """From now on no more than that can be typed."""
        self._high = most

    def set_value(self, value: float) -> None:
        """Shows a number, unless one is being typed."""
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._spell()

    def _spell(self) -> None:
        text = f"{self._value:g}" if self._value != int(self._value) else f"{int(self._value)}"
        self.setText(f"{text} {self._unit}".strip())
        self.setModified(False)

    def _finish(self) -> None:
        if self.isModified():
            match = _NUMBER.fullmatch(self.text())
            number = float(match["number"].replace(",", ".")) if match else None
            if number is not None and self._low <= number <= self._high:
                self._value = number
                self._spell()
                self.value_entered.emit(number)
        self._spell()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            self._go(_STEPS[event.key()] * self._step)
        elif event.key() == Qt.Key.Key_Escape:
            self._spell()
            self.selectAll()
        else:
            super().keyPressEvent(event)

    def _go(self, step: float) -> None:
        number = min(self._high, max(self._low, self._value + step))
        if number != self._value:
            self._value = number
            self._spell()
            self.value_entered.emit(number)
