"""Whom a call acts on: the named, or where its `when` held, or the oldest open, or the listener."""

from tcplab.sim.experiment import Call, Experiment, HostSetup
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    call,
    calls,
    client,
    events,
    experiment,
    opened,
    server,
    told,
)

TWO_CONNECTIONS = (
    LISTEN,
    client("connect", 100, to="server:80", makes="first"),
    client("connect", 200, to="server:80", makes="second"),
)


def sent_from(what: Experiment, at: int) -> list[str]:
    """The client's ports from which segments leave at that time."""
    return [
        one["connection"].split("-")[0]
        for one in events(what, "state", host="client")
        if one["t"] == at
    ]


def closed_by(*what: Call) -> list[str]:
    return sent_from(experiment(*TWO_CONNECTIONS, *what), 1_000)


def test_the_named_socket() -> None:
    assert closed_by(client("close", 1_000, socket="second")) == ["client:40001"]
    assert closed_by(client("close", 1_000, socket="first")) == ["client:40000"]


def test_without_a_name_the_oldest_open_connection() -> None:
    assert closed_by(client("close", 1_000)) == ["client:40000"]


def test_the_oldest_is_the_one_that_was_opened_first() -> None:
    what = experiment(
        LISTEN,
        client("socket", 10, makes="first"),
        client("socket", 20, makes="second"),
        client("connect", 100, to="server:80", socket="second"),
        client("connect", 200, to="server:80", socket="first"),
        client("close", 1_000),
    )
    assert sent_from(what, 1_000) == ["client:40000"]  # the second socket's


def test_what_was_closed_is_not_open() -> None:
    assert closed_by(client("close", 900, socket="first"), client("close", 1_000)) == [
        "client:40001"
    ]


def test_the_name_comes_before_the_connection_at_which_when_held() -> None:
    what = experiment(
        *TWO_CONNECTIONS,
        server("send", 400, octets=5),
        client("close", "received:5", after_ms=500, socket="second"),
    )
    assert sent_from(what, 1_000) == ["client:40001"]


def test_the_connection_at_which_when_held() -> None:
    # The second client closes; the server closes that connection, not its oldest one.
    what = experiment(
        LISTEN,
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 200, to="server:80"),
        call("b", "close", 1_000),
        server("close", "end-of-stream"),
        hosts=("a", "b", "server"),
        horizon=1_100,
    )
    closed = [one["connection"] for one in events(what, "state", host="server") if one["t"] == 1100]
    assert set(closed) == {"server:80-b:40000"}


def test_it_acts_there_even_if_that_connection_has_ended() -> None:
    what = experiment(
        LISTEN,
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 200, to="server:80"),
        call("b", "abort", 1_000),
        server("send", "reset", octets=1),
        hosts=("a", "b", "server"),
    )
    assert calls(what, "server")[1:] == ["1100 server send: ECONNRESET"]


def test_else_the_listener() -> None:
    what = experiment(LISTEN, server("close", 1_000))
    assert told(what, "state")[-1] == "1000 server LISTEN > CLOSED"


def test_close_prefers_the_listener_to_a_connection_that_ended() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80"),
        client("abort", 500),
        server("close", 1_000),
    )
    assert told(what, "state")[-1] == "1000 server LISTEN > CLOSED"


def test_send_tells_the_error_of_a_connection_that_ended() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80"),
        client("abort", 500),
        server("send", 1_000, octets=1),
    )
    assert calls(what, "server")[1:] == ["1000 server send: ECONNRESET"]


def test_accept_is_the_listeners_whatever_the_condition_held_at() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80"),
        server("accept", "connected", after_ms=50),
    )
    assert calls(what, "server")[1:] == ["450 server accept: ok"]


def test_accept_at_the_listener_whose_port_the_condition_held_at() -> None:
    what = experiment(
        LISTEN,
        server("listen", 0, port=81),
        client("connect", 100, to="server:81"),
        server("accept", "connected"),
        server("send", 1_000, octets=3),
    )
    assert calls(what, "server")[2:] == ["400 server accept: ok", "1000 server send: ok"]


def test_abort_reaches_connections_that_no_program_holds() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80"),
        client("close", 1_000),
        client("abort", 2_000),
    )
    assert [line for line in told(what) if int(line.split()[0]) >= 2_000][:4] == [
        "2000 client abort: ok",
        "2000 client FIN-WAIT-2 > CLOSED",
        "2000 client sends 4: RST 102",
        "2100 server gets client 4: RST 102",
    ]


ENDED_AND_CLOSED = (
    LISTEN,
    client("connect", 100, to="server:80", makes="ended"),
    client("connect", 200, to="server:80", makes="closed"),
    server("abort", 800),
    client("close", 1_000, socket="closed"),
)


def test_abort_reaches_them_past_a_socket_whose_connection_ended_and_past_a_listener() -> None:
    past_ended = experiment(*ENDED_AND_CLOSED, client("abort", 2_000))
    assert sent_from(past_ended, 2_000) == ["client:40001"]
    past_listener = opened(server("close", 1_000), server("abort", 2_000))
    assert told(past_listener, "state", host="server")[-1] == "2000 server FIN-WAIT-2 > CLOSED"


def test_a_program_has_no_descriptor_to_abort_with_after_its_close() -> None:
    by_name = experiment(*ENDED_AND_CLOSED, client("abort", 2_000, socket="closed"))
    assert calls(by_name, "client")[-1] == "2000 client abort: EBADF"
    linux = HostSetup("client", stack="linux")
    for aborts in (client("abort", 2_000), client("abort", "state:FIN-WAIT-2")):
        what = experiment(LISTEN, CONNECT, client("close", 1_000), aborts, hosts=(linux, "server"))
        assert calls(what, "client")[-1].split(maxsplit=1)[1] == "client abort: EBADF"


def test_a_socket_whose_connection_ended_has_nothing_to_abort() -> None:
    what = experiment(*ENDED_AND_CLOSED, client("abort", 2_000, socket="ended"))
    assert calls(what, "client")[-1] == "2000 client abort: ENOTCONN"


def test_abort_prefers_what_is_open() -> None:
    what = experiment(
        *TWO_CONNECTIONS, client("close", 500, socket="first"), client("abort", 1_000)
    )
    assert sent_from(what, 1_000) == ["client:40001"]


def test_abort_of_a_half_open_connection_at_which_when_held() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80"),
        server("abort", "state:SYN-RECEIVED"),
        horizon=300,
    )
    assert told(what, "state", host="server")[-1] == "200 server SYN-RECEIVED > CLOSED"


def test_after_the_rfcs_close_one_may_go_on_receiving() -> None:
    calls_made = (
        LISTEN,
        client("connect", 100, to="server:80"),
        client("close", 1_000),
        server("send", 1_500, octets=10),
        client("recv", 2_000),
    )
    assert calls(experiment(*calls_made), "client")[-1] == "2000 client recv: ok"
    linux = experiment(*calls_made, hosts=(HostSetup("client", stack="linux"), "server"))
    assert calls(linux, "client")[-1] == "2000 client recv: EBADF"


def test_nobody_to_act_on() -> None:
    for made in (
        client("close", 100),
        client("send", 100, octets=1),
        client("recv", 100),
        client("accept", 100),
        client("shutdown", 100, how="write"),
        client("setsockopt", 100, option="TCP_NODELAY", value=1),
        client("dup", 100, makes="copy"),
        client("bind", 100, port=5_000),
        client("abort", 100),
    ):
        assert calls(experiment(made)) == [f"100 client {made.do}: EBADF"]
