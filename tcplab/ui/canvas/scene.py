"""The sequence diagram, ready for any painter: a widget's, a page's, a picture's."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

from tcplab.lab.sequence_picture import SequencePicture
from tcplab.ui.canvas.arrows import paint_arrows, paint_labels
from tcplab.ui.canvas.axis import paint_axis, paint_now, paint_pill
from tcplab.ui.canvas.bands import paint_bands
from tcplab.ui.canvas.crowds import paint_crowds
from tcplab.ui.canvas.exposed import part
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.headers import paint_headers
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.outages import paint_outages
from tcplab.ui.canvas.outer import inside, paint_outer
from tcplab.ui.canvas.places import Places
from tcplab.ui.canvas.sizes import Sizes, main_sizes
from tcplab.ui.canvas.tabs import Tabs
from tcplab.ui.look.theme import Theme


class SequenceScene:
    """One picture laid out for a width, in a theme.

    `fit` is the height that the run should fill if it can (0: as low as it may be); `relative`
    counts sequence numbers from the ISS. `zoom` and `scale` are a Geometry's. The scene is `width`
    x `height` logical pixels.
    """

    def __init__(
        self,
        picture: SequencePicture,
        theme: Theme,
        width: float,
        *,
        fit: float = 0.0,
        sizes: Sizes | None = None,
        relative: bool = False,
        zoom: float = 1.0,
        scale: float | None = None,
    ) -> None:
        self.picture = picture
        self.relative = relative
        self.geometry = Geometry(picture, sizes or main_sizes(width), width, fit, zoom, scale)
        self.places = Places(self.geometry, relative=relative)
        self.tabs = Tabs(self.geometry)
        self.look = Look(theme, self.geometry.sizes)

    @property
    def width(self) -> float:
        """At least the width asked for; more if so many hosts do not fit in it."""
        return self.geometry.width

    @property
    def height(self) -> float:
        """From the headings to the end of the run."""
        return self.geometry.height

    def view(self, cursor: int | None) -> View:
        """What there is to see at a moment; None is the whole run without a now line."""
        return View(cursor, None if cursor is None else self.geometry.now(cursor))

    def paint(
        self, painter: QPainter, visible: QRectF, view: View, region: QRegion | None = None
    ) -> None:
        """Paints what lies in `visible` (scene coordinates), the headings at its top.

        Of that, only `region` is needed if one is given; the painter is clipped to it.
        """
        geometry, look = self.geometry, self.look
        region = region or QRegion(visible.toAlignedRect())
        left, right = min(c.outer for c in geometry.columns), max(c.line for c in geometry.columns)
        flown = part(region, visible, geometry.columns[geometry.picture.order[0]].line, right)
        gutter = part(region, visible, visible.left(), left)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(visible, look.canvas)
        paint_arrows(painter, self.places, look, view, flown)
        within = inside(geometry, self.tabs, view, visible)
        paint_bands(painter, geometry, look, view, visible, within.shelves)
        paint_crowds(painter, geometry, look, view, visible)
        paint_outages(painter, geometry, look, view, visible)
        paint_axis(painter, geometry, look, view, gutter)
        paint_now(painter, geometry, look, view, visible)
        paint_outer(painter, geometry, self.tabs, within, look, view, visible)
        paint_labels(painter, self.places, look, view, flown)
        paint_pill(painter, geometry, look, view)
        paint_headers(painter, geometry, look, visible)
        painter.restore()
