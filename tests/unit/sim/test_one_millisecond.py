"""The order in which one millisecond passes: arrivals, calls, time-outs, owed ACKs."""

from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Fate, Network
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    call,
    client,
    events,
    experiment,
    opened,
    server,
    told,
)


def at(now: int, lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(f"{now} ")]


def test_arrivals_come_before_calls_whatever_the_file_says() -> None:
    # At 200 the SYN arrives and the server closes its listener: the SYN finds it still there.
    what = experiment(server("close", 200), LISTEN, CONNECT, horizon=250)
    assert at(200, told(what)) == [
        "200 server gets client 1: SYN 100",
        "200 server LISTEN > SYN-RECEIVED",
        "200 server sends 1: SYN,ACK 300 ack 101",
        "200 server close: ok",
        "200 server LISTEN > CLOSED",
    ]


def test_calls_come_in_file_order() -> None:
    what = experiment(client("send", 0, octets=1), CONNECT, client("send", 100, octets=7))
    assert told(what, "call", host="client")[:2] == ["0 client send: EBADF", "100 client send: ok"]
    exchanged = experiment(client("send", 100, octets=7), CONNECT)
    assert told(exchanged, "call", host="client")[0] == "100 client send: EBADF"


def test_a_when_without_delay_belongs_to_the_same_millisecond_in_file_order() -> None:
    # Both conditions hold at 400; the call that stands first in the file is made first.
    what = opened(
        server("send", "accepted", octets=2), server("send", "connected", octets=1), horizon=400
    )
    assert [one["segment"]["length"] for one in events(what, "send", host="server")] == [0, 2, 1]


def test_arrivals_of_one_moment_come_in_the_order_sent_then_in_host_order() -> None:
    # The third host's SYN leaves at 50 and takes 150 ms; the first two leave at 100.
    what = experiment(
        LISTEN,
        call("b", "connect", 100, to="server:80"),
        call("a", "connect", 100, to="server:80"),
        call("c", "connect", 50, to="server:80"),
        hosts=("server", "a", "b", "c"),
        fates=(Fate("c", 1, "delay", 50),),
        horizon=200,
    )
    arrived = [one["from"] for one in events(what, "receive") if one["t"] == 200]
    assert arrived == ["c", "a", "b"]


def test_calls_come_before_time_outs() -> None:
    # The SYN's time-out is due at 1,100: an abort in that millisecond is in time.
    what = experiment(CONNECT, client("abort", 1_100), fates=(Fate("client", 1, "lose"),))
    assert told(what) == [
        "100 client CLOSED > SYN-SENT",
        "100 client sends 1: SYN 100 lost",
        "1100 client abort: ok",
        "1100 client SYN-SENT > CLOSED",
        "1100 client connect: ECONNABORTED",
        "1100 end: quiet",
    ]


def test_an_arrival_stops_a_timer_that_is_due_in_the_same_millisecond() -> None:
    what = opened(network=Network(delay_ms=500), horizon=5_000)
    assert told(what, "timer") == []
    assert [one["retransmission"] for one in events(what, "send")] == [False] * 3


def test_time_outs_come_in_host_order() -> None:
    lost = (Fate("client", 1, "lose"), Fate("server", 1, "lose"))
    what = experiment(
        server("connect", 100, to="client:81"),
        client("connect", 100, to="server:80"),
        fates=lost,
        horizon=1_150,
    )
    assert told(what, "timer") == ["1100 client timer rto", "1100 server timer rto"]


def test_data_that_is_sent_at_once_carries_the_ack() -> None:
    what = opened(
        client("send", 1_000, octets=10), server("send", "received:10", octets=20), horizon=1_150
    )
    assert at(1_100, told(what)) == [
        "1100 server gets client 3: ACK 101 ack 301 len 10",
        "1100 server reads 10",
        "1100 server send: ok",
        "1100 server sends 2: ACK 301 ack 111 len 20",
    ]


def test_the_close_in_three_segments() -> None:
    what = opened(client("close", 1_000), server("close", "end-of-stream"))
    sent = [line for line in told(what, "send") if int(line.split()[0]) >= 1_000]
    assert sent == [
        "1000 client sends 3: FIN,ACK 101 ack 301",
        "1100 server sends 2: FIN,ACK 301 ack 102",
        "1200 client sends 4: ACK 102 ack 302",
    ]


def test_the_third_segment_with_data() -> None:
    what = opened(client("send", "connected", octets=20))
    assert told(what, "send")[2] == "300 client sends 2: ACK 101 ack 301 len 20"


def test_an_owed_ack_goes_after_all_else_that_its_host_sends() -> None:
    # At 1,100 the first client's data and the second one's SYN arrive together: the ACK is last.
    what = experiment(
        LISTEN,
        call("a", "connect", 100, to="server:80"),
        call("a", "send", 1_000, octets=10),
        call("b", "connect", 1_000, to="server:80"),
        hosts=("a", "b", "server"),
        horizon=1_100,
    )
    assert told(what, "send", host="server")[1:] == [
        "1100 server sends 2: SYN,ACK 64500 ack 301",
        "1100 server sends 3: ACK 501 ack 111",
    ]


def test_acks_for_what_is_out_of_order_do_not_wait() -> None:
    lost = (Fate("client", 3, "lose"),)
    what = opened(
        client("send", 1_000, octets=10),
        client("send", 1_010, octets=10),
        server("send", 1_110, octets=5),
        fates=lost,
        horizon=1_120,
    )
    assert told(what, "send", host="server")[1:] == [
        "1110 server sends 2: ACK 301 ack 101",
        "1110 server sends 3: ACK 301 ack 101 len 5",
    ]


def test_a_delayed_ack_runs_out_after_the_other_timers() -> None:
    hosts = ("client", HostSetup("server", delayed_ack_ms=200))
    what = opened(client("send", 1_000, octets=10), hosts=hosts, horizon=2_000)
    assert told(what, "timer", "send")[3:] == [
        "1000 client sends 3: ACK 101 ack 301 len 10",
        "1300 server timer delayed-ack",
        "1300 server sends 2: ACK 301 ack 111",
    ]


def test_without_delay_everything_still_happens_in_its_order() -> None:
    what = opened(client("close", 100), server("close", 100), network=Network(delay_ms=0))
    assert [line for line in told(what) if line.startswith("100 ")] == [
        "100 client CLOSED > SYN-SENT",
        "100 client sends 1: SYN 100",
        "100 server gets client 1: SYN 100",
        "100 server LISTEN > SYN-RECEIVED",
        "100 server sends 1: SYN,ACK 300 ack 101",
        "100 client gets server 1: SYN,ACK 300 ack 101",
        "100 client SYN-SENT > ESTABLISHED",
        "100 client connect: ok",
        "100 client close: ok",
        "100 client ESTABLISHED > FIN-WAIT-1",
        "100 client sends 2: FIN,ACK 101 ack 301",
        "100 server gets client 2: FIN,ACK 101 ack 301",
        "100 server SYN-RECEIVED > ESTABLISHED",
        "100 server ESTABLISHED > CLOSE-WAIT",
        "100 server close: ok",
        "100 server CLOSE-WAIT > LAST-ACK",
        "100 server sends 2: FIN,ACK 301 ack 102",
        "100 client gets server 2: FIN,ACK 301 ack 102",
        "100 client FIN-WAIT-1 > TIME-WAIT",
        "100 client sends 3: ACK 102 ack 302",
        "100 server gets client 3: ACK 102 ack 302",
        "100 server LAST-ACK > CLOSED",
    ]


def test_two_msl_of_no_time_leave_room_for_the_last_ack() -> None:
    # Time-outs come before the ACKs that are owed, but the FIN has to be answered.
    what = opened(
        client("close", 1_000),
        server("close", "end-of-stream"),
        hosts=(HostSetup("client", msl_s=0), "server"),
    )
    assert told(what)[-7:] == [
        "1200 client FIN-WAIT-1 > TIME-WAIT",
        "1200 client timer 2msl",
        "1200 client TIME-WAIT > CLOSED",
        "1200 client sends 4: ACK 102 ack 302",
        "1300 server gets client 4: ACK 102 ack 302",
        "1300 server LAST-ACK > CLOSED",
        "1300 end: quiet",
    ]
