"""The one QObject that knows the model: what is open, its run, and the cursor over it."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tcplab.lab.history import History
from tcplab.lab.lesson import Language, Lesson
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Moment, Run, run


class Session(QObject):
    """An open experiment. Every gesture ends in `edit` or `go`; panels listen to the signals.

    `run_changed` comes before `moment_changed`; `document_changed` tells of title, path, lesson,
    unsaved work and what can be undone.
    """

    run_changed = Signal()
    moment_changed = Signal()
    document_changed = Signal()

    def __init__(self, experiment: Experiment, lesson: Lesson | None = None) -> None:
        super().__init__()
        self._open(experiment, lesson, None)

    def _open(self, experiment: Experiment, lesson: Lesson | None, path: Path | None) -> None:
        self.history = History((experiment,))
        self.lesson = lesson
        self.path = path
        self._saved = experiment
        self.run: Run = run(experiment)
        self.cursor = 0

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
        self._replace(self.history.edited(experiment))

    def undo(self) -> None:
        """Takes the last edit back."""
        self._replace(self.history.undone())

    def redo(self) -> None:
        """Makes the edit again that was taken back."""
        self._replace(self.history.redone())

    def back_to_original(self) -> None:
        """Undoes all edits, as one edit that can itself be undone."""
        self.edit(self._saved)

    def _replace(self, history: History) -> None:
        if history == self.history:
            return
        before, now = self.run, self.now
        self.history = history
        self.run = run(history.present, before)
        self.cursor = _same_place(before, self.run, self.cursor, now)
        self._announce()

    def _announce(self) -> None:
        self.run_changed.emit()
        self.moment_changed.emit()
        self.document_changed.emit()

    def go(self, index: int) -> None:
        """Moves the cursor to the moment `index`, or as near as there is one."""
        index = max(0, min(self.last, index))
        if index != self.cursor:
            self.cursor = index
            self.moment_changed.emit()

    def go_to_time(self, now: int) -> None:
        """Moves the cursor to the last moment not after `now` (ms)."""
        self.go(_last_until(self.run, now))

    def step(self, count: int) -> None:
        """Moves the cursor by `count` moments."""
        self.go(self.cursor + count)

    def step_to_state(self, direction: int) -> None:
        """Moves the cursor to the next (1) or previous (-1) moment at which a state changed."""
        index = self.cursor + direction
        while 0 < index < self.last and not _changes_state(self.run.moments[index]):
            index += direction
        self.go(index)

    def title(self, language: Language) -> str:
        """What is open, in the language of the interface where it is a lesson."""
        if self.lesson is not None and self.experiment.title == self._saved.title:
            for variant in self.lesson.variants:
                if variant.experiment == self._saved:
                    return variant.title.written_in(language)
        return self.experiment.title


def _changes_state(moment: Moment) -> bool:
    return moment.step is not None and any(
        one.line.before.state is not one.line.after.state for one in moment.step.happened
    )


def _same_place(before: Run, after: Run, cursor: int, now: int) -> int:
    """The same step if both runs have it, else the last moment that is not later."""
    if cursor < len(after.moments) and after.moments[cursor].step == before.moments[cursor].step:
        return cursor
    return _last_until(after, now)


def _last_until(any_run: Run, now: int) -> int:
    moments = any_run.moments
    low, high = 0, len(moments)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if moments[middle].world.now <= now else (low, middle)
    return low
