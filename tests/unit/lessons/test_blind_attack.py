"""What the lesson about a stranger's segments shows (RFC 9293 §3.10.7.4, RFC 5961)."""

import pytest

from tcplab.sim.world import Arrived
from tests.support.lesson_runs import lines, ran, told, variant

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
LIVES = """
    2000 client send()
    2000 client > ACK seq=101 ack=301 len=20
    2100 server reads 20
    2100 server > ACK seq=301 ack=121
    2200 quiet
"""
ATTACKS = {
    "rst-exact": """
        1000 server < RST seq=101
        1000 server = CLOSED
        2000 client send()
        2000 client > ACK seq=101 ack=301 len=20
        2100 server > RST seq=301
        2200 client = CLOSED
        2200 quiet
    """,
    "rst-inside": """
        1000 server < RST seq=102
        1000 server > ACK seq=301 ack=101
    """
    + LIVES,
    "rst-outside": """
        1000 server < RST seq=100
        1500 server < RST seq=65636
    """
    + LIVES,
    "syn": """
        1000 server < SYN seq=101
        1000 server > ACK seq=301 ack=101
        1500 server < SYN seq=3000000000
        1500 server > ACK seq=301 ack=101
    """
    + LIVES,
    "ack": """
        1000 server < ACK seq=101 ack=4294902061 len=3
        1000 server > ACK seq=301 ack=101
        1500 server < ACK seq=101 ack=302 len=3
        1500 server > ACK seq=301 ack=101
    """
    + LIVES,
}


@pytest.mark.parametrize("name", ATTACKS)
def test_blind_attack(name: str) -> None:
    run = ran("blind-attack", name)
    assert told(run) == lines(OPENED + ATTACKS[name])
    causes = [one.step.cause for one in run.moments if one.step is not None]
    forged = [one.flight for one in causes if isinstance(one, Arrived) and one.flight.injected]
    assert {one.by for one in forged} == {"attacker"}


def test_the_forged_numbers_are_the_nearest_that_are_wrong() -> None:
    """RCV.NXT is 101 and RCV.WND 65535; SND.UNA and SND.NXT are 301, MAX.SND.WND is 65535."""
    expected = {
        "rst-inside": [101 + 1],
        "rst-outside": [101 - 1, 101 + 65_535],
    }
    for name, numbers in expected.items():
        injections = variant("blind-attack", name).experiment.injections
        assert [one.seq for one in injections] == numbers
    acks = [one.ack for one in variant("blind-attack", "ack").experiment.injections]
    assert acks == [(301 - 65_535 - 1) % 2**32, 301 + 1]
