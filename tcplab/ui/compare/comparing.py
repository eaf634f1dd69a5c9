"""What is compared with the run in view, and where both cursors stand."""

from bisect import bisect_left, bisect_right
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from tcplab.files.lessons import open_file
from tcplab.lab.branches import letter
from tcplab.lab.comparison import Comparison, Tick, comparing
from tcplab.lab.slices import Slices
from tcplab.sim.run import Run
from tcplab.ui.branching import Branching
from tcplab.ui.compare.others import Other, from_file, likely, others
from tcplab.ui.computing import Computing
from tcplab.ui.leavings import Leavings
from tcplab.ui.pictures import preparing_beside
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.slicing import Slicing


class Side(NamedTuple):
    """One of the two: how it is called, and whether it is the one in view, which can be edited."""

    letter: str
    name: str
    run: Run
    in_view: bool


class Comparing(QObject):
    """While it is on, two runs are shown and both cursors step together, by time.

    Of two branches the older is on the left, else the run in view. `changed` tells that other runs
    are compared, or none; `moved` that the cursors are elsewhere; `busy_changed` that the run of
    the other is being computed, or both are being compared: until then all is as before. What is
    walked through is that of a session: `cursor` counts the steps of both.
    """

    changed = Signal()
    moved = Signal()
    busy_changed = Signal(bool)

    def __init__(self, session: Session, branching: Branching, settings: Settings) -> None:
        super().__init__(session)
        self._session = session
        self._branching = branching
        self._settings = settings
        self._other: Other | None = None
        self._run: Run | None = None
        self._here = 0
        self._document = session.history.versions[0]
        self._computing = Computing(self)
        self._computing.finished.connect(self._computed)
        self._leavings = Leavings(self)
        self._looking = Slicing(self)
        self._looking.finished.connect(self._compared)
        for work in (self._computing, self._looking):
            work.busy_changed.connect(lambda _: self.busy_changed.emit(self.busy))
        self._coming: tuple[Side, Side] | None = None
        self.sides: tuple[Side, Side] | None = None
        self.comparison: Comparison | None = None
        self.cursor = 0
        session.run_changed.connect(self._follow)
        branching.changed.connect(self._follow)
        session.moment_changed.connect(self._follow_moment)

    @property
    def on(self) -> bool:
        """Whether two runs are shown."""
        return self.comparison is not None

    @property
    def busy(self) -> bool:
        """Whether the comparison is not there yet."""
        return self._computing.busy or self._looking.busy

    @property
    def runs(self) -> frozenset[Run]:
        """Those of both sides."""
        return frozenset(side.run for side in self.sides)

    @property
    def offered(self) -> tuple[Other, ...]:
        """With what one can compare, files apart."""
        return others(self._session, self._branching, self._settings.language)

    @property
    def likely(self) -> Other | None:
        """With what a single click compares."""
        return likely(self._session, self.offered)

    @property
    def other(self) -> Other | None:
        """What is compared with the run in view."""
        return self._other

    def compare(self, other: Other) -> None:
        """Puts something beside the run in view."""
        self._other, self._run = other, None
        self._here = self._session.branches.here
        self._document = self._session.history.versions[0]
        self._follow()

    def toggle(self) -> bool:
        """Compares with what is most likely wanted, or no more; False if there is nothing."""
        other = None if self.on or self.busy else self.likely
        if other is not None:
            self.compare(other)
        elif self._other is not None:
            self.leave()
        else:
            return False
        return True

    def compare_branch(self, number: int) -> None:
        """Puts another branch beside the run in view."""
        self.compare(next(one for one in self.offered if one.number == number))

    def compare_file(self, path: Path) -> None:
        """Puts beside it what a file holds; FileProblem says why it cannot."""
        self.compare(from_file(path, open_file(path).experiment))

    def leave(self) -> None:
        """Shows one run again; its cursor stays where it is."""
        was_on = self.on
        self._other = self._run = self._coming = self.sides = self.comparison = None
        self._session.beside = None
        self._computing.cancel()
        self._looking.cancel()
        if was_on:
            self.changed.emit()

    # what the session shows

    def _follow(self) -> None:
        """The run in view, or what is compared with it, may be another."""
        if self._other is None:
            return
        session = self._session
        if session.history.versions[0] is not self._document or not self._find_again():
            self.leave()
            return
        self._here = session.branches.here
        other = self._other
        run = self._known(other)
        if run is None:
            run = self._computing.start(other.experiment, session.run)
        if run is None:
            session.make_room()
        else:
            self._computed(run)

    def _find_again(self) -> bool:
        """Whether what is compared is still there; who goes to the other branch swaps the two."""
        session, other = self._session, self._other
        if other.kind != "branch":
            return True
        number = self._here if other.number == session.branches.here else other.number
        if number not in session.branches or number == session.branches.here:
            return False
        name = self._branching.lane(number).name
        self._other = Other("branch", name, session.branches[number].experiment, number)
        return True

    def _known(self, other: Other) -> Run | None:
        if self._run is not None and self._run.experiment == other.experiment:
            return self._run
        return self._session.at_hand(other.experiment)

    def _computed(self, run: Run) -> None:
        self._run = run
        self._session.beside = run
        self._session.know(run)
        before, self._coming = self._coming, self._sides(run)
        wanted = [side.run for side in self._coming]
        if self.on and wanted == [self.comparison.a, self.comparison.b]:
            self._looking.cancel()
            self._compared(self.comparison)
        elif not self._looking.busy or before is None or wanted != [side.run for side in before]:
            done = self._looking.start(_compared(*wanted))
            if done is not None:
                self._compared(done)

    def _compared(self, done: Comparison) -> None:
        if (self.sides, self.comparison) != (self._coming, done):
            self._leavings.keep(done.ticks)
            self.sides, self.comparison = self._coming, done
            self.cursor = self._tick_of_session()
            self.changed.emit()
        self._follow_moment()

    def _sides(self, run: Run) -> tuple[Side, Side]:
        """What is no branch is called by the next free letter."""
        other, branches = self._other, self._session.branches
        here, number = branches.present, other.number
        if other.kind != "branch":
            number = 1 + max(branch.number for branch in branches.branches)
        own = Side(here.letter, self._branching.lane(here.number).name, self._session.run, True)
        beside = Side(letter(number), other.name, run, False)
        return (beside, own) if number < here.number else (own, beside)

    def _tick_of_session(self) -> int:
        return self.comparison.tick_of(self._session.cursor, 0 if self.sides[0].in_view else 1)

    def _follow_moment(self) -> None:
        """Somebody moved the session's cursor: both stand there."""
        if self.on and self._moment(self.tick) != self._session.cursor:
            self.cursor = self._tick_of_session()
            self.moved.emit()

    # where both cursors stand

    @property
    def tick(self) -> Tick:
        """Where both cursors stand."""
        return self.comparison.ticks[self.cursor]

    def _moment(self, tick: Tick) -> int:
        return tick.a if self.sides[0].in_view else tick.b

    @property
    def last(self) -> int:
        """The last step of both."""
        return len(self.comparison.ticks) - 1

    reach = last

    @property
    def now(self) -> int:
        """What time it is (ms)."""
        return self.tick.at_ms

    @property
    def upcoming(self) -> int:
        """When the next step is (ms)."""
        return self.comparison.ticks[min(self.cursor + 1, self.last)].at_ms

    def go(self, index: int) -> None:
        """Moves both cursors to the step `index`, or as near as there is one."""
        index = max(0, min(self.last, index))
        if index != self.cursor:
            self.cursor = index
            self._session.go(self._moment(self.tick))
            self.moved.emit()

    def step(self, count: int) -> None:
        """Moves both cursors by `count` steps."""
        self.go(self.cursor + count)

    def go_to_moment(self, side: int, moment: int) -> None:
        """Moves both cursors to a moment of the left run (0) or the right one (1)."""
        ticks = self.comparison.ticks
        self.go(bisect_left(ticks, moment, key=lambda tick: (tick.a, tick.b)[side]))

    def step_to_state(self, direction: int) -> None:
        """Moves to the next (1) or previous (-1) step at which a state changes in either run."""
        ahead = range(self.cursor + 1, self.last + 1)
        places = ahead if direction > 0 else range(self.cursor - 1, 0, -1)
        found = (at for at in places if self._changed(at) != self._changed(at - 1))
        self.go(next(found, self.last if direction > 0 else 0))

    def _changed(self, at: int) -> tuple[int, int]:
        """How many changes of state there have been in either run until a step."""
        of, tick = self.comparison, self.comparison.ticks[at]
        return bisect_right(of.a.changes, tick.a), bisect_right(of.b.changes, tick.b)


def _compared(a: Run, b: Run) -> Slices[Comparison]:
    """The comparison; what shows both at once is found out first."""
    yield from preparing_beside(frozenset((a, b)))
    return (yield from comparing(a, b))
