"""A scroll area whose bar lies in its page's padding, so that nothing moves when it appears."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from tcplab.ui.look.scaling import text_scale

BAR = 8  # so it is in the style sheet


class PaddedScroll(QScrollArea):
    """Scrolls up and down; the page is as high as its text needs at the width that there is. Only
    large text may be wider, and is scrolled sideways.

    The page's layout gives the bar room from its right margin, which must be as wide as the BAR.
    """

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._padding = page.layout().contentsMargins().right()
        self.setWidget(page)
        page.installEventFilter(self)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.widget() and event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        page, width = self.widget(), self.viewport().width()
        layout, policy = page.layout(), Qt.ScrollBarPolicy
        margins = layout.contentsMargins()
        margins.setRight(max(0, self._padding - (self.width() - width)))
        layout.setContentsMargins(margins)
        least = layout.totalMinimumSize().width() if text_scale() > 1 else 0
        wide = policy.ScrollBarAsNeeded if least > width else policy.ScrollBarAlwaysOff
        if wide != self.horizontalScrollBarPolicy():  # else Qt lays out all of it once more
            self.setHorizontalScrollBarPolicy(wide)
        width = max(width, least)
        height = layout.totalMinimumSize().height()
        if layout.hasHeightForWidth():
            height = layout.totalHeightForWidth(width)
        page.resize(width, max(height, self.viewport().height()))
