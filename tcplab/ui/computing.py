"""Computing runs without holding up the window: a short one at once, a long one in slices."""

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, running

AT_ONCE_S = 0.08
"""A run that takes no longer is there before the gesture ends."""
_SLICE_S = 0.03


class Computing(QObject):
    """At most one computation at a time; a new one takes the place of the old.

    `finished` brings the run of a computation that could not be done at once.
    """

    finished = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[Run | None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether a run is still being computed."""
        return self._steps is not None

    def start(self, experiment: Experiment, earlier: Run | None) -> Run | None:
        """The run if it is short; else None, and `finished` brings it."""
        self._steps, was_busy = None, self.busy
        steps = running(experiment, earlier)
        done = _advance(steps, AT_ONCE_S)
        if done is None:
            self._steps = steps
            self._timer.start()
        else:
            self._timer.stop()
        if self.busy != was_busy:
            self.busy_changed.emit(self.busy)
        return done

    def _go_on(self) -> None:
        assert self._steps is not None  # else the timer stands still
        done = _advance(self._steps, _SLICE_S)
        if done is not None:
            self._steps = None
            self._timer.stop()
            self.finished.emit(done)
            self.busy_changed.emit(False)


def _advance(steps: Iterator[Run | None], seconds: float) -> Run | None:
    """The run if it is done within `seconds`."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        if (done := next(steps)) is not None:
            return done
    return None
