"""Turned rectangles, and what they touch. Plain numbers: thousands are tried for one picture."""

import math
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
    def width(self) -> float:
        """Half its width as seen by an unturned eye."""
        return abs(self.ux) * self.hx + abs(self.uy) * self.hy


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


def meets_lines(box: Box, lines: Iterable[Line], margin: float = 0.0) -> bool:
    """Whether one of the lines comes nearer to the box than `margin`."""
    cx, cy, ux, uy, hx, hy = box
    hx, hy = hx + margin, hy + margin
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


def covered(box: Box, lines: Iterable[Line], limit: float = math.inf) -> float:
    """How much of the lines lies in the box, in pixels; from `limit` on they are not all seen."""
    cx, cy, ux, uy, hx, hy = box
    whole = 0.0
    for x0, y0, x1, y1 in lines:
        ay, by = (y0 - cy) * ux - (x0 - cx) * uy, (y1 - cy) * ux - (x1 - cx) * uy
        if (ay >= hy and by >= hy) or (ay <= -hy and by <= -hy):
            continue
        ax, bx = (x0 - cx) * ux + (y0 - cy) * uy, (x1 - cx) * ux + (y1 - cy) * uy
        enter, leave = 0.0, 1.0
        for half, a, b in ((hx, ax, bx), (hy, ay, by)):
            if a != b:
                first, last = (-half - a) / (b - a), (half - a) / (b - a)
                if first > last:
                    first, last = last, first
                enter, leave = first if first > enter else enter, last if last < leave else leave
            elif abs(a) >= half:
                leave = 0.0
        if leave > enter:
            whole += (leave - enter) * math.hypot(x1 - x0, y1 - y0)
            if whole >= limit:
                break
    return whole


def meets_box(one: Box, other: Box, margin: float = 0.0) -> bool:
    """Whether two boxes come nearer to each other than `margin`."""
    dx, dy = other.cx - one.cx, other.cy - one.cy
    cos = abs(one.ux * other.ux + one.uy * other.uy)
    sin = abs(one.ux * other.uy - one.uy * other.ux)
    if abs(dx * one.ux + dy * one.uy) >= one.hx + cos * other.hx + sin * other.hy + margin:
        return False
    if abs(dy * one.ux - dx * one.uy) >= one.hy + sin * other.hx + cos * other.hy + margin:
        return False
    if abs(dx * other.ux + dy * other.uy) >= other.hx + cos * one.hx + sin * one.hy + margin:
        return False
    return abs(dy * other.ux - dx * other.uy) < other.hy + sin * one.hx + cos * one.hy + margin
