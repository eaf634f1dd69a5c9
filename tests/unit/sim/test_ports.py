"""Which local port one gets: ephemeral from 40000, bound, in use, and none left."""

import pytest
from msgspec.structs import replace

from tcplab.sim import ports
from tcplab.sim.experiment import Call, HostSetup
from tcplab.sim.network import Cut, Endpoint
from tcplab.sim.run import first_world, run
from tcplab.sim.turn import Turn
from tcplab.sim.world import Called, Host, Key, World
from tests.support.experiments import (
    CONNECT,
    LISTEN,
    calls,
    client,
    events,
    experiment,
    final_states,
    inject,
    opened,
    server,
)


def local_ports(*made: Call) -> list[str]:
    """The client's ports in the order opened."""
    what = experiment(LISTEN, *made, horizon=10_000)
    found = [one for one in events(what, "state", host="client") if one["to"] == "SYN-SENT"]
    return [one["connection"].split("-")[0] for one in found]


def test_ephemeral_ports_count_up_from_40000() -> None:
    assert local_ports(client("connect", 100, to="server:80", times=3, every_ms=10)) == [
        "client:40000",
        "client:40001",
        "client:40002",
    ]


def test_a_port_that_was_used_is_not_the_next_one_again() -> None:
    assert local_ports(
        client("connect", 100, to="server:80"),
        client("abort", 1_000),
        client("connect", 2_000, to="server:80"),
    ) == ["client:40000", "client:40001"]


def test_ports_asked_for() -> None:
    assert local_ports(
        client("connect", 100, to="server:80", port=5_000),
        client("connect", 200, to="server:80"),
        client("connect", 300, to="server:80", port=40_001),
        client("connect", 400, to="server:80"),
    ) == ["client:5000", "client:40000", "client:40001", "client:40002"]


def test_ephemeral_ports_pass_over_listeners_and_bound_sockets() -> None:
    assert local_ports(
        client("listen", 0, port=40_000),
        client("socket", 0, makes="own"),
        client("bind", 1, socket="own", port=40_001),
        client("connect", 100, to="server:80"),
    ) == ["client:40002"]


def test_eaddrinuse_of_the_four_tuple() -> None:
    what = opened(
        client("connect", 1_000, to="server:80", port=40_000),
        client("listen", 2_000, port=81),
        client("connect", 3_000, to="server:80", port=81),
    )
    assert calls(what, "client")[1:] == [
        "1000 client connect: EADDRINUSE",
        "2000 client listen: ok",
        "3000 client connect: EADDRINUSE",
    ]


def test_the_same_port_to_another_place_is_another_connection() -> None:
    what = experiment(
        LISTEN,
        server("listen", 0, port=81),
        client("connect", 100, to="server:80", port=5_000),
        client("connect", 200, to="server:81", port=5_000),
    )
    assert calls(what, "client") == ["300 client connect: ok", "400 client connect: ok"]


def test_eaddrinuse_of_bind_and_listen() -> None:
    what = experiment(
        LISTEN,
        server("listen", 100, port=80),
        server("socket", 200, makes="own"),
        server("bind", 201, socket="own", port=80),
        server("bind", 202, socket="own", port=81),
        server("socket", 300, makes="other"),
        server("bind", 301, socket="other", port=81),
        server("listen", 302, port=81),
    )
    assert calls(what, "server")[1:] == [
        "100 server listen: EADDRINUSE",
        "200 server socket: ok",
        "201 server bind: EADDRINUSE",
        "202 server bind: ok",
        "300 server socket: ok",
        "301 server bind: EADDRINUSE",
        "302 server listen: EADDRINUSE",
    ]


def test_a_bound_port_whose_four_tuple_is_taken_is_eaddrnotavail() -> None:
    what = opened(
        client("socket", 500, makes="own"),
        client("setsockopt", 501, socket="own", option="SO_REUSEADDR", value=1),
        client("bind", 502, socket="own", port=40_000),
        client("connect", 503, socket="own", to="server:80"),
    )
    assert calls(what, "client")[3:] == [
        "502 client bind: ok",
        "503 client connect: EADDRNOTAVAIL",
    ]


def test_a_listener_beside_a_connection_that_asks() -> None:
    """MUST-42: LISTEN on a port at which connections are in SYN-SENT and SYN-RECEIVED."""
    beside = (
        ("socket", {"makes": "beside"}),
        ("setsockopt", {"socket": "beside", "option": "SO_REUSEADDR", "value": 1}),
        ("bind", {"socket": "beside", "port": 5_000}),
        ("listen", {"socket": "beside", "port": 5_000}),
    )
    what = experiment(
        client("connect", 0, to="server:80", port=5_000),
        *(client(do, 100, **arguments) for do, arguments in beside),
        server("listen", 0, port=5_000),
        server("close", 80),
        *(server(do, 100, **arguments) for do, arguments in beside),
        injections=(inject("nobody:1", "server:5000", 50, "SYN", seq=300),),
        cuts=(Cut("client", 0, 200),),
        horizon=300,
    )
    assert calls(what, "client")[3:] == ["100 client listen: ok"]
    assert calls(what, "server")[5:] == ["100 server listen: ok"]
    assert final_states(what) == {
        "client": {"client:5000-server:80": "SYN-SENT", "client:5000": "LISTEN"},
        "server": {"server:5000-nobody:1": "SYN-RECEIVED", "server:5000": "LISTEN"},
    }


def busy_host() -> tuple[Host, Endpoint]:
    """A host whose every ephemeral port has a connection to one place."""
    done = run(opened(horizon=1_000))
    host = done.moments[-1].world.hosts[0]
    (key, connection), *_ = host.connections.items()
    remote = key[1]
    assert remote is not None
    full = {(port, remote): connection for port in host.ports}
    return replace(host, connections=full), remote


def next_ephemeral(host: Host, remote: Endpoint) -> Key | None:
    """What connect() would get at the host."""
    made = Call(host.name, "connect", 0, to=str(remote))
    turn = Turn(opened(), World(0, (host,)), 0, Called(0, made), host.name)
    return ports.next_ephemeral(turn, remote)


def test_none_is_left_when_every_port_is_taken() -> None:
    host, remote = busy_host()
    assert next_ephemeral(host, remote) is None
    elsewhere = Endpoint("server", 81)
    assert next_ephemeral(host, elsewhere) == (40_001, elsewhere)


def test_the_ports_go_round() -> None:
    host, remote = busy_host()
    left = {key: one for key, one in host.connections.items() if key[0] != 40_000}
    assert next_ephemeral(replace(host, connections=left), remote) == (40_000, remote)
    fresh = first_world(opened()).hosts[0]
    at_the_end = replace(fresh, next_port=65_536)
    assert next_ephemeral(at_the_end, remote) == (40_000, remote)


def test_a_host_may_have_a_range_of_its_own() -> None:
    few = HostSetup("client", first_port=5_000, last_port=5_001)
    what = experiment(LISTEN, *[CONNECT] * 3, hosts=(few, "server"))
    assert calls(what, "client") == [
        "100 client connect: EADDRNOTAVAIL", "300 client connect: ok", "300 client connect: ok",
    ]  # fmt: skip
    last = run(what).moments[-1].world
    assert [key[0] for key in last.hosts[0].connections] == [5_000, 5_001]
    with pytest.raises(ValueError, match=r'"last_port" must be at least the first port, 40000'):
        HostSetup("client", last_port=39_999)
