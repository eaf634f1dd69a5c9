"""From where a run stands to every state and every edge of figure 5, as an edit of it."""

from functools import cache

import pytest
from msgspec.structs import replace

from tcplab.engine.diagram import edge_of
from tcplab.engine.tcb import State
from tcplab.files.lessons import read_lesson
from tcplab.lab.diagram_layout import EDGES
from tcplab.lab.state_story import next_moment
from tcplab.lab.way_there import IMPOSSIBLE, MOST, Search, Way, comes_to, way_there
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Cut, Network
from tcplab.sim.run import Run, run
from tcplab.sim.world import Step
from tests.support.experiments import LISTEN, client, experiment, opened, server

HANDSHAKE = run(read_lesson("handshake").experiment)
END = len(HANDSHAKE.moments) - 1
OPEN = run(opened())


def found(start: Run, index: int, place: str, **limits: int) -> Search:
    searches = list(way_there(start, index, place, **limits))
    assert [one.over for one in searches] == [False] * (len(searches) - 1) + [True]
    return searches[-1]


def way(start: Run, index: int, place: str) -> Way:
    found_way = found(start, index, place).way
    assert found_way is not None
    return found_way


@cache
def from_handshake(place: str) -> Way:
    """From the end of the handshake; several tests look at the same way."""
    return way(HANDSHAKE, END, place)


def added(start: Experiment, made: Way) -> list[str]:
    """What a way adds, in a few words."""
    calls = made.experiment.calls[len(start.calls) :]
    fates = made.experiment.fates[len(start.fates) :]
    return [f"{one.host} {one.do} {one.at_ms}" for one in calls] + [
        f"{one.host}:{one.segment} {one.do}" for one in fates
    ]


def step_at(done: Run, index: int) -> Step:
    step = done.moments[index].step
    assert step is not None
    return step


def check(start: Run, index: int, place: str, made: Way) -> None:
    """It is there at its moment, not before, and everything until `index` is as it was."""
    done = run(made.experiment)
    assert made.moment > index
    assert comes_to(step_at(done, made.moment), place)
    assert next_moment(done, index, place) == made.moment
    for old, new in zip(start.moments[: index + 1], done.moments, strict=False):
        assert (old.world.now, old.world.hosts) == (new.world.now, new.world.hosts)
        if old.index:
            assert step_at(start, old.index).happened == step_at(done, new.index).happened
    assert made.experiment.calls[: len(start.experiment.calls)] == start.experiment.calls
    assert made.experiment.network == start.experiment.network
    assert made.experiment.title == start.experiment.title


@pytest.mark.parametrize("state", [state.value for state in State])
def test_every_state_is_reached_from_the_end_of_the_handshake(state: str) -> None:
    check(HANDSHAKE, END, state, from_handshake(state))


@pytest.mark.parametrize("edge", sorted(EDGES.keys() - IMPOSSIBLE))
def test_every_edge_that_programs_can_take_is_taken(edge: str) -> None:
    made = from_handshake(edge)
    check(HANDSHAKE, END, edge, made)
    step = step_at(run(made.experiment), made.moment)
    taken = [edge_of(one.line) for one in step.happened]
    assert edge in [f"{one[0].value}>{one[1].value}" for one in taken if one is not None]


def test_no_program_makes_a_listener_call() -> None:
    assert sorted(IMPOSSIBLE) == ["LISTEN>SYN-SENT"]
    assert found(HANDSHAKE, END, "LISTEN>SYN-SENT") == Search(0, over=True)


def test_as_little_is_added_as_will_do() -> None:
    before = HANDSHAKE.experiment

    def steps(place: str) -> list[str]:
        return added(before, from_handshake(place))

    assert steps("FIN-WAIT-2") == ["client close 500"]
    assert steps("CLOSING") == ["client close 500", "server close 500"]
    assert steps("LAST-ACK") == ["client close 500", "server close 600"]
    assert steps("FIN-WAIT-2>TIME-WAIT") == ["client close 500", "server close 700"]
    assert steps("SYN-SENT>SYN-RECEIVED") == ["client connect 500", "server connect 500"]
    assert steps("TIME-WAIT>TIME-WAIT")[-1] == "server:2 duplicate"
    assert from_handshake("TIME-WAIT>TIME-WAIT").added == MOST


def test_what_is_on_the_wire_can_meet_with_a_mishap() -> None:
    """The ACK of the FIN and the last FIN are under way: only a lost ACK brings the FIN again."""
    closed = run(opened(client("close", 1_000), server("close", "end-of-stream")))
    index = next(
        one.index for one in closed.moments if one.step and comes_to(one.step, "TIME-WAIT")
    )
    made = way(closed, index, "TIME-WAIT>TIME-WAIT")
    check(closed, index, "TIME-WAIT>TIME-WAIT", made)
    assert added(closed.experiment, made) == ["client:4 lose"]


def test_a_run_that_ends_too_early_is_given_more_time() -> None:
    short = run(replace(opened(client("close", 1_000)), horizon_ms=1_050))
    index = len(short.moments) - 1
    made = way(short, index, "FIN-WAIT-2")
    check(short, index, "FIN-WAIT-2", made)
    assert made.added == 0
    assert made.experiment == replace(short.experiment, horizon_ms=2_200)


def test_chance_goes_on_as_before() -> None:
    rough = run(replace(opened(), network=Network(loss=0.3, jitter_ms=80, seed=4)))
    index = len(rough.moments) - 1
    check(rough, index, "CLOSING", way(rough, index, "CLOSING"))


def test_from_the_very_beginning_of_an_empty_experiment() -> None:
    empty = run(experiment())
    check(empty, 0, "SYN-RECEIVED", way(empty, 0, "SYN-RECEIVED"))


def test_a_host_that_is_down_is_rebooted() -> None:
    crashed = run(opened(server("crash", 1_000)))
    index = len(crashed.moments) - 1
    assert crashed.moments[index].world.hosts[1].connections == {}
    made = way(crashed, index, "LISTEN>CLOSED")
    check(crashed, index, "LISTEN>CLOSED", made)


def test_where_every_cable_is_out_nothing_is_found() -> None:
    cut = run(replace(experiment(LISTEN), cuts=(Cut("server", 0, 2**31 - 1),)))
    nothing = found(cut, 1, "ESTABLISHED", tries=400)
    assert nothing.way is None
    assert 0 < nothing.tries <= 400


def test_the_bound_on_runs_ends_the_search() -> None:
    assert found(HANDSHAKE, END, "TIME-WAIT>TIME-WAIT", tries=50) == Search(50, over=True)
