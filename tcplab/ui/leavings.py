"""Lets go of long runs little by little: to free one at once takes a fifth of a second."""

from collections.abc import Collection
from sys import getrefcount
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

_LOOK_MS, _FREE_MS = 500, 10
_SLICE_S, _BIT = 0.005, 100
_ONLY_OURS = 2
"""The references to values that only we keep: the list's, and the question's own."""


class Leavings(QObject):
    """Keeps values until nobody else does, then frees what they hold in slices."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._kept: list[Collection[object]] = []
        self._loose: list[object] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._free)

    def keep(self, *values: Collection[object]) -> None:
        """Some day each of these is no longer needed elsewhere."""
        every = {id(one): one for one in (*self._kept, *values) if one}
        self._kept = list(every.values())
        if not self._timer.isActive():
            self._timer.start(_LOOK_MS)

    def _free(self) -> None:
        if not self._loose:
            self._look()
        busy, end = bool(self._loose), perf_counter() + _SLICE_S
        while self._loose and perf_counter() < end:
            del self._loose[-_BIT:]
        if busy:  # there may be more
            self._timer.start(_FREE_MS)
        elif self._kept:
            self._timer.start(_LOOK_MS)
        else:
            self._timer.stop()

    def _look(self) -> None:
        """The first of what nobody else keeps is to be freed."""
        for place in range(len(self._kept)):
            if getrefcount(self._kept[place]) <= _ONLY_OURS:
                self._loose += self._kept.pop(place)
                break
