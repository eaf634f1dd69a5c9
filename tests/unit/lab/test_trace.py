"""The events of `trace --json`: keys, order, and what they say (the contract of the formats)."""

from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tcplab.lab.trace import Event, step_events, trace
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut, Fate
from tcplab.sim.run import run
from tests.support.contract import breaches
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    client,
    events,
    experiment,
    inject,
    opened,
    server,
)
from tests.support.random_experiments import random_experiment

HANDSHAKE = opened()
TEARDOWN = opened(
    client("send", 500, octets=20),
    client("close", 1_500),
    server("close", "end-of-stream", after_ms=2_000),
)


def test_the_handshake_in_full() -> None:
    syn = {"flags": ["SYN"], "seq": 100, "ack": None, "window": 65_535, "length": 0}
    syn_ack = {"flags": ["SYN", "ACK"], "seq": 300, "ack": 101, "window": 65_535, "length": 0}
    ack = {"flags": ["ACK"], "seq": 101, "ack": 301, "window": 65_535, "length": 0}
    sent = {"fate": "delivered", "retransmission": False, "copy": False}
    here, there = "client:40000-server:80", "server:80-client:40000"
    expected = [
        {"t": 0, "event": "call", "host": "server", "call": "listen", "result": "ok"},
        {"t": 0, "event": "state", "host": "server", "connection": "server:80",
         "from": "CLOSED", "to": "LISTEN", "rule": "3.10.1/CLOSED/passive"},
        {"t": 100, "event": "state", "host": "client", "connection": here,
         "from": "CLOSED", "to": "SYN-SENT", "rule": "3.10.1/CLOSED/active"},
        {"t": 100, "event": "send", "host": "client", "nth": 1, "to": "server", "segment": syn,
         "arrives": 200, **sent},
        {"t": 200, "event": "receive", "host": "server", "nth": 1, "from": "client",
         "segment": syn, "injected": False},
        {"t": 200, "event": "state", "host": "server", "connection": there,
         "from": "LISTEN", "to": "SYN-RECEIVED", "rule": "3.10.7.2/3/syn"},
        {"t": 200, "event": "send", "host": "server", "nth": 1, "to": "client",
         "segment": syn_ack, "arrives": 300, **sent},
        {"t": 300, "event": "receive", "host": "client", "nth": 1, "from": "server",
         "segment": syn_ack, "injected": False},
        {"t": 300, "event": "state", "host": "client", "connection": here,
         "from": "SYN-SENT", "to": "ESTABLISHED", "rule": "3.10.7.3/4/syn-ack"},
        {"t": 300, "event": "call", "host": "client", "call": "connect", "result": "ok"},
        {"t": 300, "event": "send", "host": "client", "nth": 2, "to": "server", "segment": ack,
         "arrives": 400, **sent},
        {"t": 400, "event": "receive", "host": "server", "nth": 2, "from": "client",
         "segment": ack, "injected": False},
        {"t": 400, "event": "state", "host": "server", "connection": there,
         "from": "SYN-RECEIVED", "to": "ESTABLISHED",
         "rule": "3.10.7.4/5/SYN-RECEIVED/established"},
        {"t": 400, "event": "end", "why": "quiet", "hosts": {
            "client": {"connections": {here: "ESTABLISHED"}},
            "server": {"connections": {"server:80": "LISTEN", there: "ESTABLISHED"}}}},
    ]  # fmt: skip
    assert events(HANDSHAKE) == expected


def at(what: Experiment, now: int) -> list[Event]:
    return [one for one in events(what) if one["t"] == now and one["event"] != "end"]


def test_receive_state_deliver_send() -> None:
    # The third segment brings data, which the program answers at once.
    what = opened(client("send", 250, octets=20), server("send", "received:20", octets=5))
    kinds = [one["event"] for one in at(what, 400)]
    assert kinds == ["receive", "state", "deliver", "call", "send"]


def test_a_blocking_call_prints_its_line_when_it_returns() -> None:
    found = [one for one in events(opened(server("accept", 50))) if one["event"] == "call"]
    assert [(one["t"], one["call"]) for one in found] == [
        (0, "listen"),
        (300, "connect"),
        (400, "accept"),
    ]


def test_a_refused_call_prints_its_errno() -> None:
    (refused,) = events(experiment(CONNECT), "call")
    assert refused == {
        "t": 300,
        "event": "call",
        "host": "client",
        "call": "connect",
        "result": "ECONNREFUSED",
    }


def test_a_call_comes_before_what_it_causes() -> None:
    assert [one["event"] for one in at(TEARDOWN, 1_500)] == ["call", "state", "send"]


def test_a_timer_comes_before_what_it_causes() -> None:
    what = experiment(CONNECT, fates=(Fate("client", 1, "lose"),), horizon=1_100)
    assert [one["event"] for one in at(what, 1_100)] == ["timer", "send"]
    assert at(what, 1_100)[0] == {
        "t": 1_100,
        "event": "timer",
        "host": "client",
        "timer": "rto",
        "connection": "client:40000-server:80",
    }


def test_the_timers_have_their_names() -> None:
    quick = {"keepalive_idle_s": 1, "keepalive_interval_s": 1, "keepalive_count": 1}
    what = opened(
        client("setsockopt", 450, option="SO_KEEPALIVE", value=1),
        client("send", 3_000, octets=500),
        client("close", 200_000),
        server("shutdown", 300_000, how="write"),
        hosts=(
            HostSetup("client", stack="linux", fin_wait_2_s=5, **quick),  # type: ignore[arg-type]
            HostSetup("server", stack="rfc9293", window=100, reads=False, msl_s=1),
        ),
        fates=(Fate("client", 4, "lose"),),
        horizon=320_000,
    )
    named = {one["timer"] for one in events(what, "timer")}
    twomsl = {one["timer"] for one in events(TEARDOWN, "timer")}
    user = opened(
        client("setsockopt", 450, option="TCP_USER_TIMEOUT", value=700),
        client("send", 500, octets=1),
        cuts=(Cut("server", 500, 5_000),),
    )
    timed = {one["timer"] for one in events(user, "timer")}
    assert named | twomsl | timed >= {"rto", "delayed-ack", "persist", "keepalive", "2msl", "user"}


def test_a_lost_segment_arrives_never() -> None:
    (first, *_) = events(opened(fates=(Fate("client", 1, "lose"),)), "send")
    assert (first["fate"], first["arrives"]) == ("lost", None)


def test_a_copy_is_one_more_line_with_the_same_ordinal() -> None:
    first, copy = events(opened(fates=(Fate("client", 1, "duplicate", 7),)), "send", host="client")[
        :2
    ]
    assert copy == {**first, "copy": True, "arrives": first["arrives"] + 7}


def test_a_retransmission_says_so_and_is_counted() -> None:
    again = events(opened(fates=(Fate("client", 1, "lose"),)), "send")[1]
    assert (again["nth"], again["retransmission"]) == (2, True)


def test_a_connection_refused_back_to_listen() -> None:
    what = opened(
        client("abort", 150), injections=(inject("client:40000", "server:80", 250, "RST", seq=101),)
    )
    last = events(what, "state", host="server")[-1]
    assert (last["from"], last["to"]) == ("SYN-RECEIVED", "LISTEN")
    assert last["connection"] == "server:80-client:40000"
    (end,) = events(what, "end")
    assert end["hosts"]["server"]["connections"] == {
        "server:80": "LISTEN",
        "server:80-client:40000": "LISTEN",
    }


def test_nothing_is_received_by_a_host_that_is_down() -> None:
    what = opened(server("crash", 150), horizon=250)
    assert events(what, "receive") == []


def test_hosts_without_connections_are_in_the_end_too() -> None:
    (end,) = events(experiment(hosts=("only",)))
    assert end == {"t": 0, "event": "end", "why": "quiet", "hosts": {"only": {"connections": {}}}}


_RANK = {"state": 0, "deliver": 1, "call": 2, "send": 3}


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=300)
def test_every_event_of_every_run_keeps_the_promise(seed: int) -> None:
    done = run(random_experiment(Random(seed)), cap=300)
    assert list(breaches(list(trace(done)))) == []
    for moment in done.moments[1:]:
        assert moment.step is not None
        kinds = [one["event"] for one in step_events(moment.step)]
        if kinds and kinds[0] in ("receive", "timer", "call"):
            kinds = kinds[1:]
        assert all(_RANK[one] <= _RANK[two] for one, two in pairwise(kinds))


def _broken(**changes: object) -> list[Event]:
    """The handshake's events with the first send changed."""
    found = events(HANDSHAKE)
    at = next(at for at, one in enumerate(found) if one["event"] == "send")
    found[at] = {**found[at], **changes}
    return found


@pytest.mark.parametrize(
    "changes",
    [
        {"nth": 2},
        {"nth": "1"},
        {"nth": True},
        {"extra": 1},
        {"fate": "lost"},
        {"arrives": None},
        {"arrives": 201},
        {"copy": True},
        {"retransmission": 0},
        {"t": 100.0},
        {"segment": {"flags": ["SYN"], "seq": 100, "ack": 0, "window": 65_535, "length": 0}},
        {"segment": {"flags": ("SYN",), "seq": 100, "ack": None, "window": 65_535, "length": 0}},
    ],
)
def test_the_check_itself_sees_what_is_wrong(changes: dict[str, object]) -> None:
    assert list(breaches(_broken(**changes)))


def test_the_check_sees_states_and_ends_that_do_not_fit() -> None:
    found = events(HANDSHAKE)
    nothing: Event = {"client": {"connections": {}}, "server": {"connections": {}}}
    assert list(breaches([*found[:-1], {**found[-1], "hosts": nothing}]))
    assert list(breaches([one for one in found if one.get("to") != "SYN-SENT"]))
    assert list(breaches([one for one in found if one["event"] != "receive"]))
    assert list(breaches([*found, found[-1]]))
    assert list(breaches([found[1], *found]))


def test_a_listener_is_named_by_its_port_alone() -> None:
    assert events(experiment(LISTEN), "state")[0]["connection"] == "server:80"
