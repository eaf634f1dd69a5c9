"""From a moment of a run to a state or an edge of figure 5 that the run never comes to.

Calls and mishaps are added after that moment, as few as will do; of equally few those that lead
there first. Every try is a run, so that what is found is what will be seen.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tcplab.engine.diagram import edge_of
from tcplab.lab.diagram_layout import EDGES
from tcplab.lab.openings import moment_at, openings
from tcplab.lab.slices import Slices, pausing
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import CAP, Run, running
from tcplab.sim.situations import host_identity, timeless_host
from tcplab.sim.world import Step, World

MOST = 3
"""The most calls and mishaps that are added."""
TRIES = 10_000
_AHEAD = 100
"""So many steps after the moment are looked at."""
_AFTERMATH_MS = 1_000
_FAR = 99

IMPOSSIBLE = frozenset({"LISTEN>SYN-SENT"})
"""RFC 9293 §3.10.2 lets SEND turn a LISTEN into a SYN; send() on a listening socket fails."""


class Way(msgspec.Struct, frozen=True):
    """The experiment with `added` calls and mishaps more; its run is there at `moment` (index)."""

    experiment: Experiment
    moment: int
    added: int


class Search(msgspec.Struct, frozen=True):
    """How many runs have been tried; when it is `over`, the way, None if none was found."""

    tries: int
    over: bool = False
    way: Way | None = None


class _Node(NamedTuple):
    """A run that does not come there yet; more is added from `since` (ms) on."""

    run: Run
    since: int
    far: int


def way_there(start: Run, index: int, place: str, *, tries: int = TRIES) -> Iterator[Search]:
    """The search for `place` ("A" or "A>B"), as it goes on, from the moment `index` of `start`."""
    if place in IMPOSSIBLE:
        yield Search(0, over=True)
        return
    search = _Searching(start, index, place, tries)
    found = search.way()
    while True:
        try:
            next(found)
        except StopIteration as done:
            yield Search(search.tries, over=True, way=done.value)
            return
        yield Search(search.tries)


def comes_to(done: Step, place: str) -> bool:
    """Whether a state is entered in a step, or an edge of figure 5 is gone."""
    for one in done.happened:
        edge, (before, after) = edge_of(one.line), (one.line.before.state, one.line.after.state)
        if ">" in place:
            if edge is not None and f"{edge[0].value}>{edge[1].value}" == place:
                return True
        elif after.value == place and (before is not after or edge is not None):
            return True
    return False


class _Searching:
    """Breadth first by the number of things added, and in each breadth by time."""

    def __init__(self, start: Run, index: int, place: str, tries: int) -> None:
        self.tries = 0
        self._best: Way | None = None
        self._start = start
        self._most = tries
        self._index = index
        self._place = place
        self._cap = index + _AHEAD
        self._distances = _distances(place)
        self._until = 0
        self._seen: set[object] = set()

    def way(self) -> Slices[Way | None]:
        """The way, if there is one."""
        yield from self._levels()
        if self._best is None:
            return None
        way = yield from _ended(self._start, self._best)
        kept = yield from _same_until(self._start, way.experiment, self._index)
        return way if kept else None

    def _levels(self) -> Slices[None]:
        """Each breadth is seen to its end, but for what could only come there later."""
        now = self._start.moments[self._index].world.now
        endless = replace(self._start.experiment, horizon_ms=None)
        begun = yield from _run(endless, self._start, self._cap)
        self._look(begun, now, 0)
        nodes = [_Node(begun, now, _FAR)]
        for added in range(1, MOST + 1):
            if self._best is not None or self.tries >= self._most:
                break
            following: list[_Node] = []
            for node in sorted(nodes, key=lambda one: one.far):
                yield from self._expand(node, added, following)
            yield from _freed(nodes)
            nodes = following
        yield from _freed(nodes)

    def _expand(self, node: _Node, added: int, following: list[_Node]) -> Slices[None]:
        if self._best is not None and node.since >= self._until:
            return
        for at, experiment in openings(node.run, self._index, node.since):
            yield
            if self.tries >= self._most or (self._best is not None and at >= self._until):
                return
            done = yield from _run(experiment, node.run, self._cap)
            self.tries += 1
            if not self._look(done, at, added) and self._best is None:
                yield
                identity = _identity(done.moments[moment_at(done, at)].world)
                if identity not in self._seen:
                    self._seen.add(identity)
                    following.append(_Node(done, at, self._far(done, at)))

    def _look(self, done: Run, since: int, added: int) -> bool:
        """Whether a run comes there; the one that does so first is kept."""
        first = max(self._index + 1, moment_at(done, since - 1))
        for moment in done.moments[first:]:
            if moment.step is not None and comes_to(moment.step, self._place):
                if self._best is None or moment.world.now < self._until:
                    self._best = Way(done.experiment, moment.index, added)
                    self._until = moment.world.now
                return True
        return False

    def _far(self, done: Run, since: int) -> int:
        """How many edges it is at least from where the run comes to."""
        states = {
            one.line.after.state.value
            for moment in done.moments[max(1, moment_at(done, since)) :]
            for one in (moment.step.happened if moment.step else ())
        }
        return min((self._distances.get(state, _FAR) for state in states), default=_FAR)


def _freed(nodes: list[_Node]) -> Slices[None]:
    """One after the other: all at once would take longer than any step of the search."""
    while nodes:
        nodes.pop()
        yield


def _distances(place: str) -> dict[str, int]:
    """How many edges of the figure it is from each state to the place."""
    reached: dict[str, int] = {}
    nearer, far = {place.partition(">")[0]}, 0
    while nearer:
        reached |= dict.fromkeys(nearer, far)
        before = {edge.source for edge in EDGES.values() if edge.id.partition(">")[2] in nearer}
        nearer, far = before - reached.keys(), far + 1
    return reached


def _identity(world: World) -> object:
    """Equal for worlds from which the same can come, the clock left out."""
    hosts = tuple((*host_identity(timeless_host(one)), one.transmissions) for one in world.hosts)
    wire = sorted(
        (one.source, one.destination, one.nth or 0, one.due - world.now, one.lost or "")
        for one in world.wire
    )
    return hosts, tuple(wire), world.pending, world.waiting, world.fired


def _run(experiment: Experiment, earlier: Run, cap: int) -> Slices[Run]:
    computation = running(experiment, earlier, cap=cap)
    while (done := next(computation)) is None:
        yield
    return done


def _ended(start: Run, way: Way) -> Slices[Way]:
    """The way with the horizon of the experiment, or a later one if it would not be seen."""
    horizon = start.experiment.horizon_ms
    made = replace(way.experiment, horizon_ms=horizon)
    there = yield from _run(way.experiment, start, way.moment)
    reached = there.moments[way.moment].world.now
    if horizon is not None and reached > horizon:
        return replace(way, experiment=replace(made, horizon_ms=reached + _AFTERMATH_MS))
    done = yield from _run(made, start, CAP)
    endless = done.why == "limit" and start.why != "limit"
    if endless:
        made = replace(made, horizon_ms=reached + _AFTERMATH_MS)
    return replace(way, experiment=made)


def _same_until(start: Run, experiment: Experiment, index: int) -> Slices[bool]:
    """Whether everybody has done and known the same until the moment `index`."""
    again = yield from _run(experiment, start, index)
    both = zip(start.moments[: index + 1], again.moments[: index + 1], strict=True)
    for pause, (old, new) in pausing(both):
        if pause:
            yield
        if (old.world.now, old.world.hosts) != (new.world.now, new.world.hosts):
            return False
        if old.step and new.step and old.step.happened != new.step.happened:
            return False
    return True
