"""The head of the state diagram: how many of its transitions have been seen, a tick for each."""

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tcplab.ui.look.scaling import fit, letters
from tcplab.ui.look.theme import Theme

_PITCH = 4
_HEIGHT = 8
_ROOMY, _LEAST, _APART = 360, 290, 48


class DiagramHead(QWidget):
    """ "State diagram", "14 of 26 transitions seen", and 26 ticks."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seen, self._total = 0, 0
        self._shown: tuple[int, int, Theme] | None = None
        self._name = QLabel()
        self._name.setProperty("kind", "head")
        self._count = QLabel()
        self._count.setProperty("kind", "hint")
        self._ticks = _Ticks()
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addStretch(1)
        row.addWidget(self._count)
        row.addWidget(self._ticks)
        fit(self, "setFixedHeight", 36)

    def show_progress(self, seen: int, total: int, theme: Theme) -> None:
        """How many of all transitions have been seen."""
        if (seen, total, theme) != self._shown:
            self._shown = (seen, total, theme)
            self._seen, self._total = seen, total
            self._ticks.show_progress(seen, total, theme)
            self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._name.setText(self.tr("State diagram"))
        long = self.tr("{0} of {1} transitions seen").format(self._seen, self._total)
        short = self.tr("{0} of {1} seen").format(self._seen, self._total)
        least = self._name.sizeHint().width() + self._count.fontMetrics().horizontalAdvance(short)
        if least + _APART > self.width():
            short = f"{self._seen}/{self._total}"
        self._count.setText(long if self.width() >= letters(_ROOMY) else short)
        self._count.setToolTip(long)
        self._ticks.setVisible(self.width() >= letters(_LEAST))
        self._count.setAccessibleName(long)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.retranslate()


class _Ticks(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._seen, self._total = 0, 0
        self._ink = self._pale = QColor(Qt.GlobalColor.transparent)

    def show_progress(self, seen: int, total: int, theme: Theme) -> None:
        self._seen, self._total = seen, total
        self._ink, self._pale = QColor(theme.ink), QColor(theme.faint)
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_PITCH * self._total, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for tick in range(self._total):
            colour = self._ink if tick < self._seen else self._pale
            painter.fillRect(QRectF(tick * _PITCH + 1, 0, _PITCH - 1, _HEIGHT), colour)
