"""One plot after the other, bit by bit: each part of pyqtgraph's takes a while to be made."""

from collections.abc import Iterator

import pyqtgraph
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tcplab.lab.slices import Slices
from tcplab.ui.plots.axis import CountAxis, TimeAxis


def making(*, counts: bool) -> Slices[pyqtgraph.PlotItem]:
    """A plot with a legend, over time; `counts` has whole numbers alone."""
    left = CountAxis("left") if counts else pyqtgraph.AxisItem("left")
    axes, box = {"bottom": TimeAxis(), "left": left}, pyqtgraph.ViewBox(enableMenu=False)
    yield
    plot = pyqtgraph.PlotItem(viewBox=box, axisItems=axes, enableMenu=False)
    yield
    plot.hideButtons()
    plot.setMouseEnabled(x=True, y=False)
    plot.legend = pyqtgraph.LegendItem(verSpacing=-8)
    plot.legend.setParentItem(plot)
    return plot


def trying(area: pyqtgraph.GraphicsLayoutWidget) -> Iterator[None]:
    """Each is painted for nobody, on a pixel: what is found out for it is known when all is."""
    area.ci.layout.activate()
    for plot in area.ci.items:
        plot.vb.prepareForPaint()
    yield
    pixel, image = QRectF(0, 0, 1, 1), QImage(1, 1, QImage.Format.Format_RGB32)
    for plot in area.ci.items:
        with QPainter(image) as painter:
            area.scene().render(painter, pixel, plot.sceneBoundingRect())
        yield
