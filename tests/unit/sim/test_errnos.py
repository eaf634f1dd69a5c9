"""Calls that are refused: the right errno, at the moment a program would see it."""

import pytest

from tcplab.sim.experiment import Call, HostSetup
from tcplab.sim.network import Cut, Fate
from tests.support.experiments import CONNECT, LISTEN, calls, client, experiment, opened, server

UNPLUGGED = Cut("server", 900, 10_000_000)


def test_econnrefused_when_the_reset_arrives() -> None:
    assert calls(experiment(CONNECT)) == ["300 client connect: ECONNREFUSED"]


def test_etimedout_of_connect_when_tcp_gives_up() -> None:
    what = experiment(CONNECT, cuts=(Cut("server", 0, 10_000_000),))
    assert calls(what) == [f"{100 + 183_000} client connect: ETIMEDOUT"]


def test_etimedout_of_data_is_told_to_a_recv_that_waits() -> None:
    what = opened(
        client("recv", 500),
        client("send", 1_000, octets=1),
        client("send", 150_000, octets=1),
        cuts=(UNPLUGGED,),
    )
    # Sent at 1 s; time-outs at 2, 4, 8, 16, 32, 64 and 124 s, the first at least 100 s later.
    assert calls(what, "client")[1:] == [
        "1000 client send: ok",
        "124000 client recv: ETIMEDOUT",
        "150000 client send: EPIPE",
    ]


def test_etimedout_of_data_waits_for_the_next_call() -> None:
    what = opened(
        client("send", 1_000, octets=1),
        client("send", 150_000, octets=1),
        client("send", 150_001, octets=1),
        cuts=(UNPLUGGED,),
    )
    assert calls(what, "client")[2:] == [
        "150000 client send: ETIMEDOUT",
        "150001 client send: EPIPE",
    ]


def test_econnreset_once_then_epipe() -> None:
    what = opened(
        server("abort", 1_000),
        client("send", 2_000, octets=1),
        client("send", 2_001, octets=1),
        client("send", 2_002, octets=1),
    )
    assert calls(what, "client")[1:] == [
        "2000 client send: ECONNRESET",
        "2001 client send: EPIPE",
        "2002 client send: EPIPE",
    ]


def test_econnreset_of_a_recv_that_waits_then_the_stream_is_over() -> None:
    what = opened(
        client("recv", 500),
        server("abort", 1_000),
        client("recv", 2_000),
        client("send", 2_001, octets=1),
    )
    assert calls(what, "client")[1:] == [
        "1100 client recv: ECONNRESET",
        "2000 client recv: ok",
        "2001 client send: EPIPE",
    ]


def test_econnreset_of_a_recv_that_comes_later() -> None:
    what = opened(server("abort", 1_000), client("recv", 2_000), client("recv", 2_001))
    assert calls(what, "client")[1:] == ["2000 client recv: ECONNRESET", "2001 client recv: ok"]


def test_send_to_a_closed_peer_is_accepted_then_epipe() -> None:
    hosts = ("client", HostSetup("server", stack="linux"))
    what = opened(
        server("close", 1_000),
        client("send", 2_000, octets=1),
        client("send", 3_000, octets=1),
        hosts=hosts,
    )
    assert calls(what, "client")[1:] == ["2000 client send: ok", "3000 client send: EPIPE"]


def test_epipe_after_ones_own_shutdown() -> None:
    what = opened(client("shutdown", 1_000, how="write"), client("send", 1_001, octets=1))
    assert calls(what, "client")[1:] == ["1000 client shutdown: ok", "1001 client send: EPIPE"]


@pytest.mark.parametrize(
    ("deed", "arguments"),
    [("send", {"octets": 1}), ("recv", {}), ("shutdown", {"how": "both"})],
)
def test_enotconn_without_a_connection(deed: str, arguments: dict[str, object]) -> None:
    made = client("socket", 0, makes="own")
    what = experiment(made, client(deed, 100, socket="own", **arguments))
    assert calls(what)[1:] == [f"100 client {deed}: ENOTCONN"]
    listening = experiment(LISTEN, server(deed, 100, **arguments))
    assert calls(listening)[1:] == [f"100 server {deed}: ENOTCONN"]


@pytest.mark.parametrize(
    ("deed", "arguments", "result"),
    [
        ("send", {"octets": 1}, "EPIPE"),
        ("recv", {}, "ok"),
        ("shutdown", {"how": "both"}, "ENOTCONN"),
    ],
)
def test_after_an_attempt_both_streams_have_ended(
    deed: str, arguments: dict[str, object], result: str
) -> None:
    refused = experiment(CONNECT, client(deed, 1_000, **arguments))
    assert calls(refused)[1:] == [f"1000 client {deed}: {result}"]


def test_enotconn_of_shutdown_when_the_connection_has_ended() -> None:
    reset = opened(server("abort", 1_000), client("shutdown", 2_000, how="write"))
    assert calls(reset, "client")[1:] == ["2000 client shutdown: ENOTCONN"]
    waiting = opened(
        client("shutdown", 1_000, how="write"),
        server("close", "end-of-stream"),
        client("shutdown", 2_000, how="write"),
    )
    assert calls(waiting, "client")[2:] == ["2000 client shutdown: ENOTCONN"]


def test_shutdown_twice_is_harmless() -> None:
    what = opened(
        client("shutdown", 1_000, how="write"),
        client("shutdown", 1_001, how="write"),
        horizon=5_000,
    )
    assert calls(what, "client")[1:] == ["1000 client shutdown: ok", "1001 client shutdown: ok"]


def named(*more: Call) -> list[str]:
    """The client's calls on a socket of its own that connects at 100."""
    what = experiment(
        LISTEN,
        client("socket", 0, makes="own"),
        client("connect", 100, socket="own", to="server:80"),
        *more,
        horizon=1_000_000,
    )
    return calls(what, "client")


def test_ealready_while_the_handshake_goes_on_then_eisconn() -> None:
    assert named(
        client("connect", 150, socket="own", to="server:80"),
        client("connect", 500, socket="own", to="server:80"),
    ) == [
        "0 client socket: ok",
        "150 client connect: EALREADY",
        "300 client connect: ok",
        "500 client connect: EISCONN",
    ]


def test_eisconn_of_a_listener_and_of_what_was_connected() -> None:
    what = experiment(
        server("socket", 0, makes="own"),
        server("listen", 0, socket="own", port=80),
        server("connect", 100, socket="own", to="client:80"),
    )
    assert calls(what)[2:] == ["100 server connect: EISCONN"]
    assert named(server("abort", 500), client("connect", 1_000, socket="own", to="server:80"))[
        2:
    ] == ["1000 client connect: EISCONN"]


def test_after_a_refusal_one_may_try_again() -> None:
    what = experiment(
        client("socket", 0, makes="own"),
        client("connect", 100, socket="own", to="server:80"),
        server("listen", 1_000, port=80),
        client("connect", 2_000, socket="own", to="server:80"),
        client("send", 3_000, socket="own", octets=3),
        server("send", "received:3", octets=1),
    )
    assert calls(what) == [
        "0 client socket: ok",
        "300 client connect: ECONNREFUSED",
        "1000 server listen: ok",
        "2200 client connect: ok",
        "3000 client send: ok",
        "3100 server send: ok",
    ]


def test_einval() -> None:
    assert named(
        client("bind", 500, socket="own", port=5_000),
        client("listen", 501, socket="own", port=80),
        client("listen", 502, socket="own"),
        client("accept", 503, socket="own"),
    )[2:] == [
        "500 client bind: EINVAL",
        "501 client listen: EINVAL",
        "502 client listen: EINVAL",
        "503 client accept: EINVAL",
    ]
    what = experiment(
        server("socket", 0, makes="own"),
        server("listen", 1, socket="own"),
        server("bind", 2, socket="own", port=80),
        server("bind", 3, socket="own", port=81),
        server("listen", 4, socket="own", port=81),
        server("connect", 5, socket="own", to="client:80", port=81),
        server("listen", 6, socket="own"),
        server("listen", 7, socket="own", backlog=3),
    )
    assert calls(what) == [
        "0 server socket: ok",
        "1 server listen: EINVAL",
        "2 server bind: ok",
        "3 server bind: EINVAL",
        "4 server listen: EINVAL",
        "5 server connect: EINVAL",
        "6 server listen: ok",
        "7 server listen: ok",
    ]


def test_ebadf_once_it_is_closed() -> None:
    assert named(
        client("close", 500, socket="own"),
        client("close", 501, socket="own"),
        client("send", 502, socket="own", octets=1),
        client("recv", 503, socket="own"),
        client("shutdown", 504, socket="own", how="write"),
        client("dup", 505, socket="own", makes="copy"),
        client("connect", 506, socket="own", to="server:80"),
        client("listen", 507, socket="own", port=80),
        client("setsockopt", 508, socket="own", option="TCP_NODELAY", value=1),
        client("bind", 509, socket="own", port=80),
        client("accept", 510, socket="own"),
    )[2:] == ["500 client close: ok"] + [
        f"{501 + at} client {deed}: EBADF"
        for at, deed in enumerate(
            ["close", "send", "recv", "shutdown", "dup", "connect", "listen", "setsockopt", "bind",
             "accept"]
        )
    ]  # fmt: skip


def test_eexist_for_a_name_that_is_taken() -> None:
    assert named(client("socket", 500, makes="own"), client("dup", 501, makes="own"))[2:] == [
        "500 client socket: EEXIST",
        "501 client dup: EEXIST",
    ]


def test_a_name_is_free_again_once_it_is_closed() -> None:
    assert named(client("close", 500, socket="own"), client("socket", 501, makes="own"))[3:] == [
        "501 client socket: ok"
    ]


def test_the_run_goes_on_after_a_refusal() -> None:
    what = opened(client("close", 50), client("close", 1_000), server("close", "end-of-stream"))
    assert calls(what) == [
        "0 server listen: ok",
        "50 client close: EBADF",
        "300 client connect: ok",
        "1000 client close: ok",
        "1100 server close: ok",
    ]


def test_econnaborted_for_what_waits_when_the_program_closes() -> None:
    what = experiment(
        CONNECT, client("close", 500), fates=(Fate("client", 1, "lose"),), horizon=10_000
    )
    assert calls(what) == ["500 client close: ok", "500 client connect: ECONNABORTED"]
    listening = experiment(LISTEN, server("accept", 100), server("close", 500))
    assert calls(listening)[1:] == ["500 server close: ok", "500 server accept: ECONNABORTED"]
