"""Where the calls stand that can be pointed at: tabs beside the bands, on a stage words in them."""

import math
from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPolygonF

from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.outer import inside
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.tabs import HEIGHT, PlacedTab, tab_box, tab_side, words_inside

RADIUS = 8.0
FARTHEST = 90.0
"""No call stands farther from its place, in pixels of a desk."""
_ABOVE, _BELOW = 1.0, 0.3


class Disc(NamedTuple):
    """A small disc to press."""

    x: float
    y: float
    radius: float

    def contains(self, x: float, y: float) -> bool:
        """Whether a place is on it, or nearly."""
        return math.hypot(x - self.x, y - self.y) <= self.radius + 2


class Standing(NamedTuple):
    """A call where it stands: what is drawn around it, and where it is taken away."""

    placed: PlacedTab
    outline: QPolygonF
    disc: Disc

    @property
    def box(self) -> QRectF:
        """All of it but the disc."""
        return self.outline.boundingRect()


def standing(
    scene: SequenceScene, lifeline: int, view: View, visible: QRectF, y: float,
    reach: float = HEIGHT,
) -> Iterator[Standing]:  # fmt: skip
    """The calls of a host that stand at a height or within `reach` of it (pixels of a desk), while
    `visible` is in view."""
    reach *= scene.geometry.sizes.stroke
    if not scene.geometry.sizes.inside:
        for placed in scene.tabs.between(lifeline, y - reach, y + reach):
            if placed.tab.text and abs(placed.y - y) <= reach:
                yield _beside(scene, placed)
        return
    for placed, baseline in inside(scene.geometry, scene.tabs, view, visible).calls[lifeline]:
        if placed.tab.text and abs(baseline - y) <= reach:
            yield _within(scene, placed, baseline)


def call_of_moment(
    scene: SequenceScene, lifeline: int, moment: int, view: View, visible: QRectF
) -> Standing | None:
    """The call of a moment; None if others stand for it, or if it is not in view."""
    y = scene.geometry.y(scene.picture.moment_times[moment])
    near = standing(scene, lifeline, view, visible, y, FARTHEST)
    return next((one for one in near if one.placed.tab.moment == moment), None)


def _beside(scene: SequenceScene, placed: PlacedTab) -> Standing:
    geometry = scene.geometry
    tip, far, _ = tab_side(geometry, placed)
    stroke, side = geometry.sizes.stroke, geometry.columns[placed.tab.lifeline].side
    disc = Disc(far, placed.y - HEIGHT / 2 * stroke, RADIUS * stroke)
    return Standing(placed, tab_box(tip, placed.y, far, side, stroke), disc)


def _within(scene: SequenceScene, placed: PlacedTab, baseline: float) -> Standing:
    """The disc keeps clear of the lifeline, where a cable is cut."""
    sizes, column = scene.geometry.sizes, scene.geometry.columns[placed.tab.lifeline]
    left, words = words_inside(scene.geometry, placed)
    width, em, radius = sizes.call.width(words), sizes.small_px, RADIUS * sizes.stroke
    box = QRectF(left, baseline - _ABOVE * em, width, (_ABOVE + _BELOW) * em)
    x = min(box.right() + 1.25 * radius, column.right - 2 * radius)
    return Standing(placed, QPolygonF(box), Disc(x, box.center().y(), radius))
