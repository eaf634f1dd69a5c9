"""The branches of a session as the window shows them, and what can be done with one."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QWidget

from tcplab.files.wording import read_words
from tcplab.lab.branches_picture import Lane, branches_picture
from tcplab.sim.run import Run
from tcplab.ui.computing import Computing
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.timeline.scene import lanes_wanted


class Branching(QObject):
    """`changed` tells that `lanes` are others now: a branch, a name, a run that took long."""

    changed = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__(session)
        self._session = session
        self._settings = settings
        self._computing = Computing(self)
        self._computing.finished.connect(self._know)
        self.lanes: tuple[Lane, ...] = ()
        session.run_changed.connect(self._follow)
        session.document_changed.connect(self.look)
        self.look()

    def _follow(self) -> None:
        """Another run; names beside a hand that moves are looked at with the document."""
        shown = [lane.number for lane in self.lanes]
        forked = shown != [one.number for one in self._session.branches.branches]
        if forked or not self._session.in_gesture:
            self.look()

    def look(self) -> None:
        """Finds out how everything is called now; what is shown and nobody has yet is computed."""
        session, language = self._session, self._settings.language
        runs = {one.number: session.run_of(one.number) for one in session.branches.branches}
        runs[session.branches.here] = session.run
        known = {number: run for number, run in runs.items() if run is not None}
        words = read_words(language)
        lanes = branches_picture(session.branches, known, self._opened(), words, language)
        if lanes != self.lanes:
            self.lanes = lanes
            self.changed.emit()
        if lanes_wanted(lanes) == len(lanes):
            self._compute([number for number in runs if number not in known])

    def _opened(self) -> str:
        """How the branch is called that was opened."""
        session, language = self._session, self._settings.language
        if session.variant is not None and len(session.lesson.variants) > 1:
            return session.variant.title.written_in(language)
        return session.title(language)

    def _compute(self, missing: list[int]) -> None:
        """One after the other; the runs of short ones are there at once."""
        for number in missing:
            if self._computing.busy:
                return
            experiment = self._session.branches[number].experiment
            done = self._computing.start(experiment, self._session.run)
            if done is not None:
                self._know(done)

    def _know(self, run: Run) -> None:
        self._session.know(run)
        if self._session.at_hand(run.experiment) is not None:  # else there is no room for it
            self.look()

    @property
    def here(self) -> int:
        """The number of the branch in view."""
        return self._session.branches.here

    def __contains__(self, number: int) -> bool:
        """Whether there is a branch of that number: an open menu may be older."""
        return number in self._session.branches

    def lane(self, number: int) -> Lane:
        """A branch as it is shown."""
        return next(lane for lane in self.lanes if lane.number == number)

    def switch(self, number: int, ms: int | None = None) -> None:
        """Brings a branch into view, and goes to a time (ms) if one is meant."""
        self._session.switch(number)
        if ms is not None and not self._session.busy:
            self._session.go_to_time(ms)

    def step(self, count: int) -> None:
        """The next branch, or with -1 the one before; after the last comes the first."""
        numbers = [lane.number for lane in self.lanes]
        here = numbers.index(self.here)
        self.switch(numbers[(here + count) % len(numbers)])

    def ask_name(self, window: QWidget, number: int) -> None:
        """Lets somebody name a branch; an empty name has it told by its changes again."""
        lane = self.lane(number)
        name, given = QInputDialog.getText(
            window, self.tr("Rename branch"), self.tr("Name of branch {0}").format(lane.letter),
            text=lane.name,
        )  # fmt: skip
        if given and name != lane.name:
            self._session.rename(number, name)

    def delete(self, number: int) -> None:
        """Undo brings it back."""
        self._session.delete(number)
