"""Why a run ends: nothing more can happen, its horizon, or too many events."""

from tcplab.sim.network import Fate, Network
from tcplab.sim.run import CAP, Run, run, running
from tests.support.experiments import CONNECT, client, events, experiment, opened, server, told


def test_an_experiment_in_which_nobody_does_anything() -> None:
    done = run(experiment())
    assert (done.why, done.ended, len(done.moments)) == ("quiet", 0, 1)
    assert told(done) == ["0 end: quiet"]


def test_quiet_when_nothing_more_can_happen() -> None:
    done = run(opened())
    assert (done.why, done.ended) == ("quiet", 400)


def test_what_happens_at_the_horizon_still_happens() -> None:
    assert told(opened(horizon=300))[-3:] == [
        "300 client connect: ok",
        "300 client sends 2: ACK 101 ack 301",
        "300 end: horizon",
    ]


def test_it_ends_at_its_horizon_even_if_nothing_happens_there() -> None:
    assert told(opened(horizon=399))[-1] == "399 end: horizon"


def test_a_horizon_after_the_end_is_no_end() -> None:
    assert told(opened(horizon=1_000_000))[-1] == "400 end: quiet"


def test_the_horizon_at_the_very_beginning() -> None:
    assert told(opened(horizon=0)) == [
        "0 server listen: ok",
        "0 server CLOSED > LISTEN",
        "0 end: horizon",
    ]


def test_the_cap_is_100000_steps() -> None:
    assert CAP == 100_000


def test_limit_when_too_much_happens() -> None:
    done = run(opened(), cap=3)
    assert (done.why, len(done.moments), done.ended) == ("limit", 4, 200)
    assert told(done)[-1] == "200 end: limit"


def test_whoever_is_quiet_at_the_cap_is_quiet() -> None:
    steps = len(run(opened()).moments) - 1
    assert run(opened(), cap=steps).why == "quiet"
    assert run(opened(), cap=steps - 1).why == "limit"
    assert run(opened(horizon=399), cap=steps - 1).why == "horizon"


def test_an_endless_run_in_one_millisecond_ends_too() -> None:
    # Without delay, and with a time-out of no time between two hosts that never agree.
    endless = experiment(
        CONNECT, server("connect", 100, to="client:1"), network=Network(delay_ms=0, duplicate=1.0)
    )
    assert run(endless, cap=500).why in ("quiet", "limit")


def test_moments_are_numbered_and_time_does_not_run_backwards() -> None:
    done = run(opened(client("close", 1_000), server("close", "end-of-stream")))
    assert [moment.index for moment in done.moments] == list(range(len(done.moments)))
    times = [moment.world.now for moment in done.moments]
    assert times == sorted(times)
    assert done.moments[0].step is None
    assert all(m.step is not None and m.step.world is m.world for m in done.moments[1:])


def test_a_lost_segment_is_a_moment_of_its_own() -> None:
    done = run(experiment(CONNECT, fates=(Fate("client", 1, "lose"),), horizon=300))
    assert [m.step.remark for m in done.moments if m.step] == [None, "lost"]
    assert done.moments[-1].world.now == 200


def test_a_run_in_pieces_is_the_run() -> None:
    what = opened(client("close", 1_000))
    *pieces, last = running(what)
    assert pieces.count(None) == len(pieces) >= len(run(what).moments) - 1
    assert isinstance(last, Run)
    assert last.moments == run(what).moments


def test_the_last_line_holds_every_connection_of_the_run() -> None:
    what = opened(client("connect", 1_000, to="server:81"), client("close", 2_000), horizon=5_000)
    (end,) = events(what, "end")
    assert end["hosts"] == {
        "client": {
            "connections": {
                "client:40000-server:80": "FIN-WAIT-2",
                "client:40001-server:81": "CLOSED",
            }
        },
        "server": {"connections": {"server:80": "LISTEN", "server:80-client:40000": "CLOSE-WAIT"}},
    }
