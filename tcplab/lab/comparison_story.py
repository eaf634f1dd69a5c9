"""A comparison in words: what is different first, and why: comparison_story(comparison, names)."""

from collections.abc import Mapping
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from tcplab.lab.alike import transmission
from tcplab.lab.comparison import Comparison, caller
from tcplab.lab.edits_picture import edits_picture, ordinal
from tcplab.lab.lesson import Language
from tcplab.lab.story_picture import Sentence, StoryPicture, story_picture
from tcplab.lab.words import Words, explain_difference, spelled
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Lost, RanOut, Step

_NEVER = 2**63


class Told(msgspec.Struct, frozen=True):
    """The first difference in a few words and in a sentence, and how far all is identical.

    `because` are the edits of the experiment that was made of the other. `here` is what either
    run's rules say of the step that is not the same (None: nothing more happens), and `values` are
    the variables that it leaves otherwise: what each is called, and what it is in either (None: it
    has none). `only` are the changes of state that one run alone goes through: its name, and each
    as "TIME-WAIT → CLOSED".
    """

    title: str
    text: str
    prefix: str
    because: tuple[str, ...]
    here: tuple[Sentence | None, Sentence | None]
    values: tuple[tuple[str, str | None, str | None], ...]
    only: tuple[tuple[str, tuple[str, ...]], ...]


def comparison_story(
    of: Comparison, names: tuple[str, str], words: Words, language: Language, changed: int = 1
) -> Told:
    """The first difference between two runs; `names` is how they are called, such as A and B.

    `changed` is the one that has been made of the other by edits: 0 for the first.
    """
    key, host, told = _Parting(of, names, language).told()
    said = explain_difference(key, words, host, told)
    prefix = ""
    if of.common:
        prefix = explain_difference("alike", words, None, {"n": str(of.common)}).text
    stories = [_story(run, of.common + 1, words, language) for run in (of.a, of.b)]
    here = [None if story is None else story.main for story in stories]
    values = _values(stories[0], stories[1], words) if here[0] == here[1] else ()
    after, before = (of.b, of.a) if changed else (of.a, of.b)
    old = replace(before.experiment, title=after.experiment.title)
    edits = edits_picture(old, after, words, language, after.experiment).edits
    only = [
        (name, tuple(edge.replace(">", " → ") for edge in edges))
        for name, edges in zip(names, (of.only_a, of.only_b), strict=True)
        if edges
    ]
    because = tuple(edit.title for edit in edits if edit.met)
    both = (here[0], here[1])
    return Told(said.title, said.text, prefix, because, both, values, tuple(only))


def _story(run: Run, index: int, words: Words, language: Language) -> StoryPicture | None:
    return story_picture(run, index, words, language) if index < len(run.moments) else None


def _values(
    a: StoryPicture | None, b: StoryPicture | None, words: Words
) -> tuple[tuple[str, str | None, str | None], ...]:
    """What the same step leaves otherwise in either run."""
    if a is None or b is None:
        return ()
    left, right = ({(one.host, one.name): one.after for one in story.changes} for story in (a, b))
    return tuple(
        (words[f"variable/{key[1]}"].title, left[key], right[key])
        for key in left
        if key in right and left[key] != right[key]
    )


class _Side(NamedTuple):
    """One run at the first difference: its name, and the step that is not the same."""

    name: str
    run: Run
    step: Step | None

    @property
    def when(self) -> int:
        """In ms; after everything else if nothing more happens."""
        return _NEVER if self.step is None else self.step.world.now


class _Found(NamedTuple):
    """A key below "compare/", whom it concerns, what there is to fill in."""

    key: str
    host: str | None
    values: Mapping[str, str]


class _Parting:
    """Tells what is different by the earlier of the two steps that are not the same."""

    def __init__(self, of: Comparison, names: tuple[str, str], language: Language) -> None:
        self._of = of
        self._language = language
        a, b = (
            _Side(name, run, step)
            for name, run, step in zip(names, (of.a, of.b), of.steps, strict=True)
        )
        self._first, self._other = (a, b) if a.when <= b.when else (b, a)

    def told(self) -> _Found:
        """What is to be said, the most telling first."""
        first, other = self._first, self._other
        if first.step is None:
            return _Found("same", None, {})
        match first.step.cause:
            case Arrived(flight) | Lost(flight) if other.step is not None:
                return self._flown(flight, first, other)
            case Called(call=call):
                return self._called(call.host, call.do)
            case RanOut(host=host, timer=timer):
                return self._ran_out(host, timer.value)
        return self._further()

    def _flown(self, flight: Flight, one: _Side, other: _Side) -> _Found:
        """A segment that comes, or would have come, now in the run that is first."""
        values = {"segment": spelled(flight.segment), "time": _at(flight.due)}
        names = {"one": one.name, "other": other.name}
        host = flight.source.host
        if flight.nth is not None:
            values["nth"] = ordinal(flight.nth, self._language)
        twin = _twin(flight, other)
        if twin is None:
            key = "forged" if flight.injected else "copy" if flight.copy else "sent"
            return _Found(key, host, values | names)
        if bool(twin.lost) is not bool(flight.lost):
            lost = one if flight.lost else other
            arrived = twin if flight.lost else flight
            names = {"one": lost.name, "other": (other if lost is one else one).name}
            key = "forged-lost" if flight.injected else "lost"
            return _Found(key, host, values | names | {"time": _at(arrived.due)})
        if twin.due != flight.due:
            late = {"time": _at(twin.due), "earlier": _at(flight.due)}
            return _Found("late", host, values | late | {"one": other.name, "other": one.name})
        return _Found("reaction", flight.destination.host, values)

    def _called(self, host: str, call: str) -> _Found:
        one, other = self._first, self._other
        values = {"call": call, "one": one.name, "other": other.name, "time": _at(one.when)}
        same = other.step is not None and isinstance(other.step.cause, Called)
        if same and other.when == one.when and caller(other.step) == (host, call):
            return _Found("call-reaction", host, values)
        here, there = self._of.later
        at = (there if other.run is self._of.b else here).first_ms
        if here.times == there.times and at is not None:
            late = {"one": other.name, "other": one.name, "time": _at(at)}
            return _Found("call-later", host, values | late | {"earlier": _at(one.when)})
        return _Found("call", host, values)

    def _ran_out(self, host: str, timer: str) -> _Found:
        one, other = self._first, self._other
        values = {"timer": _TIMERS.get(timer, timer), "time": _at(one.when)}
        if other.step is not None and isinstance(other.step.cause, RanOut):
            return _Found("timer-reaction", host, values)
        return self._further()

    def _further(self) -> _Found:
        one, other = self._first, self._other
        key = "further" if other.step is None else "other"
        return _Found(key, None, {"one": one.name, "other": other.name, "time": _at(one.when)})


_TIMERS = {"rto": "RTO", "2msl": "2MSL"}


def _at(ms: int) -> str:
    return f"{ms / 1000:.3f} s"


def _twin(flight: Flight, other: _Side) -> Flight | None:
    """The same transmission in another run; what is injected is sent by nobody, it only comes."""
    wanted = transmission(flight)
    come = other.step.cause if other.step is not None else None
    here = (come.flight,) if isinstance(come, Arrived | Lost) else ()
    every = (*here, *other.run.sent_at(flight.sent))
    return next((one for one in every if transmission(one) == wanted), None)
