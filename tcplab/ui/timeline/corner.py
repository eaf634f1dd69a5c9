"""The right end of the timeline: all branches in a menu, and the button that compares."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QBoxLayout, QMenu, QWidget

from tcplab.ui.bar_parts import TextButton
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme

_LOW, _NARROW = 100, 1_030
_WIDE, _APART = 112, 6


class TimelineCorner(QWidget):
    """Two buttons, one above the other; beside each other where it is low. Without words where it
    is low or narrow."""

    def __init__(self, compare: QAction, menu: QMenu) -> None:
        super().__init__()
        self.branches = TextButton("quiet", menu)
        self.compare = TextButton("outlined")
        self.compare.setDefaultAction(compare)
        self._row = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_APART)
        for button in (self.branches, self.compare):
            self._row.addWidget(button, alignment=Qt.AlignmentFlag.AlignRight)
        policy = self.branches.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # the other button stays where it is
        self.branches.setSizePolicy(policy)
        self.branches.hide()
        self._low: bool | None = None  # not told yet
        self._wordless = False
        self._count = 0

    def fit(self, width: float, height: float) -> None:
        """How large the timeline is."""
        before = (self._low, self._wordless)
        self._low = height < _LOW
        self._wordless = self._low or width < _NARROW
        if before == (self._low, self._wordless):
            return
        directions, styles = QBoxLayout.Direction, Qt.ToolButtonStyle
        self._row.setDirection(directions.LeftToRight if self._low else directions.TopToBottom)
        style = styles.ToolButtonIconOnly if self._wordless else styles.ToolButtonTextBesideIcon
        for button in (self.branches, self.compare):
            button.setToolButtonStyle(style)

    def sizeHint(self) -> QSize:
        """The room is kept when there are no branches, so that nothing moves with the first."""
        sizes = [button.sizeHint() for button in (self.branches, self.compare)]
        if self._low:
            return QSize(sum(size.width() for size in sizes) + _APART, sizes[1].height())
        height = sum(size.height() for size in sizes) + _APART
        least = 0 if self._wordless else _WIDE
        return QSize(max(least, *(size.width() for size in sizes)), height)

    def show_count(self, count: int) -> bool:
        """How many branches there are, and whether that is news; with one nothing can be chosen."""
        before, self._count = self._count, count
        self.branches.setVisible(count > 1)
        words = self.tr("{0} branches").format(count)
        if words != self.branches.toolTip():
            self.branches.say(words)
            self.branches.setToolTip(words)
            self.branches.setAccessibleName(words)
        return count != before

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.compare.say(self.tr("Compare"))

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        self.branches.setIcon(icon("branch", theme))
        self.branches.set_theme(theme)
