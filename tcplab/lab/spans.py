"""Which of many stretches of time touch a given one, without looking at all of them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import inf

_BLOCK = 64


class Spans:
    """Stretches (ms, both ends inclusive) sorted by their start; a long one spoils nothing.

    Finding those that touch a stretch costs one look at each block of 64, and at each of its own.
    """

    def __init__(self, starts: Sequence[float], ends: Sequence[float]) -> None:
        self._starts = starts
        self._ends = ends
        self._latest = [max(ends[at : at + _BLOCK]) for at in range(0, len(ends), _BLOCK)]

    def beginning(self, count: int, endless: Iterable[int] = ()) -> "Spans":
        """The first ones alone, some of which (by index) have no end."""
        ends = list(self._ends[:count])
        for at in endless:
            ends[at] = inf
        return Spans(self._starts[:count], ends)

    def touching(self, first: float, last: float) -> list[int]:
        """The indices of those that share a moment with `first` to `last`, rising."""
        ends, stop = self._ends, bisect_right(self._starts, last)
        found: list[int] = []
        for block, latest in enumerate(self._latest):
            if block * _BLOCK >= stop:
                break
            if latest >= first:
                places = range(block * _BLOCK, min(stop, (block + 1) * _BLOCK))
                found += [at for at in places if ends[at] >= first]
        return found
