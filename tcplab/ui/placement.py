"""Where the window stands on the screens that are there."""

from PySide6.QtCore import QByteArray, QPoint, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

LEAST = QSize(1024, 640)
_FIRST = QSize(1440, 900)
_TITLE_BAR = 40
_REACHABLE = 80


def place(window: QWidget, remembered: QByteArray | None) -> None:
    """As remembered, if that screen is still there, else in the middle of the first one."""
    # How high a title bar is the system says only when the window is seen.
    free = QGuiApplication.primaryScreen().availableGeometry().adjusted(0, _TITLE_BAR, 0, 0)
    window.setMinimumSize(LEAST.boundedTo(free.size()))
    if remembered is not None and window.restoreGeometry(remembered) and _reachable(window):
        return
    window.resize(_FIRST.boundedTo(free.size()))
    window.move(free.center() - window.rect().center() - QPoint(0, _TITLE_BAR))


def _reachable(window: QWidget) -> bool:
    """Whether the title bar can be grasped on one of the screens."""
    bar = window.frameGeometry()
    bar.setHeight(_TITLE_BAR)
    bar.adjust(_REACHABLE, 0, -_REACHABLE, 0)
    return any(screen.availableGeometry().intersects(bar) for screen in QGuiApplication.screens())
