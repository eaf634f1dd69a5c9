"""What the lessons about losses in the handshake show: every segment, state, time and errno."""

from tests.support.lesson_runs import lines, ran, told

LISTENS = """
    0 server listen()
    0 server = LISTEN
"""


def test_syn_lost_once() -> None:
    assert told(ran("syn-lost", "once")) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100 lost
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server = SYN-RECEIVED
        1200 server > SYN,ACK seq=300 ack=101
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        1400 server = ESTABLISHED
        1400 quiet
        """
    )


def test_syn_lost_three_times() -> None:
    """Repeated 1 s, 3 s and 7 s after the first."""
    assert told(ran("syn-lost", "three-times")) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100 lost
        1100 client timer rto
        1100 client > SYN seq=100 again lost
        3100 client timer rto
        3100 client > SYN seq=100 again lost
        7100 client timer rto
        7100 client > SYN seq=100 again
        7200 server = SYN-RECEIVED
        7200 server > SYN,ACK seq=300 ack=101
        7300 client = ESTABLISHED
        7300 client connect()
        7300 client > ACK seq=101 ack=301
        7400 server = ESTABLISHED
        7400 quiet
        """
    )


SYNACK_LOST = """
    100 client = SYN-SENT
    100 client > SYN seq=100
    500 server = SYN-RECEIVED
    500 server > SYN,ACK seq=300 ack=101 lost
    1100 client timer rto
    1100 client > SYN seq=100 again
"""


def test_synack_lost_by_the_text() -> None:
    """The repeated SYN draws a bare ACK, which is dropped; the server's repetition recovers."""
    assert told(ran("synack-lost", "textbook")) == lines(
        LISTENS
        + SYNACK_LOST
        + """
        1200 server > ACK seq=301 ack=101
        1500 server timer rto
        1500 server > SYN,ACK seq=300 ack=101 again
        1600 client = ESTABLISHED
        1600 client connect()
        1600 client > ACK seq=101 ack=301
        1700 server = ESTABLISHED
        1700 quiet
        """
    )


def test_synack_lost_on_linux() -> None:
    """The repeated SYN draws the SYN,ACK again (KERNEL: "the same S.")."""
    assert told(ran("synack-lost", "linux")) == lines(
        LISTENS
        + SYNACK_LOST
        + """
        1200 server > SYN,ACK seq=300 ack=101 again
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=301
        1400 server = ESTABLISHED
        1400 quiet
        """
    )


THIRD_LOST = """
    100 client = SYN-SENT
    100 client > SYN seq=100
    200 server = SYN-RECEIVED
    200 server > SYN,ACK seq=300 ack=101
    300 client = ESTABLISHED
    300 client connect()
    300 client > ACK seq=101 ack=301 lost
"""


def test_third_ack_lost_and_data_follow() -> None:
    assert told(ran("third-ack-lost", "data")) == lines(
        LISTENS
        + THIRD_LOST
        + """
        600 client send()
        600 client > ACK seq=101 ack=301 len=20
        700 server = ESTABLISHED
        700 server reads 20
        700 server > ACK seq=301 ack=121
        800 quiet
        """
    )


def test_third_ack_lost_and_silence_follows() -> None:
    assert told(ran("third-ack-lost", "silence")) == lines(
        LISTENS
        + THIRD_LOST
        + """
        1200 server timer rto
        1200 server > SYN,ACK seq=300 ack=101 again
        1300 client > ACK seq=101 ack=301
        1400 server = ESTABLISHED
        1400 quiet
        """
    )


AGAIN_AFTER = (1_000, 3_000, 7_000, 15_000, 31_000, 63_000, 123_000)


def repeated(host: str, first: int, segment: str, end: str = "") -> str:
    """The seven repetitions of a segment first sent at `first` (ms)."""
    return "\n".join(
        f"{first + after} {host} timer rto\n{first + after} {host} > {segment} again {end}"
        for after in AGAIN_AFTER
    )


def test_gives_up_as_the_client() -> None:
    """SYN at 0, 1, 3, 7, 15, 31, 63, 123 s; ETIMEDOUT at 183 s."""
    assert told(ran("gives-up", "client")) == lines(
        LISTENS
        + """
        0 client = SYN-SENT
        0 client > SYN seq=100 lost
        """
        + repeated("client", 0, "SYN seq=100", "lost")
        + """
        183000 client timer rto
        183000 client = CLOSED
        183000 client connect() ETIMEDOUT
        183000 quiet
        """
    )


HALF_OPEN = (
    LISTENS
    + """
    0 client = SYN-SENT
    0 client > SYN seq=100
    50 client crash()
    100 server = SYN-RECEIVED
    100 server > SYN,ACK seq=300 ack=101
    """
    + repeated("server", 100, "SYN,ACK seq=300 ack=101")
    + """
    183100 server timer rto
    183100 server = CLOSED
    """
)


def test_gives_up_as_the_server() -> None:
    run = ran("gives-up", "server")
    assert told(run) == lines(HALF_OPEN + "183100 quiet")
    server = run.moments[-1].world.hosts[1]
    assert [one.remote for one in server.connections.values()] == [None]  # the listener alone


def test_gives_up_with_rst() -> None:
    assert told(ran("gives-up", "server-sends-rst")) == lines(
        HALF_OPEN
        + """
        183100 server > RST,ACK seq=301 ack=101
        183200 quiet
        """
    )
