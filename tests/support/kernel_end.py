"""This machine's kernel as one end of a dialogue; the peer's segments are made by hand."""

import errno
import socket
import struct
import time

from msgspec.structs import replace

from tcplab.engine import seq
from tcplab.engine.segment import ACK, RST, SYN, Segment
from tests.support.kernel_dialogue import ISS, SETTLING_MS, Expected
from tests.support.kernel_namespace import LAB_ADDRESS
from tests.support.kernel_peer import STATES, KernelPeer, wait_until

_LATEST_S, _SILENCE_S = 0.5, SETTLING_MS / 1_000
RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER on, 0 s


class KernelEnd:
    """One connection of the kernel; `sent` is everything that it has sent, with the time in ms."""

    def __init__(self, kernel: KernelPeer) -> None:
        self.sent: list[tuple[int, Segment]] = []
        self.socket: socket.socket | None = None
        self._kernel = kernel
        self._ports = kernel.ports()
        self._listener: socket.socket | None = None
        self._listens_behind = False
        self._iss: int | None = None
        self._seen = 0
        self._words: list[str] = []
        kernel.attach(self._ports, self._hear)

    def listen_behind(self) -> None:
        """See kernel_dialogue."""
        self._listens_behind = True

    def call(self, name: str, octets: int) -> None:
        """What a program asks for."""
        match name:
            case "listen":
                self._listener = self._kernel.socket(self._ports[1])
                self._listener.listen()
                self._listener.setblocking(False)
            case "unlisten":
                assert self._listener is not None
                self._listener.close()
                self._listener = None
            case "connect":
                self.socket = self._kernel.socket(self._ports[1])
                self.socket.setblocking(False)
                self.socket.connect_ex((LAB_ADDRESS, self._ports[0]))
            case _:
                assert self.socket is not None, f"{name} before there is a connection"
                self._use(self.socket, name, octets)

    def _use(self, connection: socket.socket, name: str, octets: int) -> None:
        match name:
            case "send":
                connection.send(b"x" * octets)
            case "receive":
                self._words.append(_received(connection))
            case "shutdown":
                connection.shutdown(socket.SHUT_WR)
            case "keepalive":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            case "abort":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
                connection.close()
            case "close":
                connection.close()
            case _:
                raise ValueError(f"not a call of a dialogue: {name}")

    def arrives(self, segment: Segment) -> None:
        """A segment of the peer's."""
        shift = 0 if self._iss is None else seq.distance(ISS, self._iss)
        ack = seq.add(segment.ack, shift) if segment.flags & ACK else 0
        self._kernel.transmit(replace(segment, ack=ack), self._ports)
        self._accept()

    def wait(self, ms: int) -> None:
        """Time passes."""
        time.sleep(ms / 1_000)

    def settle(self, expected: Expected | None = None) -> tuple[Segment, ...]:
        """What was sent since the last time, delayed acknowledgements too."""
        if expected is None:
            time.sleep(_SILENCE_S)
            self._kernel.drain()
        else:
            wait_until(lambda: self._has_come(expected), _LATEST_S)
        self._accept()
        new = self.sent[self._seen :]
        self._seen += len(new)
        return tuple(segment for _, segment in new)

    def learnt(self) -> tuple[str, ...]:
        """See kernel_dialogue."""
        if self.socket is not None and self.socket.fileno() >= 0:
            number = self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
            if number:
                self._words.append(errno.errorcode[number])
        words, self._words = tuple(self._words), []
        return words

    @property
    def now(self) -> int:
        """Milliseconds of the kernel peer's clock."""
        return self._kernel.now

    @property
    def state(self) -> str:
        if self.socket is not None and self.socket.fileno() >= 0:
            known = STATES[self.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0]]
            if known != "CLOSED":  # as which it shows TIME-WAIT
                return known
        row = self._kernel.row(self._ports)
        if row is None and self._listener is not None and self.socket is None:
            return "LISTEN"
        return "CLOSED" if row is None else row.state

    @property
    def time_wait_ms(self) -> int:
        """See kernel_dialogue."""
        row = self._kernel.row(self._ports)
        return (row and row.time_wait_ms) or 0

    def close(self) -> None:
        """Lets go of the kernel's sockets."""
        for one in (self.socket, self._listener):
            if one is not None:
                one.close()

    def _has_come(self, expected: Expected) -> bool:
        enough = len(self.sent) >= self._seen + expected.segments
        return enough and expected.state in (None, self.state)

    def _accept(self) -> None:
        """The program accepts at once, and stops listening unless it is to listen behind."""
        if self._listener is None or self.socket is not None:
            return
        try:
            self.socket, _ = self._listener.accept()
        except BlockingIOError:
            return
        self.socket.setblocking(False)
        if not self._listens_behind:
            self._listener.close()
            self._listener = None

    def _hear(self, segment: Segment) -> None:
        if segment.flags & SYN:
            self._iss = segment.seq
        shift = 0 if self._iss is None else seq.distance(self._iss, ISS)
        made_up = segment.flags & RST and segment.flags & ACK and segment.seq == 0
        number = segment.seq if made_up else seq.add(segment.seq, shift)
        self.sent.append((self.now, replace(segment, seq=number)))


def _received(connection: socket.socket) -> str:
    try:
        octets = connection.recv(65_536)
    except BlockingIOError:
        return "nothing"
    return f'"{octets.decode()}"' if octets else "end"
