"""The world at one moment: hosts, what is on the wire, and the clock in integer milliseconds."""

from collections.abc import Mapping

import msgspec

from tcplab.engine.events import Line
from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.tcb import SYN_RECEIVED, Opened, Tcb, Timer
from tcplab.sim.conditions import Condition
from tcplab.sim.experiment import Call
from tcplab.sim.network import Endpoint

Key = tuple[int, Endpoint | None]
"""A connection as its host files it: the local port and the remote end; None is a listener."""

NAMELESS = ""
"""Stands for the descriptor that a call without `as` makes."""


_PASSIVE = Opened.PASSIVE
DEFAULT_TIMES = (None, None, None)
"""Of SO_KEEPALIVE: what is not set is the stack's (idle and interval in ms, and the count)."""


class Flight(msgspec.Struct, frozen=True, gc=False):
    """One transmission on the wire.

    `nth` counts the sender's transmissions from 1 (a copy has its original's; None if injected).
    `due` is when it arrives, or would have arrived if it is `lost`: "fate", "chance", "cut", or
    "nowhere" if nobody has the address. `by` is the lifeline that draws an injected segment.
    """

    id: int
    source: Endpoint
    destination: Endpoint
    nth: int | None
    segment: Segment
    sent: int
    due: int
    lost: str | None = None
    retransmission: bool = False
    copy: bool = False
    injected: bool = False
    by: str | None = None


class Connection(msgspec.Struct, frozen=True, gc=False):
    """A connection or listener of a host; `number` counts them from 1, `socket` is who holds it."""

    number: int
    local: Endpoint
    remote: Endpoint | None
    tcb: Tcb
    socket: int | None = None

    @property
    def key(self) -> Key:
        return (self.local.port, self.remote)

    @property
    def half_open(self) -> bool:
        """Whether its listener has not yet got it: the third segment has still to come."""
        return self.tcb.state is SYN_RECEIVED and self.tcb.opened is _PASSIVE


class Socket(msgspec.Struct, frozen=True, gc=False):
    """What a program holds. `names` are its descriptors (NAMELESS for one without a name).

    `connected` says that it has or had a connection that was open; `error` is the errno that the
    next call will report; `left` is what was unread when the streams of both sides had ended and
    the connection was gone; `sent` and `received` count octets; `queue` holds a listener's
    connections that wait for accept(); `linger_s` is SO_LINGER's time, None if it is off.
    """

    id: int
    names: tuple[str, ...] = (NAMELESS,)
    port: int | None = None
    key: Key | None = None
    listening: bool = False
    backlog: int = 0
    queue: tuple[Key, ...] = ()
    connected: bool = False
    error: str | None = None
    left: bytes | None = None
    end_of_stream: bool = False
    sent: int = 0
    received: int = 0
    reuse_address: bool = False
    linger_s: int | None = None
    keepalive: bool = False
    nodelay: bool = False
    nonblocking: bool = False
    user_timeout_ms: int | None = None
    keepalive_times: tuple[int | None, int | None, int | None] = DEFAULT_TIMES


class Host(msgspec.Struct, frozen=True, gc=False):
    """One host. The mappings are values: they are replaced, never changed.

    `transmissions` counts what it has sent; `next_iss` and `next_port` are what it would choose
    next, of its `ports`; `accepts` and `reads` say that its program does so at once; `challenged`
    is when (ms) it sent its latest challenge ACKs, if their number is limited.
    """

    name: str
    index: int
    address: str
    stack: Stack
    next_iss: int
    accepts: bool = True
    reads: bool = True
    up: bool = True
    transmissions: int = 0
    ports: range = range(40_000, 65_536)
    next_port: int = 40_000
    challenged: tuple[int, ...] = ()
    numbered: int = 0
    connections: Mapping[Key, Connection] = {}
    sockets: Mapping[int, Socket] = {}


class Pending(msgspec.Struct, frozen=True, gc=False):
    """A `when` call whose condition held at `key`: due at `due` (ms), for the `turn`-th time."""

    due: int
    call: int
    key: Key
    turn: int = 0


class Waiting(msgspec.Struct, frozen=True, gc=False):
    """A call that has not returned yet, and does at `until` (ms) at the latest."""

    call: int
    host: str
    socket: int
    until: int | None = None


class World(msgspec.Struct, frozen=True, gc=False):
    """Everything at one moment. `fired` holds the indices of the `when` calls already set off.

    Of the calls that are `waiting` those that do so for a time are first.
    """

    now: int
    hosts: tuple[Host, ...]
    wire: tuple[Flight, ...] = ()
    flights: int = 0
    pending: tuple[Pending, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    fired: frozenset[int] = frozenset()

    def host(self, name: str) -> Host | None:
        """The host of that name, if there is one."""
        for host in self.hosts:
            if host.name == name:
                return host
        return None


class Called(msgspec.Struct, frozen=True, gc=False):
    """A program makes a call; `key` is the connection at which its `when` held."""

    index: int
    call: Call
    key: Key | None = None


class Arrived(msgspec.Struct, frozen=True, gc=False):
    """A flight reaches its destination."""

    flight: Flight


class Lost(msgspec.Struct, frozen=True, gc=False):
    """A lost flight would have arrived now."""

    flight: Flight


class RanOut(msgspec.Struct, frozen=True, gc=False):
    """A timer of a connection runs out."""

    host: str
    key: Key
    timer: Timer


class Settled(msgspec.Struct, frozen=True, gc=False):
    """The millisecond ends for a connection that still owes an ACK."""

    host: str
    key: Key


class Waited(msgspec.Struct, frozen=True, gc=False):
    """A call has waited for as long as it would."""

    waiting: Waiting


Action = Called | Arrived | Lost | RanOut | Settled | Waited


class Happened(msgspec.Struct, frozen=True, gc=False):
    """One sentence obeyed by one connection of one host."""

    host: str
    local: Endpoint
    remote: Endpoint | None
    line: Line


class Fact(msgspec.Struct, frozen=True, gc=False):
    """Something that a `when` can wait for has come to hold at a connection of a host."""

    host: str
    key: Key
    condition: Condition


class Returned(msgspec.Struct, frozen=True, gc=False):
    """A call returned: `result` is "ok" or the name of an errno."""

    index: int
    call: Call
    result: str


class Step(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened, why, and the world after it.

    `remark` names what the simulator did beside TCP (a key below "step/" of the words).
    """

    world: World
    cause: Action
    happened: tuple[Happened, ...] = ()
    sent: tuple[Flight, ...] = ()
    returned: tuple[Returned, ...] = ()
    facts: tuple[Fact, ...] = ()
    remark: str | None = None
