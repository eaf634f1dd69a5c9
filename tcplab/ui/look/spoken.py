"""What is painted, once more as objects that a screen reader finds; made only while one listens."""

from collections.abc import Iterable
from itertools import islice
from typing import NamedTuple

from PySide6.QtCore import QObject, QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QLabel, QWidget

_SETTLE_MS = 60
_MOST = 200
"""More parts than so many nobody listens to."""


def announce(widget: QWidget, words: str) -> None:
    """Has a screen reader say something."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


class Part(NamedTuple):
    """A sentence, and where on the widget it belongs."""

    words: str
    place: QRect


class Spoken(QObject):
    """Keeps an empty label on `host` for each of its `parts`."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
        self._labels: list[QLabel] = []
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.refresh)

    def parts(self) -> Iterable[Part]:
        """What there is to be told now, in the order of reading."""
        raise NotImplementedError

    def look_again(self) -> None:
        """What is painted has changed: soon all of it is told anew, if anybody listens."""
        if QAccessible.isActive() and not self._settle.isActive():
            self._settle.start()

    def refresh(self) -> None:
        """Tells everything as it is now."""
        parts = list(islice(self.parts(), _MOST))
        for part, label in zip(parts, self._at_least(len(parts)), strict=False):
            if label.geometry() != part.place:
                label.setGeometry(part.place)
            if label.accessibleName() != part.words:
                label.setAccessibleName(part.words)
            label.show()
        for label in self._labels[len(parts) :]:
            label.hide()

    def _at_least(self, count: int) -> list[QLabel]:
        while len(self._labels) < count:
            label = QLabel(self._host)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            self._labels.append(label)
        return self._labels
