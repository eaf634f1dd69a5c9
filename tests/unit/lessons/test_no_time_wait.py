"""What the lesson about a stack without TIME-WAIT shows, each variant beside real TCP."""

from tests.support.lesson_runs import lines, ran, told


def test_no_time_wait_late_fin() -> None:
    """The old FIN has just the number that the new connection waits for."""
    assert told(ran("no-time-wait", "late-fin")) == lines(
        """
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
        500 server send()
        500 server > ACK seq=301 ack=101 len=64000
        600 client reads 64000
        600 client > ACK seq=101 ack=64301
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=64301
        1100 server = CLOSE-WAIT
        1100 server close()
        1100 server = LAST-ACK
        1100 server > FIN,ACK seq=64301 ack=102
        1100 server > FIN,ACK seq=64301 ack=102
        1200 client = CLOSED
        1200 client > ACK seq=102 ack=64302
        1300 server = CLOSED
        1700 client = SYN-SENT
        1700 client > SYN seq=64100
        1800 server = SYN-RECEIVED
        1800 server > SYN,ACK seq=64300 ack=64101
        1900 client = ESTABLISHED
        1900 client connect()
        1900 client > ACK seq=64101 ack=64301
        2000 server = ESTABLISHED
        2100 client = CLOSE-WAIT
        2100 client > ACK seq=64101 ack=64302
        2200 server > ACK seq=64301 ack=64101
        2300 client > ACK seq=64101 ack=64302
        2350 horizon
        """
    )


def test_no_time_wait_late_fin_real() -> None:
    """The port stays taken; the old FIN is acknowledged, and the RST is RFC 1337's."""
    assert told(ran("no-time-wait", "late-fin-real")) == lines(
        """
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
        500 server send()
        500 server > ACK seq=301 ack=101 len=64000
        600 client reads 64000
        600 client > ACK seq=101 ack=64301
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=64301
        1100 server = CLOSE-WAIT
        1100 server close()
        1100 server = LAST-ACK
        1100 server > FIN,ACK seq=64301 ack=102
        1100 server > FIN,ACK seq=64301 ack=102
        1200 client = TIME-WAIT
        1200 client > ACK seq=102 ack=64302
        1300 server = CLOSED
        1700 client connect() EADDRINUSE
        2100 client > ACK seq=102 ack=64302
        2200 server > RST seq=64302
        2300 client = CLOSED
        2300 quiet
        """
    )


def test_no_time_wait_new_syn() -> None:
    """LAST-ACK answers the SYN with an ACK; the client resets, and its repeated SYN opens."""
    assert told(ran("no-time-wait", "new-syn")) == lines(
        """
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
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=102
        1700 client = CLOSED
        1700 client > ACK seq=102 ack=302 lost
        2000 client = SYN-SENT
        2000 client > SYN seq=64100
        2100 server > ACK seq=302 ack=102
        2200 client > RST seq=102
        2300 server = CLOSED
        3000 client timer rto
        3000 client > SYN seq=64100 again
        3100 server = SYN-RECEIVED
        3100 server > SYN,ACK seq=64300 ack=64101
        3200 client = ESTABLISHED
        3200 client connect()
        3200 client > ACK seq=64101 ack=64301
        3300 server = ESTABLISHED
        3300 quiet
        """
    )


def test_no_time_wait_new_syn_real() -> None:
    """The port stays taken, and the repeated FIN is acknowledged."""
    assert told(ran("no-time-wait", "new-syn-real")) == lines(
        """
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
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=102
        1700 client = TIME-WAIT
        1700 client > ACK seq=102 ack=302 lost
        2000 client connect() EADDRINUSE
        2600 server timer rto
        2600 server > FIN,ACK seq=301 ack=102 again
        2700 client > ACK seq=102 ack=302
        2800 server = CLOSED
        62700 client timer 2msl
        62700 client = CLOSED
        62700 quiet
        """
    )


def test_no_time_wait_no_one() -> None:
    """The repeated FIN draws RST, and the server ends by it."""
    assert told(ran("no-time-wait", "no-one")) == lines(
        """
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
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=102
        1700 client = CLOSED
        1700 client > ACK seq=102 ack=302 lost
        2600 server timer rto
        2600 server > FIN,ACK seq=301 ack=102 again
        2700 client > RST seq=102
        2800 server = CLOSED
        2800 quiet
        """
    )


def test_no_time_wait_no_one_real() -> None:
    """The repeated FIN is acknowledged."""
    assert told(ran("no-time-wait", "no-one-real")) == lines(
        """
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
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1600 server close()
        1600 server = LAST-ACK
        1600 server > FIN,ACK seq=301 ack=102
        1700 client = TIME-WAIT
        1700 client > ACK seq=102 ack=302 lost
        2600 server timer rto
        2600 server > FIN,ACK seq=301 ack=102 again
        2700 client > ACK seq=102 ack=302
        2800 server = CLOSED
        62700 client timer 2msl
        62700 client = CLOSED
        62700 quiet
        """
    )
