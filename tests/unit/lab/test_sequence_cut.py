"""What is cut out of the picture of a whole run is the picture of its beginning."""

from math import inf

import pytest
from msgspec.structs import asdict, replace

from tcplab.files.lessons import open_argument
from tcplab.lab.sequence_cut import known_until
from tcplab.lab.sequence_picture import SequencePicture, sequence_picture
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import Run, run
from tests.support.experiments import client, opened, server

LOSSY = opened(
    client("send", 900, octets=100, times=12, every_ms=70),
    client("close", 4_000),
    server("close", "end-of-stream", after_ms=500),
    network=Network(100, jitter_ms=60, loss=0.2, duplicate=0.1, seed=3),
)
RUNS = {
    "lossy": LOSSY,
    **{
        name: open_argument(name).experiment
        for name in ("cable-pulled:back-in-time", "gives-up:server", "half-open", "syn-flood")
    },
}


def beginning(what: Run, moment: int) -> SequencePicture:
    """Without what nobody can know: which of the segments under way will be lost."""
    picture = sequence_picture(Run(what.experiment, what.moments[: moment + 1], what.why))
    arrows = (
        replace(one, lost=None, fates=()) if one.lost and one.ended_moment > moment else one
        for one in picture.arrows
    )
    return replace(picture, arrows=tuple(arrows))


def as_drawn(picture: SequencePicture) -> dict[str, object]:
    """All but the lifelines, which stay; what begins at one moment in any order."""
    values = asdict(replace(picture, lifelines=()))
    for name in ("bands", "brackets", "overflows"):
        values[name] = sorted(values[name], key=repr)
    return values


@pytest.mark.parametrize("name", RUNS)
def test_a_cut_picture_is_that_of_the_beginning(name: str) -> None:
    what: Experiment = RUNS[name]
    all_of_it = run(what)
    whole = sequence_picture(all_of_it)
    for moment in range(len(all_of_it.moments)):
        cut = known_until(whole, moment)
        assert as_drawn(cut) == as_drawn(beginning(all_of_it, moment)), moment
        assert cut.lifelines == whole.lifelines


@pytest.mark.parametrize("name", RUNS)
def test_what_belongs_to_a_time_is_found_in_a_cut_picture(name: str) -> None:
    whole = sequence_picture(run(RUNS[name]))
    for moment in range(0, whole.last + 1, 3):
        cut = known_until(whole, moment)
        end = cut.moment_times[-1]
        fresh = type(cut.index)(cut)
        for first, last in ((0, end), (end // 2, end // 2), (end, inf), (end + 1_000, inf)):
            for part in ("arrows", "bands", "brackets", "overflows"):
                found = list(getattr(cut.index, part).touching(first, last))
                assert found == list(getattr(fresh, part).touching(first, last))
        assert cut.index.tabs == fresh.tabs
        assert all(cut.index.reaches[breaks] >= most for breaks, most in fresh.reaches.items())


def test_what_becomes_of_a_segment_under_way_is_not_known() -> None:
    what = opened(server("crash", 1_000), client("send", 1_500, octets=20))
    whole = sequence_picture(run(what))
    dropped = next(arrow for arrow in whole.arrows if arrow.dropped)
    for moment, known in ((dropped.sent_moment, None), (dropped.ended_moment, "host-down")):
        cut = known_until(whole, moment).arrows
        assert next(arrow.dropped for arrow in cut if arrow.id == dropped.id) == known


def test_a_segment_that_will_be_lost_looks_like_any_other_until_it_is() -> None:
    what = opened(client("send", 1_500, octets=20), fates=(Fate("client", 3, "lose"),))
    whole = sequence_picture(run(what))
    lost = next(arrow for arrow in whole.arrows if arrow.lost)
    for moment, told, known in (
        (lost.sent_moment, set(), (None, ())),
        (lost.sent_moment, {("client", 3)}, ("fate", ("lose",))),
        (lost.ended_moment, set(), ("fate", ("lose",))),
    ):
        cut = known_until(whole, moment, told).arrows
        (shown,) = (arrow for arrow in cut if arrow.id == lost.id)
        assert (shown.lost, shown.fates) == known
