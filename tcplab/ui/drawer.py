"""The left panel where the window is too narrow to have it beside the canvas: it slides over."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class Drawer(QObject):
    """Whether the panel lies over what it covers; Escape or a press on that closes it."""

    changed = Signal()

    def __init__(self, panel: QWidget, covered: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self._covered = covered
        self.is_open = False

    def toggle(self) -> None:
        """Opens it and takes the keyboard there, or closes it."""
        if self.is_open:
            self.close()
            return
        self._set_open(True)
        self._panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """What it covers is free again, and has the keyboard if the panel had it."""
        if not self.is_open:
            return
        if self._panel.isAncestorOf(QApplication.focusWidget()):
            self._covered.setFocus(Qt.FocusReason.OtherFocusReason)
        self._set_open(False)

    def _set_open(self, wanted: bool) -> None:
        self.is_open = wanted
        application = QApplication.instance()
        if wanted:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self._is_covered(watched):
            self.close()
        elif event.type() == QEvent.Type.KeyPress and self._is_escape(watched, event):
            self.close()
            return True
        return False

    def _is_covered(self, watched: QObject) -> bool:
        return isinstance(watched, QWidget) and self._covered.isAncestorOf(watched)

    def _is_escape(self, watched: QObject, event: QEvent) -> bool:
        """Escape in a menu or a dialog closes that alone."""
        return (
            isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and isinstance(watched, QWidget)
            and watched.window() is self._panel.window()
        )
