"""The ring around the widget that the keyboard has reached; a click shows none."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QApplication, QFocusFrame, QProxyStyle, QStyle, QWidget

_WIDTH = 2
_RADIUS = 8
_APART = {QStyle.PixelMetric.PM_FocusFrameHMargin, QStyle.PixelMetric.PM_FocusFrameVMargin}


class _Apart(QProxyStyle):
    """What a focus frame asks of its style: how far it reaches beyond the widget."""

    def pixelMetric(self, metric, option=None, widget=None) -> int:
        return 2 * _WIDTH if metric in _APART else super().pixelMetric(metric, option, widget)

    def styleHint(self, hint, option=None, widget=None, data=None) -> int:
        if hint == QStyle.StyleHint.SH_FocusFrame_AboveWidget:
            return 1  # else what is at the edge of a group would cut the ring
        return super().styleHint(hint, option, widget, data)


class FocusRing(QFocusFrame):
    """Follows the focus through one window: 2 px of ink, 2 px away from the widget.

    A widget that draws its own focus says so by the dynamic property `ownFocus`.
    """

    def __init__(self, window: QWidget, ink: str) -> None:
        super().__init__(window)
        self._ink = ink
        style = _Apart("Fusion")
        style.setParent(self)  # it outlives what it measures
        self.setStyle(style)
        QApplication.instance().focusChanged.connect(self._follow)

    def set_ink(self, ink: str) -> None:
        """For a change of theme; "#RRGGBB"."""
        self._ink = ink
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self._ink), _WIDTH))
        inset = _WIDTH / 2
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        self.setWidget(new if new is not None and self._shown_for(new) else None)

    def _shown_for(self, widget: QWidget) -> bool:
        window = widget.window()
        if window is not self.window():
            return False  # its own ring answers, and takes the attribute
        # Qt sets this attribute as Tab or a mnemonic moves the focus, and never takes it back.
        by_keyboard = window.testAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange)
        window.setAttribute(Qt.WidgetAttribute.WA_KeyboardFocusChange, False)
        return by_keyboard and not widget.property("ownFocus")
