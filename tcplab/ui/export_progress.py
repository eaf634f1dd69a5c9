"""How far an export is: heard from the thread that paints, shown to whoever may end it."""

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QProgressDialog, QWidget

translate = QCoreApplication.translate

_PATIENCE_MS = 700
_WIDTH = 320


class Cancelled(Exception):
    """Nobody wants it any more."""


class ExportProgress(QObject):
    """A bar with a way out, if it takes long; the window goes on meanwhile."""

    _told = Signal(int, int)

    def __init__(self, window: QWidget, name: str) -> None:
        super().__init__(window)
        label = translate("ExportProgress", "Painting {0}…").format(name)
        self.dialog = QProgressDialog(label, translate("ExportProgress", "Cancel"), 0, 0, window)
        self.dialog.setWindowTitle(translate("ExportProgress", "Export"))
        self.dialog.setMinimumWidth(_WIDTH)
        self.dialog.setMinimumDuration(_PATIENCE_MS)
        self.dialog.setAutoClose(False)
        self.dialog.setAutoReset(False)
        self.dialog.canceled.connect(self.cancel)
        self._cancelled = False
        self._told.connect(self._show)

    def tell(self, done: int, of: int) -> None:
        """Hears from any thread; raises Cancelled if the work is to end."""
        if self._cancelled:
            raise Cancelled
        self._told.emit(done, of)

    def _show(self, done: int, of: int) -> None:
        if not self._cancelled:
            self.dialog.setMaximum(of)
            self.dialog.setValue(done)

    def cancel(self) -> None:
        """The next `tell` ends the work."""
        self._cancelled = True

    def close(self) -> None:
        """Nothing more comes."""
        self._cancelled = True
        self.dialog.close()
        self.dialog.deleteLater()
        self.deleteLater()
