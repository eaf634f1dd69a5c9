"""Where a time stands on the canvas: rows of events to scale, long silences cut short."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain, groupby, islice
from math import log2
from operator import itemgetter, sub
from typing import Literal

import msgspec

from tcplab.lab.slices import Slices, bits, gathered, whole

FLOOR_MS = 50
"""The least base delay that the scale is made for."""

LONG = 8
"""A silence of more base delays than this is broken."""

_FEW = 1_000
_GRAINS = 2**20
"""In a pixel: places are told apart no finer."""

Kind = Literal["solid", "dashed", "broken"]


class Rows(msgspec.Struct, frozen=True):
    """Every event time once, rising, in ms, and how far down each row stands.

    A row's place is `units[i]` times the scale plus `breaks[i]` times the height of a break.
    `delay` is the base delay in ms; `kinds[i]` tells how the stretch below row i is drawn.
    """

    delay: int
    times: tuple[int, ...]
    units: Sequence[float]
    breaks: tuple[int, ...]
    kinds: tuple[Kind, ...]


class Stretch(msgspec.Struct, frozen=True):
    """A piece of the axis between two rows; neighbours that are drawn alike are one piece."""

    from_ms: int
    to_ms: int
    kind: Kind


def rows(times: Iterable[int], delay_ms: int) -> Rows:
    """The rows for these event times (ms, in any order, at least one)."""
    return whole(placing(times, delay_ms))


def placing(times: Iterable[int], delay_ms: int) -> Slices[Rows]:
    """`rows`, for whoever cannot wait."""
    delay = max(FLOOR_MS, delay_ms)
    known: dict[int, None] = {}  # each once, as they come
    for bit in bits(times):
        known.update(dict.fromkeys(bit))
        yield
    every = sorted(known)  # takes no time: nearly all that comes rises already
    yield
    gaps = yield from gathered(map(sub, islice(every, 1, None), every))
    shares = {gap: _share(gap / delay) for gap in set(gaps)}  # few, of however many times
    found = yield from gathered(map(shares.__getitem__, gaps))
    kinds = yield from gathered(map(itemgetter(1), found))
    units = yield from gathered(accumulate(map(itemgetter(0), found), initial=0.0))
    breaks = yield from gathered(accumulate(map("broken".__eq__, kinds), initial=0))
    return Rows(delay, tuple(every), array("d", units), tuple(breaks), tuple(kinds))


def joined(parts: Sequence[Rows]) -> Rows:
    """The rows of several pictures (one at least) as one; the longest base delay is the scale's."""
    return whole(joining(parts))


def joining(parts: Sequence[Rows]) -> Slices[Rows]:
    """`joined`, for whoever cannot wait."""
    if len(parts) == 1:
        return parts[0]
    times = chain.from_iterable(part.times for part in parts)
    return (yield from placing(times, max(part.delay for part in parts)))


def continued(rows: Rows, count: int, times: Iterable[int]) -> Rows:
    """The first `count` rows (1 or more), and below them rows for later times (ms, rising)."""
    found = list(rows.times[:count])
    units, breaks = list(rows.units[:count]), list(rows.breaks[:count])
    kinds = list(rows.kinds[: count - 1])
    for after in times:
        share, kind = _share((after - found[-1]) / rows.delay)
        found.append(after)
        units.append(units[-1] + share)
        breaks.append(breaks[-1] + (kind == "broken"))
        kinds.append(kind)
    return Rows(rows.delay, tuple(found), array("d", units), tuple(breaks), tuple(kinds))


def _share(delays: float) -> tuple[float, Kind]:
    """How high a gap of so many base delays is, in multiples of the scale."""
    if delays <= 1:
        return delays, "solid"
    if delays <= LONG:
        return 1 + 0.1 * log2(delays), "dashed"
    return 0.0, "broken"


def fitted_scale(rows: Rows, height: float, least: float, most: float, gap: float) -> float:
    """Pixels per base delay that let the rows fill `height`, from `least` to `most`."""
    if not rows.units[-1]:
        return most
    wanted = (height - gap * rows.breaks[-1]) / rows.units[-1]
    return max(least, min(most, wanted))


class TimeMap:
    """Times in ms to pixels below the first row, and back; both rise together.

    `scale` is the pixels of one base delay, `gap` those of a break. Before the first and after
    the last row time goes on to scale.
    """

    def __init__(self, rows: Rows, scale: float, gap: float) -> None:
        self.rows = rows
        self.scale = scale
        self.gap = gap
        self._ys: dict[float, float] = {}  # of the times that have been asked for
        self._rows: list[float] = []
        if len(rows.times) <= _FEW:  # of these at once: sooner or later all are
            self._rows = list(map(self._place, rows.units, rows.breaks))
            self._ys = dict(zip(rows.times, self._rows, strict=True))

    @property
    def height(self) -> float:
        """Pixels from the first row to the last."""
        return self.row_y(-1)

    def row_y(self, row: int) -> float:
        """The place of a row by its index; nothing is kept for the rows that nobody looks at."""
        if self._rows:
            return self._rows[row]
        return self._place(self.rows.units[row], self.rows.breaks[row])

    def row_ys(self, rows: range) -> list[float]:
        """The places of neighbouring rows by their indices."""
        if self._rows:
            return self._rows[rows.start : rows.stop]
        units, breaks = self.rows.units, self.rows.breaks
        return list(map(self._place, units[rows.start : rows.stop], breaks[rows.start : rows.stop]))

    def _place(self, units: float, breaks: int) -> float:
        """Rounded: one row more or less, and the sums for those below it differ in their last
        digit, which is not to move them."""
        return round((units * self.scale + breaks * self.gap) * _GRAINS) / _GRAINS

    def rows_above(self, y: float) -> int:
        """How many rows stand above a place."""
        if self._rows:
            return bisect_left(self._rows, y)
        return bisect_left(range(len(self.rows.times)), y, key=self.row_y)

    def rows_until(self, y: float) -> int:
        """How many rows stand at a place or above it."""
        if self._rows:
            return bisect_right(self._rows, y)
        return bisect_right(range(len(self.rows.times)), y, key=self.row_y)

    def y(self, ms: float) -> float:
        """The place of a time."""
        known = self._ys.get(ms)
        if known is None:
            known = self._ys[ms] = self._y(ms)
        return known

    def _y(self, ms: float) -> float:
        times = self.rows.times
        at = bisect_right(times, ms)
        if at == 0:
            return (ms - times[0]) * self._pace
        y = self.row_y(at - 1)
        if ms == times[at - 1]:
            return y
        if at == len(times):
            return y + (ms - times[-1]) * self._pace
        share = (ms - times[at - 1]) / (times[at] - times[at - 1])
        return y + share * (self.row_y(at) - y)

    def ms(self, y: float) -> float:
        """The time at a place."""
        times = self.rows.times
        at = self.rows_until(y)
        if at == 0:
            return times[0] + y / self._pace
        above = self.row_y(at - 1)
        if at == len(times):
            return times[-1] + (y - above) / self._pace
        share = (y - above) / (self.row_y(at) - above)
        return times[at - 1] + share * (times[at] - times[at - 1])

    def nearest_row(self, y: float) -> int:
        """The time (ms) of the row that is nearest to a place."""
        times = self.rows.times
        at = self.rows_until(y)
        if at == 0:
            return times[0]
        if at < len(times) and self.row_y(at) - y < y - self.row_y(at - 1):
            at += 1
        return times[at - 1]

    def stretches(self, top: float, bottom: float) -> list[Stretch]:
        """The pieces of the axis that touch the places from `top` to `bottom`."""
        times, kinds = self.rows.times, self.rows.kinds
        first, last = max(0, self.rows_until(top) - 1), min(self.rows_until(bottom), len(kinds))
        found: list[Stretch] = []
        for kind, alike in groupby(range(first, last), kinds.__getitem__):
            at = list(alike)
            pieces = zip(at, at, strict=True) if kind == "broken" else [(at[0], at[-1])]
            found += (Stretch(times[start], times[end + 1], kind) for start, end in pieces)
        return found

    def breaks(self, top: float, bottom: float) -> list[Stretch]:
        """The broken stretches that touch the places from `top` to `bottom`."""
        return [one for one in self.stretches(top, bottom) if one.kind == "broken"]

    @property
    def _pace(self) -> float:
        return self.scale / self.rows.delay


def silence(ms: int) -> str:
    """How long a broken stretch is, as its label says it: "… 59.8 s"."""
    if ms >= 3_600_000:
        hours = ms / 3_600_000
        return f"… {hours:.1f} h" if ms % 3_600_000 else f"… {hours:.0f} h"
    if ms >= 1_000_000:
        return f"… {ms / 60_000:.1f} min"
    return f"… {ms / 1_000:.1f} s"
