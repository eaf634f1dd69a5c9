"""Futures beside each other: when an edit makes one, and what becomes of the others."""

import msgspec
import pytest

from tcplab.lab import fates
from tcplab.lab.branches import Branches, after_edit, alone
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import Run, run
from tests.support.experiments import client, opened, server

CLOSING = opened(client("close", 1_000), server("close", "end-of-stream", after_ms=500))
RUN = run(CLOSING)
LOST = fates.lost(CLOSING, "client", 2)


def moment(of: Run, ms: int) -> int:
    """The last moment that is not later."""
    return max(one.index for one in of.moments if one.world.now <= ms)


@pytest.fixture
def at_end() -> Branches:
    """The third segment of the handshake was lost when all was over."""
    return after_edit(alone(CLOSING), LOST, RUN, len(RUN.moments) - 1)


def test_what_has_happened_stays_and_another_future_leaves_it(at_end: Branches) -> None:
    assert [branch.experiment for branch in at_end.branches] == [CLOSING, LOST]
    assert (at_end.here, at_end.present.origin, at_end.present.base) == (2, 1, CLOSING)
    assert [branch.letter for branch in at_end.branches] == ["A", "B"]


# The client's 2nd segment is sent at 300 and arrives at 400.
@pytest.mark.parametrize(("ms", "futures"), [(200, 1), (300, 1), (400, 2), (1_000, 2)])
def test_a_segment_on_its_way_is_the_future_until_it_arrives(ms: int, futures: int) -> None:
    assert len(after_edit(alone(CLOSING), LOST, RUN, moment(RUN, ms))) == futures


@pytest.mark.parametrize(("at_ms", "futures"), [(900, 2), (1_000, 1), (1_100, 1)])
def test_a_call_is_made_in_the_past_or_from_now_on(at_ms: int, futures: int) -> None:
    calls = (*CLOSING.calls, client("send", at_ms, octets=5))
    edited = msgspec.structs.replace(CLOSING, calls=calls)
    assert len(after_edit(alone(CLOSING), edited, RUN, moment(RUN, 1_000))) == futures


def with_network(network: Network) -> Experiment:
    return msgspec.structs.replace(CLOSING, network=network)


def test_what_changes_nothing_before_the_cursor_makes_no_branch() -> None:
    last = len(RUN.moments) - 1
    for edited in (
        with_network(Network(seed=9)),
        msgspec.structs.replace(CLOSING, title="another"),
        fates.lost(CLOSING, "client", 99),
    ):
        assert len(after_edit(alone(CLOSING), edited, RUN, last)) == 1
    assert len(after_edit(alone(CLOSING), with_network(Network(150)), RUN, last)) == 2
    assert len(after_edit(alone(CLOSING), with_network(Network(150)), RUN, 0)) == 1


def test_the_same_thing_is_changed_further_in_the_same_branch() -> None:
    last = len(RUN.moments) - 1
    branches = after_edit(alone(CLOSING), fates.delayed(CLOSING, "client", 2, 50), RUN, last)
    for _ in range(3):
        more = fates.delayed(branches.present.experiment, "client", 2, 50)
        branches = after_edit(branches, more, run(branches.present.experiment), last)
    assert len(branches) == 2
    assert branches.present.experiment.fates == (Fate("client", 2, "delay", 200),)


def test_another_thing_makes_another_branch(at_end: Branches) -> None:
    again = run(LOST)
    more = after_edit(at_end, fates.lost(LOST, "client", 1), again, len(again.moments) - 1)
    assert [branch.origin for branch in more.branches] == [None, 1, 2]


def test_what_is_there_already_is_gone_to(at_end: Branches) -> None:
    back = after_edit(at_end, CLOSING, run(LOST), len(RUN.moments) - 1)
    assert (back.branches, back.here) == (at_end.branches, 1)
    again = after_edit(back, LOST, RUN, len(RUN.moments) - 1)
    assert again == at_end


def test_a_name_is_given_and_taken_back(at_end: Branches) -> None:
    named = at_end.renamed(2, " the ACK is lost ")
    assert named[2].name == "the ACK is lost"
    assert named.renamed(2, "") == at_end


def test_what_leaves_a_deleted_branch_leaves_its_origin() -> None:
    base = alone(CLOSING)
    three = base.forked(LOST).forked(fates.lost(LOST, "client", 1))
    assert [(one.number, one.origin) for one in three.without(2).branches] == [(1, None), (3, 1)]
    assert three.without(3).here == 2
    assert three.without(1).switched(3).without(3).present.experiment == LOST
    assert base.without(1) == base


def test_a_deleted_number_is_no_branch(at_end: Branches) -> None:
    assert 2 in at_end
    with pytest.raises(KeyError):
        at_end.without(2).switched(2)


def test_it_can_be_kept_as_text(at_end: Branches) -> None:
    text = msgspec.json.encode(at_end.renamed(2, "丢失"))
    assert msgspec.json.decode(text, type=Branches) == at_end.renamed(2, "丢失")


def test_the_letters_go_on_after_z() -> None:
    letters = [msgspec.structs.replace(alone(CLOSING).present, number=n).letter for n in (26, 27)]
    assert letters == ["Z", "AA"]


def test_settings_of_a_host_are_the_past_too() -> None:
    linux = msgspec.structs.replace(
        CLOSING, hosts=(HostSetup("client"), HostSetup("server", "linux"))
    )
    assert len(after_edit(alone(CLOSING), linux, RUN, len(RUN.moments) - 1)) == 2
