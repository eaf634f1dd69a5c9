"""The one QObject that knows the model: what is open, its run, and the cursor over it."""

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from tcplab.lab.history import History
from tcplab.lab.lesson import Language, Lesson, Variant
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Moment, Run, run
from tcplab.ui.computing import Computing

_BEGINNING = 100  # events of a long run that can be seen while the rest is computed


class _Place(NamedTuple):
    """Where an edit starts from, or a gesture of many edits."""

    history: History
    run: Run
    cursor: int


class Session(QObject):
    """An open experiment. Every gesture ends in `edit` or `go`; panels listen to the signals.

    `run_changed` comes before `moment_changed`; `document_changed` tells of title, path, lesson,
    unsaved work and what can be undone. A run that takes long to compute comes later than its
    experiment: while the session is busy, `run` is the one before, or of one opened the beginning.
    `original_run` is the latest run of what was opened. The cursor does not go beyond `barrier`,
    a moment's index, if there is one.
    """

    run_changed = Signal()
    moment_changed = Signal()
    document_changed = Signal()
    busy_changed = Signal(bool)

    def __init__(
        self, experiment: Experiment, lesson: Lesson | None = None, path: Path | None = None
    ) -> None:
        super().__init__()
        self._computing = Computing(self)
        self._computing.finished.connect(self._show)
        self._computing.busy_changed.connect(self.busy_changed)
        self._open(experiment, lesson, path)

    def _open(self, experiment: Experiment, lesson: Lesson | None, path: Path | None) -> None:
        self.history = History((experiment,))
        self.lesson = lesson
        self.path = path
        self._saved = experiment
        done = self._computing.start(experiment, None)
        self.run: Run = run(experiment, cap=_BEGINNING) if done is None else done
        self.original_run = self.run
        self.cursor = 0
        self.barrier: int | None = None
        self._gesture: _Place | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self.history.present

    @property
    def moment(self) -> Moment:
        """The moment under the cursor."""
        return self.run.moments[self.cursor]

    @property
    def now(self) -> int:
        """The time under the cursor, in ms."""
        return self.moment.world.now

    @property
    def last(self) -> int:
        """The index of the last moment."""
        return len(self.run.moments) - 1

    @property
    def reach(self) -> int:
        """The index of the last moment that the cursor may go to."""
        return self.last if self.barrier is None else min(self.last, self.barrier)

    @property
    def busy(self) -> bool:
        """Whether the run of the present experiment is still being computed."""
        return self._computing.busy

    @property
    def stopped(self) -> bool:
        """Whether the run was stopped because it has too many events."""
        return self.run.why == "limit" and not self.busy

    @property
    def original(self) -> Experiment:
        """What was opened: the lesson or the file as it stands on disk."""
        return self._saved

    @property
    def unsaved(self) -> bool:
        """Whether there is work that no file holds."""
        return self.experiment != self._saved

    def open(
        self, experiment: Experiment, lesson: Lesson | None = None, path: Path | None = None
    ) -> None:
        """Shows another experiment from its beginning."""
        self._open(experiment, lesson, path)
        self._announce()

    def saved_as(self, path: Path) -> None:
        """The present experiment now stands in `path`; it is a file of its own, no lesson."""
        self.path = path
        self.lesson = None
        self._saved = self.experiment
        self.document_changed.emit()

    def edit(self, experiment: Experiment) -> None:
        """Makes `experiment` the present one; the cursor stays where it was in time."""
        origin = self._gesture or self._here()
        self._replace(origin.history.edited(experiment), origin)

    def begin_gesture(self) -> None:
        """From now on all edits are one (a slider is dragged), and can be undone as one."""
        self._gesture = self._gesture or self._here()

    def end_gesture(self) -> None:
        """The next edit is one of its own again."""
        self._gesture = None

    def _here(self) -> _Place:
        return _Place(self.history, self.run, self.cursor)

    def undo(self) -> None:
        """Takes the last edit back."""
        self.end_gesture()
        self._replace(self.history.undone(), self._here())

    def redo(self) -> None:
        """Makes the edit again that was taken back."""
        self.end_gesture()
        self._replace(self.history.redone(), self._here())

    def back_to_original(self) -> None:
        """Undoes all edits, as one edit that can itself be undone."""
        self.edit(self._saved)

    def _replace(self, history: History, origin: _Place) -> None:
        if history == self.history:
            return
        self.history = history
        done = self._computing.start(history.present, self.run)
        if done is None:
            self.document_changed.emit()
        else:
            self._show(done, origin)

    def _show(self, done: Run, origin: _Place | None = None) -> None:
        """A run has been computed; `origin` is here, if nothing else was meant."""
        origin = origin or self._gesture or self._here()
        self.run = done
        if done.experiment == self._saved:
            self.original_run = done
        self.cursor = _same_place(origin.run, done, origin.cursor)
        self._announce()

    def _announce(self) -> None:
        self.run_changed.emit()
        self.moment_changed.emit()
        self.document_changed.emit()

    def go(self, index: int) -> None:
        """Moves the cursor to the moment `index`, or as near as there is one."""
        index = max(0, min(self.reach, index))
        if index != self.cursor:
            self.cursor = index
            self.moment_changed.emit()

    def go_to_time(self, now: int) -> None:
        """Moves the cursor to the last moment not after `now` (ms, 0 or more)."""
        self.go(_last_until(self.run, now))

    def step(self, count: int) -> None:
        """Moves the cursor by `count` moments."""
        self.go(self.cursor + count)

    def step_to_state(self, direction: int) -> None:
        """Moves the cursor to the next (1) or previous (-1) moment at which a state changed."""
        changes = self.run.changes
        if direction > 0:
            self.go(next(iter(changes[bisect_right(changes, self.cursor) :]), self.last))
        else:
            self.go(next(iter(changes[: bisect_left(changes, self.cursor)][-1:]), 0))

    @property
    def variant(self) -> Variant | None:
        """Which of a lesson's experiments was opened."""
        variants = () if self.lesson is None else self.lesson.variants
        return next((one for one in variants if one.experiment == self._saved), None)

    def title(self, language: Language) -> str:
        """What is open, in the language of the interface where it is a lesson."""
        if self.lesson is not None and self.experiment.title == self._saved.title:
            return self.lesson.title.written_in(language)
        return self.experiment.title


def _same_place(before: Run, after: Run, cursor: int) -> int:
    """The same step if both runs have it, else the last moment that is not later."""
    if cursor < len(after.moments) and after.moments[cursor].step == before.moments[cursor].step:
        return cursor
    return _last_until(after, before.moments[cursor].world.now)


def _last_until(any_run: Run, now: int) -> int:
    return bisect_right(any_run.moments, now, key=lambda moment: moment.world.now) - 1
