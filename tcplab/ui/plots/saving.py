"""What a plots' window shows, as a file."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgGenerator

from tcplab.files.disk import FileProblem, write_file
from tcplab.ui.plots.window import PlotsWindow


def save_plots(plots: PlotsWindow, path: Path) -> None:
    """Writes the plots as png or svg, or their values as csv; FileProblem says why not."""
    octets = QByteArray()
    match path.suffix.lower():
        case ".csv":
            octets = QByteArray("".join(f"{line}\n" for line in plots.values_as_csv()).encode())
        case ".svg":
            drawing = QSvgGenerator()
            drawing.setOutputDevice(QBuffer(octets))
            drawing.setViewBox(plots.area.rect())
            painter = QPainter(drawing)
            plots.area.render(painter)
            painter.end()
        case ".png":
            plots.area.grab().save(QBuffer(octets), "PNG")
        case other:
            words = '{path}: "{ending}" is no kind of plot; right would be .png, .svg, .csv'
            raise FileProblem(words, path=path, ending=other)
    write_file(path, octets.data())
