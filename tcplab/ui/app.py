"""Starting the program with a window."""

import gc
import signal
import sys

from PySide6.QtCore import QCoreApplication, QThreadPool
from PySide6.QtWidgets import QApplication

from tcplab.files.lessons import Opened, first_lesson
from tcplab.ui.error_report import ErrorReport
from tcplab.ui.language import Translators
from tcplab.ui.look.fonts import load_fonts, ui_font
from tcplab.ui.look.icons import application_icon
from tcplab.ui.look.theme import BODY_PX
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, named, with its fonts."""
    QCoreApplication.setOrganizationName("TCP Lab")
    QCoreApplication.setApplicationName("TCP Lab")
    application = QApplication(arguments)
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
    window.restore()
    return window


def run_window(opened: Opened | None) -> int:
    """Opens the window and returns the exit status when it is closed."""
    application = make_application(sys.argv[:1])
    window = make_window(application, opened)
    sys.excepthook = ErrorReport(window)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl+C in the terminal ends it at once
    window.show()
    gc.freeze()  # what is there now stays; to look through it would take longer than a frame
    status = application.exec()
    QThreadPool.globalInstance().waitForDone()
    return status
