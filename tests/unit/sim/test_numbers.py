"""Initial sequence numbers, ordinals, and which connection is the host's oldest."""

from tcplab.sim.experiment import HostSetup
from tcplab.sim.run import run
from tests.support.experiments import (
    LISTEN,
    call,
    client,
    events,
    experiment,
    inject,
    opened,
    server,
    told,
)


def syns(what: object, host: str) -> list[int]:
    found = events(what, "send", host=host)  # type: ignore[arg-type]
    return [
        one["segment"]["seq"]
        for one in found
        if "SYN" in one["segment"]["flags"] and not one["retransmission"]
    ]


def test_hosts_begin_at_100_and_200_more_for_each_next() -> None:
    what = experiment(
        *(call(name, "connect", 100, to="d:80") for name in "abc"),
        server_d := call("d", "listen", 0, port=80),
        hosts=("a", "b", "c", "d"),
        horizon=1_000,
    )
    assert server_d in what.calls
    assert [syns(what, name)[0] for name in "abcd"] == [100, 300, 500, 700]


def test_an_iss_of_ones_own_does_not_shift_the_others() -> None:
    what = opened(hosts=(HostSetup("client", iss=7), "server"))
    assert (syns(what, "client"), syns(what, "server")) == ([7], [300])


def test_later_connections_begin_64000_above_the_last() -> None:
    what = experiment(LISTEN, client("connect", 100, to="server:80", times=3))
    assert syns(what, "client") == [100, 64_100, 128_100]
    assert syns(what, "server") == [300, 64_300, 128_300]


def test_even_from_0_and_round_the_end() -> None:
    for iss in (0, 2**32 - 1):
        what = experiment(
            LISTEN,
            client("connect", 100, to="server:80", times=2),
            hosts=(HostSetup("client", iss=iss), HostSetup("server", iss=iss)),
        )
        assert syns(what, "client") == [iss, (iss + 64_000) % 2**32]
        assert syns(what, "server") == [iss, (iss + 64_000) % 2**32]


def test_opening_and_being_opened_draw_from_the_same_numbers() -> None:
    what = experiment(
        LISTEN, client("connect", 100, to="server:80"), server("connect", 1_000, to="client:1")
    )
    assert syns(what, "server") == [300, 64_300]


def test_a_refused_syn_takes_no_number() -> None:
    what = experiment(
        client("connect", 100, to="server:80"),
        server("listen", 500, port=80),
        client("connect", 1_000, to="server:80"),
    )
    assert syns(what, "server") == [300]


def test_a_reopened_connection_begins_above_all_that_the_old_one_used() -> None:
    linux = HostSetup("server", stack="linux", iss=300)
    what = experiment(
        LISTEN,
        client("connect", 100, to="server:80", port=5_000),
        server("send", 500, octets=90_000),
        server("close", 20_000),
        client("close", 25_000),
        client("reboot", 30_000),
        client("connect", 31_000, to="server:80", port=5_000),
        hosts=("client", linux),
        horizon=33_000,
    )
    sent = [one for one in events(what, "send", host="server") if one["t"] < 30_000]
    following = max(one["segment"]["seq"] for one in sent)  # of the last ACK, behind the FIN
    assert following == 301 + 90_000 + 1
    assert syns(what, "server") == [300, following + 64_000]


def test_an_old_syn_that_ends_time_wait_is_found_out_by_the_peers_rst() -> None:
    """MAY-2: the second condition on which one may reopen."""
    what = opened(
        server("close", 1_000),
        client("close", "end-of-stream"),
        hosts=("client", HostSetup("server", "rfc9293", msl_s=2)),
        injections=(inject("client:40000", "server:80", 2_000, "SYN", seq=5_000),),
    )
    assert told(what, "send", "state", host="server")[-4:] == [
        "2000 server TIME-WAIT > SYN-RECEIVED",
        "2000 server sends 4: SYN,ACK 64300 ack 5001",
        "2200 server SYN-RECEIVED > TIME-WAIT",
        "6200 server TIME-WAIT > CLOSED",
    ]


def test_connections_are_numbered_as_they_are_opened() -> None:
    what = run(experiment(LISTEN, client("connect", 100, to="server:80", times=3), horizon=900))
    for host in what.moments[-1].world.hosts:
        numbers = [one.number for one in host.connections.values() if one.remote is not None]
        assert numbers == [1, 2, 3]
