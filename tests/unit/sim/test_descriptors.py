"""Descriptors: names that calls make, copies by dup(), and what close() and shutdown() do."""

import pytest

from tcplab.sim.experiment import Call, HostSetup
from tests.support.experiments import (
    calls,
    client,
    events,
    experiment,
    opened,
    server,
    told,
)

PROGRAM = (
    server("socket", 0, makes="door"),
    server("bind", 1, socket="door", port=80),
    server("listen", 2, socket="door"),
    server("accept", 3, socket="door", makes="guest"),
    client("socket", 50, makes="own"),
    client("connect", 100, socket="own", to="server:80"),
)


def sent(*more: Call) -> list[str]:
    """What the client sends after the handshake."""
    what = experiment(*PROGRAM, *more, horizon=10_000)
    return told(what, "send", host="client")[2:]


def test_a_program_as_it_is_written() -> None:
    what = experiment(
        *PROGRAM,
        client("send", 500, socket="own", octets=10),
        server("send", "received:10", socket="guest", octets=20),
        client("close", "received:20", socket="own"),
        server("close", "end-of-stream", socket="guest"),
        server("close", 2_000, socket="door"),
    )
    assert calls(what) == [
        "0 server socket: ok",
        "1 server bind: ok",
        "2 server listen: ok",
        "50 client socket: ok",
        "300 client connect: ok",
        "400 server accept: ok",
        "500 client send: ok",
        "600 server send: ok",
        "700 client close: ok",
        "800 server close: ok",
        "2000 server close: ok",
    ]
    assert told(what, "end") == ["60900 end: quiet"]


def test_socket_and_bind_send_nothing_and_change_no_state() -> None:
    what = experiment(client("socket", 0, makes="own"), client("bind", 1, socket="own", port=80))
    assert told(what) == ["0 client socket: ok", "1 client bind: ok", "1 end: quiet"]


def test_a_bound_port_is_the_local_one() -> None:
    what = experiment(
        client("socket", 0, makes="own"),
        client("bind", 1, socket="own", port=5_000),
        client("connect", 2, socket="own", to="server:80"),
    )
    assert events(what, "state")[0]["connection"] == "client:5000-server:80"


def test_close_of_one_copy_sends_nothing() -> None:
    copy = client("dup", 500, socket="own", makes="copy")
    assert sent(copy, client("close", 1_000, socket="own")) == []
    assert sent(copy, client("close", 1_000, socket="copy")) == []


def test_the_last_close_sends_the_fin() -> None:
    assert sent(
        client("dup", 500, socket="own", makes="copy"),
        client("close", 1_000, socket="own"),
        client("close", 2_000, socket="copy"),
    ) == ["2000 client sends 3: FIN,ACK 101 ack 301"]


def test_the_other_copy_goes_on_sending_and_receiving() -> None:
    what = experiment(
        *PROGRAM,
        client("dup", 500, socket="own", makes="copy"),
        client("close", 1_000, socket="own"),
        client("send", 1_500, socket="copy", octets=10),
        server("send", 2_000, octets=10),
        horizon=10_000,
    )
    assert told(what, "deliver") == ["1600 server reads 10", "2100 client reads 10"]


def test_shutdown_acts_on_the_connection_whatever_the_copies() -> None:
    copy = client("dup", 500, socket="own", makes="copy")
    for how in ("write", "both"):
        assert sent(copy, client("shutdown", 1_000, socket="copy", how=how)) == [
            "1000 client sends 3: FIN,ACK 101 ack 301"
        ]
    assert sent(copy, client("shutdown", 1_000, socket="copy", how="read")) == []


def test_close_after_shutdown_sends_no_second_fin() -> None:
    assert sent(
        client("shutdown", 1_000, socket="own", how="write"), client("close", 2_000, socket="own")
    ) == ["1000 client sends 3: FIN,ACK 101 ack 301"]


def test_close_without_a_name_takes_one_descriptor_at_a_time() -> None:
    what = opened(
        client("dup", 500, makes="copy"),
        client("close", 1_000),
        client("close", 2_000),
        horizon=3_000,
    )
    fins = [one["t"] for one in events(what, "send") if "FIN" in one["segment"]["flags"]]
    assert fins == [2_000]


def test_abort_ends_all_copies() -> None:
    what = opened(
        client("dup", 500, makes="copy"),
        client("abort", 1_000, socket="copy"),
        client("send", 2_000, socket="copy", octets=1),
    )
    assert calls(what, "client")[2:] == ["1000 client abort: ok", "2000 client send: EBADF"]


def test_a_listeners_copy_keeps_it_listening() -> None:
    what = experiment(
        *PROGRAM[:3],
        server("dup", 10, socket="door", makes="copy"),
        server("close", 20, socket="door"),
        client("connect", 100, to="server:80"),
        server("accept", 1_000, socket="copy"),
    )
    assert calls(what)[-2:] == ["300 client connect: ok", "1000 server accept: ok"]


def test_descriptors_are_the_hosts_own() -> None:
    what = experiment(client("socket", 0, makes="s"), server("socket", 0, makes="s"))
    assert calls(what) == ["0 client socket: ok", "0 server socket: ok"]


def test_half_close_lets_the_other_stream_flow() -> None:
    what = opened(
        client("shutdown", 1_000, how="write"),
        server("send", "end-of-stream", octets=10, after_ms=500),
        server("close", "end-of-stream", after_ms=1_000),
        hosts=(HostSetup("client", stack="linux"), HostSetup("server", stack="linux")),
    )
    assert told(what, "deliver") == ["1700 client reads 10"]


def test_calls_need_no_names() -> None:
    what = experiment(
        server("socket", 0),
        server("bind", 1, port=80),
        server("listen", 2, backlog=1),
        server("accept", 3),
        client("socket", 50),
        client("bind", 51, port=5_000),
        client("connect", 100, to="server:80"),
        server("recv", "accepted"),
        client("send", "connected", octets=10),
        horizon=500,
    )
    assert {one.split()[-1] for one in calls(what)} == {"ok"}
    assert events(what, "state", host="client")[0]["connection"] == "client:5000-server:80"
    assert told(what, "deliver") == ["400 server reads 10"]


def test_connect_gives_its_name_to_the_socket_that_it_takes() -> None:
    what = experiment(
        client("socket", 0),
        client("bind", 1, port=5_000),
        client("connect", 2, to="server:80", makes="own"),
        client("abort", 3, socket="own"),
    )
    assert calls(what)[2:] == ["3 client abort: ok", "3 client connect: ECONNABORTED"]


def test_a_call_does_not_take_a_socket_that_has_a_name_or_another_port() -> None:
    what = experiment(
        client("socket", 0, makes="own"),
        client("socket", 1),
        client("bind", 2, port=5_000),
        client("listen", 3, port=80),
        client("connect", 4, to="server:80"),
        client("connect", 5, to="server:80", socket="own"),
        horizon=50,
    )
    assert [one["connection"] for one in events(what, "state")] == [
        "client:80",
        "client:5000-server:80",
        "client:40000-server:80",
    ]


def test_listen_without_any_port() -> None:
    what = experiment(client("bind", 5, port=80), client("socket", 0), client("listen", 1))
    assert calls(what) == ["0 client socket: ok", "1 client listen: EINVAL", "5 client bind: ok"]
    with pytest.raises(ValueError, match='call 1, "port" is missing; listen needs it where no'):
        experiment(client("listen", 1), server("bind", 1, port=80))


def test_a_copy_without_a_name_is_closed_first() -> None:
    what = experiment(
        *PROGRAM,
        client("dup", 500, socket="own"),
        client("close", 1_000),
        client("send", 1_500, socket="own", octets=1),
        client("close", 2_000),
        client("close", 3_000),
        horizon=3_000,
    )
    assert calls(what, "client")[2:] == [
        "500 client dup: ok",
        "1000 client close: ok",
        "1500 client send: ok",
        "2000 client close: ok",
        "3000 client close: EBADF",
    ]
    fins = [one["t"] for one in events(what, "send") if "FIN" in one["segment"]["flags"]]
    assert fins == [2_000]
