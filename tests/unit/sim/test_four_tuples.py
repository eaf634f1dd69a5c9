"""Connections by their 4-tuple: simultaneous opens, one's own port, and reuse."""

from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Fate
from tests.support.experiments import (
    LISTEN,
    calls,
    client,
    experiment,
    final_states,
    inject,
    server,
    told,
)

AT_ONCE = (
    client("connect", 100, to="server:5000", port=4_000),
    server("connect", 100, to="client:4000", port=5_000),
)


def test_two_hosts_that_connect_to_each_others_ports_open_one_connection() -> None:
    what = experiment(*AT_ONCE)
    assert told(what, "send", "state") == [
        "100 client CLOSED > SYN-SENT",
        "100 client sends 1: SYN 100",
        "100 server CLOSED > SYN-SENT",
        "100 server sends 1: SYN 300",
        "200 server SYN-SENT > SYN-RECEIVED",
        "200 server sends 2: SYN,ACK 300 ack 101",
        "200 client SYN-SENT > SYN-RECEIVED",
        "200 client sends 2: SYN,ACK 100 ack 301",
        "300 server SYN-RECEIVED > ESTABLISHED",
        "300 client SYN-RECEIVED > ESTABLISHED",
    ]
    assert calls(what) == ["300 server connect: ok", "300 client connect: ok"]
    assert final_states(what) == {
        "client": {"client:4000-server:5000": "ESTABLISHED"},
        "server": {"server:5000-client:4000": "ESTABLISHED"},
    }


def test_bound_sockets_open_simultaneously_too() -> None:
    what = experiment(
        client("socket", 0, makes="a"),
        client("bind", 1, socket="a", port=4_000),
        server("socket", 0, makes="b"),
        server("bind", 1, socket="b", port=5_000),
        client("connect", 100, socket="a", to="server:5000"),
        server("connect", 100, socket="b", to="client:4000"),
        client("send", 1_000, octets=5),
        server("send", 1_000, octets=7),
    )
    assert told(what, "deliver") == ["1100 server reads 5", "1100 client reads 7"]


def test_a_host_may_connect_to_its_own_port() -> None:
    what = experiment(client("connect", 100, to="client:4000", port=4_000), hosts=("client",))
    assert final_states(what) == {"client": {"client:4000-client:4000": "ESTABLISHED"}}
    assert calls(what) == ["300 client connect: ok"]


def test_a_host_may_connect_to_its_own_listener() -> None:
    what = experiment(
        client("listen", 0, port=80),
        client("connect", 100, to="client:80"),
        client("send", 1_000, octets=5),
        hosts=("client",),
    )
    assert final_states(what)["client"] == {
        "client:80": "LISTEN",
        "client:40000-client:80": "ESTABLISHED",
        "client:80-client:40000": "ESTABLISHED",
    }
    assert told(what, "deliver") == ["1100 client reads 5"]


def reopening(stack: str) -> Experiment:
    """The server closed first and waits; the client, restarted, comes again from the same port."""
    return experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000),
        server("close", 1_000),
        client("close", 2_000),
        client("connect", 5_000, to="server:80", port=5_000),
        client("send", 7_000, octets=10),
        hosts=("client", HostSetup("server", stack=stack)),  # type: ignore[arg-type]
        horizon=8_000,
    )


def test_linux_reopens_a_connection_out_of_time_wait() -> None:
    what = reopening("linux")
    assert told(what, "state", host="server")[-3:] == [
        "2100 server FIN-WAIT-2 > TIME-WAIT",
        "5100 server TIME-WAIT > SYN-RECEIVED",
        "5300 server SYN-RECEIVED > ESTABLISHED",
    ]
    assert told(what, "deliver") == ["7100 server reads 10"]


def test_others_challenge_it_and_are_reset() -> None:
    what = reopening("textbook")
    assert told(what, "state", host="server")[-4:] == [
        "2100 server FIN-WAIT-2 > TIME-WAIT",
        "5300 server TIME-WAIT > CLOSED",
        "6100 server LISTEN > SYN-RECEIVED",
        "6300 server SYN-RECEIVED > ESTABLISHED",
    ]


def test_the_old_descriptor_has_nothing_to_do_with_the_new_connection() -> None:
    what = experiment(
        LISTEN,
        server("accept", 10, makes="old"),
        server("accept", 20, makes="new"),
        client("connect", 100, to="server:80", port=5_000),
        server("shutdown", 1_000, socket="old", how="write"),
        client("close", 2_000),
        client("connect", 5_000, to="server:80", port=5_000),
        server("send", 6_000, socket="old", octets=1),
        server("close", 6_100, socket="old"),
        server("send", 6_200, socket="new", octets=3),
        hosts=("client", HostSetup("server", stack="linux")),
        horizon=8_000,
    )
    assert calls(what, "server")[-4:] == [
        "5300 server accept: ok",
        "6000 server send: EPIPE",
        "6100 server close: ok",
        "6200 server send: ok",
    ]
    assert told(what, "deliver")[-1] == "6300 client reads 3"


def test_the_old_descriptor_does_not_read_what_waits_for_accept() -> None:
    what = experiment(
        LISTEN,
        server("accept", 10, makes="old"),
        server("accept", 7_000, makes="new"),
        client("connect", 100, to="server:80", port=5_000),
        server("shutdown", 1_000, socket="old", how="write"),
        client("close", 2_000),
        client("connect", 5_000, to="server:80", port=5_000),
        client("send", 6_000, octets=10),
        hosts=("client", HostSetup("server", stack="linux")),
        horizon=8_000,
    )
    assert told(what, "deliver") == ["7000 server reads 10"]


def test_a_dead_descriptor_is_not_revived_by_a_new_connection_from_the_same_port() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000, makes="old"),
        server("abort", 1_000),
        client("connect", 2_000, to="server:80", port=5_000, makes="new"),
        client("send", 3_000, socket="old", octets=1),
        client("send", 3_001, socket="old", octets=1),
        client("close", 3_002, socket="old"),
        horizon=5_000,
    )
    assert calls(what, "client")[2:] == [
        "3000 client send: ECONNRESET",
        "3001 client send: EPIPE",
        "3002 client close: ok",
    ]
    assert final_states(what)["client"] == {"client:5000-server:80": "ESTABLISHED"}


def test_three_hosts_at_one_port() -> None:
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000),
        server("connect", 100, to="other:1", port=80),
        hosts=("client", "server", "other"),
        injections=(inject("other:5000", "server:80", 150, "SYN", seq=1),),
        fates=(Fate("server", 99, "lose"),),
        horizon=1_000,
    )
    assert calls(what)[1] == "100 server connect: EADDRINUSE"
    assert set(final_states(what)["server"]) == {
        "server:80",
        "server:80-client:5000",
        "server:80-other:5000",
    }
