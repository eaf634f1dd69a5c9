"""Looking for the way to a place of the state diagram without holding up the window."""

import gc
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.lab.way_there import Search, way_there
from tcplab.sim.run import Run

_SLICE_S = 0.015
_PATIENCE_S = 10.0
"""Of work, the time between slices left out."""


class Seeking(QObject):
    """At most one search at a time; `ended` brings how it ended, unless it was cancelled."""

    ended = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[Search] | None = None
        self._found: Search | None = None
        self._worked = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a search goes on."""
        return self._steps is not None

    def start(self, run: Run, index: int, place: str) -> None:
        """Begins to look for a way from the moment `index` of a run."""
        self._steps = way_there(run, index, place)
        self._worked = 0.0
        gc.disable()  # it would look through the runs that are tried again and again
        self._timer.start()
        self.busy_changed.emit(True)

    def cancel(self) -> None:
        """Nobody wants to know any more."""
        if self.busy:
            self._stop()

    def _stop(self) -> None:
        self._steps = self._found = None
        self._timer.stop()
        gc.freeze()  # else all that the runs have left would be looked through at once
        gc.enable()
        self.busy_changed.emit(False)

    def _go_on(self) -> None:
        assert self._steps is not None  # else the timer stands still
        if self._found is not None:  # what comes of it takes a turn of its own
            found = self._found
            self._stop()
            self.ended.emit(found)
            return
        begun = perf_counter()
        while True:
            search = next(self._steps)
            spent = perf_counter() - begun
            if search.over or self._worked + spent > _PATIENCE_S:
                self._found = search
                return
            if spent > _SLICE_S:
                self._worked += spent
                return
