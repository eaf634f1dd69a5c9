"""What the lessons about the states show: every way between them, and how long each one lasts."""

from collections.abc import Iterator

import pytest

from tcplab.engine.diagram import EDGES, REFUSED, RESET, TIMED_OUT, edge_of, family_of
from tcplab.engine.events import Line
from tcplab.engine.tcb import State
from tcplab.sim.run import Run
from tests.support.lesson_runs import lines, ran, read_once, told, variant

VARIANTS = [variant.id for variant in read_once("states").variants]
NOT_BY_SOCKETS = {(State.LISTEN, State.SYN_SENT)}  # an OPEN or SEND of the RFC in LISTEN
OF_A_LOST_ACK = {(State.TIME_WAIT, State.TIME_WAIT)}  # the lesson last-ack-lost


def obeyed(run: Run) -> Iterator[Line]:
    for moment in run.moments[1:]:
        assert moment.step is not None
        yield from (one.line for one in moment.step.happened)


def left_by(variant: str, family: str) -> set[str]:
    """The states that were left for CLOSED by an end of this family."""
    here = obeyed(ran("states", variant))
    return {line.before.state.value for line in here if family_of(line) == family}


def test_all_eleven_states_and_every_way_of_figure_5() -> None:
    every = [line for variant in VARIANTS for line in obeyed(ran("states", variant))]
    assert {line.after.state for line in every} == set(State)
    followed = {edge for line in every if (edge := edge_of(line)) is not None}
    assert followed == EDGES - NOT_BY_SOCKETS - OF_A_LOST_ACK


@pytest.mark.parametrize(
    ("variant", "edges"),
    [
        ("usual", ["SYN-SENT ESTABLISHED", "FIN-WAIT-1 FIN-WAIT-2", "CLOSE-WAIT LAST-ACK"]),
        ("both-at-once", ["SYN-SENT SYN-RECEIVED", "FIN-WAIT-1 CLOSING", "CLOSING TIME-WAIT"]),
        (
            "early",
            [
                "LISTEN CLOSED",
                "SYN-SENT CLOSED",
                "SYN-RECEIVED FIN-WAIT-1",
                "FIN-WAIT-1 TIME-WAIT",
            ],
        ),
        ("reset", ["SYN-RECEIVED LISTEN"]),
    ],
)
def test_each_variant_shows_its_ways(variant: str, edges: list[str]) -> None:
    found = [edge_of(line) for line in obeyed(ran("states", variant))]
    assert set(edges) <= {f"{edge[0].value} {edge[1].value}" for edge in found if edge}


def test_a_reset_leads_out_of_every_state() -> None:
    """From SYN-RECEIVED it leads back to LISTEN, which is an edge of the figure (note 1)."""
    assert left_by("reset", REFUSED) == {"SYN-SENT"}
    assert left_by("reset", RESET) == {
        "ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT", "CLOSING", "LAST-ACK", "TIME-WAIT",
    }  # fmt: skip


def test_whoever_waits_for_an_acknowledgement_gives_up() -> None:
    assert left_by("given-up", TIMED_OUT) == {
        "SYN-SENT", "SYN-RECEIVED", "ESTABLISHED",
        "FIN-WAIT-1", "CLOSE-WAIT", "CLOSING", "LAST-ACK",
    }  # fmt: skip
    ends = [line for line in told(ran("states", "given-up")) if line.endswith("= CLOSED")]
    assert ends == lines(
        """
        61099 server = CLOSED
        123899 client = CLOSED
        124200 client = CLOSED
        124300 server = CLOSED
        124400 server = CLOSED
        124500 client = CLOSED
        183950 client = CLOSED
        184050 server = CLOSED
        """
    )


def times(run: Run, host: str) -> list[tuple[str, int]]:
    """The states of a host's one connection, each with how long (ms) it lasted; CLOSED has none.

    A listener lasts as long as the run.
    """
    changes = [
        (moment.world.now, one.line.after.state)
        for moment in run.moments[1:]
        if moment.step is not None
        for one in moment.step.happened
        if one.host == host and one.line.before.state is not one.line.after.state
    ]
    ends = [now for now, _ in changes[1:]] + [run.ended]
    return [
        (state.value, end - begin)
        for (begin, state), end in zip(changes, ends, strict=True)
        if state not in (State.CLOSED, State.LISTEN)
    ]


def test_five_states_can_be_caught_and_the_others_last_one_round_trip() -> None:
    """Looking once a second: LISTEN, ESTABLISHED, CLOSE-WAIT, FIN-WAIT-2, TIME-WAIT are seen."""
    run = ran("netstat", "both-answer")
    assert times(run, "client") == [
        ("SYN-SENT", 200),
        ("ESTABLISHED", 9_800),
        ("FIN-WAIT-1", 200),
        ("FIN-WAIT-2", 10_000),
        ("TIME-WAIT", 60_000),
    ]
    assert times(run, "server") == [
        ("SYN-RECEIVED", 200),
        ("ESTABLISHED", 9_800),
        ("CLOSE-WAIT", 10_000),
        ("LAST-ACK", 200),
    ]
    server = run.moments[-1].world.host("server")
    assert server is not None
    assert [one.tcb.state for one in server.connections.values()] == [State.LISTEN]


@pytest.mark.parametrize(
    ("variant", "host", "state", "lasts"),
    [
        ("syn-sent", "client", "SYN-SENT", 183_000),
        ("syn-received", "server", "SYN-RECEIVED", 183_000),
        ("syn-received", "client", "SYN-SENT", 183_000),
        ("fin-wait-1", "client", "FIN-WAIT-1", 123_000),
        ("last-ack", "server", "LAST-ACK", 123_000),
    ],
)
def test_when_the_other_side_is_silent_a_short_state_lasts_until_tcp_gives_up(
    variant: str, host: str, state: str, lasts: int
) -> None:
    run = ran("netstat", variant)
    assert times(run, host)[-1] == (state, lasts)
    last = [moment.step.happened for moment in run.moments[1:] if moment.step is not None]
    given_up = [one for happened in last for one in happened if one.host == host][-1].line
    assert family_of(given_up) == TIMED_OUT
    ended = run.moments[-1].world.host(host)
    assert ended is not None
    assert not [one for one in ended.connections.values() if one.remote is not None]


@pytest.mark.parametrize(
    ("variant", "host", "what", "at"),
    [
        ("syn-sent", "client", "SYN seq=100", [0, 1, 3, 7, 15, 31, 63, 123]),
        ("syn-received", "server", "SYN,ACK seq=300 ack=101", [0, 1, 3, 7, 15, 31, 63, 123]),
        ("fin-wait-1", "client", "FIN,ACK seq=101 ack=301", [0, 1, 3, 7, 15, 31, 63]),
        ("last-ack", "server", "FIN,ACK seq=301 ack=102", [0, 1, 3, 7, 15, 31, 63]),
    ],
)
def test_what_is_repeated_meanwhile(variant: str, host: str, what: str, at: list[int]) -> None:
    mark = f" {host} > {what}"
    sent = [int(line.split()[0]) for line in told(ran("netstat", variant)) if mark in line]
    assert [(now - sent[0]) // 1_000 for now in sent] == at
    assert all((now - sent[0]) % 1_000 == 0 for now in sent)


def test_the_flags_are_told() -> None:
    said = " ".join(say.text.en for say in variant("netstat", "both-answer").says)
    words = said.replace("(", " ").split()
    assert {"-a", "-n", "-p", "-t", "-u", "-l", "-tan:"} <= set(words)
