"""The line between the canvas and the timeline: what happened beside the experiment."""

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from tcplab.ui.bar_parts import ElidedLabel

PLAIN, WITH_CHOICES = 28, 40
"""Heights in logical pixels."""


def translated(source: str) -> str:
    """A notice's words in the language of the interface."""
    return QCoreApplication.translate("Notices", source)


class Choice(NamedTuple):
    """A button of a notice; the notice goes before `act` is called."""

    source: str
    act: Callable[[], object]


CLOSE = Choice(QT_TRANSLATE_NOOP("Notices", "Close"), lambda: None)
"""For what needs no answer."""


class _Notice(NamedTuple):
    about: str
    source: str
    parts: tuple[str | Choice, ...]

    @property
    def words(self) -> str:
        return translated(self.source).format(*(one for one in self.parts if isinstance(one, str)))

    @property
    def choices(self) -> list[Choice]:
        return [one for one in self.parts if isinstance(one, Choice)]


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

    def tell(self, about: str, source: str, *parts: str | Choice) -> None:
        """Says something, in the place of what was said about the same.

        `source` is marked by QT_TRANSLATE_NOOP("Notices", …); `parts` fill its {0}, {1} …, or can
        be chosen.
        """
        notice = _Notice(about, source, parts)
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
            self._label.setText(shown.words)
            for choice in shown.choices:
                self._add(shown.about, choice)
        self.setVisible(bool(self._notices))
        self.changed.emit()

    def _add(self, about: str, choice: Choice) -> None:
        button = QPushButton(translated(choice.source))
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
