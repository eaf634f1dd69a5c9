"""Time to place and back, by UI.md's "Time → y"."""

from itertools import pairwise
from math import log2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tcplab.lab.spans import Spans
from tcplab.lab.time_map import Rows, Stretch, TimeMap, fitted_scale, joined, rows, silence

SCALE, GAP = 44.0, 54.0
# The run of ui/main-light.png: delay 200 ms, the last ACK lost.
LAST_ACK = (0, 100, 300, 500, 700, 1500, 1700, 1900, 3700, 3900, 4100, 4900, 5100, 5300, 65_100)

times = st.lists(st.integers(0, 10_000_000), min_size=1, max_size=40)
delays = st.integers(0, 3_000)


def row_ys(of: Rows) -> list[float]:
    a_map = TimeMap(of, SCALE, GAP)
    return [a_map.row_y(row) for row in range(len(of.times))]


def heights(of: Rows) -> list[float]:
    ys = row_ys(of)
    return [after - before for before, after in pairwise(ys)]


def test_up_to_one_delay_is_to_scale() -> None:
    assert heights(rows([0, 50, 150, 350], 200)) == pytest.approx([11, 22, 44])


def test_up_to_eight_delays_is_compressed() -> None:
    expected = [SCALE * (1 + 0.1 * log2(share)) for share in (2, 4, 8)]
    assert heights(rows([0, 400, 1200, 2800], 200)) == pytest.approx(expected)


def test_a_longer_silence_has_a_fixed_height() -> None:
    assert heights(rows([0, 1601, 1_000_000], 200)) == [GAP, GAP]


def test_the_delay_has_a_floor_of_50_ms() -> None:
    assert rows([0, 25], 0).delay == 50
    assert heights(rows([0, 25], 10)) == pytest.approx([22])


def test_the_stretches_of_the_sample_run() -> None:
    sample = TimeMap(rows(LAST_ACK, 200), SCALE, GAP)
    assert sample.stretches(0, sample.height) == [
        Stretch(0, 700, "solid"),
        Stretch(700, 1500, "dashed"),
        Stretch(1500, 1900, "solid"),
        Stretch(1900, 3700, "broken"),
        Stretch(3700, 4100, "solid"),
        Stretch(4100, 4900, "dashed"),
        Stretch(4900, 5300, "solid"),
        Stretch(5300, 65_100, "broken"),
    ]
    assert [silence(one.to_ms - one.from_ms) for one in sample.breaks(0, sample.height)] == [
        "… 1.8 s",
        "… 59.8 s",
    ]


def test_only_stretches_that_are_touched_are_returned() -> None:
    sample = TimeMap(rows(LAST_ACK, 200), SCALE, GAP)
    y = sample.y(4500)
    assert sample.stretches(y, y + 1) == [Stretch(4100, 4900, "dashed")]


@pytest.mark.parametrize(
    ("ms", "words"),
    [(900, "… 0.9 s"), (59_800, "… 59.8 s"), (1_200_000, "… 20.0 min"), (7_200_000, "… 2 h")],
)
def test_a_silence_in_words(ms: int, words: str) -> None:
    assert silence(ms) == words


@given(times, delays)
def test_later_is_lower(moments: list[int], delay: int) -> None:
    ys = row_ys(rows(moments, delay))
    assert ys == sorted(set(ys))


@given(times, delays, st.integers(-5_000, 11_000_000))
def test_there_and_back(moments: list[int], delay: int, ms: int) -> None:
    a_map = TimeMap(rows(moments, delay), SCALE, GAP)
    assert a_map.ms(a_map.y(ms)) == pytest.approx(ms, abs=1)


@given(times, delays)
def test_a_row_is_nearest_to_its_own_place(moments: list[int], delay: int) -> None:
    a_map = TimeMap(rows(moments, delay), SCALE, GAP)
    assert [a_map.nearest_row(a_map.y(ms)) for ms in a_map.rows.times] == list(a_map.rows.times)


def test_between_rows_the_nearer_one() -> None:
    a_map = TimeMap(rows([0, 100], 100), SCALE, GAP)
    assert [a_map.nearest_row(y) for y in (-9, 10, 30, 90)] == [0, 0, 100, 100]


def test_before_the_first_and_after_the_last_row_time_is_to_scale() -> None:
    a_map = TimeMap(rows([1000, 2000], 100), SCALE, GAP)
    assert a_map.y(900) == pytest.approx(-SCALE)
    assert a_map.y(2100) == pytest.approx(a_map.height + SCALE)


def test_a_row_between_two_others_moves_none() -> None:
    few = TimeMap(rows(range(0, 9_000, 70), 100), 37.41, GAP)
    for between in range(1, 9_000, 37):
        more = TimeMap(rows([*range(0, 9_000, 70), between], 100), 37.41, GAP)
        assert [more.y(ms) for ms in few.rows.times] == [few.y(ms) for ms in few.rows.times]


def test_the_scale_fits_the_height_within_its_bounds() -> None:
    some = rows(LAST_ACK, 200)
    exact = fitted_scale(some, TimeMap(some, 41.5, GAP).height, 37, 58, GAP)
    assert exact == pytest.approx(41.5)
    assert fitted_scale(some, 100, 37, 58, GAP) == 37
    assert fitted_scale(some, 5_000, 37, 58, GAP) == 58
    assert fitted_scale(rows([0], 200), 500, 37, 58, GAP) == 58


@given(
    st.lists(st.tuples(st.integers(0, 500), st.integers(0, 300)), max_size=200),
    st.integers(-10, 600),
    st.integers(0, 300),
)
def test_spans_find_all_that_touch(parts: list[tuple[int, int]], first: int, length: int) -> None:
    parts.sort()
    starts, ends = [start for start, _ in parts], [start + for_ms for start, for_ms in parts]
    last = first + length
    touching = [i for i in range(len(parts)) if starts[i] <= last and ends[i] >= first]
    assert list(Spans(starts, ends).touching(first, last)) == touching


def test_the_rows_of_several_runs_are_one_map() -> None:
    one, other = rows((0, 100, 200, 5_000), 100), rows((0, 100, 300), 200)
    whole = joined([one, other])
    assert whole == rows((0, 100, 200, 300, 5_000), 200)
    assert joined([one]) is one


@given(st.lists(times, min_size=1, max_size=4), delays)
def test_rows_rise_once_each_whatever_comes(parts: list[list[int]], delay: int) -> None:
    every = sorted({one for part in parts for one in part})
    assert list(rows([one for part in parts for one in part], delay).times) == every
    assert joined([rows(part, delay) for part in parts]) == rows(every, delay)
