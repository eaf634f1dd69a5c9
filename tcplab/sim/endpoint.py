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
from tcplab.engine.tcb import (
    CLOSE_WAIT,
    CLOSED_TCB,
    LISTEN,
    SYN_RECEIVED,
    TIME_WAIT,
    Opened,
    State,
    Tcb,
)
from tcplab.sim.conditions import Condition, Kind
from tcplab.sim.network import Endpoint
from tcplab.sim.turn import Turn
from tcplab.sim.world import DEFAULT_TIMES, Connection, Host, Key, Socket

ISS_STEP = 64_000
_LINGERING = frozenset({State.CLOSE_WAIT, State.FIN_WAIT_1, State.CLOSING, State.LAST_ACK})
_NO_LIFE = frozenset({State.CLOSED, State.LISTEN, State.TIME_WAIT})
_MIND_LISTENER = frozenset({State.SYN_RECEIVED, State.TIME_WAIT})
BLOCKING = ("connect", "recv", "accept")
_ERRNO = {
    Signal.REFUSED: "ECONNREFUSED",
    Signal.RESET: "ECONNRESET",
    Signal.TIMED_OUT: "ETIMEDOUT",
    Signal.CLOSED: "ECONNABORTED",
}
_CHALLENGES_MS = 5_000
_IN_STATE = {state: Condition(Kind.STATE, state=state) for state in State}
_CONNECTED = Condition(Kind.CONNECTED)
_ACCEPTED = Condition(Kind.ACCEPTED)
_AT_END_OF_STREAM = Condition(Kind.END_OF_STREAM)
_PASSIVE, _SAYS_CONNECTED, _END_OF_STREAM = Opened.PASSIVE, Signal.CONNECTED, Signal.END_OF_STREAM
_MEANS = {
    Signal.CONNECTED: _CONNECTED,
    Signal.REFUSED: Condition(Kind.RESET),
    Signal.RESET: Condition(Kind.RESET),
    Signal.TIMED_OUT: Condition(Kind.TIMED_OUT),
}


def process_at(
    turn: Turn, key: Key, event: Event, base: Tcb | None = None, holder: Socket | None = None
) -> Signal | None:
    """The connection `key` of the host, or a new one that begins as `base`, processes `event`.

    A new one that is opened by a program has its socket as `holder`. Returns the error that a call
    gets, None if it gets none.
    """
    host, old = turn.host, turn.connections.get(key)
    tcb = base if base is not None else CLOSED_TCB if old is None else old.tcb
    stack = host.stack
    if tcb.keepalive or type(event) is SetOption:
        stack = _stack(turn, old)
    # behind all others that one stands makes no difference
    listening = tcb.state in _MIND_LISTENER and (key[0], None) in turn.connections
    iss = _next_iss(host, tcb) if tcb.state is TIME_WAIT else host.next_iss
    may_challenge = stack.challenge_acks is None or _may_challenge(host, turn.now)
    env = Env(turn.now, iss, stack, listening, may_challenge)
    transition = process(tcb, event, env)
    after = transition.tcb
    local = Endpoint(host.name, key[0]) if old is None else old.local
    if after is not tcb:
        _file(turn, key, local, old, tcb, after, iss, holder)
    error = _tell(turn, key, local, transition.lines)
    if after.unread or after.peer_fin:
        read(turn, key)
    if turn.waiting and turn.waiting[0].until is not None:
        _end_lingering(turn)
    return error


def _tell(turn: Turn, key: Key, local: Endpoint, lines: tuple[Line, ...]) -> Signal | None:
    """What the lines cause: segments leave, and at last the program learns of it."""
    limited, remote = turn.host.stack.challenge_acks is not None, key[1]
    error, signals = None, []
    turn.tell(local, remote, lines)
    for line in lines:
        if limited and line.effects and line.rule in CHALLENGES:
            _count_challenge(turn)
        state = line.after.state
        if line.before.state is not state:
            turn.fact(key, _IN_STATE[state])
        for effect in line.effects:
            match effect:
                case Emit():
                    assert remote is not None  # a listener sends nothing
                    turn.emit(local, remote, effect.segment, effect.retransmission)
                case Notify():
                    if effect.signal in ERRORS:
                        error = effect.signal
                    else:
                        signals.append((effect.signal, line.before))
                case Deliver():
                    _deliver(turn, key, len(effect.octets))
    for signal, before in signals:
        _signal(turn, key, signal, before)
    return error


def _stack(turn: Turn, connection: Connection | None) -> Stack:
    """The host's choices, with the keep-alive times that the socket has of its own."""
    socket = None if connection is None else turn.holder(connection)
    if socket is None or socket.keepalive_times == DEFAULT_TIMES:
        return turn.host.stack
    stack, (idle, interval, count) = turn.host.stack, socket.keepalive_times
    return replace(
        stack,
        keepalive_idle_ms=idle or stack.keepalive_idle_ms,
        keepalive_interval_ms=interval or stack.keepalive_interval_ms,
        keepalive_count=count or stack.keepalive_count,
    )


def _may_challenge(host: Host, now: int) -> bool:
    """RFC 5961 §7: so many challenge ACKs in 5 s, whatever connections they are for."""
    most = host.stack.challenge_acks or 0
    return sum(now - at < _CHALLENGES_MS for at in host.challenged) < most


def _count_challenge(turn: Turn) -> None:
    host = turn.host
    most = host.stack.challenge_acks
    if most:
        turn.change(challenged=(*host.challenged, turn.now)[-most:])


def _next_iss(host: Host, old: Tcb) -> int:
    """The ISS after an `old` connection; MAY-2 wants it "larger than the largest ... it used"."""
    if seq.lt(old.snd_nxt, host.next_iss):
        return host.next_iss
    return seq.add(old.snd_nxt, ISS_STEP)


def _file(
    turn: Turn, key: Key, local: Endpoint, old: Connection | None, before: Tcb, after: Tcb,
    iss: int, holder: Socket | None,
) -> None:  # fmt: skip
    """Files what has become of a connection. A new one takes a number, and one that begins an ISS.

    Descriptors of an earlier one with the same 4-tuple have nothing any more.
    """
    begins = before.state in _NO_LIFE and after.state not in _NO_LIFE
    if old is not None and not begins:
        turn.put_connection(key, replace(old, tcb=after))
        return
    if holder is None:
        turn.part(key)
    number = 0 if after.state is LISTEN else turn.host.numbered + 1
    socket = None if holder is None else holder.id
    turn.put_connection(key, Connection(number, local, key[1], after, socket))
    if begins:
        turn.change(numbered=number, next_iss=seq.add(iss, ISS_STEP))
    elif number:
        turn.change(numbered=number)


def lingers(turn: Turn, socket: int) -> bool:
    """Whether what a closed socket has sent is not yet acknowledged, its FIN included."""
    return any(
        one.socket == socket and one.tcb.state in _LINGERING for one in turn.connections.values()
    )


def _end_lingering(turn: Turn) -> None:
    for one in [one for one in turn.waiting if one.until is not None]:
        if one.host == turn.host.name and not lingers(turn, one.socket):
            turn.end_wait(one, "ok")


def _deliver(turn: Turn, key: Key, octets: int) -> None:
    socket = turn.socket_of(key)
    if socket is not None:
        socket = replace(socket, received=socket.received + octets)
        turn.put_socket(socket)
        turn.fact(key, Condition(Kind.RECEIVED, octets=socket.received))


def _signal(turn: Turn, key: Key, signal: Signal, before: Tcb) -> None:
    """The program learns of it: facts for `when`, errnos for calls that wait or come later."""
    if signal is _END_OF_STREAM:
        return  # which the program learns by reading
    if before.opened is _PASSIVE and before.state is SYN_RECEIVED:
        if signal is _SAYS_CONNECTED:
            turn.fact(key, _CONNECTED)
            _queue_for_accept(turn, key)
        return
    if (means := _MEANS.get(signal)) is not None:
        turn.fact(key, means)
    socket = turn.socket_of(key)
    if socket is None:
        return
    if signal is _SAYS_CONNECTED:
        turn.put_socket(replace(socket, connected=True))
        turn.answer_waiting(socket.id, ("connect",), "ok")
    elif signal in _ERRNO:
        errno = _ERRNO[signal]
        if signal is Signal.RESET and before.state is CLOSE_WAIT:
            errno = "EPIPE"
        waits = turn.waiting_at(socket.id, BLOCKING)
        turn.end_waits(waits, errno)
        told = waits or signal is Signal.CLOSED
        # after a FIN the stream has its end, whatever becomes of the connection
        left = before.unread if before.peer_fin else None
        turn.put_socket(replace(socket, error=None if told else errno, left=left))


def _queue_for_accept(turn: Turn, key: Key) -> None:
    """ESTABLISHED comes before accept(): the connection waits in the listener's queue."""
    listener = turn.socket_of((key[0], None))
    if listener is None:
        return
    if turn.host.accepts:
        accept(turn, key, None)
    elif waits := turn.waiting_at(listener.id, ("accept",)):
        turn.end_wait(waits[0], "ok")
        accept(turn, key, turn.experiment.calls[waits[0].call].makes)
    else:
        turn.put_socket(replace(listener, queue=(*listener.queue, key)))


def accept(turn: Turn, key: Key, makes: str | None) -> None:
    """A program takes the connection `key` and gets a descriptor for it."""
    listener = turn.socket_of((key[0], None))
    inherited = {} if listener is None else _inherited(listener)
    socket = turn.new_socket(makes, key=key, port=key[0], connected=True, **inherited)
    turn.put_connection(key, replace(turn.connections[key], socket=socket.id))
    turn.fact(key, _ACCEPTED)
    apply_options(turn, socket)
    read(turn, key)


def _inherited(listener: Socket) -> dict[str, object]:
    return {
        field: getattr(listener, field)
        for field in ("linger_s", "keepalive", "nodelay", "user_timeout_ms", "keepalive_times")
    }


def apply_options(turn: Turn, socket: Socket) -> None:
    """TCP is told what the socket was told, where it differs."""
    connection = turn.connections.get(socket.key) if socket.key is not None else None
    if connection is None or connection.remote is None:
        return
    tcb, timeout = connection.tcb, socket.user_timeout_ms
    own_timeout = None if tcb.changeable else tcb.user_timeout_ms
    nodelay_changed, timeout_changed = socket.nodelay != tcb.nodelay, timeout != own_timeout
    keepalive_changed = socket.keepalive != tcb.keepalive or any(socket.keepalive_times)
    if keepalive_changed or nodelay_changed or timeout_changed:
        option = SetOption(
            keepalive=socket.keepalive if keepalive_changed else None,
            nodelay=socket.nodelay if nodelay_changed else None,
            user_timeout_ms=(timeout or 0) if timeout_changed else None,
        )
        process_at(turn, connection.key, option)


def read(turn: Turn, key: Key) -> None:
    """A program that reads at once takes what is there, and notices the end of the stream."""
    connection = turn.connections.get(key)
    socket = None if connection is None else turn.holder(connection)
    if socket is None or connection is None:
        return
    tcb = connection.tcb
    if not (tcb.unread or tcb.peer_fin or socket.end_of_stream):
        return
    waits = turn.waiting_at(socket.id, ("recv",))
    if not (turn.host.reads or waits):
        return
    if tcb.unread:
        octets = None if turn.host.reads else turn.experiment.calls[waits[0].call].octets
        if waits:
            turn.end_wait(waits[0], "ok")
        process_at(turn, key, Receive(octets))
    else:
        end_of_stream(turn, key, socket)
        turn.end_waits(waits, "ok")


def read_left(turn: Turn, key: Key, socket: Socket, octets: int | None) -> None:
    """A program reads what its connection left: TCP has forgotten it, the socket has not."""
    left = socket.left or b""
    if not left:
        end_of_stream(turn, key, socket)
        return
    size = len(left) if octets is None else octets
    line = Line(Rule.RECEIVE_DELIVERED, CLOSED_TCB, CLOSED_TCB, (Deliver(left[:size]),))
    turn.tell(Endpoint(turn.host.name, key[0]), key[1], (line,))
    turn.put_socket(replace(socket, left=left[size:]))
    _deliver(turn, key, len(left[:size]))


def end_of_stream(turn: Turn, key: Key, socket: Socket) -> None:
    """recv() returns 0, for the first time or again."""
    if not socket.end_of_stream:
        turn.put_socket(replace(socket, end_of_stream=True))
        turn.fact(key, _AT_END_OF_STREAM)
