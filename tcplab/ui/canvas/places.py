"""Finds every label a place beside its arrow where it touches nothing, or none.

A place depends on the picture and its geometry alone, so that nothing jumps as one scrolls. It is
sought stretch by stretch of the canvas, each when it is first seen.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from tcplab.ui.canvas.boxes import Box, Line, meets_box
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.labels import Label, label
from tcplab.ui.canvas.rails import MARGIN, Crossings, Placed, Rail, Search, rail, says_numbers

_TILE = 256.0
_APART = 60.0
_WORSE = 1_000.0  # than any line under a label is another label
_CROWD, _BESIDE = 40, 12
"""Among more lines, the nearest so many above and below tell whether an arrow has any room."""


class Places:
    """The labels of one geometry; `relative` numbers or absolute ones."""

    def __init__(self, geometry: Geometry, *, relative: bool) -> None:
        self.geometry = geometry
        self._relative = relative
        self._zone = geometry.zone[1] - geometry.zone[0]
        self._reach = _APART + 0.5 * geometry.deepest
        self._near = 2 * geometry.sizes.label_px + MARGIN  # no text stands farther off its arrow
        self._tiles: dict[int, _Tile] = {}
        self._before: dict[int, _Tile] = {}
        self._settled: dict[int, dict[int, Placed]] = {}
        self._arrows: dict[int, Course] = {}

    def take_over(self, earlier: "Places") -> None:
        """Where all looks as it did in an earlier picture, labels stay where they are: there they
        would be found again."""
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
        return self._tile(_tile_of(self.arrow(index))).get(index)

    def pointed_out(
        self, index: int, also: Sequence[Line] = (), taken: Sequence[Box] = ()
    ) -> Placed:
        """The label of an arrow that must be read now: whole, whatever other label is there but
        those of which the boxes are `taken`.

        Where nothing is free it lies on as little as can be of the arrows and of what is `also`
        there.
        """
        placed = self.placed(index)
        if placed and says_numbers(placed) and all(_is_free(one.box, taken) for one in placed):
            return placed
        arrow = self.arrow(index)
        on, lines = self._rail(arrow), frozenset(self._others(arrow))
        return _readable(arrow.words, on, self._zone, lines, tuple(also), tuple(taken))

    def moved(self, index: int, placed: Placed, hits: Callable[[Box], bool]) -> Placed:
        """Another place for a label, free of what `hits`, or the same if there is none."""
        found = self.beside(index, hits)
        return found if found and says_numbers(found) >= says_numbers(placed) else placed

    def beside(self, index: int, hits: Callable[[Box], bool]) -> Placed:
        """Another place for a label, free of what `hits`; () if there is none."""
        arrow = self.arrow(index)
        _, top, _, bottom = arrow.line
        labels = self.between(top - self._near, bottom + self._near)
        boxes = [piece.box for other, pieces in labels if other != index for piece in pieces]

        def is_free(box: Box) -> bool:
            return not hits(box) and _is_free(box, boxes)

        return self._search(arrow, is_free).best(self._zone) or ()

    def ghosts(self, top: float, bottom: float) -> list[Line]:
        """What lost segments would still have gone of their ways, between two places."""
        found: list[Line] = []
        for index in self.geometry.arrows(top, bottom):
            way, words, stop, _ = self.arrow(index)
            if words.lost is not None:
                found.append((*way.at(stop), way.x1, way.y1))
        return found

    def _search(self, arrow: "Course", free: Callable[[Box], bool]) -> Search:
        on = self._rail(arrow)
        return Search(arrow.words, on, map(on.crossing, self._others(arrow)), free)

    def _rail(self, arrow: "Course") -> Rail:
        sizes, span = self.geometry.sizes, self.geometry.span(arrow.way)
        return rail(arrow.way, span, arrow.stop, 20 * sizes.stroke, sizes.label_px)

    def _tile(self, tile: int) -> dict[int, Placed]:
        """The labels of a stretch; one that touches those of the stretches before stands elsewhere
        in it or is left out."""
        settled = self._settled.get(tile)
        if settled is None:
            reached = range(tile - math.ceil(2 * self._reach / _TILE), tile)
            above = tile * _TILE - self._reach
            near = [
                box
                for before in reached
                for box, _, bottom in self._raw(before).taken
                if bottom > above
            ]
            settled = {}
            for index, pieces in self._raw(tile).labels.items():
                if not all(_is_free(piece.box, near) for piece in pieces):
                    pieces = self._elsewhere(index, tile, near)
                if pieces:
                    settled[index] = pieces
            self._settled[tile] = settled
        return settled

    def _elsewhere(self, index: int, tile: int, near: list[Box]) -> Placed:
        """Another place for a label, wholly in its stretch; () if there is none."""
        top, bottom = tile * _TILE, (tile + 1) * _TILE
        boxes = [
            piece.box
            for beside in (tile, tile + 1)
            for other, pieces in self._raw(beside).labels.items()
            if other != index
            for piece in pieces
        ]

        def is_free(box: Box) -> bool:
            within = top <= box.cy - box.reach and box.cy + box.reach <= bottom
            return within and _is_free(box, [*near, *boxes])

        return self._search(self.arrow(index), is_free).best(self._zone) or ()

    def _raw(self, tile: int) -> "_Tile":
        """The labels of a stretch, whatever those of the stretches before."""
        found = self._tiles.get(tile)
        if found is None:
            top, bottom = tile * _TILE - self._reach, (tile + 1) * _TILE + self._reach
            around = [(i, self.arrow(i)) for i in self.geometry.arrows(top, bottom)]
            found = self._before.get(tile, _NOTHING)
            if found.around != around:
                found = self._solve(tile, around, found)
            self._tiles[tile] = found
        return found

    def _solve(self, tile: int, around: list[tuple[int, "Course"]], before: "_Tile") -> "_Tile":
        """One after the other, each where those above have left room.

        Where all is as it was `before`, nothing is sought.
        """
        twins: dict[Line, list[int]] = {}
        for index, arrow in around:
            if _tile_of(arrow) == tile:
                twins.setdefault(arrow.line, []).append(index)
        lines = _Lines(arrow.line for _, arrow in around)
        changed = lines.all ^ before.lines.all
        found: dict[Line, _Found] = {}
        labels: dict[int, Placed] = {}
        taken: list[_Taken] = []
        for own, (index, *others) in twins.items():
            top, bottom = own[1] - self._near, own[3] + self._near
            boxes = [box for box, high, low in taken if low > top and high < bottom]
            asked, known = (self.arrow(index), len(others), boxes), before.found.get(own)
            if (
                known is None or known.asked != asked
                or any(low >= top and high <= bottom for _, high, _, low in changed)
            ):  # fmt: skip
                known = self._place(index, asked, lines.between(top, bottom), known)
            found[own] = known
            if known.placed:
                labels[index] = known.placed
                for box in (piece.box for piece in known.placed):
                    taken.append((box, box.cy - box.reach, box.cy + box.reach))
        return _Tile(around, lines, found, labels, taken)

    def _place(
        self, index: int, asked: "_Asked", lines: list[Line], before: "_Found | None"
    ) -> "_Found":
        """The place of a label beside lines and boxes; what crossed it `before` is known."""
        arrow, more, boxes = asked
        on, others = self._rail(arrow), [line for line in lines if line != arrow.line]
        if len(others) > _CROWD and arrow.words.lost is None:
            at = bisect_left(others, arrow.line[1], key=itemgetter(1))
            beside = others[max(0, at - _BESIDE) : at + _BESIDE]
            if not any(on.gaps(map(on.crossing, beside))):
                return _Found(asked, {}, None)
        known = before.crossings if before is not None and before.asked[0] == arrow else {}
        crossings = {line: known.get(line) or on.crossing(line) for line in others}
        words = self._words(index, more) if more else arrow.words
        search = Search(words, on, crossings.values(), lambda box: _is_free(box, boxes))
        kept = {} if before is None else crossings  # what is never edited needs no memory for that
        return _Found(asked, kept, search.best(self._zone))

    def _others(self, arrow: "Course") -> set[Line]:
        """The lines that may be in the way of an arrow's label."""
        top, bottom = arrow.line[1] - self._near, arrow.line[3] + self._near
        lines = {self.arrow(index).line for index in self.geometry.arrows(top, bottom)}
        return {line for line in lines if line[3] >= top and line[1] <= bottom} - {arrow.line}

    def arrow(self, index: int) -> "Course":
        """What of an arrow is to be drawn and said."""
        found = self._arrows.get(index)
        if found is None:
            way, words = self.geometry.way(index), self._words(index)
            stop, (x1, y1) = 1.0, way[2:]
            if words.lost is not None:
                stop = self._stop(way, words)
                x1, y1 = way.at(stop)
            line = _rounded(way.x0), _rounded(way.y0), _rounded(x1), _rounded(y1)
            found = self._arrows[index] = Course(way, words, stop, line)
        return found

    def _words(self, index: int, more: int = 0) -> Label:
        """What is to be said beside an arrow, and for how many more that lie on it."""
        arrow = self.geometry.picture.arrows[index]
        return label(arrow, self.geometry.sizes, self._relative, more)

    def _stop(self, way: Way, words: Label) -> float:
        """Where the cross stands: where the label has room."""
        low, high = self.geometry.span(way)
        length = math.hypot(way.x1 - way.x0, way.y1 - way.y0) * (high - low)
        text = words.whole.width + sum(tag.width + 8 for tag in words.tags[-1:])
        wanted = (text + 24) / length if length else 0.5
        return low + (high - low) * min(0.75, max(0.5, wanted))


class Course(NamedTuple):
    """An arrow and what is to be said beside it; it is lost after a share of its way (`stop`; 1: it
    is not). `line` is what is drawn of it, to half a pixel: the same for arrows drawn as one."""

    way: Way
    words: Label
    stop: float
    line: Line


def _rounded(place: float) -> float:
    return round(2 * place) / 2


def _tile_of(arrow: Course) -> int:
    return int((arrow.way.y0 + arrow.way.y1) / 2 // _TILE)


_Asked = tuple[Course, int, list[Box]]
"""What has a label, how many more lie on it, and the labels of others there."""


class _Found(NamedTuple):
    """The place of a label for what was asked, and where lines cross its arrow."""

    asked: _Asked
    crossings: dict[Line, Crossings]
    placed: Placed | None


_Taken = tuple[Box, float, float]
"""What a label takes, and its top and bottom."""


class _Lines:
    """Lines sorted by their tops; none rises."""

    def __init__(self, lines: Iterable[Line]) -> None:
        self.all = frozenset(lines)
        self._lines = sorted(self.all, key=itemgetter(1))
        self._tops = [top for _, top, _, _ in self._lines]
        self._longest = max([bottom - top for _, top, _, bottom in self._lines], default=0.0)

    def between(self, top: float, bottom: float) -> list[Line]:
        """Those that touch the places from `top` to `bottom`."""
        first = bisect_left(self._tops, top - self._longest)
        last = bisect_right(self._tops, bottom)
        return [one for one in self._lines[first:last] if one[3] >= top]


class _Tile(NamedTuple):
    """The labels of a stretch, and what they were found for."""

    around: list[tuple[int, Course]]
    lines: _Lines
    found: dict[Line, _Found]
    labels: dict[int, Placed]
    taken: list[_Taken]


_NOTHING = _Tile([], _Lines(()), {}, {}, [])


@lru_cache(maxsize=16)  # of a step, however many frames show it
def _readable(
    words: Label, on: Rail, zone: float, lines: frozenset[Line], also: tuple[Line, ...],
    taken: tuple[Box, ...],
) -> Placed:  # fmt: skip
    """The whole label, if need be on as little as can be of the lines and of what is `also` there;
    on what is `taken` only if nothing else is free."""
    search = Search(words, on, map(on.crossing, lines), lambda box: _is_free(box, taken))
    found = search.best(zone)
    if found is None or not says_numbers(found):
        under, forced = (*lines, *also), None
        if words.lost is None and len(under) <= _CROWD:
            forced = search.least(zone, under, lambda box: _WORSE * (not _is_free(box, taken)))
        if forced is None:
            forced = Search(words, on, (), lambda box: True).best(zone)
        if forced and all(_is_free(piece.box, taken) for piece in forced):
            return forced
    return found or ()


def _is_free(box: Box, boxes: Iterable[Box]) -> bool:
    """Whether no other comes nearer than the margin."""
    return not any(meets_box(box, other, MARGIN) for other in boxes)
