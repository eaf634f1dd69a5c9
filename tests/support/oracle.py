"""RFC 9293 §3.10.7 a second time, as tables: what a segment draws from a TCP in a state.

Nothing of the engine is used. A table's rows are tried in order; the first whose condition holds
answers: (rule's path, condition, reply, next state). Without a row that holds, the next step.
"""

from collections.abc import Callable
from dataclasses import dataclass

MODULUS = 1 << 32


@dataclass(frozen=True)
class Variables:
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


@dataclass(frozen=True)
class Arriving:
    """The segment; `data` is how many octets it carries."""

    flags: frozenset[str]
    seq: int
    ack: int
    data: int


@dataclass(frozen=True)
class Answer:
    """`rule` is one that is cited for it, `reply` as dialogues spell it, "-" for silence."""

    rule: str
    reply: str
    state: str


class Case:
    """One cell: the questions that the RFC's text asks."""

    def __init__(self, tcb: Variables, segment: Arriving) -> None:
        self.tcb = tcb
        self.segment = segment
        flags = segment.flags
        self.rst, self.syn, self.fin = "RST" in flags, "SYN" in flags, "FIN" in flags
        self.has_ack = "ACK" in flags
        what = ["SYN"] * self.syn + ["octet"] * segment.data + ["FIN"] * self.fin
        self.numbers = [((segment.seq + i) % MODULUS, kind) for i, kind in enumerate(what)]

    def in_window(self, number: int) -> bool:
        """RCV.NXT =< number < RCV.NXT+RCV.WND."""
        return (number - self.tcb.rcv_nxt) % MODULUS < self.tcb.rcv_wnd

    @property
    def acceptable(self) -> bool:
        """Table 6."""
        if not self.numbers and self.tcb.rcv_wnd == 0:
            return self.segment.seq == self.tcb.rcv_nxt
        if not self.numbers:
            return self.in_window(self.segment.seq)
        return self.in_window(self.numbers[0][0]) or self.in_window(self.numbers[-1][0])

    @property
    def behind_closed_window(self) -> bool:
        """ "special allowance should be made to accept valid ACKs, URGs, and RSTs"."""
        if self.tcb.rcv_wnd or self.syn:
            return False
        past = (self.segment.seq - self.tcb.rcv_nxt) % MODULUS
        return past == 0 or (past == 1 and not self.numbers and self.has_ack and not self.rst)

    @property
    def probes(self) -> bool:
        """A closed window is probed: the answer shows that it is still closed (§3.8.6.1)."""
        return self.behind_closed_window and self.exact and bool(self.numbers)

    @property
    def exact(self) -> bool:
        """SEG.SEQ = RCV.NXT."""
        return self.segment.seq == self.tcb.rcv_nxt

    @property
    def repeats_irs(self) -> bool:
        """The SYN that was taken already, not a RST."""
        same = self.tcb.state == "SYN-RECEIVED" and self.segment.seq == self.tcb.irs
        return same and self.syn and not self.rst

    @property
    def opens_simultaneously(self) -> bool:
        """Figure 7, line 6."""
        return self.repeats_irs and self.has_ack and not self.tcb.passive

    @property
    def syn_in_window(self) -> bool:
        """In SYN-RECEIVED a SYN outside the window is trimmed off."""
        if self.tcb.state != "SYN-RECEIVED":
            return self.syn
        return self.syn and self.in_window(self.segment.seq)

    def acks(self, low: int, high: int) -> bool:
        """low =< SEG.ACK =< high."""
        return (self.segment.ack - low) % MODULUS <= (high - low) % MODULUS

    @property
    def acks_our_syn(self) -> bool:
        """SND.UNA < SEG.ACK =< SND.NXT, where SND.UNA is ISS."""
        return self.acks(self.tcb.iss + 1, self.tcb.snd_nxt)

    @property
    def acks_our_fin(self) -> bool:
        """Our FIN was sent and is acknowledged, perhaps in this segment."""
        fin = self.tcb.fin_seq
        return fin is not None and self.acks(fin + 1, self.tcb.snd_nxt)

    @property
    def repeats_fin(self) -> bool:
        """The FIN that lies right before RCV.NXT."""
        last = (self.tcb.rcv_nxt - 1) % MODULUS
        return self.fin and self.numbers[-1][0] == last

    def contents(self) -> tuple[int, bool, bool]:
        """(octets from RCV.NXT on, whether a FIN follows them, whether there is a gap before)."""
        kept = [one for one in self.numbers if self.in_window(one[0]) and one[1] != "SYN"]
        gap = bool(kept) and kept[0][0] != self.tcb.rcv_nxt
        octets = sum(kind == "octet" for _, kind in kept)
        return octets, any(kind == "FIN" for _, kind in kept), gap


Row = tuple[str, Callable[[Case], bool], str, str]
SAME, NONE = "", "-"
BARE_ACK = "<SEQ=SND.NXT><ACK=RCV.NXT><CTL=ACK>"
RST_BY_ACK = "<SEQ=SEG.ACK><CTL=RST>"
RST_BY_SEQ = "<SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>"
OPENING = "<SEQ=ISS><ACK=SEG.SEQ+1><CTL=SYN,ACK>"

CLOSED: tuple[Row, ...] = (
    ("3.10.7.1/rst", lambda c: c.rst, NONE, SAME),
    ("3.10.7.1/ack", lambda c: c.has_ack, RST_BY_ACK, SAME),
    ("3.10.7.1/no-ack", lambda c: True, RST_BY_SEQ, SAME),
)
LISTEN: tuple[Row, ...] = (
    ("3.10.7.2/1/rst", lambda c: c.rst, NONE, SAME),
    ("3.10.7.2/2/ack", lambda c: c.has_ack, RST_BY_ACK, SAME),
    ("3.10.7.2/3/syn", lambda c: c.syn, OPENING, "SYN-RECEIVED"),
    ("3.10.7.2/4/other", lambda c: True, NONE, SAME),
)
SYN_SENT: tuple[Row, ...] = (
    ("3.10.7.3/1/bad-ack-rst", lambda c: c.has_ack and not c.acks_our_syn and c.rst, NONE, SAME),
    ("3.10.7.3/1/bad-ack", lambda c: c.has_ack and not c.acks_our_syn, RST_BY_ACK, SAME),
    ("3.10.7.3/2/rst", lambda c: c.rst and c.has_ack, NONE, "CLOSED"),
    ("3.10.7.3/2/rst-dropped", lambda c: c.rst, NONE, SAME),
    ("3.10.7.3/4/syn", lambda c: c.syn and not c.has_ack, OPENING, "SYN-RECEIVED"),
    ("3.10.7.3/5/other", lambda c: not c.syn, NONE, SAME),
)
STEP_1: tuple[Row, ...] = (
    (
        "3.10.7.4/1/not-acceptable-rst",
        lambda c: not c.acceptable and c.rst and not c.behind_closed_window,
        NONE,
        SAME,
    ),
    (
        "lab/TIME-WAIT/repeated-fin",
        lambda c: not c.acceptable and c.tcb.state == "TIME-WAIT" and c.repeats_fin,
        BARE_ACK,
        SAME,
    ),
    (
        "3.10.7.4/1/not-acceptable",
        lambda c: not (c.acceptable or c.behind_closed_window or c.opens_simultaneously),
        BARE_ACK,
        SAME,
    ),
)
STEP_2: tuple[Row, ...] = (
    (
        "3.10.7.4/1/not-acceptable-rst",
        lambda c: c.rst and not c.exact and not c.in_window(c.segment.seq),
        NONE,
        SAME,
    ),
    ("3.10.7.4/2/challenge-ack", lambda c: c.rst and not c.exact, BARE_ACK, SAME),
    (
        "3.10.7.4/2/SYN-RECEIVED/passive",
        lambda c: c.rst and c.tcb.state == "SYN-RECEIVED" and c.tcb.passive,
        NONE,
        "LISTEN",
    ),
    (
        "3.10.7.4/2/SYN-RECEIVED/active",
        lambda c: c.rst and c.tcb.state == "SYN-RECEIVED",
        NONE,
        "CLOSED",
    ),
    (
        "3.10.7.4/2/CLOSING",
        lambda c: c.rst and c.tcb.state in ("CLOSING", "LAST-ACK", "TIME-WAIT"),
        NONE,
        "CLOSED",
    ),
    ("3.10.7.4/2/ESTABLISHED", lambda c: c.rst, NONE, "CLOSED"),
)
STEP_4: tuple[Row, ...] = (
    (
        "3.10.7.4/4/SYN-RECEIVED/passive",
        lambda c: c.syn_in_window and c.tcb.state == "SYN-RECEIVED" and c.tcb.passive,
        NONE,
        "LISTEN",
    ),
    ("3.10.7.4/4/challenge-ack", lambda c: c.syn_in_window, BARE_ACK, SAME),
)
STEP_5: tuple[Row, ...] = (
    ("3.10.7.4/5/no-ack", lambda c: not c.has_ack and c.probes, BARE_ACK, SAME),
    ("3.10.7.4/5/no-ack", lambda c: not c.has_ack, NONE, SAME),
    (
        "3.10.7.4/5/SYN-RECEIVED/bad-ack",
        lambda c: c.tcb.state == "SYN-RECEIVED" and not c.acks_our_syn,
        RST_BY_ACK,
        SAME,
    ),
    (
        "3.10.7.4/5/ESTABLISHED/unsent",
        lambda c: c.tcb.state != "SYN-RECEIVED" and c.acks(c.tcb.snd_nxt + 1, c.tcb.snd_nxt + 99),
        BARE_ACK,
        SAME,
    ),
    (
        "3.10.7.4/5/too-old",
        lambda c: (
            c.tcb.state != "SYN-RECEIVED"
            and not c.acks(c.tcb.snd_una - c.tcb.max_snd_wnd, c.tcb.snd_nxt)
        ),
        BARE_ACK,
        SAME,
    ),
    (
        "3.10.7.4/5/LAST-ACK/fin-acked",
        lambda c: c.tcb.state == "LAST-ACK" and c.acks_our_fin,
        NONE,
        "CLOSED",
    ),
    (  # CLOSING: "otherwise, ignore the segment"
        "3.10.7.4/5/ESTABLISHED/duplicate",
        lambda c: c.tcb.state == "CLOSING" and not c.acks_our_fin and not c.probes,
        NONE,
        SAME,
    ),
    (
        "3.10.7.4/5/ESTABLISHED/duplicate",
        lambda c: c.tcb.state == "CLOSING" and not c.acks_our_fin,
        BARE_ACK,
        SAME,
    ),
    ("3.10.7.4/5/TIME-WAIT/fin", lambda c: c.tcb.state == "TIME-WAIT" and c.fin, BARE_ACK, SAME),
    ("3.10.7.4/5/TIME-WAIT/ignored", lambda c: c.tcb.state == "TIME-WAIT", NONE, SAME),
)
# The fifth step's changes of state that go on, and the eighth step's.
AFTER_ACK = {
    "SYN-SENT": ("3.10.7.3/4/syn-ack", "ESTABLISHED"),
    "SYN-RECEIVED": ("3.10.7.4/5/SYN-RECEIVED/established", "ESTABLISHED"),
    "FIN-WAIT-1": ("3.10.7.4/5/FIN-WAIT-1/fin-acked", "FIN-WAIT-2"),
    "CLOSING": ("3.10.7.4/5/CLOSING/fin-acked", "TIME-WAIT"),
}
AFTER_FIN = {
    "ESTABLISHED": ("3.10.7.4/8/ESTABLISHED", "CLOSE-WAIT"),
    "FIN-WAIT-1": ("3.10.7.4/8/FIN-WAIT-1/closing", "CLOSING"),
    "FIN-WAIT-2": ("3.10.7.4/8/FIN-WAIT-2", "TIME-WAIT"),
}
RECEIVING = tuple(AFTER_FIN)


def answer(tcb: Variables, segment: Arriving) -> Answer:
    """What the RFC's text has `tcb` do when `segment` arrives."""
    case = Case(tcb, segment)
    first = {"CLOSED": CLOSED, "LISTEN": LISTEN, "SYN-SENT": SYN_SENT}
    rows = first.get(tcb.state, (*STEP_1, *STEP_2, *STEP_4, *STEP_5))
    for rule, holds, reply, state in rows:
        if holds(case):
            return Answer(rule, _spelt(case, reply), state or tcb.state)
    return _goes_on(case)


def _goes_on(case: Case) -> Answer:
    """What the checks have let pass: an acceptable ACK, text, FIN."""
    tcb = case.tcb
    advances = tcb.snd_una != tcb.snd_nxt and case.acks(tcb.snd_una + 1, tcb.snd_nxt)
    rule, state = f"3.10.7.4/5/ESTABLISHED/{'advances' if advances else 'duplicate'}", tcb.state
    if state in ("SYN-SENT", "SYN-RECEIVED") or (state in AFTER_ACK and case.acks_our_fin):
        rule, state = AFTER_ACK[state]
    return _text_and_fin(case, rule, state)


def _text_and_fin(case: Case, rule: str, state: str) -> Answer:
    tcb = case.tcb
    if tcb.state == "SYN-SENT":  # RCV.NXT is set to SEG.SEQ+1
        octets, fin, gap, nxt = case.segment.data, case.fin, False, case.segment.seq + 1
    else:
        (octets, fin, gap), nxt = case.contents(), tcb.rcv_nxt
    owes = tcb.state == "SYN-SENT" or case.probes
    if state in RECEIVING and gap:
        return Answer("3.10.7.4/7/held", _ack(case, nxt), state)
    if state in RECEIVING and octets:
        rule, owes, nxt = "3.10.7.4/7/ESTABLISHED/accepted", True, nxt + octets
    elif octets:
        rule = "3.10.7.4/7/CLOSE-WAIT/ignored"
    if fin and state in RECEIVING:
        nxt, owes = nxt + 1, True
        if tcb.state == "FIN-WAIT-1" and case.acks_our_fin:
            rule, state = "3.10.7.4/8/FIN-WAIT-1/time-wait", "TIME-WAIT"
        else:
            rule, state = AFTER_FIN[state]
    elif fin:
        rule, owes = "3.10.7.4/8/remain", True
    return Answer(rule, _ack(case, nxt) if owes else NONE, state)


def _ack(case: Case, nxt: int) -> str:
    return f"ACK seq={case.tcb.snd_nxt} ack={nxt % MODULUS}"


def _spelt(case: Case, reply: str) -> str:
    """A reply of the tables with the numbers put in."""
    tcb, segment = case.tcb, case.segment
    return {
        NONE: NONE,
        BARE_ACK: _ack(case, tcb.rcv_nxt),
        RST_BY_ACK: f"RST seq={segment.ack}",
        RST_BY_SEQ: f"RST,ACK seq=0 ack={(segment.seq + len(case.numbers)) % MODULUS}",
        OPENING: f"SYN,ACK seq={tcb.iss} ack={(segment.seq + 1) % MODULUS}",
    }[reply]
