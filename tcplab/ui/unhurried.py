"""What opens over a window and is full of controls: made bit by bit, and seen when it is whole."""

from collections.abc import Iterator
from itertools import chain
from time import perf_counter

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_PIECE_S = 0.008


class Unhurried(QObject):
    """Goes on with a work, a few milliseconds in each turn of the event loop of `owner`."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._work: Iterator[None] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether there is still something to be done."""
        return self._work is not None

    def begin(self, work: Iterator[None]) -> None:
        """This, after whatever is not at its end."""
        self._work = work if self._work is None else chain(self._work, work)
        self._timer.start(0)

    def _go_on(self) -> None:
        end = perf_counter() + _PIECE_S
        try:
            while perf_counter() < end:
                next(self._work)
        except StopIteration:
            self._work = None
            self._timer.stop()


def polish(part: QWidget) -> None:
    """All that is in it learns how it looks, which else it would when it is shown, all at once."""
    for one in (part, *part.findChildren(QWidget)):
        one.ensurePolished()
