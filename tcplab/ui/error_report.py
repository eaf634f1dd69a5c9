"""An error of ours becomes one dialog with a report to copy; the program goes on."""

import sys
import traceback
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, Qt, QThread, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from tcplab import __version__

translate = QCoreApplication.translate


class ErrorReport:
    """For sys.excepthook; the same error is shown once, or a fault in painting would never end."""

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._told: set[str] = set()

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        report = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(report)
        if report not in self._told and QThread.currentThread() is self._window.thread():
            self._told.add(report)
            # Not from within: this may have come out of a paintEvent.
            QTimer.singleShot(0, self._window, lambda: self._show(report))

    def _show(self, report: str) -> None:
        from PySide6.QtWidgets import QMessageBox, QPushButton  # who meets no error needs none

        box = QMessageBox(self._window)
        box.setObjectName("error-report")
        box.setIcon(QMessageBox.Icon.Critical)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(translate("ErrorReport", "Something went wrong in TCP Lab."))
        box.setInformativeText(
            translate("ErrorReport", "Your experiment is still open. It is safe to save it now.")
        )
        details = _versions() + report
        box.setDetailedText(details)
        box.addButton(QMessageBox.StandardButton.Close)
        copy: QPushButton = box.addButton(
            translate("ErrorReport", "Copy the report"), QMessageBox.ButtonRole.ActionRole
        )
        copy.clicked.disconnect()  # it copies, and the dialog stays
        copy.clicked.connect(lambda: QApplication.clipboard().setText(details))
        box.open()


def _versions() -> str:
    import platform  # as above

    return (
        f"TCP Lab {__version__}, PySide6 {pyside_version}, "
        f"Python {platform.python_version()}, {platform.platform()}\n"
    )
