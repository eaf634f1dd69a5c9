"""One dialogue for two ends: a hand-made peer speaks with a real kernel, or with our endpoint.

A dialogue is lines of causes and, after each, of all that it has brought about:

    choice rfc1337                 first: of the kernel's sysctls and of our stack (choice_of)
    listening                      a listener stays behind the connection's port
    given CLOSE-WAIT               a beginning (below); CLOSED if left out
    listen | unlisten | connect | send 10 | receive | shutdown | close | abort
    < SYN,ACK seq=300 ack=101      the peer sends a segment
    + close                        a cause before anything can have come of the one before
    wait 1500                      milliseconds
    ? time-wait full               of its 60 s less than one has passed; else "running"

    > ACK seq=101 ack=301          the end sends a segment
    = ESTABLISHED                  its state changes; CLOSED is no connection at all
    ! ECONNRESET | "abc" | end     what its program learns

Every connection of the end is shown with ISS 100, the peer's first one is 300. Windows, options
and PSH are left out. A cause has some 60 ms for its effects.
"""

from itertools import takewhile
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from tcplab.engine.segment import NO_OPTIONS, PSH, Segment
from tcplab.engine.stack import LINUX
from tests.support.dialogue import lines_of, parsed, spelt

ISS, WINDOW = 100, 65_535
PLAIN_LINUX = replace(LINUX, window_scale=None, timestamps=False, sack=False, invalid_ack_ms=None)
"""Our stack as the kernel is set up for most dialogues (kernel_peer.PLAIN)."""

SETTLING_MS = 60
_FULL_MS = 59_000
OUTCOMES = (">", "=", "!")

_OPEN = "listen\n= LISTEN\n< SYN seq=300\n> SYN,ACK seq=100 ack=301\n= SYN-RECEIVED\n"
_ESTABLISHED = _OPEN + "< ACK seq=301 ack=101\n= ESTABLISHED\n"
_CLOSES = "> FIN,ACK seq=101 ack=301\n= FIN-WAIT-1\n"
_PEER_CLOSES = "< FIN,ACK seq=301 ack=101\n> ACK seq=101 ack=302\n= CLOSE-WAIT\n"
_CLOSED_BY_BOTH = "< FIN,ACK seq=301 ack=102\n> ACK seq=102 ack=302\n= TIME-WAIT\n"
_FIN_WAIT_2 = "< ACK seq=301 ack=102\n= FIN-WAIT-2\n"
BEGINNINGS = {
    "CLOSED": "",
    "LISTEN": "listen\n= LISTEN\n",
    "SYN-SENT": "connect\n> SYN seq=100\n= SYN-SENT\n",
    "SYN-RECEIVED": _OPEN,
    "SYN-RECEIVED by two SYNs": (
        "connect\n> SYN seq=100\n= SYN-SENT\n"
        "< SYN seq=300\n> SYN,ACK seq=100 ack=301\n= SYN-RECEIVED\n"
    ),
    "ESTABLISHED": _ESTABLISHED,
    "FIN-WAIT-1": _ESTABLISHED + "shutdown\n" + _CLOSES,
    "FIN-WAIT-1 after close()": _ESTABLISHED + "close\n" + _CLOSES,
    "FIN-WAIT-2": _ESTABLISHED + "shutdown\n" + _CLOSES + _FIN_WAIT_2,
    "FIN-WAIT-2 after close()": _ESTABLISHED + "close\n" + _CLOSES + _FIN_WAIT_2,
    "CLOSE-WAIT": _ESTABLISHED + _PEER_CLOSES,
    "CLOSING": (
        f"{_ESTABLISHED}shutdown\n{_CLOSES}"
        "< FIN,ACK seq=301 ack=101\n> ACK seq=102 ack=302\n= CLOSING\n"
    ),
    "LAST-ACK": (f"{_ESTABLISHED}{_PEER_CLOSES}shutdown\n> FIN,ACK seq=101 ack=302\n= LAST-ACK\n"),
    "TIME-WAIT": f"{_ESTABLISHED}shutdown\n{_CLOSES}{_CLOSED_BY_BOTH}",
}


class Expected(Struct, frozen=True):
    """What a text says will come of a cause: so many segments, and perhaps a change of state."""

    segments: int
    state: str | None


class End(Protocol):
    """One end of a dialogue: calls of its program, segments of its peer, and what comes of them."""

    def listen_behind(self) -> None: ...

    def call(self, name: str, octets: int) -> None: ...

    def arrives(self, segment: Segment) -> None: ...

    def wait(self, ms: int) -> None: ...

    def settle(self, expected: Expected | None) -> tuple[Segment, ...]:
        """What it has sent since the last time, once what is expected or all that may come came."""
        ...

    def learnt(self) -> tuple[str, ...]:
        """What its program has learnt since the last time."""
        ...

    @property
    def state(self) -> str: ...

    @property
    def time_wait_ms(self) -> int: ...


def choice_of(text: str) -> str:
    """The choice that a dialogue is about, or none: ""."""
    first = next(iter(lines_of(text)), "")
    return first.removeprefix("choice ") if first.startswith("choice ") else ""


def written(text: str) -> list[str]:
    """The lines of a dialogue, with its beginning in full and without its choice."""
    lines = [line for line in lines_of(text) if not line.startswith("choice ")]
    givens = [
        lines_of(BEGINNINGS[line[6:]]) if line.startswith("given ") else [line] for line in lines
    ]
    return [line for given in givens for line in given]


def play(text: str, end: End) -> list[str]:
    """The dialogue as `end` plays it: the causes of `text`, each with what came of it."""
    lines = written(text)
    transcript: list[str] = []
    state = "CLOSED"
    for at, cause in enumerate(lines):
        if cause.startswith(OUTCOMES):
            continue
        transcript.append(cause)
        if cause.startswith("?"):
            left = "full" if end.time_wait_ms > _FULL_MS else "running"
            transcript[-1] = f"? time-wait {left}"
        else:
            act(cause.removeprefix("+ "), end)
        following = lines[at + 1 :]
        if following and following[0].startswith("+ "):
            continue
        sent = end.settle(_expected(following))
        transcript.extend(f"> {shown(segment)}" for segment in sent)
        if end.state != state:
            state = end.state
            transcript.append(f"= {state}")
        transcript.extend(f"! {word}" for word in end.learnt())
    return transcript


def come_of(text: str, end: End) -> str:
    """What comes of a dialogue's last cause, or what it asks for; "-" for nothing."""
    transcript = play(text, end)
    if transcript[-1].startswith("?"):
        return transcript[-1]
    outcomes = list(takewhile(lambda line: line.startswith(OUTCOMES), reversed(transcript)))
    return "; ".join(reversed(outcomes)) or "-"


def shown(segment: Segment) -> str:
    """A segment without what the two ends may choose freely."""
    flags = segment.flags & ~PSH
    return spelt(replace(segment, flags=flags, window=WINDOW, options=NO_OPTIONS))


def act(cause: str, end: End) -> None:
    """Lets one cause happen; what comes of it is not waited for."""
    word, _, rest = cause.partition(" ")
    match word:
        case "<":
            end.arrives(parsed(rest))
        case "wait":
            end.wait(int(rest))
        case "listening":
            end.listen_behind()
        case _:
            end.call(word, int(rest or 0))


def _expected(following: list[str]) -> Expected | None:
    """None for nothing, and for the last cause: whatever else comes must have time to come."""
    outcomes = list(takewhile(lambda line: line.startswith(OUTCOMES), following))
    if not outcomes or len(outcomes) == len(following):
        return None
    states = [line.removeprefix("= ") for line in outcomes if line.startswith("=")]
    return Expected(
        segments=sum(line.startswith(">") for line in outcomes),
        state=states[0] if states else None,
    )
