"""Two runs side by side: how far they are one, what is different first, what they come to."""

import pytest
from msgspec.structs import replace

from tcplab.files.lessons import read_lesson
from tcplab.files.wording import read_words
from tcplab.lab import fates
from tcplab.lab.comparison import Comparison, HostEnd, Later, Tick, comparison, results
from tcplab.lab.comparison_story import Told, comparison_story
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server

CLOSING = opened(client("close", 1_000), server("close", "end-of-stream", after_ms=500))
LOST = fates.lost(CLOSING, "client", 4)


def compared(a: Experiment, b: Experiment) -> Comparison:
    return comparison(run(a), run(b))


def told(a: Experiment, b: Experiment, language: str = "en") -> Told:
    return comparison_story(compared(a, b), ("A", "B"), read_words(language), language)  # type: ignore[arg-type]


def test_what_becomes_of_a_segment_counts_when_it_would_arrive() -> None:
    of = compared(LOST, CLOSING)
    assert (of.common, of.parted_ms) == (10, 1_800)
    assert [type(step.cause).__name__ for step in of.steps if step] == ["Lost", "Arrived"]


def test_both_cursors_step_by_moment_then_by_time() -> None:
    ticks = compared(LOST, CLOSING).ticks
    assert ticks[:12] == tuple(
        Tick(run(LOST).moments[at].world.now, at, at) for at in range(12)
    )  # fmt: skip
    assert ticks[12:] == (
        Tick(2_600, 12, 11), Tick(2_700, 13, 11), Tick(2_800, 14, 11),
        Tick(61_700, 14, 12), Tick(62_700, 15, 12),
    )  # fmt: skip


def test_a_moment_has_its_tick() -> None:
    of = compared(LOST, CLOSING)
    assert [of.tick_of(moment) for moment in (0, 5, 11, 13, 15)] == [0, 5, 11, 13, 16]
    assert [of.tick_of(moment, 1) for moment in (0, 5, 11, 12)] == [0, 5, 11, 15]


def test_what_runs_come_to() -> None:
    a, b = compared(LOST, CLOSING).results
    assert (a.sent, a.lost, a.resent, a.changes) == (9, 1, 1, 13)
    assert (b.sent, b.lost, b.resent, b.changes) == (7, 0, 0, 12)
    assert a.hosts == (
        HostEnd("client", 0, "CLOSED", 62_700),
        HostEnd("server", 1, "CLOSED", 2_800),
    )
    assert (a.ended, b.ended) == (62_700, 61_700)


def test_a_stray_segment_may_be_lost_in_one_run_alone() -> None:
    stray = replace(CLOSING, injections=(inject("client:40000", "server:80", 700, "ACK"),))
    cut = replace(stray, cuts=(Cut("server", 650, 750),))
    said = told(stray, cut)
    assert said.title == "A stray segment is lost in B only"
    assert said.text.endswith("bears the address of the client; it arrives at 0.700 s in A.")
    assert told(cut, stray, "zh_CN").title == "来历不明的报文段只在 A 中丢失"


def test_octets_and_errors_are_counted() -> None:
    data = opened(client("send", 500, octets=2_000), client("connect", 900, to="server:81"))
    of = results(run(data))
    assert of.octets == 2_000
    assert of.errors == (("client", "connect", "ECONNREFUSED"),)
    assert [end.states for end in of.hosts] == ["ESTABLISHED, CLOSED", "ESTABLISHED"]


def test_a_host_that_does_nothing_is_closed() -> None:
    assert [end.states for end in results(run(opened())).hosts] == ["ESTABLISHED"] * 2
    quiet = Experiment("Quiet", (HostSetup("client"), HostSetup("server")))
    assert [(end.states, end.at_ms) for end in results(run(quiet)).hosts] == [("CLOSED", 0)] * 2


def test_changes_of_state_that_one_run_alone_has() -> None:
    of = compared(LOST, CLOSING)
    assert (of.only_a, of.only_b) == (("TIME-WAIT>TIME-WAIT",), ())


def test_a_run_is_like_itself() -> None:
    of = compared(CLOSING, replace(CLOSING, title="another"))
    assert of.same
    assert of.parted_ms is None
    assert told(CLOSING, CLOSING).title == "The same happens in both"


@pytest.mark.parametrize(
    ("a", "title"),
    [
        (LOST, "The client’s 4th segment is lost in A only"),
        (fates.delayed(CLOSING, "client", 4, 50), "The client’s 4th segment comes later in A"),
        (fates.duplicated(CLOSING, "client", 4), "The client’s 4th segment comes twice in A only"),
        (opened(client("close", 1_200), CLOSING.calls[3]), "The client calls close() later in A"),
        (
            replace(CLOSING, calls=(*CLOSING.calls, client("send", 700, octets=3))),
            "The client calls send() in A only",
        ),
        (
            replace(CLOSING, injections=(inject("client:40000", "server:80", 700, "RST"),)),
            "A stray segment comes in A only",
        ),
        (
            replace(CLOSING, hosts=(HostSetup("client", msl_s=5), HostSetup("server"))),
            "The client reacts differently to the same segment",
        ),
        (
            replace(CLOSING, hosts=(HostSetup("client"), HostSetup("server", backlog=1)),
                    injections=(inject("1.2.3.4:9", "server:80", 50, "SYN"),)),
            "A stray segment comes in A only",
        ),
        (replace(CLOSING, horizon_ms=1_050), "Only B goes on"),
        (
            replace(CLOSING, hosts=(HostSetup("client"), HostSetup("server", "two-way-handshake"))),
            "The server reacts differently to the same segment",
        ),
    ],
)  # fmt: skip
def test_the_first_difference_is_named(a: Experiment, title: str) -> None:
    assert told(a, CLOSING).title == title


def test_the_names_go_with_the_runs() -> None:
    there, back = told(LOST, CLOSING), told(CLOSING, LOST)
    assert back.title == "The client’s 4th segment is lost in B only"
    assert there.text == "ACK seq=102 ack=302 arrives at 1.800 s in B."
    assert there.prefix == "Up to step 10 everything is identical."
    assert (there.because, back.because) == (
        ("The client’s 4th segment no longer lost",), ("The client’s 4th segment lost",),
    )  # fmt: skip
    words = read_words("en")
    first = comparison_story(compared(LOST, CLOSING), ("A", "B"), words, "en", changed=0)
    assert first.because == back.because
    assert [one.title for one in there.here if one] == [
        "Lost: ACK seq=102 ack=302", "The server is done",
    ]  # fmt: skip
    assert there.only == (("A", ("TIME-WAIT → TIME-WAIT",)),)


def test_where_the_same_step_leaves_another_value_that_is_told() -> None:
    longer = replace(CLOSING, hosts=tuple(replace(one, msl_s=60) for one in CLOSING.hosts))
    story = told(CLOSING, longer)
    assert story.here[0] == story.here[1]
    assert story.values == (("2MSL timer", "60 s", "2 min"),)
    assert told(LOST, CLOSING).values == ()


def test_every_lesson_s_variants_can_be_compared_in_both_languages() -> None:
    for lesson in ("no-time-wait", "two-way-handshake", "gives-up"):
        first, *others = read_lesson(lesson).variants
        for other in others:
            for language in ("en", "zh_CN"):
                said = told(first.experiment, other.experiment, language)
                assert "{" not in said.title + said.text


def test_the_same_stray_segment_may_meet_another_rule() -> None:
    flood = inject("1.2.3.4:9", "server:80", 50, "SYN", times=3, every_ms=10, next_port=True)
    plain, cookies = (
        replace(
            CLOSING,
            hosts=(HostSetup("client"), HostSetup("server", backlog=1, syn_cookies=on)),
            injections=(flood,),
        )
        for on in (None, True)
    )
    said = told(plain, cookies)
    assert said.title == "The server reacts differently to the same segment"
    assert said.text.startswith("SYN seq=0 arrives at 0.0")


def test_the_call_that_is_first_not_the_same_is_counted_from_then_on() -> None:
    often = opened(client("send", 1_000, octets=1, times=5, every_ms=100))
    later = replace(often, calls=(*often.calls[:2], replace(often.calls[2], at_ms=1_050)))
    assert compared(often, later).later == (Later(5, 1_000), Later(5, 1_050))
    assert told(often, later).title == "The client calls send() later in B"
    more = replace(often, calls=(*often.calls, client("send", 1_300, octets=1)))
    assert compared(often, more).later == (Later(1, 1_400), Later(2, 1_300))
    assert told(often, more).title == "The client calls send() in B only"
    assert compared(LOST, CLOSING).later == (Later(0, None), Later(0, None))
