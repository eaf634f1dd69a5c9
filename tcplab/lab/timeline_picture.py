"""What the timeline shows of a run, whatever the cursor: timeline_picture(sequence_picture)."""

from bisect import bisect_left
from functools import cached_property

import msgspec

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import Event, EventKind, SequencePicture
from tcplab.lab.slices import Slices, gathered, pausing, whole
from tcplab.lab.time_map import Rows, Stretch

_RARE: tuple[EventKind, ...] = ("loss", "timer", "call", "arrival")


Mark = Event
"""An event of a kind that has a sign; its `role` is None where it has no host."""


class Strip(msgspec.Struct, frozen=True):
    """The states of one host: of the connection that is nearest to its lifeline."""

    role: int
    bands: tuple[Band, ...]


class TimelinePicture(msgspec.Struct, frozen=True, dict=True):
    """Marks in the order of happening, a strip for each host, and where states change.

    `stretches` are the pieces of the whole axis.
    """

    marks: tuple[Mark, ...]
    strips: tuple[Strip, ...]
    changes: tuple[int, ...]
    stretches: tuple[Stretch, ...]

    @cached_property
    def by_rank(self) -> tuple[list[Mark], ...]:
        """The marks by kind, what is rarer first."""
        found: dict[EventKind, list[Mark]] = {kind: [] for kind in _RARE}
        for mark in self.marks:
            found[mark.kind].append(mark)
        return tuple(found.values())

    def mark_of(self, moment: int) -> Mark | None:
        """The mark of a moment, if it has one."""
        at = bisect_left(self.marks, moment, key=lambda mark: mark.moment)
        found = at < len(self.marks) and self.marks[at].moment == moment
        return self.marks[at] if found else None


def timeline_picture(picture: SequencePicture) -> TimelinePicture:
    """The timeline of the same run."""
    return whole(timelining(picture))


def timelining(picture: SequencePicture) -> Slices[TimelinePicture]:
    """`timeline_picture`, for whoever cannot wait."""
    roles = [lifeline.role for lifeline in picture.lifelines]
    events = picture.events
    found = yield from gathered(one for one in events if one.kind != "other")
    marks = tuple(found) if len(found) < len(events) else events
    bands: list[list[Band]] = [[] for _ in roles]
    for band in picture.bands:
        if band.column == 0:
            bands[band.lifeline].append(band)
    strips = tuple(Strip(role, tuple(of_host)) for role, of_host in zip(roles, bands, strict=True))
    changes = sorted({band.from_moment for band in picture.bands})
    pieces = yield from _stretching(picture.rows)
    return TimelinePicture(marks, strips, tuple(changes), pieces)


def stretches(rows: Rows) -> tuple[Stretch, ...]:
    """The whole axis; neighbours that are drawn alike are one piece."""
    return whole(_stretching(rows))


def _stretching(rows: Rows) -> Slices[tuple[Stretch, ...]]:
    found: list[Stretch] = []
    start = 0
    for pause, (at, kind) in pausing(enumerate(rows.kinds)):
        if pause:
            yield
        following = rows.kinds[at + 1] if at + 1 < len(rows.kinds) else None
        if kind == "broken" or following != kind:
            found.append(Stretch(rows.times[start], rows.times[at + 1], kind))
            start = at + 1
    return tuple(found)
