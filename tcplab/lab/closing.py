"""How a connection is closed, as one choice instead of several calls: who first, and then the peer.

It is recognised in an experiment's calls and written back into them. Times are in ms.
"""

from collections.abc import Iterator
from typing import Literal

import msgspec
from msgspec.structs import replace

from tcplab.sim.conditions import Kind
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import parse_endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Called

Peer = Literal["at-once", "waits", "sends", "aborts"]
PEERS: tuple[Peer, ...] = ("at-once", "waits", "sends", "aborts")
WAIT_MS = 2_000
_PAUSE_MS = 1_000
_SENDS_MS = (500, 1_000)
_OCTETS = 100
_ENDED = ("end-of-stream", "state:CLOSE-WAIT")


class Closing(msgspec.Struct, frozen=True):
    """Who closes first (0 or 1 for the first or second host, None for both at the same time).

    The peer closes at once (three segments), waits `wait_ms` (four), sends on for a while before
    it closes (half-close), or aborts (RST). Where both close, `peer` has no meaning.
    """

    first: int | None
    peer: Peer = "waits"
    wait_ms: int = WAIT_MS


def closes(experiment: Experiment) -> bool:
    """Whether anybody closes, shuts down or aborts at all."""
    return any(True for _ in _closing_calls(experiment))


def can_close(experiment: Experiment) -> bool:
    """Whether the first two hosts have a connection to close: one calls the other."""
    names = {host.name for host in experiment.hosts[:2]}
    return any(
        call.to is not None and {call.host, parse_endpoint(call.to).host} == names
        for call in experiment.calls
    )


def recognised(experiment: Experiment) -> Closing | None:
    """The choice that the calls amount to; None if they amount to none: they are made by hand."""
    calls = list(_closing_calls(experiment))
    first = [call for call in calls if call.when not in _ENDED]
    then = [call for call in calls if call.when in _ENDED]
    if any(call.times > 1 for call in calls):
        return None
    match first:
        case [one] if one.do != "abort":
            return _with_one_first(experiment, one, then)
        case [one, other] if not then and one.host != other.host:
            at_once = one.at_ms is not None and one.at_ms == other.at_ms
            return Closing(None) if at_once and one.do == other.do == "close" else None
        case _:
            return None


def _with_one_first(experiment: Experiment, one: Call, then: list[Call]) -> Closing | None:
    names = [host.name for host in experiment.hosts[:2]]
    first = names.index(one.host)
    if any(call.host == one.host for call in then):
        return None
    match [(call.do, call.after_ms) for call in sorted(then, key=lambda call: call.after_ms)]:
        case [("close", 0)]:
            return Closing(first, "at-once")
        case [("close", wait)]:
            return Closing(first, "waits", wait)
        case [("abort", _)]:
            return Closing(first, "aborts")
        case [*sends, ("close", wait)] if sends and all(do == "send" for do, _ in sends):
            return Closing(first, "sends", wait)
        case _:
            return None


def rewritten(experiment: Experiment, closing: Closing, run: Run) -> Experiment:
    """The experiment with its calls that close replaced by those of `closing`.

    Whoever closes first does so when somebody did in `run` (of this experiment, or of one not much
    different), or else a second after it was connected.
    """
    gone = list(_closing_calls(experiment))
    kept = [call for call in experiment.calls if call not in gone]
    if closing.first is None:
        return replace(experiment, calls=(*kept, *_both(run)))
    return replace(experiment, calls=(*kept, *_one_first(experiment, closing, run)))


def _both(run: Run) -> list[Call]:
    """Both close in the same millisecond: relative times would miss it, as one opens before."""
    names = [host.name for host in run.experiment.hosts[:2]]
    opened = [_connected(run, name) for name in names]
    closed = _first_close(run)
    latest = max((at for at in opened if at is not None), default=None)
    if latest is None:
        latest = max((call.at_ms or 0 for call in run.experiment.calls), default=0)
    at_ms = closed if closed is not None and closed > latest else latest + _PAUSE_MS
    return [Call(name, "close", at_ms=at_ms) for name in names]


def _one_first(experiment: Experiment, closing: Closing, run: Run) -> list[Call]:
    hosts = experiment.hosts[:2]
    own, peer = hosts[closing.first or 0], hosts[1 - (closing.first or 0)]
    present = [
        call
        for call in _closing_calls(experiment)
        if call.host == own.name and call.when not in _ENDED
    ]
    if len(present) == 1:
        time = present[0]
    else:
        time = Call(own.name, "close", when="connected", after_ms=_pause(run, own.name))
    first = Call(own.name, "close", at_ms=time.at_ms, when=time.when, after_ms=time.after_ms)
    if closing.peer == "sends":
        # A program's close() gives up receiving too (MAY-1); shutdown() only says "no more data".
        first = replace(first, do="shutdown", how="write")
    reads = peer.reads and not any(
        call.do == "recv" and call.host == peer.name for call in experiment.calls
    )
    return [first, *_answers(closing, peer.name, _ENDED[0 if reads else 1])]


def _answers(closing: Closing, peer: str, when: str) -> Iterator[Call]:
    match closing.peer:
        case "at-once":
            yield Call(peer, "close", when=when)
        case "waits":
            yield Call(peer, "close", when=when, after_ms=closing.wait_ms)
        case "sends":
            for after in _SENDS_MS:
                yield Call(peer, "send", when=when, after_ms=after, octets=_OCTETS)
            yield Call(peer, "close", when=when, after_ms=closing.wait_ms)
        case "aborts":
            yield Call(peer, "abort", when=when)


def _closing_calls(experiment: Experiment) -> Iterator[Call]:
    """What the first two hosts do to end the connection; listeners are closed for other reasons."""
    names = {host.name for host in experiment.hosts[:2]}
    listeners = {(call.host, call.socket) for call in experiment.calls if call.do == "listen"}
    for call in experiment.calls:
        ends = call.do in ("close", "abort") or (call.do == "shutdown" and call.how != "read")
        sends_on = call.do == "send" and call.when in _ENDED
        of_listener = call.socket is not None and (call.host, call.socket) in listeners
        if call.host in names and not of_listener and (ends or sends_on):
            yield call


def _pause(run: Run, host: str) -> int:
    """How long after it was connected a host closes, to close when somebody closed in the run."""
    opened, closed = _connected(run, host), _first_close(run)
    if opened is None or closed is None or closed <= opened:
        return _PAUSE_MS
    return closed - opened


def _connected(run: Run, host: str) -> int | None:
    """When a connection of a host was established for the first time."""
    for moment in run.moments[1:]:
        assert moment.step is not None  # only moment 0 has none
        for fact in moment.step.facts:
            if fact.host == host and fact.condition.kind is Kind.CONNECTED:
                return moment.world.now
    return None


def _first_close(run: Run) -> int | None:
    """When the first of the calls that close was made."""
    calls = list(_closing_calls(run.experiment))
    for moment in run.moments[1:]:
        assert moment.step is not None
        if isinstance(moment.step.cause, Called) and moment.step.cause.call in calls:
            return moment.world.now
    return None
