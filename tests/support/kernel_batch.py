"""Many connections of this machine's kernel that play their scripts side by side.

All act, then all wait once: what a step may still bring (a delayed ACK) costs its time only once.
The TUN device is read in this very thread.
"""

import errno
import os
import socket
import time
from collections.abc import Mapping
from itertools import count

from msgspec.structs import replace

from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tcplab.engine.wire import encode
from tests.support.kernel_dialogue import PLAIN_LINUX
from tests.support.kernel_end import RESET_ON_CLOSE
from tests.support.kernel_namespace import KERNEL_ADDRESS, LAB_ADDRESS, Namespace
from tests.support.kernel_peer import PLAIN, STATES, packet_around, segment_in
from tests.support.numbered import Numbered

SETTLING_MS = 30
_DELAYED_ACK_MS = 12  # three ticks of a kernel with 250 a second
_DELACK_MAX_US = 46  # TCP_DELACK_MAX_US
_NEVER_MS = 60_000
SYSCTLS: Mapping[str, int] = {**PLAIN, "ipv4.tcp_rto_min_us": _NEVER_MS * 1_000}
STACK: Stack = replace(PLAIN_LINUX, rto_min_ms=_NEVER_MS, delayed_ack_ms=_DELAYED_ACK_MS)
"""Our stack as these connections are set up: nothing but SYNs is repeated while a script lasts."""

Outcome = tuple[tuple[Segment, ...], str, tuple[str, ...]]
_LAB_PORTS, _KERNEL_PORTS = 10_000, 30_000
MOST_CONNECTIONS = 2_000  # each TIME-WAIT of theirs makes the table longer that is read


class KernelBatch:
    """The kernel in a namespace of its own; its connections come from `end`.

    Raises Unavailable where there is no namespace or no TUN device for us.
    """

    def __init__(self) -> None:
        self._namespace = Namespace(SYSCTLS)
        self._numbers = count()
        self._ends: dict[tuple[int, int], BatchEnd] = {}

    def end(self) -> "BatchEnd":
        """A connection between two ports that nobody has used; at most MOST_CONNECTIONS."""
        number = next(self._numbers)
        end = BatchEnd(self, (_LAB_PORTS + number, _KERNEL_PORTS + number))
        self._ends[end.ports] = end
        return end

    def socket(self, port: int) -> socket.socket:
        """A TCP socket of the kernel, bound to `port`."""
        made = self._namespace.socket()
        made.setblocking(False)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.IPPROTO_TCP, _DELACK_MAX_US, _DELAYED_ACK_MS * 1_000)
        made.bind((KERNEL_ADDRESS, port))
        return made

    def transmit(self, segment: Segment, ports: tuple[int, int]) -> None:
        """Lets the kernel have a segment; it has answered what it answers at once on return."""
        octets = encode(segment, LAB_ADDRESS, KERNEL_ADDRESS, ports)
        os.write(self._namespace.tun, packet_around(octets))

    def drain(self) -> None:
        """Hands on all that the kernel has sent until now."""
        while True:
            try:
                packet = os.read(self._namespace.tun, 65_536)
            except BlockingIOError:
                return
            framed = segment_in(packet)
            if framed is None:
                continue
            end = self._ends.get((framed.destination_port, framed.source_port))
            if end is not None:
                end.sent.hear(framed.segment)

    def settle(self) -> dict[tuple[int, int], str]:
        """Lets time pass; then the state of every connection, by its ports (lab's, kernel's)."""
        time.sleep(SETTLING_MS / 1_000)
        self.drain()
        return self._states()

    def _states(self) -> dict[tuple[int, int], str]:
        table, found = self._namespace.table, {}
        os.lseek(table, 0, os.SEEK_SET)
        text = b"".join(iter(lambda: os.read(table, 65_536), b"")).decode()
        for line in text.splitlines()[1:]:
            fields = line.split(maxsplit=4)
            local, remote = (int(one[-4:], 16) for one in fields[1:3])
            if remote:
                found[remote, local] = STATES[int(fields[3], 16)]
        return found

    def forget(self) -> None:
        """Ends all connections that `end` has given out."""
        for end in self._ends.values():
            end.close()
        self.drain()
        self._ends.clear()

    def close(self) -> None:
        """Ends the namespace and all that lives in it."""
        self.forget()
        self._namespace.close()


class BatchEnd:
    """One connection of the kernel; its program never blocks."""

    def __init__(self, kernel: KernelBatch, ports: tuple[int, int]) -> None:
        self.ports = ports
        self.sent = Numbered()
        self._kernel = kernel
        self._listener: socket.socket | None = None
        self._held: list[socket.socket] = []
        self._words: list[str] = []

    def call(self, name: str, octets: int) -> None:
        """What the program asks for; a connection's call is for the latest that it has got."""
        try:
            self._call(name, octets)
        except BlockingIOError:
            self._words.append("EAGAIN")
        except OSError as error:
            self._words.append(errno.errorcode[error.errno or 0])

    def _call(self, name: str, octets: int) -> None:
        match name:
            case "listen":
                self._listener = self._kernel.socket(self.ports[1])
                self._listener.listen()
            case "connect":
                self._held.append(self._kernel.socket(self.ports[1]))
                self._held[0].connect_ex((LAB_ADDRESS, self.ports[0]))
            case "unlisten" if self._listener is not None:
                self._listener.close()
            case "accept" if self._listener is not None:
                self._held.append(self._listener.accept()[0])
                self._held[-1].setblocking(False)
            case _ if not self._held or name in ("unlisten", "accept"):
                self._words.append("EBADF")
            case _:
                self._use(self._held[-1], name, octets)

    def _use(self, held: socket.socket, name: str, octets: int) -> None:
        match name:
            case "send":
                held.send(b"x" * octets)
            case "receive":
                self._words.append(_shown(held.recv(65_536)))
            case "shutdown":
                held.shutdown(socket.SHUT_WR)
            case "error":
                if number := held.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
                    self._words.append(errno.errorcode[number])
            case "abort":
                held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                held.close()
            case "close":
                held.close()
            case _:
                raise ValueError(f"not a call of a script: {name}")

    def arrives(self, segment: Segment) -> None:
        """A segment of the peer's."""
        self._kernel.drain()  # it may answer to a SYN whose number is not known yet
        self._kernel.transmit(self.sent.offered(segment), self.ports)

    def outcome(self, states: Mapping[tuple[int, int], str]) -> Outcome:
        """What was sent since the last time, the state, and what the program has learnt."""
        words, self._words = tuple(self._words), []
        listens = self._listener is not None and self._listener.fileno() >= 0
        state = states.get(self.ports, "LISTEN" if listens else "CLOSED")
        return self.sent.take(), state, words

    def close(self) -> None:
        """Lets go of the kernel's sockets, and of the connection without a word."""
        for one in self._held:
            if one.fileno() >= 0:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                one.close()
        if self._listener is not None:
            self._listener.close()


def _shown(octets: bytes) -> str:
    return f'"{octets.decode()}"' if octets else "end"
