"""Work that no file holds yet, kept on disk so that a crash takes nothing with it."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from tcplab.files.disk import FileProblem, read_text, write_file
from tcplab.files.lessons import open_file, read_lesson
from tcplab.lab.branches import Branches
from tcplab.lab.lesson import Lesson
from tcplab.sim.experiment import Experiment

SUFFIX = ".json"


class Written(msgspec.Struct, frozen=True):
    """What a file holds of a branch."""

    path: Path
    experiment: Experiment


class Work(msgspec.Struct, frozen=True):
    """Everything that is open: `opened` is what it began with, `written` the files by branch."""

    branches: Branches
    opened: Experiment
    path: Path | None = None
    lesson: str | None = None
    written: Mapping[int, Written] = {}


def keep(path: Path, work: Work) -> None:
    """Replace what is kept there; FileProblem says why it cannot be.

    It need not be on the disk itself already: it is to outlive the program, not the computer.
    """
    try:
        octets = msgspec.json.encode(work, enc_hook=str)  # of what we keep only paths are strange
    except UnicodeEncodeError:
        words = "{path}: a name in the experiment holds half a character"
        raise FileProblem(words, path=path) from None
    write_file(path, octets, durable=False)


def read_kept(path: Path) -> Work:
    """What `keep` wrote; FileProblem if it is not that."""
    try:
        return msgspec.json.decode(read_text(path), type=Work, dec_hook=_path)
    except (msgspec.DecodeError, ValueError) as error:
        words = "{path}: this is no unsaved work of this TCP Lab: {error}"
        raise FileProblem(words, path=path, error=error) from None


def _path(kind: type, text: str) -> Path:
    if kind is not Path:
        raise NotImplementedError(kind)
    return Path(text)


def lesson_of(work: Work) -> Lesson | None:
    """The lesson that the work began with, if it is still there."""
    if work.lesson is None:
        return None
    try:
        return read_lesson(work.lesson) if work.path is None else open_file(work.path).lesson
    except FileProblem:
        return None
