"""Pictures are gone with whoever looks at them: nothing of them waits for the collector."""

import gc
from collections.abc import Callable

import pytest

from tcplab.files.lessons import open_argument
from tcplab.lab.sequence_cut import known_until
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.lab.slices import whole
from tcplab.lab.state_story import seen_until, state_picture
from tcplab.lab.timeline_picture import timeline_picture
from tcplab.sim.run import Run, run


def _canvas(what: Run) -> None:
    whole(sequence_picture(what).index.finding())


def _cut(what: Run) -> None:
    whole(known_until(sequence_picture(what), len(what.moments) // 2).index.finding())


def _timeline(what: Run) -> None:
    assert timeline_picture(sequence_picture(what)).by_rank


def _states(what: Run) -> None:
    state_picture(what, len(what.moments) - 1)
    seen_until(what, 0)


@pytest.mark.parametrize("make", [_canvas, _cut, _timeline, _states])
def test_a_picture_leaves_nothing_to_be_found(make: Callable[[Run], None]) -> None:
    what = open_argument("half-open").experiment
    make(run(what))
    gc.collect()
    gc.disable()
    try:
        make(run(what))
        assert gc.collect() == 0
    finally:
        gc.enable()
