"""RFC 9293 §3.10.7 a second time: tests/data/segment_arrives.toml, and what its conditions mean.

Nothing of the engine is used.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

import msgspec

MODULUS = 1 << 32
TABLE = Path(__file__).parents[1] / "data" / "segment_arrives.toml"
STEPS = (
    *("3.10.7.1", "3.10.7.2/1", "3.10.7.2/2", "3.10.7.2/3", "3.10.7.2/4"),
    *("3.10.7.3/1", "3.10.7.3/2", "3.10.7.3/4", "3.10.7.3/5"),
    *("3.10.7.4/1", "3.10.7.4/2", "3.10.7.4/4", "3.10.7.4/5", "3.10.7.4/5+"),
    *("3.10.7.4/7", "3.10.7.4/8"),
)
RECEIVING = ("ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2")
OTHERS = ("SYN-RECEIVED", *RECEIVING, "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT")


class Row(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row; the file itself explains its keys."""

    step: str
    states: tuple[str, ...]
    when: tuple[str, ...]
    says: str
    rule: str = ""
    sends: str = ""
    owes: bool = False
    takes: str = ""
    becomes: str = ""
    then: str = ""

    def is_for(self, state: str) -> bool:
        """Whether the row applies in the state."""
        groups = {"others": OTHERS, "receiving": RECEIVING}
        return any(state in groups.get(one, (one,)) for one in self.states)


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    row: tuple[Row, ...]


ROWS = msgspec.toml.decode(TABLE.read_bytes(), type=Table).row


class Variables(msgspec.Struct, frozen=True):
    """What the receiving TCP knows; `passive` says how SYN-RECEIVED came about."""

    state: str
    passive: bool
    iss: int
    snd_una: int
    snd_nxt: int
    max_snd_wnd: int
    fin_seq: int | None
    irs: int
    rcv_nxt: int
    rcv_wnd: int


class Arriving(msgspec.Struct, frozen=True):
    """The segment; `data` is how many octets it carries."""

    flags: frozenset[str]
    seq: int
    ack: int
    data: int


class Answer(msgspec.Struct, frozen=True):
    """The rules in their order, the reply as dialogues spell it ("-" for silence), the state."""

    rules: tuple[str, ...]
    reply: str
    state: str


class Case:
    """One cell: a segment, and the TCP that it meets."""

    def __init__(self, tcb: Variables, segment: Arriving) -> None:
        self.tcb = tcb
        self.segment = segment
        what = ["SYN"] * self.has("SYN") + ["octet"] * segment.data + ["FIN"] * self.has("FIN")
        self.numbers = [((segment.seq + i) % MODULUS, kind) for i, kind in enumerate(what)]
        # A SYN that opens says from where on the rest is counted.
        self.start = (segment.seq + 1) % MODULUS if tcb.state == "SYN-SENT" else tcb.rcv_nxt
        self.contents = [
            one for one in self.numbers if one[1] != "SYN" and self._is_taken(one[0])
        ]  # fmt: skip

    def _is_taken(self, number: int) -> bool:
        return self.tcb.state == "SYN-SENT" or self.in_window(number)

    def has(self, flag: str) -> bool:
        """Whether the bit is on."""
        return flag in self.segment.flags

    def in_window(self, number: int) -> bool:
        """RCV.NXT =< number < RCV.NXT+RCV.WND."""
        return (number - self.tcb.rcv_nxt) % MODULUS < self.tcb.rcv_wnd

    def acceptable(self) -> bool:
        """Table 6."""
        if not self.numbers and self.tcb.rcv_wnd == 0:
            return self.segment.seq == self.tcb.rcv_nxt
        if not self.numbers:
            return self.in_window(self.segment.seq)
        return self.in_window(self.numbers[0][0]) or self.in_window(self.numbers[-1][0])

    def allowed(self) -> bool:
        """The special allowance of a closed window, and the ACKs of a peer that probes."""
        if self.tcb.rcv_wnd or self.has("SYN"):
            return False
        past = (self.segment.seq - self.tcb.rcv_nxt) % MODULUS
        bare_ack = not self.numbers and self.has("ACK") and not self.has("RST")
        return past == 0 or (past == 1 and bare_ack)

    def acks(self, low: int, high: int) -> bool:
        """low =< SEG.ACK =< high."""
        return (self.segment.ack - low) % MODULUS <= (high - low) % MODULUS

    def acks_something_new(self) -> bool:
        """SND.UNA < SEG.ACK =< SND.NXT."""
        una, nxt = self.tcb.snd_una, self.tcb.snd_nxt
        return una != nxt and self.acks(una + 1, nxt)

    def acks_our_fin(self) -> bool:
        """Our FIN was sent and is acknowledged, perhaps in this segment."""
        fin = self.tcb.fin_seq
        return fin is not None and self.acks(fin + 1, self.tcb.snd_nxt)

    def completes_figure_7(self) -> bool:
        """Figure 7, line 6."""
        repeats = self.segment.seq == self.tcb.irs and self.has("SYN") and not self.has("RST")
        return repeats and self.has("ACK") and not self.tcb.passive


CONDITIONS: Mapping[str, Callable[[Case], bool]] = MappingProxyType(
    {
        "SYN": lambda c: c.has("SYN"),
        "FIN": lambda c: c.has("FIN"),
        "RST": lambda c: c.has("RST"),
        "ACK": lambda c: c.has("ACK"),
        "acceptable": Case.acceptable,
        "at RCV.NXT": lambda c: c.segment.seq == c.tcb.rcv_nxt,
        "in the window": lambda c: c.in_window(c.segment.seq),
        "allowed": Case.allowed,
        "occupies": lambda c: bool(c.numbers),
        "SYN counts": lambda c: (
            c.has("SYN") and (c.tcb.state != "SYN-RECEIVED" or c.in_window(c.segment.seq))
        ),
        "repeats its FIN": lambda c: (
            c.has("FIN") and c.numbers[-1][0] == (c.tcb.rcv_nxt - 1) % MODULUS
        ),
        "completes figure 7": Case.completes_figure_7,
        "passive": lambda c: c.tcb.passive,
        "acks our SYN": lambda c: c.acks(c.tcb.iss + 1, c.tcb.snd_nxt),
        "acks something new": Case.acks_something_new,
        "acks the unsent": lambda c: c.acks(c.tcb.snd_nxt + 1, c.tcb.snd_nxt + MODULUS // 2),
        "acks too little": lambda c: c.acks(
            c.tcb.snd_nxt - MODULUS // 2, c.tcb.snd_una - c.tcb.max_snd_wnd - 1
        ),
        "acks our FIN": Case.acks_our_fin,
        "has text": lambda c: any(kind == "octet" for _, kind in c.contents),
        "has FIN": lambda c: any(kind == "FIN" for _, kind in c.contents),
        "behind a gap": lambda c: bool(c.contents) and c.contents[0][0] != c.start,
    }
)


def holds(condition: str, case: Case) -> bool:
    """Whether a condition of the table holds, "not" before it or not."""
    plain = condition.removeprefix("not ")
    return CONDITIONS[plain](case) != condition.startswith("not ")


def rows_for(case: Case) -> list[Row]:
    """The rows that count for a cell, in their order."""
    found: list[Row] = []
    state, steps = case.tcb.state, list(STEPS)
    while steps:
        step = steps.pop(0)
        rows = [row for row in ROWS if row.step == step and row.is_for(state)]
        row = next((one for one in rows if all(holds(each, case) for each in one.when)), None)
        if row is None:
            continue
        found.append(row)
        state = row.becomes or state
        if not row.then:
            break
        steps = steps[steps.index(row.then) :]
    return found


def answer(tcb: Variables, segment: Arriving) -> Answer:
    """What the RFC's text has `tcb` do when `segment` arrives."""
    case = Case(tcb, segment)
    rows = rows_for(case)
    state = next((row.becomes for row in reversed(rows) if row.becomes), tcb.state)
    sends = [_spelt(case, row.sends) for row in rows if row.sends]
    if any(row.owes for row in rows) and not sends:
        taken = {row.takes for row in rows}
        octets = sum(kind == "octet" and "text" in taken for _, kind in case.contents)
        sends = [_ack(case, case.start + octets + ("FIN" in taken))]
    rules = tuple(row.rule for row in rows if row.rule)
    return Answer(rules, " ".join(sends) or "-", state)


def _ack(case: Case, nxt: int) -> str:
    return f"ACK seq={case.tcb.snd_nxt} ack={nxt % MODULUS}"


def _spelt(case: Case, sends: str) -> str:
    """A segment of the table with the numbers put in."""
    tcb, segment = case.tcb, case.segment
    end = (segment.seq + len(case.numbers)) % MODULUS
    return {
        "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>": _ack(case, case.start),
        "<SEQ=SEG.ACK><CTL=RST>": f"RST seq={segment.ack}",
        "<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>": f"RST,ACK seq=0 ack={end}",
        "<SEQ=ISS><ACK=SEG.SEQ+1><CTL=SYN,ACK>": (
            f"SYN,ACK seq={tcb.iss} ack={(segment.seq + 1) % MODULUS}"
        ),
    }[sends]
