"""Computing runs without holding up the window: a short one at once, a long one in slices."""

import gc
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, running
from tcplab.ui.leavings import Leavings
from tcplab.ui.pictures import large_parts, preparing

AT_ONCE_S = 0.03
"""A run that takes no longer is there before the gesture ends."""
_SLICE_S = 0.02
_SHORT = 2_000  # events of a run whose pictures are made as quickly


class Computing(QObject):
    """At most one computation at a time; a new one takes the place of the old.

    `finished` brings the run of a computation that could not be done at once, when its pictures
    are made too.
    """

    finished = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[Run | None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._leavings = Leavings(self)

    @property
    def busy(self) -> bool:
        """Whether a run is still being computed."""
        return self._steps is not None

    def start(self, experiment: Experiment, earlier: Run | None) -> Run | None:
        """The run if it is short; else None, and `finished` brings it."""
        was_busy = self.busy
        self._steps = steps = _computed(experiment, earlier)
        done = _advance(steps, AT_ONCE_S)
        if done is None:
            gc.disable()  # it would look through the growing run again and again
            self._timer.start()
        else:
            self._steps = None
            self._timer.stop()
            gc.enable()
        if self.busy != was_busy:
            self.busy_changed.emit(self.busy)
        return done

    def cancel(self) -> None:
        """Nobody wants the run any more."""
        if self.busy:
            self._steps = None
            self._timer.stop()
            gc.enable()
            self.busy_changed.emit(False)

    def _go_on(self) -> None:
        assert self._steps is not None  # else the timer stands still
        done = _advance(self._steps, _SLICE_S)
        if done is not None:
            self._finish(done)

    def _finish(self, done: Run) -> None:
        self._steps = None
        self._timer.stop()
        self._leavings.keep(*large_parts(done))
        gc.freeze()  # values have no cycles: nothing in them is to be found
        gc.enable()
        self.finished.emit(done)
        self.busy_changed.emit(False)


def _computed(experiment: Experiment, earlier: Run | None) -> Iterator[Run | None]:
    """The run, and of a long one the pictures, too: None now and again, and at last the run."""
    for done in running(experiment, earlier):
        if done is not None:
            if len(done.moments) > _SHORT:
                yield from preparing(done)
            yield done
        else:
            yield None


def _advance(steps: Iterator[Run | None], seconds: float) -> Run | None:
    """The run if it is done within `seconds`."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        if (done := next(steps)) is not None:
            return done
    return None
