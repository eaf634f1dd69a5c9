"""Which local port a socket may take: what bind(), listen() and connect() find in use."""

from tcplab.sim.network import Endpoint
from tcplab.sim.turn import Turn
from tcplab.sim.world import Key, Socket


def in_use(turn: Turn, port: int, socket: Socket | None) -> bool:
    """Whether bind() finds the port taken; SO_REUSEADDR overlooks all but a listener.

    What is half open has no socket yet that could be bound (MUST-42).
    """
    reuse = socket is not None and socket.reuse_address
    connected = any(
        one.local.port == port and not one.half_open and (one.remote is None or not reuse)
        for one in turn.connections.values()
    )
    bound = any(socket is None or one.id != socket.id for one in _bound(turn) if one.port == port)
    return connected or (bound and not reuse)


def _bound(turn: Turn) -> list[Socket]:
    """The sockets that were bound to a port and have no connection yet."""
    return [one for one in fresh(turn) if one.names and one.port is not None]


def fresh(turn: Turn) -> list[Socket]:
    """The sockets that have and had no connection, in the order made."""
    return [one for one in turn.sockets.values() if one.key is None and not one.connected]


def next_ephemeral(turn: Turn, remote: Endpoint) -> Key | None:
    """The next free 4-tuple to `remote`, None if every port is taken."""
    bound = {one.port for one in _bound(turn)}
    host = turn.host
    start = host.next_port - host.ports.start
    for offset in range(len(host.ports)):
        port = host.ports[(start + offset) % len(host.ports)]
        taken = (port, remote) in turn.connections or (port, None) in turn.connections
        if not taken and port not in bound:
            return (port, remote)
    return None
