"""What the lesson about data on a bad network shows: segments, and what the programs read."""

import pytest

from tcplab.engine.events import Deliver
from tcplab.lab.trace import trace
from tcplab.sim.experiment import stream_octets
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


def read_by(run: Run, host: str) -> list[bytes]:
    """What the program of a host has read, a piece for each read."""
    happened = [one for step in run.moments if step.step is not None for one in step.step.happened]
    effects = [effect for one in happened if one.host == host for effect in one.line.effects]
    return [effect.octets for effect in effects if isinstance(effect, Deliver)]


@pytest.mark.parametrize(
    ("name", "server", "client"),
    [
        ("lost", [100, 200], []),
        ("swapped", [200], []),
        ("repeated", [100], []),
        ("both-ways", [200], [160]),
        ("window", [250, 250], []),
    ],
)
def test_each_octet_is_read_once_and_in_order(
    name: str, server: list[int], client: list[int]
) -> None:
    run = ran("data-and-loss", name)
    for host, sizes in (("server", server), ("client", client)):
        pieces = read_by(run, host)
        assert [len(piece) for piece in pieces] == sizes
        assert b"".join(pieces) == stream_octets(0, sum(sizes))


def test_one_is_lost() -> None:
    assert told(ran("data-and-loss", "lost")) == lines(
        OPENED
        + """
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=100
        1080 client send()
        1080 client > ACK seq=201 ack=301 len=100 lost
        1100 server reads 100
        1100 server > ACK seq=301 ack=201
        1160 client send()
        1160 client > ACK seq=301 ack=301 len=100
        1260 server > ACK seq=301 ack=201
        2200 client timer rto
        2200 client > ACK seq=201 ack=301 len=100 again
        2300 server reads 200
        2300 server > ACK seq=301 ack=401
        2400 quiet
        """
    )


def test_two_are_swapped() -> None:
    assert told(ran("data-and-loss", "swapped")) == lines(
        OPENED
        + """
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=100
        1150 client send()
        1150 client > ACK seq=201 ack=301 len=100
        1250 server > ACK seq=301 ack=101
        1350 server reads 200
        1350 server > ACK seq=301 ack=301
        1450 quiet
        """
    )


def test_one_arrives_three_times() -> None:
    assert told(ran("data-and-loss", "repeated")) == lines(
        OPENED
        + """
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=100
        1000 client > ACK seq=101 ack=301 len=100
        1100 server reads 100
        1100 server > ACK seq=301 ack=201 lost
        1150 server > ACK seq=301 ack=201 lost
        2000 client timer rto
        2000 client > ACK seq=101 ack=301 len=100 again
        2100 server > ACK seq=301 ack=201
        2200 quiet
        """
    )


def test_both_ways() -> None:
    assert told(ran("data-and-loss", "both-ways")) == lines(
        OPENED
        + """
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=100 lost
        1000 server send()
        1000 server > ACK seq=301 ack=101 len=80
        1200 server send()
        1200 server > ACK seq=381 ack=101 len=80
        1300 client > ACK seq=201 ack=301
        1450 client reads 160
        1450 client > ACK seq=201 ack=461
        1600 client send()
        1600 client > ACK seq=201 ack=461 len=100
        1700 server > ACK seq=461 ack=101
        1700 server > ACK seq=461 ack=101
        2000 client timer rto
        2000 client > ACK seq=101 ack=461 len=100 again
        2100 server reads 200
        2100 server > ACK seq=461 ack=301
        2200 quiet
        """
    )


def test_a_window_closes_and_opens() -> None:
    run = ran("data-and-loss", "window")
    assert told(run) == lines(
        OPENED
        + """
        1000 client send()
        1000 client > ACK seq=101 ack=301 len=200
        1100 server > ACK seq=301 ack=301
        1300 client send()
        1300 client > ACK seq=301 ack=301 len=100
        1400 server > ACK seq=301 ack=401
        2000 server recv()
        2000 server reads 250
        2000 server > ACK seq=301 ack=401
        2100 client > ACK seq=401 ack=301 len=200
        2200 server > ACK seq=301 ack=601
        3000 server recv()
        3000 server reads 250
        3000 server > ACK seq=301 ack=601
        3100 quiet
        """
    )
    sent = [one for one in trace(run) if one["event"] == "send" and one["host"] == "server"]
    assert [one["segment"]["window"] for one in sent] == [300, 100, 0, 250, 50, 300]
