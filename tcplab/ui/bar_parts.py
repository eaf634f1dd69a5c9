"""What the toolbar is made of: its buttons, labels that give way, and the bar of a busy engine."""

from PySide6.QtCore import (
    SIGNAL,
    Property,
    QEvent,
    QObject,
    QPropertyAnimation,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAction,
    QActionEvent,
    QColor,
    QFontMetrics,
    QIcon,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QLabel,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyleOptionToolButton,
    QStylePainter,
    QToolButton,
    QWidget,
)

from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import letters
from tcplab.ui.look.theme import Theme

BUSY_HEIGHT = 2
_APART = 7
_PADDING = 12
_ICON_ONLY = Qt.ToolButtonStyle.ToolButtonIconOnly
_ROUND_MS = 1_200


class ActionButton(QToolButton):
    """A button that listens to its action once: Qt's own does so once more with every change."""

    def actionEvent(self, event: QActionEvent) -> None:
        if event.type() == QEvent.Type.ActionChanged:
            QObject.disconnect(event.action(), SIGNAL("changed()"), self, None)
        super().actionEvent(event)


def bar_button(action: QAction, kind: str = "quiet") -> QToolButton:
    """A button for one of the window's actions, reached by Tab but not focused by a click."""
    button = ActionButton()
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setDefaultAction(action)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button


def _icon_size() -> int:
    return round(letters(16))


class TextButton(ActionButton):
    """A button with an icon, a text and, if it opens a menu, a chevron, evenly apart."""

    def __init__(self, kind: str, menu: QMenu | None = None) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._words = ""
        self._chevron = QIcon()
        if menu is not None:
            self.setMenu(menu)
            self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)

    def set_theme(self, theme: Theme) -> None:
        """Draws the chevron in the theme's ink."""
        self._chevron = icon("chevron", theme) if self.menu() is not None else QIcon()
        self.update()

    def say(self, words: str) -> None:
        """What stands on it, which may be shorter than its action's own text."""
        self._words = words
        self.setAccessibleDescription(words)
        self.updateGeometry()
        self.update()

    def _text(self) -> str:
        return "" if self.toolButtonStyle() is _ICON_ONLY else self._words

    def sizeHint(self) -> QSize:
        parts = [self.fontMetrics().horizontalAdvance(self._text())] if self._text() else []
        parts += [_icon_size()] if not self.icon().isNull() else []
        parts += [_icon_size()] if self.menu() is not None else []
        return QSize(
            sum(parts) + _APART * (len(parts) - 1) + 2 * _PADDING, super().sizeHint().height()
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QStylePainter(self)
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        left, middle, size = _PADDING, self.height() // 2, _icon_size()
        if not self.icon().isNull():
            self.icon().paint(painter, QRect(left, middle - size // 2, size, size))
            left += size + _APART
        painter.setPen(self.palette().color(self.foregroundRole()))
        room = QRect(left, 0, self.width() - left, self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self._text())
        place = QRect(self.width() - _PADDING - size, middle - size // 2, size, size)
        self._chevron.paint(painter, place)


class ElidedLabel(QLabel):
    """One line of text that ends in … where it has no room, and then tells all as a tooltip.

    Of parts with " · " between them as many are left as have room, then of the first what has.
    """

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.setProperty("kind", kind)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        metrics: QFontMetrics = self.fontMetrics()
        shown = self.text()
        while " · " in shown and metrics.horizontalAdvance(shown) > self.width():
            shown = shown.rpartition(" · ")[0]
        shown = metrics.elidedText(shown, Qt.TextElideMode.ElideRight, self.width())
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
