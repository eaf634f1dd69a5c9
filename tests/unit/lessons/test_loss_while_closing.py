"""What the lessons about losses in the closing show: every segment, state and time."""

import pytest

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
    1000 client close()
    1000 client = FIN-WAIT-1
"""


def test_fin_lost() -> None:
    assert told(ran("fin-lost")) == lines(
        OPENED
        + """
        1000 client > FIN,ACK seq=101 ack=301 lost
        2000 client timer rto
        2000 client > FIN,ACK seq=101 ack=301 again
        2100 server = CLOSE-WAIT
        2100 server > ACK seq=301 ack=102
        2200 client = FIN-WAIT-2
        4100 server close()
        4100 server = LAST-ACK
        4100 server > FIN,ACK seq=301 ack=102
        4200 client = TIME-WAIT
        4200 client > ACK seq=102 ack=302
        4300 server = CLOSED
        64200 client timer 2msl
        64200 client = CLOSED
        64200 quiet
        """
    )


def test_fin_ack_lost() -> None:
    """The repeated FIN is answered with an ACK, and the server's state does not change."""
    assert told(ran("fin-ack-lost")) == lines(
        OPENED
        + """
        1000 client > FIN,ACK seq=101 ack=301
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102 lost
        2000 client timer rto
        2000 client > FIN,ACK seq=101 ack=301 again
        2100 server > ACK seq=301 ack=102
        2200 client = FIN-WAIT-2
        3100 server close()
        3100 server = LAST-ACK
        3100 server > FIN,ACK seq=301 ack=102
        3200 client = TIME-WAIT
        3200 client > ACK seq=102 ack=302
        3300 server = CLOSED
        63200 client timer 2msl
        63200 client = CLOSED
        63200 quiet
        """
    )


LAST_ACK_LOST = (
    OPENED
    + """
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
    """
)


def ends(now: int) -> str:
    return f"{now} client timer 2msl\n{now} client = CLOSED\n{now} quiet"


def test_last_ack_lost() -> None:
    """The server repeats its FIN; the client answers and restarts 2 MSL: 62.7 s, not 61.7 s."""
    assert told(ran("last-ack-lost")) == lines(
        LAST_ACK_LOST
        + """
        2700 client > ACK seq=102 ack=302
        2800 server = CLOSED
        """
        + ends(62_700)
    )


@pytest.mark.parametrize(
    ("name", "msl_s", "end"),
    [("msl-30", 30, 62_700), ("msl-60", 60, 122_700), ("msl-120", 120, 242_700)],
)
def test_two_msl_is_a_setting(name: str, msl_s: int, end: int) -> None:
    run = ran("two-msl", name)
    assert [host.choices().msl_ms for host in run.experiment.hosts] == [msl_s * 1_000] * 2
    assert told(run) == lines(
        LAST_ACK_LOST
        + """
        2700 client > ACK seq=102 ack=302
        2800 server = CLOSED
        """
        + ends(end)
    )


def test_one_msl_would_be_too_short() -> None:
    """A repeated FIN that lived for less than one MSL arrives after more than one, within two."""
    run = ran("two-msl", "one-is-too-short")
    assert told(run) == lines(
        LAST_ACK_LOST
        + """
        4600 server timer rto
        4600 server > FIN,ACK seq=301 ack=102 again lost
        8600 server timer rto
        8600 server > FIN,ACK seq=301 ack=102 again lost
        16600 server timer rto
        16600 server > FIN,ACK seq=301 ack=102 again lost
        32200 client > ACK seq=102 ack=302
        32300 server = CLOSED
        """
        + ends(92_200)
    )
    slow = next(one for one in run.flights if one.source.host == "server" and one.nth == 4)
    msl, time_wait_began = run.experiment.hosts[0].choices().msl_ms, 1_700
    assert slow.due - slow.sent < msl < slow.due - time_wait_began < 2 * msl
