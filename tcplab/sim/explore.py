"""Every order in which the calls, arrivals, losses, copies and time-outs of an experiment can come.

The search is breadth first, so that a finding's run is a shortest one, and it goes by order, not
by time. Left out are the experiment's own fates, chances, cuts and forged segments; timestamps and
the rationing of answers, which tell times apart; and what comes too late: a retransmission time-out
comes when its segment or the ACK was lost, or early as one of the duplicates; no segment outlives
two time-outs, and 2 MSL ends when nothing is on the wire any more. Where a promise is broken the
search goes no further. All else is `step` itself, so that what is found is a run: `timetable` gives
it its times, and `run` must come to the same end.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Literal

import msgspec

from tcplab.engine.diagram import Edge
from tcplab.engine.rules import Rule
from tcplab.engine.tcb import State
from tcplab.sim.behaviour import Behaviour, Parcel
from tcplab.sim.experiment import Experiment
from tcplab.sim.plans import (
    BUDGETS,
    COPIES,
    COPY,
    LOSSES,
    MOST_SITUATIONS,
    Change,
    Fates,
    Move,
    Option,
    Plans,
    Timed,
)
from tcplab.sim.promises import broken_at_once, broken_in_silence, states_of
from tcplab.sim.situations import Situation

OCTETS_PER_STATE = 200
"""About what one state takes in memory."""
MOST_AT_ONCE = 15
"""The most losses, and the most duplicates, that can be asked for."""
_CHUNK = 50_000
_MOST_FINDINGS = 20

Why = Literal["all", "reached", "bound", "crowded", "cancelled"]
Goal = dict[str, State]
States = dict[int, list[int]]
"""Joint states: the wires of those that have the same hosts, as `plans` has them."""


class Limits(msgspec.Struct, frozen=True):
    """How much may go wrong in one run, and after how many states the search ends."""

    losses: int = 1
    duplicates: int = 1
    states: int = 5_000_000


class Finding(msgspec.Struct, frozen=True):
    """What was found, `broken` or only looked for, a shortest way to it, and the hosts there."""

    what: str
    broken: bool
    moves: tuple[Move, ...]
    hosts: tuple[Situation, ...]


class Progress(msgspec.Struct, frozen=True):
    """How far the search is; `parcels` is what moves name.

    `why` it is over, None if it is not: all was seen, the goal or the bound on states was reached,
    one host's situations or equal segments on the wire grew too many to be counted, or whoever
    asked has seen enough.
    """

    states: int
    transitions: int
    depth: int
    why: Why | None
    findings: tuple[Finding, ...]
    edges: frozenset[Edge]
    rules: frozenset[Rule]
    parcels: tuple[Parcel, ...] = ()


def explore(
    experiment: Experiment, limits: Limits | None = None, reach: Goal | None = None
) -> Iterator[Progress]:
    """The search as it goes on: whoever has seen enough stops asking.

    With `reach` (host: state) it ends where all these hosts are in these states at once.
    """
    search = _Search(experiment, limits or Limits(), reach or {})
    depth, frontier = 0, search.begin()
    while frontier:
        for some in _pieces(frontier):
            search.expand(some)
            if why := search.over():
                yield search.progress(depth, why)
                return
            yield search.progress(depth, None)
        frontier = search.met_since()
        depth += bool(frontier)
    yield search.progress(depth, "all")


def _pieces(frontier: States) -> Iterator[States]:
    """All states, so many at once that nobody has to wait long for the next ones."""
    some: States = {}
    count = 0
    for hosts, wires in frontier.items():
        some[hosts] = wires
        count += len(wires)
        if count >= _CHUNK:
            yield some
            some, count = {}, 0
    if some:
        yield some


def goal_in_words(goal: Goal) -> str:
    """Such as "client is in FIN-WAIT-2, server is in LAST-ACK"."""
    return ", ".join(f"{name} is in {state.value}" for name, state in goal.items())


class _Search:
    """The states met, each with the change that led to it, and what was found.

    States with the same hosts are followed together, so that what happens there is asked once.
    """

    def __init__(self, experiment: Experiment, limits: Limits, reach: Goal) -> None:
        self._behaviour = Behaviour(experiment)
        self._plans = Plans(self._behaviour)
        self._limits = limits
        self._reach = reach
        self._names = [host.name for host in experiment.hosts]
        self._changes: defaultdict[int, dict[int, Change | None]] = defaultdict(dict)
        self._new: defaultdict[int, list[int]] = defaultdict(list)
        self._states = 1
        self._calls: dict[int, tuple[Option, ...]] = {}
        self._fates: dict[tuple[int, int], Fates] = {}
        self._timeouts: dict[int, tuple[int, tuple[Timed, ...]]] = {}
        self._checked: set[int] = set()
        self._broken: set[int] = set()
        self._silent: set[int] = set()
        self._overfull = False
        self._transitions = 0
        self._findings: dict[str, Finding] = {}

    def begin(self) -> States:
        """The state before anything has happened."""
        start = self._plans.start(self._limits.losses, self._limits.duplicates)
        self._changes[start][0] = None
        return {start: [0]}

    def met_since(self) -> States:
        """The states that were met for the first time since this was last asked."""
        new, self._new = self._new, defaultdict(list)
        return new

    def over(self) -> Why | None:
        """Whether and why the search ends before everything was seen."""
        if any(not one.broken for one in self._findings.values()):
            return "reached"
        if self._overfull or len(self._behaviour.situations) > MOST_SITUATIONS:
            return "crowded"
        return "bound" if self._states >= self._limits.states else None

    def progress(self, depth: int, why: Why | None) -> Progress:
        """What there is to tell."""
        behaviour = self._behaviour
        return Progress(
            self._states,
            self._transitions,
            depth,
            why,
            tuple(self._findings.values()),
            frozenset(behaviour.edges),
            frozenset(behaviour.rules),
            tuple(behaviour.parcels),
        )

    def expand(self, states: States) -> None:
        """Goes on from these states, as far as they keep all promises."""
        full = self._plans.full()
        for hosts, wires in states.items():
            if hosts not in self._checked:
                self._check(hosts, wires[0])
            if hosts in self._broken:
                continue
            numbers = self._plans.numbers(hosts)
            for at, situation in enumerate(numbers):
                self._follow_calls(at, situation, hosts, wires)
            anywhere = reduce(or_, wires)
            for slot in self._plans.slots(anywhere):
                at, held = self._plans.destination(slot), self._plans.held(slot)
                some = [wire for wire in wires if wire & held]
                self._follow_fates(at, numbers[at], slot, hosts, some)
            self._follow_timeouts(hosts, wires)
            self._overfull = self._overfull or bool(anywhere & full)

    def _follow(self, hosts: int, wires: list[int], one: Option) -> None:
        """What lies one change behind all these states."""
        there, more = hosts + one.hosts, one.wire
        known = self._changes[there]
        fresh = [after for wire in wires if (after := wire + more) not in known]
        self._transitions += len(wires)
        if fresh:
            known |= dict.fromkeys(fresh, one.change)
            self._met(there, fresh)

    def _met(self, hosts: int, fresh: list[int]) -> None:
        """These states were not met before."""
        self._new[hosts] += fresh
        self._states += len(fresh)

    def _follow_calls(self, at: int, situation: int, hosts: int, wires: list[int]) -> None:
        options = self._calls.get(situation)
        if options is None:
            options = self._kept(hosts, wires[0], self._plans.calls(at, situation))
            self._calls[situation] = options
        for one in options:
            self._follow(hosts, wires, one)

    def _follow_fates(
        self, at: int, situation: int, slot: int, hosts: int, wires: list[int]
    ) -> None:
        fates = self._fates.get((situation, slot))
        if fates is None:
            fates = self._plans.fates(at, situation, slot)
            arrivals = self._kept(hosts, wires[0], fates.arrivals)
            copies = tuple(one for one in fates.copies if not one.broken)
            fates = self._fates[situation, slot] = Fates(arrivals, copies, fates.loss)
        for one in fates.arrivals:
            self._follow(hosts, wires, one)
        if hosts & COPIES:
            for one in fates.copies:
                self._follow(hosts, wires, one)
        if hosts & LOSSES:
            self._follow(hosts, wires, fates.loss)

    def _follow_timeouts(self, hosts: int, wires: list[int]) -> None:
        """The time-outs that are in time, or that are early and count as a duplicate."""
        timers = self._timers(hosts)
        if not timers and hosts not in self._silent and 0 in wires:
            self._check_silence(hosts)
        fresh = self._plans.fresh() if timers else 0
        for timed in timers:
            waits_for = timed.waits_for
            due = [wire for wire in wires if not wire & waits_for]
            early = []
            if timed.repeats and hosts & COPIES and len(due) < len(wires):
                early = [wire for wire in wires if wire & waits_for]
            if not due and not early:
                continue
            for one in self._kept(hosts, (due or early)[0], timed.options):
                if not timed.repeats:
                    self._follow(hosts, due, one)
                else:
                    self._follow_repetition(hosts, due, one, 0, fresh)
                    self._follow_repetition(hosts, early, one, COPY, fresh)

    def _follow_repetition(
        self, hosts: int, wires: list[int], one: Option, cost: int, fresh: int
    ) -> None:
        """A repetition makes all that is on the wire older."""
        change = one.hosts - cost
        known, new = self._changes[hosts + change], []
        for wire in wires:
            after = self._plans.older(wire, fresh) + one.wire
            if after not in known:
                known[after] = (change, after - wire)
                new.append(after)
        self._transitions += len(wires)
        if new:
            self._met(hosts + change, new)

    def _timers(self, hosts: int) -> tuple[Timed, ...]:
        known, timers = self._timeouts.get(hosts >> BUDGETS, (-1, ()))
        if known < 0:
            known, timers = 0, tuple(self._plans.timeouts(hosts))
        if known < (now := len(self._behaviour.parcels)):
            timers = tuple(self._plans.waiting(one, known) for one in timers)
            self._timeouts[hosts >> BUDGETS] = (now, timers)
        return timers

    def _check(self, hosts: int, wire: int) -> None:
        """The hosts of a state, met together for the first time."""
        self._checked.add(hosts)
        situations = self._plans.situations(hosts)
        mishaps = self._limits.losses + self._limits.duplicates
        for sentence in broken_at_once(situations, mishaps):
            self._report(sentence, hosts, wire)
            self._broken.add(hosts)
        here = dict(zip(self._names, map(states_of, situations), strict=True))
        if self._reach and all(wanted in here[name] for name, wanted in self._reach.items()):
            self._report(goal_in_words(self._reach), hosts, wire, broken=False)

    def _check_silence(self, hosts: int) -> None:
        """Where nothing is on the wire and no timer runs, both ends must agree."""
        self._silent.add(hosts)
        situations = self._plans.situations(hosts)
        if not any(True for one in situations for _ in one.timers()):
            for sentence in broken_in_silence(situations):
                self._report(sentence, hosts, 0)

    def _kept(self, hosts: int, wire: int, options: Iterable[Option]) -> tuple[Option, ...]:
        """Those that keep all promises; what the others break is reported."""
        known = tuple(options)
        for one in known:
            for sentence in one.broken:
                self._report(sentence, hosts, wire, one)
        return tuple(one for one in known if not one.broken)

    def _report(
        self, what: str, hosts: int, wire: int, last: Option | None = None, *, broken: bool = True
    ) -> None:
        if what in self._findings or len(self._findings) >= _MOST_FINDINGS:
            return
        moves = self._moves_to(hosts, wire)
        if last is not None:
            moves.append(last.move)
            hosts += last.hosts
        situations = self._plans.situations(hosts)
        self._findings[what] = Finding(what, broken, tuple(moves), situations)

    def _moves_to(self, hosts: int, wire: int) -> list[Move]:
        moves: list[Move] = []
        while change := self._changes[hosts][wire]:
            hosts, wire = hosts - change[0], wire - change[1]
            options = self._options(hosts, wire)
            moves.append(next(one.move for one in options if one.change == change))
        return moves[::-1]

    def _options(self, hosts: int, wire: int) -> Iterator[Option]:
        numbers = self._plans.numbers(hosts)
        for at, situation in enumerate(numbers):
            yield from self._plans.calls(at, situation)
        for slot in self._plans.slots(wire):
            at = self._plans.destination(slot)
            fates = self._plans.fates(at, numbers[at], slot)
            yield from (*fates.arrivals, *(fates.copies if hosts & COPIES else ()))
            if hosts & LOSSES:
                yield fates.loss
        yield from self._run_out(hosts, wire)

    def _run_out(self, hosts: int, wire: int) -> Iterator[Option]:
        older = self._plans.older(wire, self._plans.fresh()) - wire
        for timed in self._timers(hosts):
            early = wire & timed.waits_for != 0
            if early and not (timed.repeats and hosts & COPIES):
                continue
            cost, more = (COPY * early, older) if timed.repeats else (0, 0)
            for one in timed.options:
                yield Option(one.hosts - cost, one.wire + more, one.move, one.broken)
