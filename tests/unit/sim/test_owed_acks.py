"""When an ACK that is owed leaves: with whatever can carry it, else in the step that owes it."""

from tcplab.engine.segment import ACK, FIN
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.run import Run, run
from tcplab.sim.world import Arrived, Settled

HOSTS = (HostSetup("client", iss=100), HostSetup("server", iss=300))
OPENED = (
    Call("server", "listen", at_ms=0, port=80),
    Call("client", "connect", at_ms=100, to="server:80"),
)


def ran(*calls: Call) -> Run:
    return run(Experiment("owed", HOSTS, calls=OPENED + calls))


def test_of_two_arrivals_in_one_millisecond_each_brings_its_own_ack() -> None:
    run = ran(Call("client", "close", at_ms=1_000), Call("server", "close", at_ms=1_000))
    steps = [moment.step for moment in run.moments if moment.step and moment.world.now == 1_100]
    assert [type(step.cause) for step in steps] == [Arrived, Arrived]
    assert [[(f.source.host, f.segment.flags, f.segment.ack) for f in s.sent] for s in steps] == [
        [("server", ACK, 102)],
        [("client", ACK, 302)],
    ]


def test_a_call_in_the_same_millisecond_carries_the_ack() -> None:
    run = ran(Call("client", "close", at_ms=1_000), Call("server", "close", when="end-of-stream"))
    sent = [flight for flight in run.flights if flight.sent == 1_100]
    assert [(f.segment.flags, f.segment.ack) for f in sent] == [(FIN | ACK, 102)]
    assert not any(isinstance(m.step.cause, Settled) for m in run.moments if m.step)


def test_a_call_at_a_fixed_time_carries_it_too() -> None:
    run = ran(Call("client", "close", at_ms=1_000), Call("server", "close", at_ms=1_100))
    sent = [flight for flight in run.flights if flight.sent == 1_100]
    assert [(f.segment.flags, f.segment.ack) for f in sent] == [(FIN | ACK, 102)]
