"""The story of a step: which rule is told first, what stands beside it, what has changed."""

from collections.abc import Mapping

import pytest

from tcplab.engine.rules import Rule
from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.files.wording import read_words
from tcplab.lab.fates import lost
from tcplab.lab.lesson import Language, Text
from tcplab.lab.moments import narration
from tcplab.lab.story_picture import Changed, StoryPicture, cited, most_telling, story_picture
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.run import Run, run
from tests.support.experiments import client, experiment, inject, opened, server
from tests.support.lesson_runs import ran, read_once

WORDS = read_words("en")
CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))


def at(what: Experiment, now: int) -> StoryPicture:
    done = run(what)
    return story_picture(done, max(m.index for m in done.moments if m.world.now <= now), WORDS)


def telling_rule(what: Experiment, now: int) -> Rule:
    done = run(what)
    step = done.moments[max(m.index for m in done.moments if m.world.now <= now)].step
    assert step is not None
    lines = [one.line for one in step.happened]
    return lines[most_telling(lines)].rule


@pytest.mark.parametrize(
    ("now", "rule"),
    [
        (0, Rule.OPEN_PASSIVE),
        (100, Rule.OPEN_ACTIVE),
        (200, Rule.LISTEN_SYN),
        (300, Rule.SYN_SENT_SYN_ACK),
        (400, Rule.ESTABLISHED_BY_ACK),
        (1_500, Rule.CLOSE_ESTABLISHED),
        (1_600, Rule.FIN_CLOSE_WAIT),
        (1_700, Rule.FIN_ACKED_FIN_WAIT_1),
        (3_600, Rule.FIN_SENT),
        (3_700, Rule.FIN_TIME_WAIT),
        (3_800, Rule.FIN_ACKED_LAST_ACK),
        (63_700, Rule.TIME_WAIT_OVER),
    ],
)
def test_a_change_of_state_is_told_before_all_that_comes_with_it(now: int, rule: Rule) -> None:
    assert telling_rule(CLOSED, now) is rule


def test_of_several_changes_the_last_is_told() -> None:
    # the third segment of the handshake carries the FIN already
    assert telling_rule(opened(client("close", "connected")), 400) is Rule.FIN_CLOSE_WAIT


def test_a_broken_rule_is_told_before_the_state_that_it_leads_to() -> None:
    broken = opened(hosts=("client", HostSetup("server", "two-way-handshake")))
    assert telling_rule(broken, 200) is Rule.TWO_WAY_ESTABLISHED


def test_what_a_step_seldom_brings_is_told_before_routine() -> None:
    data = opened(client("send", 1_000, octets=5))
    assert telling_rule(data, 1_100) is Rule.TEXT_ACCEPTED
    assert telling_rule(lost(CLOSED, "client", 4), 4_700) is Rule.REPEATED_FIN_IN_TIME_WAIT


def test_the_other_lines_and_the_call_stand_beside_it() -> None:
    picture = at(CLOSED, 1_500)
    assert picture.main is not None
    assert picture.main.title == WORDS["3.10.4/ESTABLISHED"].title.format(Host="The client")
    assert [one.title for one in picture.others] == [
        "The client calls close()",
        "The client sends its FIN",
    ]
    assert [one.citation for one in picture.others] == ["", "RFC 9293 §3.10.4"]


def test_a_citation_leads_to_its_section() -> None:
    main = at(CLOSED, 1_600).main
    assert main is not None
    assert main.citation == "RFC 9293 §3.10.7.4, eighth step"
    assert main.url.endswith("rfc9293.html#section-3.10.7.4")


def test_citations_in_chinese() -> None:
    assert cited(Rule.FIN_TIME_WAIT, "zh_CN") == "RFC 9293 §3.10.7.4，第八步"
    assert cited(Rule.RETRANSMITTED, "zh_CN") == "RFC 9293 §3.10.8"
    assert cited(Rule.RST_IGNORED_IN_TIME_WAIT, "zh_CN") == "RFC 1337"


def changed(picture: StoryPicture) -> dict[str, tuple[str | None, str | None, int | None]]:
    return {one.name: (one.before, one.after, one.number_role) for one in picture.changes}


def test_changes_of_all_lines_are_told_together() -> None:
    assert changed(at(CLOSED, 3_600)) == {
        "state": ("CLOSE-WAIT", "LAST-ACK", None),
        "SND.NXT": ("301", "302", 1),
        "RTO timer": (None, "1.0 s", None),
    }


def test_a_received_number_belongs_to_the_peer() -> None:
    assert changed(at(CLOSED, 1_600))["RCV.NXT"] == ("101", "102", 0)
    assert changed(at(CLOSED, 1_700))["SND.UNA"] == ("101", "102", 0)


def test_a_new_connection_tells_only_what_is_new_about_it() -> None:
    assert list(changed(at(CLOSED, 100))) == ["state", "ISS", "SND.NXT", "RTO timer"]


def test_a_repeated_segment_moves_nothing_and_that_is_told() -> None:
    picture = at(lost(CLOSED, "client", 4), 4_700)
    assert picture.changes == (
        Changed("client", 0, "2MSL timer", "59 s", "60 s"),
        Changed("client", 0, "RCV.NXT", "302", "302", 1),
    )


def test_a_loss_has_no_rule_but_is_told() -> None:
    picture = at(lost(CLOSED, "client", 1), 200)
    assert picture.main is not None
    assert (picture.main.title, picture.main.citation) == ("Lost: SYN seq=100", "")
    assert picture.changes == ()


def test_a_copy_is_told_beside_the_rule_that_it_met() -> None:
    forged = inject("client:40000", "server:80", 500, "ACK", seq=101, ack=301)
    assert [one.title for one in at(opened(injections=(forged,)), 500).others] == [
        "A stray segment arrives: ACK seq=101 ack=301"
    ]


def test_a_call_that_fails_is_told_with_its_errno() -> None:
    picture = at(opened(server("send", 50, octets=1)), 50)
    assert picture.main is not None
    assert picture.main.title == "send() fails: ENOTCONN"
    refused = at(experiment(client("connect", 0, to="server:80")), 200)
    assert [one.title for one in refused.others] == ["connect() fails: ECONNREFUSED"]


def test_moment_0_is_the_lessons_question() -> None:
    lesson = read_lesson("handshake")
    done = run(lesson.experiment)
    main = story_picture(done, 0, WORDS, lesson=lesson).main
    assert main is not None
    assert (main.title, main.text) == (lesson.title.en, lesson.question.en)
    assert story_picture(done, 0, WORDS).main is None


def test_without_calls_nothing_will_ever_happen() -> None:
    assert at(experiment(), 0).untouched
    assert not story_picture(run(CLOSED), 0, WORDS).untouched


def test_the_narration_of_the_moment_is_told_in_its_language() -> None:
    told: Mapping[int, Text] = {2: Text("Now.", "现在。")}
    done = run(CLOSED)
    chinese = story_picture(done, 2, read_words("zh_CN"), "zh_CN", told=told)
    assert chinese.narration == "现在。"
    assert story_picture(done, 3, WORDS, told=told).narration == ""


def pictures_of(done: Run, language: Language, told: Mapping[int, Text]) -> list[StoryPicture]:
    """The picture of every moment; of thousands that are much alike, of some."""
    words, every = read_words(language), 1 + len(done.moments) // 2_000
    moments = done.moments[1::every]
    return [story_picture(done, m.index, words, language, told=told) for m in moments]


@pytest.mark.parametrize("lesson", lesson_ids())
def test_every_step_of_every_lesson_can_be_told(lesson: str) -> None:
    for variant in read_once(lesson).variants:
        done = ran(lesson, variant.id)
        told = narration(read_once(lesson), done)
        pictures = [*pictures_of(done, "en", told), *pictures_of(done, "zh_CN", told)]
        assert all(picture.main is not None for picture in pictures)
        assert all(picture.narration for picture in pictures)
