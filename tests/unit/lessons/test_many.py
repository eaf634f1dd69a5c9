"""What the lessons about thousands of connections in one state show."""

from collections import Counter

from tcplab.engine.tcb import State
from tcplab.sim.run import Run
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
    assert most == 11  # 0.1 s each, from the arrival of the FIN to close(), one every 10 ms


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
