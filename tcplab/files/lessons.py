"""The lessons that come with the program, and whatever else a command line may name."""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from tcplab.files.disk import FileProblem, nearest, read_text
from tcplab.files.document import Document, parse_document, read_document
from tcplab.files.form import faults, read
from tcplab.files.labfile import experiment_faults, experiment_of
from tcplab.files.lessonfile import Words, head_of, is_lesson, lesson_faults, lesson_of
from tcplab.files.resources import resource
from tcplab.lab.lesson import Head, Lesson, Text, Variant
from tcplab.sim.experiment import Experiment

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
    """The lessons that are there, grouped as they are taught."""
    order = read_document(resource("lessons", "order.toml"))
    order.insist(faults(order.table, _OrderForm))
    there = {path.stem for path in resource("lessons").glob("*.toml")} - {"order"}
    groups = [
        Group(Text(group.en, group.zh_CN), tuple(id for id in group.lessons if id in there))
        for group in read(order.table, _OrderForm).group
    ]
    rest = tuple(sorted(there.difference(*(group.ids for group in groups))))
    groups.append(Group(Text("Others", "其他"), rest))
    return tuple(group for group in groups if group.ids)


def lesson_ids() -> tuple[str, ...]:
    """The ids of the lessons in teaching order."""
    return tuple(id for group in lesson_groups() for id in group.ids)


def read_lesson(id: str) -> Lesson:
    """The lesson of this id; FileProblem if there is none, or something is wrong with it."""
    known = lesson_ids()
    if id in known:
        return _read(id)
    hint = nearest(id, known) or "; the command tcplab lessons lists them"
    if Path(id).is_file():
        hint = f"; the file of this name is .{os.sep}{id}"
    raise FileProblem(f'no lesson is called "{id}"{hint}')


def first_lesson() -> Opened:
    """What is open where nobody has asked for anything."""
    return _opened(_read(lesson_ids()[0]))


def lesson_list() -> tuple[tuple[Text, tuple[Head, ...]], ...]:
    """The heads of all lessons, grouped as they are taught."""
    return tuple(
        (group.title, tuple(_read_head(id) for id in group.ids)) for group in lesson_groups()
    )


def _read_head(id: str) -> Head:
    """What stands before the first array of tables; all of the file if that is not enough."""
    path = resource("lessons", f"{id}.toml")
    try:
        head = head_of(parse_document(read_text(path).partition("\n[[")[0], str(path)))
    except FileProblem:
        head = None
    if head is None or head.id != id:
        lesson = _read(id)  # which says what is wrong with it
        head = Head(id, lesson.title, lesson.question)
    return head


def all_lessons() -> tuple[Lesson, ...]:
    """Every lesson, in teaching order."""
    return tuple(_read(id) for id in lesson_ids())


def _read(id: str) -> Lesson:
    path = resource("lessons", f"{id}.toml")
    lesson = lesson_of(read_document(path))
    if lesson.id != id:
        raise FileProblem(f'{path}: "id" is "{lesson.id}"; it must be "{id}", the file\'s name')
    return lesson


def is_path(argument: str) -> bool:
    """An argument with a path separator or the ending .tcplab is a file, else a lesson."""
    separators = {"/", os.sep, os.altsep or os.sep}
    return any(each in argument for each in separators) or argument.lower().endswith(".tcplab")


def open_argument(argument: str) -> Opened:
    """What FILE, LESSON or LESSON:VARIANT names; FileProblem if there is no such thing."""
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
        hint = nearest(variant, list(variants)) or f"; there are: {', '.join(variants)}"
        raise FileProblem(f'the lesson "{lesson.id}" has no variant "{variant}"{hint}')
    chosen = lesson.variants[0] if variant is None else variants[variant]
    return Opened(chosen.experiment, path, lesson, chosen)


def check_paths(paths: Iterable[Path]) -> Iterator[str]:
    """What is wrong with lab files and lessons, a sentence each; nothing if all is well."""
    for path in paths:
        try:
            document = read_document(path)
        except FileProblem as problem:
            yield str(problem)
        else:
            yield from islice(map(str, _problems(document)), _MOST_PROBLEMS)


def _problems(document: Document) -> Iterator[FileProblem]:
    find = lesson_faults if is_lesson(document) else experiment_faults
    return document.problems(find(document))
