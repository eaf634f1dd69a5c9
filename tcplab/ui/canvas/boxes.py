"""Turned rectangles, and what they touch. Plain numbers: thousands are tried for one picture."""

from collections.abc import Iterable
from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle around (cx, cy), of half-sizes `hx` along (ux, uy) and `hy` across."""

    cx: float
    cy: float
    ux: float
    uy: float
    hx: float
    hy: float

    @property
    def reach(self) -> float:
        """Half its height as seen by an unturned eye."""
        return abs(self.uy) * self.hx + abs(self.ux) * self.hy

    @property
    def area(self) -> tuple[float, float, float, float]:
        """Its left, top, right and bottom as seen by an unturned eye."""
        cx, cy, ux, uy, hx, hy = self
        wide, high = abs(ux) * hx + abs(uy) * hy, abs(uy) * hx + abs(ux) * hy
        return cx - wide, cy - high, cx + wide, cy + high


def box_on(
    x: float, y: float, ux: float, uy: float, width: float, top: float, bottom: float
) -> Box:
    """The box from (x, y) along (ux, uy), `top` to `bottom` below that line."""
    along, across = width / 2, (top + bottom) / 2
    return Box(
        x + along * ux - across * uy, y + along * uy + across * ux, ux, uy,
        along, (bottom - top) / 2,
    )  # fmt: skip


Line = tuple[float, float, float, float]
"""A stretch of line from (x0, y0) to (x1, y1)."""


def meets_lines(box: Box, lines: Iterable[Line]) -> bool:
    """Whether one of the lines goes through the box."""
    cx, cy, ux, uy, hx, hy = box
    for x0, y0, x1, y1 in lines:
        ay, by = (y0 - cy) * ux - (x0 - cx) * uy, (y1 - cy) * ux - (x1 - cx) * uy
        if (ay >= hy and by >= hy) or (ay <= -hy and by <= -hy):
            continue
        ax, bx = (x0 - cx) * ux + (y0 - cy) * uy, (x1 - cx) * ux + (y1 - cy) * uy
        if (ax >= hx and bx >= hx) or (ax <= -hx and bx <= -hx):
            continue
        enter, leave = 0.0, 1.0
        for a, b, half in ((ay, by, hy), (ax, bx, hx)):
            way = b - a
            if way:  # else it runs along this side, inside
                first, last = (-half - a) / way, (half - a) / way
                if first > last:
                    first, last = last, first
                enter, leave = first if first > enter else enter, last if last < leave else leave
        if enter < leave:
            return True
    return False


def meets_box(one: Box, other: Box, margin: float = 0.0) -> bool:
    """Whether two boxes come nearer to each other than `margin`."""
    dx, dy = other.cx - one.cx, other.cy - one.cy
    cos = abs(one.ux * other.ux + one.uy * other.uy)
    sin = abs(one.ux * other.uy - one.uy * other.ux)
    if abs(dy * one.ux - dx * one.uy) >= one.hy + sin * other.hx + cos * other.hy + margin:
        return False
    if abs(dx * one.ux + dy * one.uy) >= one.hx + cos * other.hx + sin * other.hy + margin:
        return False
    if abs(dx * other.ux + dy * other.uy) >= other.hx + cos * one.hx + sin * one.hy + margin:
        return False
    return abs(dy * other.ux - dx * other.uy) < other.hy + sin * one.hx + cos * one.hy + margin
