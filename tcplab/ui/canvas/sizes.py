"""How large everything on the sequence canvas is: at a desk, and before an audience."""

import math

import msgspec
from msgspec.structs import replace

from tcplab.ui.canvas.faces import Face, face
from tcplab.ui.canvas.widths import NARROW, enlarged
from tcplab.ui.look.fonts import BOLD, SEMIBOLD
from tcplab.ui.look.scaling import text_scale

_NARROW = 790
_WIDE = 1100
BADGE, BADGE_GAP = 17.0, 8.0
PRESENT_WIDTH = 1024
"""The width of the window for which the present sizes are given."""


_USUAL, _STEEP = math.tan(math.radians(12.5)), math.tan(math.radians(25))


class Sizes(msgspec.Struct, frozen=True):
    """Lengths in logical pixels. Fonts are given by their size; `stroke` multiplies every line,
    `disc` every handle of a segment.

    Left to right: `gutter` with the times, `outer_left`, a `band`, the arrow zone (from
    `zone_least` to `zone_most`), a band, `outer_right`. A base delay is `scale_least` to
    `scale_most` high, a break `gap`; no arrow falls more than `steepest` of its width. With
    `inside`, calls and timers stand in the bands. With `beside` the times stand on another canvas,
    right of this one.
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
    steepest: float = _USUAL
    stroke: float = 1
    disc: float = 1
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

    def narrowed(self, share: float) -> "Sizes":
        """With bands of this share of their width; what stands outside them keeps more of its."""
        outer = (1 + 2 * share) / 3  # the calls are read there
        return replace(
            self, gutter=self.gutter * (1 + share) / 2, band=self.band * share,
            outer_left=self.outer_left * outer, outer_right=self.outer_right * outer,
            state_px=self.state_px if self.inside else min(self.state_px, self.small_px),
        )  # fmt: skip

    def heading(self, name: str) -> float:
        """How wide a host's badge and name are, with the gap to the next."""
        return (BADGE + 2 * BADGE_GAP) * self.stroke + self.name.width(name)

    @property
    def address(self) -> Face:
        return face(self.address_px)


def main_sizes(width: float) -> Sizes:
    """For a canvas of this width in the window; narrow, usual and wide ones differ."""
    if width < _NARROW:
        return Sizes(**NARROW._asdict(), label_px=13, state_px=11)
    if width < _WIDE:
        return Sizes(gutter=74, outer_left=100, outer_right=96, band=98, label_px=13, state_px=11.5)
    return Sizes(gutter=74, outer_left=100, outer_right=96, band=112, label_px=15, state_px=11.5)


def sizes_for(width: float, present: float | None) -> Sizes:
    """For a canvas of this width, or for an audience with a window `present` pixels wide."""
    if present is not None:
        return present_sizes(present)
    scale = text_scale()
    return main_sizes(width) if scale == 1 else _enlarged(main_sizes(width / scale), scale)


def _enlarged(sizes: Sizes, k: float) -> Sizes:
    """With larger letters."""
    return replace(
        sizes,
        **enlarged(k)._asdict(), label_px=13 * k, state_px=11 * k, zone_most=560 * k,
        header=50 + 16 * (k - 1), top=34 * k, bottom=44 * k,
        scale_least=30 + 16 * k**2, scale_most=58 * k, gap=54 * k,
        small_px=11 * k, name_px=15 * k, address_px=12 * k,
        lifeline=3 * k, stroke=0.4 + 0.6 * k, steepest=_STEEP if k > 1.25 else _USUAL,
    )  # fmt: skip


def present_sizes(window_width: float) -> Sizes:
    """For an audience: everything grows with the window; no gutter, nothing outside the bands."""
    k = window_width / PRESENT_WIDTH
    return Sizes(
        gutter=0, outer_left=16 * k, outer_right=16 * k, band=166 * k,
        label_px=22 * k, state_px=20 * k, zone_most=900 * k, zone_least=240 * k,
        header=52 * k, top=44 * k, bottom=60 * k,
        scale_least=62 * k, scale_most=98 * k, gap=84 * k,
        small_px=20 * k, name_px=24 * k, address_px=20 * k,
        lifeline=5 * k, stroke=1.75 * k, disc=k, inside=True,
    )  # fmt: skip
