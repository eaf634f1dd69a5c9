"""Turned rectangles, and what they touch. Plain numbers: thousands are tried for one picture."""

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


def meets_line(box: Box, x0: float, y0: float, x1: float, y1: float, margin: float = 0.0) -> bool:
    """Whether a stretch of line comes nearer to the box than `margin`."""
    cx, cy, ux, uy, hx, hy = box
    hx, hy = hx + margin, hy + margin
    ay, by = (y0 - cy) * ux - (x0 - cx) * uy, (y1 - cy) * ux - (x1 - cx) * uy
    if (ay >= hy and by >= hy) or (ay <= -hy and by <= -hy):
        return False
    ax, bx = (x0 - cx) * ux + (y0 - cy) * uy, (x1 - cx) * ux + (y1 - cy) * uy
    enter, leave = 0.0, 1.0
    for a, b, half in ((ax, bx, hx), (ay, by, hy)):
        if a == b:
            if not -half < a < half:
                return False
            continue
        first, second = (-half - a) / (b - a), (half - a) / (b - a)
        enter, leave = max(enter, min(first, second)), min(leave, max(first, second))
    return enter < leave


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
