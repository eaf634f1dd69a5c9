"""The line above: what is shown, which step it is, and the keys of a clicker."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from tcplab.ui.look.fonts import BOLD, SEMIBOLD, ui_font
from tcplab.ui.look.theme import Theme

_TITLE_PX, _STEP_PX, _KEY_PX = 26.0, 20.0, 20.0
_MARGIN, _GAP = 16.0, 18.0
_KEYS = ("PgUp", "PgDn")


class Heading(NamedTuple):
    """The words; `keys` say what PgUp and PgDn do."""

    title: str
    step: str
    keys: tuple[str, str]


class HeadingLine(QWidget):
    """Draws a Heading; a long title ends in …, and the keys give way before the step does."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._scale = 1.0
        self._heading = Heading("", "", ("", ""))

    def say(self, heading: Heading, scale: float) -> None:
        """Shows other words; `scale` is 1 in a window of 1024."""
        self._heading, self._scale = heading, scale
        self.setAccessibleName(f"{heading.title}, {heading.step}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self._theme.canvas))
        margin, scale = _MARGIN * self._scale, self._scale
        right = self.width() - margin
        step_font = ui_font(_STEP_PX * scale)
        step_width = QFontMetricsF(step_font).horizontalAdvance(self._heading.step)
        title_font = ui_font(_TITLE_PX * scale, BOLD)
        metrics = QFontMetricsF(title_font)
        least = margin + min(metrics.horizontalAdvance(self._heading.title), 0.4 * self.width())
        if right - self._keys_width() > least + step_width + 2 * _GAP * scale:
            right = self._paint_keys(painter, right)
        room = max(0.0, right - margin - step_width - 2 * _GAP * scale)
        title = metrics.elidedText(self._heading.title, Qt.TextElideMode.ElideRight, room)
        painter.setFont(title_font)
        painter.setPen(QColor(self._theme.ink))
        self._write(painter, margin, title)
        painter.setFont(step_font)
        painter.setPen(QColor(self._theme.ink2))
        self._write(
            painter, margin + metrics.horizontalAdvance(title) + _GAP * scale, self._heading.step
        )
        painter.setPen(QPen(QColor(self._theme.ink), 2 * scale))
        bottom = self.height() - scale
        painter.drawLine(round(margin), round(bottom), round(self.width() - margin), round(bottom))
        painter.end()

    def _write(self, painter: QPainter, x: float, text: str) -> None:
        room = QRectF(x, 0, self.width(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def _paint_keys(self, painter: QPainter, right: float) -> float:
        """Caps with their words, from the right; where they begin."""
        scale = self._scale
        for cap, words in reversed(list(zip(_KEYS, self._heading.keys, strict=True))):
            words_width, cap_width = self._widths(cap, words)
            painter.setFont(ui_font(_KEY_PX * scale))
            painter.setPen(QColor(self._theme.ink))
            self._write(painter, right - words_width, words)
            box = QRectF(
                right - words_width - 10 * scale - cap_width,
                self.height() / 2 - 16 * scale,
                cap_width,
                32 * scale,
            )
            painter.setPen(QPen(QColor(self._theme.ink), 2 * scale))
            painter.drawRoundedRect(box, 6 * scale, 6 * scale)
            painter.setFont(ui_font(_KEY_PX * scale, SEMIBOLD))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
            right = box.left() - 1.4 * _GAP * scale
        return right

    def _widths(self, cap: str, words: str) -> tuple[float, float]:
        plain = QFontMetricsF(ui_font(_KEY_PX * self._scale))
        strong = QFontMetricsF(ui_font(_KEY_PX * self._scale, SEMIBOLD))
        return plain.horizontalAdvance(words), strong.horizontalAdvance(cap) + 20 * self._scale

    def _keys_width(self) -> float:
        pairs = zip(_KEYS, self._heading.keys, strict=True)
        each = (sum(self._widths(cap, words)) + 10 * self._scale for cap, words in pairs)
        return sum(width + 1.4 * _GAP * self._scale for width in each)
