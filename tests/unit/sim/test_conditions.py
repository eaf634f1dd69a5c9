"""`when`: once, at the first moment that it holds at its own host, plus `after_ms`."""

import pytest

from tcplab.engine.tcb import State
from tcplab.sim.conditions import Condition, Kind, parse
from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Cut, Fate
from tests.support.experiments import LISTEN, call, calls, client, experiment, opened, server


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in (Kind.RECEIVED, Kind.STATE)])
def test_plain_conditions_are_spelt_as_their_kind(kind: Kind) -> None:
    assert parse(kind.value) == Condition(kind)


@pytest.mark.parametrize("state", State)
def test_states_are_spelt_as_in_the_rfc(state: State) -> None:
    assert parse(f"state:{state.value}") == Condition(Kind.STATE, state=state)


def test_received_counts_octets() -> None:
    assert parse("received:20") == Condition(Kind.RECEIVED, octets=20)


@pytest.mark.parametrize(
    "text",
    ["", "closed", "received", "received:", "received:0", "received:-1", "received:²", "state:",
     "state:close-wait", "connected:1", f"received:{2**31}"],
)  # fmt: skip
def test_anything_else_is_refused_with_what_would_be_right(text: str) -> None:
    with pytest.raises(ValueError, match=r"must be a number|the states are|right would be"):
        parse(text)


def test_it_fires_at_its_own_host() -> None:
    # The client is connected at 300, the server, whose condition it is, at 400.
    assert calls(opened(server("send", "connected", octets=1)), "server")[1:] == [
        "400 server send: ok"
    ]
    assert calls(opened(client("send", "connected", octets=1)), "client")[1:] == [
        "300 client send: ok"
    ]


def test_it_fires_once() -> None:
    # ESTABLISHED twice at the client, but only the first one counts.
    what = opened(
        client("connect", 1_000, to="server:80"), client("send", "state:ESTABLISHED", octets=5)
    )
    assert calls(what, "client") == [
        "300 client connect: ok",
        "300 client send: ok",
        "1200 client connect: ok",
    ]


def test_after_ms_counts_from_the_moment_that_it_holds() -> None:
    what = opened(client("close", 1_000), server("close", "end-of-stream", after_ms=2_000))
    assert calls(what, "server")[1:] == ["3100 server close: ok"]


def test_it_need_not_hold_any_more_when_the_time_comes() -> None:
    what = opened(client("send", "state:SYN-SENT", octets=5, after_ms=700))
    assert calls(what, "client") == ["300 client connect: ok", "800 client send: ok"]


@pytest.mark.parametrize(
    ("when", "time"),
    [
        ("state:LISTEN", 0),
        ("state:SYN-RECEIVED", 200),
        ("state:ESTABLISHED", 400),
        ("connected", 400),
        ("accepted", 400),
        ("received:1", 600),
        ("received:10", 600),
        ("received:11", 700),
        ("received:20", 700),
        ("end-of-stream", 1_100),
        ("state:CLOSE-WAIT", 1_100),
    ],
)
def test_each_condition_holds_when_its_time_has_come(when: str, time: int) -> None:
    what = opened(
        client("send", 500, octets=10),
        client("send", 600, octets=10),
        client("close", 1_000),
        server("setsockopt", when, option="TCP_NODELAY", value=1),
    )
    assert [line.split()[0] for line in calls(what, "server")[1:]] == [str(time)]


def test_received_counts_one_connection_from_its_start() -> None:
    # Two clients send 10 octets each: together 20, but neither of them alone.
    what = experiment(
        LISTEN,
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 100, to="server:80"),
        call("a", "send", 500, octets=10),
        call("b", "send", 500, octets=10),
        call("b", "send", 900, octets=10),
        server("send", "received:20", octets=7),
        hosts=("a", "b", "server"),
    )
    assert calls(what, "server")[1:] == ["1000 server send: ok"]


def test_received_counts_what_the_program_has_read_not_what_waits() -> None:
    what = opened(
        client("send", 500, octets=10),
        server("recv", 1_000, octets=4),
        server("recv", 2_000),
        server("send", "received:5", octets=1),
    )
    assert calls(what, "server")[1:] == [
        "1000 server recv: ok",
        "2000 server recv: ok",
        "2000 server send: ok",
    ]


def test_reset_holds_at_the_one_that_is_reset() -> None:
    what = opened(client("abort", 1_000), server("close", "reset"), client("close", "reset"))
    assert calls(what)[2:] == ["1000 client abort: ok", "1100 server close: ok"]


def test_reset_holds_at_a_refused_connect() -> None:
    what = experiment(client("connect", 100, to="server:80"), client("close", "reset"))
    assert calls(what) == ["300 client connect: ECONNREFUSED", "300 client close: ok"]


def test_timed_out_holds_when_tcp_gives_up() -> None:
    what = opened(
        client("send", 1_000, octets=1),
        client("close", "timed-out", after_ms=10),
        hosts=(HostSetup("client", r2_data_s=3), "server"),
        cuts=(Cut("server", 900, 10_000_000),),
    )
    # Sent at 1,000, repeated at 2,000; at 4,000 it times out again, and 3 s have passed.
    assert calls(what, "client")[2:] == ["4010 client close: ok"]


def test_end_of_stream_waits_for_the_program_to_read() -> None:
    what = opened(
        client("send", 500, octets=10),
        client("close", 600),
        server("recv", 2_000),
        server("recv", 3_000),
        server("close", "end-of-stream"),
    )
    assert calls(what, "server")[1:] == [
        "2000 server recv: ok",
        "3000 server recv: ok",
        "3000 server close: ok",
    ]


def test_connected_is_not_accepted() -> None:
    what = opened(
        server("accept", 2_000),
        server("setsockopt", "accepted", option="TCP_NODELAY", value=1),
        client("close", "state:ESTABLISHED", after_ms=5_000),
    )
    assert calls(what, "server")[1:] == ["2000 server accept: ok", "2000 server setsockopt: ok"]


def test_a_host_that_never_sees_it_never_calls() -> None:
    what = opened(client("close", "reset"), fates=(Fate("client", 1, "lose"),))
    assert calls(what, "client") == ["1300 client connect: ok"]
