"""Finds every label a place beside its arrow where it touches nothing, or none.

A place depends on the picture and its geometry alone, so that nothing jumps as one scrolls. It is
sought stretch by stretch of the canvas, each when it is first seen.
"""

import math
from collections.abc import Callable, Iterator
from typing import NamedTuple

from tcplab.ui.canvas_boxes import Box, box_on, meets_box, meets_line
from tcplab.ui.canvas_geometry import Geometry, Way
from tcplab.ui.canvas_labels import Label, Text, joined, label

MARGIN = 4.0
ABOVE, BELOW = -1, 1
_TILE = 1024.0
_CELL = 32.0
_NARROW = 240.0


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


class Sides(NamedTuple):
    """How far the text on either side stands off its line, in pixels downwards."""

    above: float
    below: float
    ascent: float
    descent: float


def sides(px: float) -> Sides:
    """For letters of a size: the baseline 7 px above the line at 13 px, and as far below it."""
    k = px / 13
    return Sides(above=-7 * k, below=16.5 * k, ascent=9.6 * k, descent=3.0 * k)


Placed = tuple[Piece, ...]
_Line = tuple[float, float, float, float]
_SHARES = (0.5, 0.36, 0.64, 0.2, 0.8)


class Places:
    """The labels of one geometry; `relative` numbers or absolute ones."""

    def __init__(self, geometry: Geometry, *, relative: bool) -> None:
        self.geometry = geometry
        self._relative = relative
        self._sides = sides(geometry.sizes.label_px)
        self._reach = 60 + 0.5 * max((abs(way.y1 - way.y0) for way in geometry.ways), default=0)
        self._tiles: dict[int, dict[int, Placed]] = {}
        self._settled: dict[int, dict[int, Placed]] = {}

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, Placed]]:
        """The labels that may be seen between two places: the arrow's index and its pieces."""
        reach = self._reach
        for tile in range(int((top - reach) // _TILE), int((bottom + reach) // _TILE) + 1):
            yield from self._tile(tile).items()

    def loss_share(self, index: int) -> float:
        """After which share of its way a lost segment's cross stands: where its label has room."""
        geometry = self.geometry
        way = geometry.ways[index]
        low, high = geometry.span(way)
        length = math.hypot(way.x1 - way.x0, way.y1 - way.y0) * (high - low)
        wanted = (self.label(index).whole.width + 24) / length if length else 0.5
        return low + (high - low) * min(0.75, max(0.5, wanted))

    def label(self, index: int, more: int = 0) -> Label:
        """What is to be said beside an arrow."""
        arrow = self.geometry.picture.arrows[index]
        return label(arrow, self.geometry.sizes, self._relative, more)

    def placed(self, index: int) -> Placed | None:
        """The label of an arrow, if it has found a place."""
        way = self.geometry.ways[index]
        return self._tile(int((way.y0 + way.y1) / 2 // _TILE)).get(index)

    def alone(self, index: int) -> Placed:
        """The label of an arrow that must be shown, whatever else stands there."""
        return next(self._tries(index, 0), ())

    def moved(self, index: int, placed: Placed, hits: Callable[[Box], bool]) -> Placed:
        """Another place for a label, free of what `hits`, or the same if there is none."""
        way = self.geometry.ways[index]
        top, bottom = min(way.y0, way.y1) - 40, max(way.y0, way.y1) + 40
        others = [
            piece.box
            for other, pieces in self.between(top, bottom)
            if other != index
            for piece in pieces
        ]
        field = _Field(self._lines(top, bottom), others)
        own = self._drawn(index)
        for pieces in self._tries(index, 0):
            if not any(hits(one.box) or field.touches(one.box, own) for one in pieces):
                return pieces
        return placed

    def _tile(self, tile: int) -> dict[int, Placed]:
        """The labels of a stretch without those that touch one of the stretch before."""
        settled = self._settled.get(tile)
        if settled is None:
            before = [p.box for pieces in self._raw(tile - 1).values() for p in pieces]
            edge = tile * _TILE
            near = [box for box in before if box.cy + box.reach > edge - 200]
            settled = {
                index: pieces
                for index, pieces in self._raw(tile).items()
                if not any(meets_box(p.box, box, MARGIN) for p in pieces for box in near)
            }
            self._settled[tile] = settled
        return settled

    def _raw(self, tile: int) -> dict[int, Placed]:
        found = self._tiles.get(tile)
        if found is None:
            found = self._tiles[tile] = self._solve(tile * _TILE, (tile + 1) * _TILE)
        return found

    def _solve(self, top: float, bottom: float) -> dict[int, Placed]:
        geometry = self.geometry
        lines = self._lines(top - 64, bottom + 64)
        field = _Field(lines, [])
        twins: dict[_Line, list[int]] = {}
        for index in geometry.arrows(top, bottom):
            way = geometry.ways[index]
            if top <= (way.y0 + way.y1) / 2 < bottom:
                twins.setdefault(self._drawn(index), []).append(index)
        placed: dict[int, Placed] = {}
        for same in twins.values():
            own = self._drawn(same[0])
            for pieces in self._tries(same[0], len(same) - 1):
                if not any(field.touches(one.box, own) for one in pieces):
                    placed[same[0]] = pieces
                    for one in pieces:
                        field.add(one.box)
                    break
        return placed

    def _lines(self, top: float, bottom: float) -> set[_Line]:
        geometry = self.geometry
        return {self._drawn(index) for index in geometry.arrows(top, bottom)}

    def _drawn(self, index: int) -> _Line:
        """The part of an arrow that is drawn as a line."""
        way = self.geometry.ways[index]
        if self.geometry.picture.arrows[index].lost:
            x, y = way.at(self.loss_share(index))
            way = Way(way.x0, way.y0, x, y)
        return _rounded(way)

    def _tries(self, index: int, more: int) -> Iterator[Placed]:
        """The ways to write a label: above and below the middle, above 36 and 64 %, below."""
        words, rail = self.label(index, more), self._rail(index)
        gap = 0.65 * self.geometry.sizes.label_px
        if words.lost is not None:
            yield from _lost_tries(words, rail, self._sides, gap)
            return
        left, right = self.geometry.zone
        if right - left >= _NARROW:
            for tag in words.tags:
                text = joined(words.whole, tag, gap)
                if text.width <= rail.room - 24:
                    yield from _everywhere(text, rail, self._sides)
                    break
            else:
                for tag in words.tags[:1]:
                    yield from _both_sides(words.whole, tag, rail, self._sides)
            yield from _everywhere(words.whole, rail, self._sides)
        flags = [joined(words.flags, tag, gap) for tag in words.tags] + [words.flags]
        flags = [text for text in flags if text.width <= rail.room - 2 * MARGIN]
        for text in flags:
            yield from _both_sides(text, words.numbers, rail, self._sides)
        for text in flags:
            yield from _everywhere(text, rail, self._sides)

    def _rail(self, index: int) -> "_Rail":
        way = self.geometry.ways[index]
        low, end = self.geometry.span(way)
        high, stop = end, 1.0
        forward = way.x0 <= way.x1
        left, right = (way.at(0), way.at(1)) if forward else (way.at(1), way.at(0))
        length = math.hypot(right[0] - left[0], right[1] - left[1])
        if self.geometry.picture.arrows[index].lost:
            stop = self.loss_share(index)
            under_cross = 20 * self.geometry.sizes.stroke / length if length else 0.0
            high = min(end, stop + under_cross)
        shares = (low, high, end) if forward else (1 - high, 1 - low, 1 - low)
        angle = math.atan2(right[1] - left[1], right[0] - left[0])
        cross = stop if forward else 1 - stop
        first = shares[0] if forward else 1 - end
        return _Rail(
            *left, angle, shares[0] * length, shares[1] * length, first * length,
            shares[2] * length, cross * length, forward,
        )  # fmt: skip


class _Rail(NamedTuple):
    """An arrow as a line to write along, from its left end; `low` to `high` is where one may.

    A lost one goes on beyond its `cross`; `first` and `end` are where it would begin and end.
    """

    x: float
    y: float
    angle: float
    low: float
    high: float
    first: float
    end: float
    cross: float
    forward: bool

    @property
    def room(self) -> float:
        return self.high - self.low

    def piece(self, text: Text, middle: float, side: int, sides: Sides) -> Piece | None:
        """A text around `middle` (a share of the room), or None if there is no room for it."""
        if text.width > self.room - 2 * MARGIN:
            return None
        share = middle if self.forward else 1 - middle
        start = self.low + share * self.room - text.width / 2
        start = min(max(start, self.low + MARGIN), self.high - MARGIN - text.width)
        return self.at(text, start, side, sides)

    def at(self, text: Text, start: float, side: int, sides: Sides) -> Piece:
        """A text that starts so far along the line."""
        x, y = self.x + start * math.cos(self.angle), self.y + start * math.sin(self.angle)
        drop = sides.above if side == ABOVE else sides.below
        top, bottom = drop - sides.ascent, drop + sides.descent
        box = box_on(x, y, self.angle, 0, text.width, top, bottom)
        return Piece(text, x, y, self.angle, drop, box)


def _everywhere(text: Text, rail: _Rail, sides: Sides) -> Iterator[Placed]:
    for side, share in (
        (ABOVE, 0.5), (BELOW, 0.5), (ABOVE, 0.36), (ABOVE, 0.64), (BELOW, 0.36), (BELOW, 0.64),
        (ABOVE, 0.2), (ABOVE, 0.8), (BELOW, 0.2), (BELOW, 0.8),
    ):  # fmt: skip
        piece = rail.piece(text, share, side, sides)
        if piece is not None:
            yield (piece,)


def _both_sides(above: Text, below: Text, rail: _Rail, sides: Sides) -> Iterator[Placed]:
    """On two lines, each where it finds room; first where they stand close together."""
    pairs = [(share, share) for share in _SHARES]
    pairs += [(one, other) for one in _SHARES for other in _SHARES if one != other]
    for share, other_share in pairs:
        one = rail.piece(above, share, ABOVE, sides)
        other = rail.piece(below, other_share, BELOW, sides)
        if one is None or other is None:
            return
        yield (one, other)


def _lost_tries(words: Label, rail: _Rail, sides: Sides, gap: float) -> Iterator[Placed]:
    """Below, inside the part that was travelled; the word "lost" beyond the cross if it may."""
    assert words.lost is not None
    beyond = 11 * sides.ascent / 9.6
    start = rail.cross + beyond if rail.forward else rail.cross - beyond - words.lost.width
    lost: Placed = ()
    if rail.first <= start and start + words.lost.width <= rail.end:
        lost = (rail.at(words.lost, start, ABOVE, sides),)
    texts = [joined(words.whole, tag, gap) for tag in words.tags]
    for text in (*texts, words.whole, words.flags):
        for side in (BELOW, ABOVE):
            piece = rail.piece(text, 0.5, side, sides)
            if piece is not None:
                yield (piece, *lost)
                yield (piece,)
    yield lost


def _rounded(way: Way) -> _Line:
    """The same for arrows that are drawn as one."""
    return (
        round(way.x0 * 2) / 2, round(way.y0 * 2) / 2, round(way.x1 * 2) / 2, round(way.y1 * 2) / 2,
    )  # fmt: skip


class _Field:
    """Lines and boxes that a new box must not touch, found by their height on the canvas."""

    def __init__(self, lines: set[_Line], boxes: list[Box]) -> None:
        self._lines: dict[int, list[_Line]] = {}
        self._boxes: dict[int, list[Box]] = {}
        for line in lines:
            for cell in _cells(min(line[1], line[3]), max(line[1], line[3])):
                self._lines.setdefault(cell, []).append(line)
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        """One more box in the way."""
        for cell in _cells(box.cy - box.reach, box.cy + box.reach):
            self._boxes.setdefault(cell, []).append(box)

    def touches(self, box: Box, own: _Line) -> bool:
        """Whether anything but the line `own` comes nearer than the margin."""
        for cell in _cells(box.cy - box.reach - MARGIN, box.cy + box.reach + MARGIN):
            for line in self._lines.get(cell, ()):
                if line != own and meets_line(box, *line, MARGIN):
                    return True
            for other in self._boxes.get(cell, ()):
                if meets_box(box, other, MARGIN):
                    return True
        return False


def _cells(top: float, bottom: float) -> range:
    return range(int(top // _CELL), int(bottom // _CELL) + 1)
