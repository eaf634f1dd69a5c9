"""What is seen as values: a thing is all that its looks depend on, so that like things look alike.

Two frames of the same sizes and colours differ where one has a thing that the other has not; only
there anything has to be painted anew.
"""

from collections.abc import Callable, Hashable, Iterator
from itertools import zip_longest
from math import ceil, floor
from typing import Any, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QRegion

from tcplab.ui.canvas.look import Look

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in the scene: nothing of a thing is painted outside."""


class Along(NamedTuple):
    """The area of what is painted along a line, nowhere farther from it than `reach`."""

    left: float
    top: float
    right: float
    bottom: float
    line: Area
    reach: float


class Layer(NamedTuple):
    """Things that are painted at once, and where each may be seen; `paint` takes some of them."""

    paint: Callable[[QPainter, Look, list[Any]], None]
    things: dict[Hashable, Area]


Frame = tuple[Layer, ...]
"""From the bottom to the top."""

_NONE = Layer(lambda painter, look, things: None, {})


def paint_frame(painter: QPainter, look: Look, frame: Frame, region: QRegion) -> None:
    """Paints what may be seen in `region`."""
    first, last, above, below = _bounds(region)
    whole = region.rectCount() == 1
    for layer in frame:
        things = [
            one
            for one, area in layer.things.items()
            if area[0] < last and area[2] > first and area[1] < below and area[3] > above
            and (whole or region.intersects(pixels(area)))
        ]  # fmt: skip
        if things:
            layer.paint(painter, look, things)


def _bounds(region: QRegion) -> tuple[int, int, int, int]:
    """From left to right, from top to bottom."""
    rect = region.boundingRect()
    return rect.left(), rect.right() + 1, rect.top(), rect.bottom() + 1


def difference(before: Frame, after: Frame) -> QRegion:
    """Where the frames do not look alike."""
    region = QRegion()
    for old, new in zip_longest(before, after, fillvalue=_NONE):
        if old is not new:
            for area in _changed(old.things, new.things):
                for part in _parts(area):
                    region += pixels(part)
    return region


def _changed(old: dict[Hashable, Area], new: dict[Hashable, Area]) -> Iterator[Area]:
    for one in set(old).symmetric_difference(new):  # each has its hash already
        yield old[one] if one in old else new[one]


def _parts(area: Area) -> Iterator[Area]:
    """Along a line not all of the box around it."""
    if not isinstance(area, Along):
        yield area
        return
    (x0, y0, x1, y1), reach = area.line, area.reach
    count = max(1, int(abs(y1 - y0) / (2 * reach)))
    across, down = (x1 - x0) / count, (y1 - y0) / count
    wide, high = abs(across) / 2 + reach, abs(down) / 2 + reach
    for at in range(count):
        x, y = x0 + (at + 0.5) * across, y0 + (at + 0.5) * down
        yield x - wide, y - high, x + wide, y + high


def pixels(area: Area) -> QRect:
    """All pixels that an area touches."""
    left, top = floor(area[0]), floor(area[1])
    return QRect(left, top, ceil(area[2]) - left, ceil(area[3]) - top)
