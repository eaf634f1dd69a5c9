"""connect, accept and recv print their line when they return; programs that say nothing read."""

from tcplab.engine.events import Deliver
from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Fate
from tcplab.sim.run import run
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    calls,
    client,
    events,
    experiment,
    opened,
    server,
    told,
)


def test_connect_returns_when_the_handshake_is_over() -> None:
    assert calls(opened(), "client") == ["300 client connect: ok"]
    later = opened(fates=(Fate("client", 1, "lose"),))
    assert calls(later, "client") == ["1300 client connect: ok"]


def test_a_connect_that_never_returns_prints_nothing() -> None:
    assert calls(experiment(CONNECT, horizon=200)) == []


def test_accept_returns_when_a_connection_is_there() -> None:
    what = opened(server("accept", 50))
    assert calls(what) == ["0 server listen: ok", "300 client connect: ok", "400 server accept: ok"]


def test_accept_returns_at_once_if_one_waits() -> None:
    what = opened(server("accept", 5_000))
    assert calls(what)[-1] == "5000 server accept: ok"
    established = [one["t"] for one in events(what, "state") if one["to"] == "ESTABLISHED"]
    assert established == [300, 400]  # before anybody calls accept()


def test_accepts_that_wait_are_served_in_their_order() -> None:
    what = opened(
        client("connect", 200, to="server:80"),
        server("accept", 10, makes="first"),
        server("accept", 20, makes="second"),
        server("close", 1_000, socket="second"),
    )
    assert calls(what, "server")[1:3] == ["400 server accept: ok", "500 server accept: ok"]
    closed = [one["connection"] for one in events(what, "state") if one["t"] == 1_000]
    assert closed == ["server:80-client:40001"]


def test_recv_returns_with_what_there_is_up_to_what_it_asks_for() -> None:
    what = opened(
        client("send", 500, octets=10), server("recv", 100), server("recv", 450, octets=4)
    )
    assert told(what, "call", "deliver", host="server")[1:] == [
        "100 server recv: ENOTCONN",  # the listener's: nothing was accepted yet
        "600 server reads 4",
        "600 server recv: ok",
    ]
    rest = opened(
        client("send", 500, octets=10), server("recv", 700, octets=4), server("recv", 800)
    )
    assert told(rest, "call", "deliver", host="server")[1:] == [
        "700 server recv: ok",
        "700 server reads 4",
        "800 server recv: ok",
        "800 server reads 6",
    ]


def test_recvs_that_wait_are_served_one_by_one() -> None:
    what = opened(
        server("recv", 410, octets=3, times=3),
        client("send", 500, octets=5),
        client("send", 600, octets=5),
    )
    assert told(what, "call", "deliver", host="server")[1:] == [
        *("600 server reads 3", "600 server reads 2", "600 server recv: ok", "600 server recv: ok"),
        *("700 server reads 3", "700 server recv: ok"),
    ]


def test_recv_returns_at_the_end_of_the_stream_and_ever_after() -> None:
    what = opened(
        client("close", 1_000), server("recv", 500), server("recv", 2_000), server("recv", 3_000)
    )
    assert calls(what, "server")[1:] == [
        "1100 server recv: ok",
        "2000 server recv: ok",
        "3000 server recv: ok",
    ]


def test_a_host_without_a_recv_call_reads_at_once() -> None:
    assert told(opened(client("send", 500, octets=10)), "deliver") == ["600 server reads 10"]


def test_each_host_for_itself() -> None:
    what = opened(
        client("recv", 5_000), client("send", 500, octets=10), server("send", 500, octets=10)
    )
    assert told(what, "deliver") == ["600 server reads 10", "5000 client reads 10"]


def test_a_program_that_does_not_read_closes_the_window() -> None:
    hosts = ("client", HostSetup("server", reads=False, window=30))
    sends = client("send", 500, octets=20, times=2, every_ms=100)
    what = opened(sends, hosts=hosts, horizon=1_000)
    answers = [one["segment"]["window"] for one in events(what, "send", host="server")][:3]
    assert answers == [30, 10, 0]
    assert told(what, "deliver") == []


def test_octets_that_come_before_accept_wait_for_it() -> None:
    hosts = ("client", HostSetup("server", window=1_000))
    what = opened(client("send", 500, octets=10), server("accept", 2_000), hosts=hosts)
    assert told(what, "deliver") == ["2000 server reads 10"]


def test_what_is_sent_is_text_or_the_position_in_the_stream() -> None:
    what = run(
        opened(
            client("send", 500, octets=300),
            client("send", 600, data="grüße"),
            client("send", 700, octets=3),
        )
    )
    read = b"".join(
        effect.octets
        for moment in what.moments
        for one in (moment.step.happened if moment.step else ())
        for effect in one.line.effects
        if isinstance(effect, Deliver)
    )
    # Text takes its octets of the stream; 300 + 7 = 307 = 256 + 51.
    assert read == bytes(range(256)) + bytes(range(44)) + "grüße".encode() + bytes([51, 52, 53])


def test_two_hosts_listen_one_accepts_by_itself() -> None:
    what = experiment(
        LISTEN,
        client("listen", 0, port=80),
        server("accept", 3_000),
        CONNECT,
        server("connect", 100, to="client:80"),
        client("send", "accepted", octets=1),
        server("send", "accepted", octets=2),
    )
    assert calls(what)[2:] == [
        "300 server connect: ok",
        "300 client connect: ok",
        "400 client send: ok",
        "3000 server accept: ok",
        "3000 server send: ok",
    ]


def test_what_was_not_read_outlives_the_connection() -> None:
    what = opened(
        client("send", 500, octets=300),
        client("close", 600),
        server("shutdown", 800, how="write"),  # CLOSED at 1000, on the ACK of this FIN
        server("recv", 2_000, octets=100),
        server("recv", 2_100),
        server("recv", 2_200),
        server("close", "end-of-stream"),
        horizon=5_000,
    )
    assert told(what, host="server")[-7:] == [
        "1000 server LAST-ACK > CLOSED",
        "2000 server recv: ok",
        "2000 server reads 100",
        "2100 server recv: ok",
        "2100 server reads 200",
        "2200 server recv: ok",
        "2200 server close: ok",
    ]


def test_nothing_outlives_a_reset() -> None:
    what = opened(
        client("send", 500, octets=300),
        client("abort", 600),
        server("recv", 2_000),
        server("recv", 2_100),
        server("listen", "end-of-stream", port=81),
    )
    assert told(what, host="server")[-2:] == [
        "2000 server recv: ECONNRESET",
        "2100 server recv: ok",
    ]


def test_what_a_connection_left_is_gone_once_a_new_one_has_its_ports() -> None:
    what = opened(
        server("accept", 0, makes="old"),
        client("send", 500, octets=300),
        client("shutdown", 600, how="write"),
        server("shutdown", 800, how="write", socket="old"),
        client("abort", 1_100),
        client("connect", 1_200, to="server:80", port=40_000),
        server("recv", 2_000, socket="old"),
        horizon=5_000,
    )
    assert calls(what, "server")[-1] == "2000 server recv: ok"
    assert told(what, "deliver") == []
