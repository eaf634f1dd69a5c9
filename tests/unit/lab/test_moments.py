"""Finding the moment of an `at`, and when a lesson speaks."""

import pytest
from msgspec.structs import replace

from tcplab.lab.fates import delayed, lost
from tcplab.lab.lesson import Lesson, Say, Text, Variant, parse_at
from tcplab.lab.moments import moment_of, narration, variant_of
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server

CLOSED = opened(
    client("send", 1_000, octets=10),
    client("send", 1_200, octets=30),
    client("close", 1_500),
    server("close", "end-of-stream", after_ms=2_000),
)


def when(what: Experiment, at: str, host: str | None = None, nth: int = 1) -> int | None:
    """The time of the moment, in ms."""
    done = run(what)
    index = moment_of(done, parse_at(at), host, nth)
    return None if index is None else done.moments[index].world.now


@pytest.mark.parametrize(
    ("at", "host", "nth", "time"),
    [
        ("call:listen", None, 1, 0),
        ("call:connect", "client", 1, 100),
        ("call:connect", "server", 1, None),
        ("call:send", None, 2, 1_200),
        ("client:1", None, 1, 200),
        ("server:1", None, 1, 300),
        ("client:99", None, 1, None),
        ("connected", "client", 1, 300),
        ("connected", "server", 1, 400),
        ("connected", None, 2, 400),
        ("state:CLOSE-WAIT", None, 1, 1_600),
        ("end-of-stream", "server", 1, 1_600),
        ("received:1", "server", 1, 1_100),
        ("received:11", "server", 1, 1_300),
        ("received:1", "server", 2, None),
        ("received:41", "server", 1, None),
        ("timer:2msl", "client", 1, 63_700),
        ("timer:rto", None, 1, None),
    ],
)
def test_the_moment_of_an_at(at: str, host: str | None, nth: int, time: int | None) -> None:
    assert when(CLOSED, at, host, nth) == time


def test_a_lost_segment_has_its_moment_when_it_would_have_arrived() -> None:
    assert when(lost(CLOSED, "client", 1), "client:1") == 200


def test_a_copy_is_the_second_arrival_of_its_original() -> None:
    twice = replace(CLOSED, fates=(Fate("client", 1, "duplicate", 50),))
    assert when(twice, "client:1", nth=2) == 250


def test_injections_are_counted_as_the_file_lists_them() -> None:
    late = inject("client:9", "server:80", 900, "RST")
    early = inject("client:9", "server:80", 500, "RST")
    many = replace(CLOSED, injections=(late, replace(early, times=2, every_ms=10), late))
    assert [when(many, f"inject:{nth}") for nth in (1, 2, 3, 4)] == [900, 500, 900, None]
    assert when(many, "inject:2", nth=2) == 510
    assert when(many, "inject:2", nth=3) is None


SAYS = tuple(
    Say(parse_at(at), Text(f"{at} en", f"{at} zh"))
    for at in ("call:connect", "client:1", "server:1", "client:2", "timer:rto", "timer:2msl")
)
LESSON = Lesson(
    "a-lesson",
    Text("A lesson", "一课"),
    Text("Why?", "为什么？"),
    (
        Variant("plain", Text("Plain", "普通"), CLOSED, SAYS),
        Variant("lossy", Text("Lossy", "丢失"), lost(CLOSED, "client", 1), SAYS[:1]),
    ),
)


def said(what: Experiment, opened: Experiment | None = None) -> list[str]:
    return [text.en.removesuffix(" en") for text in narration(LESSON, run(what), opened).values()]


def test_a_lesson_speaks_at_its_moments_and_passes_over_what_never_comes() -> None:
    assert said(CLOSED) == ["call:connect", "client:1", "server:1", "client:2", "timer:2msl"]


def test_each_variant_has_its_own_narration() -> None:
    assert said(lost(CLOSED, "client", 1)) == ["call:connect"]
    found = variant_of(LESSON, lost(CLOSED, "client", 1))
    assert found is not None
    assert found.id == "lossy"
    assert variant_of(LESSON, opened()) is None


def test_two_texts_of_one_moment_are_two_paragraphs() -> None:
    again = replace(SAYS[1], at=parse_at("state:SYN-RECEIVED"))
    variant = Variant("x", LESSON.title, CLOSED, (SAYS[1], again))
    twice = replace(LESSON, variants=(variant,))
    assert list(narration(twice, run(CLOSED)).values()) == [
        Text("client:1 en\n\nclient:1 en", "client:1 zh\n\nclient:1 zh")
    ]


def test_what_goes_on_tells_of_all_that_has_no_words_of_its_own() -> None:
    says = (replace(SAYS[1], goes_on=True), replace(SAYS[3], goes_on=True), SAYS[5])
    goes_on = replace(LESSON, variants=(Variant("x", LESSON.title, CLOSED, says),))
    done = run(CLOSED)
    first, second, last = (moment_of(done, say.at) or 0 for say in says)
    spans = [says[0].text] * (second - first) + [says[1].text] * (last - second) + [says[2].text]
    assert narration(goes_on, done) == dict(zip(range(first, last + 1), spans, strict=True))
    endless = replace(goes_on, variants=(Variant("x", LESSON.title, CLOSED, says[:2]),))
    assert max(narration(endless, done)) == len(done.moments) - 1


def test_it_speaks_of_an_edited_run_until_something_else_happens() -> None:
    # What becomes of a segment shows when it should arrive, and not yet when it is sent.
    assert said(lost(CLOSED, "client", 2), CLOSED) == ["call:connect", "client:1", "server:1"]
    assert said(delayed(CLOSED, "server", 1, 5), CLOSED) == ["call:connect", "client:1"]
    slow = replace(CLOSED, network=Network(delay_ms=101))
    assert said(slow, CLOSED) == ["call:connect"]


def test_an_experiment_of_no_variant_has_no_narration() -> None:
    assert said(opened()) == []
