"""What the lessons show about ends that know too little, or remember what is over."""

from tcplab.sim.run import Run
from tests.support.lesson_runs import lines, ran, told

LISTENS = """
    0 server listen()
    0 server = LISTEN
"""
OPENED = (
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
    """
)


def facts(run: Run, now: int, host: int) -> tuple[bool, bool]:
    """Whether an end knows that the peer's segments reach it, and that its own reach the peer."""
    world = next(one.world for one in reversed(run.moments) if one.world.now <= now)
    tcbs = [one.tcb for one in world.hosts[host].connections.values() if one.remote is not None]
    hears = any(one.rcv_nxt == one.irs + 1 for one in tcbs)
    is_heard = any(one.snd_una == one.iss + 1 for one in tcbs)
    return hears, is_heard


def test_handshake_knowledge() -> None:
    """The server knows two facts of four, then the client all four, then the server too."""
    run = ran("handshake-knowledge", "three-segments")
    assert told(run) == lines(OPENED + "400 quiet")
    client = [facts(run, now, 0) for now in (100, 200, 300, 400)]
    server = [facts(run, now, 1) for now in (100, 200, 300, 400)]
    nothing, half, everything = (False, False), (True, False), (True, True)
    assert client == [nothing, nothing, everything, everything]
    assert server == [nothing, half, half, everything]


def test_an_acknowledgment_alone_synchronises_one_direction() -> None:
    run = ran("handshake-knowledge", "ack-alone")
    assert told(run) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100 lost
        300 client < ACK seq=300 ack=101
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
    assert facts(run, 300, 0) == (False, False)


def test_old_duplicate_syn_by_figure_8() -> None:
    """RST for an ACK of what was never sent; the server is back in LISTEN, the true SYN opens."""
    assert told(ran("old-duplicate-syn", "figure-8")) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100
        200 server < SYN seq=90
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=91
        300 client > RST seq=91
        400 server = LISTEN
        500 server = SYN-RECEIVED
        500 server > SYN,ACK seq=64300 ack=101
        600 client = ESTABLISHED
        600 client connect()
        600 client > ACK seq=101 ack=64301
        700 server = ESTABLISHED
        700 quiet
        """
    )


def test_old_duplicate_syn_soon_followed_by_the_true_one() -> None:
    """§3.10.7.4, fourth step: a SYN in the window of SYN-RECEIVED leads back to LISTEN."""
    assert told(ran("old-duplicate-syn", "overtaken")) == lines(
        LISTENS
        + """
        100 client = SYN-SENT
        100 client > SYN seq=100
        150 server < SYN seq=90
        150 server = SYN-RECEIVED
        150 server > SYN,ACK seq=300 ack=91
        200 server = LISTEN
        250 client > RST seq=91
        1100 client timer rto
        1100 client > SYN seq=100 again
        1200 server = SYN-RECEIVED
        1200 server > SYN,ACK seq=64300 ack=101
        1300 client = ESTABLISHED
        1300 client connect()
        1300 client > ACK seq=101 ack=64301
        1400 server = ESTABLISHED
        1400 quiet
        """
    )


CRASHED = (
    OPENED
    + """
    1000 client crash()
    1500 client reboot()
    """
)


def test_half_open_and_a_new_syn() -> None:
    """RFC 9293 figure 9: a challenge ACK, a RST that clears the old half, the SYN again."""
    run = ran("half-open", "new-syn")
    assert told(run) == lines(
        CRASHED
        + """
        2000 client = SYN-SENT
        2000 client > SYN seq=64100
        2100 server > ACK seq=301 ack=101
        2200 client > RST seq=101
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


def test_half_open_and_data() -> None:
    """RFC 9293 figure 10: data to who has forgotten the connection draws a RST."""
    assert told(ran("half-open", "data")) == lines(
        CRASHED
        + """
        2000 server send()
        2000 server > ACK seq=301 ack=101 len=50
        2100 client > RST seq=101
        2200 server = CLOSED
        2200 server recv() ECONNRESET
        2200 quiet
        """
    )
