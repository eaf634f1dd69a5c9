"""The line between the canvas and the timeline: what happened beside the experiment."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from tcplab.ui.bar_parts import ElidedLabel

PLAIN, WITH_CHOICES = 28, 40
"""Heights in logical pixels."""

Words = Callable[[], str]
"""Asked anew when the language changes."""


class Choice(NamedTuple):
    """A button of a notice; the notice goes before `act` is called."""

    words: Words
    act: Callable[[], object]


class _Notice(NamedTuple):
    about: str
    words: Words
    choices: tuple[Choice, ...]


class Notices(QFrame):
    """Shows the latest of the notices that hold; nothing waits for an answer.

    `changed` tells that it appears, goes, or is of another height.
    """

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("surface", "notice")
        self._notices: list[_Notice] = []
        self._label = ElidedLabel("secondary")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 0, 16, 0)
        self._row.setSpacing(8)
        self._row.addWidget(self._label, 1)
        self._buttons: list[QPushButton] = []
        self.hide()

    def tell(self, about: str, words: Words, *choices: Choice) -> None:
        """Says something, in the place of what was said about the same."""
        notice = _Notice(about, words, choices)
        if self._notices[-1:] == [notice]:
            return
        self._notices = [*(one for one in self._notices if one.about != about), notice]
        self._show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._label, QAccessible.Event.Alert))

    def drop(self, about: str) -> None:
        """What was said about this no longer holds."""
        kept = [one for one in self._notices if one.about != about]
        if len(kept) != len(self._notices):
            self._notices = kept
            self._show()

    @property
    def height_needed(self) -> int:
        """In logical pixels; 0 if there is nothing to say."""
        if not self._notices:
            return 0
        return WITH_CHOICES if self._notices[-1].choices else PLAIN

    def text(self) -> str:
        """What stands there."""
        return self._label.text()

    @property
    def buttons(self) -> tuple[QPushButton, ...]:
        """What can be chosen."""
        return tuple(self._buttons)

    def _show(self) -> None:
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        self._buttons = []
        if self._notices:
            shown = self._notices[-1]
            self._label.setText(shown.words())
            for choice in shown.choices:
                self._add(shown.about, choice)
        self.setVisible(bool(self._notices))
        self.changed.emit()

    def _add(self, about: str, choice: Choice) -> None:
        button = QPushButton(choice.words())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

        def choose() -> None:
            self.drop(about)
            choice.act()

        button.clicked.connect(choose)
        self._row.addWidget(button)
        self._buttons.append(button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and self._notices:
            self._show()
        super().changeEvent(event)
