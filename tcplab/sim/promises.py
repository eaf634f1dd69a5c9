"""What TCP promises to those who use it, as checks of one step and of all hosts together."""

from collections.abc import Iterator, Sequence

from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import SYNCHRONIZED, State, Tcb
from tcplab.sim.network import Endpoint
from tcplab.sim.situations import Situation
from tcplab.sim.world import Connection, Step

OLD_SEGMENT = "A segment of an old connection was taken for one of a new connection."
ONE_SIDED = "Only one side believes in a connection, and nothing will tell it."
GIVEN_UP = "A connection is given up, and the other side, which was heard, believes in it."
NEVER_ENDS = "Both sides have closed, and the connection never ends."
UNDELIVERED = "The network is empty, and the receiver still lacks what the sender takes as sent."
RESET_BY_NOBODY = "A connection is reset, and nobody has aborted it."
NOT_THE_STREAM = "Octets arrive once, in order and as they were sent."

_KNOWS_PEER = SYNCHRONIZED | {State.SYN_RECEIVED}
_CLOSED_BY_US = frozenset(
    {State.FIN_WAIT_1, State.FIN_WAIT_2, State.CLOSING, State.LAST_ACK, State.TIME_WAIT}
)


def broken_by(done: Step, stack: Stack, iss: int | None) -> Iterator[str]:
    """What one step at one host breaks; `iss` is of the sender of the segment that caused it."""
    for one in done.happened:
        yield from line_violations(one.line)
        if iss is not None and _took_old(one.line.before, one.line.after, iss):
            yield OLD_SEGMENT
    for connection in done.world.hosts[0].connections.values():
        yield from violations(connection.tcb, stack)


def _took_old(before: Tcb, after: Tcb, iss: int) -> bool:
    if before.state not in _KNOWS_PEER or iss == before.irs or before.irs != after.irs:
        return False
    if after.state is State.CLOSED:
        return False  # nothing is left to compare
    return before.rcv_nxt != after.rcv_nxt or before.snd_una != after.snd_una


def broken_at_once(hosts: Sequence[Situation], mishaps: int) -> Iterator[str]:
    """What must not be at any moment; who repeats more often than there are `mishaps` is heard."""
    yield from _broken_streams(hosts)
    if _given_up(hosts, mishaps):
        yield GIVEN_UP
    if any(one.reset for one in hosts) and not any(one.excused for one in hosts):
        yield RESET_BY_NOBODY


def _broken_streams(hosts: Sequence[Situation]) -> Iterator[str]:
    said = {
        (Endpoint(one.host.name, key[0]), key[1], iss): octets
        for one in hosts
        for key, iss, octets in one.said
    }
    for one in hosts:
        for key, iss, octets in one.heard:
            local, remote = Endpoint(one.host.name, key[0]), key[1]
            meant = b"" if remote is None else said.get((remote, local, iss), b"")
            if not meant.startswith(octets):
                yield NOT_THE_STREAM


def _given_up(hosts: Sequence[Situation], mishaps: int) -> bool:
    given_up = {
        (key[1], Endpoint(one.host.name, key[0]), iss)
        for one in hosts
        for key, iss, times in one.given_up
        if times > mishaps
    }
    return any(
        (one.local, one.remote, one.tcb.irs) in given_up
        for host in hosts
        for one in host.connections()
        if one.tcb.state in SYNCHRONIZED
    )


def broken_in_silence(hosts: Sequence[Situation]) -> Iterator[str]:
    """What must not be once the network is empty and no timer runs."""
    if any(one.excused for one in hosts):
        return
    ends = {(one.local, one.remote): one for host in hosts for one in host.connections()}
    for one in ends.values():
        other = ends.get((one.remote, one.local)) if one.remote is not None else None
        if other is None or not _same_connection(one, other):
            yield ONE_SIDED
        elif {one.tcb.state, other.tcb.state} <= _CLOSED_BY_US:
            yield NEVER_ENDS
        elif not one.tcb.send_queue and one.tcb.snd_nxt != other.tcb.rcv_nxt:
            yield UNDELIVERED


def _same_connection(one: Connection, other: Connection) -> bool:
    return one.tcb.irs == other.tcb.iss and one.tcb.iss == other.tcb.irs


def states_of(host: Situation) -> set[State]:
    """The states that a host is in: its connections', else LISTEN or CLOSED."""
    states = {one.tcb.state for one in host.connections()}
    listens = State.LISTEN if host.host.connections else State.CLOSED
    return states or {listens}
