"""One step being taken at one host: mutable in here, invisible outside."""

from typing import Any

from msgspec.structs import replace

from tcplab.engine.events import Line
from tcplab.engine.segment import Segment
from tcplab.engine.tcb import CLOSED, LISTEN, TIME_WAIT
from tcplab.sim.conditions import Condition, meets
from tcplab.sim.experiment import Experiment
from tcplab.sim.filed import with_entry, without
from tcplab.sim.network import Endpoint
from tcplab.sim.transmit import transmit
from tcplab.sim.world import (
    NAMELESS,
    Action,
    Connection,
    Fact,
    Flight,
    Happened,
    Key,
    Pending,
    Returned,
    Socket,
    Step,
    Waiting,
    World,
)


class Turn:
    """The world as it changes within one step, and what there is to tell of it.

    No step changes another host than the one at which it is taken. Of that the `connections` and
    `sockets` as they are now are here, and all else but what it has sent is in `host`.
    """

    __slots__ = (
        "_at",
        "_facts",
        "_happened",
        "_returned",
        "_sent",
        "_transmissions",
        "_world",
        "cause",
        "connections",
        "experiment",
        "host",
        "now",
        "pending",
        "remark",
        "sockets",
        "waiting",
        "wire",
    )

    def __init__(
        self, experiment: Experiment, world: World, now: int, cause: Action, name: str
    ) -> None:
        at = 0
        while world.hosts[at].name != name:
            at += 1
        self._at = at
        self.experiment = experiment
        self.now = now
        self.cause = cause
        self.host = host = world.hosts[at]
        self.connections = host.connections
        self.sockets = host.sockets
        self._transmissions = host.transmissions
        self.remark: str | None = None
        self.wire = world.wire
        self.pending = world.pending
        self.waiting = world.waiting
        self._world = world
        self._happened: list[Happened] = []
        self._sent: tuple[Flight, ...] = ()
        self._facts: tuple[Fact, ...] = ()
        self._returned: tuple[Returned, ...] = ()

    def change(self, **changes: object) -> None:
        """Changes the host."""
        self.host = replace(self.host, **changes)

    def put_connection(self, key: Key, connection: Connection) -> None:
        """Files a connection, or forgets it if it is gone (back in LISTEN, or CLOSED)."""
        state = connection.tcb.state
        if state is CLOSED or (state is LISTEN and key[1] is not None):
            self.connections = without(self.connections, key)
            self._leave_queue(key)
            return
        self.connections = with_entry(self.connections, key, connection)
        if state is TIME_WAIT and (holder := self.holder(connection)) is not None:
            self.forget_if_done(holder)

    def _leave_queue(self, key: Key) -> None:
        """A connection that ended before anybody accepted it waits no longer."""
        listener = self.socket_of((key[0], None))
        if listener is not None and key in listener.queue:
            left = tuple(one for one in listener.queue if one != key)
            self.put_socket(replace(listener, queue=left))

    def part(self, key: Key) -> None:
        """The sockets of a connection lose it to a new one with the same 4-tuple."""
        for socket in self.sockets.values():
            if socket.port == key[0] and socket.key == key:
                self.put_socket(replace(socket, key=None, left=None))

    def put_socket(self, socket: Socket) -> Socket:
        """Files a socket, but for one of which nothing is left."""
        if not self.forget_if_done(socket):
            self.sockets = with_entry(self.sockets, socket.id, socket)
        return socket

    def forget_if_done(self, socket: Socket) -> bool:
        """Forgets a socket that has no descriptor, and of whose connection nothing is needed.

        In TIME-WAIT there is nothing that it could be needed for, but for what is unread.
        """
        if socket.names:
            return False
        connection = None if socket.key is None else self.connections.get(socket.key)
        if connection is not None:
            if connection.tcb.state is not TIME_WAIT or connection.tcb.unread:
                return False
            without_socket = replace(connection, socket=None)
            self.connections = with_entry(self.connections, connection.key, without_socket)
        self.sockets = without(self.sockets, socket.id)
        return True

    def new_socket(self, descriptor: str | None, **what: Any) -> Socket:
        """A socket with one descriptor."""
        number = 1 + max(self.sockets, default=0)
        return self.put_socket(Socket(number, (descriptor or NAMELESS,), **what))

    def holder(self, connection: Connection) -> Socket | None:
        """The socket that holds a connection."""
        held_by = connection.socket
        return None if held_by is None else self.sockets.get(held_by)

    def socket_of(self, key: Key) -> Socket | None:
        """The socket of a connection, if a program still holds it or did last."""
        connection = self.connections.get(key)
        if connection is not None:
            return self.holder(connection)
        for one in self.sockets.values():
            if one.port == key[0] and one.key == key:
                return one
        return None

    def tell(self, local: Endpoint, remote: Endpoint | None, lines: tuple[Line, ...]) -> None:
        """A connection obeyed these sentences."""
        for line in lines:
            self._happened.append(Happened(local.host, local, remote, line))

    def fact(self, key: Key, condition: Condition) -> None:
        """Something has come to hold that a `when` may wait for."""
        self._facts += (Fact(self.host.name, key, condition),)

    def answer(self, index: int, result: str) -> None:
        """A call returns."""
        self._returned += (Returned(index, self.experiment.calls[index], result),)

    def waiting_at(self, socket: int, deeds: tuple[str, ...]) -> list[Waiting]:
        """The calls of these kinds that wait at the socket, in the order made."""
        found = []
        for one in self.waiting:
            if one.socket == socket and self._waits_here(one, deeds):
                found.append(one)
        return found

    def _waits_here(self, one: Waiting, deeds: tuple[str, ...]) -> bool:
        return one.host == self.host.name and self.experiment.calls[one.call].do in deeds

    def answer_waiting(self, socket: int, deeds: tuple[str, ...], result: str) -> None:
        """Every call of these kinds that waits at the socket returns."""
        self.end_waits(self.waiting_at(socket, deeds), result)

    def end_waits(self, waits: list[Waiting], result: str) -> None:
        """All these calls, which waited, return."""
        for one in waits:
            self.end_wait(one, result)

    def end_wait(self, one: Waiting, result: str) -> None:
        """A call that waited returns."""
        at = self.waiting.index(one)
        self.waiting = self.waiting[:at] + self.waiting[at + 1 :]
        self.answer(one.call, result)

    def wait(self, index: int, socket: int, until: int | None = None) -> None:
        """A call blocks, until then (ms) at the latest."""
        one = Waiting(index, self.host.name, socket, until)
        self.waiting = (*self.waiting, one) if until is None else (one, *self.waiting)

    def take_pending(self, index: int, key: Key | None) -> None:
        """The call that a condition set off is made now; `times` and `every_ms` bring it again."""
        for at, one in enumerate(self.pending):
            if (one.call, one.key) == (index, key):
                call = self.experiment.calls[index]
                again = replace(one, due=one.due + call.every_ms, turn=one.turn + 1)
                left = (again,) if again.turn < call.times else ()
                self.pending = self.pending[:at] + left + self.pending[at + 1 :]
                return

    def emit(
        self, source: Endpoint, destination: Endpoint, segment: Segment, retransmission: bool
    ) -> None:
        """The host transmits a segment."""
        self._transmissions = nth = self._transmissions + 1
        number = self._world.flights + len(self._sent) + 1
        self._sent += transmit(
            self.experiment, number, nth, source, destination, segment, self.now, retransmission
        )

    def finish(self) -> Step:
        """What came of it."""
        world, sent = self._world, self._sent
        fired = self._fire(world.fired) if self._facts else world.fired
        hosts = [*world.hosts]
        hosts[self._at] = replace(
            self.host,
            transmissions=self._transmissions,
            connections=self.connections,
            sockets=self.sockets,
        )
        after = World(
            self.now,
            tuple(hosts),
            self.wire + sent,
            sent[-1].id if sent else world.flights,
            self.pending,
            self.waiting,
            fired,
        )
        return Step(
            after,
            self.cause,
            tuple(self._happened),
            sent,
            self._returned,
            self._facts,
            self.remark,
        )

    def _fire(self, fired: frozenset[int]) -> frozenset[int]:
        """Sets off the `when` calls whose conditions have come to hold, each once."""
        waits = self.experiment.conditional.get(self.host.name, ())
        for fact in self._facts if waits else ():
            for index, wanted in waits:
                if index not in fired and meets(wanted, fact.condition):
                    fired |= {index}
                    due = self.now + self.experiment.calls[index].after_ms
                    self.pending += (Pending(due, index, fact.key),)
        return fired
