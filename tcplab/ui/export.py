"""The sequence diagram as a file of any kind that is painted. Needs no screen."""

import math
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
)
from PySide6.QtGui import (
    QFont,
    QFontMetricsF,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from tcplab.files.disk import FileProblem, write_file
from tcplab.files.exports import ANIMATIONS, Manner, check_ending
from tcplab.lab.lesson import Language
from tcplab.lab.sequence_dense import uncrowded
from tcplab.sim.run import Run
from tcplab.sim.sentences import said
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import PRESENT_WIDTH, present_sizes
from tcplab.ui.language import Translators
from tcplab.ui.look.fonts import MONO_FAMILIES, UI_FAMILIES, load_fonts
from tcplab.ui.look.theme import load_theme
from tcplab.ui.pictures import sequence_of

_WIDTH = 960
_RATIO = 2
_HIGHEST_IMAGE = 32_767  # device pixels: Qt paints no further
_HIGHEST_PAGE = 19_200  # logical pixels: 200 inches, more than readers of PDF show
_ROUNDED = 4  # so many pixels that a page is lower, since a point is more than a pixel, are empty
_PAGE = 1.414  # a page's height, of its width, where one page is not enough
_DPI = 96
_POINTS = 72
_ALTERNATES = QFont.Tag.fromString("calt")

Told = Callable[[int, int], None]


def unheard(done: int, of: int) -> None:
    """For whoever does not ask how far it is."""


def export_file(
    run: Run, path: Path, language: Language, manner: Manner, told: Told = unheard
) -> None:
    """Writes the diagram, or the animation, for a program without a window.

    `told` is that of `picture_file`. FileProblem if the ending is unknown, the picture too high,
    the animation too long or the file not writable; a file that was there is then kept.
    """
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no window opens, so no screen is asked for
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    load_fonts()
    translators = Translators(application)
    translators.use(language)
    write_file(path, picture_file(run, path, manner, told))


def picture_file(run: Run, path: Path, manner: Manner, told: Told = unheard) -> bytes:
    """What is to be written to `path`, in the language of the interface.

    `told` hears how many frames of an animation are done; what it raises ends the work.
    FileProblem if the diagram is too high for an image, or the animation too long.
    """
    ending = check_ending(path)
    if ending in ANIMATIONS:
        from tcplab.ui.animation import animation  # with Pillow

        return animation(run, path, manner, told)
    scene = diagram_scene(run, manner)
    diagram = _Diagram(scene, scene.view(manner.cursor), run.experiment.title, manner.scale)
    octets = _KINDS[ending](diagram)
    if octets is None:
        smaller = said("a smaller scale, ") if diagram.size.height() <= _HIGHEST_IMAGE else ""
        words = (
            "{path}: this diagram is {height} pixels high, too much for a {ending}; "
            "right would be {smaller}.svg or .pdf"
        )
        height = f"{diagram.size.height():,}"
        raise FileProblem(words, path=path, height=height, ending=ending, smaller=smaller)
    return octets


def picture_data(run: Run, manner: Manner) -> tuple[bytes, QImage | None]:
    """The diagram for a clipboard: as SVG, and as an image if it is not too high for one."""
    scene = diagram_scene(run, manner)
    diagram = _Diagram(scene, scene.view(manner.cursor), run.experiment.title)
    return _svg(diagram), _image(diagram)


def print_on(device: QPagedPaintDevice, run: Run) -> None:
    """The whole run in the light theme; FileProblem if the device refuses."""
    scene = diagram_scene(run, Manner())
    _paint_pages(scene, scene.view(None), device)


def diagram_scene(
    run: Run, manner: Manner, width: float | None = None, fit: float = 0.0
) -> SequenceScene:
    """The whole diagram, `width` wide (its own width if None) and of a height near `fit`.

    On paper nobody can look closer: what is too crowded is counted.
    """
    present = manner.theme == "present"
    width = width or (PRESENT_WIDTH if present else _WIDTH)
    sizes = present_sizes(width) if present else None
    picture = uncrowded(sequence_of(run), manner.cursor)
    return SequenceScene(picture, load_theme(manner.theme), width, fit=fit, sizes=sizes)


class _Diagram(NamedTuple):
    scene: SequenceScene
    view: View
    title: str
    scale: float | None = None

    @property
    def area(self) -> QRectF:
        return QRectF(0, 0, self.scene.width, self.scene.height)

    @property
    def size(self) -> QSize:
        return QSize(math.ceil(self.scene.width), math.ceil(self.scene.height))


def _svg(diagram: _Diagram) -> bytes:
    octets, buffer = _buffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_DPI)
    generator.setSize(diagram.size)
    generator.setViewBox(diagram.area)
    generator.setTitle(diagram.title)
    generator.setDescription("TCP Lab")
    painter = QPainter(generator)
    diagram.scene.paint(painter, diagram.area, diagram.view)
    painter.end()
    return _with_fallbacks(octets.data())


def _with_fallbacks(svg: bytes) -> bytes:
    """Whoever reads the file may have neither of our fonts."""
    for families, generic in ((UI_FAMILIES, "sans-serif"), (MONO_FAMILIES, "monospace")):
        named = ",".join(families)
        svg = svg.replace(f'"{named}"'.encode(), f'"{named},{generic}"'.encode())
    return svg


def _pdf(diagram: _Diagram) -> bytes:
    scene = diagram.scene
    octets, buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setTitle(diagram.title)
    writer.setCreator("TCP Lab")
    writer.setResolution(_DPI)
    height = scene.height if scene.height <= _HIGHEST_PAGE else _PAGE * scene.width
    points = QSizeF(scene.width, height) * (_POINTS / _DPI)
    size = QSizeF(math.ceil(points.width()), math.ceil(points.height()))
    exact = QPageSize.SizeMatchPolicy.ExactMatch
    writer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", exact))
    writer.setPageMargins(QMarginsF())
    _paint_pages(scene, diagram.view, writer)
    return octets.data()


class _PlainPainter(QPainter):
    """Writes so that a PDF keeps what its letters mean.

    It forgets it of all that are not in the font's own table, and takes a space for a tab; readers
    find the words by the gaps between them.
    """

    def setFont(self, font: QFont) -> None:
        plain = QFont(font)
        plain.clearFeatures()
        plain.setFeature(_ALTERNATES, 0)
        super().setFont(plain)

    def drawText(self, where: QPointF, text: str) -> None:
        metrics = QFontMetricsF(self.font(), self.device())
        for word in re.finditer(r"\S+", text):
            before = metrics.horizontalAdvance(text[: word.start()])
            super().drawText(where + QPointF(before, 0), word[0])


def _paint_pages(scene: SequenceScene, view: View, device: QPagedPaintDevice) -> None:
    """As many pages as it takes, each as wide as the diagram and with the hosts at its top."""
    painter = _PlainPainter()
    if not painter.begin(device):
        raise FileProblem("the printer, or the file that it prints to, cannot be opened")
    scale = device.width() / scene.width
    painter.scale(scale, scale)
    page = QRectF(0, 0, scene.width, device.height() / scale)
    while True:
        painter.save()
        painter.translate(0, -page.top())
        painter.setClipRect(page)
        scene.paint(painter, page, view)
        painter.restore()
        if page.bottom() >= scene.height - _ROUNDED:
            break
        page.translate(0, page.height() - scene.geometry.sizes.header)
        device.newPage()
    painter.end()


def _png(diagram: _Diagram) -> bytes | None:
    image = _image(diagram)
    if image is None:
        return None
    octets, buffer = _buffer()
    image.save(buffer, "PNG")
    return octets.data()


def _image(diagram: _Diagram) -> QImage | None:
    """With the pixels that the scale asks for, else with twice as many as logical ones, or as many.

    None if the diagram is too high.
    """
    size = diagram.size
    ratio = diagram.scale or (_RATIO if size.height() * _RATIO <= _HIGHEST_IMAGE else 1)
    device = QSize(math.ceil(size.width() * ratio), math.ceil(size.height() * ratio))
    fits = max(device.width(), device.height()) <= _HIGHEST_IMAGE
    image = QImage(device, QImage.Format.Format_RGB32) if fits else QImage()
    if image.isNull():
        return None
    image.setDevicePixelRatio(ratio)
    image.fill(diagram.scene.look.canvas)  # the last row may be more than the diagram
    painter = QPainter(image)
    diagram.scene.paint(painter, diagram.area, diagram.view)
    painter.end()
    return image


def _buffer() -> tuple[QByteArray, QBuffer]:
    """Octets, and a device that writes them; both must be held."""
    octets = QByteArray()
    buffer = QBuffer(octets)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return octets, buffer


_KINDS: dict[str, Callable[[_Diagram], bytes | None]] = {
    ".svg": _svg,
    ".pdf": _pdf,
    ".png": _png,
}
