"""Time becomes order: what of a host's memory can still matter when every delay is possible.

Deadlines become "is running", measured times and timestamps vanish, and what is left of R2 is how
often the head of the retransmission queue has timed out. Two moments with equal situations have
equal futures.
"""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from tcplab.engine.segment import SYN, Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import NO_TIMERS, Rtt, Sent, State, Tcb, Timer, Timers
from tcplab.sim.experiment import Experiment
from tcplab.sim.world import Called, Connection, Host, Key, Pending, Waiting

GivenUp = tuple[Key, int, int]
"""A connection given up, as the host filed it: its ISS, and how often the last thing was sent."""
Stream = tuple[Key, int, bytes]
"""Octets of one incarnation: the connection as its host files it, the sender's ISS, the octets."""

REPEATING = frozenset({Timer.RTO, Timer.PERSIST})
_UNBORN = frozenset({State.CLOSED, State.LISTEN})


class Situation(msgspec.Struct, frozen=True, gc=False):
    """One host at one moment of an order, without its clock.

    `made` counts its calls at fixed times that were made; `said` and `heard` are what its programs
    have handed to TCP and got from it; `excused` says that it aborted, gave up or crashed, after
    which RFC 9293 §3.5.1 lets the other end believe in a connection that is gone. `overtaken` says
    that its retransmission timer runs since before the last time-out elsewhere; `reset` that a
    connection of its, once synchronized, was reset by the other end; `given_up` are those that it
    repeated itself in vain for.
    """

    host: Host
    made: int = 0
    pending: tuple[Pending, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    fired: frozenset[int] = frozenset()
    said: tuple[Stream, ...] = ()
    heard: tuple[Stream, ...] = ()
    excused: bool = False
    overtaken: bool = False
    reset: bool = False
    given_up: tuple[GivenUp, ...] = ()

    @property
    def identity(self) -> tuple[object, ...]:
        """A hashable value, equal for equal situations."""
        return (
            *host_identity(self.host),
            self.made,
            self.pending,
            self.waiting,
            self.fired,
            self.said,
            self.heard,
            self.excused,
            self.overtaken,
            self.reset,
            self.given_up,
        )

    def connections(self) -> Iterator[Connection]:
        """Its connections, listeners left out."""
        return (one for one in self.host.connections.values() if one.remote is not None)

    def timers(self) -> Iterator[tuple[Connection, Timer]]:
        """The timers that run."""
        for one in self.host.connections.values():
            for _, timer in one.tcb.timers.due():
                yield one, timer


def host_identity(host: Host) -> tuple[object, ...]:
    """A hashable value, equal for hosts that know the same; what never changes is left out."""
    return (
        host.name,
        host.up,
        host.next_iss,
        host.next_port,
        tuple(sorted(host.connections.values(), key=lambda one: one.number)),
        tuple(sorted(host.sockets.values(), key=lambda one: one.id)),
    )


def timeless_host(host: Host) -> Host:
    """The host without its clock; its connections are counted anew, in their order."""
    order = sorted(
        (one for one in host.connections.values() if one.number), key=lambda one: one.number
    )
    numbers = {one.key: at for at, one in enumerate(order, 1)}
    connections = {
        key: replace(one, number=numbers.get(key, 0), tcb=timeless(one.tcb, host.stack))
        for key, one in host.connections.items()
    }
    return replace(
        host, transmissions=0, challenged=(), numbered=len(numbers), connections=connections
    )  # fmt: skip


def timeless(tcb: Tcb, stack: Stack) -> Tcb:
    """The TCB without its clock."""
    if tcb.state in _UNBORN:
        return tcb
    timers = Timers(*(None if due is None else 0 for due in _deadlines(tcb.timers)))
    queue = tuple(
        replace(one, first=0, last=0, times=1, repeated=None if one.repeated is None else 0)
        for one in tcb.retransmission_queue
    )
    rtt = Rtt(stack.rto_first_ms)
    return replace(
        tcb,
        timers=timers,
        retransmission_queue=queue,
        rtt=rtt,
        ts_recent=0,
        invalid_answered=None,
        reopened=None if tcb.reopened is None else timeless(tcb.reopened, stack),
    )


def timeless_segment(segment: Segment) -> Segment:
    """The segment without the times in its timestamps."""
    if segment.options.timestamps is None:
        return segment
    return replace(segment, options=replace(segment.options, timestamps=(0, 0)))


def _deadlines(timers: Timers) -> Iterator[int | None]:
    if timers is NO_TIMERS:
        return iter(())
    return (getattr(timers, field) for field in Timers.__struct_fields__)


def with_elapsed_time(tcb: Tcb, stack: Stack) -> Tcb:
    """The TCB as its RTO runs out at 0 ms: R2 has counted all the time-outs before this one."""
    if not tcb.retransmission_queue:
        return tcb
    head, *rest = tcb.retransmission_queue
    waits = waits_of(head, stack)
    head = replace(
        head,
        first=-sum(waits),
        repeated=None if head.repeated is None else -sum(waits[1:]),
    )
    return replace(tcb, retransmission_queue=(head, *rest))


def waits_of(head: Sent, stack: Stack) -> list[int]:
    """How long (ms) it was before each time-out so far and this one, doubling (RFC 6298 §5.5)."""
    first = stack.rto_first_ms if head.flags & SYN else stack.rto_min_ms
    return [min(first << turn, stack.rto_max_ms) for turn in range(head.timeouts + 1)]


def calls_in_order(experiment: Experiment, host: str) -> tuple[Called, ...]:
    """The calls of a host at fixed times, in the order in which its programs make them."""
    timed = [
        (call.at_ms + turn * call.every_ms, index, turn)
        for index, call in enumerate(experiment.calls)
        if call.host == host and call.at_ms is not None
        for turn in range(call.times)
    ]
    return tuple(Called(index, experiment.calls[index]) for _, index, _ in sorted(timed))


def next_calls(
    experiment: Experiment, at_times: tuple[Called, ...], now: Situation
) -> list[Called]:
    """What its programs may do next: the next call at a time, and the first of each condition."""
    calls = [at_times[now.made]] if now.made < len(at_times) else []
    seen = set()
    for one in now.pending:
        call = experiment.calls[one.call]
        if (call.when, one.key) not in seen:
            seen.add((call.when, one.key))
            calls.append(Called(one.call, call, one.key))
    return calls
