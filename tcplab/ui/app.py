"""Starting the program with a window."""

import sys
import traceback
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMessageBox,
    QRadioButton,
    QTabBar,
)

from tcplab.files.lessons import Opened, lesson_ids, open_argument
from tcplab.ui.fonts import load_fonts
from tcplab.ui.icons import application_icon
from tcplab.ui.language import Translators
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow

_ARROWS = {
    Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End,
    Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
}  # fmt: skip
_MOVED_BY_ARROWS = (
    QAbstractSlider, QAbstractSpinBox, QAbstractItemView, QComboBox, QLineEdit, QRadioButton,
    QTabBar,
)  # fmt: skip
_TYPED_INTO = (QLineEdit, QAbstractSpinBox)


class KeysBelongToFocus(QObject):
    """Lets a control keep the keys that move it, though the window has commands on them too."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if not belongs(watched, Qt.Key(event.key()), event.modifiers()):
            return False
        event.accept()
        return True


def belongs(widget: QObject, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> bool:
    """Whether `key` is the focused widget's own rather than a command of the window."""
    plain = modifiers in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
    if not plain:
        return False
    if isinstance(widget, _TYPED_INTO):
        return key < Qt.Key.Key_Escape or key in _ARROWS
    if isinstance(widget, QAbstractButton) and key == Qt.Key.Key_Space:
        return True
    return isinstance(widget, _MOVED_BY_ARROWS) and key in _ARROWS


def make_application(arguments: list[str]) -> QApplication:
    """The one QApplication, named, with its fonts and its habits."""
    QCoreApplication.setOrganizationName("TCP Lab")
    QCoreApplication.setApplicationName("TCP Lab")
    application = QApplication(arguments)
    application.setApplicationDisplayName("TCP Lab")
    application.setDesktopFileName("tcplab")
    application.setWindowIcon(application_icon())
    load_fonts()
    application.installEventFilter(KeysBelongToFocus(application))
    return application


def make_window(application: QApplication, opened: Opened | None) -> MainWindow:
    """The window on `opened`, or on the first lesson."""
    if opened is None:
        opened = open_argument(lesson_ids()[0])
    settings = Settings()
    translators = Translators(application)
    session = Session(opened.experiment, opened.lesson)
    if opened.path is not None:
        session.open(opened.experiment, opened.lesson, opened.path)
        settings.add_recent(opened.path)
    window = MainWindow(session, settings, translators)
    window.restore()
    return window


def run_window(opened: Opened | None) -> int:
    """Opens the window and returns the exit status when it is closed."""
    application = make_application(sys.argv[:1])
    window = make_window(application, opened)
    sys.excepthook = _report
    window.show()
    return application.exec()


def _report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """An error of ours becomes one dialog with a report to copy; the program goes on."""
    report = "".join(traceback.format_exception(kind, error, trace))
    sys.stderr.write(report)
    if QApplication.activeModalWidget() is not None:
        return
    box = QMessageBox(QMessageBox.Icon.Critical, "TCP Lab", "")
    box.setText(QCoreApplication.translate("Application", "Something went wrong in TCP Lab."))
    box.setInformativeText(
        QCoreApplication.translate(
            "Application", "Your experiment is still open. The details can be copied below."
        )
    )
    box.setDetailedText(report)
    box.exec()
