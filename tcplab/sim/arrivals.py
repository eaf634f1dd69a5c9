"""A segment reaches a host: which connection it is for, and what a listener has room for."""

from hashlib import blake2b

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import Abort, Emit, Env, SegmentArrives, Transition
from tcplab.engine.process import process
from tcplab.engine.segment import ACK, RST, SYN, Segment
from tcplab.engine.tcb import LISTEN, TIME_WAIT, Opened, Tcb
from tcplab.sim.endpoint import process_at
from tcplab.sim.network import Endpoint
from tcplab.sim.turn import Turn
from tcplab.sim.world import Connection, Flight, Host, Key, Socket

_PASSIVE = Opened.PASSIVE
_LISTENING = Tcb(LISTEN, opened=_PASSIVE)


def arrive(turn: Turn, flight: Flight) -> None:
    """The flight's segment at its destination: a connection's, a listener's, or nobody's."""
    host, segment = turn.host, flight.segment
    if not host.up:
        turn.remark = "host-down"
        return
    if flight.copy:
        turn.remark = "duplicate"
    elif flight.injected:
        turn.remark = "injected"
    key: Key = (flight.destination.port, flight.source)
    connection = turn.connections.get(key)
    if connection is not None:
        if connection.tcb.opened is not _PASSIVE:
            process_at(turn, key, SegmentArrives(segment))
        elif not _finds_queue_full(turn, connection, segment):
            process_at(turn, key, SegmentArrives(segment))
            _drop_unwanted(turn, key)
    elif (key[0], None) in turn.connections:
        _arrive_at_listener(turn, host, key, segment)
    else:
        process_at(turn, key, SegmentArrives(segment))


def _arrive_at_listener(turn: Turn, host: Host, key: Key, segment: Segment) -> None:
    listener = turn.socket_of((key[0], None))
    assert listener is not None  # a Tcb in LISTEN is made and deleted with its socket
    flags = segment.flags
    if flags & (SYN | ACK | RST) == SYN:
        if _has_room(turn, listener):
            process_at(turn, key, SegmentArrives(segment), _LISTENING)
        elif host.stack.syn_cookies:
            _send_cookie(turn, host, key, segment)
        else:
            turn.remark = "backlog-full"
    elif flags & (SYN | ACK | RST) == ACK and _is_cookie(host, key, segment):
        if _queue_is_full(host, listener):
            turn.remark = "accept-queue-full"
        else:
            _rebuild_from_cookie(turn, host, key, segment)
    else:
        process_at(turn, key, SegmentArrives(segment), _LISTENING)


def _has_room(turn: Turn, listener: Socket) -> bool:
    """Whether one more half-open connection may begin; those that wait for accept() do not count.

    Two queues of `backlog` each, so that a third segment can find the second queue full.
    """
    if len(turn.connections) <= listener.backlog:
        return True
    half_open = sum(
        one.half_open and one.local.port == listener.port for one in turn.connections.values()
    )
    return half_open < max(1, listener.backlog)


def _queue_is_full(host: Host, listener: Socket) -> bool:
    return not host.accepts and len(listener.queue) >= max(1, listener.backlog)


def _finds_queue_full(turn: Turn, connection: Connection, segment: Segment) -> bool:
    """Whether the third segment has no effect because nobody calls accept()."""
    if turn.host.accepts or segment.flags & (SYN | RST | ACK) != ACK or not connection.half_open:
        return False
    listener = turn.socket_of((connection.local.port, None))
    if listener is None or not _queue_is_full(turn.host, listener):
        return False
    turn.remark = "accept-queue-full"
    return True


def _drop_unwanted(turn: Turn, key: Key) -> None:
    """A handshake that ends after its listener was closed ends in a reset."""
    if (key[0], None) in turn.connections:
        return
    connection = turn.connections.get(key)
    if (
        connection is not None
        and connection.tcb.opened is _PASSIVE
        and not connection.half_open
        and connection.tcb.state is not TIME_WAIT  # whose program is done with it
        and turn.holder(connection) is None
    ):
        process_at(turn, key, Abort())


def _cookie(host: Host, key: Key, irs: int) -> int:
    """RFC 4987 §3.6: an ISS that only its maker can recognise, from the 4-tuple and IRS."""
    text = f"{host.name}:{key[0]} {key[1]} {irs}".encode()
    return int.from_bytes(blake2b(text, digest_size=4).digest())


def _is_cookie(host: Host, key: Key, segment: Segment) -> bool:
    expected = seq.add(_cookie(host, key, seq.add(segment.seq, -1)), 1)
    return host.stack.syn_cookies and segment.ack == expected


def _half_open(turn: Turn, host: Host, key: Key, syn: Segment) -> Transition:
    """What a listener would make of `syn`, with the cookie as its ISS.

    A cookie has no room for what the options agree on: but MSS none is answered.
    """
    stack = replace(host.stack, window_scale=None, timestamps=False, sack=False)
    env = Env(turn.now, _cookie(host, key, syn.seq), stack)
    return process(_LISTENING, SegmentArrives(syn), env)


def _send_cookie(turn: Turn, host: Host, key: Key, syn: Segment) -> None:
    """SYN,ACK goes out and nothing is kept."""
    turn.remark = "cookie-sent"
    for line in _half_open(turn, host, key, syn).lines:
        for effect in line.effects:
            if isinstance(effect, Emit) and key[1] is not None:
                turn.emit(Endpoint(host.name, key[0]), key[1], effect.segment, False)


def _rebuild_from_cookie(turn: Turn, host: Host, key: Key, third: Segment) -> None:
    """The third segment brings back all that was not kept."""
    turn.remark = "cookie-accepted"
    syn = Segment(seq.add(third.seq, -1), SYN, window=third.window)
    base = _half_open(turn, host, key, syn).tcb
    process_at(turn, key, SegmentArrives(third), base)
