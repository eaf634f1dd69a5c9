"""The four facts of the handshake: filled in by what arrives, at each side, and by nothing else."""

import pytest
from msgspec.structs import replace

from tcplab.lab.fates import lost
from tcplab.lab.knowledge_picture import KnowledgePicture, knowledge_picture
from tcplab.sim.experiment import HostSetup
from tcplab.sim.run import Run, run
from tests.support.experiments import LISTEN, client, experiment, inject, opened
from tests.support.lesson_runs import ran

HANDSHAKE = run(opened())
HANDSHAKE_OVER = "client:40000 – server:80"


def at(what: Run, now: int) -> KnowledgePicture:
    """The picture after all that happens at `now` (ms)."""
    return knowledge_picture(what, max(m.index for m in what.moments if m.world.now <= now))


def known(picture: KnowledgePicture) -> dict[str, list[str]]:
    """What each side knows."""
    return {
        side.host: [f"{one.host} {one.can}" for one in side.facts if one.known_at is not None]
        for side in picture.sides
    }


ALL = ["client sends", "client receives", "server sends", "server receives"]


@pytest.mark.parametrize(
    ("now", "client_knows", "server_knows"),
    [
        (100, [], []),
        (200, [], ["client sends", "server receives"]),
        (300, ALL, ["client sends", "server receives"]),
        (400, ALL, ALL),
    ],
)
def test_each_segment_tells_its_receiver(
    now: int, client_knows: list[str], server_knows: list[str]
) -> None:
    """After the first the server knows two facts, after the second the client four, then both."""
    picture = at(HANDSHAKE, now)
    assert picture.connection == HANDSHAKE_OVER
    assert known(picture) == {"client": client_knows, "server": server_knows}
    assert [side.known for side in picture.sides] == [len(client_knows), len(server_knows)]


def test_before_anybody_calls_there_is_no_connection() -> None:
    assert at(HANDSHAKE, 0) == KnowledgePicture("", ())


def test_what_this_moment_told() -> None:
    third = at(HANDSHAKE, 400).sides[1]
    assert [one.now for one in third.facts] == [False, True, True, False]
    assert [one.known_at for one in third.facts] == [3, 5, 5, 3]
    assert not any(one.now for one in at(HANDSHAKE, 400).sides[0].facts)


def test_a_lost_third_segment_tells_nobody() -> None:
    """Until data brings its ACK field."""
    what = run(lost(opened(client("send", 1_000, octets=5)), "client", 2))
    assert at(what, 400).sides[1].known == 2
    assert at(what, 1_100).sides[1].known == 4


def test_two_segments_are_not_enough() -> None:
    """The two-way server believes in its own SYN, but no segment has told it anything."""
    broken = replace(
        opened(), hosts=(HostSetup("client"), HostSetup("server", stack="two-way-handshake"))
    )
    assert known(at(run(broken), 200))["server"] == ["client sends", "server receives"]


def test_both_that_dial_at_once_learn_the_same() -> None:
    what = ran("simultaneous-open")
    assert [side.known for side in at(what, 100).sides] == [0, 0]
    assert [side.known for side in at(what, 200).sides] == [2, 2]
    assert [side.known for side in at(what, 300).sides] == [4, 4]


def test_a_refusal_opens_nothing_that_could_be_known() -> None:
    what = ran("refused")
    assert [side.known for side in at(what, what.ended).sides] == [0, 0]


def test_an_old_syn_tells_the_server_what_is_no_longer_true() -> None:
    """The client takes no part and knows nothing; its own attempt begins anew for both."""
    old = inject("client:40000", "server:80", 500, "SYN", seq=90)
    what = run(experiment(LISTEN, client("connect", 2_000, to="server:80"), injections=(old,)))
    assert known(at(what, 500)) == {"client": [], "server": ["client sends", "server receives"]}
    assert [side.known for side in at(what, 2_050).sides] == [0, 0]
    assert [side.known for side in at(what, 2_300).sides] == [4, 4]


def test_a_stranger_without_a_host_has_no_side() -> None:
    old = inject("9.9.9.9:1", "server:80", 500, "SYN", seq=90)
    picture = at(run(experiment(LISTEN, injections=(old,))), 500)
    assert [side.host for side in picture.sides] == ["server"]
