"""A drafted lesson as a lesson file, ready to be rewritten in any text editor."""

from pathlib import Path

from msgspec.structs import replace

from tcplab.files.disk import FileProblem, reason, write_file
from tcplab.files.document import parse_document
from tcplab.files.labfile import lab_text, table_text
from tcplab.files.lessonfile import lesson_of
from tcplab.lab.drafting import Named, at_text
from tcplab.lab.lesson import Lesson, Say


def lesson_text(lesson: Lesson) -> str:
    """The lesson as a file; it must have one variant, and say nothing at a mere condition."""
    (variant,) = lesson.variants
    experiment = replace(variant.experiment, title=lesson.title.en)
    question = {"en": lesson.question.en, "zh_CN": lesson.question.zh_CN}
    blocks = [
        lab_text(experiment, {"id": lesson.id, "title_zh_CN": lesson.title.zh_CN}),
        f"[question]\n{table_text(question)}",
        *(f"[[say]]\n{table_text(_said(say))}" for say in variant.says),
    ]
    return "\n".join(blocks)


def write_lesson(folder: Path, lesson: Lesson) -> Path:
    """Writes ID.toml into a folder, which is made if it is missing; a file there is never replaced.

    FileProblem says why it cannot be written.
    """
    path = folder / f"{lesson.id}.toml"
    if path.exists():
        words = "{path}: a lesson of this id is there already; choose another id"
        raise FileProblem(words, path=path)
    text = lesson_text(lesson)
    lesson_of(parse_document(text, str(path)))  # nothing is written that could not be read again
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        words, why = "{folder}: the folder cannot be made: {reason}", reason(error)
        raise FileProblem(words, folder=folder, reason=why) from None
    try:
        octets = text.encode()
    except UnicodeEncodeError:
        words = "{path}: a text of the lesson holds half a character"
        raise FileProblem(words, path=path) from None
    write_file(path, octets)
    return path


def _said(say: Say) -> dict[str, object]:
    assert isinstance(say.at, Named)  # as drafts have it
    table: dict[str, object] = {"at": at_text(say.at)}
    if say.host is not None:
        table["host"] = say.host
    if say.nth > 1:
        table["nth"] = say.nth
    return {**table, "en": say.text.en, "zh_CN": say.text.zh_CN}
