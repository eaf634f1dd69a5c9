"""This machine's own kernel as a peer: it is 10.9.0.1, whoever attaches to it is 10.9.0.2.

A thread reads its frames, hands them on and lets the timers of whoever is attached run.
"""

import os
import select
import socket
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping
from itertools import count

import msgspec

from tcplab.engine.segment import Segment
from tcplab.engine.wire import Framed, decode, encode
from tests.support.kernel_namespace import KERNEL_ADDRESS, LAB_ADDRESS, Namespace

# What the kernel would add or leave out if nobody asked: the engine speaks plain RFC 9293, and
# whatever a kernel limits per second would make answers vanish.
PLAIN: Mapping[str, int] = {
    "ipv4.tcp_timestamps": 0,
    "ipv4.tcp_sack": 0,
    "ipv4.tcp_window_scaling": 0,
    "ipv4.tcp_ecn": 0,
    "ipv4.tcp_early_retrans": 0,
    "ipv4.tcp_no_metrics_save": 1,
    "ipv4.tcp_invalid_ratelimit": 0,
    "ipv4.tcp_challenge_ack_limit": 2_147_483_647,
    "ipv4.tcp_max_syn_backlog": 1_024,
    "core.somaxconn": 1_024,
    "ipv6.conf.all.disable_ipv6": 1,
}

# What the kernel's numbers mean, 1 to 12 (include/net/tcp_states.h).
STATES = (
    *("", "ESTABLISHED", "SYN-SENT", "SYN-RECEIVED", "FIN-WAIT-1", "FIN-WAIT-2", "TIME-WAIT"),
    *("CLOSED", "CLOSE-WAIT", "LAST-ACK", "LISTEN", "CLOSING", "SYN-RECEIVED"),
)
_TIME_WAIT_TIMER = "03"
_TICK_MS = 10  # /proc speaks of hundredths of a second
_TURN_S = 0.002
_TCP = 6


class Row(msgspec.Struct, frozen=True):
    """One connection as /proc/net/tcp shows it; `time_wait_ms` is what is left of TIME-WAIT."""

    state: str
    time_wait_ms: int | None


class KernelPeer:
    """The kernel in its namespace; `lock` is held while an attached endpoint acts."""

    def __init__(self, sysctls: Mapping[str, int]) -> None:
        self._namespace = Namespace({**PLAIN, **sysctls})
        self.lock = threading.RLock()
        self._reading = threading.Lock()
        self._turns = 0
        self._began = time.monotonic()
        self._hearers: dict[tuple[int, int], Callable[[Segment], None]] = {}
        self._clocks: list[Callable[[], None]] = []
        self._ports = count(20_000)
        self._closing = False
        self._pump = threading.Thread(target=self._run, daemon=True)
        self._pump.start()

    @property
    def now(self) -> int:
        """Milliseconds since this peer exists."""
        return int((time.monotonic() - self._began) * 1_000)

    def socket(self, port: int) -> socket.socket:
        """A TCP socket of the kernel, bound to `port`."""
        with self.lock:
            made = self._namespace.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((KERNEL_ADDRESS, port))
        return made

    def sysctl(self, name: str) -> int | None:
        """The value of a sysctl, as "ipv4.tcp_retries2"; None if this kernel has none."""
        with self.lock:
            return self._namespace.sysctl(name)

    def ports(self) -> tuple[int, int]:
        """A port of the lab's and one of the kernel's that nobody has used."""
        with self.lock:
            port = next(self._ports)
        return port, port + 20_000

    def attach(self, ports: tuple[int, int], hears: Callable[[Segment], None]) -> None:
        """From now on `hears` gets what the kernel sends between `ports` (lab's, kernel's)."""
        with self.lock:
            self._hearers[ports] = hears

    def run(self, clock: Callable[[], None]) -> None:
        """From now on `clock` is called every few milliseconds, under the lock."""
        with self.lock:
            self._clocks.append(clock)

    def transmit(self, segment: Segment, ports: tuple[int, int]) -> None:
        """Lets the kernel have a segment from `ports[0]` to `ports[1]`; its answer may wait."""
        octets = encode(segment, LAB_ADDRESS, KERNEL_ADDRESS, ports)
        os.write(self._namespace.tun, packet_around(octets))

    def state(self, ports: tuple[int, int]) -> str:
        """The state of the kernel's connection between `ports` (lab's, kernel's), or CLOSED."""
        row = self.row(ports)
        return "CLOSED" if row is None else row.state

    def row(self, ports: tuple[int, int]) -> Row | None:
        """What /proc/net/tcp says of that connection: it knows TIME-WAIT and orphans too."""
        lab, kernel = ports
        wanted = f"{_hex(KERNEL_ADDRESS, kernel)} {_hex(LAB_ADDRESS, lab)} "
        for _ in range(2):  # a row can slip through while others come and go
            _, found, after = self._table().partition(wanted)
            if found:
                return _row(after.split(maxsplit=3))
        return None

    def _table(self) -> str:
        with self._reading:
            table = self._namespace.table
            os.lseek(table, 0, os.SEEK_SET)
            return b"".join(iter(lambda: os.read(table, 65_536), b"")).decode()

    def drain(self) -> None:
        """Returns once all that the kernel has sent until now was handed on."""
        turn = self._turns
        wait_until(lambda: self._turns >= turn + 2)  # the one that runs may have looked already

    def close(self) -> None:
        """Ends the namespace and all that lives in it."""
        self._closing = True
        self._pump.join()
        self._namespace.close()

    def _run(self) -> None:
        while not self._closing:
            select.select([self._namespace.tun], [], [], _TURN_S)
            with self.lock:
                while packet := self._packet():
                    self._hand_on(packet)
                for clock in self._clocks:
                    clock()
            self._turns += 1

    def _packet(self) -> bytes | None:
        try:
            return os.read(self._namespace.tun, 65_536)
        except BlockingIOError:
            return None

    def _hand_on(self, packet: bytes) -> None:
        framed = segment_in(packet)
        if framed is not None:
            hears = self._hearers.get((framed.destination_port, framed.source_port))
            if hears is not None:
                hears(framed.segment)


def wait_until(holds: Callable[[], bool], seconds: float = 2.0) -> bool:
    """Whether it holds within that time."""
    end = time.monotonic() + seconds
    while not (held := holds()) and time.monotonic() < end:
        time.sleep(_TURN_S)
    return held


def _hex(address: str, port: int) -> str:
    """An endpoint as /proc/net/tcp spells it: the address in the machine's order of octets."""
    number = int.from_bytes(socket.inet_aton(address), sys.byteorder)
    return f"{number:08X}:{port:04X}"


def _row(fields: list[str]) -> Row:
    timer, left = fields[2].split(":")
    waits = int(left, 16) * _TICK_MS if timer == _TIME_WAIT_TIMER else None
    return Row(STATES[int(fields[0], 16)], waits)


def segment_in(packet: bytes) -> Framed | None:
    """What the kernel has sent, None if it is not TCP's."""
    if packet[0] >> 4 != 4 or packet[9] != _TCP:
        return None
    return decode(packet[(packet[0] & 15) * 4 :], KERNEL_ADDRESS, LAB_ADDRESS)


def packet_around(octets: bytes) -> bytes:
    """An IPv4 packet around a TCP segment; its checksum is RFC 791's."""
    addresses = socket.inet_aton(LAB_ADDRESS) + socket.inet_aton(KERNEL_ADDRESS)
    head = struct.pack("!BBHHHBB", 0x45, 0, 20 + len(octets), 0, 0, 64, _TCP)
    total = sum(struct.unpack("!9H", head + addresses))
    total = (total & 0xFFFF) + (total >> 16)
    checksum = ~(total + (total >> 16)) & 0xFFFF
    return head + struct.pack("!H", checksum) + addresses + octets
