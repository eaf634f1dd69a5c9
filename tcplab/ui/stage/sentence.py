"""The strip below: one sentence, white on black, as large as it fits."""

import re

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.panels.prose import unbroken

LARGEST_PX, SMALLEST_PX = 32.0, 20.0
"""In a window of 1024; smaller letters are not read from the last row."""
_LINE = 1.36
_MARGIN = 24.0
_SENTENCE = re.compile(r"(?<=[.?!])\s+|(?<=[。？！])")
_INK, _GROUND = QColor("#FFFFFF"), QColor("#000000")
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter


class SentenceStrip(QWidget):
    """Shows a text; what has no room even in small letters is left out from the end."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._text = ""
        self._scale = 1.0
        self.setAccessibleName("")

    @property
    def text(self) -> str:
        """All that it was given."""
        return self._text

    def say(self, text: str, scale: float) -> None:
        """Shows `text`; `scale` is 1 in a window of 1024."""
        self._text, self._scale = text, scale
        self.setAccessibleName(text)
        self.update()

    def fitted(self) -> tuple[str, float]:
        """What is shown, and the size of its letters in pixels."""
        return fitted(self._text, self._room().width(), self._room().height(), self._scale)

    def _room(self) -> QRectF:
        margin = _MARGIN * self._scale
        return QRectF(self.rect()).adjusted(margin, 0.3 * margin, -margin, -0.3 * margin)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), _GROUND)
        text, px = self.fitted()
        painter.setFont(ui_font(px, SEMIBOLD))
        painter.setPen(_INK)
        painter.drawText(self._room(), _WRAP, text)
        painter.end()


def first_sentence(text: str) -> str:
    """What an audience has time to read."""
    return _SENTENCE.split(text, 1)[0]


def fitted(text: str, width: float, height: float, scale: float) -> tuple[str, float]:
    """The whole text in the largest letters, else as many of its sentences as fit in the smallest.

    The first sentence is always shown.
    """
    text, px = unbroken(text), LARGEST_PX
    while px > SMALLEST_PX and not _fits(text, px * scale, width, height):
        px -= 1
    sentences = _SENTENCE.split(text)
    while len(sentences) > 1 and not _fits(_joined(sentences), px * scale, width, height):
        sentences.pop()
    return _joined(sentences), px * scale


def _joined(sentences: list[str]) -> str:
    """Chinese sentences follow each other without a space."""
    text = ""
    for sentence in sentences:
        text += (" " if text[-1:] in (*".?!",) else "") + sentence
    return text


def _fits(text: str, px: float, width: float, height: float) -> bool:
    metrics = QFontMetricsF(ui_font(px, SEMIBOLD))
    return metrics.boundingRect(QRectF(0, 0, width, 1e6), _WRAP, text).height() <= height
