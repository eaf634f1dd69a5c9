"""What an index finds is what a look at everything would find."""

import pytest
from msgspec.structs import replace

from tcplab.lab.sequence_picture import sequence_picture
from tcplab.lab.slices import bits, gathered, whole
from tcplab.lab.time_map import TimeMap, joined
from tcplab.lab.time_map import rows as make_rows
from tcplab.lab.timeline_picture import timeline_picture
from tcplab.sim.network import Network
from tcplab.sim.run import Run, run
from tests.support.experiments import client, inject, opened, server

LOSSY = opened(
    client("send", 900, octets=100, times=20, every_ms=70),
    client("close", 4_000),
    server("close", "end-of-stream", after_ms=500),
    network=Network(100, jitter_ms=60, loss=0.2, duplicate=0.1, seed=3),
    injections=(inject("client:40000", "server:80", 1_400, "RST", seq=9),),
)


@pytest.fixture(scope="module")
def what() -> Run:
    return run(LOSSY)


def test_what_is_sent_and_what_ends_at_a_moment(what: Run) -> None:
    picture = sequence_picture(what)
    for moment in range(picture.last + 1):
        sent = [at for at, one in enumerate(picture.arrows) if one.sent_moment == moment]
        ended = [at for at, one in enumerate(picture.arrows) if one.ended_moment == moment]
        assert list(picture.index.sent_at(moment)) == sent
        assert list(picture.index.ended_at(moment)) == ended


def test_no_arrow_goes_farther_down_than_is_said(what: Run) -> None:
    picture = sequence_picture(what)
    a_map = TimeMap(picture.rows, 44.0, 54.0)
    most = max(units * 44.0 + breaks * 54.0 for breaks, units in picture.index.reaches.items())
    downs = [a_map.y(one.due) - a_map.y(one.sent) for one in picture.arrows if not one.injected]
    assert most >= max(downs) - 1e-6


def test_the_tabs_and_timers_of_each_lifeline(what: Run) -> None:
    picture = sequence_picture(what)
    assert [tab for tabs in picture.index.tabs for tab in tabs if tab.lifeline == 0] == [
        tab for tab in picture.tabs if tab.lifeline == 0
    ]
    assert picture.index.told == {0, 1}
    assert picture.index.busy == {0, 1}


def test_a_run_knows_when_its_states_change(what: Run) -> None:
    changing = [
        moment.index
        for moment in what.moments[1:]
        if moment.step
        and any(one.line.before.state is not one.line.after.state for one in moment.step.happened)
    ]
    assert list(what.changes) == changing


def test_the_stretches_of_the_timeline_are_those_of_the_axis(what: Run) -> None:
    picture = sequence_picture(what)
    whole = TimeMap(picture.rows, 1.0, 1.0)
    assert list(timeline_picture(picture).stretches) == whole.stretches(0, whole.height)


def test_the_mark_of_a_moment(what: Run) -> None:
    timeline = timeline_picture(sequence_picture(what))
    for moment in range(len(what.moments)):
        marks = [mark for mark in timeline.marks if mark.moment == moment]
        assert timeline.mark_of(moment) == next(iter(marks), None)


def test_on_other_rows_only_how_far_arrows_go_down_is_found_anew(what: Run) -> None:
    picture = sequence_picture(what)
    whole(picture.index.finding())
    rows = joined([picture.rows, make_rows(range(0, 9_000, 10), 100)])
    placed = picture.on_rows(rows)
    assert placed == replace(picture, rows=rows)
    assert placed.index.arrows is picture.index.arrows
    assert placed.index.tabs is picture.index.tabs
    assert (
        placed.index.reaches == replace(picture, rows=rows).index.reaches != picture.index.reaches
    )


def test_what_an_index_finds_bit_by_bit_is_what_it_finds_at_once(what: Run) -> None:
    one, other = sequence_picture(what), sequence_picture(what)
    whole(one.index.finding())
    assert one.index.reaches == other.index.reaches
    for first, last in ((0, 0), (900, 1_000), (2_000, 9_000)):
        found = (list(each.index.arrows.touching(first, last)) for each in (one, other))
        assert next(found) == next(found)


def test_bits_are_all_of_it_in_order() -> None:
    many = range(12_345)
    assert [one for bit in bits(many) for one in bit] == list(many)
    assert len(list(bits(many))) > 2
    assert whole(gathered(iter(many))) == list(many)
