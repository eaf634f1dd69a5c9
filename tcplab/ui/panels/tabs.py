"""Tabs with an underline, each scrolling its own page."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from tcplab.ui.look.attic import Attic, renewed
from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.look.scaling import fit, letters
from tcplab.ui.look.theme import BODY_PX
from tcplab.ui.panels.padded_scroll import PaddedScroll

_AROUND = 60
_LEFT = 8
_ROOMS = (("usual", 18), ("close", 12), ("least", 5))
"""How far tabs stand apart, by what there is beside each word (px); so it is in the style sheet."""


class Tabs(QWidget):
    """A bar over pages, made when they first come to the front; a high one scrolls."""

    def __init__(
        self, makers: tuple[Callable[[], QWidget], ...], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._bar = QTabBar()
        self._bar.setExpanding(False)
        self._bar.setDrawBase(False)
        self._stack = QStackedWidget()
        self._makers = makers
        self._areas: dict[int, PaddedScroll] = {}
        self._attic = Attic(self)
        for _ in makers:
            self._bar.addTab("")
        self._bar.currentChanged.connect(self._bring)
        top = QWidget()
        top.setProperty("rule", "bottom")
        top.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        fit(top, "setFixedHeight", 34)
        row = QHBoxLayout(top)
        row.setContentsMargins(_LEFT, 0, 0, 0)
        row.addWidget(self._bar, 1, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(top)
        column.addWidget(self._stack, 1)
        self._bring(0)

    def _bring(self, index: int) -> None:
        self._stack.setCurrentWidget(self._area(index))

    def _area(self, index: int) -> PaddedScroll:
        if index not in self._areas:
            page = self._makers[index]()
            page.setProperty("surface", "canvas")
            area = self._areas[index] = PaddedScroll(page)
            area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._stack.addWidget(area)
        area = self._areas[index]
        if area.parent() is self._attic:
            self._stack.addWidget(area)
            renewed(area)
        return area

    def prepare(self, index: int) -> QWidget:
        """A page that is not in front, made if it was not yet."""
        return self._area(index)

    def set_aside(self) -> None:
        """Takes the pages behind the one in front out of the window until they come there."""
        for area in self._areas.values():
            if area is not self._stack.currentWidget() and area.parent() is not self._attic:
                self._stack.removeWidget(area)
                area.setParent(self._attic)

    def set_texts(self, texts: tuple[str, ...], about: str) -> None:
        """The words on the tabs, and what they are, for those who cannot see it."""
        self._bar.setAccessibleName(about)
        for index, text in enumerate(texts):
            self._bar.setTabText(index, text)
        self._fit()

    def _fit(self) -> None:
        """Where there is no room for all tabs as they are, they stand closer together."""
        shown = [at for at in range(self._bar.count()) if self._bar.isTabVisible(at)]
        metrics = QFontMetrics(ui_font(letters(BODY_PX), SEMIBOLD))
        words = sum(metrics.horizontalAdvance(self._bar.tabText(at)) for at in shown)
        room = (self.width() - _LEFT - words) // max(1, len(shown))
        wanted = next((name for name, least in _ROOMS if room >= least), "usual")  # it scrolls
        if wanted != self._bar.property("room"):
            self._bar.setProperty("room", wanted)
            self._bar.style().unpolish(self._bar)
            self._bar.style().polish(self._bar)
            self._bar.setElideMode(self._bar.elideMode())  # lays out anew, and scrolls no farther

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def show_page(self, index: int) -> None:
        """Brings a page to the front."""
        if self._bar.isTabVisible(index):
            self._bar.setCurrentIndex(index)

    @property
    def page(self) -> int:
        """The index of the page in front."""
        return self._bar.currentIndex()

    @property
    def bar(self) -> QTabBar:
        """The bar, for those who press its tabs."""
        return self._bar

    def show_tab(self, index: int, shown: bool) -> None:
        """Whether there is such a page now."""
        if shown is not self._bar.isTabVisible(index):
            self._bar.setTabVisible(index, shown)
            self._fit()

    def reveal(self, part: QWidget | None) -> None:
        """Scrolls a part of the page in front into view."""
        if part is not None:
            self._area(self.page).ensureWidgetVisible(part, 0, _AROUND)

    def to_top(self) -> None:
        """The page in front begins at its beginning again."""
        self._area(self.page).verticalScrollBar().setValue(0)
