"""From a run and a moment to what the state diagram shows, and which transitions have been seen."""

from bisect import bisect_right
from collections.abc import Iterator, Set
from typing import NamedTuple

from tcplab.engine.diagram import EDGES as FIGURE
from tcplab.engine.diagram import FAMILIES, RESTARTS, edge_of, family_of
from tcplab.engine.events import Line
from tcplab.engine.rules import Rule
from tcplab.engine.tcb import State
from tcplab.lab.diagram_layout import EDGES
from tcplab.lab.findings import Findings
from tcplab.lab.slices import Slices, pausing
from tcplab.lab.state_picture import Abnormal, EdgeUse, StatePicture, Token
from tcplab.sim.run import Run
from tcplab.sim.world import Happened, Host

TOTAL = len(FIGURE) + len(FAMILIES)
_CLOSED = "CLOSED"
_OUTSIDE = {
    Rule.SYN_BACK_TO_LISTEN: "other-syn",
    Rule.OTHER_SYN_RESET: "other-syn",
    Rule.TIME_WAIT_REOPENED: "reopened",
    Rule.TIME_WAIT_REOPENED_LATER: "reopened",
    Rule.TWO_WAY_ESTABLISHED: "broken",
    Rule.NO_TIME_WAIT: "broken",
}
"""What the figure does not know, where no family of abnormal ends has a name for it."""

_Use = tuple[str, int]  # edge, role
_Departure = tuple[str, str, str, int]  # from, to, family, role


class _Story(NamedTuple):
    """A run's changes of state: the index of the moment when each was first seen, and each step's.

    `rests` are the indices where a host has come to CLOSED or LISTEN.
    """

    edges: dict[_Use, int]
    departures: dict[_Departure, int]
    states: dict[str, int]
    rests: dict[str, list[tuple[int, str]]]
    steps: dict[int, tuple[frozenset[_Use], frozenset[_Departure]]]


def state_picture(run: Run, index: int, seen_earlier: Set[str] = frozenset()) -> StatePicture:
    """The diagram at the moment `index`; `seen_earlier` holds edges and families of other runs."""
    story = _story(run)
    used = {edge for edge, first in story.edges.items() if first <= index}
    last_edges, last_departures = story.steps.get(index, (frozenset(), frozenset()))
    tokens = tuple(_tokens(run, index))
    visited = [state for state, first in story.states.items() if first <= index]
    seen = (seen_until(run, index) | seen_earlier) & ALL
    return StatePicture(
        tokens,
        tuple(_edge_uses(used, last_edges, seen_earlier)),
        tuple(dict.fromkeys([*visited, *(token.state for token in tokens)])),
        tuple(
            Abnormal(*departure, departure in last_departures)
            for departure, first in story.departures.items()
            if first <= index
        ),
        "",
        len(seen),
        TOTAL,
    )


ALL = frozenset(EDGES) | frozenset(FAMILIES)
"""Everything there is to be seen: the edges of the figure, and the families of abnormal ends."""


def seen_until(run: Run, index: int) -> frozenset[str]:
    """The edges (as in `diagram_layout.EDGES`) and families that a run has shown so far."""
    story = _story(run)
    edges = {edge for (edge, _), first in story.edges.items() if first <= index}
    families = {one[2] for one, first in story.departures.items() if first <= index}
    return frozenset(edges | families) & ALL


def transitions(run: Run) -> tuple[str, ...]:
    """All changes that a run shows, as "TIME-WAIT>CLOSED", in the order in which they first do."""
    story = _story(run)
    firsts = {edge: first for (edge, _), first in sorted(story.edges.items(), key=_second)}
    for (source, target, _, _), first in story.departures.items():
        firsts.setdefault(f"{source}>{target}", first)
    return tuple(sorted(firsts, key=lambda edge: firsts[edge]))


def _second(item: tuple[object, int]) -> int:
    return -item[1]  # so that the first of a kind is the one that is kept


def next_moment(run: Run, index: int, place: str) -> int | None:
    """The next moment after `index` at which a state is entered, or an edge ("A>B") is gone.

    After the last one comes the first again; None if the run has none.
    """

    def leads_there(edge: str) -> bool:
        return place in (edge, edge.partition(">")[2])

    moments = [
        at
        for at, (edges, departures) in sorted(_story(run).steps.items())
        if any(leads_there(edge) for edge, _ in edges)
        or any(leads_there(f"{source}>{target}") for source, target, _, _ in departures)
    ]
    later = [at for at in moments if at > index]
    return next(iter(later + moments), None)


def state_at_rest(run: Run, index: int, host: Host) -> str:
    """Where a host without a connection stands: as its last one ended, if it still listens so.

    A listener that has taken a call stays; but it is the connection that one follows to its end.
    """
    rests = _story(run).rests.get(host.name, [])
    at = bisect_right(rests, index, key=lambda rest: rest[0])
    return rests[at - 1][1] if at and host.connections else _CLOSED


def _told(run: Run) -> Slices[_Story]:
    story = _Story({}, {}, {_CLOSED: 0}, {}, {})
    roles = {host.name: role for role, host in enumerate(run.experiment.hosts)}
    for pause, index in pausing(_telling_moments(run)):
        if pause:
            yield
        step = run.moments[index].step
        assert step is not None  # only moment 0 has none
        for one in step.happened:
            _tell(story, index, one, roles[one.host])
    return story


def _telling_moments(run: Run) -> Iterator[int]:
    """The moments at which a state changes, and all from the first TIME-WAIT on.

    That is the only state with an edge to itself; most moments of a long run tell nothing new.
    """
    for index in run.changes:
        yield index
        step = run.moments[index].step
        if step and any(one.line.after.state is State.TIME_WAIT for one in step.happened):
            yield from range(index + 1, len(run.moments))
            return


def _tell(story: _Story, index: int, one: Happened, role: int) -> None:
    line = one.line
    stays = line.before.state is line.after.state and line.rule not in RESTARTS
    if stays and line.before.state.value in story.states:
        return  # as most lines of a step
    source, target = line.before.state.value, line.after.state.value
    edges, departures = story.steps.get(index, (frozenset(), frozenset()))
    edge = edge_of(line)
    if edge is not None:
        use = (f"{edge[0].value}>{edge[1].value}", role)
        story.edges.setdefault(use, index)
        story.steps[index] = (edges | {use}, departures)
    elif source != target:
        departure = (source, target, _family(line), role)
        story.departures.setdefault(departure, index)
        story.steps[index] = (edges, departures | {departure})
    story.states.setdefault(source, index)
    story.states.setdefault(target, index)
    if source != target and target in (_CLOSED, "LISTEN"):
        story.rests.setdefault(one.host, []).append((index, target))


_stories = Findings(_told)
_story, telling = _stories.of, _stories.finding


def _family(line: Line) -> str:
    return family_of(line) or _OUTSIDE[line.rule]


def _edge_uses(used: Set[_Use], last: Set[_Use], seen_earlier: Set[str]) -> Iterator[EdgeUse]:
    for edge in EDGES:
        earlier = edge in seen_earlier
        roles = sorted(role for name, role in used if name == edge)
        for role in roles:
            yield EdgeUse(edge, role, (edge, role) in last, earlier)
        if earlier and not roles:
            yield EdgeUse(edge, None, False, True)


def _tokens(run: Run, index: int) -> Iterator[Token]:
    for host in run.moments[index].world.hosts:
        if host.index < 2 or host.name in _story(run).rests or _living(host):
            for state in _living(host) or [state_at_rest(run, index, host)]:
                yield Token(host.name, host.name[0].upper(), host.index, state)


def _living(host: Host) -> list[str]:
    """The states of a host's connections, listeners apart."""
    return [one.tcb.state.value for one in host.connections.values() if one.remote is not None]
