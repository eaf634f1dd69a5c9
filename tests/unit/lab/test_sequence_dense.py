"""Where more is sent than can be told apart, the picture says how much instead."""

from tcplab.lab.sequence_dense import CROWD, uncrowded
from tcplab.lab.sequence_picture import SequencePicture, sequence_picture
from tcplab.sim.run import run
from tests.support.experiments import client, opened, server

BUSY = opened(
    client("connect", 1_000, to="server:80", times=150, every_ms=20),
    client("close", 1_300, times=151, every_ms=20),
    server("close", 1_400, times=151, every_ms=20),
    horizon=6_000,
)
WHOLE = sequence_picture(run(BUSY))
DENSE = uncrowded(WHOLE)


def test_what_is_left_out_is_counted() -> None:
    [crowd] = DENSE.crowds
    assert crowd.segments == len(WHOLE.arrows) - len(DENSE.arrows) > 800
    assert crowd.to_ms - crowd.from_ms > 2_500
    row = DENSE.rows.times.index(crowd.from_ms)
    assert DENSE.rows.times[row + 1] == crowd.to_ms
    assert DENSE.rows.kinds[row] == "broken"


def test_nowhere_are_more_segments_than_can_be_told_apart() -> None:
    sent = [arrow.sent for arrow in DENSE.arrows]
    assert all(b - a > WHOLE.rows.delay for a, b in zip(sent, sent[CROWD + 1 :], strict=False))


def test_every_arrow_has_its_rows_and_every_event_its_arrow() -> None:
    assert {ms for one in DENSE.arrows for ms in (one.sent, one.due)} <= {*DENSE.rows.times}
    assert DENSE.moment_times == WHOLE.moment_times
    for before, after in zip(WHOLE.events, DENSE.events, strict=True):
        assert (before.moment, before.kind) == (after.moment, after.kind)
        if after.arrow is not None:
            assert before.arrow is not None
            assert DENSE.arrows[after.arrow] == WHOLE.arrows[before.arrow]


def test_the_lifelines_have_a_state_all_the_time() -> None:
    for lifeline in range(2):
        beside = [b for b in DENSE.bands if (b.lifeline, b.column) == (lifeline, 0)]
        beside = [b for b in beside if b.from_ms < b.to_ms]
        assert [b.to_ms for b in beside[:-1]] == [b.from_ms for b in beside[1:]]
        assert (beside[0].from_ms, beside[-1].to_ms) == (0, WHOLE.moment_times[-1])


def test_what_is_not_drawn_of_a_host_is_still_counted_at_the_end() -> None:
    counted = [one for one in DENSE.overflows if one.lifeline == 0]
    assert (counted[-1].texts, counted[-1].to_moment) == (("+148 TIME-WAIT",), WHOLE.last + 1)


def around(picture: SequencePicture, moment: int) -> list[int]:
    now, delay = picture.moment_times[moment], picture.rows.delay
    return [one.id for one in picture.arrows if now - delay < one.sent < now + delay]


def test_around_the_cursor_all_is_drawn() -> None:
    moment = len(WHOLE.moment_times) // 2
    shown = uncrowded(WHOLE, moment)
    assert len(shown.crowds) == 2
    assert around(shown, moment) == around(WHOLE, moment)


def test_a_picture_that_can_be_read_stays_as_it_is() -> None:
    what = opened(client("send", 1_000, octets=1, times=50, every_ms=20))
    short = sequence_picture(run(what))
    assert uncrowded(short) is short
