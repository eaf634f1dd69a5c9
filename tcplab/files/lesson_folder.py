"""A folder of lessons, each a TOML file named after its id."""

import os
from pathlib import Path

from tcplab.files.disk import FileProblem, read_text
from tcplab.files.document import parse_document, read_document
from tcplab.files.lessonfile import head_of, lesson_of
from tcplab.lab.lesson import Head, Lesson

ORDER = "order"
FOLDER = "TCPLAB_LESSONS"
"""The environment variable that names another folder for the user's own lessons."""


def own_folder() -> Path:
    """Where the user's own lessons lie, if there are any: "TCP Lab" among the documents."""
    if chosen := os.environ.get(FOLDER):
        return Path(chosen)
    from platformdirs import user_documents_path  # which looks up a good deal to find them

    return user_documents_path() / "TCP Lab"


def ids_in(folder: Path) -> tuple[str, ...]:
    """The ids of the lessons in a folder, by the alphabet; none if there is no such folder."""
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return ()
    ids = {name.removesuffix(".toml") for name in names if name.endswith(".toml")}
    return tuple(sorted(ids - {ORDER}))


def lesson_in(folder: Path, id: str) -> Lesson:
    """The lesson of this id; FileProblem if something is wrong with it."""
    path = folder / f"{id}.toml"
    lesson = lesson_of(read_document(path))
    if lesson.id != id:
        words = '{path}: "id" is "{wrong}"; it must be "{id}", the file\'s name'
        raise FileProblem(words, path=path, wrong=lesson.id, id=id)
    return lesson


def head_in(folder: Path, id: str) -> Head:
    """What stands before the first array of tables; all of the file if that is not enough."""
    path = folder / f"{id}.toml"
    try:
        head = head_of(parse_document(read_text(path).partition("\n[[")[0], str(path)))
    except FileProblem:
        head = None
    if head is None or head.id != id:
        lesson = lesson_in(folder, id)  # which says what is wrong with it
        head = Head(id, lesson.title, lesson.question)
    return head
