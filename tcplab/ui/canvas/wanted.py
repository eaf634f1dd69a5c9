"""How the canvas is wanted, whatever it shows; it lays out a picture so."""

from typing import NamedTuple

from PySide6.QtCore import QSize

from tcplab.lab.sequence_picture import SequencePicture
from tcplab.sim.run import Run
from tcplab.ui.canvas.geometry import Geometry, natural_height, natural_scale
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import Sizes, sizes_for
from tcplab.ui.look.theme import Theme
from tcplab.ui.pictures import sequence_among, sequence_of


class Beside(NamedTuple):
    """Two canvases share a map of time: that of `runs`, how many pixels a base delay is, the sizes.

    Of the two, one has a `bar` to scroll both.
    """

    runs: frozenset[Run]
    scale: float
    sizes: Sizes
    bar: bool


class Wanted(NamedTuple):
    """Colours, numbers from each ISS or as they are, the width (px) of the window that an audience
    looks at (None: nobody but those at a desk), how much room there is between rows, and what is
    shared with a canvas beside this one, if there is one."""

    theme: Theme
    relative: bool = False
    present: float | None = None
    zoom: float = 1.0
    beside: Beside | None = None

    def picture_of(self, run: Run) -> SequencePicture:
        """The picture of a run, on the map of time that is shared."""
        return sequence_among(run, self.beside.runs) if self.beside else sequence_of(run)

    def is_tall(self, whole: SequencePicture, area: QSize) -> bool:
        """Whether one has to scroll to see all of it."""
        width, height, sizes = area.width(), area.height(), self._sizes(area)
        scale = self.beside.scale if self.beside else natural_scale(whole, sizes, width, height)
        return natural_height(whole, sizes, scale * self.zoom) > height

    def _sizes(self, area: QSize) -> Sizes:
        return self.beside.sizes if self.beside else sizes_for(area.width(), self.present)

    def scene(
        self, picture: SequencePicture, whole: SequencePicture, area: QSize, bar: int,
        scale: float | None,
    ) -> SequenceScene:  # fmt: skip
        """The picture in an area beside a `bar` to scroll; nothing of it moves when the `whole` is
        seen. `scale` is a Geometry's."""
        sizes, zoom = self._sizes(area), self.zoom
        width, height = area.width() - bar, area.height()
        if self.beside is not None:
            scale = self.beside.scale * zoom
        elif scale is None and whole is not picture:
            scale = Geometry(whole, sizes, width, height, zoom).map.scale
        return SequenceScene(
            picture, self.theme, width, fit=height, sizes=sizes,
            relative=self.relative, zoom=zoom, scale=scale,
        )  # fmt: skip
