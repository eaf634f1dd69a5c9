"""The list of lessons as a panel shows it: groups, numbers, what is done, what is open."""

from collections.abc import Sequence, Set

import msgspec

from tcplab.lab.lesson import Head, Language, Lesson, Text

Groups = Sequence[tuple[Text, Sequence[Head]]]


class LessonRow(msgspec.Struct, frozen=True):
    """One row. A group has no `lesson`; a variant has its index and no number.

    `number` counts the lessons from 1 through all groups; `done` says that it was gone through to
    the end, `is_open` that the window shows it.
    """

    title: str
    lesson: str | None = None
    variant: int | None = None
    number: int | None = None
    done: bool = False
    is_open: bool = False


class LessonsPicture(msgspec.Struct, frozen=True):
    """All rows, and how many of the lessons are done."""

    rows: tuple[LessonRow, ...]
    done: int
    total: int


def lessons_picture(
    groups: Groups,
    language: Language,
    done: Set[str],
    opened: Lesson | None = None,
    open_variant: int = 0,
) -> LessonsPicture:
    """The lessons of `groups` in teaching order; the open one shows its variants, if it has any."""
    rows: list[LessonRow] = []
    number = finished = 0
    for title, lessons in groups:
        rows.append(LessonRow(title.written_in(language)))
        for lesson in lessons:
            number += 1
            finished += lesson.id in done
            is_open = opened is not None and lesson.id == opened.id
            rows.append(
                LessonRow(
                    lesson.title.written_in(language),
                    lesson.id,
                    number=number,
                    done=lesson.id in done,
                    is_open=is_open,
                )
            )
            if is_open and opened is not None and len(opened.variants) > 1:
                rows += [
                    LessonRow(
                        variant.title.written_in(language),
                        lesson.id,
                        index,
                        is_open=index == open_variant,
                    )
                    for index, variant in enumerate(opened.variants)
                ]
    return LessonsPicture(tuple(rows), finished, number)
