"""Whatever a run with one loss, one copy and any delays goes through, the explorer knows.

Not only the states: all that the hosts know, but for times, must be among what is explored.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tcplab.sim import explore as explorer
from tcplab.sim.experiment import Experiment, HostSetup, StackName
from tcplab.sim.explore import Limits, explore
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import run
from tcplab.sim.situations import Situation, host_identity, timeless_host
from tests.support.experiments import client, experiment, opened, server

BELOW_RTO = st.integers(0, 350)
HOSTS = st.sampled_from(("client", "server"))
ORDINALS = st.integers(1, 6)
BOTH_CONNECT = (
    client("connect", 100, to="server:6000", port=5000),
    server("connect", 130, to="client:5000", port=6000),
)
TINY = {
    "opening": opened(),
    "both open": experiment(*BOTH_CONNECT),
    "the client closes": opened(client("close", 700), server("close", "end-of-stream")),
    "the server closes": opened(server("close", 700), client("close", "end-of-stream")),
    "both close": opened(client("close", 700), server("close", 750)),
    "one octet": opened(client("send", 400, octets=1)),
    "aborted": opened(client("close", 700), server("abort", 800)),
}
STACKS: tuple[StackName, ...] = ("textbook", "rfc9293", "two-way-handshake", "no-time-wait")

Together = tuple[Any, ...]


@st.composite
def mishaps(draw: st.DrawFn) -> tuple[Fate, ...]:
    """One loss, one copy, and delays after which no segment comes too late for the first RTO."""
    delayed = draw(st.dictionaries(st.tuples(HOSTS, ORDINALS), BELOW_RTO, max_size=6))
    return (
        *(Fate(host, nth, "delay", ms) for (host, nth), ms in delayed.items()),
        Fate(draw(HOSTS), draw(ORDINALS), "lose"),
        Fate(draw(HOSTS), draw(ORDINALS), "duplicate", draw(BELOW_RTO)),
    )


@cache
def known(name: str, stack: StackName) -> frozenset[Together]:
    """What the hosts of a tiny experiment can know together, by exploration."""
    met: set[Together] = set()

    def note(hosts: Sequence[Situation], mishaps: int) -> Iterator[str]:
        met.add(tuple(host_identity(one.host) for one in hosts))
        return iter(())  # what is broken must not end the search

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(explorer, "broken_at_once", note)
        *_, done = explore(with_stack(name, stack), Limits(1, 1))
    assert done.why == "all"
    return frozenset(met)


def with_stack(name: str, stack: StackName) -> Experiment:
    hosts = (HostSetup("client", stack), HostSetup("server", stack))
    return replace(TINY[name], hosts=hosts)


def gone_through(what: Experiment) -> list[Together]:
    """What the hosts know at the end of each millisecond of a run."""
    ends = {moment.world.now: moment.world for moment in run(what).moments}
    return [
        tuple(host_identity(timeless_host(host)) for host in world.hosts) for world in ends.values()
    ]


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("name", TINY)
@given(fates=mishaps(), delay=st.integers(0, 100))
@settings(max_examples=40, deadline=None)
def test_a_run_is_one_of_the_orders(
    name: str, stack: StackName, fates: tuple[Fate, ...], delay: int
) -> None:
    what = replace(with_stack(name, stack), fates=fates, network=Network(delay))
    for at, together in enumerate(gone_through(what)):
        assert together in known(name, stack), (at, [one[4] for one in together])
