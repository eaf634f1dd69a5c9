"""The lessons, those that come along and the user's own, and what a command line may name."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from tcplab.files.disk import FileProblem, nearest
from tcplab.files.document import Document, read_document
from tcplab.files.form import faults, read
from tcplab.files.labfile import experiment_faults, experiment_of
from tcplab.files.lesson_folder import ORDER, head_in, ids_in, lesson_in, own_folder
from tcplab.files.lessonfile import Words, is_lesson, lesson_faults, lesson_of
from tcplab.files.link import experiment_in, is_link
from tcplab.files.resources import resource
from tcplab.files.wording import read_sentences
from tcplab.lab.lesson import Head, Lesson, Text, Variant
from tcplab.sim.experiment import Experiment
from tcplab.sim.sentences import said

_MOST_PROBLEMS = 100  # of one file; who has more reads no further


class _GroupForm(msgspec.Struct, frozen=True):
    en: Words
    zh_CN: Words
    lessons: tuple[str, ...]


class _OrderForm(msgspec.Struct, frozen=True):
    group: Annotated[tuple[_GroupForm, ...], Meta(min_length=1)]


class Group(msgspec.Struct, frozen=True):
    """Lessons that belong together, in teaching order."""

    title: Text
    ids: tuple[str, ...]


class Opened(msgspec.Struct, frozen=True):
    """What an argument names: an experiment, with the file or the lesson and variant it is from."""

    experiment: Experiment
    path: Path | None = None
    lesson: Lesson | None = None
    variant: Variant | None = None


def lesson_groups() -> tuple[Group, ...]:
    """The lessons that come along, grouped as they are taught."""
    order = read_document(_coming_along() / f"{ORDER}.toml")
    order.insist(faults(order.table, _OrderForm))
    there = ids_in(_coming_along())
    groups = [
        Group(Text(group.en, group.zh_CN), tuple(id for id in group.lessons if id in there))
        for group in read(order.table, _OrderForm).group
    ]
    named = {id for group in groups for id in group.ids}
    groups.append(Group(Text("Others", "其他"), tuple(id for id in there if id not in named)))
    return tuple(group for group in groups if group.ids)


def lesson_ids() -> tuple[str, ...]:
    """The ids of the lessons that come along, in teaching order."""
    return tuple(id for group in lesson_groups() for id in group.ids)


def own_ids() -> tuple[str, ...]:
    """The ids of the user's own lessons; one that comes along too is not among them."""
    own = ids_in(own_folder())
    known = ids_in(_coming_along()) if own else ()
    return tuple(id for id in own if id not in known)


def read_lesson(id: str) -> Lesson:
    """The lesson of this id; FileProblem if there is none, or something is wrong with it."""
    if id in ids_in(_coming_along()):
        return lesson_in(_coming_along(), id)
    own = own_ids()
    if id in own:
        return lesson_in(own_folder(), id)
    hint = nearest(id, (*lesson_ids(), *own)) or said("; the command tcplab lessons lists them")
    if Path(id).is_file():
        hint = said("; the file of this name is {path}", path=f".{os.sep}{id}")
    raise FileProblem('no lesson is called "{id}"{hint}', id=id, hint=hint)


def first_lesson() -> Opened:
    """What is open where nobody has asked for anything."""
    return _opened(read_lesson(lesson_ids()[0]))


def lesson_list() -> tuple[tuple[Text, tuple[Head, ...]], ...]:
    """The heads of all lessons that come along, grouped as they are taught."""
    folder = _coming_along()
    return tuple(
        (group.title, tuple(head_in(folder, id) for id in group.ids)) for group in lesson_groups()
    )


def own_list() -> tuple[tuple[Text, tuple[Head, ...]], ...]:
    """The heads of the user's own lessons as one group; nothing if there are none."""
    heads = tuple(_own_head(id) for id in own_ids())
    return ((Text("Your own", "自编课程"), heads),) if heads else ()


def _own_head(id: str) -> Head:
    try:
        return head_in(own_folder(), id)
    except FileProblem as problem:  # told when it is opened; the others are there all the same
        return Head(id, Text(id, id), Text(str(problem), problem.told(read_sentences("zh_CN"))))


def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson that comes along, in teaching order."""
    return tuple(lesson_in(_coming_along(), id) for id in lesson_ids())


def _coming_along() -> Path:
    return resource("lessons")


def is_path(argument: str) -> bool:
    """An argument with a path separator or the ending .tcplab is a file, if it is no link."""
    separators = {"/", os.sep, os.altsep or os.sep}
    return not is_link(argument) and (
        any(each in argument for each in separators) or argument.lower().endswith(".tcplab")
    )


def open_argument(argument: str) -> Opened:
    """What FILE, LESSON, LESSON:VARIANT or a link names; FileProblem if there is no such thing."""
    if is_link(argument):
        return Opened(experiment_in(argument))
    if is_path(argument):
        return open_file(Path(argument))
    id, colon, variant = argument.partition(":")
    return _opened(read_lesson(id), variant=variant if colon else None)


def open_file(path: Path) -> Opened:
    """The experiment or the lesson in a file; FileProblem says what is wrong with it."""
    document = read_document(path)
    if is_lesson(document):
        return _opened(lesson_of(document), path)
    return Opened(experiment_of(document), path)


def _opened(lesson: Lesson, path: Path | None = None, variant: str | None = None) -> Opened:
    variants = {each.id: each for each in lesson.variants}
    if variant is not None and variant not in variants:
        known = tuple(variants)
        hint = nearest(variant, known) or said("; there are: {known}", known=known)
        words = 'the lesson "{lesson}" has no variant "{variant}"{hint}'
        raise FileProblem(words, lesson=lesson.id, variant=variant, hint=hint)
    chosen = lesson.variants[0] if variant is None else variants[variant]
    return Opened(chosen.experiment, path, lesson, chosen)


def check_paths(paths: Iterable[Path]) -> Iterator[FileProblem]:
    """What is wrong with lab files and lessons; nothing if all is well."""
    for path in paths:
        try:
            document = read_document(path)
        except FileProblem as problem:
            yield problem
        else:
            yield from islice(_problems(document), _MOST_PROBLEMS)


def _problems(document: Document) -> Iterator[FileProblem]:
    find = lesson_faults if is_lesson(document) else experiment_faults
    return document.problems(find(document))
