"""The sequence diagram, ready for any painter: a widget's, a page's, a picture's."""

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QRegion

from tcplab.lab.sequence_picture import SequencePicture
from tcplab.ui.canvas.arrows import arrows, labels
from tcplab.ui.canvas.axis import axis, now_line, pill
from tcplab.ui.canvas.bands import bands
from tcplab.ui.canvas.crowds import crowds
from tcplab.ui.canvas.frame import Frame, Layer, paint_frame
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.headers import headers
from tcplab.ui.canvas.look import View, look_of
from tcplab.ui.canvas.outages import outages
from tcplab.ui.canvas.outer import inside, outer
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
        self.look = look_of(theme, self.geometry.sizes)
        self._asked: tuple[object, ...] = ()
        self._frame: Frame = ()

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

    def paint(self, painter: QPainter, visible: QRectF, view: View) -> None:
        """Paints what lies in `visible` (scene coordinates), the headings at its top."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(visible, self.look.canvas)
        region = QRegion(visible.toAlignedRect())
        paint_frame(painter, self.look, self.frame(visible, view), region)
        painter.restore()

    def frame(self, visible: QRectF, view: View) -> Frame:
        """All that is seen in `visible`."""
        asked = (visible.getCoords(), view)
        if asked != self._asked:
            self._asked, self._frame = asked, tuple(self._layers(visible, view))
        return self._frame

    def _layers(self, visible: QRectF, view: View) -> Iterator[Layer]:
        geometry, places = self.geometry, self.places
        within = inside(geometry, self.tabs, view, visible)
        yield from arrows(places, view, visible)
        yield from bands(geometry, view, visible, within.shelves)
        yield crowds(geometry, view, visible)
        yield outages(geometry, view, visible)
        yield from axis(geometry, view, visible)
        yield now_line(geometry, view, visible)
        yield from outer(geometry, self.tabs, within, view, visible)
        yield labels(places, view, visible)
        yield pill(geometry, view)
        yield from headers(geometry, visible)
