"""One arrow as a line to write along: where a text on it would stand, and whether it may."""

import math
from collections.abc import Callable, Collection, Iterable
from itertools import product
from typing import NamedTuple

from tcplab.ui.canvas.boxes import Box, Line, box_on, meets_box
from tcplab.ui.canvas.geometry import Way
from tcplab.ui.canvas.labels import NUMBER, Label, Text, joined

MARGIN = 4.0
ABOVE, BELOW = 0, 1
_NARROW = 240.0
_LEAST = 8.0
"""Every text is longer."""

_SHARES = (0.5, 0.36, 0.64, 0.2, 0.8)
_ORDER = (
    (ABOVE, 0.5), (BELOW, 0.5), (ABOVE, 0.36), (ABOVE, 0.64), (BELOW, 0.36), (BELOW, 0.64),
    (ABOVE, 0.2), (ABOVE, 0.8), (BELOW, 0.2), (BELOW, 0.8),
)  # fmt: skip


class Piece(NamedTuple):
    """One line of a label: its left end stands at (x, y) on the arrow, turned by `angle`.

    The text's baseline lies `drop` below the arrow's line.
    """

    text: Text
    x: float
    y: float
    angle: float
    drop: float
    box: Box


Placed = tuple[Piece, ...]

Crossing = tuple[float, float, float]
"""From where to where along a rail a line is in the way of texts; how far down it goes there."""

Crossings = tuple[Crossing | None, Crossing | None]
"""Above the rail and below it."""

Gap = tuple[float, float]


class Rail(NamedTuple):
    """From its left end (x, y) in the direction (ux, uy); `low` to `high` is where one may write.

    `forward` if the segment goes to the right. A lost one goes on beyond its `cross`, from `first`
    to `end` as it would have gone; under the cross there is room for `beyond` more. All are pixels
    along the line; `px` is the size of letters. Above it and below it the baseline of a text is
    `drops` below the line, the text itself in one of two `stripes`.
    """

    x: float
    y: float
    ux: float
    uy: float
    low: float
    high: float
    first: float
    end: float
    cross: float
    forward: bool
    beyond: float
    px: float
    drops: tuple[float, float]
    stripes: tuple[tuple[float, float], tuple[float, float]]

    def reaching(self) -> "Rail":
        """The same with the room under the cross."""
        if self.forward:
            return self._replace(high=min(self.end, self.high + self.beyond))
        return self._replace(low=max(self.first, self.low - self.beyond))

    def start(self, width: float, middle: float) -> float | None:
        """Where a text around `middle` (a share of the room) begins; None if it has no room."""
        room = self.high - self.low
        if width > room - 2 * MARGIN:
            return None
        share = middle if self.forward else 1 - middle
        start, least = self.low + share * room - width / 2, self.low + MARGIN
        if start < least:
            return least
        most = self.high - MARGIN - width
        return start if start < most else most

    def box(self, width: float, side: int, start: float) -> Box:
        """What a text that begins so far along takes."""
        x, y = self.x + start * self.ux, self.y + start * self.uy
        return box_on(x, y, self.ux, self.uy, width, *self.stripes[side])

    def crossing(self, line: Line, margin: float = MARGIN) -> Crossings:
        """Where a line comes nearer than `margin` to the stripe of the texts on each side."""
        x0, y0, x1, y1 = line
        x, y, ux, uy = self[:4]
        high, low = (y0 - y) * ux - (x0 - x) * uy, (y1 - y) * ux - (x1 - x) * uy
        first, last = (x0 - x) * ux + (y0 - y) * uy, (x1 - x) * ux + (y1 - y) * uy
        if high > low:
            high, low, first, last = low, high, last, first
        pace = (last - first) / (low - high) if low > high else 0.0
        found: list[Crossing | None] = [None, None]
        for side, (top, bottom) in enumerate(self.stripes):
            top, bottom = top - margin, bottom + margin
            if low > top and high < bottom:  # only what is in the stripe
                start, end, down = first, last, low - high
                if high < top:
                    start, down = start + pace * (top - high), down - (top - high)
                if low > bottom:
                    end, down = end - pace * (low - bottom), down - (low - bottom)
                found[side] = (start, end, down) if start < end else (end, start, down)
        return found[ABOVE], found[BELOW]

    def gaps(self, crossings: Iterable[Crossings]) -> tuple[list[Gap], list[Gap]]:
        """What lines leave free for texts on each side, as far as there is room for one."""
        above, below = _by_side(crossings)
        return self._between(above), self._between(below)

    def _between(self, crossings: list[Crossing]) -> list[Gap]:
        found, start = [], self.first
        for first, last, _ in sorted(crossings):
            if first - MARGIN - start > _LEAST:
                found.append((start, first - MARGIN))
            if last + MARGIN > start:
                start = last + MARGIN
        if self.end - start > _LEAST:
            found.append((start, self.end))
        return found

    def piece(self, text: Text, side: int, start: float) -> Piece:
        """A text that begins so far along."""
        x, y = self.x + start * self.ux, self.y + start * self.uy
        box, angle = self.box(text.width, side, start), math.atan2(self.uy, self.ux)
        return Piece(text, x, y, angle, self.drops[side], box)


def rail(way: Way, span: tuple[float, float], stop: float, beyond: float, px: float) -> Rail:
    """The rail of an arrow that may be written on within `span` (shares of its way).

    `stop` is the share after which it is lost (1: it arrives); a text may go `beyond` (px) it.
    """
    forward = way.x0 <= way.x1
    left, right = (way.at(0), way.at(1)) if forward else (way.at(1), way.at(0))
    length = math.hypot(right[0] - left[0], right[1] - left[1]) or 1.0
    low, end = span
    high = min(end, stop)
    if not forward:
        low, high, first, end = 1 - high, 1 - low, 1 - end, 1 - low
    else:
        first = low
    cross, k = stop if forward else 1 - stop, px / 13
    over, under = -7 * k, (18.5 if first < cross < end else 16.5) * k  # a cross needs more room
    stripes = (over - 9.6 * k, over + 3 * k), (under - 9.6 * k, under + 3 * k)
    return Rail(
        *left, (right[0] - left[0]) / length, (right[1] - left[1]) / length,
        low * length, high * length, first * length, end * length,
        cross * length, forward, beyond, px, (over, under), stripes,
    )  # fmt: skip


def _by_side(crossings: Iterable[Crossings]) -> tuple[list[Crossing], list[Crossing]]:
    above, below = [], []
    for over, under in crossings:
        if over is not None:
            above.append(over)
        if under is not None:
            below.append(under)
    return above, below


_Weighed = tuple[float, tuple[Text, int, float] | None]
"""How much the lightest covers, and where it is: the text, its side, where it begins."""


class Search:
    """Looks for a place for one label: above 50 %, below, above 36 and 64 %, below, and so on.

    It keeps clear of the lines that have these `crossings`; its boxes are `free` of all else.
    """

    def __init__(
        self, words: Label, on: Rail, crossings: Iterable[Crossings], free: Callable[[Box], bool]
    ) -> None:
        self._words = words
        self._rail = on
        self._gaps = on.gaps(crossings)
        self._widest = [
            max([last - first for first, last in gaps], default=0.0) for gaps in self._gaps
        ]
        self._free = free
        gap = 0.65 * on.px
        self._wholes = [joined(words.whole, tag, gap) for tag in words.tags]
        self._flags = [*(joined(words.flags, tag, gap) for tag in words.tags), words.flags]

    def best(self, zone: float) -> Placed | None:
        """The fullest way to say it that has a place; None if even the flags have none."""
        flags = self._one(self._words.flags)
        if self._words.lost is not None:
            return self._lost(flags)
        if flags is None:
            return None
        found = self._whole() if zone >= _NARROW else None
        return found or self._short() or flags

    def least(
        self, zone: float, under: Collection[Line], cost: Callable[[Box], float]
    ) -> Placed | None:
        """All of it where it covers the least, if that is not free; None if it has no room.

        It may lie on what is `under` it (pixels), and on what has a `cost`.
        """
        words, on = self._words, self._rail
        crossings = _by_side(on.crossing(line, 0.0) for line in under)

        def lightest(texts: Iterable[Text], places: Iterable[tuple[int, float]]) -> _Weighed:
            found: _Weighed = (math.inf, None)
            for text, (side, share) in product(texts, places):
                start = on.start(text.width, share)
                if start is None:
                    continue
                weight = _covered(start, start + text.width, crossings[side])
                if weight < found[0]:
                    weight += cost(on.box(text.width, side, start))
                if weight < found[0]:
                    found = weight, (text, side, start)
                    if not weight:
                        break
            return found

        wholes = (*self._wholes, words.whole) if zone >= _NARROW else ()
        weight, whole = lightest(wholes, _ORDER)
        if weight == 0 and whole is not None:
            return (on.piece(*whole),)
        over, above = lightest(self._flags, [(ABOVE, share) for share in _SHARES])
        beneath, below = lightest((words.numbers,), [(BELOW, share) for share in _SHARES])
        if above is not None and below is not None and over + beneath < weight:
            return on.piece(*above), on.piece(*below)
        return None if whole is None else (on.piece(*whole),)

    def _whole(self) -> Placed | None:
        """All on one line; what is said besides goes on the other side if it must."""
        words = self._words
        room = self._rail.high - self._rail.low
        fitting = [text for text in self._wholes if text.width <= room - 24]
        for text in fitting[:1]:
            if found := self._one(text):
                return found
        if not fitting:
            for tag in words.tags[:2]:
                if found := self._two(words.whole, tag):
                    return found
        return self._one(words.whole)

    def _short(self) -> Placed | None:
        """Flags above, numbers below; then what is left of it."""
        for text in self._flags:
            if found := self._two(text, self._words.numbers):
                return found
        for text in self._flags:
            if found := self._one(text):
                return found
        return None

    def _lost(self, flags: Placed | None) -> Placed | None:
        """Below, inside the part travelled; the word "lost" beyond the cross, or before it."""
        words, on = self._words, self._rail
        assert words.lost is not None
        beyond = 11 * on.px / 13
        right, left = on.cross + beyond, on.cross - beyond - words.lost.width
        lost: Placed = ()
        starts = (right, left) if on.forward else (left, right)
        for side, start in product((ABOVE, BELOW), starts):
            if not lost and on.first <= start and start + words.lost.width <= on.end:
                piece = self._piece(words.lost, side, start)
                lost = () if piece is None else (piece,)
        if flags is None:
            return lost or None
        for text in (*self._wholes, words.whole):
            for side in (BELOW, ABOVE):
                spot = self._spot(text, side, 0.5)
                if spot and not any(meets_box(spot.box, one.box, MARGIN) for one in lost):
                    return (spot, *lost)
        start = on.reaching().start(words.whole.width, 0.5)
        spot = None if start is None else self._piece(words.whole, BELOW, start)
        if spot is not None and not any(meets_box(spot.box, one.box, MARGIN) for one in lost):
            return (spot, *lost)
        return (*flags, *lost) if not lost else self._beside(flags, lost)

    def _beside(self, flags: Placed, lost: Placed) -> Placed:
        """The flags and the word, unless they would lie on each other."""
        spot = self._spot(self._words.flags, BELOW, 0.5)
        free = spot and not any(meets_box(spot.box, one.box, MARGIN) for one in lost)
        return (spot, *lost) if free else flags

    def _one(self, text: Text) -> Placed | None:
        for side, share in _ORDER:
            if text.width <= self._widest[side] and (spot := self._spot(text, side, share)):
                return (spot,)
        return None

    def _two(self, above: Text, below: Text) -> Placed | None:
        """On both sides, close together if they can be."""
        if above.width > self._widest[ABOVE] or below.width > self._widest[BELOW]:
            return None
        for share in _SHARES:
            one = self._spot(above, ABOVE, share)
            other = self._spot(below, BELOW, share) if one else None
            if one and other:
                return (one, other)
        ones = (self._spot(above, ABOVE, share) for share in _SHARES)
        others = (self._spot(below, BELOW, share) for share in _SHARES)
        one, other = next(filter(None, ones), None), next(filter(None, others), None)
        return (one, other) if one and other else None

    def _spot(self, text: Text, side: int, share: float) -> Piece | None:
        """The text there, if there is room for it and nothing in its way."""
        start = self._rail.start(text.width, share)
        return None if start is None else self._piece(text, side, start)

    def _piece(self, text: Text, side: int, start: float) -> Piece | None:
        end = start + text.width
        for first, last in self._gaps[side]:
            if first <= start and end <= last:
                piece = self._rail.piece(text, side, start)
                return piece if self._free(piece.box) else None
        return None


def _covered(start: float, end: float, crossings: Iterable[Crossing]) -> float:
    """How much of lines lies in a stretch of a rail, in pixels."""
    whole = 0.0
    for first, last, down in crossings:
        if first < end and last > start:
            inside = (min(last, end) - max(first, start)) / (last - first) if last > first else 1
            whole += inside * math.hypot(last - first, down)
    return round(whole, 3)  # what is alike to the eye is not to be told apart


def says_numbers(placed: Placed) -> bool:
    """Whether a label is more than its flags."""
    return any(token.kind == NUMBER for piece in placed for token in piece.text.tokens)
