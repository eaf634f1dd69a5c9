"""What the state diagram is told of a run: tokens, edges, ways out, and what has been seen."""

from tcplab.engine.diagram import EXCEPTIONS, FAMILIES
from tcplab.lab.diagram_layout import EDGES
from tcplab.lab.state_picture import StatePicture
from tcplab.lab.state_story import (
    _OUTSIDE,
    ALL,
    TOTAL,
    next_moment,
    seen_until,
    state_picture,
    telling,
    transitions,
)
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Fate
from tcplab.sim.run import Run, run
from tests.support.experiments import CONNECT, call, client, experiment, inject, opened, server

CLOSED_BY_BOTH = (
    client("close", 1_500),
    server("close", "end-of-stream", after_ms=2_000),
)


def last_picture(what: Experiment) -> StatePicture:
    done = run(what)
    return state_picture(done, len(done.moments) - 1)


def states(done: Run, index: int) -> list[str]:
    return [f"{one.letter} {one.state}" for one in state_picture(done, index).tokens]


def last_edges(done: Run, index: int) -> list[tuple[str, int | None]]:
    return [(use.edge, use.role) for use in state_picture(done, index).edges if use.last]


def test_there_are_26_transitions() -> None:
    assert TOTAL == 26 == len(ALL)
    assert frozenset(EDGES) | frozenset(FAMILIES) == ALL


def test_everything_that_the_figure_leaves_out_has_a_name() -> None:
    assert set(_OUTSIDE) == EXCEPTIONS


def test_before_anything_has_happened_both_are_closed() -> None:
    done = run(opened(*CLOSED_BY_BOTH))
    picture = state_picture(done, 0)
    assert states(done, 0) == ["C CLOSED", "S CLOSED"]
    assert (picture.edges, picture.visited, picture.seen) == ((), ("CLOSED",), 0)


def test_the_tokens_follow_their_connections_step_by_step() -> None:
    done = run(opened(*CLOSED_BY_BOTH))
    assert [states(done, index) for index in range(1, len(done.moments))] == [
        ["C CLOSED", "S LISTEN"],
        ["C SYN-SENT", "S LISTEN"],
        ["C SYN-SENT", "S SYN-RECEIVED"],
        ["C ESTABLISHED", "S SYN-RECEIVED"],
        ["C ESTABLISHED", "S ESTABLISHED"],
        ["C FIN-WAIT-1", "S ESTABLISHED"],
        ["C FIN-WAIT-1", "S CLOSE-WAIT"],
        ["C FIN-WAIT-2", "S CLOSE-WAIT"],
        ["C FIN-WAIT-2", "S LAST-ACK"],
        ["C TIME-WAIT", "S LAST-ACK"],
        ["C TIME-WAIT", "S CLOSED"],
        ["C CLOSED", "S CLOSED"],
    ]


def test_each_step_names_the_edges_that_it_went() -> None:
    done = run(opened(*CLOSED_BY_BOTH))
    assert last_edges(done, 1) == [("CLOSED>LISTEN", 1)]
    assert last_edges(done, 4) == [("SYN-SENT>ESTABLISHED", 0)]
    assert last_edges(done, 11) == [("LAST-ACK>CLOSED", 1)]


def test_a_step_without_a_change_of_state_goes_no_edge() -> None:
    done = run(opened(*CLOSED_BY_BOTH, fates=(Fate("server", 3, "lose"),)))
    retransmission = next(
        m.index for m in done.moments if m.step and any(f.retransmission for f in m.step.sent)
    )
    assert last_edges(done, retransmission) == []


def test_a_repeated_fin_goes_the_edge_from_time_wait_to_itself() -> None:
    done = run(opened(*CLOSED_BY_BOTH, fates=(Fate("client", 4, "lose"),)))
    went = [index for index in range(1, len(done.moments)) if last_edges(done, index)]
    assert ("TIME-WAIT>TIME-WAIT", 0) in [
        edge for index in went for edge in last_edges(done, index)
    ]


def test_an_edge_of_both_hosts_comes_once_for_each() -> None:
    picture = last_picture(opened(client("close", 1_500), server("close", 1_500)))
    users = [use.role for use in picture.edges if use.edge == "FIN-WAIT-1>CLOSING"]
    assert users == [0, 1]


def test_what_was_seen_earlier_is_told_and_counted_once() -> None:
    done = run(opened())
    picture = state_picture(done, 1, {"CLOSED>LISTEN", "TIME-WAIT>CLOSED", "refused", "nonsense"})
    earlier = {(use.edge, use.role) for use in picture.edges if use.seen_earlier}
    assert earlier == {("CLOSED>LISTEN", 1), ("TIME-WAIT>CLOSED", None)}
    assert picture.seen == 3


def test_a_state_leads_to_where_it_is_entered_next_and_then_round_again() -> None:
    done = run(opened(*CLOSED_BY_BOTH))
    assert next_moment(done, 0, "ESTABLISHED") == 4
    assert next_moment(done, 4, "ESTABLISHED") == 5
    assert next_moment(done, 5, "ESTABLISHED") == 4
    assert next_moment(done, 0, "CLOSING") is None


def test_an_edge_leads_to_where_it_is_gone() -> None:
    done = run(opened(*CLOSED_BY_BOTH))
    assert next_moment(done, 0, "SYN-RECEIVED>ESTABLISHED") == 5
    assert next_moment(done, 0, "LISTEN>CLOSED") is None


def test_a_way_out_of_the_figure_leads_to_its_state_too() -> None:
    done = run(experiment(CONNECT))
    assert next_moment(done, 0, "CLOSED") == len(done.moments) - 1


def test_a_refused_connection_leaves_the_figure() -> None:
    done = run(experiment(CONNECT))
    last = len(done.moments) - 1
    (change,) = state_picture(done, last).abnormal
    assert (change.state_from, change.state_to, change.family) == ("SYN-SENT", "CLOSED", "refused")
    assert change.last
    assert seen_until(done, last) == {"CLOSED>SYN-SENT", "refused"}


def test_a_stack_without_time_wait_leaves_the_figure_and_is_not_counted() -> None:
    broken = HostSetup("client", "no-time-wait")
    done = run(opened(*CLOSED_BY_BOTH, hosts=(broken, "server")))
    picture = state_picture(done, len(done.moments) - 1)
    assert [change.family for change in picture.abnormal] == ["broken"]
    assert picture.seen == len({use.edge for use in picture.edges})


def test_reset_back_to_listen_ends_in_listen() -> None:
    forged = inject("client:40000", "server:80", 250, "RST", seq=101)
    done = run(opened(injections=(forged,), horizon=260))
    assert states(done, len(done.moments) - 1)[1] == "S LISTEN"


def test_a_crashed_host_is_closed() -> None:
    done = run(opened(server("crash", 1_000)))
    assert states(done, len(done.moments) - 1)[1] == "S CLOSED"


def test_several_connections_have_a_token_each() -> None:
    second = client("connect", 150, to="server:80")
    done = run(opened(second))
    assert states(done, len(done.moments) - 1).count("S ESTABLISHED") == 2


def test_a_further_host_has_a_token_only_once_it_takes_part() -> None:
    hosts = ("client", "server", "attacker")
    assert [token.letter for token in last_picture(opened(hosts=hosts)).tokens] == ["C", "S"]
    done = run(opened(call("attacker", "connect", 900, to="server:80"), hosts=hosts))
    assert [one[0] for one in states(done, len(done.moments) - 1)] == ["C", "S", "S", "A"]


def test_a_listener_that_is_opened_again_is_shown_again() -> None:
    again = server("listen", 90_000, port=81)
    done = run(opened(*CLOSED_BY_BOTH, again))
    assert states(done, len(done.moments) - 1) == ["C CLOSED", "S LISTEN"]


def test_a_story_is_found_bit_by_bit_and_once() -> None:
    experiment = opened(
        client("close", 1_000),
        server("close", "end-of-stream"),
        client("connect", 2_000, to="server:80", makes="again"),
        client("send", 3_000, socket="again", octets=1, times=90, every_ms=50),
    )
    slow = run(experiment)
    fast = Run(slow.experiment, slow.moments, slow.why)
    assert len(list(telling(slow))) > 1
    assert not list(telling(slow))
    for index in range(0, len(slow.moments), 25):
        assert state_picture(slow, index) == state_picture(fast, index)
    assert transitions(slow) == transitions(fast)
