"""How the canvas is wanted, whatever it shows; it lays out a picture so."""

from typing import NamedTuple

from PySide6.QtCore import QSize

from tcplab.lab.sequence_picture import SequencePicture
from tcplab.ui.canvas.geometry import Geometry, natural_height
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import sizes_for
from tcplab.ui.look.theme import Theme


class Wanted(NamedTuple):
    """Colours, numbers from each ISS or as they are, the width (px) of the window that an audience
    looks at (None: nobody but those at a desk), and how much room there is between rows."""

    theme: Theme
    relative: bool = False
    present: float | None = None
    zoom: float = 1.0

    def is_tall(self, whole: SequencePicture, area: QSize) -> bool:
        """Whether one has to scroll to see all of it."""
        width, height = area.width(), area.height()
        sizes = sizes_for(width, self.present)
        return natural_height(whole, sizes, width, height, self.zoom) > height

    def scene(
        self, picture: SequencePicture, whole: SequencePicture, area: QSize, bar: int,
        scale: float | None,
    ) -> SequenceScene:  # fmt: skip
        """The picture in an area beside a `bar` to scroll; nothing of it moves when the `whole` is
        seen. `scale` is a Geometry's."""
        sizes, zoom = sizes_for(area.width(), self.present), self.zoom
        width, height = area.width() - bar, area.height()
        if scale is None and whole is not picture:
            scale = Geometry(whole, sizes, width, height, zoom).map.scale
        return SequenceScene(
            picture, self.theme, width, fit=height, sizes=sizes,
            relative=self.relative, zoom=zoom, scale=scale,
        )  # fmt: skip
