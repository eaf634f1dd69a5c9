"""What an edit of an experiment can touch at the earliest, so that all before it can be shared."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tcplab.sim import conditions
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Cut, Injection, Network
from tcplab.sim.world import Called, Step, Waited, World

if TYPE_CHECKING:
    from tcplab.sim.run import Moment, Run

_EVERYTHING = 0


def shared(experiment: Experiment, earlier: "Run") -> "list[Moment]":
    """The moments of `earlier` that the run of `experiment` has too, as far as its milliseconds
    are complete; the same objects, unless calls have got other numbers.
    """
    touched = first_touched(experiment, earlier)
    if earlier.why == "limit":
        last = earlier.moments[-1].world.now
        touched = last if touched is None else min(last, touched)
    until = (
        len(earlier.moments)
        if touched is None
        else bisect_left(earlier.moments, touched, key=lambda one: one.world.now)
    )
    moments = list(islice(earlier.moments, until))
    old, new = earlier.experiment.calls, experiment.calls
    numbers = {} if old == new else _new_numbers(old, new)
    if any(at != now for at, now in numbers.items()):
        moments = [_renumbered(one, numbers) for one in moments]
    return moments


def first_touched(experiment: Experiment, earlier: "Run") -> int | None:
    """The first millisecond that may differ from `earlier`; None if none can."""
    old = earlier.experiment
    if old.hosts != experiment.hosts:
        return _EVERYTHING
    if old.calls != experiment.calls and _habits(old) != _habits(experiment):
        return _EVERYTHING
    times = [
        _network(old.network, experiment.network, earlier),
        _calls(old, experiment, earlier),
        _fates(old, experiment, earlier),
        _injections(old.injections, experiment.injections),
        _cuts(old.cuts, experiment.cuts, earlier),
        _horizon(old.horizon_ms, experiment.horizon_ms),
    ]
    return min((time for time in times if time is not None), default=None)


def _habits(experiment: Experiment) -> set[tuple[str, str]]:
    """Which hosts accept or read by calls of their own."""
    return {(call.host, call.do) for call in experiment.calls if call.do in ("accept", "recv")}


def _network(old: Network, new: Network, earlier: "Run") -> int | None:
    if old == new or (replace(old, seed=new.seed) == new and not new.chances):
        return None
    return earlier.flights[0].sent if earlier.flights else None


def _common(old: Sequence[Call], new: Sequence[Call]) -> list[int | None]:
    """For each old call the index of the same call among the new ones; None if it is gone."""
    unused: dict[Call, list[int]] = {}
    for index, call in enumerate(new):
        unused.setdefault(call, []).append(index)
    return [unused[call].pop(0) if unused.get(call) else None for call in old]


def _calls(old: Experiment, new: Experiment, earlier: "Run") -> int | None:
    if old.calls == new.calls:
        return None
    mapping = _common(old.calls, new.calls)
    kept = [index for index in mapping if index is not None]
    if kept != sorted(kept):
        return _EVERYTHING
    removed = [call for call, index in zip(old.calls, mapping, strict=True) if index is None]
    added = [call for index, call in enumerate(new.calls) if index not in set(kept)]
    times = [_first_effect(call, earlier) for call in (*removed, *added)]
    return min((time for time in times if time is not None), default=None)


def _first_effect(call: Call, earlier: "Run") -> int | None:
    """When a call can first matter: its time, or when its condition holds in the earlier run."""
    if call.at_ms is not None:
        return call.at_ms
    wanted = conditions.parse(call.when or "")
    for moment in earlier.moments:
        for fact in moment.step.facts if moment.step else ():
            if fact.host == call.host and conditions.meets(wanted, fact.condition):
                return moment.world.now
    return None


def _fates(old: Experiment, new: Experiment, earlier: "Run") -> int | None:
    before: dict[tuple[str, int], list[object]] = {}
    after: dict[tuple[str, int], list[object]] = {}
    for fates, table in ((old.fates, before), (new.fates, after)):
        for fate in fates:
            table.setdefault((fate.host, fate.segment), []).append(fate)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    sent = (earlier.when_sent(host, segment) for host, segment in changed)
    return min((ms for ms in sent if ms is not None), default=None)


def _injections(old: Sequence[Injection], new: Sequence[Injection]) -> int | None:
    if old == new:
        return None
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    return min(one.at_ms for one in (*old[same:], *new[same:]))


def _cuts(old: Sequence[Cut], new: Sequence[Cut], earlier: "Run") -> int | None:
    """A cut also takes what was sent before it and is due within it."""
    changed = set(old) ^ set(new)
    if not changed:
        return None
    start = min(cut.from_ms for cut in changed)
    return min([start, *(one.sent for one in earlier.flights if one.due >= start)])


def _horizon(old: int | None, new: int | None) -> int | None:
    if old == new:
        return None
    return 1 + min(horizon for horizon in (old, new) if horizon is not None)


def _new_numbers(old: Sequence[Call], new: Sequence[Call]) -> dict[int, int]:
    """Where in the file the calls that are still there stand now, by where they stood."""
    return {at: now for at, now in enumerate(_common(old, new)) if now is not None}


def _renumbered(moment: "Moment", numbers: dict[int, int]) -> "Moment":
    """The moment with today's numbers; itself if it tells of no call that has another one now."""
    if all(numbers[at] == at for at in _told_of(moment)):
        return moment
    world = moment.world
    world = replace(
        world,
        pending=tuple(replace(one, call=numbers[one.call]) for one in world.pending),
        waiting=tuple(replace(one, call=numbers[one.call]) for one in world.waiting),
        fired=frozenset(numbers[one] for one in world.fired),
    )
    step = None if moment.step is None else _renumbered_step(moment.step, numbers, world)
    return replace(moment, step=step, world=world)


def _told_of(moment: "Moment") -> Iterator[int]:
    """The calls that a moment names by their numbers."""
    yield from moment.world.fired
    yield from (one.call for one in moment.world.pending)
    yield from (one.call for one in moment.world.waiting)
    if moment.step is not None:
        yield from (one.index for one in moment.step.returned)
        if isinstance(moment.step.cause, Called):
            yield moment.step.cause.index


def _renumbered_step(step: Step, numbers: dict[int, int], world: World) -> Step:
    cause = step.cause
    if isinstance(cause, Called):
        cause = replace(cause, index=numbers[cause.index])
    elif isinstance(cause, Waited):
        cause = Waited(replace(cause.waiting, call=numbers[cause.waiting.call]))
    returned = tuple(replace(one, index=numbers[one.index]) for one in step.returned)
    return replace(step, world=world, cause=cause, returned=returned)
