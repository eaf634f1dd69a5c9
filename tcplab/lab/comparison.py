"""Two runs side by side: what they have in common, where they part, and what becomes of each."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator

import msgspec

from tcplab.engine.diagram import edge_of
from tcplab.engine.events import Deliver
from tcplab.lab.alike import parting
from tcplab.lab.findings import Findings
from tcplab.lab.slices import Slices, pausing, whole
from tcplab.lab.state_story import transitions
from tcplab.sim.run import Run
from tcplab.sim.world import Called, Key, Step


class Tick(msgspec.Struct, frozen=True, gc=False):
    """Where both cursors stand together: at `at_ms`, at a moment of either run (by index)."""

    at_ms: int
    a: int
    b: int


class HostEnd(msgspec.Struct, frozen=True):
    """In which states the connections of a host end, such as "CLOSED" or "2 × CLOSED, TIME-WAIT".

    `at_ms` is when the last of them came there, 0 if nothing ever happened.
    """

    host: str
    role: int
    states: str
    at_ms: int


class Results(msgspec.Struct, frozen=True):
    """What a run comes to: counts, and the calls that were refused, such as "connect" ETIMEDOUT.

    Copies that the network makes and forged segments are not sent by anybody. `octets` were handed
    to programs.
    """

    hosts: tuple[HostEnd, ...]
    ended: int
    sent: int
    lost: int
    resent: int
    octets: int
    changes: int
    errors: tuple[tuple[str, str, str], ...]


class Later(msgspec.Struct, frozen=True):
    """How often a run makes a call from a time on, and when it first does (ms)."""

    times: int
    first_ms: int | None


class Comparison(msgspec.Struct, frozen=True):
    """Of the runs `a` and `b`: up to the moment `common` (by index) the same happens in both.

    `ticks` are the steps of both cursors: one for each moment in common, then one for each time at
    which something happens in either. `only_a` and `only_b` are edges of the state diagram
    ("TIME-WAIT>CLOSED") that the other run never goes. `later` tells of the call with which they
    part, if it is one, from then on.
    """

    a: Run
    b: Run
    common: int
    ticks: tuple[Tick, ...]
    results: tuple[Results, Results]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    later: tuple[Later, Later]

    @property
    def same(self) -> bool:
        """Whether nothing at all is different."""
        return self.common == len(self.a.moments) - 1 == len(self.b.moments) - 1

    @property
    def steps(self) -> tuple[Step | None, Step | None]:
        """What happens first that is not the same, in either run; None: nothing more."""
        first = self.common + 1
        found = [run.moments[first].step if first < len(run.moments) else None
                 for run in (self.a, self.b)]  # fmt: skip
        return found[0], found[1]

    @property
    def parted_ms(self) -> int | None:
        """When something is different for the first time (ms)."""
        return min((one.world.now for one in self.steps if one is not None), default=None)

    def tick_of(self, moment: int, side: int = 0) -> int:
        """The last tick (by index) until a moment of `a` (0) or of `b` (1) is over."""
        if moment <= self.common:
            return moment
        now = (self.a, self.b)[side].moments[moment].world.now
        return bisect_right(self.ticks, now, key=lambda tick: tick.at_ms) - 1


def comparison(a: Run, b: Run) -> Comparison:
    """Compares two runs; it takes a time in proportion to their moments."""
    return whole(comparing(a, b))


def comparing(a: Run, b: Run) -> Slices[Comparison]:
    """`comparison`, for whoever cannot wait."""
    same = yield from parting(a, b)
    ticks: list[Tick] = []
    for pause, tick in pausing(_ticks(a, b, same)):
        if pause:
            yield
        ticks.append(tick)
    results_a = yield from _results.finding(a)
    results_b = yield from _results.finding(b)
    edges_a, edges_b = transitions(a), transitions(b)
    parted = _first_not_the_same(a, b, same)
    later_a = yield from _calling(a, parted, same)
    later_b = yield from _calling(b, parted, same)
    return Comparison(
        a,
        b,
        same,
        tuple(ticks),
        (results_a, results_b),
        tuple(edge for edge in edges_a if edge not in edges_b),
        tuple(edge for edge in edges_b if edge not in edges_a),
        (later_a, later_b),
    )


def _first_not_the_same(a: Run, b: Run, same: int) -> Step | None:
    steps = [run.moments[same + 1].step for run in (a, b) if same + 1 < len(run.moments)]
    return min((one for one in steps if one), key=lambda one: one.world.now, default=None)


def caller(step: Step | None) -> tuple[str, str] | None:
    """Whose and which call a step is, if it is one."""
    if step is None or not isinstance(step.cause, Called):
        return None
    return step.cause.call.host, step.cause.call.do


def _calling(run: Run, parted: Step | None, same: int) -> Slices[Later]:
    """The calls of a run like the one that it is parted with from another, since that."""
    wanted, times, first = caller(parted), 0, None
    if wanted is None or parted is None:
        return Later(0, None)
    for pause, moment in pausing(run.moments[same + 1 :]):
        if pause:
            yield
        now = moment.world.now
        if now >= parted.world.now and caller(moment.step) == wanted:
            times, first = times + 1, now if first is None else first
    return Later(times, first)


def _ticks(a: Run, b: Run, same: int) -> Iterator[Tick]:
    for index in range(same + 1):
        yield Tick(a.moments[index].world.now, index, index)
    at_a = at_b = same
    while True:
        next_a, next_b = _after(a, at_a), _after(b, at_b)
        if next_a is None and next_b is None:
            return
        now = min(one for one in (next_a, next_b) if one is not None)
        while _after(a, at_a) == now:
            at_a += 1
        while _after(b, at_b) == now:
            at_b += 1
        yield Tick(now, at_a, at_b)


def _after(run: Run, index: int) -> int | None:
    """When the moment after this one is; None: there is none."""
    return run.moments[index + 1].world.now if index + 1 < len(run.moments) else None


def results(run: Run) -> Results:
    """What a run comes to."""
    return _results.of(run)


def _counting(run: Run) -> Slices[Results]:
    sent = lost = resent = octets = changes = 0
    errors = []
    for pause, moment in pausing(run.moments[1:]):
        if pause:
            yield
        step = moment.step
        assert step is not None  # only moment 0 has none
        for flight in step.sent:
            if not (flight.copy or flight.injected):
                sent, resent = sent + 1, resent + flight.retransmission
                lost += flight.lost is not None
        for one in step.happened:
            changed = one.line.before.state is not one.line.after.state
            changes += changed or edge_of(one.line) is not None
            octets += sum(len(e.octets) for e in one.line.effects if isinstance(e, Deliver))
        failed = (one for one in step.returned if one.result != "ok")
        errors += [(one.call.host, one.call.do, one.result) for one in failed]
    ends = yield from _ending(run)
    return Results(ends, run.ended, sent, lost, resent, octets, changes, tuple(errors))


_results = Findings(_counting)


def _ending(run: Run) -> Slices[tuple[HostEnd, ...]]:
    """By the last change of each connection; a host without one shows its listener, or CLOSED."""
    last: dict[str, dict[Key, tuple[str, int]]] = {}
    for pause, index in pausing(run.changes):
        if pause:
            yield
        step = run.moments[index].step
        for one in step.happened if step else ():
            if one.line.before.state is not one.line.after.state:
                state = one.line.after.state.value
                of_host = last.setdefault(one.host, {})
                of_host[one.local.port, one.remote] = state, run.moments[index].world.now
    found = []
    for role, host in enumerate(run.experiment.hosts):
        known = last.get(host.name, {})
        ends = [end for (_, remote), end in known.items() if remote is not None]
        ends = ends or list(known.values()) or [("CLOSED", 0)]
        counts = Counter(state for state, _ in ends)
        states = [state if n == 1 else f"{n} × {state}" for state, n in counts.items()]
        latest = max(ms for _, ms in ends)
        found.append(HostEnd(host.name, role, ", ".join(states), latest))
    return tuple(found)
