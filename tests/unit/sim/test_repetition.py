"""`times` and `every_ms` repeat a call or an injection."""

from msgspec.structs import replace

from tcplab.sim.run import run
from tcplab.sim.world import Arrived
from tests.support.experiments import (
    LISTEN,
    calls,
    client,
    events,
    experiment,
    inject,
    opened,
    server,
    told,
)


def test_a_call_at_a_time() -> None:
    what = opened(client("send", 1_000, octets=1, times=3, every_ms=50), horizon=5_000)
    assert calls(what, "client")[1:] == [
        "1000 client send: ok",
        "1050 client send: ok",
        "1100 client send: ok",
    ]


def test_a_call_on_a_condition() -> None:
    what = opened(server("send", "accepted", octets=1, times=3, every_ms=50, after_ms=10))
    assert calls(what, "server")[1:] == [
        "410 server send: ok",
        "460 server send: ok",
        "510 server send: ok",
    ]


def test_all_at_once() -> None:
    for when in (1_000, "connected"):
        what = opened(client("send", when, octets=1, times=3), horizon=5_000)
        assert len({line.split()[0] for line in calls(what, "client")[1:]}) == 1
        assert len(calls(what, "client")) == 4


def test_repetitions_of_one_millisecond_come_in_file_order() -> None:
    what = opened(
        client("send", "connected", octets=1, times=2),
        client("send", "connected", octets=5, times=2),
        horizon=300,
    )
    lengths = [one["segment"]["length"] for one in events(what, "send", host="client")]
    assert lengths == [0, 1, 1, 5, 5]  # the SYN first


def test_repetitions_act_where_the_condition_held() -> None:
    what = opened(
        client("connect", 500, to="server:80"),
        server("send", "accepted", octets=1, times=2, every_ms=1_000),
    )
    went = {one["connection"] for one in events(what, "deliver")}
    assert went == {"client:40000-server:80"}


def test_an_injection() -> None:
    forged = inject("client:5000", "server:80", 500, "SYN", seq=90, times=3, every_ms=10)
    what = experiment(LISTEN, injections=(forged,), horizon=600)
    assert [one["t"] for one in events(what, "receive", host="server")] == [500, 510, 520]


def test_injections_that_meet_come_in_file_order() -> None:
    first = inject("client:5000", "server:81", 100, "ACK", ack=1, times=3, every_ms=10)
    second = replace(first, at_ms=110, ack=2)
    what = experiment(injections=(first, second), horizon=150)
    assert [(one["t"], one["segment"]["ack"]) for one in events(what, "receive")] == [
        (100, 1),
        (110, 1),
        (110, 2),
        (120, 1),
        (120, 2),
        (130, 2),
    ]


def test_repetition_goes_on_after_a_refusal() -> None:
    what = opened(client("send", 250, octets=1, times=2, every_ms=100), client("close", 300))
    assert calls(what, "client")[:2] == ["250 client send: ok", "300 client connect: ok"]


def test_many_connections_at_once() -> None:
    what = experiment(LISTEN, client("connect", 100, to="server:80", times=50))
    assert calls(what, "client") == ["300 client connect: ok"] * 50
    assert len(told(what, "send", host="client")) == 100


def test_what_is_repeated_for_ever_costs_nothing_before_its_turn() -> None:
    for_ever = 2**31 - 1  # laid out, they would fill the memory
    flood = inject("9.9.9.9:1", "server:80", 900, "ACK", ack=1, times=for_ever, every_ms=10)
    what = opened(client("send", 1_000, octets=1, times=for_ever, every_ms=10), injections=(flood,))
    begun = run(what, cap=60)
    assert begun.why == "limit"
    assert [one.id for one in (m.step.cause.flight for m in begun.moments[1:] if m.step
            and isinstance(m.step.cause, Arrived)) if one.injected][:3] == [-1, -2, -3]  # fmt: skip
    assert run(replace(what, title="again"), begun, cap=200).moments == run(what, cap=200).moments
