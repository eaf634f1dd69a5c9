"""All orders without losses and copies, searched plainly: whole worlds, compared by value.

Nothing is interned or remembered. It shares `step` and the reduction of time with the explorer, and
nothing else.
"""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from tcplab.engine.tcb import Timer
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Network
from tcplab.sim.run import first_world
from tcplab.sim.situations import calls_in_order, host_identity, timeless_host
from tcplab.sim.step import step
from tcplab.sim.world import Action, Arrived, Called, Key, Pending, RanOut, Settled, World

Made = tuple[int, ...]


def plain_search(experiment: Experiment, most: int = 10**9) -> tuple[int, set[tuple[Any, ...]]]:
    """How many worlds there are, and what the hosts know in each; it ends after `most`."""
    bare = replace(experiment, network=Network(0), fates=(), injections=(), cuts=())
    start = (first_world(bare), (0,) * len(bare.hosts))
    seen, hosts, frontier = {_value(*start)}, {_hosts(start[0])}, [start]
    while frontier and len(seen) < most:
        following = []
        for world, made in frontier:
            for after in _successors(bare, world, made):
                if (value := _value(*after)) not in seen:
                    seen.add(value)
                    hosts.add(_hosts(after[0]))
                    following.append(after)
        frontier = following
    return len(seen), hosts


def _value(world: World, made: Made) -> tuple[Any, ...]:
    wire = sorted(repr((one.source, one.segment)) for one in world.wire)
    waiting = sorted(world.waiting, key=lambda one: one.host)
    pending = sorted(world.pending, key=lambda one: one.call)
    return (_hosts(world), tuple(wire), made, tuple(pending), tuple(waiting), world.fired)


def _hosts(world: World) -> tuple[Any, ...]:
    return tuple(host_identity(host) for host in world.hosts)


def _successors(experiment: Experiment, world: World, made: Made) -> Iterator[tuple[World, Made]]:
    for action, then in _actions(experiment, world, made):
        after = step(experiment, world, 0, action).world
        yield from _settled(experiment, after, then)


def _settled(experiment: Experiment, world: World, made: Made) -> Iterator[tuple[World, Made]]:
    """The owed ACK leaves, or one more call of that host is made first."""
    for host in world.hosts:
        for key, one in host.connections.items():
            if one.tcb.ack_owed:
                calls = [
                    (action, then)
                    for action, then in _calls(experiment, world, made)
                    if isinstance(action, Called) and action.call.host == host.name
                ]
                ways: list[tuple[Action, Made]] = [(Settled(host.name, key), made), *calls]
                for action, then in ways:
                    after = step(experiment, world, 0, action).world
                    yield from _settled(experiment, after, then)
                return
    yield _timeless(world), made


def _timeless(world: World) -> World:
    pending = tuple(replace(one, due=0) for one in world.pending)
    hosts = tuple(timeless_host(host) for host in world.hosts)
    return replace(world, hosts=hosts, pending=pending)


def _actions(experiment: Experiment, world: World, made: Made) -> Iterator[tuple[Action, Made]]:
    yield from _calls(experiment, world, made)
    for flight in world.wire:
        rest = tuple(one for one in world.wire if one is not flight)
        assert len(rest) == len(world.wire) - 1
        yield Arrived(flight), made
    timers = [
        (host.name, key, timer)
        for host in world.hosts
        for key, one in host.connections.items()
        for _, timer in one.tcb.timers.due()
    ]
    if not world.wire and all(timer is Timer.TIME_WAIT for _, _, timer in timers):
        for name, key, timer in timers:
            yield RanOut(name, key, timer), made


def _calls(experiment: Experiment, world: World, made: Made) -> Iterator[tuple[Action, Made]]:
    for at, host in enumerate(experiment.hosts):
        timed = calls_in_order(experiment, host.name)
        if made[at] < len(timed):
            yield timed[made[at]], (*made[:at], made[at] + 1, *made[at + 1 :])
    first: dict[tuple[str | None, Key], Pending] = {}
    for one in sorted(world.pending, key=lambda one: experiment.calls[one.call].after_ms):
        first.setdefault((experiment.calls[one.call].when, one.key), one)
    for one in first.values():
        yield Called(one.call, experiment.calls[one.call], one.key), made
