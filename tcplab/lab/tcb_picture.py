"""The variables of both ends at one moment (RFC 9293 §3.3.1), and what the last step changed."""

from collections.abc import Sequence

import msgspec

from tcplab.engine import seq
from tcplab.engine.tcb import CLOSED_TCB, State, Tcb
from tcplab.lab.state_story import state_at_rest
from tcplab.lab.words import duration
from tcplab.sim.run import Run
from tcplab.sim.world import Happened, Host, Key

_WITHOUT_VARIABLES = frozenset({State.CLOSED, State.LISTEN})
_TIMERS = ("time_wait", "delayed_ack", "persist", "keepalive", "fin_wait_2", "user")
_ALWAYS = ("rto", "time_wait")


class Cell(msgspec.Struct, frozen=True):
    """One value: `text` (empty: there is none), and what it was `before` this step changed it.

    `role` is the host whose sequence space it counts. `running` and `left` (a duration) belong to
    the retransmission timer: None where it is not meant, else whether it runs and for how long.
    """

    text: str = ""
    before: str | None = None
    role: int | None = None
    running: bool | None = None
    left: str = ""


class Column(msgspec.Struct, frozen=True):
    """The connection that stands for a host; `others` says how many more the host has."""

    host: str
    role: int
    local: str
    remote: str | None
    others: int


class Row(msgspec.Struct, frozen=True):
    """A variable and its value at each column; `name` is the RFC's, or "timer/" and a timer's."""

    name: str
    cells: tuple[Cell, ...]


class TcbPicture(msgspec.Struct, frozen=True):
    """A column for each of the first three hosts."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class _End(msgspec.Struct, frozen=True):
    """One column's connection, before and after the step."""

    host: Host
    key: Key | None
    before: Tcb
    after: Tcb
    peer: int | None


def tcb_picture(run: Run, index: int, *, relative: bool = False) -> TcbPicture:
    """The variables at the moment `index`; `relative` numbers count from each ISS."""
    moment = run.moments[index]
    ends = [_end(run, index, host) for host in moment.world.hosts[:3]]
    now = moment.world.now
    rows = [Row("State", tuple(_state(end) for end in ends))]
    rows += [
        Row(name, tuple(_number(end, name, relative) for end in ends))
        for name in ("SND.UNA", "SND.NXT", "SND.WND", "RCV.NXT", "RCV.WND", "ISS", "IRS")
    ]
    rows.append(Row("RTO", tuple(_rto(end, now) for end in ends)))
    for timer in _TIMERS:
        cells = tuple(_timer(end, timer, now) for end in ends)
        if timer in _ALWAYS or any(cell.text or cell.before for cell in cells):
            rows.append(Row(f"timer/{timer}", cells))
    return TcbPicture(tuple(_column(end) for end in ends), tuple(rows))


def _column(end: _End) -> Column:
    connections = [key for key in end.host.connections if key[1] is not None]
    remote = end.key[1] if end.key is not None else None
    local = f"{end.host.name}:{end.key[0]}" if end.key is not None else end.host.name
    return Column(
        end.host.name,
        end.host.index,
        local,
        None if remote is None else str(remote),
        len([key for key in connections if key != end.key]),
    )


def _end(run: Run, index: int, host: Host) -> _End:
    world, step = run.moments[index].world, run.moments[index].step
    happened = step.happened if step is not None else ()
    key = _key_of_step(happened, host) or _counterpart(happened, host) or _newest(run, index, host)
    lines = [one.line for one in happened if (one.host, _key(one)) == (host.name, key)]
    connection = host.connections.get(key) if key is not None else None
    after = connection.tcb if connection is not None else CLOSED_TCB
    if lines:
        after = lines[-1].after
    remote = world.host(key[1].host) if key is not None and key[1] is not None else None
    before = lines[0].before if lines else after
    return _End(host, key, before, after, None if remote is None else remote.index)


def _key(one: Happened) -> Key:
    return (one.local.port, one.remote)


def _key_of_step(happened: Sequence[Happened], host: Host) -> Key | None:
    """The connection at this host that the step is about, unless it never came into being."""
    for one in happened:
        states = {one.line.before.state, one.line.after.state}
        if one.host == host.name and states != {State.CLOSED}:
            return _key(one)
    return None


def _counterpart(happened: Sequence[Happened], host: Host) -> Key | None:
    """This host's end of the connection that the step is about at another host."""
    for one in happened:
        if one.remote is not None and one.remote.host == host.name:
            key = (one.remote.port, one.local)
            if key in host.connections:
                return key
    return None


def _newest(run: Run, index: int, host: Host) -> Key | None:
    """The connection begun last; without one, a listener that has not had one yet."""
    connections = [one for one in host.connections.values() if one.remote is not None]
    if not connections and state_at_rest(run, index, host) == State.LISTEN.value:
        connections = list(host.connections.values())
    newest = max(connections, key=lambda one: one.number, default=None)
    return None if newest is None else newest.key


def _state(end: _End) -> Cell:
    before, after = end.before.state.value, end.after.state.value
    return Cell(after, before if before != after else None)


def _number(end: _End, name: str, relative: bool) -> Cell:
    roles = {"SND.WND": None, "RCV.WND": None, "RCV.NXT": end.peer, "IRS": end.peer}
    before, after = _value(end.before, name, relative), _value(end.after, name, relative)
    return Cell(after, _changed(before, after), roles.get(name, end.host.index))


def _changed(before: str, after: str) -> str | None:
    """What a value was before, if it changed from something to something."""
    return before if before and after and before != after else None


def _value(tcb: Tcb, name: str, relative: bool) -> str:
    if not _has(tcb, name):
        return ""
    number: int = getattr(tcb, name.lower().replace(".", "_"))
    if relative and name in ("SND.UNA", "SND.NXT"):
        number = seq.add(number, -tcb.iss)
    elif relative and name == "RCV.NXT":
        number = seq.add(number, -tcb.irs)
    return str(number)


def _has(tcb: Tcb, name: str) -> bool:
    """Whether the variable means anything yet: before the peer's SYN, nothing is known of it."""
    if tcb.state in _WITHOUT_VARIABLES:
        return False
    return tcb.state is not State.SYN_SENT or name not in ("SND.WND", "RCV.NXT", "IRS")


def _rto(end: _End, now: int) -> Cell:
    if end.after.state in _WITHOUT_VARIABLES:
        return Cell()
    before = "" if end.before.state in _WITHOUT_VARIABLES else duration(end.before.rtt.rto)
    text, deadline = duration(end.after.rtt.rto), end.after.timers.rto
    left = "" if deadline is None else duration(max(0, deadline - now))
    return Cell(text, _changed(before, text), running=deadline is not None, left=left)


def _timer(end: _End, timer: str, now: int) -> Cell:
    before, after = getattr(end.before.timers, timer), getattr(end.after.timers, timer)
    texts = ["" if at is None else duration(max(0, at - now)) for at in (before, after)]
    return Cell(texts[1], texts[0] if before != after else None)
