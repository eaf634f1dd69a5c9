"""A run as the events of `tcplab trace --json`: plain dicts in the order of happening.

The keys are a contract with other programs; they are never renamed.
"""

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tcplab.engine.events import Deliver
from tcplab.engine.segment import ACK, Segment, flag_names
from tcplab.sim.network import Endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Called, Flight, Happened, RanOut, Returned, Step

Event = dict[str, Any]


@lru_cache(maxsize=4_096)  # for all that a run tells of a connection
def connection_name(local: Endpoint, remote: Endpoint | None) -> str:
    """`client:40000-server:80` as the host of `local` sees it; a listener is `server:80`."""
    return f"{local}" if remote is None else f"{local}-{remote}"


def trace(run: Run) -> Iterator[Event]:
    """All events, each cause before its effects, and the line that ends them."""
    states: dict[str, dict[str, str]] = {host.name: {} for host in run.experiment.hosts}
    for moment in run.moments:
        if moment.step is not None:
            _remember(states, moment.step)
            yield from step_events(moment.step)
    yield {
        "t": run.ended,
        "event": "end",
        "why": run.why,
        "hosts": {name: {"connections": known} for name, known in states.items()},
    }


def _remember(states: dict[str, dict[str, str]], step: Step) -> None:
    for one in step.happened:
        if one.line.before.state is not one.line.after.state:
            name = connection_name(one.local, one.remote)
            states[one.host][name] = one.line.after.state.value


def step_events(step: Step) -> Iterator[Event]:
    """One step: its cause, then receive, state, deliver, calls that return, send."""
    now = step.world.now
    yield from _cause(step, now)
    for one in step.happened:
        if one.line.before.state is not one.line.after.state:
            yield {
                "t": now,
                "event": "state",
                "host": one.host,
                "connection": connection_name(one.local, one.remote),
                "from": one.line.before.state.value,
                "to": one.line.after.state.value,
                "rule": one.line.rule.value,
            }
    for one in step.happened:
        yield from _delivered(one, now)
    for returned in step.returned:
        if not _is_cause(step, returned):
            yield _call(returned, now)
    for flight in step.sent:
        yield _send(flight)


def _cause(step: Step, now: int) -> Iterator[Event]:
    match step.cause:
        case Called():
            for returned in step.returned:
                if _is_cause(step, returned):
                    yield _call(returned, now)
        case Arrived(flight) if step.remark != "host-down":
            yield {
                "t": now,
                "event": "receive",
                "host": flight.destination.host,
                "nth": flight.nth,
                "from": flight.source.host,
                "segment": segment_value(flight.segment),
                "injected": flight.injected,
            }
        case RanOut(host, key, timer):
            yield {
                "t": now,
                "event": "timer",
                "host": host,
                "timer": timer.value,
                "connection": connection_name(Endpoint(host, key[0]), key[1]),
            }


def _is_cause(step: Step, returned: Returned) -> bool:
    return isinstance(step.cause, Called) and step.cause.index == returned.index


def _call(returned: Returned, now: int) -> Event:
    return {
        "t": now,
        "event": "call",
        "host": returned.call.host,
        "call": returned.call.do,
        "result": returned.result,
    }


def _delivered(one: Happened, now: int) -> Iterator[Event]:
    for effect in one.line.effects:
        if isinstance(effect, Deliver):
            yield {
                "t": now,
                "event": "deliver",
                "host": one.host,
                "connection": connection_name(one.local, one.remote),
                "octets": len(effect.octets),
            }


def _send(flight: Flight) -> Event:
    return {
        "t": flight.sent,
        "event": "send",
        "host": flight.source.host,
        "nth": flight.nth,
        "to": flight.destination.host,
        "segment": segment_value(flight.segment),
        "fate": "lost" if flight.lost else "delivered",
        "arrives": None if flight.lost else flight.due,
        "retransmission": flight.retransmission,
        "copy": flight.copy,
    }


def segment_value(segment: Segment) -> Event:
    """A segment with absolute numbers; `ack` is null without ACK."""
    return {
        "flags": list(flag_names(segment.flags)),
        "seq": segment.seq,
        "ack": segment.ack if segment.flags & ACK else None,
        "window": segment.window,
        "length": len(segment.data),
    }
