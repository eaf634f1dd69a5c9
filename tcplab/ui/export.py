"""The sequence diagram as a file: svg, pdf or png, by the file's ending. Needs no screen."""

import math
import os
import sys
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImage,
    QPagedPaintDevice,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from tcplab.files.disk import FileProblem, write_file
from tcplab.lab.lesson import Language
from tcplab.lab.sequence_dense import uncrowded
from tcplab.sim.run import Run
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import PRESENT_WIDTH, present_sizes
from tcplab.ui.language import Translators
from tcplab.ui.look.fonts import MONO_FAMILIES, UI_FAMILIES, load_fonts
from tcplab.ui.look.theme import ThemeName, load_theme
from tcplab.ui.pictures import sequence_of

_WIDTH = 960
_RATIO = 2
_HIGHEST_IMAGE = 32_767  # device pixels: Qt paints no further
_HIGHEST_PAGE = 19_200  # logical pixels: 200 inches, more than readers of PDF show
_PAGE = 1.414  # a page's height, of its width, where one page is not enough
_DPI = 96
_POINTS = 72
_ALTERNATES = QFont.Tag.fromString("calt")


def export_file(
    run: Run, path: Path, at_ms: int | None, theme: ThemeName, language: Language
) -> None:
    """Writes the diagram with the cursor at `at_ms` (None: all of it, without a cursor).

    For a program without a window. FileProblem if the ending is unknown, the picture too high or
    the file not writable; a file that was there is then kept.
    """
    check_ending(path)
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no window opens, so no screen is asked for
    application = QGuiApplication.instance() or QGuiApplication(sys.argv[:1])
    load_fonts()
    translators = Translators(application)
    translators.use(language)
    cursor = None if at_ms is None else _moment_at(run, at_ms)
    write_file(path, picture_file(run, path, cursor, theme))


def check_ending(path: Path) -> None:
    """FileProblem if this is no kind of file that a diagram can become."""
    if path.suffix.lower() not in _KINDS:
        wrong = f'"{path.suffix}" is no kind of picture' if path.suffix else "the ending is missing"
        raise FileProblem(f"{path}: {wrong}; right would be {', '.join(_KINDS)}")


def picture_file(run: Run, path: Path, cursor: int | None, theme: ThemeName) -> bytes:
    """What is to be written to `path`, in the language of the interface.

    `cursor` is a moment, None the whole run. FileProblem if the diagram is too high for an image.
    """
    scene = _scene(run, theme, cursor)
    diagram = _Diagram(scene, scene.view(cursor), run.experiment.title, path)
    return _KINDS[path.suffix.lower()](diagram)


def print_on(device: QPagedPaintDevice, run: Run) -> None:
    """The whole run in the light theme; FileProblem if the device refuses."""
    scene = _scene(run, "light")
    _paint_pages(scene, scene.view(None), device)


def _scene(run: Run, theme: ThemeName, cursor: int | None = None) -> SequenceScene:
    """On paper nobody can look closer: what is too crowded is counted."""
    sizes = present_sizes(PRESENT_WIDTH) if theme == "present" else None
    width = PRESENT_WIDTH if theme == "present" else _WIDTH
    picture = uncrowded(sequence_of(run), cursor)
    return SequenceScene(picture, load_theme(theme), width, sizes=sizes)


class _Diagram(NamedTuple):
    scene: SequenceScene
    view: View
    title: str
    path: Path

    @property
    def area(self) -> QRectF:
        return QRectF(0, 0, self.scene.width, self.scene.height)

    @property
    def size(self) -> QSize:
        return QSize(math.ceil(self.scene.width), math.ceil(self.scene.height))


def _moment_at(run: Run, at_ms: int) -> int:
    return bisect_right(run.moments, at_ms, key=lambda moment: moment.world.now) - 1


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
    """Writes with the letters of the font's own table: of others a PDF forgets what they mean."""

    def setFont(self, font: QFont) -> None:
        plain = QFont(font)
        plain.clearFeatures()
        plain.setFeature(_ALTERNATES, 0)
        super().setFont(plain)


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
        if page.bottom() >= scene.height:
            break
        page.translate(0, page.height() - scene.geometry.sizes.header)
        device.newPage()
    painter.end()


def _png(diagram: _Diagram) -> bytes:
    size = diagram.size
    ratio = _RATIO if size.height() * _RATIO <= _HIGHEST_IMAGE else 1
    image = QImage(size * ratio, QImage.Format.Format_RGB32)
    if size.height() > _HIGHEST_IMAGE or image.isNull():
        raise FileProblem(
            f"{diagram.path}: this diagram is {size.height():,} pixels high, too much for a "
            ".png; right would be .svg or .pdf"
        )
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    diagram.scene.paint(painter, diagram.area, diagram.view)
    painter.end()
    octets, buffer = _buffer()
    image.save(buffer, "PNG")
    return octets.data()


def _buffer() -> tuple[QByteArray, QBuffer]:
    """Octets, and a device that writes them; both must be held."""
    octets = QByteArray()
    buffer = QBuffer(octets)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return octets, buffer


_KINDS: dict[str, Callable[[_Diagram], bytes]] = {
    ".svg": _svg,
    ".pdf": _pdf,
    ".png": _png,
}
