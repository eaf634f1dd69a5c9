"""Which calls are offered, why the others are not, and where a call by hand is put."""

import pytest

from tcplab.lab.calls_picture import (
    CallsPicture,
    HostCalls,
    Offer,
    calls_picture,
    moment_of_call,
    with_call,
)
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.run import Run, run
from tests.support.experiments import client, experiment, opened, server, told

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))


def index_at(done: Run, now: int) -> int:
    return max(m.index for m in done.moments if m.world.now <= now)


def at(what: Experiment, now: int) -> CallsPicture:
    done = run(what)
    return calls_picture(done, index_at(done, now))


def of(picture: CallsPicture, host: str) -> HostCalls:
    return next(one for one in picture.hosts if one.host == host)


def possible(what: Experiment, now: int, host: str) -> list[str]:
    return [offer.call.do for offer in of(at(what, now), host).offers if offer.refusal is None]


def offer(what: Experiment, now: int, host: str, do: str) -> Offer:
    return next(one for one in of(at(what, now), host).offers if one.call.do == do)


@pytest.mark.parametrize(
    ("now", "client_can", "server_can"),
    [
        (0, "connect listen", "connect close abort"),
        (100, "send shutdown close abort", "connect close abort"),
        (1_000, "send shutdown close abort", "send shutdown close abort"),
        (1_500, "abort", "send shutdown close abort"),
        (1_600, "abort", "send shutdown close abort"),
        (3_600, "abort", "abort"),
        (3_700, "abort", "abort"),
    ],
)
def test_what_can_be_called_in_each_state(now: int, client_can: str, server_can: str) -> None:
    assert possible(CLOSED, now, "client") == client_can.split()
    assert possible(CLOSED, now, "server") == server_can.split()


def test_every_host_is_offered_the_same_six() -> None:
    picture = at(CLOSED, 1_000)
    assert [one.state for one in picture.hosts] == ["ESTABLISHED", "ESTABLISHED"]
    for host in picture.hosts:
        assert [one.call.do for one in host.offers] == [
            *("connect", "listen", "send", "shutdown", "close", "abort"),
        ]


def test_the_reason_is_the_rfcs() -> None:
    refusal = offer(CLOSED, 3_600, "server", "close").refusal
    assert refusal is not None
    assert (refusal.call, refusal.state) == ("CLOSE", "LAST-ACK")
    assert refusal.error == "error: connection closing"
    assert refusal.citation == "RFC 9293 §3.10.4"


def test_where_the_rfc_would_allow_it_the_socket_gives_the_reason() -> None:
    refusal = offer(CLOSED, 0, "server", "send").refusal
    assert refusal is not None
    assert (refusal.error, refusal.citation) == ("ENOTCONN", "")


def result_of_last_call(what: Experiment) -> str | None:
    """What the experiment's last call returned; None if it never did."""
    last = len(what.calls) - 1
    steps = [moment.step for moment in run(what).moments if moment.step]
    results = [one.result for step in steps for one in step.returned if one.index == last]
    return results[0] if results else None


@pytest.mark.parametrize("now", [0, 100, 250, 300, 1_000, 1_500, 1_600, 3_600, 3_700, 70_000])
def test_what_is_offered_succeeds_and_what_is_refused_fails(now: int) -> None:
    done = run(CLOSED)
    index = index_at(done, now)
    for host in calls_picture(done, index).hosts:
        for one in host.offers:
            result = result_of_last_call(with_call(CLOSED, one.call, done, index))
            if one.refusal is None and one.call.do != "connect":  # which waits for its answer
                assert result == "ok", one
            # What the RFC refuses to one connection, connect(), listen() and close() may do with
            # another port or the listener.
            elif one.call.do in ("send", "shutdown"):
                assert result not in ("ok", None), one


def test_in_syn_received_only_the_listener_can_be_closed() -> None:
    assert offer(CLOSED, 200, "server", "close").on_listener
    assert not offer(CLOSED, 1_000, "server", "close").on_listener


def test_connect_calls_whoever_listens_and_on_which_port() -> None:
    plan = experiment(server("listen", 500, port=7), hosts=("client", "other", "server"))
    assert offer(plan, 0, "client", "connect").call.to == "other:80"
    assert offer(plan, 500, "client", "connect").call.to == "server:7"
    assert offer(plan, 0, "server", "listen").call.port == 7


def test_a_single_host_cannot_connect() -> None:
    lonely = experiment(hosts=("server",))
    assert "connect" not in [one.call.do for one in of(at(lonely, 0), "server").offers]


def test_accept_and_recv_are_offered_where_the_host_does_not_do_so_itself() -> None:
    slow = opened(server("accept", 5_000), hosts=("client", HostSetup("server", reads=False)))
    assert {"accept", "recv"} <= set(possible(slow, 400, "server")) | {"recv"}
    assert possible(slow, 1_000, "client") == ["send", "shutdown", "close", "abort"]
    names = [one.call.do for one in of(at(slow, 1_000), "server").offers]
    assert names[-2:] == ["accept", "recv"]


def test_a_crashed_host_can_call_nothing() -> None:
    down = opened(server("crash", 1_000))
    assert possible(down, 1_000, "server") == []


def test_an_experiment_without_calls_is_untouched() -> None:
    assert at(experiment(), 0).untouched
    assert not at(CLOSED, 0).untouched


def pressed(what: Experiment, now: int, call: Call) -> tuple[Run, Run, int, Experiment]:
    done = run(what)
    index = index_at(done, now)
    edited = with_call(what, call, done, index)
    return done, run(edited, done), index, edited


@pytest.mark.parametrize("now", [0, 100, 200, 300, 400, 1_500, 1_600, 1_700, 3_600, 3_700, 63_700])
def test_a_call_by_hand_changes_nothing_up_to_the_cursor(now: int) -> None:
    done, again, index, edited = pressed(CLOSED, now, server("abort", now))
    assert again.moments[: index + 1] == done.moments[: index + 1]
    assert edited.calls[:-1] == CLOSED.calls
    moment = moment_of_call(again, len(edited.calls) - 1)
    assert moment is not None
    assert moment > index
    assert again.moments[moment].world.now in (now, now + 1)


def test_a_close_right_after_the_acknowledgment_of_a_fin_does_not_take_it_back() -> None:
    half = opened(client("close", 1_500))
    _, again, _, _ = pressed(half, 1_600, server("close", 1_600))
    assert told(again, "send", host="server")[-2:] == [
        "1600 server sends 2: ACK 301 ack 102",
        "1601 server sends 3: FIN,ACK 301 ack 102",
    ]


def test_a_call_in_a_quiet_millisecond_is_made_in_it() -> None:
    _, _, _, edited = pressed(CLOSED, 400, client("close", 400))
    assert edited.calls[-1].at_ms == 400


def test_a_call_that_is_never_made_has_no_moment() -> None:
    done = run(opened(server("close", "reset")))
    assert moment_of_call(done, 2) is None
