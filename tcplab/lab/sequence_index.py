"""What views ask of a sequence picture again and again, found out once for each picture."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from tcplab.lab.brackets import Bracket
from tcplab.lab.lanes import Band, Overflow
from tcplab.lab.spans import Spans

if TYPE_CHECKING:
    from tcplab.lab.sequence_picture import SequencePicture, Tab


class SequenceIndex:
    """Finds what belongs to a stretch of time (ms) or to a moment without a look at all of it.

    `busy` lifelines have a connection some time, `told` ones calls or timers. `tabs` are each
    lifeline's. `reaches` bounds how far down an arrow goes: for every number of breaks, the most
    units of the scale with it.
    """

    def __init__(self, picture: "SequencePicture") -> None:
        self._picture = picture
        last = picture.last
        self.arrows = Spans(
            [one.sent for one in picture.arrows], [one.due for one in picture.arrows]
        )
        self.bands = _lasting(picture.bands, last)
        self.brackets = _lasting(picture.brackets, last)
        self.overflows = _lasting(picture.overflows, last)
        self.busy = frozenset(band.lifeline for band in picture.bands if band.depth)
        self.told = frozenset(
            [tab.lifeline for tab in picture.tabs] + [one.lifeline for one in picture.brackets]
        )
        self.tabs: list[list[Tab]] = [[] for _ in picture.lifelines]
        for tab in picture.tabs:
            self.tabs[tab.lifeline].append(tab)
        self.reaches = _reaches(picture)

    def sent_at(self, moment: int) -> range:
        """The arrows (by index) that are sent at a moment."""
        arrows, when = self._picture.arrows, attrgetter("sent_moment")
        return range(bisect_left(arrows, moment, key=when), bisect_right(arrows, moment, key=when))

    def ended_at(self, moment: int) -> range:
        """The arrow (by index) that arrives or is lost at a moment, if one does."""
        arrow = self._picture.events[moment - 1].arrow if moment else None
        return range(0) if arrow is None else range(arrow, arrow + 1)


def _lasting(items: Sequence[Band | Bracket | Overflow], last: int) -> Spans:
    """By time; what outlasts the run has no end."""
    ends = [inf if item.to_moment > last else item.to_ms for item in items]
    return Spans([item.from_ms for item in items], ends)


def _reaches(picture: "SequencePicture") -> dict[int, float]:
    rows = picture.rows
    place = dict(zip(rows.times, zip(rows.units, rows.breaks, strict=True), strict=True))
    most: dict[int, float] = {}
    for arrow in picture.arrows:
        if arrow.injected:  # drawn as if it had been sent a base delay earlier
            units, breaks = 1.0, 1
        else:
            (start, above), (end, below) = place[arrow.sent], place[arrow.due]
            units, breaks = end - start, below - above
        if units > most.get(breaks, -1.0):
            most[breaks] = units
    return most
