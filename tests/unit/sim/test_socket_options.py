"""setsockopt(): linger, keep-alive, user time-out, Nagle, reuse of addresses; who inherits them."""

from typing import Any

import pytest

from tcplab.sim.experiment import Call, HostSetup
from tcplab.sim.network import Cut
from tests.support.experiments import (
    calls,
    client,
    events,
    experiment,
    inject,
    opened,
    server,
    told,
)

GONE = 10_000_000


def option(host: str, at: int | str, name: str, value: int | bool, **more: str) -> Call:
    """One setsockopt call."""
    make = client if host == "client" else server
    return make("setsockopt", at, option=name, value=value, **more)


def test_linger_0_makes_close_a_reset() -> None:
    what = opened(option("client", 500, "SO_LINGER", 0), client("close", 1_000))
    assert told(what, "send")[-1] == "1000 client sends 3: RST 101"
    assert told(what, "state", host="client")[-1] == "1000 client ESTABLISHED > CLOSED"


@pytest.mark.parametrize("value", [False, True, 5])
def test_any_other_linger_leaves_the_fin(value: int | bool) -> None:
    what = opened(option("client", 500, "SO_LINGER", value), client("close", 1_000), horizon=1_050)
    assert told(what, "send")[-1] == "1000 client sends 3: FIN,ACK 101 ack 301"


def lingering(seconds: int, *more: Call, **parts: Any) -> list[str]:
    """When a close() that lingers returns, and what else the client's program does."""
    what = opened(option("client", 500, "SO_LINGER", seconds), *more, horizon=30_000, **parts)
    return calls(what, "client")[2:]


def test_close_lingers_until_its_fin_is_acknowledged() -> None:
    assert lingering(5, client("close", 1_000)) == ["1200 client close: ok"]
    more = client("send", 900, octets=70_000)
    assert lingering(5, more, client("close", 1_000))[1] == "1300 client close: ok"


def test_close_lingers_no_longer_than_it_was_told() -> None:
    cut = Cut("server", 900, GONE)
    assert lingering(5, client("close", 1_000), cuts=(cut,)) == ["6000 client close: ok"]


def test_close_lingers_in_last_ack_too() -> None:
    assert lingering(5, server("close", 600), client("close", 1_000)) == ["1200 client close: ok"]


def test_close_that_lingers_ends_with_the_connection() -> None:
    reset = inject("server:80", "client:40000", 1_050, "RST", seq=301)
    assert lingering(5, client("close", 1_000), injections=(reset,)) == ["1050 client close: ok"]


def test_only_the_last_descriptor_lingers() -> None:
    assert lingering(
        5, client("dup", 900), client("close", 1_000), client("close", 2_000)
    ) == ["900 client dup: ok", "1000 client close: ok", "2200 client close: ok"]  # fmt: skip


def keepalive(*more: Call) -> list[int]:
    """When the client probes a server that is cut off from 1,000 on."""
    what = opened(*more, cuts=(Cut("server", 1_000, GONE * 10),))
    return [one["t"] // 1_000 for one in events(what, "timer", host="client")]


def test_keepalive_is_off_unless_asked_for() -> None:
    assert keepalive() == []


def test_keepalive_probes_after_two_hours_nine_times() -> None:
    # Asked for at 0.5 s; at 7200 s the first, then one every 75 s, and the end at 7875 s.
    times = keepalive(option("client", 500, "SO_KEEPALIVE", 1))
    assert times == [7_200 + 75 * at for at in range(10)]


def test_keepalive_times_are_the_sockets_own() -> None:
    times = keepalive(
        option("client", 500, "TCP_KEEPIDLE", 10),
        option("client", 500, "TCP_KEEPINTVL", 2),
        option("client", 500, "TCP_KEEPCNT", 3),
        option("client", 500, "SO_KEEPALIVE", 1),
    )
    assert times == [10, 12, 14, 16]


def test_keepalive_can_be_turned_off_again() -> None:
    on, off = (option("client", at, "SO_KEEPALIVE", 2 - at // 500) for at in (500, 1_000))
    assert keepalive(on, off) == []


def test_the_end_by_keepalive_is_a_time_out() -> None:
    what = opened(
        option("client", 500, "TCP_KEEPIDLE", 10),
        option("client", 500, "SO_KEEPALIVE", 1),
        client("send", 800_000, octets=1),
        cuts=(Cut("server", 1_000, GONE),),
    )
    assert calls(what, "client")[-1] == "800000 client send: ETIMEDOUT"


def test_an_accepted_connection_inherits_the_listeners_options() -> None:
    what = opened(
        option("server", 1, "SO_KEEPALIVE", 1),
        option("server", 2, "TCP_KEEPIDLE", 10),
        cuts=(Cut("client", 1_000, GONE),),
        horizon=20_000,
    )
    assert told(what, "timer")[0] == "10400 server timer keepalive"


def test_an_accepted_connection_lingers_as_its_listener() -> None:
    what = opened(option("server", 1, "SO_LINGER", 0), server("close", 1_000))
    assert told(what, "send")[-1] == "1000 server sends 2: RST 301"


def test_options_set_before_connect_hold_for_the_connection() -> None:
    what = experiment(
        server("listen", 0, port=80),
        client("socket", 0, makes="own"),
        option("client", 1, "TCP_USER_TIMEOUT", 2_500, socket="own"),
        client("connect", 100, socket="own", to="server:80"),
        cuts=(Cut("server", 50, GONE),),
    )
    assert calls(what, "client")[-1] == "2600 client connect: ETIMEDOUT"


def test_user_timeout_gives_up_earlier() -> None:
    what = opened(
        option("client", 500, "TCP_USER_TIMEOUT", 5_000),
        client("recv", 600),
        client("send", 1_000, octets=1),
        cuts=(Cut("server", 900, GONE),),
    )
    assert calls(what, "client")[-1] == "6000 client recv: ETIMEDOUT"


def test_a_long_user_timeout_gives_up_later() -> None:
    what = opened(
        option("client", 500, "TCP_USER_TIMEOUT", 500_000),
        client("recv", 600),
        client("send", 1_000, octets=1),
        cuts=(Cut("server", 900, GONE),),
    )
    assert calls(what, "client")[-1] == "501000 client recv: ETIMEDOUT"


def test_user_timeout_0_is_the_systems() -> None:
    what = opened(
        option("client", 500, "TCP_USER_TIMEOUT", 5_000),
        option("client", 600, "TCP_USER_TIMEOUT", 0),
        client("recv", 600),
        client("send", 1_000, octets=1),
        cuts=(Cut("server", 900, GONE),),
    )
    assert calls(what, "client")[-1] == "124000 client recv: ETIMEDOUT"


def test_nodelay_turns_nagle_off() -> None:
    hosts = (HostSetup("client", stack="rfc9293"), "server")
    twice = client("send", 1_000, octets=1, times=2)
    lengths = [
        [
            one["segment"]["length"]
            for one in events(opened(*more, twice, hosts=hosts), "send", host="client")
            if one["t"] == 1_000
        ]
        for more in ([], [option("client", 500, "TCP_NODELAY", 1)])
    ]
    assert lengths == [[1], [1, 1]]


def test_reuse_address_is_about_bind() -> None:
    """A server that closed first cannot bind its port again while it is in TIME-WAIT."""
    again = (
        server("socket", 5_000, makes="again"),
        server("bind", 5_001, socket="again", port=80),
        server("listen", 5_002, socket="again", port=80),
    )
    story = (server("close", 1_000), client("close", "end-of-stream"), server("close", 2_000))
    refused = opened(*story, *again, horizon=6_000)
    assert calls(refused, "server")[-2:] == [
        "5001 server bind: EADDRINUSE",
        "5002 server listen: EADDRINUSE",
    ]
    reuse = option("server", 5_000, "SO_REUSEADDR", 1, socket="again")
    allowed = opened(*story, again[0], reuse, *again[1:], horizon=6_000)
    assert calls(allowed, "server")[-2:] == ["5001 server bind: ok", "5002 server listen: ok"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TCP_KEEPIDLE", 0),
        ("TCP_KEEPIDLE", 32_768),
        ("TCP_KEEPINTVL", 0),
        ("TCP_KEEPCNT", 0),
        ("TCP_KEEPCNT", 128),
        ("TCP_USER_TIMEOUT", -1),
    ],
)
def test_einval_where_linux_says_so(name: str, value: int) -> None:
    what = opened(option("client", 500, name, value))
    assert calls(what, "client")[1:] == ["500 client setsockopt: EINVAL"]
