"""The stack `linux` answers as a real Linux kernel was seen to: its tables, without a kernel.

tests/interop holds the same tables against this machine's kernel.
"""

from difflib import ndiff
from itertools import pairwise
from pathlib import Path

import pytest
from msgspec.structs import replace

from tcplab.sim.experiment import Experiment, HostSetup
from tests.interop import timer_rows
from tests.interop.differences import DIALOGUES, GRID, Difference
from tests.interop.grid import answer
from tests.interop.timer_rows import CHOICES, Row, observe, wrong
from tests.support.dialogue import load
from tests.support.experiments import (
    events,
    experiment,
    final_states,
    inject,
    server,
    told,
)
from tests.support.kernel_dialogue import PLAIN_LINUX, act, choice_of, come_of, play, written
from tests.support.lab_end import LabEnd

INTEROP = Path(timer_rows.__file__).parent
ROWS = load(INTEROP / "rows.txt")
PLAIN = [row for row in ROWS if choice_of(ROWS[row]) != "syn_cookies"]  # they are the host's
SLOW_TO_REPEAT = replace(PLAIN_LINUX, rto_min_ms=1_000)


@pytest.mark.parametrize("row", PLAIN)
def test_a_row_of_the_first_table(row: str) -> None:
    choice = choice_of(ROWS[row])
    stack = replace(PLAIN_LINUX, **{choice: True}) if choice else PLAIN_LINUX
    seen, expected = play(ROWS[row], LabEnd(stack)), written(ROWS[row])
    assert seen == expected, "\n".join(ndiff(expected, seen))


def test_row_syn_cookies() -> None:
    """The one place is taken: SYN,ACK goes out, and nothing is kept until the right ACK comes."""
    hosts = ("client", HostSetup("server", "linux", backlog=1, syn_cookies=True))
    syns = (
        inject("10.9.9.9:1000", "server:80", 10, "SYN", seq=5_000),
        inject("client:5000", "server:80", 20, "SYN", seq=300),
    )
    listening = server("listen", 0, port=80)

    def answered(ack: int) -> Experiment:
        third = inject("client:5000", "server:80", 150, "ACK", seq=301, ack=ack)
        return experiment(listening, hosts=hosts, injections=(*syns, third), horizon=160)

    forged = answered(12_345)
    offer = events(forged, "send", host="server")[1]["segment"]
    assert (offer["flags"], offer["ack"]) == (["SYN", "ACK"], 301)
    assert told(forged, "send", host="server")[-1] == "150 server sends 3: RST 12345"
    assert "server:80-client:5000" not in final_states(forged)["server"]
    right = answered(offer["seq"] + 1)
    assert final_states(right)["server"]["server:80-client:5000"] == "ESTABLISHED"


@pytest.mark.parametrize("row", timer_rows.ROWS, ids=lambda row: row.name)
def test_a_row_of_the_timers(row: Row) -> None:
    end = LabEnd(CHOICES[row.kernel])
    play(row.given, end)
    assert wrong(row, observe(row, end)) == []


def times_of(given: str, cause: str) -> list[int]:
    """When segments leave (ms since the cause) until nothing more happens."""
    end = LabEnd()
    play(given, end)
    start, before = end.now, len(end.sent)
    act(cause, end)
    end.wait(1_000_000)
    assert end.state in ("CLOSED", "LISTEN")
    return [at - start for at, _ in end.sent[before:]]


def test_rows_with_the_defaults_to_their_end() -> None:
    """Six SYN,ACKs, eleven SYNs with four linear retries first, nine FINs of an orphan."""
    assert times_of("given LISTEN", "< SYN seq=300") == [0, 1000, 3000, 7000, 15000, 31000]
    linear = [0, 1000, 2000, 3000, 4000, 5000]
    assert times_of("", "connect") == [*linear, 7000, 11000, 19000, 35000, 67000]
    fins = times_of("given ESTABLISHED", "close")
    gaps = [round(after - before, -1) for before, after in pairwise(fins)]
    assert gaps == [200, 400, 800, 1610, 3220, 6430, 12860, 25730]


def test_row_time_wait_lasts_60_s() -> None:
    end = LabEnd(replace(PLAIN_LINUX, fin_wait_2_ms=1_000))
    play("given TIME-WAIT", end)
    end.wait(59_900)
    assert end.state == "TIME-WAIT"
    end.wait(100)
    assert end.state == "CLOSED"


def test_row_peer_closes_first_the_delay_of_the_ack() -> None:
    """About 4 ms after a FIN on a fresh connection, about 40 ms once data has come."""
    for data, least, most in (("", 1, 10), ("< ACK seq=301 ack=101 len=5", 40, 50)):
        end = LabEnd()
        play(f"given ESTABLISHED\n{data}", end)
        start = end.now
        act(f"< FIN,ACK seq={306 if data else 301} ack=101", end)
        end.settle()
        assert least <= end.sent[-1][0] - start <= most


@pytest.mark.parametrize("difference", GRID, ids=lambda difference: difference.reason[:40])
def test_our_side_of_a_difference_in_the_grid(difference: Difference) -> None:
    for given, segment, kernel, lab in difference.answers():
        assert answer(given, segment, LabEnd(SLOW_TO_REPEAT)) == lab != kernel


@pytest.mark.parametrize("name", DIALOGUES)
def test_our_side_of_a_dialogue_that_differs(name: str) -> None:
    assert come_of(DIALOGUES[name].dialogue, LabEnd(SLOW_TO_REPEAT)) == DIALOGUES[name].lab
