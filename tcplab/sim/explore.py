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
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
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
_MOST_WIRES = 100_000
_MOST_FINDINGS = 20

Why = Literal["all", "reached", "bound", "crowded", "cancelled"]
Goal = dict[str, State]


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
        following: list[int] = []
        for start in range(0, len(frontier), _CHUNK):
            following += search.expand(frontier[start : start + _CHUNK])
            if why := search.over():
                yield search.progress(depth, why)
                return
            yield search.progress(depth, None)
        depth, frontier = depth + bool(following), following
    yield search.progress(depth, "all")


def goal_in_words(goal: Goal) -> str:
    """Such as "client is in FIN-WAIT-2, server is in LAST-ACK"."""
    return ", ".join(f"{name} is in {state.value}" for name, state in goal.items())


class _Search:
    """The states met, each with the change that led to it, and what was found.

    A change is one number for all states in which a host and a parcel are the same, so that they
    are followed together.
    """

    def __init__(self, experiment: Experiment, limits: Limits, reach: Goal) -> None:
        self._behaviour = Behaviour(experiment)
        self._plans = Plans(self._behaviour)
        self._limits = limits
        self._reach = reach
        self._names = [host.name for host in experiment.hosts]
        self._changes: dict[int, int] = {}
        self._new: list[int] = []
        self._calls: dict[int, tuple[Option, ...]] = {}
        self._fates: dict[tuple[int, int], Fates] = {}
        self._slots: dict[int, tuple[int, ...]] = {}
        self._timeouts: dict[int, tuple[int, tuple[Timed, ...]]] = {}
        self._checked: set[int] = set()
        self._broken: set[int] = set()
        self._silent: set[int] = set()
        self._overfull = False
        self._transitions = 0
        self._findings: dict[str, Finding] = {}

    def begin(self) -> list[int]:
        """The state before anything has happened."""
        start = self._plans.start(self._limits.losses, self._limits.duplicates)
        self._changes[start] = 0
        return [start]

    def over(self) -> Why | None:
        """Whether and why the search ends before everything was seen."""
        if any(not one.broken for one in self._findings.values()):
            return "reached"
        if self._overfull or len(self._behaviour.situations) > MOST_SITUATIONS:
            return "crowded"
        return "bound" if len(self._changes) >= self._limits.states else None

    def progress(self, depth: int, why: Why | None) -> Progress:
        """What there is to tell."""
        behaviour = self._behaviour
        return Progress(
            len(self._changes),
            self._transitions,
            depth,
            why,
            tuple(self._findings.values()),
            frozenset(behaviour.edges),
            frozenset(behaviour.rules),
            tuple(behaviour.parcels),
        )

    def expand(self, states: list[int]) -> list[int]:
        """The states that follow on `states` and were not met before."""
        self._new = []
        here: dict[tuple[int, int], list[int]] = {}
        coming: dict[tuple[int, int, int], list[int]] = {}
        together = self._together(states)
        for hosts, group in together.items():
            numbers = self._plans.numbers(hosts)
            for at, situation in enumerate(numbers):
                here.setdefault((at, situation), []).extend(group)
            for slot, some in self._on_wire(group).items():
                at = self._plans.destination(slot)
                coming.setdefault((at, numbers[at], slot), []).extend(some)
        for (at, situation), group in here.items():
            self._follow_calls(at, situation, group)
        for (at, situation, slot), group in coming.items():
            self._follow_fates(at, situation, slot, group)
        for hosts, group in together.items():
            self._follow_timeouts(hosts, group)
        full = self._plans.full()
        self._overfull = self._overfull or any(one & full for one in self._new)
        return self._new

    def _together(self, states: list[int]) -> dict[int, list[int]]:
        """The states that keep all promises so far, by their hosts."""
        groups: dict[int, list[int]] = {}
        mask = self._plans.hosts_mask
        for state in states:
            hosts = state >> BUDGETS & mask
            if hosts in groups:
                groups[hosts].append(state)
            else:
                groups[hosts] = [state]
        for hosts in groups.keys() - self._checked:
            self._check(hosts, groups[hosts][0])
        return {hosts: group for hosts, group in groups.items() if hosts not in self._broken}

    def _on_wire(self, states: list[int]) -> dict[int, list[int]]:
        """The states by what is on their wire: each under all its slots."""
        groups: defaultdict[int, list[int]] = defaultdict(list)
        slots, shift = self._slots, self._plans.wire_shift
        if len(slots) > _MOST_WIRES:
            slots.clear()
        for state in states:
            wire = state >> shift
            for slot in slots[wire] if wire in slots else self._find_slots(wire):
                groups[slot].append(state)
        return groups

    def _find_slots(self, wire: int) -> tuple[int, ...]:
        self._slots[wire] = self._plans.slots(wire)
        return self._slots[wire]

    def _follow(self, states: list[int], change: int) -> None:
        """What lies one change behind all these states."""
        changes = self._changes
        fresh = [after for state in states if (after := state + change) not in changes]
        changes.update(zip(fresh, repeat(change)))
        self._new += fresh
        self._transitions += len(states)

    def _follow_calls(self, at: int, situation: int, states: list[int]) -> None:
        options = self._calls.get(situation)
        if options is None:
            options = self._kept(states[0], self._plans.calls(at, situation))
            self._calls[situation] = options
        for one in options:
            self._follow(states, one.change)

    def _follow_fates(self, at: int, situation: int, slot: int, states: list[int]) -> None:
        fates = self._fates.get((situation, slot))
        if fates is None:
            fates = self._plans.fates(at, situation, slot)
            arrivals = self._kept(states[0], fates.arrivals)
            copies = tuple(one for one in fates.copies if not one.broken)
            fates = self._fates[situation, slot] = Fates(arrivals, copies, fates.loss)
        for one in fates.arrivals:
            self._follow(states, one.change)
        copying = [state for state in states if state & COPIES]
        for one in fates.copies:
            self._follow(copying, one.change)
        self._follow([state for state in states if state & LOSSES], fates.loss.change)

    def _follow_timeouts(self, hosts: int, states: list[int]) -> None:
        """The time-outs that are in time, or that are early and count as a duplicate."""
        timers = self._timers(hosts)
        if not timers and hosts not in self._silent:
            self._check_silence(hosts, states)
        fresh = self._plans.fresh() if timers else 0
        for timed in timers:
            waits_for = timed.waits_for
            due = [state for state in states if not state & waits_for]
            early = []
            if timed.repeats and len(due) < len(states):
                early = [state for state in states if state & waits_for and state & COPIES]
            if not due and not early:
                continue
            for one in self._kept((due or early)[0], timed.options):
                if not timed.repeats:
                    self._follow(due, one.change)
                else:
                    self._follow_repetition(due, one, 0, fresh)
                    self._follow_repetition(early, one, COPY, fresh)

    def _follow_repetition(self, states: list[int], one: Option, cost: int, fresh: int) -> None:
        """A repetition makes all that is on the wire older."""
        self._transitions += len(states)
        for state in states:
            after = self._plans.older(state, fresh) + one.change - cost
            if after not in self._changes:
                self._changes[after] = after - state
                self._new.append(after)

    def _timers(self, hosts: int) -> tuple[Timed, ...]:
        known, timers = self._timeouts.get(hosts, (-1, ()))
        if known < 0:
            known, timers = 0, tuple(self._plans.timeouts(hosts))
        if known < (now := len(self._behaviour.parcels)):
            timers = tuple(self._plans.waiting(one, known) for one in timers)
            self._timeouts[hosts] = (now, timers)
        return timers

    def _check(self, hosts: int, state: int) -> None:
        """The hosts of a state, met together for the first time."""
        self._checked.add(hosts)
        situations = self._plans.situations(hosts)
        mishaps = self._limits.losses + self._limits.duplicates
        for sentence in broken_at_once(situations, mishaps):
            self._report(sentence, state)
            self._broken.add(hosts)
        here = dict(zip(self._names, map(states_of, situations), strict=True))
        if self._reach and all(wanted in here[name] for name, wanted in self._reach.items()):
            self._report(goal_in_words(self._reach), state, broken=False)

    def _check_silence(self, hosts: int, states: list[int]) -> None:
        """Where nothing is on the wire and no timer runs, both ends must agree."""
        silent = next((state for state in states if not state >> self._plans.wire_shift), None)
        if silent is None:
            return
        self._silent.add(hosts)
        situations = self._plans.situations(hosts)
        if not any(True for one in situations for _ in one.timers()):
            for sentence in broken_in_silence(situations):
                self._report(sentence, silent)

    def _kept(self, state: int, options: Iterable[Option]) -> tuple[Option, ...]:
        """Those that keep all promises; what the others break is reported."""
        known = tuple(options)
        for one in known:
            for sentence in one.broken:
                self._report(sentence, state, one)
        return tuple(one for one in known if not one.broken)

    def _report(
        self, what: str, state: int, last: Option | None = None, *, broken: bool = True
    ) -> None:
        if what in self._findings or len(self._findings) >= _MOST_FINDINGS:
            return
        moves = self._moves_to(state)
        if last is not None:
            moves.append(last.move)
            state += last.change
        hosts = self._plans.situations(self._plans.hosts(state))
        self._findings[what] = Finding(what, broken, tuple(moves), hosts)

    def _moves_to(self, state: int) -> list[Move]:
        moves: list[Move] = []
        while change := self._changes[state]:
            state -= change
            moves.append(next(one.move for one in self._options(state) if one.change == change))
        return moves[::-1]

    def _options(self, state: int) -> Iterator[Option]:
        hosts = self._plans.hosts(state)
        numbers = self._plans.numbers(hosts)
        for at, situation in enumerate(numbers):
            yield from self._plans.calls(at, situation)
        for slot in self._plans.slots(state >> self._plans.wire_shift):
            at = self._plans.destination(slot)
            fates = self._plans.fates(at, numbers[at], slot)
            yield from (*fates.arrivals, *(fates.copies if state & COPIES else ()))
            if state & LOSSES:
                yield fates.loss
        yield from self._run_out(state, self._timers(hosts))

    def _run_out(self, state: int, timers: Sequence[Timed]) -> Iterator[Option]:
        older = self._plans.older(state, self._plans.fresh()) - state
        for timed in timers:
            early = state & timed.waits_for != 0
            if early and not (timed.repeats and state & COPIES):
                continue
            more = older - COPY * early if timed.repeats else 0
            for one in timed.options:
                yield Option(one.change + more, one.move, one.broken)
