"""Lesson files: a lab file with a question, narration, questions and variants, in two languages.

resources/lessons/README.md describes the form.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from tcplab.files.disk import FileProblem
from tcplab.files.document import Document
from tcplab.files.form import Fault, Table, fault, faults, read
from tcplab.lab.lesson import (
    Arrival,
    Ask,
    Asked,
    Counted,
    Head,
    InjectionArrives,
    Lesson,
    Say,
    Text,
    Variant,
    calls_of,
    parse_at,
    parse_program,
)
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Count
from tcplab.sim.sentences import Place, Sentence, Unfit, said

Id = Annotated[
    str,
    Meta(
        pattern=r"\A[a-z0-9]+(-[a-z0-9]+)*\Z",
        description='an id in quotes: lower-case letters, digits and "-"',
    ),
]
Line = Annotated[str, Meta(pattern=r"\A.*\S.*\Z", description="one line of text in quotes")]
Words = Annotated[str, Meta(pattern=r"\S", description="text in quotes that says something")]

Ids = Annotated[tuple[Id, ...], Meta(min_length=1)]

# What a variant leaves out is the lesson's; what befalls the segments is its own alone.
_SHARED = ("horizon_ms", "network", "host", "call")


class SayForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A [[say]] table."""

    at: str
    en: Words
    zh_CN: Words
    host: str | None = None
    nth: Count = 1
    only: Ids | None = None
    goes_on: bool = False

    def __post_init__(self) -> None:
        _check_moment(self.at, self.host)


class AskForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An [[ask]] table."""

    at: str
    kind: Literal["state", "segment", "number", "sentence"]
    en: Words
    zh_CN: Words
    host: str | None = None
    nth: Count = 1
    only: Ids | None = None
    of: Counted | None = None

    def __post_init__(self) -> None:
        _check_moment(self.at, self.host)
        if self.of is not None and self.kind != "number":
            raise Unfit('{place} goes with kind = "number" alone', place=("of",))


class ProgramForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A [[program]] table: the Python program that a host runs."""

    host: str
    code: Words
    only: Ids | None = None

    def __post_init__(self) -> None:
        try:
            parse_program(self.host, self.code)
        except Unfit as error:
            raise Unfit("{place}: {what}", place=("code",), what=error.sentence) from None


def _check_moment(at: str, host: str | None) -> None:
    try:
        happening = parse_at(at)
    except Unfit as error:
        raise Unfit("{place}: {what}", place=("at",), what=error.sentence) from None
    if isinstance(happening, Arrival | InjectionArrives) and host is not None:
        words = '{place} must be left out: "{at}" names its host already'
        raise Unfit(words, place=("host",), at=at)


class QuestionForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The [question] table."""

    en: Words
    zh_CN: Words


class FirstForm(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The [first] table: what the lesson's own experiment is called among several variants."""

    id: Id
    title: Line
    title_zh_CN: Line


class VariantForm(msgspec.Struct, frozen=True):
    """What a [[variant]] table has besides an experiment."""

    id: Id
    title_zh_CN: Line


class HeadForm(msgspec.Struct, frozen=True):
    """What a list of lessons needs."""

    id: Id
    title: Line
    title_zh_CN: Line
    question: QuestionForm


class LessonForm(msgspec.Struct, frozen=True):
    """What a lesson file has besides an experiment."""

    id: Id
    title_zh_CN: Line
    question: QuestionForm
    first: FirstForm | None = None
    say: tuple[SayForm, ...] = ()
    ask: tuple[AskForm, ...] = ()
    program: tuple[ProgramForm, ...] = ()
    variant: tuple[dict[str, Any], ...] = ()

    def __post_init__(self) -> None:
        if self.variant and self.first is None:
            words = (
                "{place} is missing; beside [[variant]] tables, a table [first] with id, title "
                "and title_zh_CN says what the lesson's own experiment is called"
            )
            raise Unfit(words, place=("first",))
        if self.first is not None and not self.variant:
            words = "{place} names one variant of several, but there is no [[variant]]"
            raise Unfit(words, place=("first",))


def is_lesson(document: Document) -> bool:
    """Whether the document means to be a lesson rather than a lab file."""
    return "id" in document.table or "question" in document.table


def lesson_of(document: Document) -> Lesson:
    """The lesson in a document; FileProblem for the first fault."""
    document.insist(lesson_faults(document))
    form = read(document.table, LessonForm)
    title = Text(read(document.table, Experiment).title, form.title_zh_CN)
    question = Text(form.question.en, form.question.zh_CN)
    return Lesson(form.id, title, question, _variants(document.table, form))


def head_of(document: Document) -> Head:
    """What a list tells of the lesson; FileProblem if it is not there, or wrong."""
    try:
        form = read(document.table, HeadForm)
    except msgspec.ValidationError as error:
        raise FileProblem("{where}: {what}", where=document.where, what=error) from None
    title = Text(form.title, form.title_zh_CN)
    return Head(form.id, title, Text(form.question.en, form.question.zh_CN))


def lesson_faults(document: Document) -> Iterator[Fault]:
    """All that is wrong with a lesson's document."""
    table = document.table
    sound = True
    for found in faults(table, LessonForm, Experiment):
        sound = False
        yield found
    if not sound:  # else every variant would repeat what is wrong with the lesson
        return
    for index, variant in enumerate(table.get("variant", ())):
        place = ("variant", index)
        for found in faults(_whole(variant, table), VariantForm, Experiment, place=place):
            sound = False
            yield found
    if sound:
        yield from _cross_faults(table, read(table, LessonForm))


def _whole(variant: Table, lesson: Table) -> Table:
    """A variant's table with what it shares with its lesson."""
    return {key: lesson[key] for key in _SHARED if key in lesson} | variant


def _variants(table: Table, form: LessonForm) -> tuple[Variant, ...]:
    own = read(table, Experiment)
    if form.first is None:
        heads = [(form.id, Text(own.title, form.title_zh_CN), own)]
    else:
        heads = [(form.first.id, Text(form.first.title, form.first.title_zh_CN), own)]
    for variant in form.variant:
        head = read(variant, VariantForm)
        experiment = read(_whole(variant, table), Experiment)
        heads.append((head.id, Text(experiment.title, head.title_zh_CN), experiment))
    return tuple(
        Variant(
            id,
            title,
            experiment,
            tuple(_say(each) for each in form.say if each.only is None or id in each.only),
            tuple(_ask(each) for each in form.ask if each.only is None or id in each.only),
            tuple(
                parse_program(each.host, each.code)
                for each in form.program
                if each.only is None or id in each.only
            ),
        )
        for id, title, experiment in heads
    )


def _say(form: SayForm) -> Say:
    text = Text(form.en, form.zh_CN)
    return Say(parse_at(form.at), text, form.host, form.nth, form.goes_on)


def _ask(form: AskForm) -> Ask:
    text = Text(form.en, form.zh_CN)
    return Ask(parse_at(form.at), Asked(form.kind), text, form.host, form.nth, form.of or "ack")


def _cross_faults(table: Table, form: LessonForm) -> Iterator[Fault]:
    """What no table shows alone: two variants of one id, a moment at a host that is not there."""
    heads = [(variant.id, variant.experiment) for variant in _variants(table, form)]
    ids = [id for id, _ in heads]
    twice = [index for index, id in enumerate(ids) if id in ids[:index]]
    for index in twice:
        place = ("variant", index - 1, "id")
        yield fault(place, '{place}: two variants are called "{id}"', id=ids[index])
    if twice:
        return
    variants = dict(heads)
    for index, say in enumerate(form.say):
        yield from _moment_faults(say, variants, ("say", index))
    for index, ask in enumerate(form.ask):
        yield from _moment_faults(ask, variants, ("ask", index))
    for index, program in enumerate(form.program):
        yield from _program_faults(program, variants, ("program", index))


def _program_faults(
    program: ProgramForm, variants: dict[str, Experiment], place: Place
) -> Iterator[Fault]:
    """Its calls must be those of its host, one by one."""
    written = [one for one in parse_program(program.host, program.code).calls if one is not None]
    yield from _only_faults(program.only, variants, place)
    for id in program.only or variants:
        if id not in variants:
            continue
        experiment = variants[id]
        if program.host not in [host.name for host in experiment.hosts]:
            yield from _host_fault(program.host, [experiment], (*place, "host"))
            return
        made = [experiment.calls[one].do for one in calls_of(experiment, program.host)]
        if written != made:
            words = (
                "{place}: its lines call {written}; "
                "the [[call]] tables of {host} in {variant} are {made}"
            )
            parts = {"written": _listed(written), "made": _listed(made)}
            yield fault((*place, "code"), words, host=program.host, variant=id, **parts)
            return


def _listed(calls: Sequence[str]) -> tuple[str, ...] | Sentence:
    return tuple(f"{call}()" for call in calls) or said("nothing")


def _only_faults(
    only: Ids | None, variants: dict[str, Experiment], place: Place
) -> Iterator[Fault]:
    for id in only or ():
        if id not in variants:
            words = '{place}: no variant is called "{id}"; there are: {known}'
            yield fault((*place, "only"), words, id=id, known=tuple(variants))
            return


def _host_fault(name: str, experiments: list[Experiment], place: Place) -> Iterator[Fault]:
    hosts = {host.name: None for one in experiments for host in one.hosts}
    if name not in hosts:
        words = '{place}: no host is called "{name}"; the hosts are: {hosts}'
        yield fault(place, words, name=name, hosts=tuple(hosts))


def _moment_faults(
    moment: SayForm | AskForm, variants: dict[str, Experiment], place: Place
) -> Iterator[Fault]:
    unknown = list(_only_faults(moment.only, variants, place))
    if unknown:
        yield from unknown
        return
    only = moment.only or tuple(variants)
    key, name = "host", moment.host
    match parse_at(moment.at):
        case Arrival(sender=sender):
            key, name = "at", sender
        case InjectionArrives(inject=number):
            most = max(len(variants[id].injections) for id in only)
            if number > most:
                words = "{place}: inject:{number} of {most} [[inject]] tables"
                yield fault((*place, "at"), words, number=number, most=most)
    if name is not None:
        yield from _host_fault(name, [variants[id] for id in only], (*place, key))
