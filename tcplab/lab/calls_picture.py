"""Which socket calls each host's program could make at one moment, and why not the others."""

from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tcplab.engine.events import (
    ERRORS,
    Abort,
    Close,
    Env,
    Event,
    Notify,
    Open,
    Receive,
    Send,
    Shutdown,
)
from tcplab.engine.process import process
from tcplab.engine.rules import Citation
from tcplab.engine.tcb import CLOSED_TCB, Tcb
from tcplab.sim.experiment import Call, Deed, Experiment
from tcplab.sim.run import Run
from tcplab.sim.run import run as simulate
from tcplab.sim.step import step
from tcplab.sim.world import Called, Connection, Host, World

OCTETS = 100
"""How much a send() made by hand sends."""
PORT = 80
HOSTS = 3
"""How many hosts have calls to press; of further ones only files speak."""


class Refusal(msgspec.Struct, frozen=True):
    """Why a call would fail: what the RFC answers, or else the errno of the socket.

    `call` is the RFC's name of the call, `error` its answer and `citation` its place; where the
    RFC would allow it, `citation` is empty and `error` an errno.
    """

    call: str
    state: str
    error: str
    citation: str = ""


class Offer(msgspec.Struct, frozen=True):
    """A call as it would be made at the cursor's time; None as refusal: it is possible.

    `on_listener` says that it would act on a listener and not on a connection.
    """

    call: Call
    refusal: Refusal | None
    on_listener: bool = False


class HostCalls(msgspec.Struct, frozen=True):
    """What the program of one host can do; `state` is that of whom its calls act on."""

    host: str
    role: int
    state: str
    offers: tuple[Offer, ...]


class CallsPicture(msgspec.Struct, frozen=True):
    """The calls of the first hosts; `untouched` if the experiment has none at all yet."""

    hosts: tuple[HostCalls, ...]
    untouched: bool


class _Deed(NamedTuple):
    """A button: the socket call, the RFC's name for it, and the event that TCP would process."""

    do: Deed
    rfc: str
    event: Event | None


_DEEDS = (
    _Deed("connect", "OPEN", Open(active=True)),
    _Deed("listen", "OPEN", Open(active=False)),
    _Deed("send", "SEND", Send(bytes(OCTETS))),
    _Deed("shutdown", "CLOSE", Shutdown()),
    _Deed("close", "CLOSE", Close()),
    _Deed("abort", "ABORT", Abort()),
)
_ACCEPT = _Deed("accept", "accept", None)
_RECV = _Deed("recv", "RECEIVE", Receive(None))


def calls_picture(run: Run, index: int) -> CallsPicture:
    """What could be called at the moment `index`."""
    world = run.moments[index].world
    hosts = tuple(_host_calls(run.experiment, world, host) for host in world.hosts[:HOSTS])
    return CallsPicture(hosts, not run.experiment.calls)


def offered(run: Run, index: int, host: str, do: Deed) -> Offer | None:
    """One call as it could be made by a host right after the moment `index`; None: not at all."""
    world = run.moments[index].world
    at = world.host(host)
    offers = () if at is None else _host_calls(run.experiment, world, at).offers
    return next((one for one in offers if one.call.do == do), None)


def with_call(experiment: Experiment, call: Call, run: Run, index: int) -> Experiment:
    """The experiment with `call` made right after the moment `index` of `run`, which stays.

    That is in the same millisecond, unless what has happened in it already would change.
    """
    now = run.moments[index].world.now
    edited = _adding(experiment, call.with_time(now))
    again = simulate(edited, run, cap=index)
    if len(again.moments) > index and again.moments[index].step == run.moments[index].step:
        return edited
    return _adding(experiment, call.with_time(now + 1))


def with_call_at(experiment: Experiment, call: Call, run: Run, at_ms: int) -> Experiment:
    """The experiment with `call` made at `at_ms`, after what `run` has then done already."""
    index = moment_at(run, at_ms)
    if run.moments[index].world.now == at_ms:
        return with_call(experiment, call, run, index)
    return _adding(experiment, call.with_time(at_ms))


def moment_at(run: Run, at_ms: int) -> int:
    """The index of the last moment that is not after `at_ms`."""
    return bisect_right(run.moments, at_ms, key=lambda moment: moment.world.now) - 1


def moment_of_call(run: Run, position: int) -> int | None:
    """The index of the moment when the experiment's call at `position` (from 0) is made."""
    called = run.experiment.calls[position]
    for moment in reversed(run.moments[1:]):
        assert moment.step is not None  # only moment 0 has none
        cause = moment.step.cause
        if isinstance(cause, Called) and (cause.index, cause.call) == (position, called):
            return moment.index
    return None


def _adding(experiment: Experiment, call: Call) -> Experiment:
    return replace(experiment, calls=(*experiment.calls, call))


def _host_calls(experiment: Experiment, world: World, host: Host) -> HostCalls:
    connection = _acted_on(host)
    tcb = CLOSED_TCB if connection is None else connection.tcb
    offers = []
    for deed in _deeds(host):
        call = _call(experiment, world, host, deed.do)
        if call is not None:
            refusal = _refused_by_tcp(world, host, tcb, deed)
            offers.append(Offer(call, refusal) if refusal else _tried(experiment, world, tcb, call))
    return HostCalls(host.name, host.index, tcb.state.value, tuple(offers))


def _deeds(host: Host) -> Iterator[_Deed]:
    yield from _DEEDS
    if not host.accepts:
        yield _ACCEPT
    if not host.reads:
        yield _RECV


def _acted_on(host: Host) -> Connection | None:
    """The oldest connection that a program still holds; else any; else a listener."""
    held = {one.key for one in host.sockets.values() if one.names}

    def order(connection: Connection) -> tuple[bool, bool, int]:
        return connection.remote is None, connection.key not in held, connection.number

    return min(host.connections.values(), key=order, default=None)


def _call(experiment: Experiment, world: World, host: Host, do: Deed) -> Call | None:
    """The call that the button makes; None for connect() where there is nobody to call."""
    name, now = host.name, world.now
    match do:
        case "connect":
            peer = _peer(world, host)
            to = None if peer is None else f"{peer.name}:{_port(experiment, peer)}"
            return None if to is None else Call(name, do, at_ms=now, to=to)
        case "listen":
            return Call(name, do, at_ms=now, port=_port(experiment, host))
        case "send":
            return Call(name, do, at_ms=now, octets=OCTETS)
        case "shutdown":
            return Call(name, do, at_ms=now, how="write")
        case _:
            return Call(name, do, at_ms=now)


def _peer(world: World, host: Host) -> Host | None:
    """Whom a host would call: the first other one that listens, else the first other one."""
    others = [one for one in world.hosts if one.name != host.name]
    listening = [one for one in others if any(key[1] is None for key in one.connections)]
    return next(iter(listening + others), None)


def _port(experiment: Experiment, host: Host) -> int:
    """Where a host listens, or would by its calls in the experiment."""
    listeners = [key[0] for key in host.connections if key[1] is None]
    planned = [
        call.port
        for call in experiment.calls
        if call.host == host.name and call.do in ("listen", "bind") and call.port is not None
    ]
    return next(iter(listeners + planned), PORT)


def _refused_by_tcp(world: World, host: Host, tcb: Tcb, deed: _Deed) -> Refusal | None:
    """The error with which the connection itself would answer."""
    if not host.up or deed.event is None:
        return None
    env = Env(world.now, host.next_iss, host.stack)
    for line in process(tcb, deed.event, env).lines:
        for effect in line.effects:
            if isinstance(effect, Notify) and effect.signal in ERRORS:
                citation = str(Citation(line.rule))
                return Refusal(deed.rfc, tcb.state.value, effect.signal.value, citation)
    return None


def _tried(experiment: Experiment, world: World, tcb: Tcb, call: Call) -> Offer:
    """What the socket makes of the call."""
    position = len(experiment.calls)
    tried = step(_adding(experiment, call), world, world.now, Called(position, call))
    for returned in tried.returned:
        if returned.index == position and returned.result != "ok":
            return Offer(call, Refusal(call.do, tcb.state.value, returned.result))
    on_listener = any(one.remote is None for one in tried.happened) and call.do != "listen"
    return Offer(call, None, on_listener)
