"""What has been drawn, read back: the texts of a picture, the colours of an image."""

import re
from html import unescape

from PySide6.QtCore import QBuffer, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene

_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


def svg(scene: SequenceScene, view: View | int | None) -> str:
    """The whole scene as SVG."""
    buffer, generator = QBuffer(), QSvgGenerator()
    generator.setOutputDevice(buffer)
    size = QSize(round(scene.width), round(scene.height))
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    painter = QPainter(generator)
    shown = view if isinstance(view, View) else scene.view(view)
    scene.paint(painter, QRectF(0, 0, scene.width, scene.height), shown)
    painter.end()
    return buffer.data().toStdString()


def texts(scene: SequenceScene, view: View | int | None) -> list[str]:
    """Every text that a scene draws, in the order drawn."""
    return [unescape(text).strip() for text in _TEXT.findall(svg(scene, view))]


def image(scene: SequenceScene, view: View | int | None, ratio: float = 1.0) -> QImage:
    """The whole scene as pixels."""
    width, height = round(scene.width), round(scene.height)
    drawn = QImage(round(width * ratio), round(height * ratio), QImage.Format.Format_RGB32)
    drawn.setDevicePixelRatio(ratio)
    painter = QPainter(drawn)
    shown = view if isinstance(view, View) else scene.view(view)
    scene.paint(painter, QRectF(0, 0, width, height), shown)
    painter.end()
    return drawn


def near(drawn: QImage, x: float, y: float, colour: str, reach: int = 2) -> bool:
    """Whether a colour ("#RRGGBB") is exactly that of some pixel around a place."""
    wanted, ratio = QColor(colour).rgb(), drawn.devicePixelRatio()
    across = range(round((x - reach) * ratio), round((x + reach) * ratio) + 1)
    down = range(round((y - reach) * ratio), round((y + reach) * ratio) + 1)
    return any(
        drawn.valid(column, row) and drawn.pixel(column, row) == wanted
        for column in across
        for row in down
    )


def alike(one: QImage, other: QImage) -> bool:
    """Whether no colour differs by more than what a clipped line's smoothing is rounded by."""
    if one == other:
        return True
    first, second, row = bytes(one.constBits()), bytes(other.constBits()), one.bytesPerLine()
    starts = range(0, len(first), row)
    pairs = [(first[at : at + row], second[at : at + row]) for at in starts]
    unlike = [zip(ours, theirs, strict=True) for ours, theirs in pairs if ours != theirs]
    return len(first) == len(second) and all(abs(a - b) <= 4 for line in unlike for a, b in line)


def shown_colour(window: QWidget, widget: QWidget, at: QPoint) -> str:
    """What stands at a place of a part of a window, as "#RRGGBB"."""
    image = window.grab().toImage()
    return image.pixelColor(widget.mapTo(window, at)).name().upper()
