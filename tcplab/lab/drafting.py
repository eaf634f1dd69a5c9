"""A lesson drafted from an experiment: each step is told in the words of its rule, to be edited."""

from collections import Counter
from collections.abc import Iterator, Mapping

from tcplab.lab.lesson import (
    Arrival,
    CallMade,
    InjectionArrives,
    Language,
    Lesson,
    Say,
    Text,
    TimerRunsOut,
    Variant,
)
from tcplab.lab.moments import injected_ids
from tcplab.lab.story_picture import story_picture
from tcplab.lab.words import Words
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Lost, RanOut, Settled, Step, Waited

Named = Arrival | InjectionArrives | CallMade | TimerRunsOut
"""How a draft names a moment."""

_TAKEN = frozenset({"call", "timer", "inject", "received", "state"})


def drafted(
    run: Run, id: str, title: Text, question: Text, words: Mapping[Language, Words]
) -> Lesson:
    """The lesson of one experiment that says at each step what its rule says.

    A step that no `at` can name is passed over: an acknowledgment owed to nobody's call or
    segment, and whatever arrives from a host whose name means something else in an `at`.
    """
    says = []
    for index, at, host, nth in named(run):
        pair = (_told(run, index, words, "en"), _told(run, index, words, "zh_CN"))
        if all(pair):
            says.append(Say(at, Text(*pair), host, nth))
    variant = Variant(id, title, run.experiment, tuple(says))
    return Lesson(id, title, question, (variant,))


def named(run: Run) -> Iterator[tuple[int, Named, str | None, int]]:
    """Each moment that can be named: its index, the `at`, its host and which time it is."""
    times: Counter[tuple[Named, str | None]] = Counter()
    for moment in run.moments[1:]:
        assert moment.step is not None  # only moment 0 has none
        found = _name(run.experiment, moment.step)
        if found is not None:
            times[found] += 1
            yield moment.index, *found, times[found]


def at_text(at: Named) -> str:
    """The `at` as a lesson file spells it; `lesson.parse_at` reads it."""
    match at:
        case Arrival(sender, segment):
            return f"{sender}:{segment}"
        case InjectionArrives(inject):
            return f"inject:{inject}"
        case CallMade(call):
            return f"call:{call}"
        case TimerRunsOut(timer):
            return f"timer:{timer.value}"


def _name(experiment: Experiment, step: Step) -> tuple[Named, str | None] | None:
    match step.cause:
        case Called(call=call):
            return CallMade(call.do), call.host
        case Arrived(flight) | Lost(flight):
            at = _arrival(experiment, flight)
            return None if at is None else (at, None)
        case RanOut(host=host, timer=timer):
            return TimerRunsOut(timer), host
        case Settled() | Waited():
            return None


def _arrival(experiment: Experiment, flight: Flight) -> Named | None:
    if flight.injected:
        numbers = range(1, len(experiment.injections) + 1)
        return InjectionArrives(
            next(n for n in numbers if flight.id in injected_ids(experiment, n))
        )
    if flight.nth is None or flight.source.host in _TAKEN:
        return None
    return Arrival(flight.source.host, flight.nth)


def _told(run: Run, index: int, words: Mapping[Language, Words], language: Language) -> str:
    main = story_picture(run, index, words[language], language).main
    return "" if main is None else main.text
