"""What ss and netstat would print on each host at one moment, and how long each state lasts."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec

from tcplab.engine import seq
from tcplab.engine.tcb import State, Tcb
from tcplab.lab.findings import Findings
from tcplab.lab.netstat_text import (
    Entry,
    Flags,
    Process,
    netstat_text,
    seen_by_netstat,
    seen_by_ss,
    ss_text,
)
from tcplab.lab.slices import Slices, pausing
from tcplab.sim.run import Run
from tcplab.sim.world import Called, Connection, Host, Key, Socket, World

Tool = Literal["ss", "netstat"]

LOOKS_EVERY_MS = 1_000
"""How often somebody looks who is to catch a state."""
ANY_ADDRESS = "0.0.0.0"
_PROGRAM = "python3"
_FIRST_PID = 1_000
_FIRST_DESCRIPTOR = 3  # after standard input, output and error
_FORGETS = ("crash", "reboot")


_Numbers = dict[tuple[int, str, int], int]
"""Descriptors, by socket, name and which one of that name it is."""


class Row(msgspec.Struct, frozen=True):
    """A line of the list, and what the tools do not print.

    The socket is in `state` for `lasted_ms` now and will be for `lasts_ms` in all, None if the run
    does not see its end. `caught`: whoever looks once a second is sure to see it.
    """

    text: str
    state: State
    lasted_ms: int
    lasts_ms: int | None
    caught: bool


class HostSockets(msgspec.Struct, frozen=True):
    """One host: the command, the lines above the list, the list, and how many sockets it omits."""

    host: str
    role: int
    command: str
    heading: tuple[str, ...]
    rows: tuple[Row, ...]
    left_out: int


class NetstatPicture(msgspec.Struct, frozen=True):
    """What a tool prints on every host that is up."""

    hosts: tuple[HostSockets, ...]


def netstat_picture(
    run: Run, index: int, tool: Tool = "ss", flags: Flags | None = None
) -> NetstatPicture:
    """What `tool` with `flags` (-tan if left out) prints at the moment `index`."""
    chosen = Flags() if flags is None else flags
    world = run.moments[index].world
    up = [host for host in world.hosts if host.up]
    return NetstatPicture(tuple(_sockets(run, index, host, tool, chosen) for host in up))


def _sockets(run: Run, index: int, host: Host, tool: Tool, flags: Flags) -> HostSockets:
    world = run.moments[index].world
    seen = seen_by_ss if tool == "ss" else seen_by_netstat
    descriptors = _descriptors(run, index, host.name) if flags.processes else {}
    listed, entries = [], []
    for connection in _in_order(host):
        entry = _entry(world, host, connection, descriptors)
        if seen(entry, flags):
            listed.append(connection)
            entries.append(entry)
    if tool == "ss":
        head, lines = ss_text(entries, flags)
        heading, order = [head], "tualnp"
    else:
        heading, lines = netstat_text(entries, flags)
        order = "alntup"
    stays = _stays.of(run)
    rows = [
        _row(run, index, stays[host.name, one.key], one.tcb.state, line)
        for one, line in zip(listed, lines, strict=True)
    ]
    command = f"{tool}{flags.written(order)}"
    left_out = len(host.connections) - len(rows)
    return HostSockets(host.name, host.index, command, tuple(heading), tuple(rows), left_out)


def _in_order(host: Host) -> list[Connection]:
    """Listeners first, as the kernel keeps them apart; then in the order begun."""
    return sorted(host.connections.values(), key=lambda one: (one.remote is not None, one.number))


class _Stay(NamedTuple):
    """A state of a connection: the moment when it begins, and the time (ms) when it ends, if so."""

    moment: int
    begins: int
    ends: int | None


def _row(run: Run, index: int, stays: list[_Stay], state: State, text: str) -> Row:
    stay = next(one for one in reversed(stays) if one.moment <= index)
    now = run.moments[index].world.now
    lasts = None if stay.ends is None else stay.ends - stay.begins
    caught = lasts is None or lasts >= LOOKS_EVERY_MS
    return Row(text, state, now - stay.begins, lasts, caught)


def _ends_of_all(run: Run) -> list[int]:
    """The moments (by index) at which a host forgets all that it had."""
    if not any(call.do in _FORGETS for call in run.experiment.calls):
        return []  # without a look at each moment of a long run
    causes = ((moment.index, moment.step.cause) for moment in run.moments if moment.step)
    return [at for at, one in causes if isinstance(one, Called) and one.call.do in _FORGETS]


def _staying(run: Run) -> Slices[dict[tuple[str, Key], list[_Stay]]]:
    """When each socket of each host entered its states."""
    found: dict[tuple[str, Key], list[_Stay]] = {}
    for pause, index in pausing(sorted({*run.changes, *_ends_of_all(run)})):
        if pause:
            yield
        moment = run.moments[index]
        assert moment.step is not None  # only moment 0 has none
        now, cause = moment.world.now, moment.step.cause
        if isinstance(cause, Called) and cause.call.do in _FORGETS:
            for (host, _), stays in found.items():
                if host == cause.call.host and stays[-1].ends is None:
                    stays[-1] = stays[-1]._replace(ends=now)
        for one in moment.step.happened:
            before, after = one.line.before.state, one.line.after.state
            key: Key = (one.local.port, one.remote)
            if before is not after:
                stays = found.setdefault((one.host, key), [])
                if stays and stays[-1].ends is None:
                    stays[-1] = stays[-1]._replace(ends=now)
                stays.append(_Stay(moment.index, now, None))
    return found


_stays = Findings(_staying)


def _entry(world: World, host: Host, connection: Connection, descriptors: _Numbers) -> Entry:
    tcb, remote = connection.tcb, connection.remote
    holder = None if connection.socket is None else host.sockets.get(connection.socket)
    if remote is None:
        queue, backlog = (len(holder.queue), holder.backlog) if holder else (0, 0)
        local, names = (ANY_ADDRESS, connection.local.port), ("", "")
        there = None
    else:
        queue, backlog = _queues(tcb, holder)
        local, names = (host.address, connection.local.port), (host.name, remote.host)
        peer = world.host(remote.host)
        there = (remote.host if peer is None else peer.address, remote.port)
    processes = () if holder is None else tuple(_processes(host, holder, descriptors))
    return Entry(tcb.state, queue, backlog, local, there, names, processes)


def _queues(tcb: Tcb, holder: Socket | None) -> tuple[int, int]:
    """Octets not yet read (the FIN counts until recv() has returned 0), and not yet acknowledged.

    A kernel keeps no queues for SYN-RECEIVED and TIME-WAIT.
    """
    if tcb.state in (State.SYN_RECEIVED, State.TIME_WAIT):
        return 0, 0
    fin_unread = tcb.peer_fin and not (holder is not None and holder.end_of_stream)
    waiting_fin = tcb.close_queued and tcb.fin_seq is None
    unacknowledged = seq.distance(tcb.snd_una, tcb.snd_nxt) + len(tcb.send_queue) + waiting_fin
    return len(tcb.unread) + fin_unread, unacknowledged


def _processes(host: Host, holder: Socket, descriptors: _Numbers) -> Iterator[Process]:
    """The program with its descriptors of the socket, the newest first, as ss lists them."""
    numbers = [number for (id, _, _), number in descriptors.items() if id == holder.id]
    for number in sorted(numbers, reverse=True):
        yield Process(_PROGRAM, _FIRST_PID + host.index, number)


def _descriptors(run: Run, index: int, name: str) -> _Numbers:
    """The number of each descriptor of a host at the moment `index`."""
    known = _numbers.of(run)[name]
    return known[bisect_right(known, index, key=lambda one: one[0]) - 1][1]


def _numbering(run: Run) -> Slices[dict[str, list[tuple[int, _Numbers]]]]:
    """From which moments on there are which numbers at each host; most steps leave them alone."""
    found: dict[str, list[tuple[int, _Numbers]]] = {}
    before: dict[str, Host] = {}
    for pause, moment in pausing(run.moments):
        if pause:
            yield
        for host in moment.world.hosts:
            last = before.get(host.name)
            if last is None or host.sockets is not last.sockets:
                before[host.name] = host
                _renumber(found.setdefault(host.name, []), host, moment.index)
    return found


_numbers = Findings(_numbering)


def _renumber(known: list[tuple[int, _Numbers]], host: Host, moment: int) -> None:
    """Adds the numbers from a moment on, if they change: a new one is the lowest that is free."""
    numbers = known[-1][1] if known else {}
    held = set(_copies(host))
    if known and held == numbers.keys():
        return
    numbers = {one: number for one, number in numbers.items() if one in held}
    for one in sorted(held - numbers.keys()):
        free = set(range(_FIRST_DESCRIPTOR, _FIRST_DESCRIPTOR + len(held)))
        numbers[one] = min(free - set(numbers.values()))
    known.append((moment, numbers))


def _copies(host: Host) -> Iterator[tuple[int, str, int]]:
    """Each descriptor of a host: its socket, its name, and which one of that name it is."""
    for socket in host.sockets.values():
        counted: Counter[str] = Counter()
        for one in socket.names:
            yield socket.id, one, counted[one]
            counted[one] += 1
