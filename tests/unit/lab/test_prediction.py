"""Questions before a step: put where the lesson says, answered by the run and by nothing else."""

from collections.abc import Iterator

import pytest

from tcplab.engine.tcb import State
from tcplab.files.wording import read_words
from tcplab.lab.fates import lost
from tcplab.lab.lesson import Asked
from tcplab.lab.prediction import (
    DATA,
    KINDS,
    Question,
    answer,
    is_right,
    moments_to_choose,
    question_about,
    questions,
    sentence,
)
from tcplab.sim.run import Run, run
from tests.support.experiments import client, inject, opened, server
from tests.support.lesson_runs import ran, read_once, variants

EN, ZH = read_words("en"), read_words("zh_CN")
CLOSED = run(opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000)))


def asked(lesson: str, name: str) -> Iterator[Question]:
    yield from questions(read_once(lesson), ran(lesson, name))


def at(what: Run, now: int) -> int:
    return max(one.index for one in what.moments if one.world.now <= now)


@pytest.mark.parametrize(("lesson", "name"), variants())
def test_every_question_of_every_lesson_has_one_answer(lesson: str, name: str) -> None:
    what = ran(lesson, name)
    for one in asked(lesson, name):
        right = answer(what, one)
        assert right is not None, one
        assert is_right(what, one, right, EN)
        match one.kind:
            case Asked.STATE:
                wrong = [state for state in State if is_right(what, one, state, EN)]
                assert wrong == [right]
            case Asked.SEGMENT:
                assert right in KINDS
                assert not all(is_right(what, one, kind, EN) for kind in KINDS)
            case Asked.NUMBER:
                assert isinstance(right, int)
                assert not is_right(what, one, right + 1, EN)
            case Asked.SENTENCE:
                for words in (EN, ZH):
                    choices = moments_to_choose(what, one, words)
                    assert [c for c in choices if is_right(what, one, c, words)] == [one.moment]
                    assert len(choices) == 4


def test_a_lesson_asks_in_the_order_of_its_moments() -> None:
    found = list(asked("teardown", "teardown"))
    assert [one.id for one in found] == ["teardown/1", "teardown/2", "teardown/3"]
    assert [one.moment for one in found] == sorted(one.moment for one in found)
    assert all(one.text is not None for one in found)


def test_a_lesson_asks_no_more_once_something_else_happens() -> None:
    lesson = read_once("teardown")
    edited = run(lost(lesson.experiment, "server", 1))
    assert questions(lesson, edited, lesson.experiment) == ()
    late = run(lost(lesson.experiment, "server", 2))
    first, *_ = questions(lesson, ran("teardown"))
    assert questions(lesson, late, lesson.experiment)[0] == first


def test_an_experiment_that_is_no_lesson_asks_nothing() -> None:
    assert questions(read_once("handshake"), CLOSED) == ()


@pytest.mark.parametrize(
    ("now", "host", "kind", "right"),
    [
        (0, "server", Asked.STATE, State.LISTEN),
        (100, "client", Asked.STATE, State.SYN_SENT),
        (200, "server", Asked.STATE, State.SYN_RECEIVED),
        (1_600, "server", Asked.STATE, State.CLOSE_WAIT),
        (3_700, "client", Asked.STATE, State.TIME_WAIT),
        (3_800, "server", Asked.STATE, State.CLOSED),
        (63_700, "client", Asked.STATE, State.CLOSED),
    ],
)
def test_any_step_can_be_asked_about(now: int, host: str, kind: Asked, right: State) -> None:
    question = question_about(CLOSED, at(CLOSED, now))
    assert (question.host, question.kind, question.text) == (host, kind, None)
    assert answer(CLOSED, question) is right


def test_where_no_state_changes_the_segment_is_asked_for() -> None:
    what = run(opened(client("send", 900, octets=20)))
    sends, arrives = at(what, 900), at(what, 1_000)
    assert answer(what, question_about(what, sends)) == ("ACK", DATA)
    assert answer(what, question_about(what, arrives)) == ("ACK",)


def test_that_nothing_is_sent_is_an_answer() -> None:
    what = run(opened(injections=(inject("server:80", "client:40000", 900, "RST", seq=9),)))
    question = Question(at(what, 900), Asked.SEGMENT, "client")
    assert answer(what, question) == ()
    assert is_right(what, question, (), EN)
    assert not is_right(what, question, ("ACK",), EN)


def test_that_a_state_stays_is_an_answer() -> None:
    what = run(lost(opened(client("send", 900, octets=20)), "client", 3))
    arrives = at(what, 1_000)
    assert answer(what, Question(arrives, Asked.STATE, "server")) is State.ESTABLISHED


@pytest.mark.parametrize(("of", "right"), [("seq", 101), ("ack", 301), ("len", 20)])
def test_numbers_are_those_of_the_segment_sent(of: str, right: int) -> None:
    what = run(opened(client("send", 900, octets=20)))
    question = Question(at(what, 900), Asked.NUMBER, "client", of)  # type: ignore[arg-type]
    assert answer(what, question) == right
    assert not is_right(what, question, right + 1, EN)
    assert answer(what, Question(at(what, 1_100), Asked.NUMBER, "server")) is None


@pytest.mark.parametrize(("lesson", "name"), variants())
def test_whatever_is_sent_can_be_chosen(lesson: str, name: str) -> None:
    what = ran(lesson, name)
    for moment in what.moments[1:]:
        for host in what.experiment.hosts:
            assert answer(what, Question(moment.index, Asked.SEGMENT, host.name)) in KINDS


def test_sentences_to_choose_from_are_all_different() -> None:
    question = Question(at(CLOSED, 1_600), Asked.SENTENCE, "server")
    choices = moments_to_choose(CLOSED, question, EN)
    assert len({sentence(CLOSED, one, EN) for one in choices}) == len(choices) == 4
    assert question.moment in choices
