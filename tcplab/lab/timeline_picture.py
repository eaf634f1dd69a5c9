"""What the timeline shows of a run, whatever the cursor: timeline_picture(sequence_picture)."""

import msgspec

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import EventKind, SequencePicture


class Mark(msgspec.Struct, frozen=True):
    """One thing that happens, at a host by its `role` (None: nowhere)."""

    moment: int
    at_ms: int
    kind: EventKind
    role: int | None


class Strip(msgspec.Struct, frozen=True):
    """The states of one host: of the connection that is nearest to its lifeline."""

    role: int
    bands: tuple[Band, ...]


class TimelinePicture(msgspec.Struct, frozen=True):
    """Marks in the order of happening, a strip for each host, and where states change."""

    marks: tuple[Mark, ...]
    strips: tuple[Strip, ...]
    changes: tuple[int, ...]


def timeline_picture(picture: SequencePicture) -> TimelinePicture:
    """The timeline of the same run."""
    roles = [lifeline.role for lifeline in picture.lifelines]
    marks = tuple(
        Mark(one.moment, one.at_ms, one.kind, None if one.lifeline is None else roles[one.lifeline])
        for one in picture.events
        if one.kind != "other"
    )
    bands: list[list[Band]] = [[] for _ in roles]
    for band in picture.bands:
        if band.column == 0:
            bands[band.lifeline].append(band)
    strips = tuple(Strip(role, tuple(of_host)) for role, of_host in zip(roles, bands, strict=True))
    changes = sorted({band.from_moment for band in picture.bands})
    return TimelinePicture(marks, strips, tuple(changes))
