"""What the lessons about opening show: every segment, state, time and errno."""

from tcplab.lab.trace import trace
from tests.support.lesson_runs import lines, ran, told

LISTENS = """
    0 server listen()
    0 server = LISTEN
"""
CONNECTS = """
    100 client = SYN-SENT
    100 client > SYN seq=100
    200 server = SYN-RECEIVED
    200 server > SYN,ACK seq=300 ack=101
"""


def test_handshake() -> None:
    run = ran("handshake")
    assert told(run) == lines("""
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
        400 quiet
    """)
    assert [e["segment"]["window"] for e in trace(run) if e["event"] == "send"] == [65_535] * 3


def test_handshake_numbers_with_data() -> None:
    run = ran("handshake-numbers", "with-data")
    assert told(run) == lines(
        LISTENS
        + CONNECTS
        + """
        300 client = ESTABLISHED
        300 client connect()
        300 client send()
        300 client > ACK seq=101 ack=301 len=20
        400 server = ESTABLISHED
        400 server reads 20
        400 server > ACK seq=301 ack=121
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=121 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=122
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=122
        1700 client = TIME-WAIT
        1700 client > ACK seq=122 ack=302
        1800 server = CLOSED
        61700 client timer 2msl
        61700 client = CLOSED
        61700 quiet
    """
    )
    after = next(m for m in run.moments if m.world.now == 400)
    (listener, connection) = after.world.hosts[1].connections.values()
    assert listener.remote is None
    assert connection.tcb.rcv_nxt == 121


def test_handshake_numbers_bare() -> None:
    assert told(ran("handshake-numbers", "bare")) == lines(
        LISTENS
        + CONNECTS
        + """
        300 client = ESTABLISHED
        300 client connect()
        300 client > ACK seq=101 ack=301
        400 server = ESTABLISHED
        600 client send()
        600 client > ACK seq=101 ack=301 len=20
        700 server reads 20
        700 server > ACK seq=301 ack=121
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=121 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=122
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=122
        1700 client = TIME-WAIT
        1700 client > ACK seq=122 ack=302
        1800 server = CLOSED
        61700 client timer 2msl
        61700 client = CLOSED
        61700 quiet
    """
    )


def test_handshake_numbers_syn_with_data() -> None:
    assert told(ran("handshake-numbers", "syn-with-data")) == lines(
        LISTENS
        + """
        0 client crash()
        200 server < SYN seq=100 len=20
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101
        400 server < ACK seq=121 ack=301
        400 server = ESTABLISHED
        400 server reads 20
        400 server > ACK seq=301 ack=121
        500 quiet
    """
    )


def test_refused() -> None:
    assert told(ran("refused")) == lines("""
        100 client = SYN-SENT
        100 client > SYN seq=100
        200 server > RST,ACK seq=0 ack=101
        300 client = CLOSED
        300 client connect() ECONNREFUSED
        300 quiet
    """)


def test_simultaneous_open() -> None:
    """RFC 9293 figure 7; one connection, not two."""
    run = ran("simultaneous-open")
    assert told(run) == lines("""
        100 client = SYN-SENT
        100 client > SYN seq=100
        100 server = SYN-SENT
        100 server > SYN seq=300
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101
        200 client = SYN-RECEIVED
        200 client > SYN,ACK seq=100 ack=301
        300 server = ESTABLISHED
        300 server connect()
        300 client = ESTABLISHED
        300 client connect()
        300 quiet
    """)
    assert [len(host.connections) for host in run.moments[-1].world.hosts] == [1, 1]
