"""Our host with its sockets as one end of a script: no kernel, no clock, no thread.

Its program never blocks, as if all its sockets were O_NONBLOCK.
"""

from msgspec.structs import replace

from tcplab.engine.events import Deliver
from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import State, Tcb, Timer
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Endpoint
from tcplab.sim.step import step
from tcplab.sim.world import (
    Action,
    Arrived,
    Called,
    Connection,
    Flight,
    Host,
    Key,
    RanOut,
    Settled,
    Socket,
    World,
)
from tests.support.kernel_dialogue import ISS
from tests.support.numbered import Numbered

_US, _PEER, _PORT, _PEER_PORT = "lab", "peer", 80, 5_000
_KEY: Key = (_PORT, Endpoint(_PEER, _PEER_PORT))
_LISTENER, _CONNECTIONS = "listener", tuple(f"connection {n}" for n in range(1, 9))
_MAKERS = (
    Call(_US, "socket", 0, makes=_LISTENER),
    *(Call(_US, "accept", 0, socket=_LISTENER, makes=name) for name in _CONNECTIONS),
)
_BARE = Experiment("A script", (HostSetup(_US), HostSetup(_PEER)), calls=_MAKERS)
_CONNECTING = (State.SYN_SENT, State.SYN_RECEIVED)
_HELD_MOST = len(_CONNECTIONS)


class LabHost:
    """One host of `stack` that speaks with one peer, from one port to one port."""

    def __init__(self, stack: Stack) -> None:
        host = Host(_US, 0, "10.9.0.1", stack, ISS, accepts=False, reads=False)
        self._world = World(0, (host,))
        self._held = 0
        self._sent = Numbered()
        self._words: list[str] = []

    def call(self, name: str, octets: int) -> None:
        """What the program asks for; a connection's call is for the latest that it has got."""
        match name:
            case "listen":
                self._call("socket", makes=_LISTENER)
                self._call("bind", socket=_LISTENER, port=_PORT)
                self._call("listen", socket=_LISTENER, port=_PORT)
            case "unlisten":
                self._call("close", socket=_LISTENER)
            case "accept":
                self._accept()
            case "connect":
                self._held = 1
                self._call("socket", makes=_CONNECTIONS[0])
                self._call("bind", socket=_CONNECTIONS[0], port=_PORT)
                remote = f"{_PEER}:{_PEER_PORT}"
                self._call("connect", socket=_CONNECTIONS[0], to=remote)
            case _ if self._socket is None:
                self._words.append("EBADF")
            case "error":
                self._error(self._socket)
            case _:
                self._use(name, octets)

    def _use(self, name: str, octets: int) -> None:
        connection = _CONNECTIONS[self._held - 1]
        match name:
            case "send" if self.tcb is not None and self.tcb.state in _CONNECTING:
                self._words.append("EAGAIN")  # a send() that may block waits for the connection
            case "send":
                self._call("send", socket=connection, data="x" * octets)
            case "receive":
                self._receive(connection)
            case "shutdown":
                self._call("shutdown", socket=connection, how="write")
            case "abort":
                self._call("setsockopt", socket=connection, option="SO_LINGER", value=0)
                self._call("close", socket=connection)
            case "close":
                self._call("close", socket=connection)
            case _:
                raise ValueError(f"not a call of a script: {name}")

    def _accept(self) -> None:
        assert self._held < _HELD_MOST
        if self._call("accept", socket=_LISTENER, makes=_CONNECTIONS[self._held]):
            self._held += 1

    def _receive(self, connection: str) -> None:
        before = len(self._words)
        if self._call("recv", socket=connection) and len(self._words) == before:
            self._words.append("end")

    def _error(self, socket: Socket) -> None:
        if socket.error is not None:
            self._words.append(socket.error)
            host = self._host
            sockets = {**host.sockets, socket.id: replace(socket, error=None)}
            self._world = replace(self._world, hosts=(replace(host, sockets=sockets),))

    def arrives(self, segment: Segment) -> None:
        """A segment of the peer's."""
        number, now = self._sent.offered(segment), self._world.now
        ends = Endpoint(_PEER, _PEER_PORT), Endpoint(_US, _PORT)
        self._step(Arrived(Flight(-1, *ends, None, number, now, now, injected=True)))

    def settle(self, ms: int) -> None:
        """So much time passes, and timers run out."""
        until = self._world.now + ms
        self._settle()
        while due := self._due(until):
            deadline, key, timer = due
            self._world = replace(self._world, now=deadline)
            self._step(RanOut(_US, key, timer))
            self._settle()
        self._world = replace(self._world, now=until)

    def _settle(self) -> None:
        for connection in self._host.connections.values():
            if connection.tcb.ack_owed:
                self._step(Settled(_US, connection.key))

    def _due(self, until: int) -> tuple[int, Key, Timer] | None:
        deadlines = [
            (deadline, connection.key, timer)
            for connection in self._host.connections.values()
            for deadline, timer in connection.tcb.timers.due()
            if deadline <= until
        ]
        return min(deadlines, key=lambda one: one[0], default=None)

    def outcome(self) -> tuple[tuple[Segment, ...], str, tuple[str, ...]]:
        """What was sent since the last time, the state, and what the program has learnt."""
        words, self._words = tuple(self._words), []
        return self._sent.take(), self.state, words

    @property
    def tcb(self) -> Tcb | None:
        """Of the connection with the peer, if there is one."""
        connection = self._connection
        return None if connection is None else connection.tcb

    @property
    def state(self) -> str:
        """Of that connection, or of the listener."""
        otherwise = State.LISTEN if self.listens else State.CLOSED
        state = otherwise if self.tcb is None else self.tcb.state
        return str(state.value)

    @property
    def holds(self) -> bool:
        """Whether its program has a descriptor of a connection."""
        return self._socket is not None

    @property
    def listens(self) -> bool:
        """Whether its program has a listener."""
        return (_PORT, None) in self._host.connections

    @property
    def waits(self) -> bool:
        """Whether a connection waits for accept()."""
        return any(one.queue for one in self._host.sockets.values())

    @property
    def _host(self) -> Host:
        return self._world.hosts[0]

    @property
    def _connection(self) -> Connection | None:
        return self._host.connections.get(_KEY)

    @property
    def _socket(self) -> Socket | None:
        if not self._held:
            return None
        name = _CONNECTIONS[self._held - 1]
        return next((one for one in self._host.sockets.values() if name in one.names), None)

    def _call(self, do: str, **arguments: object) -> bool:
        """Whether the call succeeded; its errno is learnt. What would block does not."""
        call = Call(_US, do, 0, **arguments)  # type: ignore[arg-type]
        experiment = replace(_BARE, calls=(*_MAKERS, call))
        results = self._step(Called(len(_MAKERS), call), experiment)
        if not results and do != "connect":
            results = ["EAGAIN"]
        self._world = replace(self._world, waiting=())
        self._words.extend(result for result in results if result != "ok")
        return results == ["ok"]

    def _step(self, action: Action, experiment: Experiment = _BARE) -> list[str]:
        done = step(experiment, self._world, self._world.now, action)
        self._world = replace(done.world, wire=())
        for flight in done.sent:
            self._sent.hear(flight.segment)
        self._words.extend(
            f'"{effect.octets.decode()}"'
            for one in done.happened
            for effect in one.line.effects
            if isinstance(effect, Deliver)
        )
        return [one.result for one in done.returned]
