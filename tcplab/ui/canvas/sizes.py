"""How large everything on the sequence canvas is: at a desk, and before an audience."""

import msgspec

from tcplab.ui.canvas.faces import Face, face
from tcplab.ui.look.fonts import BOLD, SEMIBOLD

_NARROW = 790
_WIDE = 1100
BADGE, BADGE_GAP = 17.0, 8.0
PRESENT_WIDTH = 1024
"""The width of the window for which the present sizes are given."""


class Sizes(msgspec.Struct, frozen=True):
    """Lengths in logical pixels. Fonts are given by their size; `stroke` multiplies every line.

    Left to right: `gutter` with the times, `outer_left`, a `band`, the arrow zone (from
    `zone_least` to `zone_most`), a band, `outer_right`. A base delay is `scale_least` to
    `scale_most` high, a break `gap`. With `inside`, calls and timers stand in the bands. With
    `beside` the times stand on another canvas, right of this one.
    """

    gutter: float
    outer_left: float
    outer_right: float
    band: float
    label_px: float
    state_px: float
    zone_most: float = 560
    zone_least: float = 150
    header: float = 50
    top: float = 34
    bottom: float = 44
    scale_least: float = 37
    scale_most: float = 58
    gap: float = 54
    small_px: float = 11
    name_px: float = 15
    address_px: float = 12
    lifeline: float = 3
    stroke: float = 1
    inside: bool = False
    beside: bool = False

    @property
    def state(self) -> Face:
        return face(self.state_px, SEMIBOLD)

    @property
    def small(self) -> Face:
        """Times, and what a timer does."""
        return face(self.small_px)

    @property
    def small_strong(self) -> Face:
        return face(self.small_px, SEMIBOLD)

    @property
    def call(self) -> Face:
        return face(self.small_px, mono=True)

    @property
    def name(self) -> Face:
        return face(self.name_px, BOLD if self.inside else SEMIBOLD)

    def heading(self, name: str) -> float:
        """How wide a host's badge and name are, with the gap to the next."""
        return (BADGE + 2 * BADGE_GAP) * self.stroke + self.name.width(name)

    @property
    def address(self) -> Face:
        return face(self.address_px)


def main_sizes(width: float) -> Sizes:
    """For a canvas of this width in the window; narrow, usual and wide ones differ."""
    if width < _NARROW:
        return Sizes(gutter=70, outer_left=100, outer_right=96, band=92, label_px=13, state_px=11)
    if width < _WIDE:
        return Sizes(gutter=74, outer_left=100, outer_right=96, band=98, label_px=13, state_px=11.5)
    return Sizes(gutter=74, outer_left=100, outer_right=96, band=112, label_px=15, state_px=11.5)


def sizes_for(width: float, present: float | None) -> Sizes:
    """For a canvas of this width, or for an audience with a window `present` pixels wide."""
    return main_sizes(width) if present is None else present_sizes(present)


def present_sizes(window_width: float) -> Sizes:
    """For an audience: everything grows with the window; no gutter, nothing outside the bands."""
    k = window_width / PRESENT_WIDTH
    return Sizes(
        gutter=0, outer_left=16 * k, outer_right=16 * k, band=166 * k,
        label_px=22 * k, state_px=20 * k, zone_most=900 * k, zone_least=240 * k,
        header=52 * k, top=44 * k, bottom=60 * k,
        scale_least=62 * k, scale_most=98 * k, gap=84 * k,
        small_px=20 * k, name_px=24 * k, address_px=20 * k,
        lifeline=5 * k, stroke=1.75 * k, inside=True,
    )  # fmt: skip
