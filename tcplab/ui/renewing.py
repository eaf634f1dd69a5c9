"""A change of all that is seen: made bit by bit, so that the window answers, and painted once."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMainWindow


class Renewing(QObject):
    """Until all is done the window shows what it showed before."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._steps: list[Callable[[], object]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    def begin(self, *steps: Callable[[], object]) -> None:
        """Each step has a turn of the event loop of its own; in a hidden window all is done now."""
        self._steps = [*(one for one in self._steps if one not in steps), *steps]
        if not self._window.isVisible():
            while self._steps:
                self._steps.pop(0)()
        elif not self._timer.isActive():
            # All is to be painted, says this: else Qt notes it widget by widget, and paints them
            # one by one, which takes twice as long.
            area = self._window.centralWidget()
            area.raise_()
            area.lower()
            self._window.setUpdatesEnabled(False)
            self._timer.start()

    def _go_on(self) -> None:
        if self._steps:
            self._steps.pop(0)()
            return
        self._timer.stop()
        self._window.setUpdatesEnabled(True)
        self._window.repaint()
