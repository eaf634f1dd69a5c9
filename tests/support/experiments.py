"""Experiments in a few words, and runs as lines that a test can read and compare."""

from collections.abc import Iterator
from typing import Any

from tcplab.engine.tcb import Tcb
from tcplab.lab.trace import Event, trace
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network
from tcplab.sim.run import Run, run
from tests.support.contract import breaches


def call(host: str, do: str, at: int | str, **arguments: Any) -> Call:
    """A call at a time (ms), or `when` something holds."""
    moment = {"at_ms": at} if isinstance(at, int) else {"when": at}
    return Call(host, do, **moment, **arguments)  # type: ignore[arg-type]


def client(do: str, at: int | str, **arguments: Any) -> Call:
    """A call of the host "client"."""
    return call("client", do, at, **arguments)


def server(do: str, at: int | str, **arguments: Any) -> Call:
    """A call of the host "server"."""
    return call("server", do, at, **arguments)


def inject(source: str, to: str, at: int, flags: str, **numbers: Any) -> Injection:
    """A forged segment; `flags` as in "SYN ACK"."""
    return Injection(source, to, at, tuple(flags.split()), **numbers)  # type: ignore[arg-type]


LISTEN = server("listen", 0, port=80)
CONNECT = client("connect", 100, to="server:80")


def experiment(
    *calls: Call,
    hosts: tuple[HostSetup | str, ...] = ("client", "server"),
    network: Network | None = None,
    fates: tuple[Fate, ...] = (),
    injections: tuple[Injection, ...] = (),
    cuts: tuple[Cut, ...] = (),
    horizon: int | None = None,
) -> Experiment:
    """An experiment; a host that is only a name is a textbook host."""
    return Experiment(
        "A test",
        tuple(HostSetup(one) if isinstance(one, str) else one for one in hosts),
        horizon,
        network or Network(),
        calls,
        fates,
        injections,
        cuts,
    )


def opened(*calls: Call, **parts: Any) -> Experiment:
    """The server listens at 0 and the client connects at 100, whatever else happens."""
    return experiment(LISTEN, CONNECT, *calls, **parts)


def events(what: Experiment | Run, *kinds: str, host: str | None = None) -> list[Event]:
    """The trace's events, of some kinds (all if none is named) and of one host or all.

    Whoever asks has the promise of the trace checked for the whole run.
    """
    found = list(trace(what if isinstance(what, Run) else run(what)))
    assert list(breaches(found)) == []
    return [
        one
        for one in found
        if (not kinds or one["event"] in kinds) and host in (None, one.get("host"))
    ]


def told(what: Experiment | Run, *kinds: str, host: str | None = None) -> list[str]:
    """The same, one line an event."""
    return [line(one) for one in events(what, *kinds, host=host)]


def line(event: Event) -> str:
    """One event in a line, such as `100 client sends 1: SYN 100`."""
    return " ".join([str(event["t"]), *_words(event)])


def _words(event: Event) -> Iterator[str]:
    match event:
        case {"event": "call", "host": host, "call": deed, "result": result}:
            yield from (host, f"{deed}: {result}")
        case {"event": "send", "host": host, "nth": nth}:
            yield from (host, "sends", f"{nth}:", segment_words(event["segment"]))
            marks = {"again": event["retransmission"], "copy": event["copy"]}
            yield from (word for word, holds in marks.items() if holds)
            yield from ["lost"] * (event["fate"] == "lost")
        case {"event": "receive", "host": host, "from": sender, "nth": nth}:
            yield from (host, "gets", sender, f"{nth}:", segment_words(event["segment"]))
        case {"event": "state", "host": host, "from": before, "to": after}:
            yield from (host, before, ">", after)
        case {"event": "deliver", "host": host, "octets": octets}:
            yield from (host, "reads", str(octets))
        case {"event": "timer", "host": host, "timer": timer}:
            yield from (host, "timer", timer)
        case {"event": "end", "why": why}:
            yield from ("end:", why)


def segment_words(segment: Event) -> str:
    """Such as `FIN,ACK 101 ack 301 len 20`."""
    text = f"{','.join(segment['flags'])} {segment['seq']}"
    if segment["ack"] is not None:
        text += f" ack {segment['ack']}"
    return text + (f" len {segment['length']}" if segment["length"] else "")


def calls(what: Experiment | Run, host: str | None = None) -> list[str]:
    """What the calls returned, such as `100 client connect: ok`."""
    return told(what, "call", host=host)


def tcbs(what: Run) -> Iterator[tuple[str, Tcb]]:
    """Every Tcb of every moment, with its host's name."""
    for moment in what.moments:
        for host in moment.world.hosts:
            for connection in host.connections.values():
                yield host.name, connection.tcb


def final_states(what: Experiment | Run) -> dict[str, dict[str, str]]:
    """Each host's connections with their last states, as the trace's last line tells."""
    last = events(what, "end")[-1]
    return {name: one["connections"] for name, one in last["hosts"].items()}
