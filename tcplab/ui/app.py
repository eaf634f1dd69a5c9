"""Starting the program with a window."""

import gc
import signal
import sys
import threading

from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool, QTimer, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from tcplab.files.disk import FileProblem
from tcplab.files.handover import address
from tcplab.files.lessons import Opened, first_lesson
from tcplab.ui.error_report import ErrorReport
from tcplab.ui.language import Translators
from tcplab.ui.look.fonts import load_fonts, ui_font
from tcplab.ui.look.icons import application_icon
from tcplab.ui.look.theme import BODY_PX
from tcplab.ui.menus import show_menu_bar
from tcplab.ui.placement import place
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow


class Application(QApplication):
    """Hears which file macOS wants opened: there, no command line names it."""

    file_asked = Signal(str)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FileOpen and isinstance(event, QFileOpenEvent):
            self.file_asked.emit(event.file())
            return True
        return super().event(event)


def make_application(arguments: list[str]) -> Application:
    """The one QApplication, named, with its fonts."""
    QCoreApplication.setOrganizationName("TCP Lab")
    QCoreApplication.setApplicationName("TCP Lab")
    application = Application(arguments)
    application.setApplicationDisplayName("TCP Lab")
    application.setDesktopFileName("tcplab")
    application.setWindowIcon(application_icon())
    load_fonts()
    return application


def make_window(application: QApplication, opened: Opened | None) -> MainWindow:
    """The window on `opened`, or on the first lesson."""
    if opened is None:
        opened = first_lesson()
    application.setFont(ui_font(BODY_PX))  # what a style sheet leaves open is taken from here
    settings = Settings()
    session = Session(opened.experiment, opened.lesson, opened.path)
    if opened.path is not None:
        settings.add_recent(opened.path)
    window = MainWindow(session, settings, Translators(application))
    place(window, settings.geometry)
    return window


def run_window(
    opened: Opened | None, problem: FileProblem | None = None, *, present: bool = False
) -> int:
    """Opens the window and returns the exit status when it is closed.

    `problem` says why what was asked for is not `opened`; it is told in the window.
    """
    application = make_application(sys.argv[:1])
    window = make_window(application, opened)
    report = ErrorReport(window)
    sys.excepthook, threading.excepthook = report, report.of_thread
    window.keeping.find_again(at_once=opened is None)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it at once
    application.file_asked.connect(window.documents.open_argument)
    if sys.platform == "darwin":
        show_menu_bar(window)
    window.show()
    if present:
        window.presenting.begin()
    QTimer.singleShot(0, window, lambda: listen(window))
    if problem is not None:
        QTimer.singleShot(0, window, lambda: window.documents.tell_unopened(problem))
    gc.freeze()  # what is there now stays; to look through it would take longer than a frame
    status = application.exec()
    QThreadPool.globalInstance().waitForDone()
    return status


def listen(window: MainWindow) -> None:
    """From now on a second start finds this window, if it can be seen and none is there yet."""
    where = address()
    if where is None:
        return
    try:
        from tcplab.ui.listening import Listening  # QtNetwork is for later
    except ImportError:
        return  # a Linux without Kerberos's library has no QtNetwork: each start opens a window
    Listening(window, where, window.documents.open_argument)
