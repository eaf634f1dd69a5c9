"""What can happen to an endpoint, and what it can cause (RFC 9293 §3.9 and §3.10)."""

from enum import Enum

import msgspec

from tcplab.engine.rules import Rule
from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import Tcb, Timer


class Open(msgspec.Struct, frozen=True, gc=False):
    """OPEN (§3.10.1), active or passive."""

    active: bool


class Send(msgspec.Struct, frozen=True, gc=False):
    """SEND (§3.10.2)."""

    data: bytes


class Receive(msgspec.Struct, frozen=True, gc=False):
    """RECEIVE (§3.10.3) of up to `octets`; None takes all that is there."""

    octets: int | None = None


class Shutdown(msgspec.Struct, frozen=True, gc=False):
    """The RFC's CLOSE (§3.10.4): "I have no more data to send"; receiving goes on."""


class Close(msgspec.Struct, frozen=True, gc=False):
    """A program's close: the RFC's CLOSE, or the half-duplex close of MAY-1 if the stack says."""


class Abort(msgspec.Struct, frozen=True, gc=False):
    """ABORT (§3.10.5)."""


class SetOption(msgspec.Struct, frozen=True, gc=False):
    """A choice of the user for this connection; None leaves it as it is."""

    keepalive: bool | None = None
    nodelay: bool | None = None
    user_timeout_ms: int | None = None


class SegmentArrives(msgspec.Struct, frozen=True, gc=False):
    """SEGMENT ARRIVES (§3.10.7)."""

    segment: Segment


class Settle(msgspec.Struct, frozen=True, gc=False):
    """The millisecond ends: an ACK that is owed and that no other segment carried leaves now."""


class Timeout(msgspec.Struct, frozen=True, gc=False):
    """A timer ran out (§3.10.8)."""

    timer: Timer


Event = (
    Open | Send | Receive | Shutdown | Close | Abort | SetOption | SegmentArrives | Settle | Timeout
)


class Signal(Enum):
    """What the user is told."""

    __hash__ = object.__hash__  # as in State

    CONNECTED = "connected"
    END_OF_STREAM = "end-of-stream"
    REFUSED = "connection refused"
    RESET = "connection reset"
    TIMED_OUT = "connection timed out"
    CLOSED = "connection closed"
    DOES_NOT_EXIST = "error: connection does not exist"
    ALREADY_EXISTS = "error: connection already exists"
    CLOSING = "error: connection closing"


ERRORS = frozenset({Signal.DOES_NOT_EXIST, Signal.ALREADY_EXISTS, Signal.CLOSING})


class Emit(msgspec.Struct, frozen=True, gc=False):
    """A segment leaves; `retransmission` if its numbers were sent before."""

    segment: Segment
    retransmission: bool = False


class Deliver(msgspec.Struct, frozen=True, gc=False):
    """Octets that a RECEIVE hands to the user."""

    octets: bytes


class Notify(msgspec.Struct, frozen=True, gc=False):
    """The user is told something."""

    signal: Signal


Effect = Emit | Deliver | Notify


class Env(msgspec.Struct, frozen=True, gc=False):
    """All that TCP may not invent: the time in ms, the ISS for a new connection, its choices.

    `listening` says whether a listener stands behind this connection's port (for MAY-2, and where
    half-open connections need one); `may_challenge` whether the host may send one more challenge
    ACK (RFC 5961 §7).
    """

    now: int
    iss: int
    stack: Stack
    listening: bool = False
    may_challenge: bool = True


class Line(msgspec.Struct, frozen=True, gc=False):
    """One sentence obeyed: the rule, the TCB before and after it, and what it caused."""

    rule: Rule
    before: Tcb
    after: Tcb
    effects: tuple[Effect, ...]


class Transition(msgspec.Struct, frozen=True, gc=False):
    """What `process` returns: the new TCB and how it came about."""

    tcb: Tcb
    lines: tuple[Line, ...]
