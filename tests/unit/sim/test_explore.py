"""The explorer: what TCP promises holds in every order, and what breaks it is found as a run."""

from itertools import islice

import pytest
from msgspec.structs import replace

from tcplab.engine.diagram import RESET, family_of
from tcplab.engine.rules import Rule
from tcplab.engine.tcb import SYNCHRONIZED, State
from tcplab.files.labfile import lab_text, parse_lab_text
from tcplab.files.lessons import open_argument
from tcplab.sim.experiment import Experiment, StackName
from tcplab.sim.explore import Goal, Limits, Progress, explore
from tcplab.sim.promises import GIVEN_UP, OLD_SEGMENT, ONE_SIDED, RESET_BY_NOBODY, states_of
from tcplab.sim.run import Moment, Run, run
from tcplab.sim.situations import Situation
from tcplab.sim.timetable import timed
from tcplab.sim.world import Arrived, Connection
from tests.support.experiments import call, client, experiment, opened, server
from tests.support.plain_search import plain_search

HANDSHAKE = opened()
SIMULTANEOUS_OPEN = experiment(
    client("connect", 100, to="server:6000", port=5000),
    server("connect", 100, to="client:5000", port=6000),
)
BY_CLIENT = opened(client("close", 1_000), server("close", "end-of-stream"))
BY_SERVER = opened(server("close", "accepted"), client("close", "end-of-stream"))
BY_BOTH = opened(client("close", 1_000), server("close", 1_000))
TRANSFER = opened(client("send", 500, octets=20), client("close", 1_000))
ALL_AT_ONCE = replace(
    SIMULTANEOUS_OPEN,
    calls=(*SIMULTANEOUS_OPEN.calls, client("close", 1_000), server("close", 1_000)),
)
SMALL = {
    "handshake": HANDSHAKE,
    "simultaneous open": SIMULTANEOUS_OPEN,
    "the client closes": BY_CLIENT,
    "the server closes": BY_SERVER,
    "both close": BY_BOTH,
    "transfer": TRANSFER,
    "all at once": ALL_AT_ONCE,
}
OPEN_THEN_CLOSE = replace(
    SIMULTANEOUS_OPEN, calls=(*SIMULTANEOUS_OPEN.calls, client("close", "state:SYN-RECEIVED"))
)


def explored(what: Experiment, losses: int, duplicates: int, reach: Goal | None = None) -> Progress:
    *_, done = explore(what, Limits(losses, duplicates), reach)
    return done


def with_stack(what: Experiment, stack: StackName) -> Experiment:
    return replace(what, hosts=tuple(replace(host, stack=stack) for host in what.hosts))


def states_met(done: Run) -> list[tuple[State, ...]]:
    """The states that a run goes through, host for host, each combination once."""
    met = [
        tuple(min(states_of(Situation(host)), key=list(State).index) for host in moment.world.hosts)
        for moment in done.moments
    ]
    return list(dict.fromkeys(met))


def ends(moment: Moment) -> list[Connection]:
    """The connections of all hosts, listeners left out."""
    return [one for host in moment.world.hosts for one in Situation(host).connections()]


def is_one_sided(done: Run) -> bool:
    """One end is left at last, open, and no timer of its runs."""
    (end,) = ends(done.moments[-1])
    return end.tcb.state is State.ESTABLISHED and not list(end.tcb.timers.due())


def gives_up_whom_the_other_knows(done: Run) -> bool:
    """The other end is synchronized, and knows just the number that was repeated in vain."""
    gives_up = (Rule.GIVES_UP_SYN, Rule.GIVES_UP_DATA)
    return any(
        one.line.rule in gives_up
        and [(end.tcb.state in SYNCHRONIZED, end.tcb.irs) for end in ends(moment)]
        == [(True, one.line.before.iss)]
        for moment in done.moments
        if moment.step
        for one in moment.step.happened
    )


def takes_what_is_older_than_itself(done: Run) -> bool:
    """A segment moves RCV.NXT of a connection that was opened after it had been sent."""
    opened: dict[int, int] = {}
    for moment in done.moments:
        for end in ends(moment):
            opened.setdefault(end.tcb.iss, moment.world.now)
        if moment.step and isinstance(moment.step.cause, Arrived):
            for one in moment.step.happened:
                before, after = one.line.before, one.line.after
                moved = before.state in SYNCHRONIZED and before.rcv_nxt != after.rcv_nxt
                if moved and moment.step.cause.flight.sent < opened[before.iss]:
                    return True
    return False


def is_reset(done: Run) -> bool:
    """A connection ends by a RST."""
    happened = [one for moment in done.moments if moment.step for one in moment.step.happened]
    return any(family_of(one.line) == RESET for one in happened)


SHOWN = {
    ONE_SIDED: is_one_sided,
    GIVEN_UP: gives_up_whom_the_other_knows,
    OLD_SEGMENT: takes_what_is_older_than_itself,
    RESET_BY_NOBODY: is_reset,
}


@pytest.mark.parametrize("name", SMALL)
def test_what_textbook_tcp_promises_holds_in_every_order(name: str) -> None:
    done = explored(SMALL[name], 2, 1)
    assert (done.why, done.findings) == ("all", ())


# elsewhere the explorer also tells apart what hosts have forgotten: who has aborted, who has heard
@pytest.mark.parametrize("name", sorted(SMALL.keys() - {"both close", "transfer", "all at once"}))
def test_a_plain_search_meets_as_many_states(name: str) -> None:
    states, _ = plain_search(SMALL[name])
    assert explored(SMALL[name], 0, 0).states == states


def test_more_losses_mean_more_states() -> None:
    counts = [explored(BY_CLIENT, losses, 0).states for losses in range(3)]
    assert counts == sorted(set(counts))


def test_a_two_way_handshake_leaves_a_connection_that_one_side_believes_in() -> None:
    done = explored(with_stack(HANDSHAKE, "two-way-handshake"), 1, 1)
    found = {one.what: one for one in done.findings}
    assert found.keys() == {ONE_SIDED, RESET_BY_NOBODY, GIVEN_UP}
    finding = found[ONE_SIDED]
    assert finding.broken
    made = timed(HANDSHAKE, finding, done.parcels)
    assert made is None  # the textbook's hosts do not go that way
    made = timed(with_stack(HANDSHAKE, "two-way-handshake"), finding, done.parcels)
    assert made is not None
    last = run(parse_lab_text(lab_text(made), "found.tcplab")).moments[-1].world
    ends = [state for host in last.hosts for state in states_of(Situation(host))]
    assert State.ESTABLISHED in ends
    assert State.CLOSED in ends or State.LISTEN in ends


def test_without_time_wait_the_last_ack_cannot_be_repeated() -> None:
    what = with_stack(BY_CLIENT, "no-time-wait")
    done = explored(what, 1, 0)
    (finding,) = done.findings
    assert finding.what == RESET_BY_NOBODY
    made = timed(what, finding, done.parcels)
    assert made is not None
    rules = [one.line.rule for step in run(made).moments if step.step for one in step.step.happened]
    assert Rule.NO_TIME_WAIT in rules
    assert Rule.RST_CLOSED in rules[rules.index(Rule.NO_TIME_WAIT) :]


@pytest.mark.parametrize(
    ("lesson", "what"),
    [
        ("two-way-handshake:ghost", ONE_SIDED),
        ("two-way-handshake:ghost", RESET_BY_NOBODY),
        ("two-way-handshake:deadlock", GIVEN_UP),
        ("no-time-wait:late-fin", OLD_SEGMENT),
        ("no-time-wait:new-syn", RESET_BY_NOBODY),
        ("no-time-wait:no-one", RESET_BY_NOBODY),
    ],
)
def test_what_a_broken_stack_breaks_is_found_and_its_run_shows_it(lesson: str, what: str) -> None:
    experiment = open_argument(lesson).experiment
    for done in explore(experiment):
        for one in done.findings:
            if one.what == what:
                made = timed(experiment, one, done.parcels)
                assert made is not None
                found = parse_lab_text(lab_text(made), "found.tcplab")
                assert SHOWN[what](run(found))
                return
    pytest.fail(f"not found: {what}")


@pytest.mark.parametrize("variant", ["ghost-real", "deadlock-real"])
def test_real_tcp_keeps_every_promise_beside_the_broken_stack(variant: str) -> None:
    done = explored(open_argument(f"two-way-handshake:{variant}").experiment, 1, 1)
    assert (done.why, done.findings) == ("all", ())


@pytest.mark.parametrize("stack", ["rfc9293", "linux"])
def test_with_timestamps_too_what_is_reached_is_a_run(stack: StackName) -> None:
    what = with_stack(BY_CLIENT, stack)
    done = explored(what, 1, 1, {"client": State.TIME_WAIT, "server": State.LAST_ACK})
    (finding,) = done.findings
    assert timed(what, finding, done.parcels) is not None


@pytest.mark.parametrize("stack", ["rfc9293", "linux"])
def test_the_other_whole_stacks_hold_too(stack: StackName) -> None:
    for what in (BY_CLIENT, BY_BOTH, TRANSFER, SIMULTANEOUS_OPEN):
        assert explored(with_stack(what, stack), 1, 1).findings == ()


@pytest.mark.parametrize(
    ("what", "goal"),
    [
        (BY_CLIENT, {"client": State.FIN_WAIT_2, "server": State.LAST_ACK}),
        (BY_CLIENT, {"client": State.TIME_WAIT, "server": State.LAST_ACK}),
        (BY_BOTH, {"client": State.CLOSING, "server": State.CLOSING}),
        (BY_BOTH, {"client": State.CLOSING, "server": State.TIME_WAIT}),
        (SIMULTANEOUS_OPEN, {"client": State.SYN_RECEIVED, "server": State.ESTABLISHED}),
        (OPEN_THEN_CLOSE, {"client": State.FIN_WAIT_2, "server": State.CLOSE_WAIT}),
    ],
)
def test_what_is_reached_is_a_run(what: Experiment, goal: Goal) -> None:
    done = explored(what, 1, 1, goal)
    (finding,) = done.findings
    assert (done.why, finding.broken) == ("reached", False)
    made = timed(what, finding, done.parcels)
    assert made is not None
    assert tuple(goal.values()) in states_met(run(made))


def test_what_cannot_be_is_not_reached() -> None:
    done = explored(BY_CLIENT, 1, 1, {"server": State.FIN_WAIT_1})
    assert (done.why, done.findings) == ("all", ())


@pytest.mark.parametrize(
    "lesson", ["handshake", "syn-lost", "synack-lost", "fin-lost", "fin-ack-lost", "last-ack-lost"]
)
def test_the_states_of_a_lesson_are_among_those_explored(lesson: str) -> None:
    what = open_argument(lesson).experiment
    for client_state, server_state in states_met(run(what)):
        goal = {"client": client_state, "server": server_state}
        assert explored(what, 1, 0, goal).why == "reached"


def test_giving_up_is_met_where_nobody_answers() -> None:
    what = opened(server("crash", 200))
    done = explored(what, 0, 0)
    assert done.findings == ()
    assert Rule.GIVES_UP_SYN in done.rules


def test_the_repetitions_of_three_hosts_do_not_block_each_other() -> None:
    what = experiment(
        server("listen", 0, port=80),
        call("a", "connect", 100, to="server:80"),
        call("b", "connect", 100, to="server:80"),
        hosts=("a", "b", "server"),
    )
    done = explored(what, 1, 1)
    assert (done.why, done.findings) == ("all", ())


def test_it_stops_at_its_bound_and_can_be_left_at_any_time() -> None:
    *_, done = explore(BY_CLIENT, Limits(2, 1, states=100))
    assert done.why == "bound"
    first, *_ = islice(explore(BY_CLIENT, Limits(2, 1)), 3)
    assert (first.why, first.depth) == (None, 0)
