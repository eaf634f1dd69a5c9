"""What views ask of a sequence picture again and again, found out once for each picture."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from functools import cached_property
from math import inf
from operator import attrgetter
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tcplab.lab.brackets import Bracket
from tcplab.lab.lanes import Band, Overflow
from tcplab.lab.slices import Slices, gathered, pausing, whole
from tcplab.lab.spans import Spans
from tcplab.lab.time_map import Rows

if TYPE_CHECKING:
    from tcplab.lab.arrows import Arrow
    from tcplab.lab.sequence_picture import SequencePicture, Tab

_OFF_ROWS = frozenset({"arrows", "bands", "brackets", "overflows", "busy", "told", "tabs"})


class SequenceIndex:
    """Finds what belongs to a stretch of time (ms) or to a moment without a look at all of it.

    `busy` lifelines have a connection some time, `told` ones calls or timers. `tabs` are each
    lifeline's. `reaches` bounds how far down an arrow goes: for every number of breaks, the most
    units of the scale with it.
    """

    def __init__(self, picture: "SequencePicture") -> None:
        self._picture = replace(picture)  # itself it would keep alive, as it is kept by it

    def finding(self) -> Slices[None]:
        """Finds out all that is kept."""
        known = vars(self)
        if "arrows" not in known:
            known["arrows"] = yield from self._flying()
        for part in ("bands", "brackets", "overflows", "busy", "told", "tabs"):
            getattr(self, part)
            yield
        if "reaches" not in known:
            known["reaches"] = yield from self._reaching()

    def on_other_rows(self, picture: "SequencePicture") -> "SequenceIndex":
        """The index of the same picture on other rows: what has nothing to do with them is here."""
        other = SequenceIndex(picture)
        vars(other).update((key, vars(self)[key]) for key in vars(self).keys() & _OFF_ROWS)
        return other

    @cached_property
    def arrows(self) -> Spans:
        return whole(self._flying())

    def _flying(self) -> Slices[Spans]:
        begin = yield from gathered(map(attrgetter("sent"), self._picture.arrows))
        end = yield from gathered(map(attrgetter("due"), self._picture.arrows))
        return Spans(begin, end)

    @cached_property
    def bands(self) -> Spans:
        return _lasting(self._picture.bands, self._picture.last)

    @cached_property
    def brackets(self) -> Spans:
        return _lasting(self._picture.brackets, self._picture.last)

    @cached_property
    def overflows(self) -> Spans:
        return _lasting(self._picture.overflows, self._picture.last)

    @cached_property
    def busy(self) -> frozenset[int]:
        return frozenset([band.lifeline for band in self._picture.bands if band.depth])

    @cached_property
    def told(self) -> frozenset[int]:
        picture = self._picture
        return frozenset(
            [tab.lifeline for tab in picture.tabs] + [one.lifeline for one in picture.brackets]
        )

    @cached_property
    def tabs(self) -> list[list["Tab"]]:
        found: list[list[Tab]] = [[] for _ in self._picture.lifelines]
        for tab in self._picture.tabs:
            found[tab.lifeline].append(tab)
        return found

    @cached_property
    def reaches(self) -> dict[int, float]:
        return whole(self._reaching())

    def _reaching(self) -> Slices[dict[int, float]]:
        return (yield from reaching(self._picture.arrows, self._picture.rows))

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


def reaches(arrows: Iterable["Arrow"], rows: Rows) -> dict[int, float]:
    """`reaching` at once."""
    return whole(reaching(arrows, rows))


def reaching(arrows: Iterable["Arrow"], rows: Rows) -> Slices[dict[int, float]]:
    """For every number of breaks, the most units of the scale that an arrow with it goes down.

    Each begins and ends at one of the `rows`.
    """
    most: dict[int, float] = {}
    times, units, breaks = rows.times, rows.units, rows.breaks
    for pause, arrow in pausing(arrows):
        if pause:
            yield
        if arrow.injected:  # drawn as if it had been sent a base delay earlier
            down, broken = 1.0, 1
        else:
            sent, due = bisect_left(times, arrow.sent), bisect_left(times, arrow.due)
            down, broken = units[due] - units[sent], breaks[due] - breaks[sent]
        if down > most.get(broken, -1.0):
            most[broken] = down
    return most
