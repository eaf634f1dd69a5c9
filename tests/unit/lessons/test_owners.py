"""What the lessons about descriptors and about a forgotten connection show."""

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
"""


def test_close_of_one_copy_sends_nothing() -> None:
    """dup(), close() of one: the connection still has an owner. The last close() sends the FIN."""
    assert told(ran("shutdown-or-close", "close-a-copy")) == lines(
        OPENED
        + """
        600 client dup()
        900 client close()
        1200 client send()
        1200 client > ACK seq=101 ack=301 len=20
        1300 server reads 20
        1300 server > ACK seq=301 ack=121
        1600 client close()
        1600 client = FIN-WAIT-1
        1600 client > FIN,ACK seq=121 ack=301
        1700 server = CLOSE-WAIT
        1700 server > ACK seq=301 ack=122
        1800 client = FIN-WAIT-2
        2100 server close()
        2100 server = LAST-ACK
        2100 server > FIN,ACK seq=301 ack=122
        2200 client = TIME-WAIT
        2200 client > ACK seq=122 ack=302
        2300 server = CLOSED
        62200 client timer 2msl
        62200 client = CLOSED
        62200 quiet
        """
    )


def test_shutdown_of_one_copy_acts_on_the_connection() -> None:
    """The FIN leaves at once, the other copy cannot send either, and both can still receive."""
    assert told(ran("shutdown-or-close", "shutdown-a-copy")) == lines(
        OPENED
        + """
        600 client dup()
        900 client shutdown()
        900 client = FIN-WAIT-1
        900 client > FIN,ACK seq=101 ack=301
        1000 server = CLOSE-WAIT
        1000 server > ACK seq=301 ack=102
        1100 client = FIN-WAIT-2
        1200 client send() EPIPE
        1400 server send()
        1400 server > ACK seq=301 ack=102 len=50
        1500 client reads 50
        1500 client > ACK seq=102 ack=351
        1800 server close()
        1800 server = LAST-ACK
        1800 server > FIN,ACK seq=351 ack=102
        1900 client = TIME-WAIT
        1900 client > ACK seq=102 ack=352
        2000 server = CLOSED
        2400 client close()
        2600 client close()
        61900 client timer 2msl
        61900 client = CLOSED
        61900 quiet
        """
    )


def test_shut_rd_sends_nothing_and_shut_rdwr_a_fin() -> None:
    assert told(ran("shutdown-or-close", "read-and-both")) == lines(
        OPENED
        + """
        600 client shutdown()
        900 server send()
        900 server > ACK seq=301 ack=101 len=50
        1000 client reads 50
        1000 client > ACK seq=101 ack=351
        1600 client shutdown()
        1600 client = FIN-WAIT-1
        1600 client > FIN,ACK seq=101 ack=351
        1700 server = CLOSE-WAIT
        1700 server > ACK seq=351 ack=102
        1800 client = FIN-WAIT-2
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


def test_data_after_close_draws_a_reset() -> None:
    """A program's close(), as Linux has it, gives up receiving too: RST and no TIME-WAIT."""
    assert told(ran("shutdown-or-close", "data-after-close")) == lines(
        OPENED
        + """
        900 client close()
        900 client = FIN-WAIT-1
        900 client > FIN,ACK seq=101 ack=301
        1000 server = CLOSE-WAIT
        1004 server timer delayed-ack
        1004 server > ACK seq=301 ack=102
        1104 client = FIN-WAIT-2
        1400 server send()
        1400 server > PSH,ACK seq=301 ack=102 len=50
        1500 client = CLOSED
        1500 client > RST seq=102
        1600 server = CLOSED
        1800 server send() EPIPE
        1800 quiet
        """
    )


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("killed", "5200 client = CLOSED\n5200 quiet"),
        ("rfc-1337", "61600 client timer 2msl\n61600 client = CLOSED\n61600 quiet"),
    ],
)
def test_time_wait_assassination(name: str, end: str) -> None:
    """An old duplicate draws an ACK that draws an RST, which ends TIME-WAIT unless ignored."""
    assert told(ran("time-wait-assassination", name)) == lines(
        OPENED
        + """
        600 server send()
        600 server > ACK seq=301 ack=101 len=50
        600 server > ACK seq=301 ack=101 len=50
        700 client reads 50
        700 client > ACK seq=101 ack=351
        1000 client close()
        1000 client = FIN-WAIT-1
        1000 client > FIN,ACK seq=101 ack=351
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=351 ack=102
        1200 client = FIN-WAIT-2
        1500 server close()
        1500 server = LAST-ACK
        1500 server > FIN,ACK seq=351 ack=102
        1600 client = TIME-WAIT
        1600 client > ACK seq=102 ack=352
        1700 server = CLOSED
        5000 client > ACK seq=102 ack=352
        5100 server > RST seq=352
        """
        + end
    )
