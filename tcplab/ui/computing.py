"""Computing runs without holding up the window: a short one at once, a long one in slices."""

from PySide6.QtCore import QObject, Signal

from tcplab.lab.slices import Slices
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, running
from tcplab.ui.leavings import Leavings
from tcplab.ui.pictures import large_parts, preparing
from tcplab.ui.slicing import Slicing

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
        self._slicing = Slicing(self)
        self._slicing.finished.connect(self._finish)
        self._slicing.busy_changed.connect(self.busy_changed)
        self._leavings = Leavings(self)

    @property
    def busy(self) -> bool:
        """Whether a run is still being computed."""
        return self._slicing.busy

    def start(self, experiment: Experiment, earlier: Run | None) -> Run | None:
        """The run if it is short; else None, and `finished` brings it."""
        long = earlier is not None and len(earlier.moments) > _SHORT  # so will be the edited one
        return self._slicing.start(_computed(experiment, earlier), long=long)

    def cancel(self) -> None:
        """Nobody wants the run any more."""
        self._slicing.cancel()

    def _finish(self, done: Run) -> None:
        self._leavings.keep(*large_parts(done))
        self.finished.emit(done)


def _computed(experiment: Experiment, earlier: Run | None) -> Slices[Run]:
    """The run, and of a long one the pictures, too."""
    for done in running(experiment, earlier):
        if done is not None:
            if len(done.moments) > _SHORT:
                yield from preparing(done)
            return done
        yield
    raise AssertionError("a run ends with itself")
