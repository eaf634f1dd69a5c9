"""A cut loses whatever is sent by, or due at, its host in [from_ms, to_ms)."""

from tcplab.sim.network import Cut, Network
from tcplab.sim.run import run
from tests.support.experiments import LISTEN, client, events, experiment, inject, opened, told


def lost(*cuts: Cut) -> list[int]:
    """When the lost transmissions of a handshake (100, 200, 300; each takes 100) were sent."""
    what = opened(cuts=cuts, horizon=1_000)
    return [one["t"] for one in events(what, "send") if one["fate"] == "lost"]


def test_what_its_host_sends() -> None:
    assert lost(Cut("client", 100, 101)) == [100]
    assert lost(Cut("client", 99, 100)) == []  # to_ms is not part of it
    assert lost(Cut("client", 101, 102)) == []


def test_what_is_due_at_its_host() -> None:
    assert lost(Cut("server", 200, 201)) == [100]
    assert lost(Cut("client", 300, 301)) == [200]
    assert lost(Cut("server", 400, 401)) == [300]
    assert lost(Cut("server", 399, 400)) == []


def test_what_is_on_its_way_meanwhile_is_not_touched() -> None:
    assert lost(Cut("client", 110, 190), Cut("server", 110, 190)) == []


def test_what_was_sent_before_and_is_due_in_it() -> None:
    assert lost(Cut("server", 150, 10_000)) == [100]


def test_other_hosts_go_on() -> None:
    what = opened(hosts=("client", "server", "other"), cuts=(Cut("other", 0, 10_000),))
    assert told(what) == told(opened(hosts=("client", "server", "other")))


def test_copies_are_cut_each_for_itself() -> None:
    what = opened(cuts=(Cut("server", 300, 301),), network=Network(duplicate=1.0), horizon=250)
    first, copy = events(what, "send", host="client")
    assert (first["fate"], copy["fate"]) == ("delivered", "lost")


def test_why_it_was_lost_is_known() -> None:
    flights = run(opened(cuts=(Cut("client", 100, 101),), horizon=500)).flights
    assert [flight.lost for flight in flights] == ["cut"]


def test_injected_segments_due_at_the_host_are_lost_too() -> None:
    forged = inject("client:5000", "server:80", 500, "SYN", seq=90)
    quiet = experiment(LISTEN, injections=(forged,), cuts=(Cut("server", 500, 501),))
    assert told(quiet, "receive", "send") == []
    # The one who is pretended to have sent it has not: its own cable does not matter.
    heard = experiment(LISTEN, injections=(forged,), cuts=(Cut("client", 500, 501),), horizon=550)
    assert len(events(heard, "receive")) == 1


def test_an_injected_segment_that_is_lost_does_not_hold_up_an_ack() -> None:
    forged = inject("other:9", "server:9", 1_100, "RST")
    what = opened(
        client("send", 1_000, octets=5),
        hosts=("client", "server", "other"),
        injections=(forged, inject("other:9", "client:9", 1_100, "RST")),
        cuts=(Cut("client", 1_100, 1_101),),
        horizon=1_150,
    )
    assert told(what, "receive", "send", host="server")[-2:] == [
        "1100 server gets other None: RST 0",
        "1100 server sends 2: ACK 301 ack 106",
    ]


def test_nothing_is_missed_while_nothing_is_sent() -> None:
    what = opened(cuts=(Cut("server", 1_000, 100_000),))
    assert told(what, "end") == ["400 end: quiet"]
