"""A question put before a step of a run: what can be answered, and what the run itself answers."""

from collections.abc import Iterator

import msgspec

from tcplab.engine.segment import flag_names
from tcplab.engine.tcb import State
from tcplab.lab.lesson import Asked, Counted, Lesson, Text
from tcplab.lab.moments import agreement, moment_of, variant_of
from tcplab.lab.story_picture import story_picture
from tcplab.lab.words import Words
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Lost, RanOut, Settled, Step, Waited

Answer = State | tuple[str, ...] | int
"""A state; the kind of a segment, such as ("FIN", "ACK"), () for none; a number, or the moment
whose sentence is meant."""

DATA = "data"
"""Stands behind the flags of a segment that carries octets."""
KINDS: tuple[tuple[str, ...], ...] = (
    ("SYN",),
    ("SYN", "ACK"),
    ("ACK",),
    ("ACK", DATA),
    ("FIN", "ACK"),
    ("RST",),
    ("RST", "ACK"),
    (),
)
"""All that the lab's TCP ever sends; () is nothing at all."""
_UNASKED = {"PSH", "URG"}
_SENTENCES = 4
_NEAR = 200  # moments around the question among which its other sentences are sought


class Question(msgspec.Struct, frozen=True):
    """What is asked before `moment` happens, about `host`.

    `id` names it within its lesson, and `text` is the lesson's; both are missing from a question
    that somebody puts at a step of their choice. `of` says which number is meant.
    """

    moment: int
    kind: Asked
    host: str
    of: Counted = "ack"
    id: str = ""
    text: Text | None = None


def questions(
    lesson: Lesson, run: Run, opened: Experiment | None = None, own: Run | None = None
) -> tuple[Question, ...]:
    """What the lesson asks in `run`, in the order of its moments.

    `opened` is the variant's own experiment, where `run` is that of an edited one, and `own` the
    run of that. The lesson asks only as long as what happens is what it speaks of.
    """
    variant = variant_of(lesson, run.experiment if opened is None else opened)
    if variant is None:
        return ()
    asked = []
    for index, ask in enumerate(variant.asks, 1):
        moment = moment_of(run, ask.at, ask.host, ask.nth)
        if moment is not None:
            host = ask.host or _subject(_step(run, moment))
            of, id = ask.of, f"{variant.id}/{index}"
            asked.append(Question(moment, ask.kind, host, of, id, ask.text))
    last = max((one.moment for one in asked), default=0)
    end = agreement(variant, run, last, own)
    return tuple(sorted((one for one in asked if one.moment <= end), key=lambda one: one.moment))


def question_about(run: Run, moment: int) -> Question:
    """A question about any step: the state that its host enters, else the segment that it sends."""
    step = _step(run, moment)
    host = _subject(step)
    quiet = all(one.line.before.state is one.line.after.state for one in step.happened)
    return Question(moment, Asked.SEGMENT if quiet and step.sent else Asked.STATE, host)


def answer(run: Run, question: Question) -> Answer | None:
    """What the run answers; None if it sends no segment whose number was asked for."""
    step = _step(run, question.moment)
    match question.kind:
        case Asked.STATE:
            return _state(step, question.host)
        case Asked.SEGMENT:
            return next(_sent_kinds(step, question.host), ())
        case Asked.NUMBER:
            return next(_numbers(step, question), None)
        case Asked.SENTENCE:
            return question.moment


def is_right(run: Run, question: Question, given: Answer, words: Words) -> bool:
    """Whether what was answered is what the run does; of several segments sent each is right."""
    step = _step(run, question.moment)
    match question.kind:
        case Asked.STATE:
            return given is _state(step, question.host)
        case Asked.SEGMENT:
            return given in (tuple(_sent_kinds(step, question.host)) or ((),))
        case Asked.NUMBER:
            return given in tuple(_numbers(step, question))
        case Asked.SENTENCE:
            assert isinstance(given, int)
            return sentence(run, given, words) == sentence(run, question.moment, words)


def moments_to_choose(run: Run, question: Question, words: Words) -> tuple[int, ...]:
    """Up to four moments, the right one among them, whose sentences differ; by sentence."""
    found = {sentence(run, question.moment, words): question.moment}
    last = len(run.moments) - 1
    for away in range(1, _NEAR):
        for moment in (question.moment + away, question.moment - away):
            if 1 <= moment <= last and len(found) < _SENTENCES:
                found.setdefault(sentence(run, moment, words), moment)
    return tuple(found[text] for text in sorted(found))


def sentence(run: Run, moment: int, words: Words) -> str:
    """What happens at a moment, in a few words."""
    main = story_picture(run, moment, words).main
    return "" if main is None else main.title


def _step(run: Run, moment: int) -> Step:
    step = run.moments[moment].step
    assert step is not None  # moment 0 alone has none, and nothing is asked of it
    return step


def _subject(step: Step) -> str:
    """The host at which something happens."""
    match step.cause:
        case Called(call=call):
            return call.host
        case Arrived(flight) | Lost(flight):
            return flight.destination.host
        case RanOut(host=host) | Settled(host=host):
            return host
        case Waited(waiting):
            return waiting.host


def _state(step: Step, host: str) -> State:
    """The state that a host has after a step; the one it enters, if it enters one."""
    lines = [one.line for one in step.happened if one.host == host]
    changed = [one for one in lines if one.before.state is not one.after.state]
    if lines:
        return (changed or lines)[-1].after.state
    here = step.world.host(host)
    connections = [] if here is None else list(here.connections.values())
    living = [one for one in connections if one.remote is not None] or connections
    return living[0].tcb.state if living else State.CLOSED


def _sent(step: Step, host: str) -> Iterator[Flight]:
    return (one for one in step.sent if one.source.host == host and not one.copy)


def _sent_kinds(step: Step, host: str) -> Iterator[tuple[str, ...]]:
    for one in _sent(step, host):
        flags = [name for name in flag_names(one.segment.flags) if name not in _UNASKED]
        yield (*flags, DATA) if one.segment.data else tuple(flags)


def _numbers(step: Step, question: Question) -> Iterator[int]:
    for one in _sent(step, question.host):
        segment = one.segment
        yield {"seq": segment.seq, "ack": segment.ack, "len": len(segment.data)}[question.of]
