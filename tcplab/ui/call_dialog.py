"""The arguments of one call, and when it is made, to be changed together."""

import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tcplab.files.form import faults, read
from tcplab.files.wording import read_sentences
from tcplab.lab.lesson import Language
from tcplab.sim.experiment import OPTIONS, Call, arguments
from tcplab.sim.sentences import Sentence, Unfit
from tcplab.ui.host_names import shown_name

translate = QCoreApplication.translate

_WORDS = {
    "at_ms": QT_TRANSLATE_NOOP("Calls", "At this time"),
    "when": QT_TRANSLATE_NOOP("Calls", "Or once this holds"),
    "after_ms": QT_TRANSLATE_NOOP("Calls", "And so long after it"),
    "socket": QT_TRANSLATE_NOOP("Calls", "On the socket"),
    "as": QT_TRANSLATE_NOOP("Calls", "Names what it makes"),
    "to": QT_TRANSLATE_NOOP("Calls", "To"),
    "port": QT_TRANSLATE_NOOP("Calls", "Local port"),
    "backlog": QT_TRANSLATE_NOOP("Calls", "Backlog"),
    "octets": QT_TRANSLATE_NOOP("Calls", "How many octets"),
    "data": QT_TRANSLATE_NOOP("Calls", "Or this text"),
    "how": QT_TRANSLATE_NOOP("Calls", "Which half"),
    "option": QT_TRANSLATE_NOOP("Calls", "Option"),
    "value": QT_TRANSLATE_NOOP("Calls", "Value"),
    "times": QT_TRANSLATE_NOOP("Calls", "How often"),
    "every_ms": QT_TRANSLATE_NOOP("Calls", "One after the other by"),
}
"""The keys are those of a lab file."""

_CHOICES: dict[str, tuple[str, ...]] = {
    "how": ("read", "write", "both"),
    "option": OPTIONS,
    "when": (
        *("", "connected", "accepted", "end-of-stream", "reset", "timed-out"),
        *("received:100", "state:CLOSE-WAIT"),
    ),
}
_USUAL = {"after_ms": "0", "times": "1", "every_ms": "0"}
_TEXTS = ("when", "socket", "as", "to", "data", "how", "option")
_NUMBER = re.compile(r"[+-]?[0-9]{1,30}")
_WIDTH = 400


class CallDialog(QDialog):
    """Hands the call over as it is wanted; an Unfit that it meets there is told here."""

    def __init__(
        self, call: Call, take: Callable[[Call], object], language: Language, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._call = call
        self._take = take
        self._sentences: Mapping[str, str] = read_sentences(language)
        title = translate("Calls", "{0} calls {1}()")
        self.setWindowTitle(title.format(shown_name(call.host), call.do))
        self.fields: dict[str, QLineEdit | QComboBox] = {}
        self.hint = QLabel()
        self.hint.setProperty("kind", "loss")
        self.hint.setWordWrap(True)
        self._lay_out()
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        spelt = msgspec.to_builtins(self._call)
        own = arguments(self._call.do)
        for key in ("at_ms", "when", "after_ms", "socket", *own, "times", "every_ms"):
            self._add(grid, key, _spelt(spelt.get(key)))
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel, self)
        box.accepted.connect(self._finish)
        box.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        column.addLayout(grid)
        column.addWidget(self.hint)
        column.addWidget(box)
        self.resize(_WIDTH, self.sizeHint().height())
        first = own[0] if own else "when" if self._call.at_ms is None else "at_ms"
        self.fields[first].setFocus()

    def _add(self, grid: QGridLayout, key: str, text: str) -> None:
        field, row = _field(key, text), grid.rowCount()
        label, name = QLabel(translate("Calls", _WORDS[key])), QLabel(key)
        label.setBuddy(field)
        name.setProperty("kind", "mono")
        field.setAccessibleName(label.text())
        self.fields[key] = field
        for place, part in enumerate((label, field, name)):
            grid.addWidget(part, row, place)

    def _finish(self) -> None:
        """One edit, or one sentence that says what is wrong first."""
        table = {"host": self._call.host, "do": self._call.do, **self._typed()}
        wrong = next(faults(table, Call), None)
        if wrong is not None:
            self._tell(wrong.sentence, str(wrong.place[-1]) if wrong.place else "")
            return
        try:
            self._take(read(table, Call))
        except Unfit as problem:
            self._tell(problem.sentence, str(problem.place[-1]) if problem.place else "")
        else:
            self.accept()

    def _typed(self) -> dict[str, Any]:
        """What is typed, as a lab file has it; nothing for what is left empty."""
        texts = {key: _text(key, field) for key, field in self.fields.items()}
        return {key: _value(key, text) for key, text in texts.items() if text}

    def _tell(self, sentence: Sentence, key: str) -> None:
        self.hint.setText(sentence.told(self._sentences))
        if key in self.fields:
            self.fields[key].setFocus()


def _field(key: str, text: str) -> QLineEdit | QComboBox:
    if key not in _CHOICES:
        field = QLineEdit(text)
        field.setPlaceholderText(_USUAL.get(key, ""))
        return field
    choice = QComboBox()
    choice.addItems(_CHOICES[key])
    if key == "when":
        choice.setEditable(True)
        choice.setCompleter(None)  # which would make received:100 of received:1
    choice.setCurrentText(text)
    return choice


def _text(key: str, field: QLineEdit | QComboBox) -> str:
    text = field.currentText() if isinstance(field, QComboBox) else field.text()
    return text if key == "data" else text.strip()


def _spelt(value: object) -> str:
    """As a lab file has it, without quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _value(key: str, text: str) -> object:
    if key in _TEXTS:
        return text
    if key == "value" and text in ("true", "false"):
        return text == "true"
    return int(text) if _NUMBER.fullmatch(text) else text
