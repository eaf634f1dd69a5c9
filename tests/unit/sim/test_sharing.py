"""What a run shares with an earlier one: all before the first millisecond that can differ."""

import pytest
from msgspec.structs import replace

from tcplab.sim.edits import first_touched, shared
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Network
from tcplab.sim.run import Run, run
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, server

FIN_LOST = Fate("server", 5, "lose")
LATE = client("send", 5_000, octets=9)
BASE = experiment(
    LISTEN,
    CONNECT,
    client("send", 1_000, octets=10),
    server("send", "received:10", octets=20),
    client("close", 3_000),
    server("close", "end-of-stream", after_ms=500),
    fates=(Fate("client", 3, "delay", 10), Fate("client", 99, "lose")),
    injections=(inject("client:9", "server:9", 2_000, "ACK", ack=1),),
    cuts=(Cut("server", 90_000, 91_000),),
    horizon=100_000,
)
EARLIER = run(BASE)


def with_call(index: int, call: Call | None) -> Experiment:
    """The base with one call replaced (None: taken away)."""
    calls = list(BASE.calls)
    calls[index : index + 1] = [] if call is None else [call]
    return replace(BASE, calls=tuple(calls))


EDITS: dict[str, tuple[Experiment, int | None]] = {
    "title": (replace(BASE, title="Another"), None),
    "a call later": (replace(BASE, calls=(*BASE.calls, LATE)), 5_000),
    "a call in the middle of the file": (
        replace(BASE, calls=(*BASE.calls[:2], LATE, *BASE.calls[2:])),
        5_000,
    ),
    "a call moved to a later time": (with_call(4, client("close", 4_000)), 3_000),
    "a call moved to an earlier time": (with_call(4, client("close", 2_500)), 2_500),
    "a call taken away": (with_call(4, None), 3_000),
    "a condition's call changed": (with_call(3, server("send", "received:10", octets=5)), 1_110),
    "a condition's call taken away": (with_call(5, None), 3_100),
    "a condition that never holds": (
        replace(BASE, calls=(*BASE.calls, client("close", "reset"))),
        None,
    ),
    "calls exchanged": (replace(BASE, calls=BASE.calls[::-1]), 0),
    "a first recv": (replace(BASE, calls=(*BASE.calls, server("recv", 5_000))), 0),
    "a fate taken away": (replace(BASE, fates=BASE.fates[1:]), 1_000),
    "a fate for a later one": (
        replace(BASE, fates=(*BASE.fates, FIN_LOST)),
        3_600,
    ),
    "an unused fate taken away": (replace(BASE, fates=BASE.fates[:1]), None),
    "fates of different segments exchanged": (replace(BASE, fates=BASE.fates[::-1]), None),
    "the injection moved": (
        replace(BASE, injections=(replace(BASE.injections[0], at_ms=2_500),)),
        2_000,
    ),
    "one more injection": (
        replace(BASE, injections=(*BASE.injections, inject("client:9", "server:9", 2_600, "RST"))),
        2_600,
    ),
    "a cut that takes what was sent before it": (
        replace(BASE, cuts=(*BASE.cuts, Cut("server", 3_050, 3_200))),
        3_000,
    ),
    "a cut later": (replace(BASE, cuts=()), 90_000),
    "the network": (replace(BASE, network=Network(delay_ms=50)), 100),
    "a seed without chance": (replace(BASE, network=Network(seed=5)), None),
    "a host": (replace(BASE, hosts=(HostSetup("client", iss=1), BASE.hosts[1])), 0),
    "a nearer horizon": (replace(BASE, horizon_ms=2_000), 2_001),
    "no horizon": (replace(BASE, horizon_ms=None), 100_001),
}


@pytest.mark.parametrize("edit", EDITS)
def test_the_first_touched_millisecond(edit: str) -> None:
    edited, touched = EDITS[edit]
    assert first_touched(edited, EARLIER) == touched


@pytest.mark.parametrize("edit", EDITS)
def test_the_run_is_the_same_as_a_fresh_one(edit: str) -> None:
    edited, _ = EDITS[edit]
    after, fresh = run(edited, EARLIER), run(edited)
    assert after.moments == fresh.moments
    assert (after.why, after.ended) == (fresh.why, fresh.ended)


@pytest.mark.parametrize("edit", [each for each in EDITS if "in the middle" not in each])
def test_what_comes_before_is_shared_itself(edit: str) -> None:
    edited, touched = EDITS[edit]
    after = run(edited, EARLIER)
    before = [one for one in EARLIER.moments if touched is None or one.world.now < touched]
    assert all(ours is theirs for ours, theirs in zip(after.moments, before, strict=False))
    assert len(shared(edited, EARLIER)) == len(before)


def test_calls_with_new_numbers_are_told_by_them() -> None:
    edited, touched = EDITS["a call in the middle of the file"]
    assert touched is not None
    found = shared(edited, EARLIER)
    assert len(found) == sum(one.world.now < touched for one in EARLIER.moments)
    for moment in found[1:]:
        assert moment.step is not None
        assert moment.step.world is moment.world
        for returned in moment.step.returned:
            assert edited.calls[returned.index] == returned.call


def test_waiting_and_pending_calls_are_renumbered_too() -> None:
    base = experiment(
        LISTEN, CONNECT, server("recv", 500), server("close", "connected", after_ms=9_000)
    )
    earlier = run(base)
    edited = replace(base, calls=(base.calls[0], client("send", 2_000, octets=1), *base.calls[1:]))
    after = run(edited, earlier)
    assert after.moments == run(edited).moments


def test_an_edit_undone_shares_everything_with_neither() -> None:
    edited, _ = EDITS["a call later"]
    there = run(edited, EARLIER)
    back = run(BASE, there)
    assert back.moments == EARLIER.moments


def test_a_run_that_was_cut_short_goes_on() -> None:
    for cap in range(1, 12):
        short = run(BASE, cap=cap)
        assert short.why == "limit"
        assert run(BASE, short).moments == EARLIER.moments


def test_a_shorter_cap_cuts_what_is_shared() -> None:
    again = run(BASE, EARLIER, cap=5)
    assert isinstance(again, Run)
    assert (again.why, again.moments) == ("limit", run(BASE, cap=5).moments)


def test_a_run_that_ended_at_its_horizon_goes_on_behind_it() -> None:
    for horizon in (0, 100, 250, 1_110, 3_100):
        early = run(replace(BASE, horizon_ms=horizon))
        assert run(BASE, early).moments == EARLIER.moments


def test_what_is_repeated_goes_on_where_it_was_at_the_edit() -> None:
    base = experiment(
        LISTEN,
        CONNECT,
        client("send", 1_000, octets=5, times=9, every_ms=250),
        client("send", 2_000, octets=7, times=3),
        injections=(
            inject("9.9.9.9:9", "server:80", 1_200, "SYN", times=4, every_ms=300, next_port=True),
            inject("client:9", "server:9", 1_500, "ACK", ack=1, times=2),
        ),
    )
    earlier = run(base)
    for at in range(900, 3_300, 50):
        edited = replace(base, calls=(*base.calls, client("send", at, octets=1)))
        assert run(edited, earlier).moments == run(edited).moments


@pytest.mark.parametrize("cap", [0, 100, 1_500])
def test_what_is_found_bit_by_bit_is_what_is_found_at_once(cap: int) -> None:
    long = experiment(
        LISTEN, CONNECT, client("send", 1_000, octets=5, times=900, every_ms=50),
        network=Network(50, loss=0.05, duplicate=0.05, seed=2),
    )  # fmt: skip
    slow = run(long, cap=cap)
    fast = Run(slow.experiment, slow.moments, slow.why)
    assert len(list(slow.finding())) > len(slow.moments) // 2_000
    assert set(vars(slow)) == {"flights", "sent", "changes"}
    assert (slow.flights, slow.sent, slow.changes) == (fast.flights, fast.sent, fast.changes)
    for copy in (one for one in slow.flights if one.copy):
        assert copy.nth is not None
        assert (slow.when_sent(copy.source.host, copy.nth) or 0) <= copy.sent
    assert not list(slow.finding())
