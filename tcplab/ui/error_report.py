"""An error of ours becomes one dialog with a report to copy; the program goes on."""

import sys
import traceback
from threading import ExceptHookArgs
from types import TracebackType

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from tcplab import __version__

translate = QCoreApplication.translate


class ErrorReport(QObject):
    """For sys.excepthook and, by `of_thread`, for threading.excepthook.

    The same error is shown once, or a fault in painting would never end.
    """

    _met = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[str] = set()
        # Not from within: this may have come out of a paintEvent, or of another thread.
        self._met.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def of_thread(self, met: ExceptHookArgs) -> None:
        """The same for what a thread of Python's did not catch."""
        self(met.exc_type, met.exc_value or met.exc_type(), met.exc_traceback)

    def __call__(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        report = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(report)
        if report not in self._told:
            self._told.add(report)
            self._met.emit(report)

    def _show(self, report: str) -> None:
        from PySide6.QtWidgets import QMessageBox, QPushButton  # who meets no error needs none

        box = QMessageBox(self._window.wardrobe)
        box.setObjectName("error-report")
        box.setIcon(QMessageBox.Icon.Critical)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setText(translate("ErrorReport", "Something went wrong in TCP Lab."))
        box.setInformativeText(
            translate("ErrorReport", "Your experiment is still open, and every edit is kept.")
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
