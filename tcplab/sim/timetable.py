"""An order becomes an experiment: calls at fixed times and fates with which `run` goes that way.

Times are differences: a time-out comes so long after what started it, an arrival some delay after
the sending, each thing after the one before. The earliest times that obey all of them are taken.
"""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from tcplab.engine.tcb import Timer
from tcplab.sim.behaviour import Parcel, undisturbed
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.explore import Finding
from tcplab.sim.network import Fate, Network
from tcplab.sim.plans import Move
from tcplab.sim.run import first_world, run
from tcplab.sim.situations import host_identity, timeless_host, timeless_segment
from tcplab.sim.step import step
from tcplab.sim.world import Action, Arrived, Called, Flight, Key, RanOut, World

_GAPS_MS = (100, 20, 5, 1)
_ATTEMPTS = 12
_AFTERMATH_MS = 1_000

_Running = dict[tuple[str, Key, Timer], int]
_AtLeast = tuple[int, int, int]
"""(a, b, ms): the move b comes at least so long after the move a; less than 0 bounds a from b."""


class _Sending(msgspec.Struct):
    """What becomes of one transmission: sent and arriving with these moves."""

    flight: Flight
    sent: int
    arrives: list[int] = []
    on_wire: int = 1
    lost: bool = False


def timed(experiment: Experiment, finding: Finding, parcels: Sequence[Parcel]) -> Experiment | None:
    """An experiment whose run comes to what was found; None if no times can be found for it."""
    bare = undisturbed(experiment)
    for gap in _GAPS_MS:
        times: list[int] | None = [gap * at for at in range(1, len(finding.moves) + 1)]
        for _ in range(_ATTEMPTS):
            assert times is not None
            try:
                walk = _Walk(bare, finding.moves, times, parcels)
            except _GoesAnotherWay:
                break
            earliest = _earliest([*walk.bounds, *walk.order(gap)], len(times), gap)
            if earliest is None:
                break
            if earliest == times:
                made = _written(experiment, finding, walk, times, gap)
                if _comes_there(made, finding, times):
                    return _bounded(made, times)
                break
            times = earliest
    return None


def _earliest(bounds: list[_AtLeast], moves: int, first: int) -> list[int] | None:
    """The earliest times within the bounds, None if they contradict each other."""
    times = [first] * moves
    for _ in range(moves + 1):
        changed = False
        for before, after, least in bounds:
            if times[before] + least > times[after]:
                times[after] = times[before] + least
                changed = True
        if not changed:
            return times
    return None


class _GoesAnotherWay(Exception):
    """At these times something else is sent, such as no answer where answers are rationed."""


class _Walk:
    """The moves made one after the other at given times (ms): who sent what, which timer ran."""

    def __init__(
        self,
        experiment: Experiment,
        moves: Sequence[Move],
        times: Sequence[int],
        parcels: Sequence[Parcel],
    ) -> None:
        self.sendings: list[_Sending] = []
        self.called: list[tuple[int, Called]] = []
        self.bounds: list[_AtLeast] = []
        self._experiment = experiment
        self._moves = moves
        self._parcels = parcels
        self._world: World = first_world(experiment)
        self._set_at: dict[tuple[str, Key, Timer], tuple[int, int]] = {}
        for at, (move, now) in enumerate(zip(moves, times, strict=True)):
            self._move(at, move, now)
        for begun, wait in self._set_at.values():
            self._before_timeout(begun, wait, len(moves) - 1)

    def order(self, gap: int) -> Iterator[_AtLeast]:
        """Each move comes after the one before, each arrival after its sending."""
        for at in range(1, len(self._moves)):
            yield at - 1, at, gap if self._moves[at].actions else 0
        for sending in self.sendings:
            for arrives in sending.arrives:
                yield sending.sent, arrives, gap

    def _move(self, at: int, move: Move, now: int) -> None:
        before = _running(self._world)
        if move.parcel is not None and not move.actions:
            sending = self._sending(move.parcel)
            sending.on_wire -= 1
            sending.lost = not sending.arrives
        for action in move.actions:
            if isinstance(action, Arrived) and move.parcel is not None:
                sending = self._sending(move.parcel)
                sending.arrives.append(at)
                sending.on_wire -= not move.stays
                action = Arrived(sending.flight)
            elif isinstance(action, Called):
                self.called.append((at, action))
            self._act(at, action, now)
        fired = {(one.host, one.key, one.timer) for one in move.actions if isinstance(one, RanOut)}
        self._watch(at, now, before, fired)

    def _act(self, at: int, action: Action, now: int) -> None:
        done = step(self._experiment, self._world, now, action)
        self._world = replace(done.world, wire=())
        self.sendings += [_Sending(one, at) for one in done.sent if one.lost is None]

    def _sending(self, number: int) -> _Sending:
        """The oldest transmission on the wire that looks like the parcel."""
        parcel = self._parcels[number]
        for one in self.sendings:
            flight = one.flight
            ends = (flight.source, flight.destination) == (parcel.source, parcel.destination)
            if one.on_wire and ends and timeless_segment(flight.segment) == parcel.segment:
                return one
        raise _GoesAnotherWay

    def _watch(
        self, at: int, now: int, before: _Running, fired: set[tuple[str, Key, Timer]]
    ) -> None:
        after = _running(self._world)
        for timer in before:
            begun, wait = self._set_at[timer]
            if timer in fired:
                self.bounds += [(begun, at, wait), (at, begun, -wait)]
            elif after.get(timer) != before[timer]:
                self._before_timeout(begun, wait, at)
            if after.get(timer) != before[timer]:
                del self._set_at[timer]
        for timer, due in after.items():
            if before.get(timer) != due:
                self._set_at[timer] = (at, due - now)

    def _before_timeout(self, begun: int, wait: int, at: int) -> None:
        self.bounds.append((at, begun, 1 - wait))


def _running(world: World) -> _Running:
    return {
        (host.name, key, timer): due
        for host in world.hosts
        for key, one in host.connections.items()
        for due, timer in one.tcb.timers.due()
    }


def _written(
    experiment: Experiment, finding: Finding, walk: _Walk, times: list[int], gap: int
) -> Experiment:
    end = times[-1] if times else 0
    made = [_at(one.call, times[at]) for at, one in walk.called]
    left = [
        _at(call, end + gap * (1 + turn)) for turn, call in enumerate(_standing(experiment, walk))
    ]
    fates = [fate for one in walk.sendings for fate in _fates(one, times, gap, end)]
    return replace(
        experiment,
        title=f"{experiment.title}: {finding.what}",
        network=Network(gap),
        horizon_ms=None,
        calls=(*made, *left),
        fates=tuple(fates),
        injections=(),
        cuts=(),
    )


def _at(call: Call, now: int) -> Call:
    return replace(call, at_ms=now, when=None, after_ms=0, times=1, every_ms=0)


def _standing(experiment: Experiment, walk: _Walk) -> Iterator[Call]:
    """Calls that come only after what was found, and yet say what kind of program a host has."""
    made = {called.index for _, called in walk.called}
    for index, call in enumerate(experiment.calls):
        if index not in made and call.do in ("accept", "recv"):
            yield call


def _fates(one: _Sending, times: list[int], gap: int, end: int) -> Iterator[Fate]:
    host, nth = one.flight.source.host, one.flight.nth
    assert nth is not None  # only forged segments have none
    due = times[one.sent] + gap
    if one.lost:
        yield Fate(host, nth, "lose")
        return
    arrivals = [times[at] for at in one.arrives] or [max(due, end + gap)]
    if arrivals[0] > due:
        yield Fate(host, nth, "delay", arrivals[0] - due)
    for again in arrivals[1:]:
        yield Fate(host, nth, "duplicate", again - arrivals[0])


def _comes_there(made: Experiment, finding: Finding, times: list[int]) -> bool:
    """Whether the run really has the hosts in the situations found, when the last move is made."""
    end = times[-1] if times else 0
    last = run(replace(made, horizon_ms=end)).moments[-1].world
    return [host_identity(timeless_host(host)) for host in last.hosts] == [
        host_identity(one.host) for one in finding.hosts
    ]


def _bounded(made: Experiment, times: list[int]) -> Experiment:
    """With a horizon if what was found leads to a run without end."""
    end = times[-1] if times else 0
    return made if run(made).why != "limit" else replace(made, horizon_ms=end + _AFTERMATH_MS)
