"""One socket call being made: by whom, and on which socket or connection it acts."""

from msgspec.structs import replace

from tcplab.sim import ports
from tcplab.sim.experiment import Call
from tcplab.sim.turn import Turn
from tcplab.sim.world import NAMELESS, Connection, Key, Socket

OK = "ok"
_FIND_THEIR_OWN = ("socket", "listen", "connect")
BLOCKS = None
"""What a call returns that has not returned yet."""


class Caller:
    """A call and what it acts on: `socket` (None: no such descriptor) and its connection's `key`.

    That is the named one; else the one at which its `when` held; else the oldest open connection;
    else the listener. accept() is the listener's. Where CLOSE is the RFC's and not a program's
    close(), ABORT and RECEIVE (§3.10.4) also reach connections that no program holds.
    """

    def __init__(self, turn: Turn, index: int, call: Call, held_at: Key | None) -> None:
        self.turn = turn
        self.index = index
        self.call = call
        finds_own = call.do in _FIND_THEIR_OWN and call.socket is None
        self.socket = None if finds_own else self._target(held_at)
        self.key = held_at if self.socket is None else self.socket.key
        if call.do == "abort" and held_at is None and self.connection is None:
            self._reach_for_what_nobody_holds()

    @property
    def connection(self) -> Connection | None:
        """The connection (not a listener) that the call acts on, if it still exists."""
        found = None if self.key is None else self.turn.connections.get(self.key)
        return None if found is None or found.remote is None else found

    def update(self, socket: Socket, **changes: object) -> Socket:
        """Files what the call has changed of its socket."""
        self.socket = self.turn.put_socket(replace(socket, **changes))
        return self.socket

    def unused(self) -> Socket | None:
        """The socket that bind(), listen() or connect() takes: the named one (None: there is none).

        Without a name it is the oldest that has none either, that nothing was done with but
        bind(), and whose port is not another one; None if the call is to make its own.
        """
        if self.call.socket is not None:
            return self.socket
        port = self.call.port if self.call.do != "bind" else None
        for one in ports.fresh(self.turn):
            if NAMELESS in one.names and (port is None or one.port in (None, port)):
                return one
        return None

    def _target(self, held_at: Key | None) -> Socket | None:
        # The program needs a descriptor, but for RECEIVE where a close leaves it open.
        all_alike = self.call.do == "recv" and not self.turn.host.stack.close_ends_receiving
        named, accepts = self.call.socket, self.call.do == "accept"
        if held_at is not None and named is None and not accepts:
            found = self.turn.socket_of(held_at)
            return found if found is not None and (found.names or all_alike) else None
        usable = [one for one in self.turn.sockets.values() if one.names or all_alike]
        if named is not None:
            return next((one for one in usable if named in one.names), None)
        if accepts:
            port = None if held_at is None else held_at[0]
            listeners = [one for one in usable if one.listening]
            behind = [one for one in listeners if one.port == port]
            return next(iter(behind or listeners or usable), None)
        return self._oldest(usable)

    def _oldest(self, usable: list[Socket]) -> Socket | None:
        find, oldest, least = self.turn.connections.get, None, 0
        for one in usable:
            found = None if one.key is None else find(one.key)
            if found is None or found.remote is None:
                continue
            if oldest is None or found.number < least:
                oldest, least = one, found.number
        if oldest is not None:
            return oldest
        connections = self.turn.connections
        ended = [one for one in usable if one.connected or one.key is not None]
        ended = [one for one in ended if one.key not in connections]
        listeners = [one for one in usable if one.listening]
        # A connection that ended has an errno to tell, but nothing that a close could still end.
        first, second = (listeners, ended) if self.call.do == "close" else (ended, listeners)
        return next(iter([*first, *second, *usable]), None)

    def _reach_for_what_nobody_holds(self) -> None:
        if self.call.socket is None and not self.turn.host.stack.close_ends_receiving:
            alive = [one for one in self.turn.connections.values() if one.remote is not None]
            if alive:
                self.socket, self.key = None, min(alive, key=lambda one: one.number).key
