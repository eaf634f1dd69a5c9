"""When what a lesson speaks of happens in a run: the moment of an `at`, and the narration."""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import assert_never

from tcplab.lab.lesson import (
    Arrival,
    At,
    CallMade,
    Holds,
    InjectionArrives,
    Lesson,
    Text,
    TimerRunsOut,
    Variant,
)
from tcplab.sim.conditions import Condition, Kind
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run
from tcplab.sim.run import run as simulate
from tcplab.sim.world import Arrived, Called, Fact, Flight, Key, Lost, RanOut, Step


def moment_of(run: Run, at: At, host: str | None = None, nth: int = 1) -> int | None:
    """The index of the moment when `at` happens for the `nth` time (from 1) at `host`.

    Without `host`, at whichever host; None if the run never comes to that.
    """
    happens = _detector(run.experiment, at, host)
    for moment in run.moments[1:]:
        assert moment.step is not None  # only moment 0 has none
        nth -= happens(moment.step)
        if nth <= 0:
            return moment.index
    return None


def variant_of(lesson: Lesson, opened: Experiment) -> Variant | None:
    """The variant of the lesson that is this experiment, if one is."""
    return next((each for each in lesson.variants if each.experiment == opened), None)


def narration(
    lesson: Lesson, run: Run, opened: Experiment | None = None, own: Run | None = None
) -> Mapping[int, Text]:
    """What the lesson says at which moments of `run`, by their indices.

    `opened` is the variant's own experiment, where `run` is that of an edited one, and `own` the
    run of that, where it is at hand. The lesson speaks only as long as what happens is what it
    tells of.
    """
    variant = variant_of(lesson, run.experiment if opened is None else opened)
    if variant is None:
        return {}
    said: dict[int, Text] = {}
    going_on = set()
    for say in variant.says:
        index = moment_of(run, say.at, say.host, say.nth)
        if index is not None:
            said[index] = _joined(said.get(index), say.text)
            if say.goes_on:
                going_on.add(index)
    last = len(run.moments) - 1
    for index, following in list(pairwise([*sorted(said), last + 1])):
        if index in going_on:
            said |= dict.fromkeys(range(index, following), said[index])
    end = agreement(variant, run, max(said, default=0), own)
    return {index: said[index] for index in sorted(said) if index <= end}


def _joined(first: Text | None, second: Text) -> Text:
    if first is None:
        return second
    return Text(f"{first.en}\n\n{second.en}", f"{first.zh_CN}\n\n{second.zh_CN}")


def agreement(variant: Variant, run: Run, end: int, own: Run | None = None) -> int:
    """The index, at most `end`, up to which `run` does what the variant's own run does."""
    if run.experiment == variant.experiment:
        return end
    told = own or simulate(variant.experiment)
    for index in range(1, end + 1):
        if index >= len(told.moments) or _happening(told, index) != _happening(run, index):
            return index - 1
    return end


def _happening(run: Run, index: int) -> object:
    """What there is to tell of a moment; what will become of the segments sent is not in it."""
    moment = run.moments[index]
    assert moment.step is not None
    cause = moment.step.cause
    match cause:
        case Arrived(flight) | Lost(flight):
            what: object = (type(cause), flight.source, flight.nth, flight.copy, flight.segment)
        case Called(call=call):
            what = call
        case _:
            what = cause
    return moment.world.now, what, moment.step.happened, moment.step.remark


def _detector(experiment: Experiment, at: At, host: str | None) -> Callable[[Step], int]:
    """What counts how often a step is what `at` means."""
    match at:
        case Holds(condition):
            return _Beginnings(condition, host)
        case Arrival(sender, segment):
            return lambda step: any(
                one.source.host == sender and one.nth == segment for one in _arriving(step)
            )
        case InjectionArrives(inject):
            ids = injected_ids(experiment, inject)
            return lambda step: any(one.injected and one.id in ids for one in _arriving(step))
        case CallMade(name):
            return lambda step: (
                isinstance(step.cause, Called)
                and step.cause.call.do == name
                and host in (None, step.cause.call.host)
            )
        case TimerRunsOut(timer):
            return lambda step: (
                isinstance(step.cause, RanOut)
                and step.cause.timer is timer
                and host in (None, step.cause.host)
            )
        case _:
            assert_never(at)


def _arriving(step: Step) -> Iterator[Flight]:
    if isinstance(step.cause, Arrived | Lost):
        yield step.cause.flight


def injected_ids(experiment: Experiment, nth: int) -> range:
    """The ids that the schedule gives to the flights of the `nth` injection: below 0, downwards."""
    before = sum(each.times for each in experiment.injections[: nth - 1])
    times = experiment.injections[nth - 1].times if nth <= len(experiment.injections) else 0
    return range(-1 - before, -1 - before - times, -1)


class _Beginnings:
    """Counts how often a condition begins to hold; octets are reached once by each connection."""

    def __init__(self, condition: Condition, host: str | None) -> None:
        self._wanted = condition
        self._host = host
        self._reached: set[tuple[str, Key]] = set()

    def __call__(self, step: Step) -> int:
        return sum(self._begins(fact) for fact in step.facts if self._host in (None, fact.host))

    def _begins(self, fact: Fact) -> bool:
        wanted, held = self._wanted, fact.condition
        if wanted.kind is not Kind.RECEIVED or held.kind is not Kind.RECEIVED:
            return wanted == held
        connection = (fact.host, fact.key)
        if (held.octets or 0) < (wanted.octets or 0) or connection in self._reached:
            return False
        self._reached.add(connection)
        return True
