"""What happens, computed from an experiment by a pure function: run(experiment) -> Run."""

import gc
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from itertools import islice, takewhile
from operator import attrgetter
from typing import Literal

import msgspec
from msgspec.structs import replace

from tcplab.sim.edits import shared
from tcplab.sim.experiment import Experiment
from tcplab.sim.schedule import Schedule
from tcplab.sim.step import step
from tcplab.sim.world import Flight, Host, Settled, Step, World

CAP = 100_000
"""The most steps of one run."""

_MANY = 5_000  # values that the collector of garbage had better not look through
_BIT = 1_000  # moments that are looked through between two pauses

End = Literal["quiet", "horizon", "limit"]
_Sent = dict[str, list[int]]


class Moment(msgspec.Struct, frozen=True, gc=False):
    """The world after the `index`-th step; moment 0 is before anything has happened."""

    index: int
    step: Step | None
    world: World


class Run(msgspec.Struct, frozen=True, dict=True, weakref=True, eq=False):
    """An experiment and all its moments; `why` it ends: quiet, horizon or limit.

    The first moments, as many as it was `resumed` after, are also an earlier run's.
    """

    experiment: Experiment
    moments: tuple[Moment, ...]
    why: End
    resumed: int = 0

    @cached_property
    def flights(self) -> tuple[Flight, ...]:
        """All transmissions in the order sent, copies too."""
        return tuple(_flown(self.moments))

    @cached_property
    def sent(self) -> _Sent:
        """When (ms) each host, by its name, sent its transmissions, the first of which is 1."""
        return _noted({}, self.flights)

    def when_sent(self, host: str, nth: int) -> int | None:
        """When (ms) a host sent its `nth` transmission, if it did."""
        times = self.sent.get(host, [])
        return times[nth - 1] if 0 < nth <= len(times) else None

    def sent_at(self, ms: int) -> Iterator[Flight]:
        """The transmissions of one millisecond, without a look at all of them."""
        first = bisect_left(self.flights, ms, key=attrgetter("sent"))
        return takewhile(lambda one: one.sent == ms, islice(self.flights, first, None))

    @cached_property
    def changes(self) -> tuple[int, ...]:
        """The moments (by index) at which a connection changes its state."""
        return tuple(_changing(self.moments))

    def finding(self) -> Iterator[None]:
        """Finds out `flights`, `sent` and `changes` bit by bit, for whoever cannot wait."""
        known = vars(self)
        if {"flights", "sent", "changes"} <= known.keys():
            return
        flights: list[Flight] = []
        sent: _Sent = {}
        changes: list[int] = []
        for at in range(0, len(self.moments), _BIT):
            bit = self.moments[at : at + _BIT]
            flown = _flown(bit)
            flights += flown
            _noted(sent, flown)
            changes += _changing(bit)
            yield
        known.update(flights=tuple(flights), sent=sent, changes=tuple(changes))

    @property
    def ended(self) -> int:
        """When it ends, in ms."""
        if self.why == "horizon" and self.experiment.horizon_ms is not None:
            return self.experiment.horizon_ms
        return self.moments[-1].world.now


def _flown(moments: Sequence[Moment]) -> list[Flight]:
    return [flight for moment in moments if moment.step for flight in moment.step.sent]


def _noted(sent: _Sent, flights: Iterable[Flight]) -> _Sent:
    """With when those flights were sent; a copy has its number from what was sent first."""
    for one in flights:
        times = sent.setdefault(one.source.host, [])
        if one.nth == len(times) + 1:
            times.append(one.sent)
    return sent


def _changing(moments: Sequence[Moment]) -> list[int]:
    found: list[int] = []
    for moment in moments:
        for one in moment.step.happened if moment.step else ():
            line = one.line
            if line.before.state is not line.after.state:
                found.append(moment.index)
                break
    return found


def run(experiment: Experiment, earlier: Run | None = None, *, cap: int = CAP) -> Run:
    """All that follows from `experiment`; what it has in common with `earlier` is shared.

    Ends when nothing more can happen, at the horizon, or after `cap` steps.
    """
    computation = running(experiment, earlier, cap=cap)
    with _garbage_kept():
        before = gc.get_count()[0]
        done = next(filter(None, computation))
        if gc.get_count()[0] - before > _MANY:
            _let_age()
    return done


@contextmanager
def _garbage_kept() -> Iterator[None]:
    """Without looks for cycles of garbage: a run makes none, as values only know older ones."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def _let_age() -> None:
    """All that there is counts as looked through: what a run makes is there to stay."""
    if not gc.get_freeze_count():  # what somebody has frozen stays so; to count it takes a while
        gc.freeze()
        gc.unfreeze()


def running(
    experiment: Experiment, earlier: Run | None = None, *, cap: int = CAP
) -> Iterator[Run | None]:
    """`run`, for whoever cannot wait: gives None now and again, and at last the run."""
    moments = [] if earlier is None else shared(experiment, earlier)
    del moments[cap + 1 :]
    resumed = len(moments)
    if not moments:
        moments = [Moment(0, None, first_world(experiment))]
    yield None
    world = moments[-1].world
    schedule = Schedule(experiment, world, begun=moments[-1].step is not None)
    yield None
    horizon = experiment.horizon_ms
    why: End = "quiet"
    while (upcoming := schedule.next()) is not None:
        now, action = upcoming
        if horizon is not None and now > horizon:
            why = "horizon"
            break
        owed = type(action) is Settled and _belongs(moments[-1].step, action, now)
        if len(moments) > cap and not owed:
            why = "limit"
            break
        done = step(experiment, world, now, action)
        schedule.after(done)
        if owed:
            done = _merged(moments.pop().step, done)
        world = done.world
        moments.append(Moment(len(moments), done, world))
        yield None
    yield Run(experiment, tuple(moments), why, resumed)


def _belongs(last: Step | None, action: Settled, now: int) -> bool:
    """Whether an owed ACK is the end of the last step, and not a step of its own."""
    if last is None or last.world.now != now:
        return False
    for one in last.happened:
        if one.host == action.host and (one.local.port, one.remote) == action.key:
            return True
    return False


def _merged(first: Step | None, second: Step) -> Step:
    assert first is not None  # only moment 0 has none, and nothing belongs to it
    return replace(
        first,
        world=second.world,
        happened=first.happened + second.happened,
        sent=first.sent + second.sent,
        returned=first.returned + second.returned,
        facts=first.facts + second.facts,
    )


def first_world(experiment: Experiment) -> World:
    """Before anything has happened: every host is up and knows nobody."""
    done_by = {(call.host, call.do) for call in experiment.calls}
    hosts = []
    for index, setup in enumerate(experiment.hosts):
        hosts.append(
            Host(
                setup.name,
                index,
                f"10.0.0.{index + 1}",
                setup.choices(),
                100 + 200 * index if setup.iss is None else setup.iss,
                accepts=(setup.name, "accept") not in done_by,
                reads=setup.reads and (setup.name, "recv") not in done_by,
                ports=setup.ports(),
                next_port=setup.ports().start,
            )
        )
    return World(0, tuple(hosts))
