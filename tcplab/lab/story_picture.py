"""What happened in one step and why: its telling rule in words, the others, what has changed."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from tcplab.engine.diagram import family_of
from tcplab.engine.events import Line
from tcplab.engine.rules import Citation, Rule
from tcplab.engine.segment import Segment
from tcplab.engine.tcb import State
from tcplab.lab.lesson import Language, Lesson, Text
from tcplab.lab.words import Change, Words, explain, explain_step, variables_changed
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Happened, Lost, Returned, Step, World

# What goes without saying beside whatever else the same step has obeyed.
_ROUTINE = frozenset(
    {
        *(Rule.ACK_SENT, Rule.DATA_SENT, Rule.FIN_SENT, Rule.RECEIVE_DELIVERED),
        *(Rule.ACK_ADVANCES, Rule.ACK_DUPLICATE, Rule.WINDOW_UPDATED, Rule.RECEIVE_QUEUED),
        *(Rule.SYN_TIMED_OUT_RTO, Rule.FIN_REMAINS, Rule.OPTION_SET),
    }
)
_BROKEN = frozenset({Rule.TWO_WAY_ESTABLISHED, Rule.NO_TIME_WAIT})
# What every new connection has; the table of variables shows it.
_COMES_ALONG = frozenset({"SND.UNA", "SND.WND", "RCV.WND", "RTO"})
_STEPS_ZH = "一二三四五六七八"


class Sentence(msgspec.Struct, frozen=True):
    """A title, what it means, and where it stands; without `citation` no rule is behind it."""

    title: str
    text: str
    citation: str = ""
    url: str = ""


class Changed(msgspec.Struct, frozen=True):
    """A variable of a host; `before` equals `after` where it is telling that nothing changed.

    `name` is a key below "variable/" of the words. `number_role` is the host whose sequence space
    it counts, None for what is no sequence number. None as a value is "has none".
    """

    host: str
    role: int
    name: str
    before: str | None
    after: str | None
    number_role: int | None = None


class StoryPicture(msgspec.Struct, frozen=True):
    """One moment in words: the lesson's `narration` (or empty), the telling rule, the others.

    `main` is None where nothing has happened yet and no lesson asks a question; `untouched` says
    that nothing will, as the experiment has no calls at all.
    """

    narration: str
    main: Sentence | None
    others: tuple[Sentence, ...] = ()
    changes: tuple[Changed, ...] = ()
    untouched: bool = False


def story_picture(
    run: Run,
    index: int,
    words: Words,
    language: Language = "en",
    *,
    lesson: Lesson | None = None,
    told: Mapping[int, Text] | None = None,
) -> StoryPicture:
    """The story of the moment `index`; `words` and `language` belong together.

    Moment 0 is the lesson's question. `told` is what `moments.narration` gives for this run.
    """
    moment = run.moments[index]
    narration = told[index].written_in(language) if told and index in told else ""
    if moment.step is None:
        question = None if lesson is None else _question(lesson, language)
        return StoryPicture(narration, question, untouched=not run.experiment.calls)
    step = moment.step
    ruled = list(_ruled(step, words, language))
    beside = list(_beside(step, words))
    main = None
    if ruled:
        main = ruled.pop(most_telling([one.line for one in step.happened]))
    elif beside:
        main = beside.pop(0)
    return StoryPicture(narration, main, (*beside, *ruled), tuple(_changes(step)))


def _question(lesson: Lesson, language: Language) -> Sentence:
    return Sentence(lesson.title.written_in(language), lesson.question.written_in(language))


def most_telling(lines: Sequence[Line]) -> int:
    """The index of the line that tells most of its step.

    A broken rule before all; then the last change of state; then what a step seldom brings; then
    the first of what is routine.
    """

    def rank(index: int) -> tuple[int, int]:
        line = lines[index]
        if line.rule in _BROKEN or family_of(line) is not None:
            return 0, index
        if line.before.state is not line.after.state:
            return 1, -index
        return (3 if line.rule in _ROUTINE else 2), index

    return min(range(len(lines)), key=rank)


def cited(rule: Rule, language: Language) -> str:
    """Where a rule stands, as one cites it in that language."""
    citation = Citation(rule)
    if language == "en":
        return str(citation)
    text = f"RFC {citation.rfc}" + (f" §{citation.section}" if citation.section else "")
    return text + (f"，第{_STEPS_ZH[citation.step - 1]}步" if citation.step else "")


def _ruled(step: Step, words: Words, language: Language) -> Iterator[Sentence]:
    """A sentence for each line of the step."""
    for one in step.happened:
        peer = one.remote.host if one.remote is not None else None
        said = explain(
            one.line, one.host, peer, words, now=step.world.now, arrived=_arrived(step, one.host)
        )
        rule = one.line.rule
        yield Sentence(said.title, said.text, cited(rule, language), Citation(rule).url)


def _arrived(step: Step, host: str) -> Segment | None:
    if isinstance(step.cause, Arrived) and step.cause.flight.destination.host == host:
        return step.cause.flight.segment
    return None


def _beside(step: Step, words: Words) -> Iterator[Sentence]:
    """What no rule covers: what the network did, which call was made, which ones failed."""
    if step.remark is not None:
        yield _remarked(step, step.remark, words)
    if isinstance(step.cause, Called):
        call = step.cause.call
        key = f"shutdown-{call.how}" if call.do == "shutdown" else call.do
        refused = [one for one in step.returned if one.index == step.cause.index]
        failures = [_refused(one, words) for one in refused if one.result != "ok"]
        yield from failures or [_sentence(f"call/{key}", words, call.host)]
    for returned in step.returned:
        own = isinstance(step.cause, Called) and step.cause.index == returned.index
        if returned.result != "ok" and not own:
            yield _refused(returned, words)


def _remarked(step: Step, remark: str, words: Words) -> Sentence:
    assert isinstance(step.cause, Arrived | Lost)  # only what is on the wire is remarked on
    flight = step.cause.flight
    host, peer = flight.source.host, flight.destination.host
    if isinstance(step.cause, Arrived):
        host, peer = peer, host
    return _sentence(remark, words, host, peer, flight)


def _sentence(
    key: str, words: Words, host: str, peer: str | None = None, flight: Flight | None = None
) -> Sentence:
    segment = flight.segment if flight is not None else None
    said = explain_step(key, words, host, peer, segment=segment)
    return Sentence(said.title, said.text)


def _refused(returned: Returned, words: Words) -> Sentence:
    call = returned.call
    said = explain_step(f"refused/{returned.result}", words, call.host, call=call.do)
    return Sentence(said.title, said.text)


def _changes(step: Step) -> Iterator[Changed]:
    """What each connection's lines have changed together, and what a segment should have moved."""
    ends: dict[tuple[str, object], list[Happened]] = {}
    for one in step.happened:
        ends.setdefault((one.host, (one.local, one.remote)), []).append(one)
    for happened in ends.values():
        first, last = happened[0], happened[-1]
        whole = Line(last.line.rule, first.line.before, last.line.after, ())
        for change in variables_changed(whole, step.world.now):
            if change.before is not None or change.name not in _COMES_ALONG:
                yield _changed(first, change, step.world)
        if _moved_nothing(step, whole, first.host):
            number = str(whole.after.rcv_nxt)
            yield _changed(first, Change("RCV.NXT", number, number), step.world)


def _changed(one: Happened, change: Change, world: World) -> Changed:
    host = world.host(one.host)
    peer = world.host(one.remote.host) if one.remote is not None else None
    assert host is not None  # what happens, happens at one of the hosts
    number_role = None
    if change.name in ("SND.UNA", "SND.NXT", "ISS"):
        number_role = host.index
    elif change.name in ("RCV.NXT", "IRS") and peer is not None:
        number_role = peer.index
    return Changed(one.host, host.index, change.name, change.before, change.after, number_role)


def _moved_nothing(step: Step, line: Line, host: str) -> bool:
    """Whether a segment with something in it has arrived and RCV.NXT stays where it was."""
    segment = _arrived(step, host)
    return (
        segment is not None
        and segment.length > 0
        and line.after.state not in (State.CLOSED, State.LISTEN, State.SYN_SENT)
        and line.before.rcv_nxt == line.after.rcv_nxt
    )
