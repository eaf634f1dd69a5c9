"""Computing runs without holding up the window: a short one at once, a long one in slices."""

import gc
from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QThreadPool, QTimer, Signal

from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, running
from tcplab.ui.pictures import prepare

AT_ONCE_S = 0.08
"""A run that takes no longer is there before the gesture ends."""
_SLICE_S = 0.03
_SHORT = 2_000  # events of a run whose pictures are made as quickly


class Computing(QObject):
    """At most one computation at a time; a new one takes the place of the old.

    `finished` brings the run of a computation that could not be done at once, when its pictures
    are made too.
    """

    finished = Signal(object)
    busy_changed = Signal(bool)
    _pictured = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._steps: Iterator[Run | None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._pictured.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether a run is still being computed."""
        return self._steps is not None

    def start(self, experiment: Experiment, earlier: Run | None) -> Run | None:
        """The run if it is short; else None, and `finished` brings it."""
        was_busy = self.busy
        self._steps = steps = running(experiment, earlier)
        done = _advance(steps, AT_ONCE_S)
        if done is None:
            gc.disable()  # it would look through the growing run again and again
            self._timer.start()
        elif len(done.moments) > _SHORT:
            self._picture(done)
        else:
            self._steps = None
            self._timer.stop()
            gc.enable()
        if self.busy != was_busy:
            self.busy_changed.emit(self.busy)
        return None if self.busy else done

    def _go_on(self) -> None:
        assert self._steps is not None  # else the timer stands still
        done = _advance(self._steps, _SLICE_S)
        if done is not None:
            self._picture(done)

    def _picture(self, done: Run) -> None:
        self._timer.stop()
        steps = self._steps
        QThreadPool.globalInstance().start(lambda: self._make_pictures(steps, done))

    def _make_pictures(self, steps: Iterator[Run | None] | None, done: Run) -> None:
        """In a thread of its own, as a picture cannot be made in slices."""
        prepare(done)
        self._pictured.emit((steps, done))

    def _finish(self, computed: tuple[Iterator[Run | None], Run]) -> None:
        steps, done = computed
        if steps is self._steps:  # else something newer is being computed, or shown
            self._steps = None
            gc.freeze()  # values have no cycles: nothing in them is to be found
            gc.enable()
            self.finished.emit(done)
            self.busy_changed.emit(False)


def _advance(steps: Iterator[Run | None], seconds: float) -> Run | None:
    """The run if it is done within `seconds`."""
    end = perf_counter() + seconds
    while perf_counter() < end:
        if (done := next(steps)) is not None:
            return done
    return None
