"""A lesson: a question, experiments that answer it, and what is said and asked at which moments."""

import re
from enum import Enum
from typing import Literal

import msgspec

from tcplab.engine.tcb import Timer
from tcplab.sim import conditions
from tcplab.sim.conditions import Condition
from tcplab.sim.experiment import DEEDS, Experiment
from tcplab.sim.sentences import Unfit, said

Language = Literal["en", "zh_CN"]


class Text(msgspec.Struct, frozen=True):
    """The same in English and in Simplified Chinese."""

    en: str
    zh_CN: str

    def written_in(self, language: Language) -> str:
        """The wording of one language."""
        return self.zh_CN if language == "zh_CN" else self.en


class Holds(msgspec.Struct, frozen=True):
    """A condition begins to hold at a connection of a host."""

    condition: Condition


class Arrival(msgspec.Struct, frozen=True):
    """The `segment`-th transmission (from 1) of `sender` arrives, or would if it were not lost."""

    sender: str
    segment: int


class InjectionArrives(msgspec.Struct, frozen=True):
    """The segment of the `inject`-th injection (from 1) of the experiment arrives."""

    inject: int


class CallMade(msgspec.Struct, frozen=True):
    """A host makes a socket call of this name."""

    call: str


class TimerRunsOut(msgspec.Struct, frozen=True):
    """A timer of a host runs out."""

    timer: Timer


At = Holds | Arrival | InjectionArrives | CallMade | TimerRunsOut

_TIMERS = {timer.value: timer for timer in Timer}
_ALSO = said("at a moment also HOST:NTH (such as client:2), inject:NTH, call:NAME and timer:NAME")
_ARRIVAL = re.compile(r"[^:\s]{1,20}:(?P<segment>[1-9][0-9]{0,8})")


def parse_at(text: str) -> At:
    """`HOST:NTH`, `inject:NTH`, `call:NAME`, `timer:NAME`, or what a `when` can wait for.

    ValueError says what would be right. The words before the colon win over hosts of that name.
    """
    word, colon, value = text.partition(":")
    if word == "call" and colon:
        if value in DEEDS:
            return CallMade(value)
        raise Unfit(
            '"{text}": there is no such call; the calls are {calls}', text=text, calls=DEEDS
        )
    if word == "timer" and colon:
        if value in _TIMERS:
            return TimerRunsOut(_TIMERS[value])
        known = tuple(_TIMERS)
        raise Unfit(
            '"{text}": there is no such timer; the timers are {timers}', text=text, timers=known
        )
    if word in ("received", "state"):
        return Holds(conditions.parse(text))
    if arrival := _ARRIVAL.fullmatch(text):
        segment = int(arrival["segment"])
        return InjectionArrives(segment) if word == "inject" else Arrival(word, segment)
    try:
        return Holds(conditions.parse(text))
    except Unfit as error:
        raise Unfit("{what}; {also}", what=error.sentence, also=_ALSO) from None


class Asked(Enum):
    """What the answer to a question is."""

    STATE = "state"
    SEGMENT = "segment"
    NUMBER = "number"
    SENTENCE = "sentence"


Counted = Literal["seq", "ack", "len"]
"""Which number of a segment is asked for: its sequence or acknowledgment number, its octets."""


class Say(msgspec.Struct, frozen=True):
    """Narration: said when `at` happens for the `nth` time at `host` (None: wherever it does).

    If it `goes_on`, it tells of what follows too, until the next moment that has its own words.
    """

    at: At
    text: Text
    host: str | None = None
    nth: int = 1
    goes_on: bool = False


class Ask(msgspec.Struct, frozen=True):
    """A question, put before `at` happens for the `nth` time at `host` (None: wherever it does).

    `of` says which number is meant where a number is the answer.
    """

    at: At
    kind: Asked
    text: Text
    host: str | None = None
    nth: int = 1
    of: Counted = "ack"


class Program(msgspec.Struct, frozen=True):
    """The Python program of a host; `calls` names the call that each of its lines makes, if any.

    Its calls are those of the host in the experiment, one by one in their order.
    """

    host: str
    lines: tuple[str, ...]
    calls: tuple[str | None, ...]


_NOT_BY_PROGRAMS = ("crash", "reboot")
_MARK = re.compile(r"#\s*(?P<call>[a-z]+)\(\)\s*")


def parse_program(host: str, code: str) -> Program:
    """A program from its text, in which a comment such as `# connect()` ends a line that calls.

    ValueError says what would be right.
    """
    lines = code.strip("\n").splitlines()
    calls = [_call_of(number, line) for number, line in enumerate(lines, 1)]
    return Program(host, tuple(line.rstrip() for line in lines), tuple(calls))


def _call_of(number: int, line: str) -> str | None:
    code, sign, comment = line.rpartition("#")
    mark = _MARK.fullmatch(sign + comment)
    if mark is None or not code.strip() or code.lstrip().startswith("#"):
        return None
    if mark["call"] not in DEEDS or mark["call"] in _NOT_BY_PROGRAMS:
        known = tuple(one for one in DEEDS if one not in _NOT_BY_PROGRAMS)
        raise Unfit(
            "line {number}: there is no call {call}(); there are: {known}",
            number=number, call=mark["call"], known=known,
        )  # fmt: skip
    return mark["call"]


def calls_of(experiment: Experiment, host: str) -> tuple[int, ...]:
    """The positions (from 0) of the experiment's calls that a program of `host` makes."""
    return tuple(
        position
        for position, call in enumerate(experiment.calls)
        if call.host == host and call.do not in _NOT_BY_PROGRAMS
    )


class Variant(msgspec.Struct, frozen=True):
    """One experiment of a lesson, with the narration and questions that belong to it.

    `programs` are what its hosts run, for the lessons that show them.
    """

    id: str
    title: Text
    experiment: Experiment
    says: tuple[Say, ...] = ()
    asks: tuple[Ask, ...] = ()
    programs: tuple[Program, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """What a list of lessons tells of one."""

    id: str
    title: Text
    question: Text


class Lesson(msgspec.Struct, frozen=True):
    """A lesson; it has at least one variant, and the first is what the lesson opens with."""

    id: str
    title: Text
    question: Text
    variants: tuple[Variant, ...]

    @property
    def experiment(self) -> Experiment:
        """The experiment that the lesson opens with."""
        return self.variants[0].experiment
