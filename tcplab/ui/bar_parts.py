"""What the toolbar is made of: its buttons, labels that give way, and the bar of a busy engine."""

from PySide6.QtCore import Property, QPropertyAnimation, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QColor, QFontMetrics, QIcon, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from tcplab.ui.icons import icon
from tcplab.ui.theme import Theme

BUSY_HEIGHT = 2
_CHEVRON = 16
_ROUND_MS = 1_200


def bar_button(action: QAction, kind: str = "quiet") -> QToolButton:
    """A button for one of the window's actions, reached by Tab but not focused by a click."""
    button = QToolButton()
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button


class ChoiceButton(QToolButton):
    """A quiet button with a text and a chevron that opens a menu of choices."""

    def __init__(self, menu: QMenu) -> None:
        super().__init__()
        self.setProperty("kind", "choice")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._chevron = QIcon()

    def set_theme(self, theme: Theme) -> None:
        """Draws the chevron in the theme's ink."""
        self._chevron = icon("chevron", theme)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        box = QRect(0, 0, _CHEVRON, _CHEVRON)
        box.moveCenter(self.rect().center())
        box.moveRight(self.rect().right() - 5)
        self._chevron.paint(QPainter(self), box)


class ElidedLabel(QLabel):
    """One line of text that ends in … where it has no room, and then tells all as a tooltip."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics: QFontMetrics = self.fontMetrics()
        shown = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip("" if shown == self.text() else self.text())
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.rect(),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )


class BusyBar(QWidget):
    """Two pixels that say that a long run is being computed; they move unless motion is reduced."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._colour = QColor()
        self._place = 0.0
        self._motion = QPropertyAnimation(self, b"place", self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(_ROUND_MS)
        self._motion.setLoopCount(-1)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Draws it in the theme's ink."""
        self._colour = QColor(theme.ink)

    def show_busy(self, busy: bool, *, still: bool) -> None:
        """Appears or goes; `still` is for reduced motion."""
        self.setVisible(busy)
        if busy and not still:
            self._motion.start()
        else:
            self._motion.stop()
            self._place = 0.0

    def _get_place(self) -> float:
        return self._place

    def _set_place(self, place: float) -> None:
        self._place = place
        self.update()

    place = Property(float, _get_place, _set_place)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._motion.state() is not QPropertyAnimation.State.Running:
            painter.fillRect(self.rect(), self._colour)
            return
        width = self.width() / 4
        left = self._place * (self.width() + width) - width
        painter.fillRect(QRectF(left, 0, width, self.height()), self._colour)
