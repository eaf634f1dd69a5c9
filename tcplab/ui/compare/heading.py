"""Above a comparison: how both runs are called, with what one compares, and the way out."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from tcplab.ui.bar_parts import ElidedLabel, TextButton
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import letters, line
from tcplab.ui.look.theme import Theme

_HEIGHT = 40
_MARGIN, _BUTTON, _NARROW = 16, 28, 1200


def heading_height() -> int:
    """How high it is."""
    return line(_HEIGHT)


class Heading(QWidget):
    """`closed` says that one run is wanted again."""

    closed = Signal()

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setProperty("surface", "canvas")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._middle = 0
        self.names = (ElidedLabel("title"), ElidedLabel("title"))
        self.choose = TextButton("outlined", menu)
        self.close_button = QToolButton()
        self.close_button.setProperty("kind", "quiet")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.closed)
        for part in (*self.names, self.choose, self.close_button):
            part.setParent(self)
        self.retranslate()

    def show_sides(self, sides: tuple[tuple[str, str], ...]) -> None:
        """The letters and names of both."""
        for label, (letter, name) in zip(self.names, sides, strict=True):
            label.setText(f"{letter}  {name}")

    def set_middle(self, x: int) -> None:
        """Where the right one begins."""
        self._middle = x
        self._place()

    def _place(self) -> None:
        width, height = self.width(), heading_height()
        top = (height - line(_BUTTON)) // 2
        styles = Qt.ToolButtonStyle
        short, whole = styles.ToolButtonIconOnly, styles.ToolButtonTextBesideIcon
        self.choose.setToolButtonStyle(short if width < letters(_NARROW) else whole)
        close, choose = self.close_button, self.choose.sizeHint()
        close.setGeometry(width - _MARGIN - line(_BUTTON), top, line(_BUTTON), line(_BUTTON))
        left = close.x() - 8 - choose.width()
        self.choose.setGeometry(left, top, choose.width(), line(_BUTTON))
        self.names[0].setGeometry(_MARGIN, 0, self._middle - 2 * _MARGIN, height)
        self.names[1].setGeometry(self._middle + _MARGIN, 0, left - self._middle - 32, height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        self.close_button.setIcon(icon("close", theme))
        self.close_button.setIconSize(QSize(16, 16))
        self.choose.setIcon(icon("split", theme))
        self.choose.set_theme(theme)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.choose.say(self.tr("Compare with"))
        self.choose.setToolTip(self.tr("Compare with"))
        self.choose.setAccessibleName(self.tr("Compare with"))
        self.close_button.setToolTip(self.tr("One run again (Esc)"))
        self.close_button.setAccessibleName(self.tr("One run again (Esc)"))
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
