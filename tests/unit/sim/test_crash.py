"""crash and reboot: a host forgets everything without a word, and what its peer makes of it."""

from tcplab.sim.experiment import HostSetup
from tests.support.experiments import (
    LISTEN,
    calls,
    client,
    events,
    experiment,
    inject,
    opened,
    server,
    told,
)


def test_a_crash_sends_nothing_and_answers_nothing() -> None:
    what = opened(client("send", 1_500, octets=1), server("crash", 1_000), horizon=10_000)
    assert [one["t"] for one in events(what, "send", host="server")] == [200]
    assert [one["t"] for one in events(what, "receive", host="server")] == [200, 400]


def test_its_calls_fail_until_it_is_back() -> None:
    what = experiment(
        server("crash", 100),
        server("listen", 200, port=80),
        server("crash", 250),
        server("reboot", 300),
        server("listen", 400, port=80),
    )
    assert calls(what) == [
        "100 server crash: ok",
        "200 server listen: EHOSTDOWN",
        "250 server crash: EHOSTDOWN",
        "300 server reboot: ok",
        "400 server listen: ok",
    ]


def test_calls_that_waited_never_return() -> None:
    what = opened(client("recv", 500), client("crash", 1_000), server("send", 2_000, octets=1))
    assert calls(what, "client") == ["300 client connect: ok", "1000 client crash: ok"]


def test_timers_die_with_it() -> None:
    what = experiment(client("connect", 100, to="server:80"), client("crash", 150))
    assert told(what, "timer") == []


def test_data_to_a_rebooted_peer_draws_a_reset() -> None:
    what = opened(client("recv", 500), client("send", 2_000, octets=10), server("reboot", 1_000))
    assert told(what)[-6:-1] == [
        "2100 server gets client 3: ACK 101 ack 301 len 10",
        "2100 server sends 2: RST 301",
        "2200 client gets server 2: RST 301",
        "2200 client ESTABLISHED > CLOSED",
        "2200 client recv: ECONNRESET",
    ]


def test_a_rebooted_peers_syn_is_challenged_and_clears_the_old_half() -> None:
    # Section 3.5.1, figure 9: the same 4-tuple again; the retried SYN opens.
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000),
        client("reboot", 1_000),
        client("connect", 2_000, to="server:80", port=5_000),
    )
    assert told(what, "send", "state")[-11:] == [
        "2000 client CLOSED > SYN-SENT",
        "2000 client sends 3: SYN 64100",
        "2100 server sends 2: ACK 301 ack 101",
        "2200 client sends 4: RST 101",
        "2300 server ESTABLISHED > CLOSED",
        "3000 client sends 5: SYN 64100 again",
        "3100 server LISTEN > SYN-RECEIVED",
        "3100 server sends 3: SYN,ACK 64300 ack 64101",
        "3200 client SYN-SENT > ESTABLISHED",
        "3200 client sends 6: ACK 64101 ack 64301",
        "3300 server SYN-RECEIVED > ESTABLISHED",
    ]


def test_numbers_go_on_after_a_reboot() -> None:
    what = opened(client("reboot", 1_000), client("connect", 2_000, to="server:80"), horizon=2_150)
    assert told(what, "send", host="client")[2:] == ["2000 client sends 3: SYN 64100"]


def test_what_is_on_its_way_still_arrives_at_the_others() -> None:
    what = opened(client("send", 1_000, octets=10), client("crash", 1_000), horizon=1_500)
    assert told(what, "deliver") == ["1100 server reads 10"]


def test_an_injected_segment_finds_nobody_at_home() -> None:
    what = experiment(
        server("crash", 50),
        injections=(inject("client:5000", "server:80", 100, "SYN"),),
        hosts=("client", HostSetup("server")),
    )
    assert told(what, "receive", "send") == []
