"""Closing as one choice: recognised in calls, written into them, and the segments that follow."""

import pytest
from msgspec.structs import replace

from tcplab.lab.closing import PEERS, Closing, Peer, can_close, closes, recognised, rewritten
from tcplab.sim.experiment import Call, Experiment, HostSetup, StackName
from tcplab.sim.run import run
from tests.support.experiments import (
    LISTEN,
    client,
    events,
    experiment,
    final_states,
    opened,
    server,
)

CHOICES = [Closing(first, peer) for first in (0, 1) for peer in PEERS] + [Closing(None)]
WAITING = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
NAMES = ("client", "server")


def chosen(what: Experiment, choice: Closing) -> Experiment:
    """The experiment closed as chosen, at the time of its own run."""
    return rewritten(what, choice, run(what))


def stacked(what: Experiment, stack: StackName) -> Experiment:
    return replace(what, hosts=tuple(HostSetup(name, stack) for name in NAMES))


def segments(what: Experiment) -> list[str]:
    """All segments after the handshake: the sender's letter and the flags; "+" if there is data."""
    return [
        f"{one['host'][0]} {','.join(one['segment']['flags'])}"
        + ("+" if one["segment"]["length"] else "")
        for one in events(what, "send")
        if one["t"] > 1_000
    ]


EXPECTED: dict[Peer, list[str]] = {
    "at-once": ["1 FIN,ACK", "2 FIN,ACK", "1 ACK"],
    "waits": ["1 FIN,ACK", "2 ACK", "2 FIN,ACK", "1 ACK"],
    "sends": ["1 FIN,ACK", "2 ACK", *(2 * ["2 ACK+", "1 ACK"]), "2 FIN,ACK", "1 ACK"],
    "aborts": ["1 FIN,ACK", "2 RST"],
}


@pytest.mark.parametrize("first", [0, 1], ids=NAMES)
@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("stack", ["textbook", "rfc9293", "linux"])
def test_one_closes_first(first: int, peer: Peer, stack: StackName) -> None:
    edited = chosen(stacked(WAITING, stack), Closing(first, peer))
    letters = {"1": NAMES[first][0], "2": NAMES[1 - first][0]}
    expected = [letters[one[0]] + one[1:] for one in EXPECTED[peer]]
    # PSH, and the ACK beside an RST, are the stack's affair.
    plain = [one.replace("PSH,", "").replace("RST,ACK", "RST") for one in segments(edited)]
    assert plain == expected


@pytest.mark.parametrize("stack", ["textbook", "rfc9293", "linux"])
def test_both_close_at_once(stack: StackName) -> None:
    edited = chosen(stacked(WAITING, stack), Closing(None))
    assert segments(edited) == ["c FIN,ACK", "s FIN,ACK", "s ACK", "c ACK"]
    states = [one["to"] for one in events(edited, "state", host="server")]
    assert states[-4:] == ["FIN-WAIT-1", "CLOSING", "TIME-WAIT", "CLOSED"]


@pytest.mark.parametrize("choice", CHOICES)
def test_what_is_written_is_recognised(choice: Closing) -> None:
    edited = chosen(WAITING, choice)
    assert recognised(edited) == choice
    assert closes(edited)
    assert chosen(edited, choice) == edited


@pytest.mark.parametrize("choice", CHOICES)
@pytest.mark.parametrize("next_choice", CHOICES)
def test_every_choice_leads_to_every_other(choice: Closing, next_choice: Closing) -> None:
    edited = chosen(chosen(WAITING, choice), next_choice)
    assert recognised(edited) == next_choice
    assert segments(edited) == segments(chosen(WAITING, next_choice))


def test_the_other_end_waits_in_time_wait_when_the_other_closes_first() -> None:
    edited = chosen(WAITING, Closing(1, "waits"))
    waited = [one["host"] for one in events(edited, "timer") if one["timer"] == "2msl"]
    assert waited == ["server"]


def test_an_abort_leaves_nobody_waiting() -> None:
    edited = chosen(WAITING, Closing(0, "aborts"))
    assert not events(edited, "timer")
    assert set(final_states(edited)["client"].values()) == {"CLOSED"}


def test_whoever_closed_first_still_closes_at_the_same_time() -> None:
    for choice in CHOICES:
        first = next(one for one in events(chosen(WAITING, choice), "call")
                     if one["call"] in ("close", "shutdown"))  # fmt: skip
        assert first["t"] == 1_500


def test_where_nobody_closed_it_happens_a_second_after_the_opening() -> None:
    edited = chosen(opened(), Closing(0, "at-once"))
    assert [one["t"] for one in events(edited, "call") if one["call"] == "close"] == [1_300, 1_400]
    both = chosen(opened(), Closing(None))
    assert [one["t"] for one in events(both, "call") if one["call"] == "close"] == [1_400, 1_400]


def test_a_program_that_reads_by_itself_is_not_waited_for() -> None:
    slow = opened(hosts=("client", HostSetup("server", reads=False)))
    edited = chosen(slow, Closing(0, "waits"))
    assert recognised(edited) == Closing(0, "waits")
    assert segments(edited) == ["c FIN,ACK", "s ACK", "s FIN,ACK", "c ACK"]


@pytest.mark.parametrize(
    ("calls", "choice"),
    [
        ((client("close", 900), server("close", "end-of-stream")), Closing(0, "at-once")),
        (
            (server("shutdown", "connected", how="write"), client("close", "state:CLOSE-WAIT")),
            Closing(1, "at-once"),
        ),
        (
            (client("close", 900), server("close", "end-of-stream", after_ms=50)),
            Closing(0, "waits", 50),
        ),
        ((client("close", 900), server("close", 900)), Closing(None)),
        ((client("close", 900), server("close", 901)), None),
        ((client("close", 900),), None),
        ((client("close", 900), client("close", 950), server("close", "end-of-stream")), None),
        ((client("close", 900), client("close", "end-of-stream")), None),
        ((client("abort", 900),), None),
        ((client("close", 900), server("send", "end-of-stream", octets=1)), None),
        ((), None),
    ],
)
def test_recognition(calls: tuple[Call, ...], choice: Closing | None) -> None:
    assert recognised(opened(*calls)) == choice


def test_closing_a_listener_by_name_has_nothing_to_do_with_it() -> None:
    calls = (
        server("socket", 0, makes="door"),
        server("listen", 0, socket="door", port=80),
        server("close", 5_000, socket="door"),
        client("connect", 100, to="server:80"),
    )
    assert not closes(experiment(*calls))
    edited = chosen(experiment(*calls), Closing(0, "at-once"))
    assert edited.calls[: len(calls)] == calls


def test_there_is_a_connection_to_close_if_one_of_the_two_calls_the_other() -> None:
    assert can_close(opened())
    assert can_close(experiment(server("connect", 0, to="client:80")))
    assert not can_close(experiment(LISTEN))
    third = client("connect", 0, to="other:80")
    assert not can_close(experiment(third, hosts=("client", "server", "other")))
