"""Drafted lessons on disk: what is written can be read, checked and opened as any lesson."""

from pathlib import Path

import pytest

from tcplab.files.disk import FileProblem
from tcplab.files.lesson_text import lesson_text, write_lesson
from tcplab.files.lessons import check_paths, open_file
from tcplab.files.wording import read_words
from tcplab.lab.drafting import drafted
from tcplab.lab.lesson import Language, Lesson, Text
from tcplab.lab.words import Words
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server

WORDS: dict[Language, Words] = {"en": read_words("en"), "zh_CN": read_words("zh_CN")}
EXPERIMENT = opened(
    client("close", 1_500),
    server("close", "end-of-stream"),
    injections=(inject("nobody:9", "server:80", 600, "SYN", seq=1),),
)


@pytest.fixture
def lesson() -> Lesson:
    title, question = Text('A "mine"', "我的"), Text("Why?\nReally?", "为什么？")
    return drafted(run(EXPERIMENT), "mine", title, question, WORDS)


def test_what_is_written_is_read_again(lesson: Lesson, tmp_path: Path) -> None:
    path = write_lesson(tmp_path / "lessons", lesson)
    assert path == tmp_path / "lessons" / "mine.toml"
    assert list(check_paths([path])) == []
    again = open_file(path).lesson
    assert again is not None
    assert (again.id, again.title, again.question) == (lesson.id, lesson.title, lesson.question)
    (was,), (now,) = lesson.variants, again.variants
    assert now.says == was.says
    assert now.experiment.calls == EXPERIMENT.calls
    assert now.experiment.injections == EXPERIMENT.injections


def test_the_general_comes_first(lesson: Lesson) -> None:
    lines = lesson_text(lesson).splitlines()
    heads = [line for line in lines if line.startswith("[")]
    assert lines[:4] == [
        "format = 1",
        'title = "A \\"mine\\""',
        'id = "mine"',
        'title_zh_CN = "我的"',
    ]
    assert heads[0] == "[[host]]"
    assert heads.index("[question]") < heads.index("[[say]]")


def test_no_lesson_is_written_over(lesson: Lesson, tmp_path: Path) -> None:
    path = write_lesson(tmp_path, lesson)
    before = path.read_bytes()
    with pytest.raises(FileProblem, match="there already; choose another id"):
        write_lesson(tmp_path, lesson)
    assert path.read_bytes() == before


def test_a_folder_that_cannot_be_made_is_named(lesson: Lesson, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FileProblem, match="folder cannot be made"):
        write_lesson(tmp_path / "file" / "lessons", lesson)


def test_half_a_character_is_refused_in_a_sentence(tmp_path: Path) -> None:
    title, question = Text("Mine", "我的"), Text("Why \ud800?", "为什么？")
    broken = drafted(run(EXPERIMENT), "mine", title, question, WORDS)
    with pytest.raises(FileProblem, match="half a character"):
        write_lesson(tmp_path, broken)
    assert not list(tmp_path.iterdir())
