"""O_NONBLOCK: the program goes on, and learns later what has become of it."""

from tcplab.sim.experiment import Call
from tests.support.experiments import LISTEN, calls, client, experiment, server

MADE = (
    client("socket", 0, makes="own"),
    client("setsockopt", 0, socket="own", option="O_NONBLOCK", value=1),
)
CONNECT = client("connect", 100, socket="own", to="server:80")


def own(*more: Call, listens: bool = True) -> list[str]:
    """What the client's calls on its socket return, from connect() on."""
    listening = (LISTEN,) if listens else ()
    return calls(experiment(*listening, *MADE, CONNECT, *more, horizon=5_000), "client")[2:]


def test_connect_goes_on_alone() -> None:
    assert own(
        client("connect", 150, socket="own", to="server:80"),
        client("connect", 500, socket="own", to="server:80"),
        client("send", 600, socket="own", octets=1),
    ) == [
        "100 client connect: EINPROGRESS",
        "150 client connect: EALREADY",
        "500 client connect: EISCONN",
        "600 client send: ok",
    ]


def test_the_next_call_tells_why_it_failed() -> None:
    again = client("connect", 500, socket="own", to="server:80")
    assert own(again, again.with_time(600), listens=False) == [
        "100 client connect: EINPROGRESS",
        "500 client connect: ECONNREFUSED",
        "600 client connect: EINPROGRESS",
    ]
    sends = client("send", 500, socket="own", octets=1)
    assert own(sends, sends.with_time(600), listens=False)[1:] == [
        "500 client send: ECONNREFUSED",
        "600 client send: EPIPE",
    ]


def test_recv_does_not_wait() -> None:
    asks = client("recv", 500, socket="own")
    assert own(asks, server("send", 600, octets=3), asks.with_time(800), asks.with_time(801)) == [
        "100 client connect: EINPROGRESS",
        "500 client recv: EAGAIN",
        "800 client recv: ok",
        "801 client recv: EAGAIN",
    ]
    ends = own(server("close", 500), asks.with_time(800), asks.with_time(801))
    assert ends[1:] == ["800 client recv: ok", "801 client recv: ok"]


def test_accept_does_not_wait() -> None:
    what = experiment(
        LISTEN,
        server("setsockopt", 1, option="O_NONBLOCK", value=1),
        server("accept", 50),
        client("connect", 100, to="server:80"),
        server("accept", 500),
        horizon=1_000,
    )
    assert calls(what, "server")[2:] == ["50 server accept: EAGAIN", "500 server accept: ok"]


def test_it_can_be_made_to_wait_again() -> None:
    waits = client("setsockopt", 50, socket="own", option="O_NONBLOCK", value=0)
    assert own(waits)[1:] == ["300 client connect: ok"]
