"""How wide is what stands side by side on a canvas: asked before there is one."""

import math
from typing import NamedTuple

_BAR = 10


class Widths(NamedTuple):
    """In logical pixels; `zone_least` is the least that arrows have between two bands."""

    gutter: float
    outer_left: float
    outer_right: float
    band: float
    zone_least: float


NARROW = Widths(gutter=70, outer_left=100, outer_right=96, band=92, zone_least=150)


def enlarged(k: float) -> Widths:
    """With letters `k` times as large; what stands beside them is only as wide as they need."""
    small = math.floor(11 * k + 0.5) / 11  # letters are whole pixels high
    return Widths(62 * small, 87.5 * small, 87.5 * small, 88.5 * small, 74 + 87 * k)


def least_width(scale: float) -> float:
    """How wide a canvas must be for two hosts and text that is `scale` times as large, with a bar
    to scroll it."""
    widths = NARROW if scale == 1 else enlarged(scale)
    outside = widths.gutter + widths.outer_left + widths.outer_right
    return outside + 2 * widths.band + widths.zone_least + _BAR
