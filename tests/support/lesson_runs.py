"""Runs of the lessons that come along, told as text: one line for each thing that happens.

    1000 client close()                  a call returns; behind it its errno, if it got one
    1000 client = FIN-WAIT-1             a state
    1000 client > FIN,ACK seq=101 ack=301 len=20 again lost
    2000 client timer rto                a timer has run out
     700 server reads 20                 octets that a read handed to the program
     200 server < SYN seq=100            an injected segment arrives
   61200 quiet                           why the run ends

Windows and ordinary arrivals are left out.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.lab.lesson import Variant
from tcplab.lab.trace import trace
from tcplab.sim.run import Run, run

read_once = cache(read_lesson)
"""A lesson that comes along, by its id."""


def variants() -> list[tuple[str, str]]:
    """Every lesson that comes along with each of its variants."""
    return [(id, variant.id) for id in lesson_ids() for variant in read_once(id).variants]


def variant(id: str, name: str | None = None) -> Variant:
    """A variant of a lesson, the first if `name` is left out."""
    known = read_once(id).variants
    return next(each for each in known if name in (None, each.id))


@cache
def ran(id: str, name: str | None = None) -> Run:
    """The run of a variant."""
    return run(variant(id, name).experiment)


def told(run: Run) -> list[str]:
    """A run as text, a line for each thing that happens."""
    return list(_lines(run))


@cache
def _lines(run: Run) -> tuple[str, ...]:
    return tuple(_written(run))


def lines(text: str) -> list[str]:
    """The lines of a text that hold something, however they are indented."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _written(run: Run) -> Iterator[str]:
    for event in trace(run):
        what = _told(event)
        if what is not None:
            yield " ".join(what.split())


def _told(event: dict[str, Any]) -> str | None:
    head = f"{event['t']} {event.get('host', '')}"
    match event["event"]:
        case "call":
            result = "" if event["result"] == "ok" else event["result"]
            return f"{head} {event['call']}() {result}"
        case "state":
            return f"{head} = {event['to']}"
        case "send":
            again = "again" if event["retransmission"] else ""
            lost = "lost" if event["fate"] == "lost" else ""
            return f"{head} > {segment(event['segment'])} {again} {lost}"
        case "receive" if event["injected"]:
            return f"{head} < {segment(event['segment'])}"
        case "deliver":
            return f"{head} reads {event['octets']}"
        case "timer":
            return f"{head} timer {event['timer']}"
        case "end":
            return f"{head} {event['why']}"
    return None


def segment(value: dict[str, Any]) -> str:
    """`FIN,ACK seq=101 ack=301 len=20`, as lessons spell it."""
    ack = "" if value["ack"] is None else f" ack={value['ack']}"
    length = f" len={value['length']}" if value["length"] else ""
    return f"{','.join(value['flags'])} seq={value['seq']}{ack}{length}"
