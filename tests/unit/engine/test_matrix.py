"""The grid: every state, every kind of segment, with and without data, at every place around the
window, with every kind of acknowledgment; the engine against the RFC's text as a table.

The table is tests/data/segment_arrives.toml. One test is a state; it lists every cell that differs.
"""

from collections.abc import Iterator
from itertools import product

import pytest
from msgspec import Struct
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Emit, Env, SegmentArrives, Settle
from tcplab.engine.process import process
from tcplab.engine.rules import Rule
from tcplab.engine.segment import FLAGS, Segment
from tcplab.engine.stack import TEXTBOOK
from tcplab.engine.tcb import Opened, State, Tcb
from tests.support.dialogue import spelt
from tests.support.oracle import (
    CONDITIONS,
    ROWS,
    STEPS,
    TABLE,
    Answer,
    Arriving,
    Case,
    Variables,
    answer,
    rows_for,
)
from tests.support.states import ISS, reach

STACK = replace(TEXTBOOK, window=10)
DATA = b"abcde"
# What the table leaves aside: the send window, and by which rule an owed ACK leaves.
BESIDE = (Rule.WINDOW_UPDATED, Rule.ACK_SENT)
KINDS = ("SYN", "SYN,ACK", "SYN,FIN", "ACK", "FIN", "FIN,ACK", "RST", "RST,ACK", "", "ALL")
PLACES = {  # from RCV.NXT
    "far left": -10,
    "straddling": -2,
    "one left": -1,  # where a repeated SYN or FIN lies, and a keep-alive probe
    "left edge": 0,
    "inside": 3,
    "right edge": 9,
    "outside": 10,
}
CLOSED_WINDOW_PLACES = {"one left": -1, "left edge": 0, "behind a probe": 1, "outside": 2}


class Cell(Struct, frozen=True):
    """One cell of the grid; `seq` and `ack` are absolute."""

    kind: str
    data: bytes
    place: str
    acks: str
    seq: int
    ack: int

    @property
    def flags(self) -> frozenset[str]:
        names = FLAGS if self.kind == "ALL" else filter(None, self.kind.split(","))
        return frozenset(names)

    def __str__(self) -> str:
        data = " with data" if self.data else ""
        acks = f", acknowledging {self.acks}" if "ACK" in self.flags else ""
        return f"{self.kind or 'no flags'}{data}, {self.place}{acks}"


def cells(tcb: Tcb, places: dict[str, int]) -> Iterator[Cell]:
    acknowledged = {
        "all": tcb.snd_nxt,
        "nothing new": tcb.snd_una,
        "what was not sent": seq.add(tcb.snd_nxt, 1),
        "what is too old": seq.add(tcb.snd_una, -tcb.snd_max_wnd - 1),
    }
    for kind, data, (place, offset) in product(KINDS, (b"", DATA), places.items()):
        for acks, ack in acknowledged.items():
            cell = Cell(kind, data, place, acks, seq.add(tcb.rcv_nxt, offset), ack)
            if "ACK" in cell.flags or acks == "all":
                yield cell


def as_the_rfc_sees(tcb: Tcb, cell: Cell) -> tuple[Variables, Arriving]:
    variables = Variables(
        tcb.state.value,
        tcb.opened is Opened.PASSIVE,
        tcb.iss if tcb.state not in (State.CLOSED, State.LISTEN) else ISS,
        tcb.snd_una,
        tcb.snd_nxt,
        tcb.snd_max_wnd,
        tcb.fin_seq,
        tcb.irs,
        tcb.rcv_nxt,
        tcb.rcv_wnd,
    )
    return variables, Arriving(cell.flags, cell.seq, cell.ack, len(cell.data))


def by_the_rfc(tcb: Tcb, cell: Cell) -> Answer:
    return answer(*as_the_rfc_sees(tcb, cell))


def by_the_engine(tcb: Tcb, cell: Cell) -> Answer:
    """What the engine does, by which rules."""
    flags = sum(FLAGS[name] for name in cell.flags)
    segment = Segment(cell.seq, flags, cell.ack, 65_535, data=cell.data)
    env = Env(0, ISS, STACK)
    first = process(tcb, SegmentArrives(segment), env)
    then = process(first.tcb, Settle(), env)
    lines = first.lines + then.lines
    sent = [effect.segment for line in lines for effect in line.effects if isinstance(effect, Emit)]
    return Answer(
        tuple(line.rule.value for line in lines if line.rule not in BESIDE),
        " ".join(spelt(replace(one, window=65_535)) for one in sent) or "-",
        then.tcb.state.value,
    )


def differences(tcb: Tcb, places: dict[str, int]) -> list[str]:
    wrong = []
    for cell in cells(tcb, places):
        expected = by_the_rfc(tcb, cell)
        found = by_the_engine(tcb, cell)
        if found != expected:
            wrong.append(f"{cell}: {found} instead of {expected}")
    return wrong


@pytest.mark.parametrize("state", State)
def test_every_segment_in_every_state(state: State) -> None:
    assert differences(reach(state, STACK), PLACES) == []


def test_every_segment_in_syn_received_after_an_active_open() -> None:
    assert differences(reach(State.SYN_RECEIVED, STACK, active=True), PLACES) == []


@pytest.mark.parametrize("state", State)
def test_every_segment_across_the_end_of_the_numbers(state: State) -> None:
    tcb = reach(state, STACK, iss=seq.MODULUS - 1, irs=seq.MODULUS - 3)
    assert differences(tcb, PLACES) == []


@pytest.mark.parametrize(
    "state",
    [State.ESTABLISHED, State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSE_WAIT, State.CLOSING],
)
def test_every_segment_at_a_closed_window(state: State) -> None:
    tcb = replace(reach(state, STACK), rcv_wnd=0, unread=b"0123456789")
    assert differences(tcb, CLOSED_WINDOW_PLACES) == []


def test_the_grid_is_as_large_as_it_claims() -> None:
    rules = set()
    for state in State:
        tcb = reach(state, STACK)
        grid = list(cells(tcb, PLACES))
        assert len(grid) == (5 * 4 + 5) * 2 * 7
        rules |= {rule for cell in grid for rule in by_the_rfc(tcb, cell).rules}
    assert len(rules) > 30


def test_every_row_of_the_table_answers_some_cell() -> None:
    met = set()
    for tcb, places in every_beginning():
        for cell in cells(tcb, places):
            met |= {id(row) for row in rows_for(Case(*as_the_rfc_sees(tcb, cell)))}
    assert [row for row in ROWS if id(row) not in met] == []


def every_beginning() -> Iterator[tuple[Tcb, dict[str, int]]]:
    for state in State:
        yield reach(state, STACK), PLACES
    yield reach(State.SYN_RECEIVED, STACK, active=True), PLACES
    yield replace(reach(State.ESTABLISHED, STACK), rcv_wnd=0), CLOSED_WINDOW_PLACES


def test_the_table_speaks_of_known_things_and_explains_them() -> None:
    known = {condition for row in ROWS for condition in row.when}
    named = {one.removeprefix("not ") for one in known}
    assert named == set(CONDITIONS)
    head = " ".join(line for line in TABLE.read_text("utf-8").splitlines() if line[:1] == "#")
    assert [one for one in named if one not in head] == []
    assert {row.step for row in ROWS} == set(STEPS)
    assert [row.step for row in ROWS] == sorted(
        (row.step for row in ROWS), key=STEPS.index
    )  # fmt: skip
    assert {row.rule for row in ROWS if row.rule} <= {rule.value for rule in Rule}
    assert all(row.says and row.then in ("", *STEPS) for row in ROWS)
