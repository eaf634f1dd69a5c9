"""The socket calls that make a descriptor, a listener or a connection, and the errno each gets."""

from msgspec.structs import replace

from tcplab.engine.events import Open, Timeout
from tcplab.engine.tcb import Tcb, Timer
from tcplab.sim import endpoint, ports
from tcplab.sim.caller import BLOCKS, OK, Caller
from tcplab.sim.network import Endpoint, parse_endpoint
from tcplab.sim.world import NAMELESS, Key, Socket


def socket(c: Caller) -> str | None:
    """socket()."""
    c.turn.new_socket(c.call.makes)
    return OK


def bind(c: Caller) -> str | None:
    """bind(): EINVAL if it has a port already, EADDRINUSE if another one has this port."""
    assert c.call.port is not None  # checked when the experiment was made
    socket = c.unused() or c.socket
    if socket is None:
        return "EBADF"
    if socket.port is not None:
        return "EINVAL"
    if ports.in_use(c.turn, c.call.port, socket):
        return "EADDRINUSE"
    c.update(socket, port=c.call.port)
    return OK


def listen(c: Caller) -> str | None:
    """listen(); without a socket to take it stands for socket(), bind() and listen()."""
    old = c.unused()
    if old is None and c.call.socket is not None:
        return "EBADF"
    backlog = c.turn.host.stack.backlog if c.call.backlog is None else c.call.backlog
    port = old.port if old is not None and c.call.port is None else c.call.port
    if port is None:
        return "EINVAL"
    if old is not None:
        if old.port not in (None, port):
            return "EINVAL"
        if old.listening:
            c.update(old, backlog=backlog)
            return OK
        if old.key is not None:
            return "EINVAL"
    if ports.in_use(c.turn, port, old):
        return "EADDRINUSE"
    key = (port, None)
    made = old or c.turn.new_socket(None)
    made = c.update(made, port=port, key=key, listening=True, backlog=backlog)
    _end_half_open(c, port)
    endpoint.process_at(c.turn, key, Open(active=False), holder=made)
    return OK


def _end_half_open(c: Caller, port: int) -> None:
    """What is half open here began at an earlier listener, and may need just that one."""
    if c.turn.host.stack.half_open_needs_listener:
        for one in list(c.turn.connections.values()):
            if one.half_open and one.local.port == port:
                endpoint.process_at(c.turn, one.key, Timeout(Timer.RTO))


def accept(c: Caller) -> str | None:
    """accept(): blocks until a connection waits in the listener's queue."""
    listener = c.socket
    if listener is None or not listener.listening:
        return "EBADF" if listener is None else "EINVAL"
    if not listener.queue and listener.nonblocking:
        return "EAGAIN"
    if not listener.queue:
        c.turn.wait(c.index, listener.id)
        return BLOCKS
    first, *rest = listener.queue
    c.update(listener, queue=tuple(rest))
    endpoint.accept(c.turn, first, c.call.makes)
    return OK


def connect(c: Caller) -> str | None:
    """connect(): blocks until the handshake is over; without a socket to take it makes its own.

    With O_NONBLOCK it goes on alone (EINPROGRESS), and the next call tells why it failed. A socket
    whose attempt failed may try again.
    """
    assert c.call.to is not None  # checked when the experiment was made
    old = c.unused()
    if old is None and c.call.socket is not None:
        return "EBADF"
    if old is not None and (old.listening or old.connected):
        return "EISCONN"
    if old is not None and old.key in c.turn.connections:
        return "EALREADY"
    if old is not None and old.error is not None:
        c.update(old, error=None)
        return old.error
    key, error = _four_tuple(c, old, parse_endpoint(c.call.to))
    if key is None:
        return error
    c.turn.part(key)
    made = old or c.turn.new_socket(None)
    if c.call.makes is not None:
        names = tuple(c.call.makes if one == NAMELESS else one for one in made.names)
        made = replace(made, names=names)
    made = c.update(made, port=key[0], key=key)
    timeout = made.user_timeout_ms  # so that the SYN can advertise it
    begins = Tcb(user_timeout_ms=timeout, changeable=timeout is None)
    endpoint.process_at(c.turn, key, Open(active=True), begins, made)
    endpoint.apply_options(c.turn, made)
    if made.nonblocking:
        return "EINPROGRESS"
    c.turn.wait(c.index, made.id)
    return BLOCKS


def _four_tuple(c: Caller, old: Socket | None, remote: Endpoint) -> tuple[Key | None, str]:
    """The connection it is to be: from the port that is bound or asked for, else the next free."""
    bound, asked = None if old is None else old.port, c.call.port
    if bound is not None:
        if asked not in (None, bound):
            return None, "EINVAL"
        taken = (bound, remote) in c.turn.connections
        return (None if taken else (bound, remote)), "EADDRNOTAVAIL"
    if asked is not None:
        # As after bind() with SO_REUSEADDR: only a listener and the 4-tuple itself are in the way.
        taken = any(key in c.turn.connections for key in ((asked, remote), (asked, None)))
        return (None if taken else (asked, remote)), "EADDRINUSE"
    key = ports.next_ephemeral(c.turn, remote)
    if key is not None:
        c.turn.change(next_port=key[0] + 1)
    return key, "EADDRNOTAVAIL"
