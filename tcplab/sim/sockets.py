"""The socket calls: what a program's call does at its host, and the errno that it gets."""

from collections.abc import Callable

from msgspec.structs import replace

from tcplab.engine.events import Abort, Close, Open, Send, SetOption, Shutdown, Signal
from tcplab.sim import endpoint
from tcplab.sim.endpoint import process_at
from tcplab.sim.experiment import Call, Endpoint, parse_endpoint
from tcplab.sim.turn import Turn
from tcplab.sim.world import Host, Key, Socket

_EPHEMERAL = range(40_000, 65_536)
OK = "ok"
_BLOCKS = None
"""What a call returns that has not returned yet."""


class Caller:
    """One call being made: by whom, on which socket or connection."""

    def __init__(self, turn: Turn, index: int, call: Call, held_at: Key | None) -> None:
        self.turn = turn
        self.index = index
        self.call = call
        self.name = call.host
        self.socket, self.key = self._target(held_at)

    @property
    def host(self) -> Host:
        return self.turn.host(self.name)

    def _target(self, held_at: Key | None) -> tuple[Socket | None, Key | None]:
        """Whom the call acts on: the named; else where its `when` held; else the oldest open."""
        sockets = self.host.sockets
        if self.call.socket is not None:
            named = [one for one in sockets.values() if self.call.socket in one.names]
            return (named[0], named[0].key) if named else (None, None)
        if held_at is not None:
            return self.turn.socket_of(self.name, held_at), held_at
        return self._oldest()

    def _oldest(self) -> tuple[Socket | None, Key | None]:
        connections, sockets = self.host.connections, self.host.sockets.values()
        if self.call.do == "abort":
            alive = [one for one in connections.values() if one.remote is not None]
            if alive:
                oldest = min(alive, key=lambda one: one.number)
                return self.turn.socket_of(self.name, oldest.key), oldest.key
        opened = [one for one in sockets if one.names and one.key and not one.listening]
        living = [one for one in opened if one.key in connections]
        listeners = [one for one in sockets if one.names and one.listening]
        if self.call.do in ("accept", "listen", "bind"):
            living, opened = [], []
        for group in (living, opened, listeners):
            if group:
                return group[0], group[0].key
        return None, None


def make_call(turn: Turn, index: int, call: Call, held_at: Key | None) -> None:
    """The host's program makes the call `index`; it returns now, or waits."""
    if not turn.host(call.host).up and call.do != "reboot":
        turn.answer(index, "EHOSTDOWN")
        return
    result = _CALLS[call.do](Caller(turn, index, call, held_at))
    if result is not _BLOCKS:
        turn.answer(index, result)


def _socket(c: Caller) -> str | None:
    if any(c.call.makes in one.names for one in c.host.sockets.values()):
        return "EEXIST"
    c.turn.new_socket(c.name, c.call.makes)
    return OK


def _bind(c: Caller) -> str | None:
    if c.socket is None:
        return "EBADF"
    if c.socket.port is not None:
        return "EINVAL"
    assert c.call.port is not None  # checked when the experiment was made
    if _port_in_use(c, c.call.port, c.socket):
        return "EADDRINUSE"
    c.turn.put_socket(c.name, replace(c.socket, port=c.call.port))
    return OK


def _port_in_use(c: Caller, port: int, socket: Socket | None) -> bool:
    """Whether bind() finds the port taken; SO_REUSEADDR overlooks all but a listener."""
    reuse = socket is not None and socket.reuse_address
    for one in c.host.connections.values():
        if one.local.port == port and (one.remote is None or not reuse):
            return True
    return any(one.port == port and one is not socket and one.names and not one.key
               for one in c.host.sockets.values())  # fmt: skip


def _listen(c: Caller) -> str | None:
    socket, port = c.socket, c.call.port
    if c.call.socket is None:
        assert port is not None  # checked when the experiment was made
        if _port_in_use(c, port, None):
            return "EADDRINUSE"
        socket = c.turn.new_socket(c.name, None, port=port)
    elif socket is None:
        return "EBADF"
    elif socket.key is not None:
        return "EINVAL"
    else:
        port = port or socket.port
        if port is None or _port_in_use(c, port, socket):
            return "EINVAL" if port is None else "EADDRINUSE"
    backlog = c.host.stack.backlog if c.call.backlog is None else c.call.backlog
    key = (port, None)
    c.turn.put_socket(c.name, replace(socket, port=port, key=key, listening=True, backlog=backlog))
    process_at(c.turn, c.name, key, Open(active=False))
    return OK


def _accept(c: Caller) -> str | None:
    listener = c.socket
    if listener is None or not listener.listening:
        return "EBADF" if listener is None else "EINVAL"
    if not listener.queue:
        c.turn.wait(c.index, c.name, listener.id)
        return _BLOCKS
    first, *rest = listener.queue
    c.turn.put_socket(c.name, replace(listener, queue=tuple(rest)))
    endpoint.accept(c.turn, c.name, first, c.call.makes)
    return OK


def _connect(c: Caller) -> str | None:
    assert c.call.to is not None  # checked when the experiment was made
    socket = c.socket if c.call.socket is not None else None
    if c.call.socket is not None and socket is None:
        return "EBADF"
    if socket is not None and socket.key is not None:
        if socket.listening:
            return "EINVAL"
        waits = any(one.socket == socket.id and one.host == c.name for one in c.turn.waiting)
        return "EALREADY" if waits else "EISCONN"
    key, error = _local_end(c, socket, parse_endpoint(c.call.to))
    if key is None:
        return error
    if socket is None:
        socket = c.turn.new_socket(c.name, c.call.makes)
    socket = c.turn.put_socket(c.name, replace(socket, port=key[0], key=key))
    process_at(c.turn, c.name, key, Open(active=True))
    _apply_options(c.turn, c.name, socket)
    c.turn.wait(c.index, c.name, socket.id)
    return _BLOCKS


def _local_end(c: Caller, socket: Socket | None, remote: Endpoint) -> tuple[Key | None, str]:
    """The 4-tuple to use: the bound or named port, else the next free ephemeral one."""
    connections = c.host.connections
    port = c.call.port or (socket.port if socket is not None else None)
    if port is not None:
        free = (port, remote) not in connections and (port, None) not in connections
        return ((port, remote), OK) if free else (None, "EADDRINUSE")
    start = c.host.next_port - _EPHEMERAL.start
    for offset in range(len(_EPHEMERAL)):
        port = _EPHEMERAL[(start + offset) % len(_EPHEMERAL)]
        if (port, remote) not in connections and (port, None) not in connections:
            c.turn.change(c.name, next_port=port + 1)
            return (port, remote), OK
    return None, "EADDRNOTAVAIL"


def _error(c: Caller, otherwise: str) -> str:
    """The errno that waits at the socket, told once; else `otherwise`."""
    if c.socket is None or c.socket.error is None:
        return otherwise
    error = c.socket.error
    c.socket = c.turn.put_socket(c.name, replace(c.socket, error=None))
    return error


def _send(c: Caller) -> str | None:
    connection = c.host.connections.get(c.key) if c.key is not None else None
    if connection is None or connection.remote is None:
        was_connected = c.socket is not None and c.socket.key is not None and not c.socket.listening
        return _error(c, "EPIPE" if was_connected else "ENOTCONN")
    position = c.socket.sent if c.socket is not None else 0
    if c.call.data is not None:
        data = c.call.data.encode()
    else:
        data = bytes((position + i) % 256 for i in range(c.call.octets or 0))
    error = process_at(c.turn, c.name, connection.key, Send(data))
    if error is not None:
        return "EPIPE"
    socket = c.turn.socket_of(c.name, connection.key)
    if socket is not None:
        c.turn.put_socket(c.name, replace(socket, sent=position + len(data)))
    return OK


def _recv(c: Caller) -> str | None:
    connection = c.host.connections.get(c.key) if c.key is not None else None
    if c.socket is None or c.key is None or c.socket.listening:
        return "EBADF" if c.socket is None else "ENOTCONN"
    if connection is None:
        return _error(c, OK if c.socket.end_of_stream else "ENOTCONN")
    c.turn.wait(c.index, c.name, c.socket.id)
    endpoint.read(c.turn, c.name, connection.key)
    return _BLOCKS


def _shutdown(c: Caller) -> str | None:
    connection = c.host.connections.get(c.key) if c.key is not None else None
    if connection is None or connection.remote is None:
        return _error(c, "ENOTCONN")
    if c.call.how in ("read", "both") and c.socket is not None:
        endpoint.end_of_stream(c.turn, c.name, connection.key, c.socket)
        endpoint.read(c.turn, c.name, connection.key)  # a recv() that waits returns 0
    if c.call.how in ("write", "both"):
        error = process_at(c.turn, c.name, connection.key, Shutdown())
        return OK if error is None else "ENOTCONN"
    return OK


def _close(c: Caller) -> str | None:
    socket = c.socket
    if socket is None or not socket.names:
        return "EBADF"
    name = c.call.socket if c.call.socket is not None else socket.names[0]
    left = list(socket.names)
    left.remove(name)
    socket = c.turn.put_socket(c.name, replace(socket, names=tuple(left)))
    if left or socket.key not in c.host.connections or socket.key is None:
        return OK
    for key in socket.queue:
        process_at(c.turn, c.name, key, Abort())
    hard = socket.linger_0 and not socket.listening
    process_at(c.turn, c.name, socket.key, Abort() if hard else Close())
    c.turn.answer_waiting(c.name, socket.id, endpoint.BLOCKING, "ECONNABORTED")
    _forget(c, socket.id)
    return OK


def _forget(c: Caller, number: int) -> None:
    socket = c.host.sockets.get(number)
    if socket is not None:
        c.turn.put_socket(c.name, socket)


def _dup(c: Caller) -> str | None:
    if c.socket is None or c.call.makes is None:
        return "EBADF"
    c.turn.put_socket(c.name, replace(c.socket, names=(*c.socket.names, c.call.makes)))
    return OK


def _abort(c: Caller) -> str | None:
    if c.key is None:
        return "ENOTCONN"
    error = process_at(c.turn, c.name, c.key, Abort())
    if c.socket is not None:
        c.turn.answer_waiting(c.name, c.socket.id, endpoint.BLOCKING, "ECONNABORTED")
        socket = c.host.sockets.get(c.socket.id)
        if socket is not None:
            c.turn.put_socket(c.name, replace(socket, names=(), error=None))
    return OK if error is not Signal.DOES_NOT_EXIST else "ENOTCONN"


def _setsockopt(c: Caller) -> str | None:
    if c.socket is None:
        return "EBADF"
    value = int(c.call.value or 0)
    if value < 0:
        return "EINVAL"
    idle, interval, count = c.socket.keepalive_times
    settings: dict[str, dict[str, object]] = {
        "SO_REUSEADDR": {"reuse_address": bool(value)},
        "SO_LINGER": {"linger_0": value == 0},
        "SO_KEEPALIVE": {"keepalive": bool(value)},
        "TCP_KEEPIDLE": {"keepalive_times": (value * 1_000, interval, count)},
        "TCP_KEEPINTVL": {"keepalive_times": (idle, value * 1_000, count)},
        "TCP_KEEPCNT": {"keepalive_times": (idle, interval, value)},
        "TCP_USER_TIMEOUT": {"user_timeout_ms": value},
        "TCP_NODELAY": {"nodelay": bool(value)},
    }
    socket = c.turn.put_socket(c.name, replace(c.socket, **settings[c.call.option or ""]))
    _apply_options(c.turn, c.name, socket)
    return OK


def _apply_options(turn: Turn, name: str, socket: Socket) -> None:
    """Tells TCP what the socket was told, where it differs."""
    connection = turn.host(name).connections.get(socket.key) if socket.key is not None else None
    if connection is None or connection.remote is None:
        return
    tcb = connection.tcb
    keepalive_changed = socket.keepalive != tcb.keepalive or any(socket.keepalive_times)
    option = SetOption(
        keepalive=socket.keepalive if keepalive_changed else None,
        nodelay=socket.nodelay if socket.nodelay != tcb.nodelay else None,
        user_timeout_ms=socket.user_timeout_ms
        if socket.user_timeout_ms != tcb.user_timeout_ms
        else None,
    )
    if option != SetOption():
        process_at(turn, name, connection.key, option)


def _crash(c: Caller) -> str | None:
    """The host loses all that it knew, without a word to anybody."""
    c.turn.waiting = [one for one in c.turn.waiting if one.host != c.name]
    c.turn.change(c.name, up=False, connections={}, sockets={})
    return OK


def _reboot(c: Caller) -> str | None:
    _crash(c)
    c.turn.change(c.name, up=True)
    return OK


_CALLS: dict[str, Callable[[Caller], str | None]] = {
    "socket": _socket,
    "bind": _bind,
    "listen": _listen,
    "accept": _accept,
    "connect": _connect,
    "send": _send,
    "recv": _recv,
    "shutdown": _shutdown,
    "close": _close,
    "dup": _dup,
    "setsockopt": _setsockopt,
    "abort": _abort,
    "crash": _crash,
    "reboot": _reboot,
}
