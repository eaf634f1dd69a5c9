"""How long a run takes, and how many connections a second a pair of bare engines makes.

Not a test: `pytest tests/bench -s` prints the figures. Bounds are generous; they catch a change
of order, not a slow machine.
"""

import time
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tcplab.engine.events import Close, Emit, Env, Event, Open, SegmentArrives, Settle, Timeout
from tcplab.engine.process import process
from tcplab.engine.stack import TEXTBOOK
from tcplab.engine.tcb import CLOSED_TCB, Opened, State, Tcb, Timer
from tcplab.files.lessons import open_argument
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import run
from tests.bench.pytcp_pair import PyTcpPair
from tests.support.experiments import client, opened, server

pytestmark = pytest.mark.bench

_LISTENING = Tcb(State.LISTEN, opened=Opened.PASSIVE)


def conversation(sends: int) -> Experiment:
    """A connection with that many sends, each of which draws an ACK, and its end."""
    return opened(
        client("send", 1_000, octets=500, times=sends, every_ms=250),
        server("send", "received:500", octets=100),
        server("send", "received:1000", octets=100),
        client("close", 1_500 + 250 * sends),
        server("close", "end-of-stream"),
    )


SMALL, LARGE = conversation(26), conversation(2_496)


def best(what: Callable[[], object], times: int) -> float:
    """The shortest CPU time in ms: what the others on the machine do counts least."""
    found = []
    for _ in range(times):
        start = time.process_time()
        what()
        found.append(time.process_time() - start)
    return 1_000 * min(found)


def report(what: str, ms: float, most: float) -> None:
    print(f"\n{what}: {ms:.1f} ms")
    assert ms < most


def test_a_run_of_60_segments() -> None:
    assert len(run(SMALL).flights) == 60
    report("60 segments", best(lambda: run(SMALL), 50), 50)


def test_a_run_of_5000_segments() -> None:
    assert len(run(LARGE).flights) == 5_000
    report("5,000 segments", best(lambda: run(LARGE), 3), 10_000)


@pytest.mark.parametrize("what", [SMALL, LARGE], ids=["60", "5000"])
def test_the_same_again_after_an_edit_in_the_middle(what: Experiment) -> None:
    earlier = run(what)
    middle = earlier.moments[len(earlier.moments) // 2].world.now
    edited = replace(what, calls=(*what.calls, client("send", middle, octets=7)))
    after = run(edited, earlier)
    assert after.moments[len(after.moments) // 3] is earlier.moments[len(after.moments) // 3]
    ms = best(lambda: run(edited, earlier), 10)
    report(f"an edit in the middle of {len(earlier.flights)} segments", ms, 5_000)


def test_a_thousand_connections() -> None:
    many = opened(
        client("connect", 200, to="server:80", times=999, every_ms=10),
        client("close", 600, times=1_000, every_ms=10),
        server("close", 1_100, times=1_000, every_ms=10),
        horizon=12_000,
    )
    assert len(run(many).moments[-1].world.hosts[0].connections) == 1_000  # all in TIME-WAIT
    report("1,000 connections, one after the other", best(lambda: run(many), 1), 60_000)


def test_thousands_of_time_wait_beside_bare_engines() -> None:
    """The lesson's run, and as many openings and closings without hosts, clock and sockets."""
    lesson = open_argument("time-wait-many:thousands").experiment
    connections = len(run(lesson).moments[-1].world.hosts[0].connections)
    assert connections == 2_000
    ours, bare = best(lambda: run(lesson), 5), connections * best(our_connection, 500)
    report(f"2,000 connections, {ours / bare:.1f} times bare engines", ours, 10_000)
    late = replace(lesson, calls=(*lesson.calls, client("send", 61_900, octets=5)))
    earlier = run(lesson)
    again = best(lambda: run(late, earlier), 10)
    report(f"an edit at its end, {again / ours:.3f} times the run", again, 1_000)


class Pair:
    """Two bare engines and the segments between them, without hosts, clock or delay."""

    def __init__(self) -> None:
        self.tcbs = [CLOSED_TCB, _LISTENING]
        self.envs = [Env(0, 100, TEXTBOOK), Env(0, 300, TEXTBOOK)]
        self.segments = 0

    def does(self, end: int, event: Event) -> None:
        """One end processes an event, and the other one what it sends."""
        done = process(self.tcbs[end], event, self.envs[end])
        self.tcbs[end] = done.tcb
        for line in done.lines:
            for effect in line.effects:
                if isinstance(effect, Emit):
                    self.segments += 1
                    self.does(1 - end, SegmentArrives(effect.segment))
        if self.tcbs[end].ack_owed:
            self.does(end, Settle())

    def open_and_close(self) -> None:
        """From the SYN until both ends are CLOSED."""
        self.does(0, Open(active=True))
        self.does(0, Close())
        self.does(1, Close())
        self.does(0, Timeout(Timer.TIME_WAIT))


def our_connection() -> int:
    pair = Pair()
    pair.open_and_close()
    assert [tcb.state for tcb in pair.tcbs] == [State.CLOSED, State.CLOSED]
    return pair.segments


def test_connections_a_second_of_bare_engines() -> None:
    assert our_connection() == 7
    print(f"\nour engines: {1_000 / best(our_connection, 500):,.0f} connections a second")


def test_connections_a_second_beside_pytcp() -> None:
    """Both in the same run, each from SYN to CLOSED at both ends, in memory."""
    pytcp = PyTcpPair()
    ports = iter(range(1_024, 65_536))
    assert pytcp.open_and_close(next(ports)) == 7
    theirs = best(lambda: pytcp.open_and_close(next(ports)), 500)
    ours = best(our_connection, 500)
    print(f"\nour engines: {1_000 / ours:,.0f} connections a second; PyTCP: {1_000 / theirs:,.0f}")
