"""Work for turns of the event loop of its own, so that none of them is long."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget


def in_turns(window: QWidget, *works: Callable[[], object]) -> None:
    """Does the first work now, each other one in the next turn; until all are done nothing is
    painted, so that the window never looks half done.
    """
    first, *others = works
    window.setUpdatesEnabled(False)
    first()
    then = partial(in_turns, window, *others) if others else partial(window.setUpdatesEnabled, True)
    QTimer.singleShot(0, window, then)
