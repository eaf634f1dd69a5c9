"""What the lessons about closing show: every segment, state, time and errno."""

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


def test_teardown() -> None:
    """u = 101, w = 351; the server is CLOSED on the last ACK, the client 60 s later."""
    assert told(ran("teardown")) == lines(
        OPENED
        + """
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1500 server send()
        1500 server > ACK seq=301 ack=102 len=50
        1600 client reads 50
        1600 client > ACK seq=102 ack=351
        2100 server close()
        2100 server = LAST-ACK
        2100 server > FIN,ACK seq=351 ack=102
        2200 client = TIME-WAIT
        2200 client > ACK seq=102 ack=352
        2300 server = CLOSED
        62200 client timer 2msl
        62200 client = CLOSED
        62200 quiet
        """
    )


def test_teardown_server_first() -> None:
    """The same with the roles exchanged: the server waits, and its listener stays."""
    run = ran("teardown-server-first")
    assert told(run) == lines(
        OPENED
        + """
        1000 server close()
        1000 server = FIN-WAIT-1
        1000 server > FIN,ACK seq=301 ack=101
        1100 client = CLOSE-WAIT
        1100 client > ACK seq=101 ack=302
        1200 server = FIN-WAIT-2
        1500 client send()
        1500 client > ACK seq=101 ack=302 len=50
        1600 server reads 50
        1600 server > ACK seq=302 ack=151
        2100 client close()
        2100 client = LAST-ACK
        2100 client > FIN,ACK seq=151 ack=302
        2200 server = TIME-WAIT
        2200 server > ACK seq=302 ack=152
        2300 client = CLOSED
        62200 server timer 2msl
        62200 server = CLOSED
        62200 quiet
        """
    )
    assert [one.remote for one in run.moments[-1].world.hosts[1].connections.values()] == [None]


def test_teardown_three_at_once() -> None:
    """ACK and FIN travel as one; the client goes from FIN-WAIT-1 straight to TIME-WAIT."""
    assert told(ran("teardown-three", "at-once")) == lines(
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
        61200 client timer 2msl
        61200 client = CLOSED
        61200 quiet
        """
    )


def test_teardown_three_later_takes_four() -> None:
    assert told(ran("teardown-three", "later")) == lines(
        OPENED
        + """
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1150 server close()
        1150 server = LAST-ACK
        1150 server > FIN,ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        1250 client = TIME-WAIT
        1250 client > ACK seq=102 ack=302
        1350 server = CLOSED
        61250 client timer 2msl
        61250 client = CLOSED
        61250 quiet
        """
    )


def test_teardown_three_with_delayed_acks() -> None:
    """50 ms are within the 200 ms of the delayed ACK: three segments again."""
    assert told(ran("teardown-three", "delayed-ack")) == lines(
        OPENED
        + """
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1150 server close()
        1150 server = LAST-ACK
        1150 server > FIN,ACK seq=301 ack=102
        1250 client = TIME-WAIT
        1250 client > ACK seq=102 ack=302
        1350 server = CLOSED
        61250 client timer 2msl
        61250 client = CLOSED
        61250 quiet
        """
    )


def test_half_close_write() -> None:
    """recv() returned 0 at the server, whose stream still flows; the client's send() fails."""
    assert told(ran("half-close", "write")) == lines(
        OPENED
        + """
        600 client send()
        600 client > ACK seq=101 ack=301 len=20
        700 server reads 20
        700 server recv()
        700 server > ACK seq=301 ack=121
        1000 client shutdown()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=121 ack=301
        1100 server = CLOSE-WAIT
        1100 server recv()
        1100 server > ACK seq=301 ack=122
        1200 client = FIN-WAIT-2
        1400 server send()
        1400 server > ACK seq=301 ack=122 len=50
        1500 client reads 50
        1500 client > ACK seq=122 ack=351
        1800 client send() EPIPE
        2100 server close()
        2100 server = LAST-ACK
        2100 server > FIN,ACK seq=351 ack=122
        2200 client = TIME-WAIT
        2200 client > ACK seq=122 ack=352
        2300 server = CLOSED
        62200 client timer 2msl
        62200 client = CLOSED
        62200 quiet
        """
    )


def test_half_close_read() -> None:
    """SHUT_RD sends nothing; what comes nevertheless is acknowledged."""
    assert told(ran("half-close", "read")) == lines(
        OPENED
        + """
        600 client shutdown()
        700 client recv()
        800 server send()
        800 server > ACK seq=301 ack=101 len=50
        900 client > ACK seq=101 ack=351
        1000 quiet
        """
    )


def test_simultaneous_close() -> None:
    """FIN-WAIT-1, CLOSING, TIME-WAIT at both ends."""
    assert told(ran("simultaneous-close")) == lines(
        OPENED
        + """
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=301
        1000 server close()
        1000 server = FIN-WAIT-1
        1000 server > FIN,ACK seq=301 ack=101
        1100 server = CLOSING
        1100 server > ACK seq=302 ack=102
        1100 client = CLOSING
        1100 client > ACK seq=102 ack=302
        1200 server = TIME-WAIT
        1200 client = TIME-WAIT
        61200 client timer 2msl
        61200 client = CLOSED
        61200 server timer 2msl
        61200 server = CLOSED
        61200 quiet
        """
    )


def test_abort_with_unread_data() -> None:
    """RST instead of FIN, no TIME-WAIT; the server's recv() fails."""
    assert told(ran("abort", "unread")) == lines(
        OPENED
        + """
        500 server send()
        500 server > PSH,ACK seq=301 ack=101 len=50
        600 client > ACK seq=101 ack=351
        1000 client close()
        1000 client = CLOSED
        1000 client > RST,ACK seq=101 ack=351
        1100 server = CLOSED
        1100 server recv() ECONNRESET
        1100 quiet
        """
    )


def test_abort_with_linger_0() -> None:
    """RST by ABORT (§3.10.5); what was on its way is lost and draws another RST."""
    assert told(ran("abort", "linger")) == lines(
        OPENED
        + """
        800 client setsockopt()
        950 server send()
        950 server > ACK seq=301 ack=101 len=50
        1000 client close()
        1000 client = CLOSED
        1000 client > RST seq=101
        1050 client > RST seq=101
        1100 server = CLOSED
        1100 server recv() ECONNRESET
        1150 quiet
        """
    )


def test_abort_by_sending_to_a_closed_peer() -> None:
    """First accepted, then RST, then EPIPE."""
    assert told(ran("abort", "broken-pipe")) == lines(
        OPENED
        + """
        1000 server close()
        1000 server = FIN-WAIT-1
        1000 server > FIN,ACK seq=301 ack=101
        1100 client = CLOSE-WAIT
        1104 client timer delayed-ack
        1104 client > ACK seq=101 ack=302
        1204 server = FIN-WAIT-2
        1500 client send()
        1500 client > PSH,ACK seq=101 ack=302 len=20
        1600 server = CLOSED
        1600 server > RST seq=302
        1700 client = CLOSED
        2000 client send() EPIPE
        2000 quiet
        """
    )
