"""What one host does with one event, remembered: situations and parcels are small integers.

A joint state of the explorer is made of these integers, so that it never looks at a TCB twice.
"""

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from tcplab.engine.diagram import ABORTED, RESET, TIMED_OUT, Edge, edge_of, family_of
from tcplab.engine.events import Deliver, Emit
from tcplab.engine.rules import Rule
from tcplab.engine.segment import RST, Segment
from tcplab.engine.tcb import SYNCHRONIZED, State, Timer
from tcplab.sim.experiment import Experiment, stream_octets
from tcplab.sim.network import Endpoint, Network
from tcplab.sim.promises import broken_by
from tcplab.sim.run import first_world
from tcplab.sim.situations import (
    REPEATING,
    GivenUp,
    Situation,
    Stream,
    calls_in_order,
    next_calls,
    timeless_host,
    timeless_segment,
    with_elapsed_time,
)
from tcplab.sim.step import step
from tcplab.sim.world import (
    Action,
    Arrived,
    Called,
    Flight,
    Happened,
    Host,
    Key,
    Pending,
    RanOut,
    Settled,
    Step,
    World,
)

_R2 = frozenset({Rule.GIVES_UP_SYN, Rule.GIVES_UP_HALF_OPEN, Rule.GIVES_UP_DATA})
_NOBODY = frozenset({State.CLOSED, State.LISTEN})


class Parcel(msgspec.Struct, frozen=True, gc=False):
    """A segment on the wire, whoever's transmission it was; `iss` is its sender's, None if forged
    or of no connection."""

    source: Endpoint
    destination: Endpoint
    segment: Segment
    iss: int | None = None


class Reaction(msgspec.Struct, frozen=True, gc=False):
    """One way for a host to go on: what happens there within one millisecond, and what comes of it.

    `situation` and `sent` (parcels) are the numbers of the `Behaviour`; `broken` are promises.
    """

    actions: tuple[Action, ...]
    situation: int
    sent: tuple[int, ...]
    broken: tuple[str, ...] = ()


def undisturbed(experiment: Experiment) -> Experiment:
    """The experiment without its fates, chances, cuts and forged segments."""
    return replace(experiment, network=Network(0), fates=(), injections=(), cuts=())


class Behaviour:
    """The hosts of one experiment, its fates, chances and cuts left out."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = undisturbed(experiment)
        self.situations: list[Situation] = []
        self.parcels: list[Parcel] = []
        self.edges: set[Edge] = set()
        self.rules: set[Rule] = set()
        self._situation_ids: dict[tuple[object, ...], int] = {}
        self._parcel_ids: dict[Parcel, int] = {}
        self._arrivals: dict[tuple[int, int], tuple[Reaction, ...]] = {}
        self._calls: dict[int, tuple[Reaction, ...]] = {}
        self._timeouts: dict[tuple[int, Key, Timer], tuple[Reaction, ...]] = {}
        self._timed = {one.name: calls_in_order(experiment, one.name) for one in experiment.hosts}
        hosts = first_world(experiment).hosts
        self.first = tuple(self._situation(Situation(timeless_host(host))) for host in hosts)

    def arrives(self, situation: int, parcel: int) -> tuple[Reaction, ...]:
        """What may come of the parcel's arrival at the host."""
        key = (situation, parcel)
        if key not in self._arrivals:
            what = self.parcels[parcel]
            flight = Flight(0, what.source, what.destination, None, what.segment, 0, 0)
            self._arrivals[key] = tuple(self._react(situation, Arrived(flight), what.iss))
        return self._arrivals[key]

    def calls(self, situation: int) -> tuple[Reaction, ...]:
        """What the host's programs may do next."""
        if situation not in self._calls:
            self._calls[situation] = tuple(
                reaction
                for call in self._next_calls(self.situations[situation])
                for reaction in self._react(situation, call)
            )
        return self._calls[situation]

    def runs_out(self, situation: int, key: Key, timer: Timer) -> tuple[Reaction, ...]:
        """What may come of a timer of the connection `key` running out."""
        what = (situation, key, timer)
        if what not in self._timeouts:
            name = self.situations[situation].host.name
            self._timeouts[what] = tuple(self._react(situation, RanOut(name, key, timer)))
        return self._timeouts[what]

    def overtaken(self, situation: int) -> int:
        """The same, after a retransmission time-out elsewhere."""
        now = self.situations[situation]
        repeats = any(timer in REPEATING for _, timer in now.timers())
        return self._situation(replace(now, overtaken=True)) if repeats else situation

    def parcel(self, what: Parcel) -> int:
        """Its number."""
        if what not in self._parcel_ids:
            self._parcel_ids[what] = len(self.parcels)
            self.parcels.append(what)
        return self._parcel_ids[what]

    def _situation(self, what: Situation) -> int:
        identity = what.identity
        if identity not in self._situation_ids:
            self._situation_ids[identity] = len(self.situations)
            self.situations.append(what)
        return self._situation_ids[identity]

    def _next_calls(self, now: Situation) -> list[Called]:
        return next_calls(self.experiment, self._timed[now.host.name], now)

    def _react(self, situation: int, action: Action, iss: int | None = None) -> Iterator[Reaction]:
        after, sent, broken = self._act(self.situations[situation], action, iss)
        yield from self._go_on(after, (action,), sent, broken)

    def _go_on(
        self,
        now: Situation,
        done: tuple[Action, ...],
        sent: tuple[int, ...],
        broken: tuple[str, ...],
    ) -> Iterator[Reaction]:
        """An ACK that is owed leaves as the millisecond ends, unless a call comes first."""
        owing = next((one for one in now.connections() if one.tcb.ack_owed), None)
        if owing is None:
            yield Reaction(done, self._situation(now), sent, broken)
            return
        following: list[Action] = [Settled(now.host.name, owing.key), *self._next_calls(now)]
        for action in following:
            after, more, worse = self._act(now, action, None)
            yield from self._go_on(after, (*done, action), sent + more, broken + worse)

    def _act(
        self, now: Situation, action: Action, iss: int | None
    ) -> tuple[Situation, tuple[int, ...], tuple[str, ...]]:
        """One step of the world that consists of this host alone."""
        host = now.host
        if isinstance(action, RanOut) and action.timer is Timer.RTO:
            late = host.connections[action.key]
            late = replace(late, tcb=with_elapsed_time(late.tcb, host.stack))
            host = replace(host, connections={**host.connections, action.key: late})
        world = World(
            0, (host,), pending=now.pending, waiting=now.waiting, fired=now.fired
        )  # fmt: skip
        done = step(self.experiment, world, 0, action)
        for happened in done.happened:
            self._note(happened)
        broken = tuple(broken_by(done, host.stack, iss))
        return _after(now, done, self.experiment), tuple(self._sent(done)), broken

    def _note(self, happened: Happened) -> None:
        line = happened.line
        self.rules.add(line.rule)
        edge = edge_of(line)
        if edge is not None:
            self.edges.add(edge)

    def _sent(self, done: Step) -> Iterator[int]:
        """The numbers of the parcels that left and that somebody will get."""
        made_by = [_iss_of(one) for one in done.happened for _ in _emitted(one)]
        for at, flight in enumerate(done.sent):
            if flight.lost is None:
                iss = made_by[at] if len(made_by) == len(done.sent) else None  # a SYN cookie
                if flight.segment.flags & RST:
                    iss = None  # nothing of a connection can be taken from it
                segment = timeless_segment(flight.segment)
                yield self.parcel(Parcel(flight.source, flight.destination, segment, iss))


def _emitted(happened: Happened) -> list[Emit]:
    return [one for one in happened.line.effects if isinstance(one, Emit)]


def _iss_of(happened: Happened) -> int | None:
    """The ISS of the connection that obeyed the line; a RST from nowhere has none."""
    for tcb in (happened.line.after, happened.line.before):
        if tcb.state not in _NOBODY:
            return tcb.iss
    return None


def _after(now: Situation, done: Step, experiment: Experiment) -> Situation:
    world, made = done.world, now.made
    cause = done.cause
    if isinstance(cause, Called) and cause.call.at_ms is not None:
        made += 1
    return Situation(
        timeless_host(world.hosts[0]),
        made,
        _in_order(now, done, experiment),
        world.waiting,
        world.fired,
        _said(now, done),
        _heard(now, done),
        now.excused or _excuses(done),
        now.overtaken and _heads(now.host) == _heads(world.hosts[0]),
        now.reset or any(_is_reset(one) for one in done.happened),
        (*now.given_up, *_given_up(done)),
    )


def _heads(host: Host) -> list[tuple[int, int]]:
    """What each retransmission timer runs for: it is started anew whenever this changes."""
    queues = [one.tcb.retransmission_queue for one in host.connections.values()]
    return [(queue[0].seq, queue[0].timeouts) for queue in queues if queue]


def _in_order(now: Situation, done: Step, experiment: Experiment) -> tuple[Pending, ...]:
    """Calls that a condition has set off: those of one moment in the order of their `after_ms`."""
    old = [replace(one, due=0) for one in done.world.pending if one in now.pending or one.turn]
    new = [one for one in done.world.pending if one not in now.pending and not one.turn]
    new.sort(key=lambda one: experiment.calls[one.call].after_ms)
    return (*old, *(replace(one, due=0) for one in new))


def _excuses(done: Step) -> bool:
    if isinstance(done.cause, Called) and done.cause.call.do in ("crash", "reboot"):
        return True
    return any(
        family_of(one.line) in (ABORTED, TIMED_OUT) or one.line.rule is Rule.TEXT_AFTER_CLOSE
        for one in done.happened
    )


def _is_reset(happened: Happened) -> bool:
    # In TIME-WAIT nothing is lost by it: an old ACK that meets a listener draws one (RFC 1337).
    # FIN-WAIT-1 can begin before our SYN is acknowledged, while no connection is there to lose.
    line, before = happened.line, happened.line.before
    if line.rule is Rule.TEXT_AFTER_CLOSE or family_of(line) != RESET:
        return False
    lives = SYNCHRONIZED - {State.TIME_WAIT}
    return before.state in lives and before.snd_una != before.iss


def _given_up(done: Step) -> Iterator[GivenUp]:
    for one in done.happened:
        if one.line.rule in _R2:
            before = one.line.before
            times = before.retransmission_queue[0].timeouts + 1
            yield (one.local.port, one.remote), before.iss, times


def _said(now: Situation, done: Step) -> tuple[Stream, ...]:
    """The streams after a send() that has taken octets."""
    cause = done.cause
    if not isinstance(cause, Called) or cause.call.do != "send":
        return now.said
    for after in done.world.hosts[0].sockets.values():
        before = now.host.sockets.get(after.id)
        if before is None or before.sent == after.sent or after.key is None:
            continue
        octets = stream_octets(before.sent, after.sent - before.sent)
        if cause.call.data is not None:
            octets = cause.call.data.encode()
        connection = done.world.hosts[0].connections[after.key]
        return _lengthened(now.said, after.key, connection.tcb.iss, octets)
    return now.said


def _heard(now: Situation, done: Step) -> tuple[Stream, ...]:
    """The streams after reads; what is read when TCP has forgotten its connection is left out."""
    heard = now.heard
    for one in done.happened:
        if one.line.before.state is State.CLOSED:
            continue
        for effect in one.line.effects:
            if isinstance(effect, Deliver):
                key = (one.local.port, one.remote)
                heard = _lengthened(heard, key, one.line.before.irs, effect.octets)
    return heard


def _lengthened(
    streams: tuple[Stream, ...], key: Key, iss: int, octets: bytes
) -> tuple[Stream, ...]:
    for at, (one, number, before) in enumerate(streams):
        if (one, number) == (key, iss):
            return (*streams[:at], (key, iss, before + octets), *streams[at + 1 :])
    return (*streams, (key, iss, octets))
