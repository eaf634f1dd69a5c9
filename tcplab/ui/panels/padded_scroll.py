"""A scroll area whose bar lies in its page's padding, so that nothing moves when it appears."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget


class PaddedScroll(QScrollArea):
    """Scrolls up and down only; the page's layout gives the bar room from its right margin."""

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._padding = page.layout().contentsMargins().right()
        self.setWidget(page)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        layout = self.widget().layout()
        margins = layout.contentsMargins()
        margins.setRight(self._padding - (self.width() - self.viewport().width()))
        layout.setContentsMargins(margins)
