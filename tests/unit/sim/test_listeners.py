"""Listeners: two queues of `backlog`, SYN cookies, and what becomes of them when they close."""

from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Endpoint, Fate, Injection
from tcplab.sim.run import run
from tests.support.experiments import (
    call,
    calls,
    client,
    events,
    experiment,
    final_states,
    inject,
    opened,
    server,
    told,
)


def flood(count: int) -> tuple[Injection, ...]:
    """SYNs from addresses that never answer."""
    return tuple(
        inject(f"10.9.9.{n}:1000", "server:80", 50 + n, "SYN", seq=5_000) for n in range(count)
    )


def remarks(what: Experiment) -> list[str]:
    return [m.step.remark for m in run(what).moments if m.step is not None and m.step.remark]


def flooded(server_host: HostSetup) -> Experiment:
    return opened(hosts=("client", server_host), injections=flood(3), horizon=4_500)


def test_a_syn_finds_no_room_when_the_backlog_is_full_of_half_open_ones() -> None:
    what = flooded(HostSetup("server", backlog=3))
    assert remarks(what).count("backlog-full") == 3  # the client's SYN at 200, 1,200 and 3,200
    assert calls(what, "client") == []
    roomy = flooded(HostSetup("server", backlog=4))
    assert calls(roomy, "client") == ["300 client connect: ok"]


def test_the_backlog_of_listen_comes_before_the_hosts() -> None:
    what = experiment(
        server("listen", 0, port=80, backlog=2),
        client("connect", 100, to="server:80"),
        hosts=("client", HostSetup("server", backlog=50)),
        injections=flood(2),
        horizon=900,
    )
    assert remarks(what) == ["injected", "injected", "nowhere", "nowhere", "backlog-full"]


def test_syn_cookies_let_it_through_because_nothing_is_kept() -> None:
    what = flooded(HostSetup("server", backlog=3, syn_cookies=True))
    assert calls(what, "client") == ["300 client connect: ok"]
    assert [r for r in remarks(what) if "cookie" in r] == ["cookie-sent", "cookie-accepted"]
    assert told(what, "state", host="server")[-1] == "400 server SYN-RECEIVED > ESTABLISHED"
    sent = events(what, "send", host="server")[3]["segment"]
    assert sent["flags"] == ["SYN", "ACK"]
    assert sent["ack"] == 101


def test_data_flows_over_a_connection_made_from_a_cookie() -> None:
    what = opened(
        client("send", 1_000, octets=10),
        server("send", "received:10", octets=20),
        client("close", 2_000),
        server("close", "end-of-stream"),
        hosts=("client", HostSetup("server", backlog=1, syn_cookies=True)),
        injections=flood(1),
    )
    assert told(what, "deliver") == ["1100 server reads 10", "1200 client reads 20"]
    assert final_states(what)["server"]["server:80-client:40000"] == "CLOSED"


def test_a_guessed_cookie_draws_a_reset() -> None:
    what = experiment(
        server("listen", 0, port=80),
        hosts=("client", HostSetup("server", syn_cookies=True)),
        injections=(inject("client:5000", "server:80", 100, "ACK", seq=101, ack=12_345),),
    )
    assert told(what, "send", host="server") == ["100 server sends 1: RST 12345"]


def test_a_cookie_is_no_use_from_another_port() -> None:
    """The number that the client was given opens nothing for anybody else."""
    made = flooded(HostSetup("server", backlog=3, syn_cookies=True))
    cookie = events(made, "send", host="server")[3]["segment"]["seq"]
    forged = inject("client:5000", "server:80", 4_000, "ACK", seq=101, ack=cookie + 1)
    what = opened(
        hosts=("client", HostSetup("server", backlog=3, syn_cookies=True)),
        injections=(*flood(3), forged),
        horizon=4_500,
    )
    assert told(what, "send", host="server")[-1].endswith(f"RST {cookie + 1}")
    assert "server:80-client:5000" not in final_states(what)["server"]


def queued(*more: Call, **parts: object) -> Experiment:
    """Two clients, one place in the accept queue, and a program that accepts late."""
    return experiment(
        server("listen", 0, port=80, backlog=1),
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 1_000, to="server:80"),
        server("accept", 6_000),
        *more,
        hosts=("a", "b", "server"),
        **parts,  # type: ignore[arg-type]
    )


def test_established_comes_before_accept() -> None:
    what = queued(horizon=1_000)
    assert final_states(what)["server"]["server:80-a:40000"] == "ESTABLISHED"
    assert calls(what, "server") == ["0 server listen: ok"]


def test_a_full_accept_queue_drops_the_third_segments_effect() -> None:
    what = queued(horizon=5_000)
    assert calls(what, "b") == ["1200 b connect: ok"]
    assert final_states(what)["b"]["b:40000-server:80"] == "ESTABLISHED"
    assert final_states(what)["server"]["server:80-b:40000"] == "SYN-RECEIVED"
    assert set(remarks(what)) == {"accept-queue-full"}


def test_the_repeated_third_segment_opens_it_once_there_is_room() -> None:
    what = queued(horizon=20_000)
    # The server repeats its SYN,ACK at 2.1, 4.1 and 8.1 s; at 8.3 s the answer finds room.
    opened_at = [one["t"] for one in events(what, "state", host="server")]
    assert opened_at[-1] == 8_300


def test_data_in_vain_while_the_queue_is_full() -> None:
    what = queued(call("b", "send", 1_500, octets=10), horizon=5_500)
    assert told(what, "deliver") == []


def test_a_cookie_finds_the_accept_queue_full_too() -> None:
    """The third segment of b comes from a cookie: c's SYN is half-open in the only place."""
    what = experiment(
        server("listen", 0, port=80, backlog=1),
        server("accept", 9_000),
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 1_000, to="server:80"),
        hosts=("a", "b", HostSetup("server", syn_cookies=True)),
        injections=(inject("10.9.9.9:1", "server:80", 1_050, "SYN", seq=1),),
        horizon=1_500,
    )
    assert [r for r in remarks(what) if r not in ("injected", "nowhere")] == [
        "cookie-sent",
        "accept-queue-full",
    ]
    assert "server:80-b:40000" not in final_states(what)["server"]


def test_who_resets_while_it_waits_is_not_accepted() -> None:
    what = queued(call("a", "abort", 900), horizon=6_000)
    assert calls(what, "server")[1:] == ["6000 server accept: ok"]
    sockets = run(what).moments[-1].world.hosts[2].sockets.values()
    assert [one.key for one in sockets if not one.listening] == [(80, Endpoint("b", 40_000))]


def test_who_closes_while_it_waits_is_accepted_all_the_same() -> None:
    what = queued(
        call("a", "send", 500, octets=10),
        call("a", "close", 900),
        server("recv", 7_000),
        horizon=8_000,
    )
    assert calls(what, "server")[1:] == ["6000 server accept: ok", "7000 server recv: ok"]


def test_closing_the_listener_resets_those_that_wait() -> None:
    what = queued(server("close", 3_000), horizon=10_000)
    assert told(what, "state", host="a")[-1] == "3100 a ESTABLISHED > CLOSED"


def test_a_handshake_that_ends_after_the_listener_closed_ends_in_a_reset() -> None:
    what = opened(server("close", 250))
    assert told(what, "send", "state", host="server")[-3:] == [
        "400 server SYN-RECEIVED > ESTABLISHED",
        "400 server ESTABLISHED > CLOSED",
        "400 server sends 2: RST 301",
    ]
    assert told(what, "state", host="client")[-1] == "500 client ESTABLISHED > CLOSED"


def test_even_if_the_third_segment_closes() -> None:
    what = opened(server("close", 250), client("close", "connected"))
    assert final_states(what) == {
        "client": {"client:40000-server:80": "CLOSED"},
        "server": {"server:80": "CLOSED", "server:80-client:40000": "CLOSED"},
    }
    assert told(what, "send", host="server")[-1] == "400 server sends 2: RST 301"


LINUX = ("client", HostSetup("server", "linux"))


def test_linux_forgets_what_is_half_open_when_a_segment_finds_the_listener_closed() -> None:
    what = opened(server("close", 250), hosts=LINUX)
    assert told(what, "send", "state", host="server")[-3:] == [
        "250 server LISTEN > CLOSED",
        "400 server SYN-RECEIVED > CLOSED",
        "400 server sends 2: RST 301",
    ]
    assert told(what, "state", host="client")[-1] == "500 client ESTABLISHED > CLOSED"


def test_or_when_the_timer_of_its_syn_ack_does() -> None:
    what = opened(server("close", 250), fates=(Fate("client", 2, "lose"),), hosts=LINUX)
    assert told(what, "send", "state", host="server")[-2:] == [
        "250 server LISTEN > CLOSED",
        "1200 server SYN-RECEIVED > CLOSED",
    ]


def test_one_that_listens_anew_takes_a_half_open_one_over_but_in_linux() -> None:
    again = server("close", 250), server("listen", 260, port=80)
    assert (
        told(opened(*again), "state", host="server")[-1] == "400 server SYN-RECEIVED > ESTABLISHED"
    )
    assert told(opened(*again, hosts=LINUX), "send", "state", host="server")[-3:] == [
        "260 server SYN-RECEIVED > CLOSED",
        "260 server CLOSED > LISTEN",
        "400 server sends 2: RST 301",
    ]


def test_connections_outlive_their_listener() -> None:
    what = opened(
        # close() without a name would take the connection; here the condition says which.
        server("close", "state:LISTEN", after_ms=1_000),
        client("send", 2_000, octets=10),
    )
    assert told(what, "deliver") == ["2100 server reads 10"]


def test_a_closed_listener_refuses() -> None:
    what = experiment(
        server("listen", 0, port=80),
        server("close", 50),
        client("connect", 100, to="server:80"),
    )
    assert calls(what, "client") == ["300 client connect: ECONNREFUSED"]


def test_it_can_listen_again() -> None:
    what = experiment(
        server("listen", 0, port=80),
        server("close", 50),
        server("listen", 60, port=80),
        client("connect", 100, to="server:80"),
    )
    assert calls(what, "client") == ["300 client connect: ok"]
