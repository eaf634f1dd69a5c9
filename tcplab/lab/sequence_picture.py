"""What the sequence diagram of a run shows, whatever the cursor: sequence_picture(run)."""

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from itertools import chain, islice
from math import inf
from operator import attrgetter
from typing import Literal

import msgspec
from msgspec.structs import replace

from tcplab.engine.segment import ACK, SYN, flag_names
from tcplab.engine.seq import MODULUS
from tcplab.engine.stack import BROKEN
from tcplab.lab.brackets import Bracket, Brackets
from tcplab.lab.lanes import Band, Lanes, Overflow
from tcplab.lab.outages import Crashes, Outage, cables
from tcplab.lab.sequence_index import SequenceIndex
from tcplab.lab.slices import Slices, gathered, pausing, whole
from tcplab.lab.time_map import Rows, placing
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Endpoint, Fate
from tcplab.sim.run import Moment, Run
from tcplab.sim.world import Arrived, Called, Flight, Lost, RanOut, Step

_BEGINNING = attrgetter("from_moment")
_DROPPED = ("host-down", "backlog-full", "accept-queue-full")
"""The remarks on a segment that arrives and that no TCP processes."""

EventKind = Literal["arrival", "loss", "call", "timer", "other"]


class Lifeline(msgspec.Struct, frozen=True):
    """One host. `role` is 0 for the experiment's first host, 1 for the second, 2 for any other.

    `address` has the port if the host uses only one. `broken` is the name of a stack that leaves
    out a rule.
    """

    name: str
    letter: str
    role: int
    address: str
    broken: str | None


class Arrow(msgspec.Struct, frozen=True):
    """One transmission; `source` and `target` are lifelines by index, None is nowhere.

    Times in ms; `due` of a lost one is when it would have arrived. It is sent at the moment
    `sent_moment`; at `ended_moment` it arrives or would have (after the last if the run ends
    before). `dropped` says why the host that it reaches does nothing with it. `seq_role` and
    `ack_role` say whose sequence space a number counts; the relative numbers count from the ISS,
    where one is known. `fates` are the file's for this transmission; `delayed` is what they add to
    its way, and to a copy's beyond that.
    """

    id: int
    source: int | None
    target: int | None
    sent: int
    due: int
    lost: str | None
    flags: tuple[str, ...]
    seq: int
    ack: int | None
    length: int
    seq_role: int | None
    ack_role: int | None
    relative_seq: int
    relative_ack: int | None
    retransmission: bool
    copy: bool
    injected: bool
    host: str
    nth: int | None
    sent_moment: int
    ended_moment: int
    fates: tuple[str, ...] = ()
    delayed: int = 0
    dropped: str | None = None


class Tab(msgspec.Struct, frozen=True):
    """A call that a program makes, such as `send(20)`; `errno` if it is refused.

    Without `text` it is a call made earlier that fails now.
    """

    lifeline: int
    at_ms: int
    moment: int
    text: str
    errno: str | None


class Event(msgspec.Struct, frozen=True):
    """What one moment is, at whose lifeline, and by which arrow (by index)."""

    moment: int
    at_ms: int
    kind: EventKind
    lifeline: int | None
    arrow: int | None = None


class Crowd(msgspec.Struct, frozen=True):
    """A stretch of time (ms) that is left out of the picture, and how many segments with it."""

    from_ms: int
    to_ms: int
    segments: int


class SequencePicture(msgspec.Struct, frozen=True, dict=True):
    """The diagram as values; all but the lifelines are sorted by when they begin.

    `order` holds the lifelines' indices from left to right. `moment_times` holds the time (ms) of
    every moment. `crowds` are what is left out.
    """

    lifelines: tuple[Lifeline, ...]
    order: tuple[int, ...]
    rows: Rows
    moment_times: tuple[int, ...]
    bands: tuple[Band, ...]
    overflows: tuple[Overflow, ...]
    arrows: tuple[Arrow, ...]
    tabs: tuple[Tab, ...]
    brackets: tuple[Bracket, ...]
    events: tuple[Event, ...]
    outages: tuple[Outage, ...]
    crowds: tuple[Crowd, ...] = ()

    @property
    def last(self) -> int:
        """The index of the last moment."""
        return len(self.moment_times) - 1

    @cached_property
    def index(self) -> SequenceIndex:
        """Finds what belongs to a time or a moment."""
        return SequenceIndex(self)

    def on_rows(self, rows: Rows) -> "SequencePicture":
        """The same picture on rows of which it has but some."""
        placed = replace(self, rows=rows)
        vars(placed)["index"] = self.index.on_other_rows(placed)
        return placed


def sequence_picture(run: Run) -> SequencePicture:
    """The picture of a run; it takes a time in proportion to its moments."""
    return whole(picturing(run))


def picturing(run: Run) -> Slices[SequencePicture]:
    """`sequence_picture`, for whoever cannot wait."""
    names = {host.name: index for index, host in enumerate(run.experiment.hosts)}
    lanes = [Lanes(index, name) for name, index in names.items()]
    brackets, crashes = Brackets(names), Crashes(names)
    arrows = _Arrows(run.experiment, names, len(run.moments))
    tabs: list[Tab] = []
    events: list[Event] = []
    for pause, moment in pausing(run.moments[1:]):
        if pause:
            yield
        step = moment.step
        assert step is not None  # only moment 0 has none
        called = isinstance(step.cause, Called)
        if step.happened or called:
            if called or _changes_a_state(step):
                for lane in lanes:
                    lane.follow(step, moment.index)
            brackets.follow(step, moment.index)
            crashes.follow(step, moment.index)
        arrows.follow(step, moment.index)
        if called or step.returned:
            tabs.extend(_tabs(step, moment.index, names))
        events.append(_event(step, moment, names, arrows.ended_last))
    now = run.moments[-1].world.now
    for lane in lanes:
        lane.finish(now, len(run.moments))
    brackets.finish(now, len(run.moments))
    crashes.finish(now, len(run.moments))
    flown = yield from arrows.finish()
    moment_times = tuple((yield from gathered(moment.world.now for moment in run.moments)))
    out = [*cables(run.experiment.cuts, names, moment_times), *crashes.outages]
    edges = [edge for one in out for edge in (one.from_ms, one.to_ms)]
    dues = (arrow.due for arrow in flown)
    times = chain((0,), moment_times, dues, edges)
    places = yield from placing(times, run.experiment.network.delay_ms)
    lifelines = yield from _lifelines(run)
    timers = yield from gathered(sorted(brackets.brackets, key=_BEGINNING))
    return SequencePicture(
        lifelines=lifelines,
        order=(*reversed(range(2, len(names))), *range(min(2, len(names)))),
        rows=places,
        moment_times=moment_times,
        bands=tuple(sorted((b for lane in lanes for b in lane.bands), key=_BEGINNING)),
        overflows=tuple(sorted((o for lane in lanes for o in lane.overflows), key=_BEGINNING)),
        arrows=flown,
        tabs=tuple(tabs),
        brackets=tuple(timers),
        events=tuple(events),
        outages=tuple(sorted(out, key=_BEGINNING)),
    )


def _changes_a_state(step: Step) -> bool:
    return any(one.line.before.state is not one.line.after.state for one in step.happened)


def same_arrow(
    before: SequencePicture | None, index: int | None, after: SequencePicture
) -> int | None:
    """The index in `after` of the same transmission of the same host; None if there is none."""
    if before is None or index is None:
        return None
    wanted, arrows = before.arrows[index], after.arrows
    host, nth = wanted.host, wanted.nth
    if nth is None:
        return None
    if index < len(arrows) and _which(arrows[index]) == _which(wanted):
        return index  # most edits change what comes later
    every = range(len(arrows))
    for place in every[bisect_left(every, float(nth), key=partial(_upcoming, arrows, host)) :]:
        if _which(arrows[place]) == _which(wanted):
            return place
        if arrows[place].host == host and (arrows[place].nth or 0) > nth:
            return None
    return None


def _upcoming(arrows: tuple[Arrow, ...], host: str, place: int) -> float:
    """The ordinal of what a host transmits next from a place on; they rise."""
    following = (one.nth for one in islice(arrows, place, None) if one.host == host)
    return next((nth for nth in following if nth is not None), inf)


def _which(arrow: Arrow) -> tuple[str, int | None, bool]:
    return arrow.host, arrow.nth, arrow.copy


def _lifelines(run: Run) -> Slices[tuple[Lifeline, ...]]:
    ports: dict[str, set[int]] = {host.name: set() for host in run.experiment.hosts}
    for pause, moment in pausing(run.moments):
        if pause:
            yield
        for one in moment.step.happened if moment.step else ():
            ports[one.host].add(one.local.port)
    found = []
    for index, host in enumerate(run.moments[0].world.hosts):
        used = ports[host.name]
        address = f"{host.address}:{min(used)}" if len(used) == 1 else host.address
        broken = host.stack.name if host.stack.name in BROKEN else None
        found.append(
            Lifeline(host.name, host.name[:1].upper(), min(index, 2), address, broken)
        )  # fmt: skip
    return tuple(found)


def _tabs(step: Step, moment: int, lifelines: dict[str, int]) -> Iterator[Tab]:
    """The call that the step is, and earlier ones that fail by it."""
    cause = step.cause.index if isinstance(step.cause, Called) else None
    errors = {one.index: one.result for one in step.returned if one.result != "ok"}
    if isinstance(step.cause, Called):
        call = step.cause.call
        where = lifelines[call.host]
        yield Tab(where, step.world.now, moment, _spelt(call), errors.get(step.cause.index))
    for one in step.returned:
        if one.index != cause and one.index in errors:
            yield Tab(lifelines[one.call.host], step.world.now, moment, "", one.result)


_HOW = {"read": "RD", "write": "WR", "both": "RDWR"}


def _spelt(call: Call) -> str:
    argument = ""
    if call.do == "send":
        argument = str(call.octets if call.data is None else len(call.data.encode()))
    elif call.do == "shutdown" and call.how is not None:
        argument = _HOW[call.how]
    elif call.do == "setsockopt":
        argument = f"{call.option}, {int(call.value or 0)}"
    return f"{call.do}({argument})"


def _event(step: Step, moment: Moment, lifelines: dict[str, int], arrow: int | None) -> Event:
    kind: EventKind = "other"
    host: str | None = None
    match step.cause:
        case Arrived(flight):
            kind, host = "arrival", flight.destination.host
        case Lost(flight):
            kind, host = "loss", flight.source.host
        case Called(call=call):
            kind, host = "call", call.host
        case RanOut(host=name):
            kind, host = "timer", name
    lifeline = None if host is None else lifelines.get(host)
    return Event(moment.index, moment.world.now, kind, lifeline, arrow)


class _Arrows:
    """Follows every transmission from its sending to its end."""

    def __init__(self, experiment: Experiment, lifelines: dict[str, int], moments: int) -> None:
        self._lifelines = lifelines
        self._moments = moments
        self._flown: deque[tuple[Flight, int, int, int]] = deque()
        self._ended: dict[int, int] = {}
        self._dropped: dict[int, str] = {}
        self._places: dict[int, int] = {}
        self.ended_last: int | None = None
        self._first: dict[tuple[Endpoint, Endpoint], int] = {}
        self._fates: dict[tuple[str, int], list[Fate]] = {}
        self._usual = experiment.network.delay_ms
        for fate in experiment.fates:
            self._fates.setdefault((fate.host, fate.segment), []).append(fate)

    def follow(self, step: Step, moment: int) -> None:
        """Takes in one step that is the run's moment `moment`."""
        self.ended_last = None
        match step.cause:
            case Arrived(flight) | Lost(flight):
                self._ended[flight.id] = moment
                if step.remark in _DROPPED:
                    self._dropped[flight.id] = step.remark
                if flight.injected:
                    self._fly(flight, moment)
                self.ended_last = self._places[flight.id]
        for flight in step.sent:
            if flight.segment.flags & SYN:
                self._first[flight.source, flight.destination] = flight.segment.seq
            self._fly(flight, moment)

    def _fly(self, flight: Flight, moment: int) -> None:
        there = self._first.get((flight.source, flight.destination), 0)
        back = self._first.get((flight.destination, flight.source), 0)
        self._places[flight.id] = len(self._flown)
        self._flown.append((flight, moment, there, back))

    def finish(self) -> Slices[tuple[Arrow, ...]]:
        """All of them in the order sent; what was noted of each is let go of bit by bit, too."""
        found = []
        for pause, _ in pausing(range(len(self._flown))):
            if pause:
                yield
            found.append(self._arrow(*self._flown.popleft()))
        return tuple(found)

    def _arrow(self, flight: Flight, moment: int, there: int, back: int) -> Arrow:
        segment, where = flight.segment, self._lifelines.get
        source, target = where(flight.source.host), where(flight.destination.host)
        acknowledges = bool(segment.flags & ACK)
        fates = () if flight.nth is None else self._fates.get((flight.source.host, flight.nth), ())
        return Arrow(
            id=flight.id,
            source=(where(flight.by) if flight.by else None) if flight.injected else source,
            target=target,
            sent=flight.sent,
            due=flight.due,
            lost=flight.lost,
            flags=flag_names(segment.flags),
            seq=segment.seq,
            ack=segment.ack if acknowledges else None,
            length=len(segment.data),
            seq_role=None if source is None else min(source, 2),
            ack_role=None if target is None else min(target, 2),
            relative_seq=_relative(segment.seq, there),
            relative_ack=_relative(segment.ack, back) if acknowledges else None,
            retransmission=flight.retransmission,
            copy=flight.copy,
            injected=flight.injected,
            host=flight.source.host,
            nth=flight.nth,
            sent_moment=moment,
            ended_moment=self._ended.get(flight.id, self._moments),
            fates=tuple([fate.do for fate in fates]) if fates else (),
            delayed=self._delayed(fates, "duplicate" if flight.copy else "delay") if fates else 0,
            dropped=self._dropped.get(flight.id),
        )

    def _delayed(self, fates: Sequence[Fate], do: str) -> int:
        """What the fates of a kind add (ms)."""
        return sum(self._usual if one.ms is None else one.ms for one in fates if one.do == do)


def _relative(number: int, first: int) -> int:
    """How far a number lies after the ISS; what lies before it is negative."""
    away = (number - first) % MODULUS
    return away - MODULUS if first and away >= MODULUS // 2 else away
