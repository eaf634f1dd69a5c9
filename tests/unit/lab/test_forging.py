"""Forged segments that fit, at whatever moment, and what a window makes of others."""

import pytest
from msgspec.structs import replace

from tcplab.lab.forging import Aim, aim, forged
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Injection
from tcplab.sim.run import run
from tests.support.experiments import client, experiment, final_states, opened, server, told

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))


def with_one(what: Experiment, target: str, at: int, by: str | None = None) -> Experiment:
    return replace(what, injections=(forged(run(what), target, at, by),))


def test_a_reset_fits_and_does_its_work() -> None:
    what = with_one(opened(), "server", 1_000)
    assert what.injections == (
        Injection("client:40000", "server:80", 1_000, ("RST",), seq=101),
    )  # fmt: skip
    assert "1000 server ESTABLISHED > CLOSED" in told(what, "state")


@pytest.mark.parametrize("at", [450, 1_600, 1_750, 3_650, 3_900])
@pytest.mark.parametrize("target", ["client", "server"])
def test_at_any_moment_of_a_connection_it_is_the_next_number(target: str, at: int) -> None:
    what = with_one(CLOSED, target, at)
    met = aim(run(CLOSED), what.injections[0])
    assert met.place in ("next", "none")
    if met.place == "next":
        assert what.injections[0].seq == met.low
        assert f"{at} {target} {met.state} > CLOSED" in told(what, "state")


def test_who_waits_for_an_answer_gets_one() -> None:
    what = with_one(opened(), "client", 150)
    assert (what.injections[0].flags, what.injections[0].ack) == (("SYN", "ACK"), 101)
    assert "150 client SYN-SENT > ESTABLISHED" in told(what, "state")


def test_a_listener_gets_a_syn_and_so_does_a_host_without_any_socket() -> None:
    what = with_one(experiment(server("listen", 0, port=99)), "server", 500)
    assert what.injections[0].to == "server:99"
    assert "500 server LISTEN > SYN-RECEIVED" in told(what, "state")
    nobody = with_one(experiment(), "server", 500)
    assert "500 server sends 1: RST,ACK 0 ack 101" in told(nobody, "send")
    alone = with_one(experiment(hosts=("server",)), "server", 500)
    assert alone.injections[0].from_.startswith("10.")


def test_a_third_host_draws_it_and_pretends_to_be_the_peer() -> None:
    what = opened(hosts=("client", "server", "attacker"))
    injection = forged(run(what), "server", 900, "attacker")
    assert (injection.by, injection.from_) == ("attacker", "client:40000")
    assert final_states(replace(what, injections=(injection,)))["server"]["server:80"] == "LISTEN"


def test_a_window_is_told_of() -> None:
    done = run(opened())
    one = forged(done, "server", 900)
    window = done.moments[-1].world.hosts[1].connections.values()
    size = max(connection.tcb.rcv_wnd for connection in window)
    assert aim(done, one) == Aim("server", "ESTABLISHED", "next", 101, size, 301)
    assert aim(done, replace(one, seq=102)).place == "inside"
    assert aim(done, replace(one, seq=100)).place == "outside"
    assert aim(done, replace(one, seq=101 + size)).place == "outside"
    assert aim(done, replace(one, from_="x:1")) == Aim("server", "LISTEN", "none")
    assert aim(done, replace(one, to="client:7", from_="x:1")).state == "CLOSED"
    assert aim(done, replace(one, at_ms=0)).state == "CLOSED"


def test_timestamps_that_were_agreed_on_are_borne() -> None:
    linux = tuple(HostSetup(name, "linux") for name in ("client", "server"))
    what = opened(client("send", 900, octets=10), hosts=linux)
    injection = forged(run(what), "server", 2_000)
    assert injection.timestamp is not None
    states = told(replace(what, injections=(injection,)), "state")
    assert "2000 server ESTABLISHED > CLOSED" in states
