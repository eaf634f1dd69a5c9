"""Starting the program with a window."""

import gc
import sys
import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QThreadPool, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow

if TYPE_CHECKING:
    from tcplab.files.disk import FileProblem
    from tcplab.files.lessons import Opened

_PATIENCE_MS = 200
_NEW_VALUES = 20_000


class Application(QApplication):
    """Hears which file macOS wants opened: there, no command line names it."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application(arguments: list[str]) -> Application:
    """The one QApplication, named, with its fonts."""
    from tcplab.ui.look.fonts import load_fonts

    application = _bare(arguments)
    load_fonts()
    _show_icon(application)
    return application


def _bare(arguments: list[str]) -> Application:
    QCoreApplication.setOrganizationName("TCP Lab")
    QCoreApplication.setApplicationName("TCP Lab")
    application = Application(arguments)
    application.setApplicationDisplayName("TCP Lab")
    application.setDesktopFileName("tcplab")
    return application


def _show_icon(application: Application) -> None:
    from tcplab.ui.look.icons import application_icon  # which is drawn in many sizes at once

    application.setWindowIcon(application_icon())


def make_window(application: QApplication, opened: "Opened | None") -> MainWindow:
    """The window on `opened`, or on the first lesson, with all its parts; not yet shown."""
    window = MainWindow(Settings())
    for _ in window.furnish(application, opened):
        pass
    return window


def run_window(
    opened: "Opened | None", problem: "FileProblem | None" = None, *, present: bool = False
) -> int:
    """Opens the window and returns the exit status when it is closed.

    `problem` says why what was asked for is not `opened`; it is told in the window.
    """
    gc.disable()  # what comes to be now stays; to look through it takes longer than a frame
    application = _bare(sys.argv[:1])
    asked: list[str] = []
    application.file_asked.connect(asked.append)
    window = MainWindow(Settings())
    if not _furnished_in_sight(application, window, opened):
        return 0
    application.file_asked.disconnect()
    _begin(application, window, at_once=opened is None)
    if present:
        window.presenting.begin()
    for file in asked[-1:]:
        window.documents.open_argument(file)
    QTimer.singleShot(0, window, lambda: listen(window))
    if problem is not None:
        QTimer.singleShot(0, window, lambda: window.documents.tell_unopened(problem))
    collect_seldom()
    status = application.exec()
    QThreadPool.globalInstance().waitForDone()
    return status


def collect_seldom() -> None:
    """What there is now stays; what is new is looked through for garbage now and then.

    An edit makes some ten thousand values, which have no cycles.
    """
    gc.freeze()
    gc.set_threshold(_NEW_VALUES)
    gc.enable()


def _furnished_in_sight(
    application: Application, window: MainWindow, opened: "Opened | None"
) -> bool:
    """Shows the window, and makes its parts while it is seen; whether it still is.

    What the hand does meanwhile waits until there is something to be touched.
    """
    without_input = QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents
    seen = QEventLoop()
    window.ground.painted.connect(seen.quit)
    QTimer.singleShot(_PATIENCE_MS, seen.quit)  # it may be below other windows
    window.show()
    seen.exec(without_input)
    from tcplab.ui.look.fonts import load_fonts  # until now nothing was written

    load_fonts()
    for _ in window.furnish(application, opened):
        application.processEvents(without_input)
        if not window.isVisible():
            return False
    return True


def _begin(application: Application, window: MainWindow, *, at_once: bool) -> None:
    """What goes on outside of the window is of interest from now on."""
    import signal

    from tcplab.ui.error_report import ErrorReport
    from tcplab.ui.menus import show_menu_bar
    from tcplab.ui.warming import Warming

    _show_icon(application)
    report = ErrorReport(window)
    sys.excepthook, threading.excepthook = report, report.of_thread
    window.keeping.find_again(at_once=at_once)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it at once
    application.file_asked.connect(window.documents.open_argument)
    Warming(window)
    if sys.platform == "darwin":
        show_menu_bar(window)


def listen(window: MainWindow) -> None:
    """From now on a second start finds this window, if it can be seen and none is there yet."""
    from tcplab.files.handover import address

    where = address()
    if where is None:
        return
    try:
        from tcplab.ui.listening import Listening  # QtNetwork is for later
    except ImportError:
        return  # a Linux without Kerberos's library has no QtNetwork: each start opens a window
    Listening(window, where, window.documents.open_argument)
