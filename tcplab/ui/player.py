"""Playing a run: real time times speed, with long silences cut short."""

from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.ui.session import Session


class Walk(Protocol):
    """Steps that can be gone through; times in ms."""

    cursor: int
    last: int
    reach: int
    now: int
    upcoming: int

    def go(self, index: int) -> None:
        """To a step."""

    def step(self, count: int) -> None:
        """So many steps further."""


_SILENCE_MS = 600
_LEAST_MS = 120
_LONG = 8  # in one-way delays: what the canvas draws broken


class Player(QObject):
    """Moves a cursor on until the end; any gesture of the user may stop it.

    What it walks through is a session, or two runs that are compared.
    """

    playing_changed = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._walk: Walk = session
        self.speed = 1.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        session.run_changed.connect(self.stop)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def toggle(self, walk: Walk) -> None:
        """Plays, from the beginning if the end is reached, or stops."""
        if self.playing:
            self.stop()
            return
        self._walk = walk
        if walk.cursor == walk.last:
            walk.go(0)
        self._wait()
        self.playing_changed.emit(self.playing)

    def stop(self) -> None:
        """Stays where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _next(self) -> None:
        self._walk.step(1)
        self._wait()
        if not self.playing:
            self.playing_changed.emit(False)

    def _wait(self) -> None:
        walk = self._walk
        if walk.cursor < walk.reach:
            delay = max(50, self._session.experiment.network.delay_ms)
            self._timer.start(pause(walk.upcoming - walk.now, delay, self.speed))


def pause(gap_ms: int, delay_ms: int, speed: float) -> int:
    """How long to wait for an event `gap_ms` later, in ms of the user's time."""
    if gap_ms > _LONG * delay_ms:
        return round(_SILENCE_MS / max(1.0, speed))
    return round(max(_LEAST_MS, gap_ms) / speed)
