"""The pictures of the latest runs: each is made once, for all who show it, in whatever thread."""

from functools import lru_cache

from tcplab.lab.sequence_picture import SequencePicture, sequence_picture
from tcplab.lab.timeline_picture import TimelinePicture, timeline_picture
from tcplab.sim.run import Run

_LATEST = 2


@lru_cache(_LATEST)
def sequence_of(run: Run) -> SequencePicture:
    """`sequence_picture` of a run; a run is never changed, so it may be remembered."""
    return sequence_picture(run)


def prepare(run: Run) -> None:
    """Makes all that is kept of the pictures of a run, so that showing it takes no time."""
    _ = sequence_of(run).index, timeline_of(run).by_rank


@lru_cache(_LATEST)
def timeline_of(run: Run) -> TimelinePicture:
    """`timeline_picture` of a run."""
    return timeline_picture(sequence_of(run))
