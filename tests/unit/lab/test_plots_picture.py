"""What the plots show of lessons whose figures are known."""

from itertools import pairwise

import pytest
from msgspec.structs import replace

from tcplab.engine.tcb import State
from tcplab.files.lessons import open_argument
from tcplab.lab.plots_picture import Dot, Line, Span, plots_picture
from tcplab.sim.run import Run, run


def lesson_run(name: str) -> Run:
    return run(open_argument(name).experiment)


def test_numbers_as_they_are_sent_and_acknowledged() -> None:
    picture = plots_picture(lesson_run("handshake"))
    assert [(dot.at_ms, dot.value, dot.role, dot.kind) for dot in picture.dots] == [
        (100, 0, 0, "sent"),
        (200, 0, 1, "sent"),
        (300, 1, 0, "ack"),
        (300, 1, 0, "sent"),
        (400, 1, 1, "ack"),
    ]
    assert picture.dots[0].flags == ("SYN",)


def test_a_lost_segment_and_one_sent_again() -> None:
    picture = plots_picture(lesson_run("last-ack-lost"))
    kinds = {(dot.at_ms, dot.kind) for dot in picture.dots if dot.kind in ("lost", "resent")}
    assert kinds == {(1700, "lost"), (2600, "resent")}
    assert picture.timeouts == ((2600, 1),)
    assert Line(1, "RTO", (200, 2600, 2800), (1000, 2000, None)) in picture.rto
    last = Span(0, State.TIME_WAIT, 1700, 62700)
    assert last in picture.spans
    assert picture.end_ms == 62700


def test_a_syn_that_nobody_answers_backs_off_up_to_a_minute() -> None:
    picture = plots_picture(lesson_run("gives-up"))
    client = picture.rto[0]
    assert client.values == (1000, 2000, 4000, 8000, 16000, 32000, 60000, None)
    assert [at for at, _ in picture.timeouts][:3] == [client.times[1], *client.times[2:4]]
    # Until a segment has come nothing is known of the peer's window.
    sending = next(line for line in picture.windows if line.name == "SND.WND" and line.role == 0)
    assert set(sending.values) == {None}


def test_each_connection_of_many_can_be_chosen() -> None:
    made = lesson_run("time-wait-many")
    first = plots_picture(made)
    assert first.pair == first.pairs[0]
    second = plots_picture(made, first.pairs[1])
    assert second.pair == first.pairs[1]
    assert second.dots != first.dots
    assert second.counts == first.counts
    waiting = next(line for line in first.counts if line.name == "TIME-WAIT")
    assert max(value or 0 for value in waiting.values) == len(first.pairs)


def test_a_forged_segment_is_shown_where_it_arrives() -> None:
    made = lesson_run("blind-attack")
    forged = {
        (at, value)
        for at, value in ((one.at_ms, tuple(one.flags)) for one in made.experiment.injections)
    }
    shown = {(dot.at_ms, dot.flags): dot.kind for dot in plots_picture(made).dots}
    assert {shown[one] for one in forged & shown.keys()} == {"injected"}


def test_without_a_connection_there_is_nothing_to_plot() -> None:
    opened = open_argument("handshake").experiment
    picture = plots_picture(run(replace(opened, calls=opened.calls[:1])))
    assert picture.pair is None
    assert (picture.dots, picture.rto, picture.counts) == ((), (), ())


@pytest.mark.parametrize("name", ["simultaneous-open", "half-close", "syn-flood"])
def test_a_span_ends_where_the_next_begins(name: str) -> None:
    picture = plots_picture(lesson_run(name))
    for role in {span.role for span in picture.spans}:
        own = [span for span in picture.spans if span.role == role]
        for before, after in pairwise(own):
            assert before.to_ms <= after.from_ms
    assert all(isinstance(dot, Dot) for dot in picture.dots)
