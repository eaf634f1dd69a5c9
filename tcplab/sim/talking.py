"""The socket calls on a connection, from send() to close(), and the errno that each gets."""

from tcplab.engine.events import Abort, Close, Event, Send, Shutdown
from tcplab.engine.tcb import State
from tcplab.sim import endpoint
from tcplab.sim.caller import BLOCKS, OK, Caller
from tcplab.sim.experiment import stream_octets
from tcplab.sim.world import NAMELESS, Key, Socket


def send(c: Caller) -> str | None:
    """send(): the octets go to TCP's buffer, which has room for all of them."""
    socket, connection = c.socket, c.connection
    if socket is None:
        return "EBADF"
    if connection is None:
        return _after_the_end(c, socket, "EPIPE")
    if c.call.data is not None:
        data = c.call.data.encode()
    else:
        data = stream_octets(socket.sent, c.call.octets or 0)
    if endpoint.process_at(c.turn, connection.key, Send(data)) is not None:
        return "EPIPE"
    c.update(c.turn.sockets.get(socket.id, socket), sent=socket.sent + len(data))
    return OK


def recv(c: Caller) -> str | None:
    """recv(): blocks until there are octets, or the stream's end, but for O_NONBLOCK."""
    socket, connection = c.socket, c.connection
    if socket is None:
        return "EBADF"
    if connection is None:
        if socket.left is None or socket.key is None:
            return _after_the_end(c, socket, OK)
        endpoint.read_left(c.turn, socket.key, socket, c.call.octets)
        return OK
    tcb = connection.tcb
    if socket.nonblocking and not (tcb.unread or tcb.peer_fin or socket.end_of_stream):
        return "EAGAIN"
    c.turn.wait(c.index, socket.id)
    endpoint.read(c.turn, connection.key)
    return BLOCKS


def _after_the_end(c: Caller, socket: Socket, afterwards: str) -> str:
    """No connection, or none any more: the errno that waits, once; then `afterwards`."""
    if socket.error is None:
        tried = socket.connected or (socket.key is not None and not socket.listening)
        return afterwards if tried else "ENOTCONN"
    c.update(socket, error=None)
    return socket.error


def shutdown(c: Caller) -> str | None:
    """shutdown(): acts on the connection, whoever else has a descriptor of it."""
    socket, connection = c.socket, c.connection
    if socket is None:
        return "EBADF"
    if connection is None or connection.tcb.state is State.TIME_WAIT:
        return "ENOTCONN"
    if c.call.how in ("read", "both"):
        endpoint.end_of_stream(c.turn, connection.key, socket)
        endpoint.read(c.turn, connection.key)  # a recv() that waits returns 0
    if c.call.how in ("write", "both"):
        # Once more does no harm: only the first one sends a FIN.
        endpoint.process_at(c.turn, connection.key, Shutdown())
    return OK


def close(c: Caller) -> str | None:
    """close(): the descriptor is gone; with the last one TCP hears of it.

    With SO_LINGER and a time other than 0 it returns when its FIN is acknowledged, or too late.
    """
    socket = c.socket
    if socket is None or not socket.names:
        return "EBADF"
    left = list(socket.names)
    nameless = NAMELESS if NAMELESS in left else left[0]
    left.remove(nameless if c.call.socket is None else c.call.socket)
    socket = c.update(socket, names=tuple(left))
    if not left and socket.key is not None and socket.key in c.turn.connections:
        linger = None if socket.listening else socket.linger_s
        _let_go(c, socket, socket.key, Abort() if linger == 0 else Close())
        if linger and endpoint.lingers(c.turn, socket.id):
            c.turn.wait(c.index, socket.id, c.turn.now + 1_000 * linger)
            return BLOCKS
    return OK


def dup(c: Caller) -> str | None:
    """dup(): one more descriptor of the same socket."""
    if c.socket is None:
        return "EBADF"
    c.update(c.socket, names=(*c.socket.names, c.call.makes or NAMELESS))
    return OK


def abort(c: Caller) -> str | None:
    """ABORT (§3.10.5): the connection ends at once, and all its descriptors with it.

    A program aborts by a descriptor, and after close() it has none: EBADF.
    """
    if c.socket is None and c.turn.host.stack.close_ends_receiving:
        return "EBADF"
    if c.key is None or c.key not in c.turn.connections:
        return "EBADF" if c.socket is None else "ENOTCONN"
    socket = c.socket or c.turn.socket_of(c.key)
    if socket is None:
        endpoint.process_at(c.turn, c.key, Abort())
    else:
        _let_go(c, c.update(socket, names=()), c.key, Abort())
    return OK


def _let_go(c: Caller, socket: Socket, key: Key, event: Event) -> None:
    """TCP hears that no program holds the connection any more, nor those that wait at it."""
    for waiting in socket.queue:
        endpoint.process_at(c.turn, waiting, Abort())
    endpoint.process_at(c.turn, key, event)
    c.turn.answer_waiting(socket.id, endpoint.BLOCKING, "ECONNABORTED")
    if (left := c.turn.sockets.get(socket.id)) is not None:
        c.turn.forget_if_done(left)
