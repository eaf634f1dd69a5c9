"""Two endpoints and a network that loses, repeats and reorders as a test tells it to."""

from dataclasses import dataclass, field

from msgspec.structs import replace

from tcplab.engine.events import (
    Deliver,
    Emit,
    Env,
    Event,
    Notify,
    Open,
    Receive,
    SegmentArrives,
    Send,
    Settle,
    Shutdown,
    Signal,
    Timeout,
)
from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.process import process
from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import CLOSED_TCB, State, Tcb, Timer

_NEVER = 10**12
_MOST_EVENTS = 20_000
_DELAY = 100


def patient(stack: Stack) -> Stack:
    """The stack without giving up, so that every loss can be made good."""
    return replace(
        stack,
        r2_syn_ms=_NEVER,
        r2_data_ms=_NEVER,
        syn_retries=None,
        synack_retries=None,
        data_retries=None,
    )


@dataclass
class Side:
    """One endpoint, the program that uses it, and what that program has lived through."""

    stack: Stack
    iss: int
    chunks: list[bytes]
    tcb: Tcb = CLOSED_TCB
    received: bytes = b""
    signals: list[Signal] = field(default_factory=list)
    has_closed: bool = False


@dataclass
class Flight:
    """A segment under way to a side (0 or 1) since `sent` ms."""

    to: int
    segment: Segment
    sent: int


class Pair:
    """Sides 0 and 1, the wire between them, one clock."""

    def __init__(self, first: Side, second: Side, *, simultaneous: bool) -> None:
        self.sides = (first, second)
        self.wire: list[Flight] = []
        self.now = 0
        self._does(1, Open(simultaneous))
        self._does(0, Open(True))

    def deliver(self, nth: int) -> None:
        """One of the segments under way arrives, perhaps before older ones."""
        if self.wire:
            flight = self.wire.pop(nth % len(self.wire))
            self._does(flight.to, SegmentArrives(flight.segment))

    def lose(self, nth: int) -> None:
        """One of the segments under way never arrives."""
        if self.wire:
            self.wire.pop(nth % len(self.wire))

    def duplicate(self, nth: int) -> None:
        """One of the segments under way will arrive twice."""
        if self.wire:
            self.wire.append(self.wire[nth % len(self.wire)])

    def call(self, nth: int) -> None:
        """A program sends its next chunk, or has no more and closes."""
        side = self.sides[nth % 2]
        if not self._can_call(side):
            return
        if side.chunks:
            self._does(nth % 2, Send(side.chunks.pop(0)))
        elif not side.has_closed:
            side.has_closed = True
            self._does(nth % 2, Shutdown())

    def _can_call(self, side: Side) -> bool:
        return side.tcb.state not in (State.LISTEN, State.SYN_SENT)

    def read(self, nth: int) -> None:
        """A program reads a little of what is there."""
        if self.sides[nth % 2].tcb.unread:
            self._does(nth % 2, Receive(1 + nth % 5))

    def tick(self, _: int = 0) -> bool:
        """The timer that is due first runs out; no segment lives longer than MSL (§3.4.3)."""
        due = self._due()
        if not due:
            return False
        deadline, index, timer = min(due, key=lambda one: one[:2])
        self.now = max(self.now, deadline)
        oldest = self.now - min(side.stack.msl_ms for side in self.sides)
        self.wire = [flight for flight in self.wire if flight.sent >= oldest]
        self._does(index, Timeout(timer))
        return True

    def _due(self) -> list[tuple[int, int, Timer]]:
        return [
            (deadline, index, timer)
            for index, side in enumerate(self.sides)
            for deadline, timer in side.tcb.timers.due()
        ]

    def calm(self) -> None:
        """From here on the network is perfect and the programs finish what they had to do."""
        for _ in range(_MOST_EVENTS):
            for index, side in enumerate(self.sides):
                if side.tcb.unread:
                    self._does(index, Receive())
                if not side.has_closed:
                    self.call(index)
            timers = min((one[0] for one in self._due()), default=_NEVER)
            arrival = max(self.now, self.wire[0].sent + _DELAY) if self.wire else _NEVER
            if self.wire and arrival <= timers:
                self.now = arrival
                self.deliver(0)
            elif not self.tick():
                return
        raise AssertionError("it never comes to rest")

    def _does(self, index: int, event: Event) -> None:
        self._process(index, event)
        self._process(index, Settle())
        side = self.sides[index]
        if side.tcb.peer_fin and side.tcb.unread:
            self._process(index, Receive())

    def _process(self, index: int, event: Event) -> None:
        side = self.sides[index]
        listens = side.tcb.state is State.SYN_RECEIVED  # as long as a handshake may need it
        transition = process(side.tcb, event, Env(self.now, side.iss, side.stack, listens))
        side.tcb = transition.tcb
        assert violations(side.tcb, side.stack) == ()
        for line in transition.lines:
            assert line_violations(line) == ()
            for effect in line.effects:
                match effect:
                    case Emit(segment):
                        self.wire.append(Flight(1 - index, segment, self.now))
                    case Deliver(octets):
                        side.received += octets
                    case Notify(signal):
                        side.signals.append(signal)
