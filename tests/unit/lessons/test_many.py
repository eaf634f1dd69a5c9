"""What the lessons about thousands of connections in one state show."""

from collections import Counter

import pytest
from msgspec.structs import replace

from tcplab.engine.rules import Rule
from tcplab.engine.tcb import State
from tcplab.sim.run import Run
from tcplab.sim.run import run as simulate
from tests.support.lesson_runs import lines, ran, told

OPENED = """
    0 server listen()
    0 server = LISTEN
    100 client = SYN-SENT
    100 client > SYN seq=100
    200 server = SYN-RECEIVED
    200 server > SYN,ACK seq=300 ack=101
    300 client = ESTABLISHED
    300 client connect()
    300 client > ACK seq=101 ack=301
    400 server = ESTABLISHED
"""
READ_AND_CLOSED = (
    OPENED
    + """
    1000 client close()
    1000 client = FIN-WAIT-1
    1000 client > FIN,ACK seq=101 ack=301
    1100 server = CLOSE-WAIT
    1100 server recv()
    1100 server > ACK seq=301 ack=102
    1200 client = FIN-WAIT-2
    """
)


def before(run: Run, now: int) -> list[str]:
    """What happens before `now` (ms)."""
    return [line for line in told(run) if int(line.split()[0]) < now]


def states(run: Run, host: str, now: int | None = None) -> dict[str, int]:
    """How many connections of a host are in which state at `now` (ms), or at the end."""
    moments = [one for one in run.moments if now is None or one.world.now <= now]
    here = moments[-1].world.host(host)
    assert here is not None
    alive = [one for one in here.connections.values() if one.remote is not None]
    return dict(Counter(one.tcb.state.value for one in alive))


def test_close_wait_waits_for_the_program() -> None:
    """recv() has returned 0, close() never comes: the peer's own timer ends its side alone."""
    run = ran("close-wait-many", "forgotten")
    assert before(run, 2_000) == lines(READ_AND_CLOSED)
    assert states(run, "client", 10_000) == {"FIN-WAIT-2": 301}
    assert states(run, "server", 10_000) == {"CLOSE-WAIT": 301}
    assert "61200 client timer fin-wait-2" in told(run)  # 60 s after FIN-WAIT-2 began, at 1200
    assert run.why == "quiet"
    assert states(run, "client") == {}
    assert states(run, "server") == {"CLOSE-WAIT": 301}


def test_without_a_timer_in_fin_wait_2_both_wait_for_ever() -> None:
    run = ran("close-wait-many", "peer-waits-too")
    assert run.why == "quiet"
    assert states(run, "client") == {"FIN-WAIT-2": 301}
    assert states(run, "server") == {"CLOSE-WAIT": 301}


def test_close_wait_ends_with_close() -> None:
    run = ran("close-wait-many", "mended")
    assert before(run, 2_000) == lines(
        READ_AND_CLOSED
        + """
        1500 server close()
        1500 server = LAST-ACK
        1500 server > FIN,ACK seq=301 ack=102
        1600 client = TIME-WAIT
        1600 client > ACK seq=102 ack=302
        1700 server = CLOSED
        """
    )
    assert states(run, "client", 10_000) == {"TIME-WAIT": 301}
    assert states(run, "server", 10_000) == {}
    assert states(run, "client") == {}
    most = max(
        sum(one.tcb.state is State.CLOSE_WAIT for one in host.connections.values())
        for moment in run.moments
        for host in moment.world.hosts
    )
    assert most == 15  # 0.1 s each, from the arrival of the FIN to close(), one every 7 ms


def test_close_wait_ends_with_the_program() -> None:
    assert told(ran("close-wait-many", "program-ends")) == lines(
        READ_AND_CLOSED
        + """
        5000 server close()
        5000 server = LAST-ACK
        5000 server > FIN,ACK seq=301 ack=102
        5100 client = TIME-WAIT
        5100 client > ACK seq=102 ack=302
        5200 server = CLOSED
        65100 client timer 2msl
        65100 client = CLOSED
        65100 quiet
        """
    )


CLOSED_BY_THE_CLIENT = (
    OPENED
    + """
    1000 client close()
    1000 client = FIN-WAIT-1
    1000 client > FIN,ACK seq=101 ack=301
    1100 server = CLOSE-WAIT
    1100 server close()
    1100 server = LAST-ACK
    1100 server > FIN,ACK seq=301 ack=102
    1200 client = TIME-WAIT
    1200 client > ACK seq=102 ack=302
    1300 server = CLOSED
    """
)
CLOSED_BY_THE_SERVER = (
    OPENED
    + """
    1000 server close()
    1000 server = FIN-WAIT-1
    1000 server > FIN,ACK seq=301 ack=101
    1100 client = CLOSE-WAIT
    1100 client close()
    1100 client = LAST-ACK
    1100 client > FIN,ACK seq=101 ack=302
    1200 server = TIME-WAIT
    1200 server > ACK seq=302 ack=102
    1300 client = CLOSED
    """
)


def from_on(run: Run, now: int, *, but: str = "") -> list[str]:
    """What happens at `now` (ms) and later, without the lines that hold `but`."""
    return [line for line in told(run) if int(line.split()[0]) >= now and not (but and but in line)]


def refusals(run: Run) -> list[str]:
    """The calls that got an errno."""
    return [line for line in told(run) if line.split()[-1].startswith("E") and "()" in line]


def ports(run: Run, host: str) -> list[int]:
    """The local ports of a host's connections at the end."""
    here = run.moments[-1].world.host(host)
    assert here is not None
    return [port for port, remote in here.connections if remote is not None]


def test_thousands_of_time_wait_run_the_ports_out() -> None:
    """2000 ports, 2000 TIME-WAIT: the next connect() fails until the first has waited 60 s."""
    run = ran("time-wait-many", "thousands")
    assert before(run, 2_000) == lines(CLOSED_BY_THE_CLIENT)
    assert states(run, "client", 50_000) == {"TIME-WAIT": 2_000}
    assert states(run, "server", 50_000) == {}
    assert refusals(run) == ["50000 client connect() EADDRNOTAVAIL"]
    assert from_on(run, 50_000) == lines(
        """
        50000 client connect() EADDRNOTAVAIL
        61200 client timer 2msl
        61200 client = CLOSED
        61500 client = SYN-SENT
        61500 client > SYN seq=128000100
        61600 server = SYN-RECEIVED
        61600 server > SYN,ACK seq=128000300 ack=128000101
        61700 client = ESTABLISHED
        61700 client connect()
        61700 client > ACK seq=128000101 ack=128000301
        61800 server = ESTABLISHED
        62000 horizon
        """
    )
    assert set(ports(run, "client")) == set(range(40_000, 42_000))


OPENS_AT_ONCE = """
    8000 client = SYN-SENT
    8000 client > SYN seq=12800100
    8100 server = SYN-RECEIVED
    8100 server > SYN,ACK seq=12800300 ack=12800101
    8200 client = ESTABLISHED
    8200 client connect()
    8200 client > ACK seq=12800101 ack=12800301
    8300 server = ESTABLISHED
    9000 horizon
"""


def test_without_a_way_out_two_hundred_ports_are_too_few() -> None:
    """The load of the ways out, on the host that has none of them."""
    short = ran("time-wait-many", "shorter-msl").experiment
    client, server = short.hosts
    usual = simulate(replace(short, hosts=(replace(client, msl_s=30), server)))
    assert refusals(usual) == ["8000 client connect() EADDRNOTAVAIL"]
    assert states(usual, "client", 8_000) == {"TIME-WAIT": 200}


@pytest.mark.parametrize(
    ("name", "opened_by", "client_waits", "server_waits"),
    [
        ("other-side-closes", CLOSED_BY_THE_SERVER, 0, 200),
        ("longer-range", CLOSED_BY_THE_CLIENT, 200, 0),
        ("timestamps", CLOSED_BY_THE_SERVER, 0, 200),
    ],
)
def test_ways_out(name: str, opened_by: str, client_waits: int, server_waits: int) -> None:
    run = ran("time-wait-many", name)
    assert before(run, 2_000) == lines(opened_by)
    assert refusals(run) == []
    for host, waits in (("client", client_waits), ("server", server_waits)):
        assert states(run, host, 7_999).get("TIME-WAIT", 0) == waits
    assert from_on(run, 8_000) == lines(OPENS_AT_ONCE)


def test_a_shorter_msl() -> None:
    run = ran("time-wait-many", "shorter-msl")
    assert before(run, 2_000) == lines(CLOSED_BY_THE_CLIENT)
    assert refusals(run) == []
    assert "3200 client timer 2msl" in told(run)  # 2 s after 1200
    assert 0 < states(run, "client", 7_999)["TIME-WAIT"] < 200
    ends = "client = CLOSED"
    there = [line for line in from_on(run, 8_000, but="timer 2msl") if ends not in line]
    assert there[:-1] == lines(OPENS_AT_ONCE)[:-1]
    assert states(run, "client") == {"ESTABLISHED": 1}


@pytest.mark.parametrize(
    ("name", "rule"),
    [("other-side-closes", Rule.TIME_WAIT_REOPENED), ("timestamps", Rule.TIME_WAIT_REOPENED_LATER)],
)
def test_the_server_in_time_wait_opens_again(name: str, rule: Rule) -> None:
    """Of the same two ports, 40000 and 80: MAY-2, or RFC 6191 where there are timestamps."""
    run = ran("time-wait-many", name)
    assert ports(run, "client") == [40_000]
    (moment,) = [one for one in run.moments if one.world.now == 8_100]
    assert moment.step is not None
    assert moment.step.happened[0].line.rule is rule
    assert moment.step.happened[0].line.before.state is State.TIME_WAIT


def test_address_already_in_use() -> None:
    """SO_REUSEADDR is about bind(), and about old connections, not about another listener."""
    run = ran("time-wait-many", "address-in-use")
    assert told(run) == lines(
        CLOSED_BY_THE_SERVER
        + """
        2000 server close()
        2000 server = CLOSED
        3000 server socket()
        3500 server bind() EADDRINUSE
        4500 server setsockopt()
        5000 server bind()
        5500 server listen()
        5500 server = LISTEN
        9000 horizon
        """
    )
    assert states(run, "server") == {"TIME-WAIT": 1}
