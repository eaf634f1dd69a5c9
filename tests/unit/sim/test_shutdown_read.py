"""shutdown(SHUT_RD): recv() returns 0 without a word to the peer."""

from tcplab.lab.trace import trace
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.run import Run, run

HOSTS = (HostSetup("client"), HostSetup("server"))
OPENED = (
    Call("server", "listen", at_ms=0, port=80),
    Call("client", "connect", at_ms=100, to="server:80"),
)


def ran(*calls: Call) -> Run:
    return run(Experiment("SHUT_RD", HOSTS, calls=OPENED + calls))


def recv_results(run: Run) -> list[tuple[int, str]]:
    return [(e["t"], e["result"]) for e in trace(run) if e.get("call") == "recv"]


def test_a_recv_that_waits_returns() -> None:
    run = ran(Call("client", "recv", at_ms=500), Call("client", "shutdown", at_ms=600, how="read"))
    assert recv_results(run) == [(600, "ok")]
    assert [flight for flight in run.flights if flight.sent >= 500] == []


def test_a_later_recv_returns_at_once() -> None:
    run = ran(Call("client", "shutdown", at_ms=600, how="read"), Call("client", "recv", at_ms=700))
    assert recv_results(run) == [(700, "ok")]


def test_octets_that_come_nevertheless_are_acknowledged_and_can_be_read() -> None:
    run = ran(
        Call("client", "shutdown", at_ms=600, how="read"),
        Call("server", "send", at_ms=700, octets=50),
        Call("client", "recv", at_ms=900),
    )
    assert [(f.sent, f.segment.ack) for f in run.flights if f.sent > 700] == [(800, 351)]
    assert [e["octets"] for e in trace(run) if e["event"] == "deliver"] == [50]
