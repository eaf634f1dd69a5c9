"""One step being taken: mutable in here, invisible outside."""

from msgspec.structs import replace

from tcplab.engine.events import Line
from tcplab.engine.segment import Segment
from tcplab.engine.tcb import State
from tcplab.sim import conditions
from tcplab.sim.conditions import Condition
from tcplab.sim.experiment import Endpoint, Experiment
from tcplab.sim.filed import with_entry, without
from tcplab.sim.transmit import transmit
from tcplab.sim.world import (
    NAMELESS,
    Action,
    Connection,
    Fact,
    Flight,
    Happened,
    Host,
    Key,
    Pending,
    Returned,
    Socket,
    Step,
    Waiting,
    World,
)

_UNFILED = frozenset({State.CLOSED, State.LISTEN})


class Turn:
    """The world as it changes within one step, and what there is to tell of it."""

    def __init__(self, experiment: Experiment, world: World, now: int, cause: Action) -> None:
        self.experiment = experiment
        self.now = now
        self.cause = cause
        self.remark: str | None = None
        self.wire = list(world.wire)
        self.pending = list(world.pending)
        self.waiting = list(world.waiting)
        self._hosts = {host.name: host for host in world.hosts}
        self._world = world
        self._happened: list[Happened] = []
        self._sent: list[Flight] = []
        self._facts: list[Fact] = []
        self._returned: list[Returned] = []

    def host(self, name: str) -> Host:
        """The host as it is now."""
        return self._hosts[name]

    def change(self, name: str, **changes: object) -> None:
        """Changes a host."""
        self._hosts[name] = replace(self._hosts[name], **changes)

    def put_connection(self, name: str, connection: Connection) -> None:
        """Files a connection, or forgets it if it is gone (back in LISTEN, or CLOSED)."""
        connections = self._hosts[name].connections
        state, key = connection.tcb.state, connection.key
        if state is State.CLOSED or (connection.remote is not None and state in _UNFILED):
            self.change(name, connections=without(connections, key))
            self._leave_queue(name, key)
        else:
            self.change(name, connections=with_entry(connections, key, connection))
            if state is State.TIME_WAIT and (holder := self.socket_of(name, key)) is not None:
                self.put_socket(name, holder)

    def _leave_queue(self, name: str, key: Key) -> None:
        """A connection that ended before anybody accepted it waits no longer."""
        listener = self.socket_of(name, (key[0], None))
        if listener is not None and key in listener.queue:
            left = tuple(one for one in listener.queue if one != key)
            self.put_socket(name, replace(listener, queue=left))

    def part(self, name: str, key: Key) -> None:
        """The sockets of a connection lose it to a new one with the same 4-tuple."""
        for socket in [one for one in self._hosts[name].sockets.values() if one.key == key]:
            self.put_socket(name, replace(socket, key=None, left=None))

    def put_socket(self, name: str, socket: Socket) -> Socket:
        """Files a socket; one that has no descriptor is forgotten with what its connection holds.

        In TIME-WAIT there is nothing that it could be needed for, but for what is unread.
        """
        host = self._hosts[name]
        connection = None if socket.key is None else host.connections.get(socket.key)
        done = connection is not None and connection.tcb.state is State.TIME_WAIT
        if socket.names or (connection is not None and (not done or connection.tcb.unread)):
            self.change(name, sockets=with_entry(host.sockets, socket.id, socket))
            return socket
        self.change(name, sockets=without(host.sockets, socket.id))
        if connection is not None:
            without_socket = replace(connection, socket=None)
            connections = with_entry(host.connections, connection.key, without_socket)
            self.change(name, connections=connections)
        return socket

    def new_socket(self, name: str, descriptor: str | None, **what: object) -> Socket:
        """A socket with one descriptor."""
        number = 1 + max(self._hosts[name].sockets, default=0)
        return self.put_socket(name, replace(Socket(number, (descriptor or NAMELESS,)), **what))

    def socket_of(self, name: str, key: Key) -> Socket | None:
        """The socket of a connection, if a program still holds it or did last."""
        host = self._hosts[name]
        if key in host.connections:
            holder = host.connections[key].socket
            return None if holder is None else host.sockets.get(holder)
        return next((one for one in host.sockets.values() if one.key == key), None)

    def tell(self, name: str, local: Endpoint, remote: Endpoint | None, line: Line) -> None:
        """A connection obeyed a sentence."""
        self._happened.append(Happened(name, local, remote, line))

    def fact(self, name: str, key: Key, condition: Condition) -> None:
        """Something has come to hold that a `when` may wait for."""
        self._facts.append(Fact(name, key, condition))

    def answer(self, index: int, result: str) -> None:
        """A call returns."""
        self._returned.append(Returned(index, self.experiment.calls[index], result))

    def waiting_at(self, name: str, socket: int, deeds: tuple[str, ...]) -> list[Waiting]:
        """The calls of these kinds that wait at the socket, in the order made."""
        return [
            one
            for one in self.waiting
            if one.host == name
            and one.socket == socket
            and self.experiment.calls[one.call].do in deeds
        ]

    def answer_waiting(self, name: str, socket: int, deeds: tuple[str, ...], result: str) -> None:
        """Every call of these kinds that waits at the socket returns."""
        for one in self.waiting_at(name, socket, deeds):
            self.waiting.remove(one)
            self.answer(one.call, result)

    def wait(self, index: int, name: str, socket: int, until: int | None = None) -> None:
        """A call blocks, until then (ms) at the latest."""
        self.waiting.append(Waiting(index, name, socket, until))

    def take_pending(self, index: int, key: Key | None) -> None:
        """The call that a condition set off is made now; `times` and `every_ms` bring it again."""
        for at, one in enumerate(self.pending):
            if (one.call, one.key) == (index, key):
                call = self.experiment.calls[index]
                again = replace(one, due=one.due + call.every_ms, turn=one.turn + 1)
                self.pending[at : at + 1] = [again] if again.turn < call.times else []
                return

    def emit(
        self, source: Endpoint, destination: Endpoint, segment: Segment, *, retransmission: bool
    ) -> None:
        """A host transmits a segment."""
        host = self._hosts[source.host]
        nth = host.transmissions + 1
        self.change(source.host, transmissions=nth)
        flights = transmit(
            self.experiment,
            self._world.flights + len(self._sent) + 1,
            nth,
            (source, destination),
            segment,
            self.now,
            retransmission=retransmission,
        )
        self._sent.extend(flights)
        self.wire.extend(flights)

    def finish(self) -> Step:
        """What came of it."""
        world, fired = self._world, self._world.fired
        for fact in self._facts:
            for index in conditions_met(self.experiment, fact):
                if index not in fired:
                    fired |= {index}
                    due = self.now + self.experiment.calls[index].after_ms
                    self.pending.append(Pending(due, index, fact.key))
        after = World(
            self.now,
            tuple(self._hosts.values()),
            tuple(self.wire),
            world.flights + len(self._sent),
            tuple(self.pending),
            tuple(self.waiting),
            fired,
        )
        return Step(
            after,
            self.cause,
            tuple(self._happened),
            tuple(self._sent),
            tuple(self._returned),
            tuple(self._facts),
            self.remark,
        )


def conditions_met(experiment: Experiment, fact: Fact) -> list[int]:
    """The indices of the `when` calls whose condition `fact` meets, in file order."""
    return [
        index
        for index, call in enumerate(experiment.calls)
        if call.when is not None and call.host == fact.host and meets(call.when, fact.condition)
    ]


def meets(when: str, condition: Condition) -> bool:
    """Whether `condition` is what `when` spells; more octets than asked for do as well."""
    wanted = conditions.parse(when)
    if wanted.octets is not None and condition.octets is not None:
        return wanted.kind is condition.kind and condition.octets >= wanted.octets
    return wanted == condition
