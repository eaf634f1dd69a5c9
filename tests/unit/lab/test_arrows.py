"""The arrows of known runs: when they leave and end, and what their numbers count from."""

import pytest
from msgspec.structs import replace

from tcplab.lab.arrows import Arrow
from tcplab.sim.network import Fate
from tests.support.experiments import client, experiment, inject, opened
from tests.unit.lab.test_sequence_picture import LAST_ACK_LOST, picture


def test_arrows_know_when_they_leave_and_end() -> None:
    of = picture(LAST_ACK_LOST)
    first, lost, again = of.arrows[0], of.arrows[6], of.arrows[7]
    assert (first.flags, first.seq, first.ack, first.sent, first.due) == (
        ("SYN",), 100, None, 100, 300,
    )  # fmt: skip
    assert (lost.lost, lost.fates, lost.due, lost.retransmission) == (
        "fate",
        ("lose",),
        4100,
        False,
    )
    assert (again.retransmission, again.source, again.target) == (True, 1, 0)
    for arrow in of.arrows:
        assert of.moment_times[arrow.sent_moment] == arrow.sent
        assert of.moment_times[arrow.ended_moment] == arrow.due


def test_numbers_count_from_the_iss_if_one_wants() -> None:
    syn, syn_ack, ack = picture(opened()).arrows
    assert [(a.relative_seq, a.relative_ack) for a in (syn, syn_ack, ack)] == [
        (0, None), (0, 1), (1, 1),
    ]  # fmt: skip
    assert (ack.seq, ack.ack, ack.seq_role, ack.ack_role) == (101, 301, 0, 1)


def test_numbers_before_the_iss_are_negative() -> None:
    of = picture(opened(injections=(inject("client:40000", "server:80", 900, "SYN", seq=90),)))
    old = next(arrow for arrow in of.arrows if arrow.injected)
    assert (old.seq, old.relative_seq) == (90, -10)


def test_a_copy_is_delayed_by_what_it_comes_after_the_segment_itself() -> None:
    for ms, after in ((None, LAST_ACK_LOST.network.delay_ms), (30, 30)):
        fates = (Fate("client", 4, "delay", 50), Fate("client", 4, "duplicate", ms))
        arrows = picture(replace(LAST_ACK_LOST, fates=fates)).arrows
        one, copy = (each for each in arrows if (each.host, each.nth) == ("client", 4))
        assert (one.delayed, copy.delayed) == (50, after)
        assert copy.due - one.due == after


def test_copies_are_told_from_originals() -> None:
    of = picture(opened(fates=(Fate("client", 1, "duplicate"),)))
    copies = [arrow for arrow in of.arrows if arrow.nth == 1 and arrow.host == "client"]
    assert [(arrow.copy, arrow.due) for arrow in copies] == [(False, 200), (True, 300)]


@pytest.mark.parametrize("nth", [1, 2])
def test_an_arrow_is_equal_to_itself_in_another_run(nth: int) -> None:
    arrows: list[Arrow] = [picture(LAST_ACK_LOST).arrows[nth] for _ in range(2)]
    assert arrows[0] == arrows[1]


def test_a_socket_that_connects_to_itself_counts_from_its_own_iss_both_ways() -> None:
    of = picture(experiment(client("connect", 100, to="client:40000"), horizon=2_000))
    numbers = [(arrow.flags, arrow.relative_seq, arrow.relative_ack) for arrow in of.arrows]
    assert numbers[:2] == [(("SYN",), 0, None), (("SYN", "ACK"), 0, 1)]
