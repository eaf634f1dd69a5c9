"""What the lessons about a listener's two queues show: half-open connections, and accept()."""

from tcplab.engine.tcb import State
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived
from tests.support.lesson_runs import lines, ran, told

LISTENS = """
    0 server listen()
    0 server = LISTEN
"""
FLOODED = (
    LISTENS
    + """
    200 server < SYN seq=5000
    200 server = SYN-RECEIVED
    200 server > SYN,ACK seq=300 ack=5001 lost
    220 server < SYN seq=5000
    220 server = SYN-RECEIVED
    220 server > SYN,ACK seq=64300 ack=5001 lost
    240 server < SYN seq=5000
    240 server = SYN-RECEIVED
    240 server > SYN,ACK seq=128300 ack=5001 lost
    260 server < SYN seq=5000
    260 server = SYN-RECEIVED
    260 server > SYN,ACK seq=192300 ack=5001 lost
    """
)


def remembered(run: Run, now: int, host: str | None = None) -> list[State]:
    """The states of the server's connections, listeners aside, with `host` or with anybody."""
    world = next(one.world for one in reversed(run.moments) if one.world.now <= now)
    connections = next(one for one in world.hosts if one.name == "server").connections.values()
    return [
        one.tcb.state
        for one in connections
        if one.remote is not None and host in (None, one.remote.host)
    ]


def test_syn_flood() -> None:
    """Four SYNs from where nobody answers shut a true client out for three minutes."""
    run = ran("syn-flood", "flood")
    every = told(run)
    start = lines(FLOODED + "280 server < SYN seq=5000\n300 server < SYN seq=5000")
    assert every[: len(start)] == start
    assert [line for line in every if " client " in line] == lines("""
        400 client = SYN-SENT
        400 client > SYN seq=100
        1400 client timer rto
        1400 client > SYN seq=100 again
        3400 client timer rto
        3400 client > SYN seq=100 again
        7400 client timer rto
        7400 client > SYN seq=100 again
        15400 client timer rto
        15400 client > SYN seq=100 again
        31400 client timer rto
        31400 client > SYN seq=100 again
        63400 client timer rto
        63400 client > SYN seq=100 again
        123400 client timer rto
        123400 client > SYN seq=100 again
        183400 client timer rto
        183400 client = CLOSED
        183400 client connect() ETIMEDOUT
    """)
    for now in (260, 500, 1_500, 63_500, 123_500):
        assert remembered(run, now) == [State.SYN_RECEIVED] * 4
        assert not remembered(run, now, "client")
    gone = [line for line in every if line.endswith("server = CLOSED")]
    assert gone == [f"{183_200 + after} server = CLOSED" for after in (0, 20, 40, 60)]
    causes = [one.step.cause for one in run.moments if one.step is not None]
    forged = [one.flight for one in causes if isinstance(one, Arrived) and one.flight.injected]
    assert [one.by for one in forged] == ["attacker"] * 6
    assert len({one.source for one in forged}) == 6


def test_syn_flood_with_cookies() -> None:
    """RFC 4987 §3.6: the state is in the number, the true client gets through."""
    run = ran("syn-flood", "cookies")
    assert told(run) == lines(
        FLOODED
        + """
        280 server < SYN seq=5000
        280 server > SYN,ACK seq=2155630079 ack=5001 lost
        300 server < SYN seq=5000
        300 server > SYN,ACK seq=1801424038 ack=5001 lost
        400 client = SYN-SENT
        400 client > SYN seq=100
        500 server > SYN,ACK seq=3123599697 ack=101
        600 client = ESTABLISHED
        600 client connect()
        600 client > ACK seq=101 ack=3123599698
        700 server = ESTABLISHED
        1000 horizon
        """
    )
    assert remembered(run, 650) == [State.SYN_RECEIVED] * 4
    assert not remembered(run, 650, "client")
    assert remembered(run, 700, "client") == [State.ESTABLISHED]


def test_accept_comes_after_established() -> None:
    assert told(ran("accept-queue", "late")) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101
        300 client = ESTABLISHED
        300 client connect()
        300 client > ACK seq=101 ack=301
        400 server = ESTABLISHED
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=20
        1100 server > ACK seq=301 ack=121
        3000 server accept()
        3000 server reads 20
        3000 quiet
        """
    )


def test_a_full_accept_queue_drops_the_effect_of_the_third_segment() -> None:
    run = ran("accept-queue", "full")
    assert told(run) == lines(
        LISTENS
        + """
        100 A = SYN-SENT
        100 A > SYN seq=100
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101
        300 A = ESTABLISHED
        300 A connect()
        300 A > ACK seq=101 ack=301
        400 server = ESTABLISHED
        600 B = SYN-SENT
        600 B > SYN seq=500
        700 server = SYN-RECEIVED
        700 server > SYN,ACK seq=64300 ack=501
        800 B = ESTABLISHED
        800 B connect()
        800 B > ACK seq=501 ack=64301
        1700 server timer rto
        1700 server > SYN,ACK seq=64300 ack=501 again
        1800 B > ACK seq=501 ack=64301
        3000 server accept()
        3700 server timer rto
        3700 server > SYN,ACK seq=64300 ack=501 again
        3800 B > ACK seq=501 ack=64301
        3900 server = ESTABLISHED
        3900 quiet
        """
    )
    assert remembered(run, 900, "B") == [State.SYN_RECEIVED]
    assert remembered(run, 1_900, "B") == [State.SYN_RECEIVED]
