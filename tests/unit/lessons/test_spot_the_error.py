"""Published statements: the run of each variant contradicts the statement at one moment."""

import pytest

from tests.support.lesson_runs import lines, ran, read_once, told

REFUTED = {
    "syn-makes-listen": """
        200 server > RST,ACK seq=0 ack=101
        300 client = CLOSED
        300 client connect() ECONNREFUSED
        1000 server listen()
        1000 server = LISTEN
        2000 client = SYN-SENT
        2000 client > SYN seq=64100
        2100 server = SYN-RECEIVED
    """,
    "two-segments": """
        200 server = SYN-RECEIVED
        200 server > SYN,ACK seq=300 ack=101
        300 client = ESTABLISHED
    """,
    "asks-again": """
        1700 client > ACK seq=102 ack=302 lost
        2600 server timer rto
        2600 server > FIN,ACK seq=301 ack=102 again
        2700 client > ACK seq=102 ack=302
        2800 server = CLOSED
    """,
    "last-ack-resets": """
        1700 client > ACK seq=102 ack=302 lost
        2000 client = SYN-SENT
        2000 client > SYN seq=64100
        2100 server > ACK seq=302 ack=102
        2200 client > RST seq=102
        2300 server = CLOSED
        3000 client timer rto
        3000 client > SYN seq=64100 again
        3100 server = SYN-RECEIVED
    """,
    "close-sends-fin": """
        900 client dup()
        1200 client close()
        1800 client close()
        1800 client = CLOSED
        1800 client > RST,ACK seq=101 ack=351
        1900 server = CLOSED
    """,
    "stays-for-ever": """
        32600 server > FIN,ACK seq=301 ack=102 again lost
        61700 client timer 2msl
        61700 client = CLOSED
        64600 server timer rto
        64600 server > FIN,ACK seq=301 ack=102 again lost
        124600 server timer rto
        124600 server = CLOSED
    """,
    "time-wait-is-servers": """
        1700 client = TIME-WAIT
        1700 client > ACK seq=102 ack=302
        1800 server = CLOSED
        61700 client timer 2msl
    """,
    "can-still-receive": """
        1500 server send()
        1500 server > PSH,ACK seq=301 ack=102 len=50
        1600 client = CLOSED
        1600 client > RST seq=102
        1700 server = CLOSED
    """,
    "only-two-caught": """
        1100 server = CLOSE-WAIT
        1100 server > ACK seq=301 ack=102
        1200 client = FIN-WAIT-2
        11100 server close()
        11100 server = LAST-ACK
        11100 server > FIN,ACK seq=301 ack=102
        11200 client = TIME-WAIT
        11200 client > ACK seq=102 ack=302
        11300 server = CLOSED
        71200 client timer 2msl
    """,
    "server-keepalive": """
        1000 client setsockopt()
        1000 client setsockopt()
        61000 client timer keepalive
        61000 client > ACK seq=100 ack=301
        61100 server > ACK seq=301 ack=101
        121200 client timer keepalive
        121200 client > ACK seq=100 ack=301
    """,
    "ends-in-rst": """
        123200 server > SYN,ACK seq=300 ack=101 again lost
        183100 client timer rto
        183100 client = CLOSED
        183100 client connect() ETIMEDOUT
        183200 server timer rto
        183200 server = CLOSED
        183200 quiet
    """,
}


def test_every_statement_is_here() -> None:
    assert [variant.id for variant in read_once("spot-the-error").variants] == list(REFUTED)


@pytest.mark.parametrize("variant", REFUTED)
def test_the_run_refutes_the_statement(variant: str) -> None:
    happened, against = told(ran("spot-the-error", variant)), lines(REFUTED[variant])
    assert against[0] in happened
    begin = happened.index(against[0])
    assert happened[begin : begin + len(against)] == against


def test_close_of_a_copy_and_of_an_unread_stream_send_no_fin() -> None:
    assert not [line for line in told(ran("spot-the-error", "close-sends-fin")) if "FIN" in line]


def test_an_unanswered_syn_ack_ends_in_no_rst() -> None:
    assert not [line for line in told(ran("spot-the-error", "ends-in-rst")) if "RST" in line]


def test_of_a_connection_three_segments_are_the_opening() -> None:
    sent = [line for line in told(ran("spot-the-error", "two-segments")) if " > " in line]
    assert len(sent) == 3


@pytest.mark.parametrize("variant", [one.id for one in read_once("spot-the-error").variants])
def test_every_refutation_is_told_and_asked(variant: str) -> None:
    """Both languages say at which moment the statement fails."""
    one = next(one for one in read_once("spot-the-error").variants if one.id == variant)
    assert one.asks
    assert any("efuted" in say.text.en for say in one.says)
    assert any("不成立" in say.text.zh_CN or "反例" in say.text.zh_CN for say in one.says)
