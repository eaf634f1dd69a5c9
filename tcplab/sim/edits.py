"""What an edit of an experiment can touch at the earliest, so that all before it can be shared."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tcplab.sim.experiment import Call, Cut, Experiment, Injection, Network
from tcplab.sim.turn import meets
from tcplab.sim.world import Pending, Waiting, World

if TYPE_CHECKING:
    from tcplab.sim.run import Run

_EVERYTHING = 0


def first_touched(experiment: Experiment, earlier: "Run") -> int | None:
    """The first millisecond that may differ from `earlier`; None if none can."""
    old = earlier.experiment
    if old.hosts != experiment.hosts or _habits(old) != _habits(experiment):
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
    chances = new.loss or new.duplicate or new.reorder or new.jitter_ms
    if old == new or (replace(old, seed=new.seed) == new and not chances):
        return None
    return earlier.flights[0].sent if earlier.flights else None


def _common(old: Sequence[Call], new: Sequence[Call]) -> list[int | None]:
    """For each old call the index of the same call among the new ones; None if it is gone."""
    unused: dict[Call, list[int]] = {}
    for index, call in enumerate(new):
        unused.setdefault(call, []).append(index)
    return [unused[call].pop(0) if unused.get(call) else None for call in old]


def _calls(old: Experiment, new: Experiment, earlier: "Run") -> int | None:
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
    for moment in earlier.moments:
        for fact in moment.step.facts if moment.step else ():
            if fact.host == call.host and meets(call.when or "", fact.condition):
                return moment.world.now
    return None


def _fates(old: Experiment, new: Experiment, earlier: "Run") -> int | None:
    before: dict[tuple[str, int], list[object]] = {}
    after: dict[tuple[str, int], list[object]] = {}
    for fates, table in ((old.fates, before), (new.fates, after)):
        for fate in fates:
            table.setdefault((fate.host, fate.segment), []).append(fate)
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    times = [one.sent for one in earlier.flights if (one.source.host, one.nth) in changed]
    return min(times, default=None)


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
    return min((one.sent for one in earlier.flights if one.due >= start), default=start)


def _horizon(old: int | None, new: int | None) -> int | None:
    if old == new:
        return None
    return 1 + min(horizon for horizon in (old, new) if horizon is not None)


def translated(world: World, old: Experiment, new: Experiment) -> World:
    """The same world with its calls numbered as in `new`."""
    if old.calls == new.calls:
        return world
    mapping = _common(old.calls, new.calls)
    pending = []
    for one in world.pending:
        if (call := mapping[one.call]) is not None:
            pending.append(Pending(one.due, call, one.key))
    waiting = []
    for wait in world.waiting:
        if (call := mapping[wait.call]) is not None:
            waiting.append(Waiting(call, wait.host, wait.socket))
    fired = frozenset(index for one in world.fired if (index := mapping[one]) is not None)
    return replace(world, pending=tuple(pending), waiting=tuple(waiting), fired=fired)
