"""Random things that can happen to one endpoint, near the edges of what it expects."""

from itertools import product

from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import (
    Abort,
    Close,
    Event,
    Open,
    Receive,
    SegmentArrives,
    Send,
    SetOption,
    Settle,
    Shutdown,
)
from tcplab.engine.segment import ACK, FIN, PSH, RST, SYN, URG, Options, Segment, UserTimeout
from tcplab.engine.stack import LINUX, NO_TIME_WAIT, RFC9293, TEXTBOOK, TWO_WAY_HANDSHAKE, Stack
from tcplab.engine.tcb import Tcb

_SMALL = {"window": 7, "mss": 3, "keepalive_idle_ms": 900}
STACKS: tuple[Stack, ...] = (
    TEXTBOOK,
    RFC9293,
    LINUX,
    TWO_WAY_HANDSHAKE,
    NO_TIME_WAIT,
    replace(TEXTBOOK, **_SMALL, rfc1337=True),
    replace(RFC9293, **_SMALL, reopens_time_wait=True, rst_on_give_up=True),
    replace(LINUX, **_SMALL, syn_retries=1, synack_retries=1, data_retries=1),
)
_FLAGS = (SYN, SYN | ACK, SYN | FIN, ACK, FIN, FIN | ACK, RST, RST | ACK, 0, 63, ACK | PSH | URG)
_NUMBERS = ("rcv_nxt", "rcv_end", "irs", "snd_una", "snd_nxt", "iss", "too_old", "zero", "half")


class Arrival(Struct, frozen=True):
    """A segment described by where its numbers lie as seen from the TCB that it meets."""

    flags: int
    seq: tuple[str, int]
    ack: tuple[str, int]
    window: int
    data: bytes
    options: Options

    def meets(self, tcb: Tcb) -> SegmentArrives:
        """The segment as it arrives at `tcb`."""
        return SegmentArrives(
            Segment(
                _number(tcb, *self.seq),
                self.flags,
                _number(tcb, *self.ack),
                self.window,
                options=self.options,
                data=self.data,
            )
        )


class Expiry(Struct, frozen=True):
    """One of the running timers runs out, counted round."""

    nth: int


Move = Event | Arrival | Expiry


def _number(tcb: Tcb, name: str, offset: int) -> int:
    places = {
        "rcv_end": tcb.rcv_nxt + tcb.rcv_wnd,
        "too_old": tcb.snd_una - tcb.snd_max_wnd,
        "zero": 0,
        "half": tcb.rcv_nxt + (1 << 31),
    }
    place = places[name] if name in places else getattr(tcb, name)
    return seq.add(place, offset)


_OFFSETS = (0, 0, 0, 0, 0, 0, -1, 1, -4, 3)
_PLACES = tuple(product(_NUMBERS, _OFFSETS))
_SEQS = len(_PLACES) * (("rcv_nxt", 0),) + _PLACES
_ACKS = len(_PLACES) // 6 * (4 * (("snd_nxt", 0),) + 2 * (("snd_una", 0),)) + _PLACES
_OPTIONS = tuple(
    Options(mss, scale, sack, times, user_timeout=timeout)
    for mss, scale, sack, times, timeout in product(
        (None, None, 0, 1, 536),
        (None, None, 0, 3, 14),
        (False, True),
        (None,) * 6 + tuple((value, 0) for value in (5, 5, 5, 4, 6, 1 << 31)),
        (None, UserTimeout(200), UserTimeout(0, minutes=True)),
    )
)
# Each part is drawn at once: hypothesis takes longer to draw than an endpoint to answer.
arrivals = st.builds(
    Arrival,
    flags=st.sampled_from(5 * (ACK, FIN | ACK) + _FLAGS),
    seq=st.sampled_from(_SEQS),
    ack=st.sampled_from(_ACKS),
    window=st.sampled_from((0, 4, 65_535, 65_535)),
    data=st.sampled_from((b"", b"", b"a", b"bcd", b"efghijklmnop")),
    options=st.sampled_from(_OPTIONS),
)
calls: st.SearchStrategy[Event] = st.sampled_from(
    (
        Open(True),
        Open(False),
        Send(b"z"),
        Send(b"0123456789"),
        Receive(1),
        Receive(),
        Shutdown(),
        Close(),
        Abort(),
        SetOption(keepalive=True, user_timeout_ms=3_000),
        SetOption(keepalive=False, nodelay=True, user_timeout_ms=0),
    )
)
expiries = st.builds(Expiry, st.integers(0, 6))
moves: st.SearchStrategy[Move] = arrivals | calls | expiries | st.just(Settle()) | arrivals
