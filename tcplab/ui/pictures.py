"""The pictures of runs: each is made once, for all who show it, and goes when its run goes."""

from collections.abc import Collection
from typing import NamedTuple
from weakref import WeakKeyDictionary, ref

from tcplab.lab.findings import Findings
from tcplab.lab.sequence_picture import SequencePicture, picturing
from tcplab.lab.slices import Slices, whole
from tcplab.lab.state_story import telling
from tcplab.lab.time_map import Rows, joining
from tcplab.lab.timeline_picture import TimelinePicture, timelining
from tcplab.sim.run import Run


def _sequencing(run: Run) -> Slices[SequencePicture]:
    """Goes on from what another picture begins with, if the run begins so."""
    begun = [one for one in _sequences.known if one.beginning and one.beginning.belongs_to(run)]
    like = max(begun, key=lambda one: one.beginning.followed, default=None)
    return (yield from picturing(run, like))


def _lining(run: Run) -> Slices[TimelinePicture]:
    sequence = yield from _sequences.finding(run)
    return (yield from timelining(sequence))


_sequences, _timelines = Findings(_sequencing), Findings(_lining)
sequence_of, timeline_of = _sequences.of, _timelines.of


class _Beside(NamedTuple):
    """A run's picture on the rows of several, whom it does not keep."""

    runs: frozenset[ref[Run]]
    picture: SequencePicture


_among: WeakKeyDictionary[Run, _Beside] = WeakKeyDictionary()


def _known(run: Run, beside: frozenset[ref[Run]]) -> SequencePicture | None:
    found = _among.get(run)
    return None if found is None or found.runs != beside else found.picture


def _joining(runs: frozenset[Run], beside: frozenset[ref[Run]]) -> Slices[Rows]:
    for run in runs:
        known = _known(run, beside)
        if known is not None:
            return known.rows
    return (yield from joining([sequence_of(run).rows for run in runs]))


def sequence_among(run: Run, runs: frozenset[Run]) -> SequencePicture:
    """`sequence_of` a run on the rows of several."""
    return whole(_placing(run, runs))


def _placing(run: Run, runs: frozenset[Run]) -> Slices[SequencePicture]:
    beside = frozenset(map(ref, runs))
    picture = _known(run, beside)
    if picture is None:
        rows = yield from _joining(runs, beside)
        picture = sequence_of(run).on_rows(rows)
        yield from picture.index.finding()
        _among[run] = _Beside(beside, picture)
    return picture


def preparing_beside(runs: frozenset[Run]) -> Slices[None]:
    """Finds out all that is kept for runs side by side."""
    for run in runs:
        yield from preparing(run)
    for run in runs:
        yield from _placing(run, runs)


def preparing(run: Run) -> Slices[None]:
    """Finds out all that is kept for a run, so that showing it takes no time."""
    sequence = yield from _sequences.finding(run)
    yield from sequence.index.finding()
    timeline = yield from _timelines.finding(run)
    yield from run.finding()
    len(timeline.by_rank)  # asked for, and kept from now on
    yield
    yield from telling(run)


def large_parts(run: Run) -> tuple[Collection[object], ...]:
    """What takes long to be freed of a run and its pictures."""
    picture, timeline = sequence_of(run), timeline_of(run)
    return (
        run.moments, run.flights, picture.arrows, picture.events, picture.tabs,
        picture.brackets, picture.bands, timeline.marks, timeline.stretches,
    )  # fmt: skip
