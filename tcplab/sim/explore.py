"""Every order in which the calls, arrivals, losses, copies and time-outs of an experiment can come.

The search is breadth first, so that a finding's run is a shortest one, and it goes by order, not
by time. Left out are the experiment's own fates, chances, cuts and forged segments, and what comes
too late: a retransmission time-out comes when its segment or the ACK was lost, or early as one of
the duplicates; no segment outlives two time-outs, and 2 MSL ends when nothing is on the wire any
more. All else is `step` itself, so that what is found is a run: `timetable` gives it its times,
and `run` must come to the same end.
"""

from collections.abc import Iterator
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
_CHUNK = 4_000
_MOST_FINDINGS = 20

Why = Literal["all", "reached", "bound", "crowded"]
Goal = dict[str, State]
_Steps = tuple[int, ...]


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
    or one host's situations or equal segments on the wire grew too many to be counted.
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
    frontier = search.begin()
    depth, why = 0, search.over()
    while frontier and why is None:
        depth += 1
        following: list[int] = []
        for start in range(0, len(frontier), _CHUNK):
            following += search.expand(frontier[start : start + _CHUNK])
            why = search.over()
            if why is not None:
                break
            yield search.progress(depth, None)
        frontier = following
    yield search.progress(depth, why or "all")


def goal_in_words(goal: Goal) -> str:
    """Such as "client is in FIN-WAIT-2, server is in LAST-ACK"."""
    return ", ".join(f"{name} is in {state.value}" for name, state in goal.items())


class _Search:
    """The states met, each with the one before it, and what was found."""

    def __init__(self, experiment: Experiment, limits: Limits, reach: Goal) -> None:
        self._behaviour = Behaviour(experiment)
        self._plans = Plans(self._behaviour)
        self._limits = limits
        self._reach = reach
        self._names = [host.name for host in experiment.hosts]
        self._parents: dict[int, int] = {}
        self._calls: dict[int, _Steps] = {}
        self._arrivals: dict[tuple[bool, bool], dict[int, dict[int, _Steps]]] = {
            (lossy, copying): {} for lossy in (False, True) for copying in (False, True)
        }
        self._timeouts: dict[int, tuple[int, tuple[Timed, ...]]] = {}
        self._slots: dict[int, _Steps] = {}
        self._checked: set[int] = set()
        self._silent: set[int] = set()
        self._known = -1
        self._full = self._fresh = 0
        self._overfull = False
        self._transitions = 0
        self._findings: dict[str, Finding] = {}

    def begin(self) -> list[int]:
        """The state before anything has happened."""
        start = self._plans.start(self._limits.losses, self._limits.duplicates)
        self._parents[start] = -1
        self._check(start)
        return [start]

    def over(self) -> Why | None:
        """Whether and why the search ends before everything was seen."""
        if any(not one.broken for one in self._findings.values()):
            return "reached"
        if self._overfull or len(self._behaviour.situations) > MOST_SITUATIONS:
            return "crowded"
        return "bound" if len(self._parents) >= self._limits.states else None

    def progress(self, depth: int, why: Why | None) -> Progress:
        """What there is to tell."""
        behaviour = self._behaviour
        return Progress(
            len(self._parents),
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
        new: list[int] = []
        parents, parcels, count = self._parents, self._behaviour.parcels, 0
        calls, arrivals, timeouts, slots = self._calls, self._arrivals, self._timeouts, self._slots
        shift, hosts_mask = self._plans.wire_shift, self._plans.hosts_mask
        for state in states:
            hosts, wire = state >> BUDGETS & hosts_mask, state >> shift
            steps = list(calls[hosts] if hosts in calls else self._find_calls(state, hosts))
            if wire:
                lossy, copying = state & LOSSES != 0, state & COPIES != 0
                of_slot = arrivals[lossy, copying].setdefault(hosts, {})
                for slot in slots[wire] if wire in slots else self._find_slots(wire):
                    if slot not in of_slot:
                        of_slot[slot] = self._find_arrivals(state, hosts, slot)
                    steps += of_slot[slot]
            timed = timeouts.get(hosts)
            if timed is None or timed[0] != len(parcels):
                timed = self._find_timeouts(hosts)
            if timed[1]:
                for option in self._run_out(state, timed[1]):
                    steps.append(option.change)
                    for sentence in option.broken:
                        self._report(sentence, state, option)
            elif not wire and hosts not in self._silent:
                self._check_silence(state, hosts)
            count += len(steps)
            for after in map(state.__add__, steps):
                if after not in parents:
                    parents[after] = state
                    new.append(after)
        self._transitions += count
        self._check_new(new)
        return new

    def _check_new(self, states: list[int]) -> None:
        mask = self._plans.hosts_mask
        if not self._checked.issuperset({state >> BUDGETS & mask for state in states}):
            for state in states:
                if self._hosts(state) not in self._checked:
                    self._check(state)
        self._overfull = self._overfull or any(one & self._full for one in states)

    def _find_calls(self, state: int, hosts: int) -> _Steps:
        self._calls[hosts] = self._changes(state, self._plans.calls(hosts))
        return self._calls[hosts]

    def _find_slots(self, wire: int) -> _Steps:
        self._slots[wire] = self._plans.slots(wire)
        return self._slots[wire]

    def _find_arrivals(self, state: int, hosts: int, slot: int) -> _Steps:
        return self._changes(state, self._fates(hosts, slot, state))

    def _fates(self, hosts: int, slot: int, state: int) -> Iterator[Option]:
        """What may become of the parcel in a slot."""
        yield from self._plans.arrivals(hosts, slot)
        if state & COPIES:
            yield from self._plans.copies(hosts, slot)
        if state & LOSSES:
            yield self._plans.loss(slot)

    def _find_timeouts(self, hosts: int) -> tuple[int, tuple[Timed, ...]]:
        known = -1
        while known != len(self._behaviour.parcels):  # those that these make may matter, too
            known = len(self._behaviour.parcels)
            timed = tuple(self._plans.timeouts(hosts))
        known = len(self._behaviour.parcels)
        self._timeouts[hosts] = (known, timed)
        if known != self._known:
            self._known, self._full, self._fresh = known, self._plans.full(), self._plans.fresh()
        return self._timeouts[hosts]

    def _run_out(self, state: int, timers: tuple[Timed, ...]) -> Iterator[Option]:
        """The time-outs that are in time, or that are early and count as a duplicate."""
        for timed in timers:
            cost = 0
            if state & timed.waits_for:
                if not timed.repeats or not state & COPIES:
                    continue
                cost = COPY
            aged = self._plans.older(state, self._fresh) - state if timed.repeats else 0
            for one in timed.options:
                yield Option(one.change + aged - cost, one.move, one.broken)

    def _changes(self, state: int, options: Iterator[Option]) -> _Steps:
        """What the options change; what they break is found here, when they are first met."""
        changes = []
        for one in options:
            changes.append(one.change)
            for sentence in one.broken:
                self._report(sentence, state, one)
        return tuple(changes)

    def _hosts(self, state: int) -> int:
        return state >> BUDGETS & self._plans.hosts_mask

    def _check(self, state: int) -> None:
        """The hosts of a state, met together for the first time."""
        self._checked.add(self._hosts(state))
        hosts = self._plans.situations(self._hosts(state))
        for sentence in broken_at_once(hosts):
            self._report(sentence, state)
        here = dict(zip(self._names, map(states_of, hosts), strict=True))
        if self._reach and all(wanted in here[name] for name, wanted in self._reach.items()):
            self._report(goal_in_words(self._reach), state, broken=False)

    def _check_silence(self, state: int, hosts: int) -> None:
        """Nothing is on the wire: if no timer runs, both ends must agree."""
        self._silent.add(hosts)
        situations = self._plans.situations(hosts)
        if not any(True for one in situations for _ in one.timers()):
            for sentence in broken_in_silence(situations):
                self._report(sentence, state)

    def _report(
        self, what: str, state: int, last: Option | None = None, *, broken: bool = True
    ) -> None:
        if what in self._findings or len(self._findings) >= _MOST_FINDINGS:
            return
        moves = self._moves_to(state)
        if last is not None:
            moves.append(last.move)
            state += last.change
        hosts = self._plans.situations(self._hosts(state))
        self._findings[what] = Finding(what, broken, tuple(moves), hosts)

    def _moves_to(self, state: int) -> list[Move]:
        moves: list[Move] = []
        while (before := self._parents[state]) >= 0:
            change = state - before
            moves.append(next(one.move for one in self._options(before) if one.change == change))
            state = before
        return moves[::-1]

    def _options(self, state: int) -> Iterator[Option]:
        hosts = self._hosts(state)
        yield from self._plans.calls(hosts)
        for slot in self._plans.slots(state >> self._plans.wire_shift):
            yield from self._fates(hosts, slot, state)
        yield from self._run_out(state, tuple(self._plans.timeouts(hosts)))
