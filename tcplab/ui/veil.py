"""A picture of all that a window is about to show: made bit by bit, seen at once, and taken away
bit by bit while what is below it is painted."""

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget


class _Piece(QWidget):
    """Looks as a part of the window will look."""

    def __init__(self, area: QWidget, place: QRect) -> None:
        super().__init__(area)
        self.hide()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setGeometry(place)
        self._picture: QPixmap = area.grab(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.end()


class Veil(QObject):
    """Lies over an area of a window while its updates are disabled, and a few turns longer."""

    def __init__(self, area: QWidget) -> None:
        super().__init__(area)
        self._area = area
        self._missing: list[QRect] | None = None
        self._pieces: list[_Piece] = []
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._uncover)
        area.installEventFilter(self)

    def forget(self) -> None:
        """What it looks like is no more what will be shown."""
        self._missing = None

    def make(self) -> bool:
        """Makes the next piece; False if there are all."""
        if self._missing is None:
            self._go()
            self._missing = [one.geometry() for one in self._area.children() if _seen(one)]
        if not self._missing:
            return False
        window = self._area.window()
        window.setUpdatesEnabled(True)  # else there is nothing to be seen
        self._pieces.append(_Piece(self._area, self._missing.pop()))
        window.setUpdatesEnabled(False)
        return True

    def cover(self) -> None:
        """All that is below can be painted now."""
        for piece in self._pieces:
            piece.raise_()
            piece.show()
        self._missing = None
        self._timer.start(0)

    def _uncover(self) -> None:
        if self._pieces:
            piece = self._pieces.pop()
            piece.hide()
            piece.deleteLater()
        else:
            self._timer.stop()

    def _go(self) -> None:
        self._timer.stop()
        while self._pieces:
            self._uncover()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.forget()
            self._go()
        return False


def _seen(part: QObject) -> bool:
    return isinstance(part, QWidget) and part.isVisible()
