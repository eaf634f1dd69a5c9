"""What could still be done in a run after a moment: one more call, or one more mishap.

All that has happened until then stays: calls come later, and fates befall what is not there yet.
"""

from bisect import bisect_right
from collections.abc import Iterator
from heapq import merge
from typing import NamedTuple

from msgspec.structs import replace

from tcplab.engine.tcb import State
from tcplab.lab.calls_picture import HOSTS, PORT
from tcplab.lab.fates import delayed, duplicated, lost
from tcplab.sim.experiment import Call, Deed, Experiment
from tcplab.sim.run import Run
from tcplab.sim.step import step
from tcplab.sim.world import Called, Host, World

_GAP_MS = 100
_TIMES = 10
"""So many moments ahead are calls tried at: what comes later begins from what they lead to."""


class Opening(NamedTuple):
    """An experiment with one thing more, and from when (ms) on it can differ."""

    at: int
    experiment: Experiment


def openings(run: Run, index: int, since: int) -> Iterator[Opening]:
    """What can be added after the moment `index`, and not before `since` (ms), earliest first."""
    mishaps = sorted(_mishaps(run, index, since), key=_at)
    yield from merge(mishaps, _more_calls(run, index, since), key=_at)


def _at(opening: Opening) -> int:
    return opening.at


def moment_at(run: Run, at: int) -> int:
    """The index of the last moment not later than `at` (ms)."""
    return bisect_right(run.moments, at, key=lambda one: one.world.now) - 1


def _mishaps(run: Run, index: int, since: int) -> Iterator[Opening]:
    now = run.moments[index].world.now
    experiment = run.experiment
    extra = experiment.network.delay_ms or _GAP_MS
    for flight in run.flights:
        at = max(flight.sent, now)
        if flight.nth is None or flight.copy or flight.lost or flight.due <= now or at < since:
            continue
        host, nth = flight.source.host, flight.nth
        yield Opening(at, lost(experiment, host, nth))
        yield Opening(at, delayed(experiment, host, nth, extra))
        yield Opening(at, duplicated(experiment, host, nth, extra))


def _more_calls(run: Run, index: int, since: int) -> Iterator[Opening]:
    """Each call that would succeed."""
    experiment, position = run.experiment, len(run.experiment.calls)
    for at in _times(run, index, since):
        world = run.moments[moment_at(run, at)].world
        for host in world.hosts[:HOSTS]:
            for call in _calls(experiment, world, host):
                timed = call.with_time(at)
                edited = replace(experiment, calls=(*experiment.calls, timed))
                tried = step(edited, world, at, Called(position, timed))
                refused = any(
                    one.index == position and one.result != "ok" for one in tried.returned
                )
                if not refused and (tried.world.hosts, tried.world.waiting) != (
                    world.hosts,
                    world.waiting,
                ):
                    yield Opening(at, edited)


def _times(run: Run, index: int, since: int) -> list[int]:
    """Soon after the moment `index`, and with each thing that happens later."""
    now = run.moments[index].world.now
    earliest = now + 1 if index else now
    ahead = sorted({one.world.now for one in run.moments[index:] if one.world.now >= earliest})
    soon = _soon(now, ahead[0] if ahead else None)
    times = sorted({soon, *ahead}) if soon is not None else ahead
    return [at for at in times if at >= since][:_TIMES]


def _soon(now: int, following: int | None) -> int | None:
    """A time between two moments, a round one if they lie far enough apart."""
    round_one = (now // _GAP_MS + 1) * _GAP_MS
    if following is None or round_one < following:
        return round_one
    middle = (now + following) // 2
    return middle if middle > now else None


def _calls(experiment: Experiment, world: World, host: Host) -> Iterator[Call]:
    """Every kind of call that can change a state; send() and shutdown() lead nowhere else."""
    if not host.up:
        yield _call(host, "reboot")
        return
    yield _call(host, "close")
    yield _call(host, "abort")
    for one in host.sockets.values():
        for name in one.names:
            if name and one.key in host.connections:
                yield replace(_call(host, "close"), socket=name)
                yield replace(_call(host, "abort"), socket=name)
    if not host.accepts:
        yield _call(host, "accept")
    if not host.reads:
        yield _call(host, "recv")
    if not _listening(host):
        yield replace(_call(host, "listen"), port=_service(experiment, host))
    yield from _connects(experiment, world, host)


def _connects(experiment: Experiment, world: World, host: Host) -> Iterator[Call]:
    """To those who listen, to a port where nobody does, and to who is calling from there."""
    call = replace(_call(host, "connect"), to=f"{host.name}:{PORT}")
    if host.sockets:
        call = replace(call, makes=_new_name(experiment, host))
    for peer in world.hosts[:HOSTS]:
        if peer.name == host.name:
            continue
        ports = _listening(peer)
        silent = _service(experiment, peer)
        while silent in ports:
            silent += 1
        for port in (*ports, silent):
            yield replace(call, to=f"{peer.name}:{port}")
        for one in peer.connections.values():
            calls_us = one.remote is not None and one.remote.host == host.name
            if calls_us and one.tcb.state is State.SYN_SENT and one.remote is not None:
                yield replace(call, to=str(one.local), port=one.remote.port)


def _call(host: Host, do: Deed) -> Call:
    to = f"{host.name}:{PORT}" if do == "connect" else None
    port = PORT if do == "listen" else None
    return Call(host.name, do, at_ms=0, to=to, port=port)


def _listening(host: Host) -> list[int]:
    return [port for port, remote in host.connections if remote is None]


def _service(experiment: Experiment, host: Host) -> int:
    """The port where a host listens, or would by its calls in the experiment."""
    planned = [
        call.port
        for call in experiment.calls
        if call.host == host.name and call.do in ("listen", "bind") and call.port is not None
    ]
    return next(iter([*_listening(host), *planned]), PORT)


def _new_name(experiment: Experiment, host: Host) -> str:
    """A name for one more descriptor."""
    taken = {call.makes for call in experiment.calls if call.host == host.name}
    number = 2
    while f"c{number}" in taken:
        number += 1
    return f"c{number}"
