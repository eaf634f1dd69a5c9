"""Where the parts of the window stand: UI.md's grid, for any size of window."""

from bisect import bisect_right
from typing import NamedTuple

from tcplab.ui.canvas.widths import least_width
from tcplab.ui.look.scaling import STEPS, line
from tcplab.ui.timeline.pitch import height_of, room_for_lanes

_LEFT = ((1280, 240), (1440, 248), (1920, 272))
_RIGHT = ((1024, 312), (1280, 328), (1440, 376), (1920, 480))
_PREDICT = ((1024, 412), (1280, 560), (1440, 632), (1920, 840))
DRAWER = 248
_NARROW = 1200
_FLAT, _HIGH, _GIVES = 76, 112, 24
_LOW, _SHARE = 700, 5
BAR = 44
"""How high the toolbar is around usual text."""


def bar_height() -> int:
    """How high the toolbar is."""
    return line(BAR)


class Frame(NamedTuple):
    """Widths and heights in logical pixels; `left` is 0 where the left panel is a drawer."""

    left: int
    canvas: int
    right: int
    bottom: int
    height: int

    @property
    def drawer(self) -> bool:
        """Whether the left panel lies over the canvas instead of beside it."""
        return self.left == 0


def frame(
    width: int, height: int, *, predicting: bool = False, scale: float = 1, lanes: int = 1
) -> Frame:
    """The parts of a window whose area below the toolbar is `width` x `height`, with text `scale`
    times as large as usual and so many lanes in its timeline.

    While questions are asked the left panel gives way, and the right one is wide. More lanes make
    the timeline higher until it takes a fifth.
    """
    right = _between(_PREDICT, width) if predicting else _right(width, scale)
    left = round(_between(_LEFT, width) * scale)
    if predicting or width < _NARROW or width - left - right < least_width(scale):
        left = 0
    low = height < _LOW or _HIGH * scale > height / _SHARE
    room = height_of(min(lanes, room_for_lanes(height / _SHARE / scale)))
    bottom = round((_FLAT if low else max(_HIGH, room)) * scale)
    return Frame(left, width - left - right, right, bottom, height - bottom)


def room_for(width: int) -> int:
    """The largest step of text (in per cent) for which a window of this width has room."""
    fits = (one for one in STEPS if width - _right(width, one / 100) >= least_width(one / 100))
    return max(fits, default=STEPS[0])


def _right(width: int, scale: float) -> int:
    """The canvas needs more room for larger text than pages that can be scrolled."""
    return round(_between(_RIGHT, width) - _GIVES * (scale - 1))


def _between(points: tuple[tuple[int, int], ...], width: int) -> int:
    """The value at `width`, straight between two points, and as at the ends beyond them."""
    at = bisect_right([x for x, _ in points], width)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return round(y0 + (y1 - y0) * (width - x0) / (x1 - x0))
