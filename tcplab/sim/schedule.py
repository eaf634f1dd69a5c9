"""What happens next: the order in which one millisecond passes.

Arrivals in the order sent (of one moment: in host order), calls in file order, time-outs in host
order, and last the ACKs that are owed and that no other segment has carried. An owed ACK leaves as
soon as nothing more is due at its host that could carry it or go out before it, and so belongs to
the step that called it forth.
"""

from bisect import bisect_right
from typing import assert_never

from tcplab.engine.segment import ACK, FLAGS, Segment
from tcplab.engine.tcb import Timer
from tcplab.sim.experiment import Experiment, Injection, parse_endpoint
from tcplab.sim.transmit import lost_at_arrival
from tcplab.sim.world import Action, Arrived, Called, Flight, Host, Lost, RanOut, Settled, World

Order = tuple[int, ...]
_ARRIVALS, _CALLS, _TIMEOUTS, _SETTLING = range(4)


class Schedule:
    """The timetable of one experiment: what its file fixes, and what a world adds to it."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._fixed = sorted(
            [*_fixed_calls(experiment), *_injections(experiment)], key=lambda one: one[0]
        )
        self._times = [order[0] for order, _ in self._fixed]
        self._deadlines: dict[int, tuple[Host, list[tuple[Order, Action]]]] = {}

    def passed(self, world: World) -> int:
        """How many fixed things lie behind a world that has finished its millisecond."""
        return bisect_right(self._times, world.now)

    def next(self, world: World, passed: int) -> tuple[int, Action, bool] | None:
        """The time (ms) and the thing that happens next, and whether it is a fixed one."""
        best: tuple[Order, Action] | None = None
        candidates = self._candidates(world)
        for candidate in candidates:
            if isinstance(candidate[1], Settled) and not self._carriers(
                candidate[1], world.now, candidates, passed
            ):
                return world.now, candidate[1], False
            if best is None or candidate[0] < best[0]:
                best = candidate
        if passed < len(self._fixed):
            fixed = self._fixed[passed]
            if best is None or fixed[0] < best[0]:
                return max(world.now, fixed[0][0]), fixed[1], True
        return None if best is None else (max(world.now, best[0][0]), best[1], False)

    def _carriers(
        self, owed: Settled, now: int, candidates: list[tuple[Order, Action]], passed: int
    ) -> bool:
        """Whether anything that is still due in this millisecond comes before the ACK."""
        fixed = self._fixed[passed : bisect_right(self._times, now)]
        return any(
            order[0] <= now and order[1] != _SETTLING and _at_host(action, owed.host)
            for order, action in (*candidates, *fixed)
        )

    def _candidates(self, world: World) -> list[tuple[Order, Action]]:
        index = {host.name: host.index for host in world.hosts}
        found: list[tuple[Order, Action]] = [
            (
                (flight.due, _ARRIVALS, flight.sent, index.get(flight.source.host, -1), flight.id),
                Lost(flight) if flight.lost else Arrived(flight),
            )
            for flight in world.wire
        ]
        for due in world.pending:
            call = self.experiment.calls[due.call]
            found.append(((due.due, _CALLS, due.call, due.turn), Called(due.call, call, due.key)))
        for host in world.hosts:
            found.extend(self._timers(host, world.now))
        return found

    def _timers(self, host: Host, now: int) -> list[tuple[Order, Action]]:
        cached = self._deadlines.get(host.index)
        if cached is None or cached[0] is not host:
            cached = (host, _deadlines(host, now))
            self._deadlines[host.index] = cached
        return cached[1]


def _at_host(action: Action, host: str) -> bool:
    """Whether the host might send something because of `action`."""
    match action:
        case Arrived(flight):
            return flight.destination.host == host
        case Called(call=call):
            return call.host == host
        case RanOut(host=name):
            return name == host
        case Lost() | Settled():
            return False
        case _:
            assert_never(action)


def _fixed_calls(experiment: Experiment) -> list[tuple[Order, Action]]:
    return [
        ((call.at_ms + turn * call.every_ms, _CALLS, index, turn), Called(index, call))
        for index, call in enumerate(experiment.calls)
        if call.at_ms is not None
        for turn in range(call.times)
    ]


def _injections(experiment: Experiment) -> list[tuple[Order, Action]]:
    found: list[tuple[Order, Action]] = []
    for index, inject in enumerate(experiment.injections):
        for turn in range(inject.times):
            at = inject.at_ms + turn * inject.every_ms
            flight = lost_at_arrival(experiment, _injected_flight(inject, -1 - len(found), at))
            order = (at, _ARRIVALS, at, len(experiment.hosts), index, turn)
            found.append((order, Lost(flight) if flight.lost else Arrived(flight)))
    return found


def _injected_flight(inject: Injection, flight_id: int, at: int) -> Flight:
    flags = 0
    for name in inject.flags:
        flags |= FLAGS[name]
    segment = Segment(
        inject.seq,
        flags,
        (inject.ack or 0) if flags & ACK else 0,
        inject.window,
        data=bytes(i % 256 for i in range(inject.octets)),
    )
    source, destination = parse_endpoint(inject.from_), parse_endpoint(inject.to)
    return Flight(
        flight_id, source, destination, None, segment, at, at, injected=True, by=inject.by
    )


def _deadlines(host: Host, now: int) -> list[tuple[Order, Action]]:
    """The first deadline of the host, and the first ACK that it owes."""
    timers: list[tuple[Order, Action]] = []
    owed: list[tuple[Order, Action]] = []
    for connection in host.connections.values():
        for deadline, timer in connection.tcb.timers.due():
            phase = _SETTLING if timer is Timer.DELAYED_ACK else _TIMEOUTS
            order = (deadline, phase, host.index, connection.number, _RANK[timer])
            timers.append((order, RanOut(host.name, connection.key, timer)))
        if connection.tcb.ack_owed:
            due = (now, _SETTLING, host.index, connection.number)
            owed.append((due, Settled(host.name, connection.key)))
    return [min(group, key=lambda one: one[0]) for group in (timers, owed) if group]


_RANK = {timer: rank for rank, timer in enumerate(Timer)}
