"""What `tcplab trace --json` promises, as a check of all events of one run.

Strict: every key, every type, every value, and what events must say of each other.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tcplab.engine.rules import Rule
from tcplab.engine.tcb import State, Timer
from tcplab.sim.experiment import DEEDS

Event = dict[str, Any]
Test = Callable[[Any], bool]

_FLAGS = ["SYN", "FIN", "RST", "PSH", "ACK", "URG"]
_STATES = {state.value for state in State}
_RULES = {rule.value for rule in Rule}
_TIMERS = {timer.value for timer in Timer}
_ERRNOS = {
    *("EADDRINUSE", "EADDRNOTAVAIL", "EAGAIN", "EALREADY", "EBADF", "ECONNABORTED"),
    *("ECONNREFUSED", "ECONNRESET", "EEXIST", "EHOSTDOWN", "EINPROGRESS", "EINVAL", "EISCONN"),
    *("ENOTCONN", "EPIPE", "ETIMEDOUT"),
}


def _count(least: int, most: int = 2**63) -> Test:
    return lambda value: type(value) is int and least <= value <= most


def _one_of(values: set[str]) -> Test:
    return lambda value: type(value) is str and value in values


def _text(value: Any) -> bool:
    return type(value) is str and value != ""


def _bool(value: Any) -> bool:
    return type(value) is bool


def _or_null(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _flags(value: Any) -> bool:
    return type(value) is list and value == [flag for flag in _FLAGS if flag in value]


def _connections(value: Any) -> bool:
    return type(value) is dict and all(
        set(one) == {"connections"} and set(one["connections"].values()) <= _STATES
        for one in value.values()
    )


_SEGMENT: dict[str, Test] = {
    "flags": _flags,
    "seq": _count(0, 2**32 - 1),
    "ack": _or_null(_count(0, 2**32 - 1)),
    "window": _count(0, 65_535),
    "length": _count(0),
}


def _segment(value: Any) -> bool:
    return (
        type(value) is dict
        and list(value) == list(_SEGMENT)
        and all(test(value[key]) for key, test in _SEGMENT.items())
        and (value["ack"] is None) == ("ACK" not in value["flags"])
    )


KEYS: dict[str, dict[str, Test]] = {
    "call": {"call": _one_of(set(DEEDS)), "result": _one_of({"ok", *_ERRNOS})},
    "send": {
        "nth": _count(1),
        "to": _text,
        "segment": _segment,
        "fate": _one_of({"delivered", "lost"}),
        "arrives": _or_null(_count(0)),
        "retransmission": _bool,
        "copy": _bool,
    },
    "receive": {
        "nth": _or_null(_count(1)),
        "from": _text,
        "segment": _segment,
        "injected": _bool,
    },
    "state": {
        "connection": _text,
        "from": _one_of(_STATES),
        "to": _one_of(_STATES),
        "rule": _one_of(_RULES),
    },
    "deliver": {"connection": _text, "octets": _count(1)},
    "timer": {"timer": _one_of(_TIMERS), "connection": _text},
    "end": {"why": _one_of({"quiet", "horizon", "limit"}), "hosts": _connections},
}


def breaches(events: Sequence[Event]) -> Iterator[str]:
    """Everything that a run's events break of the promise; nothing if they keep it."""
    malformed = [breach for event in events for breach in _one_event(event)]
    if malformed:
        yield from malformed
        return
    times = [event["t"] for event in events]
    if times != sorted(times):
        yield "time runs backwards"
    if [event["event"] for event in events].count("end") != 1 or events[-1]["event"] != "end":
        yield "there is one end, at the end"
    yield from _ordinals(events)
    yield from _arrivals(events)
    yield from _states(events)


def _one_event(event: Event) -> Iterator[str]:
    if json.loads(json.dumps(event)) != event:
        yield f"{event} is not JSON"
    expected = KEYS[event["event"]]
    common = ["t", "event"] + ["host"] * (event["event"] != "end")
    if list(event) != common + list(expected):
        yield f"{event} has other keys than {common + list(expected)}"
    elif not _count(0)(event["t"]) or not _text(event.get("host", "-")):
        yield f"{event} happens at no time or no host"
    yield from (f'{event}: "{key}"' for key, test in expected.items() if not test(event[key]))


def _ordinals(events: Sequence[Event]) -> Iterator[str]:
    """Every transmission takes its host's next `nth`; a copy has its original's."""
    last: dict[str, Event] = {}
    for event in events:
        if event["event"] != "send":
            continue
        before = last.get(event["host"])
        if event["copy"]:
            if before is None or any(before[key] != event[key] for key in ("nth", "t", "segment")):
                yield f"{event} is a copy of nothing"
            continue
        if event["nth"] != (before["nth"] if before else 0) + 1:
            yield f"{event} is not the next one"
        last[event["host"]] = event


def _arrivals(events: Sequence[Event]) -> Iterator[str]:
    """Whatever arrives was sent, and was to arrive then."""
    coming: Counter[str] = Counter()
    for event in events:
        if event["event"] == "send":
            if (event["arrives"] is None) != (event["fate"] == "lost"):
                yield f"{event} arrives, or is lost"
            if event["arrives"] is not None:
                coming[_flight(event["arrives"], event["host"], event["to"], event)] += 1
        elif event["event"] == "receive" and (event["nth"] is None) != event["injected"]:
            yield f"{event} was sent or injected"
        elif event["event"] == "receive" and not event["injected"]:
            flight = _flight(event["t"], event["from"], event["host"], event)
            if not coming[flight]:
                yield f"{event} was never sent"
            coming[flight] -= 1
    crashed = {event["host"] for event in events if event.get("call") in ("crash", "reboot")}
    end = events[-1]
    for flight, left in coming.items():
        due, _, host = json.loads(flight)[:3]
        if left and due < end["t"] and host not in crashed:
            yield f"{flight} never arrived"


def _flight(due: int, sender: str, receiver: str, event: Event) -> str:
    return json.dumps([due, sender, receiver, event["nth"], event["segment"]])


def _states(events: Sequence[Event]) -> Iterator[str]:
    """Each change begins where the last one ended; the end tells the last state of each."""
    now: dict[str, dict[str, str]] = {host: {} for host in events[-1]["hosts"]}
    crashed: set[str] = set()
    for event in events:
        host = event.get("host", "")
        if event.get("call") in ("crash", "reboot"):
            crashed.add(host)
        if event["event"] != "state":
            continue
        name, before = event["connection"], event["from"]
        last = now[host].get(name)
        gone = last in (None, "CLOSED") or (last == "LISTEN" and "-" in name) or host in crashed
        begins = gone and before in ("CLOSED", "LISTEN", "SYN-RECEIVED")  # the last by a cookie
        if before == event["to"] or not (before == last or begins):
            yield f"{event} follows {last}"
        now[host][name] = event["to"]
    if {name: {"connections": known} for name, known in now.items()} != events[-1]["hosts"]:
        yield "the end tells other states"
