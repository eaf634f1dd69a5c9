"""Finds every label a place beside its arrow where it touches nothing, or none.

A place depends on the picture and its geometry alone, so that nothing jumps as one scrolls. It is
sought stretch by stretch of the canvas, each when it is first seen.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from tcplab.lab.arrows import Arrow
from tcplab.ui.canvas.boxes import Box, Line, covered, meets_box, meets_lines
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.labels import Label, label
from tcplab.ui.canvas.rails import MARGIN, Placed, Rail, Search, rail, says_numbers

_TILE = 256.0
_NEAR = 60.0
_WORSE = 1_000.0  # than any line under a label is another label
_CROWD, _BESIDE = 40, 12
"""Among more lines, the nearest so many above and below tell whether an arrow has any room."""


class Places:
    """The labels of one geometry; `relative` numbers or absolute ones."""

    def __init__(self, geometry: Geometry, *, relative: bool) -> None:
        self.geometry = geometry
        self._relative = relative
        self._zone = geometry.zone[1] - geometry.zone[0]
        self._reach = _NEAR + 0.5 * geometry.deepest
        self._tiles: dict[int, _Tile] = {}
        self._before: dict[int, _Tile] = {}
        self._settled: dict[int, dict[int, Placed]] = {}
        self._labels: dict[int, Label] = {}
        self._stops: dict[int, float] = {}
        self._lines_of: dict[int, Line] = {}

    def take_over(self, earlier: "Places") -> None:
        """Where a stretch looks as it did in an earlier picture, its labels stay as they were."""
        before, now = earlier.geometry, self.geometry
        if (before.sizes, before.zone, earlier._relative) == (now.sizes, now.zone, self._relative):
            self._before = earlier._tiles

    def between(self, top: float, bottom: float) -> Iterator[tuple[int, Placed]]:
        """The labels that may be seen between two places: the arrow's index and its pieces."""
        first, last = int((top - self._reach) // _TILE), int((bottom + self._reach) // _TILE)
        for tile in range(first, last + 1):
            yield from self._tile(tile).items()

    def placed(self, index: int) -> Placed | None:
        """The label of an arrow, if it has found a place."""
        return self._tile(self._tile_of(index)).get(index)

    def pointed_out(
        self, index: int, also: Sequence[Line] = (), taken: Sequence[Box] = ()
    ) -> Placed:
        """The label of an arrow that must be read now: whole, whatever other label is there but
        those of which the boxes are `taken`.

        Where nothing is free it lies on as little as can be of the arrows and of what is `also`
        there.
        """

        def meets(box: Box) -> bool:
            return any(meets_box(box, other, MARGIN) for other in taken)

        placed = self.placed(index)
        if placed and says_numbers(placed) and not any(meets(piece.box) for piece in placed):
            return placed
        way = self.geometry.way(index)
        top, bottom = min(way.y0, way.y1) - _NEAR, max(way.y0, way.y1) + _NEAR
        lines = self._lines(top, bottom) - {self.drawn(index)}
        found = self._search(
            index, lambda box: not meets_lines(box, lines, MARGIN) and not meets(box)
        )
        if found is None or not says_numbers(found):
            under = (*lines, *also)
            if self.geometry.picture.arrows[index].lost or len(under) > _CROWD:
                forced = self._search(index, lambda box: True)
            else:
                forced = self._forced(
                    index, lambda box, limit: _WORSE * meets(box) + covered(box, under, limit)
                )
            if forced and not any(meets(piece.box) for piece in forced):
                return forced
        return found or ()

    def _forced(self, index: int, cost: Callable[[Box, float], float]) -> Placed | None:
        search = Search(self._label(index), self._rail(index), lambda box: True)
        return search.least(self._zone, cost) or search.best(self._zone)

    def moved(self, index: int, placed: Placed, hits: Callable[[Box], bool]) -> Placed:
        """Another place for a label, free of what `hits`, or the same if there is none."""
        way = self.geometry.way(index)
        top, bottom = min(way.y0, way.y1) - _NEAR, max(way.y0, way.y1) + _NEAR
        lines = self._lines(top, bottom) - {self.drawn(index)}
        labels = self.between(top, bottom)
        boxes = [piece.box for other, pieces in labels if other != index for piece in pieces]
        found = self._search(index, lambda box: not hits(box) and _is_free(box, lines, boxes))
        return placed if found is None or says_numbers(placed) > says_numbers(found) else found

    def beside(self, index: int, taken: list[Box]) -> Placed:
        """Another place for a label where others stand that must be read; () if there is none."""
        way = self.geometry.way(index)
        top, bottom = min(way.y0, way.y1) - _NEAR, max(way.y0, way.y1) + _NEAR
        lines = self._lines(top, bottom) - {self.drawn(index)}
        labels = self.between(top, bottom)
        boxes = [piece.box for other, pieces in labels if other != index for piece in pieces]
        return self._search(index, lambda box: _is_free(box, lines, [*taken, *boxes])) or ()

    def loss_share(self, index: int) -> float:
        """After which share of its way a lost segment's cross stands: where its label has room."""
        stop = self._stops.get(index)
        if stop is None:
            way = self.geometry.way(index)
            low, high = self.geometry.span(way)
            length = math.hypot(way.x1 - way.x0, way.y1 - way.y0) * (high - low)
            words = self._label(index)
            text = words.whole.width + sum(tag.width + 8 for tag in words.tags[-1:])
            wanted = (text + 24) / length if length else 0.5
            stop = self._stops[index] = low + (high - low) * min(0.75, max(0.5, wanted))
        return stop

    def ghosts(self, top: float, bottom: float) -> list[Line]:
        """What lost segments would still have gone of their ways, between two places."""
        found: list[Line] = []
        for index in self.geometry.arrows(top, bottom):
            if self.geometry.picture.arrows[index].lost:
                way = self.geometry.way(index)
                found.append((*way.at(self.loss_share(index)), way.x1, way.y1))
        return found

    def _label(self, index: int, more: int = 0) -> Label:
        """What is to be said beside an arrow, and for how many more that lie on it."""
        known = None if more else self._labels.get(index)
        if known is None:
            arrow = self.geometry.picture.arrows[index]
            known = label(arrow, self.geometry.sizes, self._relative, more)
            if not more:
                self._labels[index] = known
        return known

    def _search(self, index: int, free: Callable[[Box], bool]) -> Placed | None:
        return Search(self._label(index), self._rail(index), free).best(self._zone)

    def _rail(self, index: int) -> Rail:
        way, sizes = self.geometry.way(index), self.geometry.sizes
        stop = self.loss_share(index) if self.geometry.picture.arrows[index].lost else 1.0
        return rail(way, self.geometry.span(way), stop, 20 * sizes.stroke, sizes.label_px)

    def _tile_of(self, index: int) -> int:
        way = self.geometry.way(index)
        return int((way.y0 + way.y1) / 2 // _TILE)

    def _tile(self, tile: int) -> dict[int, Placed]:
        """The labels of a stretch; one that touches those of the stretches before stands elsewhere
        in it or is left out."""
        settled = self._settled.get(tile)
        if settled is None:
            reached = range(tile - math.ceil(2 * self._reach / _TILE), tile)
            near = [
                piece.box
                for before in reached
                for pieces in self._raw(before).values()
                for piece in pieces
                if piece.box.cy + piece.box.reach > tile * _TILE - self._reach
            ]
            settled = {}
            for index, pieces in self._raw(tile).items():
                if any(meets_box(p.box, box, MARGIN) for p in pieces for box in near):
                    pieces = self._elsewhere(index, tile, near)
                if pieces:
                    settled[index] = pieces
            self._settled[tile] = settled
        return settled

    def _elsewhere(self, index: int, tile: int, near: list[Box]) -> Placed:
        """Another place for a label, wholly in its stretch; () if there is none."""
        top, bottom = tile * _TILE, (tile + 1) * _TILE
        lines = self._lines(top - self._reach, bottom + self._reach) - {self.drawn(index)}
        boxes = [
            piece.box
            for beside in (tile, tile + 1)
            for other, pieces in self._raw(beside).items()
            if other != index
            for piece in pieces
        ]

        def is_free(box: Box) -> bool:
            within = top <= box.cy - box.reach and box.cy + box.reach <= bottom
            return within and _is_free(box, lines, [*near, *boxes])

        return self._search(index, is_free) or ()

    def _raw(self, tile: int) -> dict[int, Placed]:
        """The labels of a stretch, whatever those of the stretches before."""
        found = self._tiles.get(tile)
        if found is None:
            top, bottom = tile * _TILE - self._reach, (tile + 1) * _TILE + self._reach
            arrows = self.geometry.picture.arrows
            around = [
                (index, self.drawn(index), arrows[index])
                for index in self.geometry.arrows(top, bottom)
            ]
            found = self._before.get(tile)
            if found is None or found.around != around:
                found = _Tile(around, self._solve(tile, around))
            self._tiles[tile] = found
        return found.labels

    def _solve(self, tile: int, around: list["_Around"]) -> dict[int, Placed]:
        twins: dict[Line, list[int]] = {}
        for index, line, _ in around:
            if self._tile_of(index) == tile:
                twins.setdefault(line, []).append(index)
        if not twins:
            return {}
        lines = {line for _, line, _ in around}
        asked = tuple(self._asked(own, same) for own, same in twins.items())
        found = _solved(asked, tuple(sorted(lines, key=_top)), self._zone)
        return {same[0]: one for same, one in zip(twins.values(), found, strict=True) if one}

    def _asked(self, own: Line, same: list[int]) -> "_Asked":
        lost = bool(self.geometry.picture.arrows[same[0]].lost)
        return _Asked(own, self._label(same[0], len(same) - 1), self._rail(same[0]), lost)

    def _lines(self, top: float, bottom: float) -> set[Line]:
        return {self.drawn(index) for index in self.geometry.arrows(top, bottom)}

    def drawn(self, index: int) -> Line:
        """The part of an arrow that is drawn as a line; the same for arrows drawn as one."""
        line = self._lines_of.get(index)
        if line is None:
            line = self._lines_of[index] = self._line(index)
        return line

    def _line(self, index: int) -> Line:
        way = self.geometry.way(index)
        if self.geometry.picture.arrows[index].lost:
            way = Way(way.x0, way.y0, *way.at(self.loss_share(index)))
        return (
            round(way.x0 * 2) / 2, round(way.y0 * 2) / 2,
            round(way.x1 * 2) / 2, round(way.y1 * 2) / 2,
        )  # fmt: skip


_Around = tuple[int, Line, Arrow]
"""An arrow by its index, as it is drawn and what it is."""


class _Tile(NamedTuple):
    """The labels of a stretch, found for what there was around them."""

    around: list[_Around]
    labels: dict[int, Placed]


def _top(line: Line) -> float:
    return min(line[1], line[3])


class _Asked(NamedTuple):
    """What has to be written along an arrow, and whether that is a lost one."""

    own: Line
    words: Label
    on: Rail
    lost: bool


@lru_cache(maxsize=256)
def _solved(
    asked: tuple[_Asked, ...], lines: tuple[Line, ...], zone: float
) -> tuple[Placed | None, ...]:
    """Places for the labels of a stretch among `lines`, sorted by their tops.

    An edit leaves most stretches as they were.
    """
    tops = [_top(line) for line in lines]
    longest = max(abs(line[3] - line[1]) for line in lines)
    near = 2 * asked[0].on.px + MARGIN  # no text stands farther off its arrow
    placed: list[Placed | None] = []
    taken: list[tuple[Box, float, float]] = []
    for own, words, on, lost in asked:
        high, low = _top(own) - near, max(own[1], own[3]) + near
        around = list(lines[bisect_left(tops, high - longest) : bisect_right(tops, low)])
        found = None
        if not (len(around) > _CROWD and not lost and _is_crowded(own, on, lines, tops)):
            if len(around) > _CROWD:  # what is near is met first
                around.sort(key=lambda one: abs(_top(one) - _top(own)))
            lines_near = tuple(one for one in around if max(one[1], one[3]) >= high and one != own)
            boxes_near = tuple(box for box, top, end in taken if end > high and top < low)
            found = _best(words, on, zone, lines_near, boxes_near)
        placed.append(found)
        for box in (piece.box for piece in found or ()):
            taken.append((box, box.cy - box.reach, box.cy + box.reach))
    return tuple(placed)


def _is_crowded(own: Line, on: Rail, lines: tuple[Line, ...], tops: list[float]) -> bool:
    at = bisect_left(tops, _top(own))
    return on.is_crowded(one for one in lines[max(0, at - _BESIDE) : at + _BESIDE] if one != own)


@lru_cache(maxsize=4_096)
def _best(
    words: Label, on: Rail, zone: float, lines: tuple[Line, ...], boxes: tuple[Box, ...]
) -> Placed | None:
    """The place beside `lines` and `boxes`; an edit leaves most of a picture as it was."""
    return Search(words, on, lambda box: _is_free(box, lines, boxes)).best(zone)


def _is_free(box: Box, lines: Iterable[Line], boxes: Iterable[Box]) -> bool:
    """Whether nothing comes nearer than the margin."""
    return not meets_lines(box, lines, MARGIN) and not any(
        meets_box(box, other, MARGIN) for other in boxes
    )
