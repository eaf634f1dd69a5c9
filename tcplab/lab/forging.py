"""Forged segments: one that a host would take for its peer's, and what its window makes of one."""

from bisect import bisect_left
from typing import Literal

import msgspec
from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.tcb import State
from tcplab.sim.network import Endpoint, Injection, parse_endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Connection, Host, Lost, World

_PORT = 80
_UNSYNCHRONISED = (State.CLOSED, State.LISTEN, State.SYN_SENT)

Place = Literal["next", "inside", "outside", "none"]


class Aim(msgspec.Struct, frozen=True):
    """What a forged segment meets: the state, and the window (from `low`, of `size`) if it has one.

    `seq` lies at its beginning ("next"), inside, or outside; `ack` is what would be acknowledged
    by a segment that acknowledges all.
    """

    host: str
    state: str
    place: Place
    low: int = 0
    size: int = 0
    ack: int | None = None


def forged(run: Run, target: str, at_ms: int, by: str | None = None) -> Injection:
    """A segment that arrives at `target` at `at_ms` and fits: it is what would do most there.

    A reset for a connection (of one with `by`, if there is one), a SYN for a listener, the answer
    for who waits for one. `by` is the host whose lifeline draws it.
    """
    world = _before(run, at_ms)
    host = world.host(target)
    assert host is not None  # it is one of the experiment's
    connection = _attacked(host, by)
    if connection is None or connection.remote is None:
        port = _PORT if connection is None else connection.local.port
        other = _other(world, target, by)
        source = Endpoint(other.name, other.next_port) if other else Endpoint("10.0.0.99", 40_000)
        return Injection(
            str(source), f"{target}:{port}", at_ms, ("SYN",), other.next_iss if other else 0, by=by
        )
    tcb = connection.tcb
    peer = world.host(connection.remote.host)
    injection = Injection(
        str(connection.remote), f"{target}:{connection.local.port}", at_ms, ("RST",), tcb.rcv_nxt,
        timestamp=tcb.ts_recent if tcb.snd_ts_ok else None, by=by,
    )  # fmt: skip
    if tcb.state is State.SYN_SENT:
        iss = 0 if peer is None else peer.next_iss
        return replace(injection, flags=("SYN", "ACK"), seq=iss, ack=tcb.snd_nxt)
    return injection


def aim(run: Run, injection: Injection) -> Aim:
    """What the segment meets at its target just before it arrives."""
    target = parse_endpoint(injection.to)
    host = _before(run, injection.at_ms).host(target.host)
    assert host is not None  # an experiment has no injection to anybody else
    source = parse_endpoint(injection.from_)
    connection = host.connections.get((target.port, source))
    if connection is None:
        listener = host.connections.get((target.port, None))
        state = State.CLOSED if listener is None else State.LISTEN
        return Aim(host.name, state.value, "none")
    tcb = connection.tcb
    if tcb.state in _UNSYNCHRONISED:
        return Aim(host.name, tcb.state.value, "none", ack=tcb.snd_nxt)
    inside = seq.in_window(injection.seq, tcb.rcv_nxt, tcb.rcv_wnd)
    place: Place = "inside" if inside else "outside"
    if injection.seq == tcb.rcv_nxt:
        place = "next"
    return Aim(host.name, tcb.state.value, place, tcb.rcv_nxt, tcb.rcv_wnd, tcb.snd_nxt)


def _before(run: Run, at_ms: int) -> World:
    """The world that an injected segment finds: whatever else arrives in its millisecond was sent
    before, and comes first."""
    moments = run.moments
    index = max(1, bisect_left(moments, at_ms, key=lambda moment: moment.world.now))
    while (
        index < len(moments)
        and moments[index].world.now == at_ms
        and (step := moments[index].step) is not None
        and isinstance(step.cause, Arrived | Lost)
        and not step.cause.flight.injected
    ):
        index += 1
    return moments[index - 1].world


def _attacked(host: Host, by: str | None) -> Connection | None:
    """The oldest connection, with `by` if there is one; else a listener."""

    def order(one: Connection) -> tuple[bool, bool, int]:
        return one.remote is None, one.remote is None or one.remote.host != by, one.number

    return min(host.connections.values(), key=order, default=None)


def _other(world: World, target: str, by: str | None) -> Host | None:
    """Whom a SYN pretends to come from: who draws it, else the first other host."""
    others = [one for one in world.hosts if one.name != target]
    return next((one for one in others if one.name == by), others[0] if others else None)
