"""The README of the lessons names all that a file can hold, and its whole lesson is one."""

import re

import msgspec
import pytest

from tcplab.files.document import parse_document
from tcplab.files.lessonfile import AskForm, LessonForm, SayForm, lesson_faults, lesson_of
from tcplab.files.resources import resource
from tcplab.lab.moments import narration
from tcplab.lab.prediction import answer, questions
from tcplab.sim.experiment import DEEDS, Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network
from tcplab.sim.run import run

README = resource("lessons", "README.md").read_text(encoding="utf-8")
FORMS = (LessonForm, SayForm, AskForm, Experiment, Network, HostSetup, Call, Fate, Injection, Cut)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_key_is_named(form: type[msgspec.Struct]) -> None:
    spans = " ".join(re.findall(r"`[^`\n]+`", README))
    keys = [field.encode_name for field in msgspec.structs.fields(form)]
    assert [key for key in keys if not re.search(rf"\b{key}\b", spans)] == []


def test_every_call_is_named() -> None:
    assert [deed for deed in DEEDS if f"`{deed}`" not in README] == []


def test_the_whole_lesson_is_one() -> None:
    text = re.search(r"```toml\n(.*?)```", README, re.DOTALL)
    assert text is not None
    document = parse_document(text[1], "ping.toml")
    assert list(lesson_faults(document)) == []
    lesson = lesson_of(document)
    done = run(lesson.experiment)
    assert list(narration(lesson, done)) == list(range(1, len(done.moments)))
    (question,) = questions(lesson, done)
    assert answer(done, question) == 121
