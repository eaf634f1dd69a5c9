"""The one QObject that knows the model: what is open, its run, and the cursor over it."""

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.files.autosave import Work, Written
from tcplab.lab.branches import OPENED, Branches, after_edit, alone
from tcplab.lab.history import History
from tcplab.lab.lesson import Language, Lesson, Variant
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Moment, Run, run
from tcplab.ui.at_hand import AtHand
from tcplab.ui.computing import Computing

_BEGINNING = 100  # events of a long run that can be seen while the rest is computed
_PACE_MS = 100  # what is not under the hand follows it so often


class _Place(NamedTuple):
    """Where an edit starts from, or a gesture of many edits."""

    history: History
    run: Run
    cursor: int


class Session(QObject):
    """An open experiment and its branches. Every gesture ends in `edit` or `go`; panels listen to
    the signals.

    `run_changed` comes before `moment_changed`; `document_changed` tells of title, path, lesson,
    branches, unsaved work and what can be undone; while a gesture goes on it comes now and then.
    A run that takes long to compute comes later than its experiment: while the session is busy,
    `run` is the one before, or of one opened the beginning. Runs of other experiments are kept as
    long as there is room, in any case the one that is shown `beside` it. The cursor does not go
    beyond `barrier`, a moment's index, if there is one.
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
        self.beside: Run | None = None
        self._telling = QTimer(self, singleShot=True, interval=_PACE_MS)
        self._telling.timeout.connect(self.document_changed)
        self._open(experiment, lesson, path)

    def _open(self, experiment: Experiment, lesson: Lesson | None, path: Path | None) -> None:
        self.history = History((alone(experiment),))
        self.lesson = lesson
        self._saved = experiment
        self._opened = path
        self._written: dict[int, Written] = {}
        self._at_hand = AtHand()
        done = self._computing.start(experiment, None)
        self.run: Run = run(experiment, cap=_BEGINNING) if done is None else done
        self._begun = self.run if done is None else None
        self._keep()
        self.cursor = 0
        self.barrier: int | None = None
        self._gesture: _Place | None = None

    @property
    def experiment(self) -> Experiment:
        """The experiment as it is now."""
        return self.branches.present.experiment

    @property
    def branches(self) -> Branches:
        """All futures that are worked on, and which one is in view."""
        return self.history.present

    @property
    def path(self) -> Path | None:
        """The file that the branch in view comes from, or was written to."""
        branch = self.branches.present
        if branch.number in self._written:
            return self._written[branch.number].path
        return self._opened if branch.number == OPENED else None

    @property
    def lesson_file(self) -> Path | None:
        """The file that holds the open lesson, if it is a file of somebody's own."""
        return None if self.lesson is None else self._opened

    @property
    def own_file(self) -> Path | None:
        """The file that the branch in view may be written to again; a lesson is none."""
        written = self._written.get(self.branches.here)
        if written is not None:
            return written.path
        return self.path if self.lesson is None else None

    @property
    def moment(self) -> Moment:
        """The moment under the cursor."""
        return self.run.moments[self.cursor]

    @property
    def now(self) -> int:
        """The time under the cursor, in ms."""
        return self.moment.world.now

    @property
    def upcoming(self) -> int:
        """The time of the next moment, in ms; the same if there is none."""
        return self.run.moments[min(self.cursor + 1, self.last)].world.now

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
    def changed(self) -> bool:
        """Whether the branch in view is another experiment than what was opened."""
        return self.experiment != self._saved

    @property
    def unsaved(self) -> bool:
        """Whether there is work in the branch in view that no file holds."""
        return not self._is_held(self.branches.here)

    @property
    def unsaved_branches(self) -> tuple[int, ...]:
        """The branches, by their numbers, that no file holds as they are."""
        every = (branch.number for branch in self.branches.branches)
        return tuple(number for number in every if not self._is_held(number))

    def _is_held(self, number: int) -> bool:
        experiment, written = self.branches[number].experiment, self._written.get(number)
        return experiment == (self._saved if written is None else written.experiment)

    def open(
        self, experiment: Experiment, lesson: Lesson | None = None, path: Path | None = None
    ) -> None:
        """Shows another experiment from its beginning."""
        self._open(experiment, lesson, path)
        self._announce()

    def saved_as(self, path: Path) -> None:
        """The branch in view now stands in `path`; what was opened is no lesson any more."""
        branch = self.branches.present
        self._written[branch.number] = Written(path, branch.experiment)
        if branch.number == OPENED:
            self.lesson = None
            self._saved = branch.experiment
        self.document_changed.emit()

    def work(self) -> Work:
        """All that is open, as a value to keep."""
        lesson = None if self.lesson is None else self.lesson.id
        return Work(self.branches, self._saved, self._opened, lesson, dict(self._written))

    def restore(self, work: Work, lesson: Lesson | None) -> None:
        """Shows what was kept; undo goes back to what it began with."""
        self._open(work.opened, lesson, work.path)
        self._written = dict(work.written)
        self._replace(History((alone(work.opened), work.branches), 1), self._here())

    def reread(self, experiment: Experiment, lesson: Lesson | None) -> None:
        """The file of the branch in view is another now: an edit that can be undone."""
        self.end_gesture()
        here, path = self.branches.here, self.path
        if here in self._written and path is not None:
            self._written[here] = Written(path, experiment)
        else:
            self._saved, self.lesson = experiment, lesson
        before = self.history
        self._replace(before.edited(self.branches.edited(experiment)), self._here())
        if self.history is before:
            self._announce()  # words of a lesson may have changed

    def edit(self, experiment: Experiment) -> None:
        """Makes `experiment` the present one; the cursor stays where it was in time.

        An edit of what lies before the cursor makes a branch, and what was there stays.
        """
        if experiment == self.experiment:
            return
        origin = self._gesture or self._here()
        run = self._computed(experiment)
        branches = after_edit(origin.history.present, experiment, origin.run, origin.cursor, run)
        if branches.here not in origin.history.present:  # a deleted one may have had its number
            self._written.pop(branches.here, None)
        self._take(origin.history.edited(branches), origin, run)

    def switch(self, number: int) -> None:
        """Brings another branch into view, at the same time."""
        self.end_gesture()
        self._replace(self.history.switched(number), self._here())

    def rename(self, number: int, name: str) -> None:
        """Gives a branch a name; "" has it told by its changes."""
        self._replace(self.history.edited(self.branches.renamed(number, name)), self._here())

    def delete(self, number: int) -> None:
        """Deletes a branch, unless it is the last one."""
        self.end_gesture()
        self._replace(self.history.edited(self.branches.without(number)), self._here())

    def run_of(self, number: int) -> Run | None:
        """The run of a branch, if it is at hand."""
        return self.at_hand(self.branches[number].experiment)

    def at_hand(self, experiment: Experiment) -> Run | None:
        """The run of an experiment, if it is kept."""
        return self._at_hand.of(experiment)

    @property
    def original_run(self) -> Run | None:
        """The run of what was opened, which is kept for a lesson; or its beginning."""
        return self.at_hand(self._saved) or self._begun

    def know(self, run: Run) -> None:
        """A run that may be wanted has been computed elsewhere."""
        self._keep(run)

    def make_room(self) -> None:
        """A long run is being computed: others that can be computed again are not kept."""
        self._keep(coming=len(self.run.moments))

    def begin_gesture(self) -> None:
        """From now on all edits are one (a slider is dragged), and can be undone as one."""
        self._gesture = self._gesture or self._here()

    @property
    def in_gesture(self) -> bool:
        """Whether edits are still being made one."""
        return self._gesture is not None

    def end_gesture(self) -> None:
        """The next edit is one of its own again."""
        if self.in_gesture:
            self._gesture = None
            self._tell_document()

    def cancel_gesture(self) -> None:
        """All is as it was before the gesture, which has never been."""
        origin, self._gesture = self._gesture, None
        if origin is not None:
            self._replace(origin.history, origin)

    @property
    def before(self) -> Experiment:
        """The experiment as it was when the gesture began; without a gesture the present one."""
        return (self._gesture or self._here()).history.present.present.experiment

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
        """Undoes all edits and branches, as one edit that can itself be undone."""
        self.end_gesture()
        self._replace(self.history.edited(alone(self._saved)), self._here())

    def _replace(self, history: History, origin: _Place) -> None:
        if history == self.history:
            return
        self._take(history, origin, self._computed(history.present.present.experiment))

    def _computed(self, experiment: Experiment) -> Run | None:
        """Its run, if it is at hand or short; else `_show` is called later."""
        known = self.at_hand(experiment)
        if known is None:
            return self._computing.start(experiment, self.run)
        self._computing.cancel()
        return known

    def _take(self, history: History, origin: _Place, done: Run | None) -> None:
        """Where one stands now, and its run, if it does not come later."""
        self.history = history
        if done is None:
            self.make_room()
            self._tell_document()
        else:
            self._show(done, origin)

    def _show(self, done: Run, origin: _Place | None = None) -> None:
        """A run has been computed; `origin` is here, if nothing else was meant."""
        origin = origin or self._gesture or self._here()
        self.run = done
        self._keep(origin.run)
        self.cursor = _same_place(origin.run, done, origin.cursor)
        self._announce()

    def _keep(self, *wanted: Run, coming: int = 0) -> None:
        """The run in view is kept, what is beside it, what a lesson tells of; no beginning is."""
        told = None if self.lesson is None else self.at_hand(self._saved)
        needed = [one for one in (self.run, self.beside, told) if one not in (None, self._begun)]
        named = [branch.experiment for branch in self.branches.branches]
        self._at_hand.put(needed, [one for one in wanted if one is not self._begun], named, coming)

    def _announce(self) -> None:
        self.run_changed.emit()
        self.moment_changed.emit()
        self._tell_document()

    def _tell_document(self) -> None:
        """At once, but not at every move of a hand."""
        if not self.in_gesture:
            self._telling.stop()
            self.document_changed.emit()
        elif not self._telling.isActive():
            self._telling.start()

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
