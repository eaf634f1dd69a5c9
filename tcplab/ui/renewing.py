"""A change of what is seen: made bit by bit, so that the window answers, and painted once."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QMainWindow

from tcplab.ui.veil import Veil

Step = tuple[Any, ...]
"""A function and what it is called with; what is asked for again is done once, with the rest."""

_SETTLE = 4
"""Turns of the event loop until layouts have followed: one makes another room for the next."""


class Renewing(QObject):
    """Until all is done the window shows what it showed before."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._veil = Veil(window.centralWidget())
        self._steps: list[Step] = []
        self._breaths = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._go_on)

    @property
    def busy(self) -> bool:
        """Whether the window shows what it showed before."""
        return self._timer.isActive()

    def begin(self, *steps: Step) -> None:
        """All of the window is another. Each step has a turn of the event loop of its own; in a
        hidden window all is done now."""
        self.hold(*steps)
        if self.busy and self._window.updatesEnabled():
            # All is to be painted, says this: else Qt notes it widget by widget, and paints them
            # one by one, which takes twice as long.
            area = self._window.centralWidget()
            area.raise_()
            area.lower()
            self._window.setUpdatesEnabled(False)

    def hold(self, *steps: Step) -> None:
        """The same where only some of it is: in the end nothing else is painted."""
        self._veil.forget()
        self._steps = [*(one for one in self._steps if one not in steps), *steps]
        if not self._window.isVisible():
            self.end()
        elif not self.busy:
            self._breaths = _SETTLE
            self._breathe()

    def _breathe(self) -> None:
        """What waits comes first; a timer of 0 ms would wait for the end of any stream of events,
        such as a mouse that moves makes."""
        self._timer.start(1 if self._window.updatesEnabled() else 0)

    def end(self) -> None:
        """All that is left is done now."""
        while self._steps:
            self._do_next()

    def _do_next(self) -> None:
        act, *values = self._steps.pop(0)
        act(*values)

    def _go_on(self) -> None:
        if self._breaths:  # what a step has posted is done; before the next one comes what waits
            self._breaths -= 1
            self._breathe()
        elif self._steps:
            self._breaths = _SETTLE
            self._breathe()
            self._do_next()
        elif self._window.updatesEnabled():
            QCoreApplication.sendEvent(self._window, QEvent(QEvent.Type.UpdateRequest))
        elif self._veil.make():
            self._breathe()
        else:
            self._veil.cover()
            self._window.setUpdatesEnabled(True)
            self._window.repaint()
