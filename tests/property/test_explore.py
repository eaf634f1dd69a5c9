"""Whatever a run with one loss, one copy and any delays goes through, the explorer knows."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tcplab.engine.tcb import State
from tcplab.sim.experiment import Experiment, Fate
from tcplab.sim.explore import Limits, explore
from tcplab.sim.promises import states_of
from tcplab.sim.run import run
from tcplab.sim.situations import Situation
from tests.support.experiments import client, opened, server

BELOW_RTO = st.integers(0, 350)
HOSTS = st.sampled_from(("client", "server"))
ORDINALS = st.integers(1, 5)
CLOSES = st.integers(100, 2_000)


@st.composite
def mishaps(draw: st.DrawFn) -> tuple[Fate, ...]:
    """One loss, one copy, and delays after which no segment comes too late for the first RTO."""
    delayed = draw(st.dictionaries(st.tuples(HOSTS, ORDINALS), BELOW_RTO, max_size=4))
    return (
        *(Fate(host, nth, "delay", ms) for (host, nth), ms in delayed.items()),
        Fate(draw(HOSTS), draw(ORDINALS), "lose"),
        Fate(draw(HOSTS), draw(ORDINALS), "duplicate", draw(BELOW_RTO)),
    )


def states_met(what: Experiment) -> set[tuple[frozenset[State], ...]]:
    return {
        tuple(frozenset(states_of(Situation(host))) for host in moment.world.hosts)
        for moment in run(what).moments
    }


@given(fates=mishaps(), closes=CLOSES, answers=CLOSES, together=st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_run_is_one_of_the_orders(
    fates: tuple[Fate, ...], closes: int, answers: int, together: bool
) -> None:
    second = (
        server("close", 100 + answers)
        if together
        else server("close", "end-of-stream", after_ms=answers)
    )
    what = opened(client("close", 100 + closes), second)
    for ours, theirs in states_met(replace(what, fates=fates)):
        for one in ours:
            for other in theirs:
                *_, done = explore(what, Limits(1, 1), {"client": one, "server": other})
                assert done.why == "reached", (one, other)
