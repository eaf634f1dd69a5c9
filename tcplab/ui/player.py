"""Playing a run: real time times speed, with long silences cut short."""

from PySide6.QtCore import QObject, QTimer, Signal

from tcplab.ui.session import Session

SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)
_SILENCE_MS = 600
_LEAST_MS = 120
_LONG = 8  # in one-way delays: what the canvas draws broken


class Player(QObject):
    """Moves the session's cursor on until the run's end; any gesture of the user may stop it."""

    playing_changed = Signal(bool)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.speed = 1.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)
        session.run_changed.connect(self.stop)

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def toggle(self) -> None:
        """Plays, from the beginning if the end is reached, or stops."""
        if self.playing:
            self.stop()
            return
        if self._session.cursor == self._session.last:
            self._session.go(0)
        self._wait()
        self.playing_changed.emit(self.playing)

    def stop(self) -> None:
        """Stays where it is."""
        if self.playing:
            self._timer.stop()
            self.playing_changed.emit(False)

    def _next(self) -> None:
        self._session.step(1)
        self._wait()
        if not self.playing:
            self.playing_changed.emit(False)

    def _wait(self) -> None:
        session = self._session
        if session.cursor < session.reach:
            upcoming = session.run.moments[session.cursor + 1].world.now
            delay = max(50, session.experiment.network.delay_ms)
            self._timer.start(pause(upcoming - session.now, delay, self.speed))


def pause(gap_ms: int, delay_ms: int, speed: float) -> int:
    """How long to wait for an event `gap_ms` later, in ms of the user's time."""
    if gap_ms > _LONG * delay_ms:
        return round(_SILENCE_MS / max(1.0, speed))
    return round(max(_LEAST_MS, gap_ms) / speed)
