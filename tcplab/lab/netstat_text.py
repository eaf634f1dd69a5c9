"""Sockets as `ss` (iproute2) and `netstat` (net-tools) print them, column by column."""

from collections.abc import Iterator, Sequence

import msgspec

from tcplab.engine.tcb import State

SS_STATES = {
    State.CLOSED: "UNCONN",
    State.LISTEN: "LISTEN",
    State.SYN_SENT: "SYN-SENT",
    State.SYN_RECEIVED: "SYN-RECV",
    State.ESTABLISHED: "ESTAB",
    State.FIN_WAIT_1: "FIN-WAIT-1",
    State.FIN_WAIT_2: "FIN-WAIT-2",
    State.CLOSE_WAIT: "CLOSE-WAIT",
    State.CLOSING: "CLOSING",
    State.LAST_ACK: "LAST-ACK",
    State.TIME_WAIT: "TIME-WAIT",
}
NETSTAT_STATES = {
    **{state: state.value.replace("-", "_") for state in State},
    State.CLOSED: "CLOSE",
    State.SYN_RECEIVED: "SYN_RECV",
    State.FIN_WAIT_1: "FIN_WAIT1",
    State.FIN_WAIT_2: "FIN_WAIT2",
}
_LEFT_OUT = frozenset({State.LISTEN, State.TIME_WAIT, State.SYN_RECEIVED, State.CLOSED})
_SERVICES = {
    20: "ftp-data", 21: "ftp", 22: "ssh", 23: "telnet", 25: "smtp", 53: "domain", 80: "http",
    110: "pop3", 143: "imap2", 443: "https",
}  # fmt: skip


class Flags(msgspec.Struct, frozen=True):
    """The flags: -t, -u, -a, -l, -n and -p."""

    tcp: bool = True
    udp: bool = False
    all: bool = True
    listening: bool = False
    numeric: bool = True
    processes: bool = False

    def written(self, order: str) -> str:
        """The letters of the flags that are set, in this order."""
        chosen = {
            "t": self.tcp,
            "u": self.udp,
            "a": self.all,
            "l": self.listening,
            "n": self.numeric,
            "p": self.processes,
        }
        letters = "".join(letter for letter in order if chosen[letter])
        return f" -{letters}" if letters else ""


class Process(msgspec.Struct, frozen=True):
    """Who holds a socket: the program's name, its number, and the descriptor."""

    program: str
    pid: int
    descriptor: int


class Entry(msgspec.Struct, frozen=True):
    """A TCP socket: what its queues hold in octets, and both ends as (address, port).

    `remote` is None for a listener, whose queues are what waits for accept() and the backlog.
    `names` are the names of both addresses, for netstat without -n.
    """

    state: State
    recv_q: int
    send_q: int
    local: tuple[str, int]
    remote: tuple[str, int] | None
    names: tuple[str, str] = ("", "")
    processes: tuple[Process, ...] = ()


def seen_by_ss(entry: Entry, flags: Flags) -> bool:
    """Whether ss lists the socket; of -a and -l the last one counts, and the lab writes -l last.

    Without either it leaves out LISTEN, SYN-RECV and TIME-WAIT.
    """
    if flags.udp and not flags.tcp:
        return False
    if flags.listening:
        return entry.state is State.LISTEN
    return flags.all or entry.state not in _LEFT_OUT


def seen_by_netstat(entry: Entry, flags: Flags) -> bool:
    """Whether netstat lists the socket; without -a and -l it leaves out LISTEN alone."""
    if flags.udp and not flags.tcp:
        return False
    if flags.all:
        return True
    return flags.listening is (entry.state is State.LISTEN)


def ss_text(entries: Sequence[Entry], flags: Flags) -> tuple[str, list[str]]:
    """The heading and a line for each entry, as `ss` prints them into a pipe.

    Each column is as wide as its widest cell, but the last one takes no account of the last line.
    """
    heading = ["State", "Recv-Q", "Send-Q", "Local Address:", "Port", "Peer Address:", "Port"]
    netid = flags.tcp is flags.udp
    rows = [[*heading, "Process"], *(_ss_cells(one, flags) for one in entries)]
    if netid:
        rows = [["Netid" if row is rows[0] else "tcp", *row] for row in rows]
    columns = len(rows[0])
    widths = [max(len(row[at]) for row in rows) for at in range(columns)]
    widths[-1] = max(len(row[-1]) for row in rows[:1] + rows[1:-1])
    names = rows[0]
    lines = []
    for row in rows:
        line = ""
        for at, cell in enumerate(row):
            spaced = at > 0 and names[at] not in ("Port", "Process")
            right = names[at].endswith(":")
            line += " " * spaced + (cell.rjust if right else cell.ljust)(widths[at])
        lines.append(line)
    return lines[0], lines[1:]


def _ss_cells(entry: Entry, flags: Flags) -> list[str]:
    remote = ("0.0.0.0", "*") if entry.remote is None else entry.remote
    holders = ",".join(
        f'("{one.program}",pid={one.pid},fd={one.descriptor})' for one in entry.processes
    )
    return [
        SS_STATES[entry.state],
        str(entry.recv_q),
        str(entry.send_q),
        f"{entry.local[0]}:",
        _port(entry.local[1], flags),
        f"{remote[0]}:",
        _port(remote[1], flags),
        f" users:({holders})" if flags.processes and holders else "",
    ]


def _port(port: int | str, flags: Flags) -> str:
    if flags.numeric or isinstance(port, str):
        return str(port)
    return _SERVICES.get(port, str(port))


def netstat_text(entries: Sequence[Entry], flags: Flags) -> tuple[list[str], list[str]]:
    """The two lines of heading and a line for each entry, as `netstat` prints them.

    What it prints of UNIX domain sockets where neither -t nor -u is given is left out.
    """
    which = "only servers" if flags.listening else "w/o servers"
    if flags.all:
        which = "servers and established"
    head = "Proto Recv-Q Send-Q Local Address           Foreign Address         State      "
    if flags.processes:
        head += " PID/Program name    "
    heading = [f"Active Internet connections ({which})", head]
    return heading, list(_netstat_lines(entries, flags))


def _netstat_lines(entries: Sequence[Entry], flags: Flags) -> Iterator[str]:
    for one in entries:
        local, remote = _netstat_ends(one, flags)
        send_q = 0 if one.state is State.LISTEN else one.send_q
        line = f"tcp   {one.recv_q:>6} {send_q:>6} {local:<23} {remote:<23} "
        line += f"{NETSTAT_STATES[one.state]:<11}"
        if flags.processes:
            holder = one.processes[0] if one.processes else None
            line += f" {f'{holder.pid}/{holder.program}' if holder else '-':<20}"
        yield line


def _netstat_ends(entry: Entry, flags: Flags) -> tuple[str, str]:
    address, port = entry.remote or ("0.0.0.0", "*")
    here, there = entry.local[0], address
    if not flags.numeric:
        here, there = entry.names[0] or here, entry.names[1] or there
    return f"{here}:{_port(entry.local[1], flags)}", f"{there}:{_port(port, flags)}"
