"""A connection of a host processes an event; what it causes reaches the wire and the program."""

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.events import (
    ERRORS,
    Deliver,
    Emit,
    Env,
    Event,
    Line,
    Notify,
    Receive,
    SetOption,
    Signal,
)
from tcplab.engine.process import process
from tcplab.engine.rules import CHALLENGES, Rule
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import CLOSED_TCB, Opened, State, Tcb
from tcplab.sim.conditions import Condition, Kind
from tcplab.sim.experiment import Endpoint
from tcplab.sim.turn import Turn
from tcplab.sim.world import Connection, Host, Key, Socket

ISS_STEP = 64_000
_LINGERING = frozenset({State.CLOSE_WAIT, State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK})
_NO_LIFE = frozenset({State.CLOSED, State.LISTEN, State.TIME_WAIT})
BLOCKING = ("connect", "recv", "accept")
_ERRNO = {
    Signal.REFUSED: "ECONNREFUSED",
    Signal.RESET: "ECONNRESET",
    Signal.TIMED_OUT: "ETIMEDOUT",
    Signal.CLOSED: "ECONNABORTED",
}
_CHALLENGES_MS = 5_000
_KIND = {
    Signal.CONNECTED: Kind.CONNECTED,
    Signal.REFUSED: Kind.RESET,
    Signal.RESET: Kind.RESET,
    Signal.TIMED_OUT: Kind.TIMED_OUT,
}


def process_at(
    turn: Turn, name: str, key: Key, event: Event, base: Tcb | None = None
) -> Signal | None:
    """The connection `key` of the host, or a new one that begins as `base`, processes `event`.

    Returns the error that a call gets, None if it gets none.
    """
    host = turn.host(name)
    old = host.connections.get(key) if base is None else None
    tcb = base if base is not None else old.tcb if old is not None else CLOSED_TCB
    listening = (key[0], None) in host.connections
    iss = _next_iss(host, tcb)
    env = Env(turn.now, iss, _stack(turn, host, key), listening, _may_challenge(host, turn.now))
    transition = process(tcb, event, env)
    local = Endpoint(name, key[0])
    if transition.tcb is not tcb:
        _file(turn, name, key, tcb, transition.tcb, iss)
    error, signals = None, []
    for line in transition.lines:
        turn.tell(name, local, key[1], line)
        if line.rule in CHALLENGES and line.effects:
            _count_challenge(turn, name)
        if line.before.state is not line.after.state:
            turn.fact(name, key, Condition(Kind.STATE, state=line.after.state))
        for effect in line.effects:
            match effect:
                case Emit(segment, retransmission) if key[1] is not None:
                    turn.emit(local, key[1], segment, retransmission=retransmission)
                case Deliver(octets):
                    _deliver(turn, name, key, len(octets))
                case Notify(signal) if signal in ERRORS:
                    error = signal
                case Notify(signal):
                    signals.append((signal, line.before))
    for signal, before in signals:
        _signal(turn, name, key, signal, before)
    if transition.tcb.unread or transition.tcb.peer_fin:
        read(turn, name, key)
    if turn.waiting:
        _end_lingering(turn, name)
    return error


def _stack(turn: Turn, host: Host, key: Key) -> Stack:
    """The host's choices, with the keep-alive times that the socket has of its own."""
    socket = turn.socket_of(host.name, key)
    if socket is None or not any(socket.keepalive_times):
        return host.stack
    idle, interval, count = socket.keepalive_times
    return replace(
        host.stack,
        keepalive_idle_ms=idle or host.stack.keepalive_idle_ms,
        keepalive_interval_ms=interval or host.stack.keepalive_interval_ms,
        keepalive_count=count or host.stack.keepalive_count,
    )


def _may_challenge(host: Host, now: int) -> bool:
    """RFC 5961 §7: so many challenge ACKs in 5 s, whatever connections they are for."""
    most = host.stack.challenge_acks
    return most is None or sum(now - at < _CHALLENGES_MS for at in host.challenged) < most


def _count_challenge(turn: Turn, name: str) -> None:
    host = turn.host(name)
    most = host.stack.challenge_acks
    if most:
        turn.change(name, challenged=(*host.challenged, turn.now)[-most:])


def _next_iss(host: Host, tcb: Tcb) -> int:
    """The host's next ISS; MAY-2 wants it "larger than the largest sequence number it used"."""
    if tcb.state is State.TIME_WAIT and not seq.lt(tcb.snd_nxt, host.next_iss):
        return seq.add(tcb.snd_nxt, ISS_STEP)
    return host.next_iss


def _file(turn: Turn, name: str, key: Key, before: Tcb, after: Tcb, iss: int) -> None:
    """Files what has become of a connection. A new one takes a number, and one that begins an ISS.

    Descriptors of an earlier one with the same 4-tuple have nothing any more.
    """
    host = turn.host(name)
    old = host.connections.get(key)
    begins = before.state in _NO_LIFE and after.state not in _NO_LIFE
    if old is not None and not begins:
        turn.put_connection(name, replace(old, tcb=after))
        return
    holder = None
    if before.state is State.CLOSED:
        holder = turn.socket_of(name, key)  # the one that connects or listens
    else:
        turn.part(name, key)
    number = 0 if after.state is State.LISTEN else host.numbered + 1
    socket = None if holder is None else holder.id
    turn.put_connection(name, Connection(number, Endpoint(name, key[0]), key[1], after, socket))
    if number:
        turn.change(name, numbered=number)
    if begins:
        turn.change(name, next_iss=seq.add(iss, ISS_STEP))


def lingers(host: Host, socket: int) -> bool:
    """Whether what a closed socket has sent is not yet acknowledged, its FIN included."""
    return any(
        one.socket == socket and one.tcb.state in _LINGERING for one in host.connections.values()
    )


def _end_lingering(turn: Turn, name: str) -> None:
    for one in list(turn.waiting):
        if one.host == name and one.until is not None and not lingers(turn.host(name), one.socket):
            turn.waiting.remove(one)
            turn.answer(one.call, "ok")


def _deliver(turn: Turn, name: str, key: Key, octets: int) -> None:
    socket = turn.socket_of(name, key)
    if socket is not None:
        socket = replace(socket, received=socket.received + octets)
        turn.put_socket(name, socket)
        turn.fact(name, key, Condition(Kind.RECEIVED, octets=socket.received))


def _signal(turn: Turn, name: str, key: Key, signal: Signal, before: Tcb) -> None:
    """The program learns of it: facts for `when`, errnos for calls that wait or come later."""
    if before.opened is Opened.PASSIVE and before.state is State.SYN_RECEIVED:
        if signal is Signal.CONNECTED:
            turn.fact(name, key, Condition(Kind.CONNECTED))
            _queue_for_accept(turn, name, key)
        return
    if signal in _KIND:
        turn.fact(name, key, Condition(_KIND[signal]))
    socket = turn.socket_of(name, key)
    if socket is None:
        return
    if signal is Signal.CONNECTED:
        turn.put_socket(name, replace(socket, connected=True))
        turn.answer_waiting(name, socket.id, ("connect",), "ok")
    elif signal in _ERRNO:
        errno = _ERRNO[signal]
        if signal is Signal.RESET and before.state is State.CLOSE_WAIT:
            errno = "EPIPE"
        told = turn.waiting_at(name, socket.id, BLOCKING) or signal is Signal.CLOSED
        turn.answer_waiting(name, socket.id, BLOCKING, errno)
        # after a FIN the stream has its end, whatever becomes of the connection
        left = before.unread if before.peer_fin else None
        turn.put_socket(name, replace(socket, error=None if told else errno, left=left))


def _queue_for_accept(turn: Turn, name: str, key: Key) -> None:
    """ESTABLISHED comes before accept(): the connection waits in the listener's queue."""
    host = turn.host(name)
    listener = turn.socket_of(name, (key[0], None))
    if listener is None:
        return
    if host.accepts:
        accept(turn, name, key, None)
    elif waits := turn.waiting_at(name, listener.id, ("accept",)):
        turn.waiting.remove(waits[0])
        turn.answer(waits[0].call, "ok")
        accept(turn, name, key, turn.experiment.calls[waits[0].call].makes)
    else:
        turn.put_socket(name, replace(listener, queue=(*listener.queue, key)))


def accept(turn: Turn, name: str, key: Key, makes: str | None) -> None:
    """A program takes the connection `key` and gets a descriptor for it."""
    listener = turn.socket_of(name, (key[0], None))
    inherited = {} if listener is None else _inherited(listener)
    socket = turn.new_socket(name, makes, key=key, port=key[0], connected=True, **inherited)
    turn.put_connection(name, replace(turn.host(name).connections[key], socket=socket.id))
    turn.fact(name, key, Condition(Kind.ACCEPTED))
    apply_options(turn, name, socket)
    read(turn, name, key)


def _inherited(listener: Socket) -> dict[str, object]:
    return {
        field: getattr(listener, field)
        for field in ("linger_s", "keepalive", "nodelay", "user_timeout_ms", "keepalive_times")
    }


def apply_options(turn: Turn, name: str, socket: Socket) -> None:
    """TCP is told what the socket was told, where it differs."""
    connection = turn.host(name).connections.get(socket.key) if socket.key is not None else None
    if connection is None or connection.remote is None:
        return
    tcb, timeout = connection.tcb, socket.user_timeout_ms
    own_timeout = None if tcb.changeable else tcb.user_timeout_ms
    keepalive_changed = socket.keepalive != tcb.keepalive or any(socket.keepalive_times)
    option = SetOption(
        keepalive=socket.keepalive if keepalive_changed else None,
        nodelay=socket.nodelay if socket.nodelay != tcb.nodelay else None,
        user_timeout_ms=(timeout or 0) if timeout != own_timeout else None,
    )
    if option != SetOption():
        process_at(turn, name, connection.key, option)


def read(turn: Turn, name: str, key: Key) -> None:
    """A program that reads at once takes what is there, and notices the end of the stream."""
    host, socket = turn.host(name), turn.socket_of(name, key)
    connection = host.connections.get(key)
    if socket is None or connection is None:
        return
    waits = turn.waiting_at(name, socket.id, ("recv",))
    if not (host.reads or waits):
        return
    tcb = connection.tcb
    if tcb.unread:
        octets = None if host.reads else turn.experiment.calls[waits[0].call].octets
        if waits:
            turn.waiting.remove(waits[0])
            turn.answer(waits[0].call, "ok")
        process_at(turn, name, key, Receive(octets))
    elif tcb.peer_fin or socket.end_of_stream:
        end_of_stream(turn, name, key, socket)
        turn.answer_waiting(name, socket.id, ("recv",), "ok")


def read_left(turn: Turn, name: str, key: Key, socket: Socket, octets: int | None) -> None:
    """A program reads what its connection left: TCP has forgotten it, the socket has not."""
    left = socket.left or b""
    if not left:
        end_of_stream(turn, name, key, socket)
        return
    size = len(left) if octets is None else octets
    line = Line(Rule.RECEIVE_DELIVERED, CLOSED_TCB, CLOSED_TCB, (Deliver(left[:size]),))
    turn.tell(name, Endpoint(name, key[0]), key[1], line)
    turn.put_socket(name, replace(socket, left=left[size:]))
    _deliver(turn, name, key, len(left[:size]))


def end_of_stream(turn: Turn, name: str, key: Key, socket: Socket) -> None:
    """recv() returns 0, for the first time or again."""
    if not socket.end_of_stream:
        turn.put_socket(name, replace(socket, end_of_stream=True))
        turn.fact(name, key, Condition(Kind.END_OF_STREAM))
