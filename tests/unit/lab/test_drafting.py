"""Drafted lessons: every step that can be named is told, and its name leads back to it."""

import pytest

from tcplab.files.wording import read_words
from tcplab.lab.drafting import at_text, drafted, named
from tcplab.lab.lesson import Language, Text, parse_at
from tcplab.lab.moments import moment_of, narration
from tcplab.lab.words import Words
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server
from tests.support.lesson_runs import ran, variants

WORDS: dict[Language, Words] = {"en": read_words("en"), "zh_CN": read_words("zh_CN")}
TITLE, QUESTION = Text("Mine", "我的"), Text("Why?", "为什么？")


@pytest.mark.parametrize(("lesson", "name"), variants())
def test_a_name_leads_back_to_its_moment(lesson: str, name: str) -> None:
    what = ran(lesson, name)
    found = list(named(what))
    for index, at, host, nth in found[:: max(1, len(found) // 100)]:  # of thousands, some
        assert parse_at(at_text(at)) == at
        assert moment_of(what, at, host, nth) == index
    assert len(found) == len(what.moments) - 1


def test_injected_segments_and_copies_are_named_too() -> None:
    forged = (
        inject("nobody:9", "server:80", 600, "RST", seq=1, times=2, every_ms=50),
        inject("nobody:9", "server:80", 900, "SYN", seq=1),
    )
    what = run(opened(client("close", 1_500), injections=forged))
    names = [at_text(at) for _, at, _, _ in named(what)]
    assert names.count("inject:1") == 2
    assert names.count("inject:2") == 1
    assert all(
        moment_of(what, at, host, nth) == at_index for at_index, at, host, nth in named(what)
    )


def test_a_draft_tells_every_step_in_both_languages() -> None:
    what = run(opened(client("close", 1_500), server("close", "end-of-stream")))
    lesson = drafted(what, "mine", TITLE, QUESTION, WORDS)
    assert (lesson.id, lesson.title, lesson.question) == ("mine", TITLE, QUESTION)
    told = narration(lesson, what)
    assert sorted(told) == list(range(1, len(what.moments)))
    assert "FIN-WAIT-1" in told[6].en
    assert "FIN-WAIT-1" in told[6].zh_CN
