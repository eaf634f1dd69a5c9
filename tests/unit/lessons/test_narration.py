"""What all lessons have in common: every step is told, in both languages, and told truly."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tcplab.files.lessons import lesson_ids
from tcplab.files.wording import read_words
from tcplab.lab.lesson import Ask, Asked, Language, Say, Text
from tcplab.lab.moments import moment_of, narration
from tcplab.lab.prediction import answer, moments_to_choose, questions
from tcplab.lab.trace import segment_value
from tcplab.sim.run import Run
from tests.support.lesson_runs import ran, read_once, variant, variants

EVERY = pytest.mark.parametrize(("lesson", "name"), variants())
LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")

_NUMBERS = re.compile(
    r"(?:\b(?P<flags>[A-Z]{3}(?:,[A-Z]{3})*) )?(?P<keys>(?:seq|ack|len)=\d+(?: (?:ack|len)=\d+)*)"
)
_LATIN = re.compile(r"[A-Z]{3,}(?:-[A-Z0-9]+)*|[a-z]+\(\)|\d+(?:\.\d+)?")


@EVERY
def test_every_step_is_told_once(lesson: str, name: str) -> None:
    run = ran(lesson, name)
    says = variant(lesson, name).says
    first = Counter(moment_of(run, say.at, say.host, say.nth) for say in says)
    assert not [say for say in says if moment_of(run, say.at, say.host, say.nth) is None]
    assert set(first.values()) == {1}
    told = narration(read_once(lesson), run, variant(lesson, name).experiment)
    assert list(told) == [moment.index for moment in run.moments[1:]]


@EVERY
def test_every_question_has_its_moment_and_an_answer(lesson: str, name: str) -> None:
    run = ran(lesson, name)
    asked = questions(read_once(lesson), run)
    assert len(asked) == len(variant(lesson, name).asks)
    for question in asked:
        step = run.moments[question.moment].step
        assert step is not None
        assert answer(run, question) is not None, question
        if question.kind is Asked.STATE:  # that it enters, or in which a rule has it stay
            assert any(one.host == question.host for one in step.happened), question
        if question.kind is Asked.SENTENCE:
            assert len(moments_to_choose(run, question, read_words("en"))) == 4, question


def test_every_lesson_asks_at_least_two_questions() -> None:
    asked = {id: sum(len(one.asks) for one in read_once(id).variants) for id in lesson_ids()}
    assert [id for id, count in asked.items() if count < 2] == []


@EVERY
def test_segments_are_named_as_they_were_sent(lesson: str, name: str) -> None:
    run = ran(lesson, name)
    for index, text in _texts(lesson, name, run):
        written = [text.written_in(language) for language in LANGUAGES]
        mentions = [mention for words in written for mention in _NUMBERS.finditer(words)]
        known = list(_segments(run, index)) if mentions else []
        for mention in mentions:
            assert any(_is_meant(mention, one) for one in known), mention[0]


@EVERY
def test_both_languages_speak_of_the_same(lesson: str, name: str) -> None:
    for _, text in _texts(lesson, name, ran(lesson, name)):
        english, chinese = (set(_LATIN.findall(text.written_in(one))) for one in LANGUAGES)
        assert english == chinese, text.en


def _texts(lesson: str, name: str, run: Run) -> Iterator[tuple[int, Text]]:
    """What is said and asked, with the index of its moment."""
    told = variant(lesson, name)
    moments: tuple[Say | Ask, ...] = (*told.says, *told.asks)
    starts = [moment_of(run, say.at, say.host, say.nth) or 0 for say in told.says]
    for one in moments:
        index = moment_of(run, one.at, one.host, one.nth)
        assert index is not None, one
        if isinstance(one, Say) and one.goes_on:  # speaks of what comes until the next is told
            index = min((start for start in starts if start > index), default=len(run.moments)) - 1
        yield index, one.text


def _segments(run: Run, index: int) -> Iterator[dict[str, object]]:
    """The segments that were sent, or put in from outside, until the moment `index`."""
    for moment in run.moments[1 : index + 1]:
        assert moment.step is not None
        flights = [*moment.step.sent]
        flight = getattr(moment.step.cause, "flight", None)
        if flight is not None and flight.injected:
            flights.append(flight)
        for one in flights:
            value = segment_value(one.segment)
            yield {
                "flags": ",".join(value["flags"]),
                **{key[:3]: value[key] for key in ("seq", "ack", "length")},
            }


def _is_meant(mention: re.Match[str], segment: dict[str, object]) -> bool:
    pairs = dict(pair.split("=") for pair in mention["keys"].split())
    return mention["flags"] in (None, segment["flags"]) and all(
        segment[key] == int(number) for key, number in pairs.items()
    )
