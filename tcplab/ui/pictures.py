"""The pictures of the latest runs: each is made once, for all who show it."""

from collections.abc import Callable, Collection
from typing import TypeVar

from tcplab.lab.sequence_picture import SequencePicture, picturing
from tcplab.lab.slices import Slices, whole
from tcplab.lab.state_story import telling
from tcplab.lab.time_map import Rows, joining
from tcplab.lab.timeline_picture import TimelinePicture, timelining
from tcplab.sim.run import Run

_LATEST = 4  # those in view, and those that they came from
_PAIR = 2  # those side by side, of which there are two at a time

K = TypeVar("K")
P = TypeVar("P")

_sequences: dict[Run, SequencePicture] = {}
_timelines: dict[Run, TimelinePicture] = {}
_joined: dict[frozenset[Run], Rows] = {}
_among: dict[tuple[Run, frozenset[Run]], SequencePicture] = {}


def sequence_of(run: Run) -> SequencePicture:
    """`sequence_picture` of a run; a run is never changed, so it may be remembered."""
    return whole(_sequencing(run))


def _sequencing(run: Run) -> Slices[SequencePicture]:
    latest = next(reversed(_sequences.values()), None)  # mostly of a run that begins like this one
    return (yield from _kept(_sequences, run, lambda: picturing(run, latest)))


def timeline_of(run: Run) -> TimelinePicture:
    """`timeline_picture` of a run."""
    return whole(_kept(_timelines, run, lambda: timelining(sequence_of(run))))


def _joining(runs: frozenset[Run]) -> Slices[Rows]:
    parts = [sequence_of(run).rows for run in runs]
    return (yield from _kept(_joined, runs, lambda: joining(parts), latest=1))


def sequence_among(run: Run, runs: frozenset[Run]) -> SequencePicture:
    """`sequence_of` a run on the rows of several."""
    return whole(_placing(run, runs))


def _placing(run: Run, runs: frozenset[Run]) -> Slices[SequencePicture]:
    def placing() -> Slices[SequencePicture]:
        rows = yield from _joining(runs)
        picture = sequence_of(run).on_rows(rows)
        yield from picture.index.finding()
        return picture

    return (yield from _kept(_among, (run, runs), placing, latest=_PAIR))


def preparing_beside(runs: frozenset[Run]) -> Slices[None]:
    """Finds out all that is kept for runs side by side."""
    for run in runs:
        yield from preparing(run)
    for run in runs:
        yield from _placing(run, runs)


def preparing(run: Run) -> Slices[None]:
    """Finds out all that is kept for a run, so that showing it takes no time."""
    sequence = yield from _sequencing(run)
    yield from sequence.index.finding()
    timeline = yield from _kept(_timelines, run, lambda: timelining(sequence))
    yield from run.finding()
    len(timeline.by_rank)  # asked for, and kept from now on
    yield
    yield from telling(run)


def large_parts(run: Run) -> tuple[Collection[object], ...]:
    """What takes long to be freed of a run and its pictures."""
    picture, timeline = sequence_of(run), timeline_of(run)
    return (
        run.moments, run.flights, run.sent, picture.arrows, picture.events, picture.tabs,
        picture.brackets, picture.bands, timeline.marks, timeline.stretches,
    )  # fmt: skip


def _kept(
    made: dict[K, P], of: K, make: Callable[[], Slices[P]], *, latest: int = _LATEST
) -> Slices[P]:  # fmt: skip
    """What was made of a run before, else what is made now; that of older runs is forgotten."""
    if of not in made:
        new = yield from make()
        made[of] = new
    made[of] = wanted = made.pop(of)
    for older in list(made)[:-latest]:
        del made[older]
    return wanted
