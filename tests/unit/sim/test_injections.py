"""Injected segments: nobody's transmission, no fate and no chance; they arrive when they say."""

import pytest
from msgspec import convert, to_builtins
from msgspec.structs import replace

from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Fate, Injection, Network
from tcplab.sim.run import run
from tcplab.sim.world import Arrived
from tests.support.experiments import (
    LISTEN,
    call,
    calls,
    events,
    experiment,
    inject,
    opened,
    told,
)

OLD_SYN = inject("client:5000", "server:80", 500, "SYN", seq=90)


def test_it_arrives_at_its_time_as_its_sender() -> None:
    what = experiment(LISTEN, injections=(OLD_SYN,), horizon=1_000)
    assert events(what, "receive")[0] == {
        "t": 500,
        "event": "receive",
        "host": "server",
        "nth": None,
        "from": "client",
        "segment": {"flags": ["SYN"], "seq": 90, "ack": None, "window": 65_535, "length": 0},
        "injected": True,
    }
    assert told(what, "send")[0] == "500 server sends 1: SYN,ACK 300 ack 91"


def test_it_counts_as_nobodys_transmission() -> None:
    forged = inject("client:40000", "server:80", 500, "ACK", seq=101, ack=301)
    what = opened(call("client", "send", 1_000, octets=5), injections=(forged,), horizon=1_000)
    arrived = told(what, "receive", host="server")
    assert "500 server gets client None: ACK 101 ack 301" in arrived
    assert [one["nth"] for one in events(what, "send", host="client")] == [1, 2, 3]


def test_neither_fate_nor_chance_nor_delay_meets_it() -> None:
    what = experiment(
        LISTEN,
        injections=(OLD_SYN,),
        fates=(Fate("client", 1, "lose"),),
        network=Network(delay_ms=400, jitter_ms=300, loss=1.0, duplicate=1.0, reorder=1.0),
        horizon=900,
    )
    assert [one["t"] for one in events(what, "receive", host="server")] == [500]


def test_replies_to_an_address_without_a_host_go_nowhere() -> None:
    what = experiment(
        LISTEN,
        injections=(inject("10.9.9.9:1234", "server:80", 100, "SYN", seq=1),),
        horizon=500,
    )
    (answer,) = events(what, "send")
    assert (answer["to"], answer["fate"], answer["arrives"]) == ("10.9.9.9", "lost", None)
    assert [flight.lost for flight in run(what).flights] == ["nowhere"]


def test_replies_to_who_is_pretended_go_to_the_true_one() -> None:
    what = experiment(LISTEN, injections=(OLD_SYN,), hosts=("client", "server", "attacker"))
    assert told(what, "receive", host="client") == ["600 client gets server 1: SYN,ACK 300 ack 91"]


def test_by_says_whose_lifeline_draws_it() -> None:
    forged = inject("client:5000", "server:80", 500, "SYN", seq=90, by="attacker")
    what = experiment(LISTEN, injections=(forged,), hosts=("client", "server", "attacker"))
    arrived = [m.step.cause for m in run(what).moments if m.step and m.world.now == 500]
    assert isinstance(arrived[0], Arrived)
    assert arrived[0].flight.by == "attacker"
    assert told(what, "send", host="attacker") == []


def test_every_field_is_as_written() -> None:
    forged = inject(
        "client:5000", "server:81", 500, "URG PSH FIN ACK", seq=7, ack=9, window=3, octets=300
    )
    what = experiment(LISTEN, injections=(forged,))
    assert events(what, "receive")[0]["segment"] == {
        "flags": ["FIN", "PSH", "ACK", "URG"],
        "seq": 7,
        "ack": 9,
        "window": 3,
        "length": 300,
    }


def test_its_octets_are_the_position_modulo_256() -> None:
    forged = inject("client:40000", "server:80", 500, "ACK", seq=101, ack=301, octets=300)
    what = run(opened(injections=(forged,), horizon=600))
    arrived = [m.step.cause for m in what.moments if m.step and m.world.now == 500]
    assert isinstance(arrived[0], Arrived)
    assert arrived[0].flight.segment.data == bytes(range(256)) + bytes(range(44))


def test_a_segment_without_flags_may_come() -> None:
    what = experiment(LISTEN, injections=(inject("client:5000", "server:80", 500, "", octets=3),))
    assert told(what, "receive", "send") == ["500 server gets client None:  0 len 3"]


def test_after_the_others_of_its_millisecond() -> None:
    """It was sent at no time: those that were sent come before it."""
    forged = inject("client:40000", "server:80", 400, "RST", seq=101)
    what = opened(injections=(forged,))
    assert [one["injected"] for one in events(what, "receive", host="server")] == [
        False,
        False,
        True,
    ]
    assert told(what, "state", host="server")[-1] == "400 server ESTABLISHED > CLOSED"


def test_injected_ones_of_one_millisecond_come_in_file_order() -> None:
    two = tuple(inject("client:5000", "server:81", 100, "SYN", seq=n) for n in (5, 3))
    what = experiment(injections=two)
    assert [one["segment"]["seq"] for one in events(what, "receive")][:2] == [5, 3]


def test_it_comes_before_the_calls_of_its_millisecond() -> None:
    what = experiment(
        LISTEN, injections=(inject("client:5000", "server:80", 0, "SYN"),), horizon=50
    )
    assert told(what, "send")[0].startswith("0 server sends 1: RST,ACK")


def test_the_old_duplicate_syn() -> None:
    """RFC 9293 figure 8: the old SYN comes first, is reset, and the true one succeeds."""
    what = opened(
        injections=(inject("client:40000", "server:80", 150, "SYN", seq=90),),
        hosts=("client", HostSetup("server", iss=300)),
        horizon=5_000,
    )
    assert calls(what, "client") == ["1300 client connect: ok"]
    assert told(what, "state", host="server") == [
        "0 server CLOSED > LISTEN",
        "150 server LISTEN > SYN-RECEIVED",
        "200 server SYN-RECEIVED > LISTEN",  # the true SYN is none that it expects
        "1200 server LISTEN > SYN-RECEIVED",
        "1400 server SYN-RECEIVED > ESTABLISHED",
    ]
    assert "250 client sends 2: RST 91" in told(what, "send")


def test_repetitions_may_come_from_one_port_after_another() -> None:
    flood = replace(inject("10.9.9.9:1234", "server:80", 100, "SYN"), times=3, every_ms=5)
    what = experiment(LISTEN, injections=(replace(flood, next_port=True),), horizon=500)
    arrived = [step.cause for step in (one.step for one in run(what).moments) if step is not None]
    sources = [str(one.flight.source) for one in arrived if isinstance(one, Arrived)]
    assert sources == ["10.9.9.9:1234", "10.9.9.9:1235", "10.9.9.9:1236"]
    assert [one["t"] for one in events(what, "send")] == [100, 105, 110]
    assert len(events(replace(what, injections=(flood,)), "state")) == 2  # LISTEN, one handshake


def test_there_must_be_so_many_ports() -> None:
    last = inject("10.9.9.9:65000", "server:80", 100, "SYN")
    replace(last, times=536, next_port=True)
    with pytest.raises(ValueError, match='"times": after port 65000 there are only 535 more'):
        convert({**to_builtins(last), "times": 537, "next_port": True}, Injection)
