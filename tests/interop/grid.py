"""Every beginning of a dialogue × every kind of segment, and what an end answers to it."""

from msgspec import Struct

from tcplab.engine import seq
from tests.support.kernel_dialogue import BEGINNINGS, End, come_of, play
from tests.support.lab_end import LabEnd

_UNSENT, _TOO_OLD, _FAR = 5, -100_000, 100_000


class Kind(Struct, frozen=True):
    """A segment as seen from the TCB: `seq` counts from RCV.NXT, `ack` from SND.NXT."""

    flags: str
    seq: int
    ack: int | None = None
    data: str = ""


KINDS = (
    *(Kind("RST", at) for at in (-1, 0, 1, _FAR)),
    *(Kind("RST,ACK", 0, ack) for ack in (0, _UNSENT)),
    *(Kind("SYN", at) for at in (-1, 0, 1, 70_000, -70_000)),
    *(Kind("SYN,ACK", at, ack) for at, ack in ((-1, 0), (0, 0), (0, _UNSENT))),
    *(Kind(f"SYN,{other}", 0) for other in ("FIN", "RST")),
    *(Kind("ACK", 0, ack) for ack in (0, -1, _UNSENT, _TOO_OLD)),
    *(Kind("ACK", at, 0) for at in (-1, 1, _FAR)),
    *(Kind("FIN,ACK", 0, ack) for ack in (0, -1)),
    *(Kind("FIN,ACK", at, 0) for at in (-1, 1, _FAR)),
    *(Kind(flags, 0, None, data) for flags in ("FIN", "none") for data in ("", "abc")),
    *(Kind("ACK", 0, ack, "abc") for ack in (0, -1, _UNSENT, _TOO_OLD)),
    *(Kind("ACK", at, 0, "abc") for at in (-1, 1, -3, _FAR)),
    Kind("FIN,ACK", 0, 0, "abc"),
)


def segments(given: str) -> tuple[str, ...]:
    """The kinds with the numbers that they have after a beginning, as dialogues spell them."""
    end = LabEnd()
    play(f"given {given}", end)
    known = end.tcb.irs != 0
    rcv_nxt, snd_nxt = (end.tcb.rcv_nxt if known else 300), end.tcb.snd_nxt or 101
    return tuple(_spelt(kind, rcv_nxt, snd_nxt) for kind in KINDS)


def _spelt(kind: Kind, rcv_nxt: int, snd_nxt: int) -> str:
    words = [kind.flags, f"seq={seq.add(rcv_nxt, kind.seq)}"]
    if kind.ack is not None:
        words.append(f"ack={seq.add(snd_nxt, kind.ack)}")
    return " ".join([*words, f'"{kind.data}"'] if kind.data else words)


CELLS = tuple((given, segment) for given in BEGINNINGS for segment in segments(given))


def answer(given: str, segment: str, end: End) -> str:
    """What `end` does about one segment, its outcomes joined by "; "; "-" for nothing at all."""
    return come_of(f"given {given}\n< {segment}", end)
