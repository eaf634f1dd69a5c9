"""What happens next: the order in which one millisecond passes.

Arrivals in the order sent (of one moment: in host order), calls in file order, time-outs in host
order, and last the ACKs that are owed and that no other segment has carried. An owed ACK leaves as
soon as nothing more is due at its host that could carry it or go out before it, and so belongs to
the step that called it forth.
"""

from bisect import insort
from collections.abc import Callable, Iterator
from functools import partial
from heapq import heapify, heappop, heappush, heapreplace
from itertools import count
from typing import Any

from msgspec.structs import replace

from tcplab.engine.segment import ACK, FLAGS, Options, Segment
from tcplab.engine.tcb import Timer
from tcplab.sim.experiment import Call, Experiment, stream_octets
from tcplab.sim.network import Endpoint, Injection, parse_endpoint
from tcplab.sim.transmit import lost_at_arrival
from tcplab.sim.world import (
    Action,
    Arrived,
    Called,
    Connection,
    Flight,
    Key,
    Lost,
    Pending,
    RanOut,
    Settled,
    Step,
    Waited,
    World,
)

Entry = tuple[Any, ...]
"""When something is due (ms), what decides between things of one millisecond, and what it is."""
_NEVER: Entry = (2**63,)
_ARRIVALS, _CALLS, _TIMEOUTS, _SETTLING = range(4)
_RANK = {timer: rank for rank, timer in enumerate(Timer)}
_PHASE = {timer: _SETTLING if timer is Timer.DELAYED_ACK else _TIMEOUTS for timer in Timer}


class Schedule:
    """What is still to come in one run: what the experiment fixes, and what each step adds to it.

    It begins before everything, or, if the run has `begun`, at the end of a millisecond.
    """

    def __init__(self, experiment: Experiment, world: World, *, begun: bool) -> None:
        self._calls = experiment.calls
        self._index = {host.name: at for at, host in enumerate(experiment.hosts)}
        self._turns = _all_turns(experiment, world.now if begun else -1)
        firsts = (next(turns, None) for turns in self._turns.values())
        self._fixed = [first for first in firsts if first is not None]
        heapify(self._fixed)  # of what is repeated only the next turn is there
        self._flights = [self._arrival(flight) for flight in world.wire]
        heapify(self._flights)
        self._serial = count()  # nobody compares what equal deadlines are of
        self._timers: list[Entry] = []
        self._owed: list[tuple[int, int, Key]] = []
        self._world = world
        for at, host in enumerate(world.hosts):
            for key, connection in host.connections.items():
                self._note(at, key, connection)
                if connection.tcb.ack_owed:
                    insort(self._owed, (at, connection.number, key))

    def after(self, done: Step) -> None:
        """Takes in what a step sent, and the connections that it changed."""
        self._world = done.world
        for flight in done.sent:
            heappush(self._flights, self._arrival(flight))
        last = None
        for one in done.happened:
            if last is not None and one.remote is last.remote and one.local is last.local:
                continue
            last = one
            at, key = self._index[one.host], (one.local.port, one.remote)
            connection = done.world.hosts[at].connections.get(key)
            if connection is not None:
                if connection.tcb.timers is not one.line.before.timers:
                    self._note(at, key, connection)
                if connection.tcb.ack_owed:
                    insort(self._owed, (at, connection.number, key))

    def next(self) -> tuple[int, Action] | None:
        """The time (ms) and the thing that happens next, which is then no longer to come."""
        world = self._world
        if self._owed and (settled := self._settled(world.now)) is not None:
            return world.now, settled
        take: Callable[[], Action] = self._take_fixed
        first = self._fixed[0] if self._fixed else _NEVER
        if self._flights and self._flights[0] < first:
            first, take = self._flights[0], self._take_flight
        for one in world.pending:
            if (order := (one.due, _CALLS, one.call, one.turn)) < first:
                first, take = order, partial(self._called, one)
        for waits in world.waiting:
            if waits.until is None:
                break
            if (order := (waits.until, _CALLS, waits.call, 0)) < first:
                first, take = order, partial(Waited, waits)
        while self._timers and self._timers[0] < first:
            if self._runs(self._timers[0]):
                first, take = self._timers[0], self._take_timer
            else:
                heappop(self._timers)  # its connection has changed since
        due = first[0]
        return None if first is _NEVER else (due if due > world.now else world.now, take())

    def _take_flight(self) -> Action:
        flight = heappop(self._flights)[-1]
        return Lost(flight) if flight.lost else Arrived(flight)

    def _take_fixed(self) -> Action:
        _, phase, *_, index, _, action = self._fixed[0]
        again = next(self._turns[phase, index], None)
        if again is None:
            heappop(self._fixed)
        else:
            heapreplace(self._fixed, again)
        taken: Action = action
        return taken

    def _called(self, one: Pending) -> Action:
        return Called(one.call, self._calls[one.call], one.key)

    def _take_timer(self) -> Action:
        _, _, at, _, _, _, key, _, timer = heappop(self._timers)
        return RanOut(self._world.hosts[at].name, key, timer)

    def _runs(self, deadline: Entry) -> bool:
        """Whether the connection still has the timers that were noted."""
        _, _, at, _, _, _, key, noted, _ = deadline
        found = self._world.hosts[at].connections.get(key)
        return found is not None and found.tcb.timers is noted

    def _arrival(self, flight: Flight) -> Entry:
        sender = self._index[flight.source.host]
        return flight.due, _ARRIVALS, flight.sent, sender, flight.id, flight

    def _note(self, at: int, key: Key, connection: Connection) -> None:
        """Notes the first deadline of a connection."""
        timers = connection.tcb.timers
        if running := timers.due():
            due, timer = min(running, key=_order_of_timers) if len(running) > 1 else running[0]
            deadline = (
                due, _PHASE[timer], at, connection.number, _RANK[timer], next(self._serial),
                key, timers, timer,
            )  # fmt: skip
            heappush(self._timers, deadline)

    def _settled(self, now: int) -> Action | None:
        """The first owed ACK that nothing more can carry."""
        for one in [*self._owed]:
            at, number, key = one
            host = self._world.hosts[at]
            owing = host.connections.get(key)
            if owing is None or owing.number != number or not owing.tcb.ack_owed:
                self._owed.remove(one)  # another segment has carried it, or its host crashed
            elif not self._is_due_at(at, host.name, now):
                self._owed.remove(one)
                return Settled(host.name, key)
        return None

    def _is_due_at(self, at: int, name: str, now: int) -> bool:
        """Whether the host may still send something in this millisecond before its owed ACKs."""
        world, flights, timers, soon = self._world, self._flights, self._timers, (now, _SETTLING)
        return (
            (bool(timers) and timers[0] < soon and self._runs_out_at(at, soon))
            or (bool(flights) and flights[0] < soon and self._arrives_at(name, now))
            or (bool(world.pending) and self._is_called_at(name, now))
            or (bool(self._fixed) and self._fixed[0] < soon and self._is_fixed_at(name, now))
        )

    def _runs_out_at(self, at: int, soon: Entry) -> bool:
        timers = self._timers
        while timers and timers[0] < soon:
            if self._runs(timers[0]):
                return any(one < soon and one[2] == at and self._runs(one) for one in timers)
            heappop(timers)  # its connection has changed since
        return False

    def _arrives_at(self, name: str, now: int) -> bool:
        return any(one.due <= now and _comes_to(one, name) for one in self._world.wire)

    def _is_called_at(self, name: str, now: int) -> bool:
        return any(
            one.due <= now and self._calls[one.call].host == name for one in self._world.pending
        )

    def _is_fixed_at(self, name: str, now: int) -> bool:
        return any(one[0] <= now and _is_at(one[-1], name) for one in self._fixed)


def _order_of_timers(one: tuple[int, Timer]) -> Entry:
    due, timer = one
    return (due, _PHASE[timer], _RANK[timer])


def _comes_to(flight: Flight, host: str) -> bool:
    return flight.destination.host == host and flight.lost is None


def _is_at(action: Action, host: str) -> bool:
    """Whether something fixed, an injected segment or a call, happens at the host."""
    match action:
        case Arrived(flight):
            return flight.destination.host == host
        case Called(call=call):
            return call.host == host
    return False


def _all_turns(experiment: Experiment, until: int) -> dict[tuple[int, int], Iterator[Entry]]:
    """The turns after `until` (ms) of every call and every injection, by phase and place."""
    found: dict[tuple[int, int], Iterator[Entry]] = {}
    for index, call in enumerate(experiment.calls):
        if call.at_ms is not None:
            found[_CALLS, index] = _call_turns(index, call, call.at_ms, until)
    before = 0
    for index, inject in enumerate(experiment.injections):
        found[_ARRIVALS, index] = _injection_turns(experiment, index, before, until)
        before += inject.times
    return found


def _call_turns(index: int, call: Call, begins: int, until: int) -> Iterator[Entry]:
    called = Called(index, call)
    for turn in _turns_after(until, begins, call.every_ms, call.times):
        yield begins + turn * call.every_ms, _CALLS, index, turn, called


def _injection_turns(
    experiment: Experiment, index: int, before: int, until: int
) -> Iterator[Entry]:
    """`before` is how many segments the injections before this one make."""
    inject = experiment.injections[index]
    for turn in _turns_after(until, inject.at_ms, inject.every_ms, inject.times):
        at = inject.at_ms + turn * inject.every_ms
        source = parse_endpoint(inject.from_)
        if inject.next_port:
            source = Endpoint(source.host, source.port + turn)
        injected = _injected_flight(inject, source, -1 - before - turn, at)
        flight = lost_at_arrival(experiment, injected)
        action = Lost(flight) if flight.lost else Arrived(flight)
        yield at, _ARRIVALS, at, len(experiment.hosts), index, turn, action


def _turns_after(until: int, begins: int, every: int, times: int) -> range:
    """Which turns come after `until` (ms) of what begins at a time, and comes `every` so often."""
    if begins > until:
        return range(times)
    return range((until - begins) // every + 1, times) if every else range(0)


def _injected_flight(inject: Injection, source: Endpoint, flight_id: int, at: int) -> Flight:
    flags = 0
    for name in inject.flags:
        flags |= FLAGS[name]
    segment = Segment(
        inject.seq,
        flags,
        (inject.ack or 0) if flags & ACK else 0,
        inject.window,
        data=stream_octets(0, inject.octets),
    )
    if inject.timestamp is not None:
        segment = replace(segment, options=Options(timestamps=(inject.timestamp, 0)))
    destination = parse_endpoint(inject.to)
    return Flight(
        flight_id, source, destination, None, segment, at, at, injected=True, by=inject.by
    )
