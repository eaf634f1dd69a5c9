"""What the lesson about the two-way handshake shows, each variant beside real TCP."""

from tcplab.engine.tcb import State
from tests.support.experiments import tcbs
from tests.support.lesson_runs import lines, ran, told


def test_two_way_handshake_ghost() -> None:
    """The late SYN opens a connection that nobody wants, and the RST is lost: no timer runs."""
    assert told(ran("two-way-handshake", "ghost")) == lines(
        """
        0 server listen()
        0 server = LISTEN
        100 client = SYN-SENT
        100 client > SYN seq=100
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server = SYN-RECEIVED
        1200 server = ESTABLISHED
        1200 server > SYN,ACK seq=300 ack=101
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        3000 server close()
        3000 server = FIN-WAIT-1
        3000 server > FIN,ACK seq=301 ack=101
        3100 client = CLOSE-WAIT
        3100 client > ACK seq=101 ack=302
        3200 server = FIN-WAIT-2
        3600 client close()
        3600 client = LAST-ACK
        3600 client > FIN,ACK seq=101 ack=302
        3700 server = TIME-WAIT
        3700 server > ACK seq=302 ack=102
        3800 client = CLOSED
        63700 server timer 2msl
        63700 server = CLOSED
        70100 server = SYN-RECEIVED
        70100 server = ESTABLISHED
        70100 server > SYN,ACK seq=64300 ack=101
        70200 client > RST seq=101 lost
        70300 quiet
        """
    )
    ghost = [tcb for _, tcb in tcbs(ran("two-way-handshake", "ghost"))][-1]
    assert ghost.state is State.ESTABLISHED
    assert list(ghost.timers.due()) == []


def test_two_way_handshake_ghost_reset() -> None:
    """Its answer meets CLOSED, and the RST ends it."""
    assert told(ran("two-way-handshake", "ghost-reset")) == lines(
        """
        0 server listen()
        0 server = LISTEN
        100 client = SYN-SENT
        100 client > SYN seq=100
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server = SYN-RECEIVED
        1200 server = ESTABLISHED
        1200 server > SYN,ACK seq=300 ack=101
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        3000 server close()
        3000 server = FIN-WAIT-1
        3000 server > FIN,ACK seq=301 ack=101
        3100 client = CLOSE-WAIT
        3100 client > ACK seq=101 ack=302
        3200 server = FIN-WAIT-2
        3600 client close()
        3600 client = LAST-ACK
        3600 client > FIN,ACK seq=101 ack=302
        3700 server = TIME-WAIT
        3700 server > ACK seq=302 ack=102
        3800 client = CLOSED
        63700 server timer 2msl
        63700 server = CLOSED
        70100 server = SYN-RECEIVED
        70100 server = ESTABLISHED
        70100 server > SYN,ACK seq=64300 ack=101
        70200 client > RST seq=101
        70300 server = CLOSED
        70300 quiet
        """
    )


def test_two_way_handshake_ghost_real() -> None:
    """The same schedule: the server stays in SYN-RECEIVED, asks again, and is back in LISTEN."""
    assert told(ran("two-way-handshake", "ghost-real")) == lines(
        """
        0 server listen()
        0 server = LISTEN
        100 client = SYN-SENT
        100 client > SYN seq=100
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server = SYN-RECEIVED
        1200 server > SYN,ACK seq=300 ack=101
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        1400 server = ESTABLISHED
        3000 server close()
        3000 server = FIN-WAIT-1
        3000 server > FIN,ACK seq=301 ack=101
        3100 client = CLOSE-WAIT
        3100 client > ACK seq=101 ack=302
        3200 server = FIN-WAIT-2
        3600 client close()
        3600 client = LAST-ACK
        3600 client > FIN,ACK seq=101 ack=302
        3700 server = TIME-WAIT
        3700 server > ACK seq=302 ack=102
        3800 client = CLOSED
        63700 server timer 2msl
        63700 server = CLOSED
        70100 server = SYN-RECEIVED
        70100 server > SYN,ACK seq=64300 ack=101
        70200 client > RST seq=101 lost
        71100 server timer rto
        71100 server > SYN,ACK seq=64300 ack=101 again
        71200 client > RST seq=101
        71300 server = LISTEN
        71300 quiet
        """
    )


def test_two_way_handshake_deadlock() -> None:
    """The SYN,ACK is lost and never repeated; the data is ignored, as are the bare ACKs."""
    assert told(ran("two-way-handshake", "deadlock")) == lines(
        """
        0 server listen()
        0 server = LISTEN
        100 client = SYN-SENT
        100 client > SYN seq=100
        200 server = SYN-RECEIVED
        200 server = ESTABLISHED
        200 server > SYN,ACK seq=300 ack=101 lost
        700 server send()
        700 server > ACK seq=301 ack=101 len=20
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server > ACK seq=321 ack=101
        1700 server timer rto
        1700 server > ACK seq=301 ack=101 len=20 again
        3100 client timer rto
        3100 client > SYN seq=100 again
        3200 server > ACK seq=321 ack=101
        3700 server timer rto
        3700 server > ACK seq=301 ack=101 len=20 again
        4000 horizon
        """
    )


def test_two_way_handshake_deadlock_real() -> None:
    """The server's own repetition recovers, and the data arrives."""
    assert told(ran("two-way-handshake", "deadlock-real")) == lines(
        """
        0 server listen()
        0 server = LISTEN
        100 client = SYN-SENT
        100 client > SYN seq=100
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101 lost
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server > ACK seq=301 ack=101
        1200 server timer rto
        1200 server > SYN,ACK seq=300 ack=101 again
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        1400 server = ESTABLISHED
        1900 server send()
        1900 server > ACK seq=301 ack=101 len=20
        2000 client reads 20
        2000 client > ACK seq=101 ack=321
        2100 quiet
        """
    )
