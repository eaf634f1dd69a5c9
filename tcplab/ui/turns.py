"""Work for turns of the event loop of its own, so that none of them is long."""

from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def paint_later(window: QWidget) -> None:
    """What changes in this turn is painted in the next one; until then all looks as before."""
    window.setUpdatesEnabled(False)
    QTimer.singleShot(0, window, partial(window.setUpdatesEnabled, True))
