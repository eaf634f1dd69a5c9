"""The left panel where the window is too narrow to have it beside the canvas: it slides over."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget


class Drawer(QObject):
    """Whether the panel lies over the canvas; Escape or a press anywhere else closes it."""

    changed = Signal()

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self._panel = panel
        self.is_open = False

    def toggle(self) -> None:
        """Opens it and takes the keyboard there, or closes it."""
        self._set_open(not self.is_open)
        if self.is_open:
            self._panel.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close(self) -> None:
        """The canvas is free again."""
        self._set_open(False)

    def _set_open(self, wanted: bool) -> None:
        if wanted == self.is_open:
            return
        self.is_open = wanted
        application = QApplication.instance()
        if wanted:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)
        self.changed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.MouseButtonPress and self._is_outside(watched):
            self.close()
        elif event.type() == QEvent.Type.KeyPress and self._is_escape(watched, event):
            self.close()
            return True
        return False

    def _is_outside(self, watched: QObject) -> bool:
        """Not in the panel, nor in a menu that hangs from it."""
        return (
            isinstance(watched, QWidget)
            and watched.window() is self._panel.window()
            and watched is not self._panel
            and not self._panel.isAncestorOf(watched)
        )

    def _is_escape(self, watched: QObject, event: QEvent) -> bool:
        return (
            isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and isinstance(watched, QWidget)
            and watched.window() is self._panel.window()
        )
