"""Where the parts of the window stand: UI.md's grid, for any size of window."""

from bisect import bisect_right

import msgspec

_LEFT = ((1280, 240), (1440, 248), (1920, 272))
_RIGHT = ((1024, 312), (1280, 328), (1440, 376), (1920, 480))
_PREDICT = ((1024, 412), (1280, 560), (1440, 632), (1920, 840))
DRAWER = 248
_NARROW = 1200
_LOW = 700


class Frame(msgspec.Struct, frozen=True):
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


def frame(width: int, height: int, *, predicting: bool = False) -> Frame:
    """The parts of a window whose area below the toolbar is `width` x `height`.

    While questions are asked the left panel gives way, and the right one is wide.
    """
    left = 0 if predicting or width < _NARROW else _between(_LEFT, width)
    right = _between(_PREDICT if predicting else _RIGHT, width)
    bottom = 76 if height < _LOW else 112
    return Frame(left, width - left - right, right, bottom, height - bottom)


def _between(points: tuple[tuple[int, int], ...], width: int) -> int:
    """The value at `width`, straight between two points, and as at the ends beyond them."""
    at = bisect_right([x for x, _ in points], width)
    if at == 0:
        return points[0][1]
    if at == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[at - 1], points[at]
    return round(y0 + (y1 - y0) * (width - x0) / (x1 - x0))
