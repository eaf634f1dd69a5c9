"""Work in slices while the window answers: what is short at once, what is long bit by bit."""

import gc
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.lab.slices import Slices

AT_ONCE_S = 0.02
"""Work that takes no longer is done before the gesture ends."""
_SLICE_S = 0.01
_PAUSE_MS = 50
"""What a gesture changes at once is seen before work goes on."""


class Slicing(QObject):
    """At most one work at a time, which makes values; a new one takes the place of the old.

    `finished` brings the result of work that could not be done at once.
    """

    finished = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._work: Slices[Any] | None = None
        self._done: Any = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether there is still something to be done."""
        return self._work is not None

    def start(self, work: Slices[Any], *, long: bool = False) -> Any:
        """The result if it is there soon; else None, and `finished` brings it. What is known to be
        long does not begin before the gesture ends.
        """
        was_busy = self.busy
        self._work, self._done = work, None
        done = self._advance(0.0 if long else AT_ONCE_S)
        if done is None:
            gc.disable()  # it would look through what grows again and again
            self._timer.start(_PAUSE_MS)
        else:
            self._stop()
        if self.busy != was_busy:
            self.busy_changed.emit(self.busy)
        return done

    def cancel(self) -> None:
        """Nobody wants the result any more."""
        if self.busy:
            self._stop()
            self.busy_changed.emit(False)

    def _stop(self) -> None:
        self._work = self._done = None
        self._timer.stop()
        gc.enable()

    def _go_on(self) -> None:
        if self._timer.interval():
            self._timer.setInterval(0)
        if self._done is None:
            self._done = self._advance(_SLICE_S)
            return  # to show the result takes a turn of its own
        done = self._done
        gc.freeze()  # values have no cycles: nothing in them is to be found
        self._stop()
        self.finished.emit(done)
        self.busy_changed.emit(False)

    def _advance(self, seconds: float) -> Any:
        """The result if it is there within `seconds`."""
        end = perf_counter() + seconds
        try:
            while perf_counter() < end:
                next(self._work)
        except StopIteration as done:
            return done.value
        return None
