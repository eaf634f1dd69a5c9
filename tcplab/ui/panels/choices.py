"""What can be answered to a question, unless it is a state: a segment, a sentence, a number."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from tcplab.lab.prediction import Answer
from tcplab.ui.look.scaling import fit
from tcplab.ui.panels.rows import clear

_LARGEST = 2**32 - 1
_APART = 8


class Choices(QWidget):
    """A button for each answer, in up to `columns`; `chosen` carries the answer."""

    chosen = Signal(object)

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._most, self._columns = columns, columns
        self._offered: Sequence[tuple[Answer, str]] = ()
        self._buttons: list[QPushButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_APART)

    def offer(self, answers: Sequence[tuple[Answer, str]]) -> None:
        """Shows these answers, each with its words."""
        if answers == self._offered:
            return  # whoever has come to one of them by keyboard stays there
        self._offered = answers
        clear(self._grid)
        self._buttons.clear()
        for index, (answer, words) in enumerate(answers):
            button = QPushButton(words)
            button.setProperty("kind", "answer")
            button.clicked.connect(lambda _=False, answer=answer: self.chosen.emit(answer))
            self._grid.addWidget(button, *divmod(index, self._columns))
            button.show()  # else it would not be measured yet
            self._buttons.append(button)

    def fit(self, width: int) -> None:
        """As many columns as there is room for in a width."""
        widest = max((button.sizeHint().width() for button in self._buttons), default=0)
        columns = max(1, min(self._most, (width + _APART) // (widest + _APART)))
        if columns == self._columns:
            return
        self._columns = columns
        for index, button in enumerate(self._buttons):
            self._grid.addWidget(button, *divmod(index, columns))
        self.updateGeometry()


class NumberChoice(QWidget):
    """A field for a number from 0 to 2³²−1; `chosen` carries it once it is confirmed."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setValidator(QRegularExpressionValidator("[0-9]{1,10}", self.field))
        fit(self.field, "setMaximumWidth", 160)
        self.field.returnPressed.connect(self._choose)
        self.field.textChanged.connect(self._look)
        self.confirm = QPushButton()
        self.confirm.clicked.connect(self._choose)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.field)
        row.addWidget(self.confirm)
        row.addStretch(1)
        row.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.retranslate()

    def begin(self) -> None:
        """An empty field, ready to be typed into."""
        self.field.clear()
        self._look()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.confirm.setText(self.tr("Check"))
        self.field.setAccessibleName(self.tr("Your number"))
        self.field.setPlaceholderText(self.tr("Your number"))

    def _look(self) -> None:
        self.confirm.setEnabled(self._number() is not None)

    def _number(self) -> int | None:
        text = self.field.text()
        return int(text) if text and int(text) <= _LARGEST else None

    def _choose(self) -> None:
        if (number := self._number()) is not None:
            self.chosen.emit(number)
