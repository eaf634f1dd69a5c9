"""What plots show of a run over its time: numbers, time-outs, windows, states of a connection."""

from collections import Counter
from collections.abc import Iterator
from typing import Literal

import msgspec

from tcplab.engine import seq
from tcplab.engine.segment import ACK, SYN, flag_names
from tcplab.engine.tcb import State, Tcb, Timer
from tcplab.lab.slices import Slices, pausing, whole
from tcplab.sim.network import Endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Flight, Happened, RanOut, Step

Pair = tuple[Endpoint, Endpoint]
"""A connection by both its ends, the one that was there first before the other."""

DotKind = Literal["sent", "resent", "lost", "injected", "ack"]


class Dot(msgspec.Struct, frozen=True):
    """A transmission at the moment it leaves, or an acknowledgement where it arrives.

    `value` counts from the ISS of the host `role`; `flags` are empty for an acknowledgement.
    """

    at_ms: int
    value: int
    role: int
    kind: DotKind
    flags: tuple[str, ...]


class Line(msgspec.Struct, frozen=True):
    """A variable of the host `role` that holds from each time (ms) on; None where there is none."""

    role: int
    name: str
    times: tuple[int, ...]
    values: tuple[int | None, ...]


class Span(msgspec.Struct, frozen=True):
    """A state of one end of the connection, from one time (ms) to another."""

    role: int
    state: State
    from_ms: int
    to_ms: int


class PlotsPicture(msgspec.Struct, frozen=True):
    """Of the connection `pair` (None: there is none): `dots`, `rto` in ms with the `timeouts`
    (time in ms, role), `windows` in octets, `spans`; and how many connections of all hosts are in
    which state. `pairs` are all connections, in the order in which they began.
    """

    pairs: tuple[Pair, ...]
    pair: Pair | None
    dots: tuple[Dot, ...]
    rto: tuple[Line, ...]
    timeouts: tuple[tuple[int, int], ...]
    windows: tuple[Line, ...]
    spans: tuple[Span, ...]
    counts: tuple[Line, ...]
    end_ms: int


def plots_picture(run: Run, pair: Pair | None = None) -> PlotsPicture:
    """The plots of a run, of one connection or of the first."""
    return whole(plotting(run, pair))


def plotting(run: Run, pair: Pair | None) -> Slices[PlotsPicture]:
    """`plots_picture`, for whoever cannot wait."""
    pairs: dict[frozenset[Endpoint], Pair] = {}
    for pause, moment in pausing(run.moments[1:]):
        if pause:
            yield
        for one in _steps(moment.step):
            if one.remote is not None:
                pairs.setdefault(frozenset((one.local, one.remote)), (one.local, one.remote))
    known = tuple(pairs.values())
    chosen = pair if pair in known else next(iter(known), None)
    names = {host.name: min(2, index) for index, host in enumerate(run.experiment.hosts)}
    both = () if chosen is None else _both_ways(chosen)
    ends = [_End(names.get(end.host, 2), end, other) for end, other in both]
    counts, dots = _Counts(), _Dots(chosen, names)
    timeouts: list[tuple[int, int]] = []
    for pause, moment in pausing(run.moments[1:]):
        if pause:
            yield
        now, step = moment.world.now, moment.step
        for end in ends:
            end.follow(now, step)
        counts.follow(now, step)
        dots.follow(step)
        timeouts += ((now, end.role) for end in ends if end.timed_out(step))
    end_ms = run.moments[-1].world.now
    return PlotsPicture(
        pairs=known,
        pair=chosen,
        dots=dots.dots(),
        rto=tuple(end.rto.line() for end in ends),
        timeouts=tuple(timeouts),
        windows=tuple(line for end in ends for line in (end.sending.line(), end.receiving.line())),
        spans=tuple(span for end in ends for span in end.spans(end_ms)),
        counts=counts.lines(),
        end_ms=end_ms,
    )


def _steps(step: Step | None) -> tuple[Happened, ...]:
    assert step is not None  # only moment 0 has none
    return step.happened


def _both_ways(pair: Pair) -> tuple[Pair, Pair]:
    return pair, (pair[1], pair[0])


class _Course:
    """A variable as it changes."""

    def __init__(self, role: int, name: str) -> None:
        self._role = role
        self._name = name
        self._times: list[int] = []
        self._values: list[int | None] = []

    def set(self, now: int, value: int | None) -> None:
        if self._times and self._times[-1] == now:
            self._values[-1] = value
        elif not self._values or self._values[-1] != value:
            self._times.append(now)
            self._values.append(value)

    def line(self) -> Line:
        return Line(self._role, self._name, tuple(self._times), tuple(self._values))


class _End:
    """One end of the connection, followed through the run."""

    def __init__(self, role: int, local: Endpoint, remote: Endpoint) -> None:
        self.role = role
        self._local, self._remote = local, remote
        self.rto = _Course(role, "RTO")
        self.sending = _Course(role, "SND.WND")
        self.receiving = _Course(role, "RCV.WND")
        self._states: list[tuple[int, State]] = []

    def follow(self, now: int, step: Step | None) -> None:
        """What a step has made of it."""
        for one in _steps(step):
            if one.local == self._local and one.remote == self._remote:
                self._set(now, one.line.after)

    def _set(self, now: int, tcb: Tcb) -> None:
        there = tcb.state not in (State.CLOSED, State.LISTEN)
        self.rto.set(now, tcb.rtt.rto or None if there else None)
        self.sending.set(now, tcb.snd_wnd if there and tcb.state is not State.SYN_SENT else None)
        self.receiving.set(now, tcb.rcv_wnd if there else None)
        if not self._states or self._states[-1][1] is not tcb.state:
            self._states.append((now, tcb.state))

    def timed_out(self, step: Step | None) -> bool:
        """Whether its retransmission timer has run out in this step."""
        cause = None if step is None else step.cause
        return (
            isinstance(cause, RanOut)
            and cause.timer is Timer.RTO
            and (cause.host, cause.key) == (self._local.host, (self._local.port, self._remote))
        )

    def spans(self, end_ms: int) -> Iterator[Span]:
        """Its states from its first segment to the end of the run; CLOSED is none."""
        ends = [now for now, _ in self._states[1:]] + [end_ms]
        for (now, state), until in zip(self._states, ends, strict=False):
            if until > now and state is not State.CLOSED:
                yield Span(self.role, state, now, until)


class _Counts:
    """How many connections are in which state; listeners are none."""

    def __init__(self) -> None:
        self._states: dict[tuple[Endpoint, Endpoint], State] = {}
        self._counts: Counter[State] = Counter()
        self._courses: dict[State, _Course] = {}

    def follow(self, now: int, step: Step | None) -> None:
        """What a step has changed."""
        changed: set[State] = set()
        for one in _steps(step):
            if one.remote is None:
                continue
            key = (one.local, one.remote)
            before, after = self._states.get(key), one.line.after.state
            if before is after:
                continue
            if before is not None:
                self._counts[before] -= 1
                changed.add(before)
            self._states[key] = after
            self._counts[after] += 1
            changed.add(after)
        for state in changed:
            course = self._courses.get(state)
            if course is None:
                course = self._courses[state] = _Course(0, state.value)
                course.set(0, 0)
            course.set(now, self._counts[state])

    def lines(self) -> tuple[Line, ...]:
        """One for each state that was met, in the order of the RFC; CLOSED and LISTEN are none."""
        shown = [state for state in State if state not in (State.CLOSED, State.LISTEN)]
        return tuple(self._courses[state].line() for state in shown if state in self._courses)


class _Dots:
    """Every transmission of the connection, forged ones too, and the acknowledgements."""

    def __init__(self, pair: Pair | None, roles: dict[str, int]) -> None:
        self._ways = () if pair is None else _both_ways(pair)
        self._roles = roles
        self._first: dict[Endpoint, int] = {}
        self._dots: list[Dot] = []

    def follow(self, step: Step | None) -> None:
        """What a step sends, or what was forged and arrives in it."""
        if step is not None and isinstance(step.cause, Arrived) and step.cause.flight.injected:
            self._add(step.cause.flight)
        for flight in step.sent if step is not None else ():
            if flight.segment.flags & SYN:
                self._first[flight.source] = flight.segment.seq
            self._add(flight)

    def _add(self, flight: Flight) -> None:
        if (flight.source, flight.destination) not in self._ways:
            return
        segment = flight.segment
        there, back = (self._first.get(end, 0) for end in (flight.source, flight.destination))
        role, peer = (self._roles.get(end.host, 2) for end in (flight.source, flight.destination))
        kind: DotKind = "resent" if flight.retransmission or flight.copy else "sent"
        kind = "lost" if flight.lost else "injected" if flight.injected else kind
        value, flags = _after(segment.seq, there), flag_names(segment.flags)
        self._dots.append(Dot(flight.sent, value, role, kind, flags))
        if segment.flags & ACK and not flight.lost:
            self._dots.append(Dot(flight.due, _after(segment.ack, back), peer, "ack", ()))

    def dots(self) -> tuple[Dot, ...]:
        """All of them, sorted by time."""
        return tuple(sorted(self._dots, key=lambda dot: dot.at_ms))


def _after(number: int, first: int) -> int:
    """How far a number lies after the ISS; what lies before it is negative."""
    away = seq.distance(first, number)
    return away - seq.MODULUS if away >= seq.MODULUS // 2 else away
