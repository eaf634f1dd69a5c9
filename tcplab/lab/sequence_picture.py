"""What the sequence diagram of a run shows, whatever the cursor: sequence_picture(run)."""

from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache, partial
from itertools import chain, islice
from math import inf
from operator import attrgetter
from typing import Literal, TypeVar

import msgspec
from msgspec.structs import replace

from tcplab.engine.stack import BROKEN
from tcplab.lab.arrows import Arrow, Arrows, role_of
from tcplab.lab.brackets import Bracket, Brackets
from tcplab.lab.lanes import Band, Lanes, Overflow
from tcplab.lab.outages import Crashes, Outage, cables
from tcplab.lab.sequence_index import SequenceIndex
from tcplab.lab.slices import Slices, gathered, pausing, whole
from tcplab.lab.time_map import Rows, placing
from tcplab.sim.experiment import Call
from tcplab.sim.run import Moment, Run
from tcplab.sim.world import Action, Arrived, Called, Lost, RanOut, Step

_BEGINNING, _DUE = attrgetter("from_moment"), attrgetter("due")
_CONTAINERS = (list, dict, set)
T = TypeVar("T")

EventKind = Literal["arrival", "loss", "call", "timer", "other"]


class Lifeline(msgspec.Struct, frozen=True):
    """One host and its `role`.

    `address` has the port if the host uses only one. `broken` is the name of a stack that leaves
    out a rule.
    """

    name: str
    letter: str
    role: int
    address: str
    broken: str | None


class Tab(msgspec.Struct, frozen=True, gc=False):
    """A call that a program makes, such as `send(20)`; `errno` if it is refused.

    Without `text` it is a call made earlier that fails now.
    """

    lifeline: int
    at_ms: int
    moment: int
    text: str
    errno: str | None


class Event(msgspec.Struct, frozen=True, gc=False):
    """What one moment is, at whose lifeline, and by which arrow (by index)."""

    moment: int
    at_ms: int
    kind: EventKind
    lifeline: int | None
    arrow: int | None = None

    @property
    def role(self) -> int | None:
        """Its lifeline's."""
        return None if self.lifeline is None else role_of(self.lifeline)


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
    def beginning(self) -> "Following | None":
        """What it has in common with the picture of the run that this one was an edit of."""
        return None

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


def picturing(run: Run, like: SequencePicture | None = None) -> Slices[SequencePicture]:
    """`sequence_picture`, for whoever cannot wait. If `like` is of a run that begins as this one
    does, only what comes after the beginning takes time.
    """
    beginning = None if like is None else like.beginning
    if beginning is not None and beginning.belongs_to(run):
        following = beginning.branch()
    else:
        beginning, following = None, Following(run)
    known = following.followed
    for pause, moment in pausing(islice(run.moments, known, None)):
        if pause:
            yield
        if moment.index == run.resumed > known:
            beginning = following.branch()
        following.follow(run, moment)
    picture = yield from _finished(following, run)
    vars(picture)["beginning"] = beginning
    return picture


def _finished(following: "Following", run: Run) -> Slices[SequencePicture]:
    names = following.names
    following.finish(run)
    out = [*cables(run.experiment.cuts, names, following.times), *following.crashes.outages]
    edges = [edge for one in out for edge in (one.from_ms, one.to_ms)]
    arrows = following.arrows.arrows
    yield
    times = chain((0,), following.times, map(_DUE, arrows), edges)
    places = yield from placing(times, run.experiment.network.delay_ms)
    lanes = following.lanes
    timers = yield from gathered(sorted(following.brackets.brackets, key=_BEGINNING))
    return SequencePicture(
        lifelines=tuple(_lifelines(run, following.ports)),
        order=(*reversed(range(2, len(names))), *range(min(2, len(names)))),
        rows=places,
        moment_times=tuple(following.times),
        bands=tuple(sorted((b for lane in lanes for b in lane.bands), key=_BEGINNING)),
        overflows=tuple(sorted((o for lane in lanes for o in lane.overflows), key=_BEGINNING)),
        arrows=arrows,
        tabs=tuple(following.tabs),
        brackets=tuple(timers),
        events=tuple(following.events),
        outages=tuple(sorted(out, key=_BEGINNING)),
    )


class Following:
    """What a picture shows of a run's first moments; one can go on from there in other runs, too.

    Of moment 0 there is nothing to show.
    """

    def __init__(self, run: Run) -> None:
        self.names = {host.name: index for index, host in enumerate(run.experiment.hosts)}
        self.lanes = [Lanes(index, name) for name, index in self.names.items()]
        self.brackets = Brackets(self.names)
        self.crashes = Crashes(self.names)
        self.arrows = Arrows(self.names)
        self.tabs: list[Tab] = []
        self.events: list[Event] = []
        self.ports: dict[str, set[int]] = {name: set() for name in self.names}
        self.times = [run.moments[0].world.now]
        self._last = run.moments[0]

    @property
    def followed(self) -> int:
        """How many moments it knows."""
        return len(self.times)

    def belongs_to(self, run: Run) -> bool:
        """Whether the run begins with the moments that it knows."""
        return len(run.moments) >= len(self.times) and run.moments[self._last.index] is self._last

    def branch(self) -> "Following":
        """Another one that knows the same."""
        other = _going_on(self)
        other.lanes = [_going_on(lane) for lane in self.lanes]
        other.brackets, other.crashes = _going_on(self.brackets), _going_on(self.crashes)
        other.arrows = _going_on(self.arrows)
        other.ports = {name: {*ports} for name, ports in self.ports.items()}
        return other

    def follow(self, run: Run, moment: Moment) -> None:
        """Takes in the run's next moment."""
        step, index, now = moment.step, moment.index, moment.world.now
        assert step is not None  # only moment 0 has none
        cause, local = step.cause, None
        changes = timed = False  # a state, a timer
        for one in step.happened:
            before, after = one.line.before, one.line.after
            changes = changes or before.state is not after.state
            timed = timed or before.timers is not after.timers
            if one.local is not local:
                local = one.local
                self.ports[one.host].add(local.port)
        call = cause.call if type(cause) is Called else None
        forgets = call is not None and call.do in ("crash", "reboot")
        if changes or forgets:
            for lane in self.lanes:
                lane.follow(step, index)
        if timed or forgets:
            self.brackets.follow(step, index)
        if forgets:
            self.crashes.follow(step, index)
        self.arrows.follow(step, index, run.experiment)
        if step.returned or call is not None:
            self.tabs.extend(_tabs(step, index, self.names))
        kind, host = _what(cause)
        lifeline = None if host is None else self.names.get(host)
        self.events.append(Event(index, now, kind, lifeline, self.arrows.ended_last))
        self.times.append(now)
        self._last = moment

    def finish(self, run: Run) -> None:
        """The run has no more moments."""
        now, moments = self.times[-1], len(self.times)
        for lane in self.lanes:
            lane.finish(now, moments)
        self.brackets.finish(now, moments)
        self.crashes.finish(now, moments)
        self.arrows.finish(moments, run.experiment)


def _going_on(follower: T) -> T:
    """Another one that knows the same: it holds values, in containers of its own."""
    other = object.__new__(type(follower))
    for name, held in vars(follower).items():
        setattr(other, name, held.copy() if isinstance(held, _CONTAINERS) else held)
    return other


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


def _lifelines(run: Run, ports: dict[str, set[int]]) -> Iterator[Lifeline]:
    for index, host in enumerate(run.moments[0].world.hosts):
        used = ports[host.name]
        address = f"{host.address}:{min(used)}" if len(used) == 1 else host.address
        broken = host.stack.name if host.stack.name in BROKEN else None
        yield Lifeline(host.name, host.name[:1].upper(), role_of(index), address, broken)


def _tabs(step: Step, moment: int, lifelines: dict[str, int]) -> Iterator[Tab]:
    """The call that the step is, and earlier ones that fail by it."""
    cause, made = step.cause, None
    errors = {one.index: one.result for one in step.returned if one.result != "ok"}
    if isinstance(cause, Called):
        made, where = cause.index, lifelines[cause.call.host]
        yield Tab(where, step.world.now, moment, _spelt(cause.call), errors.get(made))
    for one in step.returned if errors else ():
        if one.index != made and one.index in errors:
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
    return _with(call.do, argument)


@lru_cache(maxsize=1_024)  # thousands of calls are spelt alike
def _with(do: str, argument: str) -> str:
    return f"{do}({argument})"


def _what(cause: Action) -> tuple[EventKind, str | None]:
    """What kind of event it is, and whose: of a segment that arrives, its receiver's."""
    if isinstance(cause, Arrived):
        return "arrival", cause.flight.destination.host
    if isinstance(cause, Called):
        return "call", cause.call.host
    if isinstance(cause, Lost):
        return "loss", cause.flight.source.host
    return ("timer", cause.host) if isinstance(cause, RanOut) else ("other", None)
