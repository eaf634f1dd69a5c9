"""Our endpoint in real time, face to face with this machine's kernel."""

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tcplab.engine.segment import PSH, Segment
from tcplab.engine.stack import Stack
from tests.support.kernel_dialogue import PLAIN_LINUX, shown
from tests.support.kernel_end import RESET_ON_CLOSE
from tests.support.kernel_namespace import LAB_ADDRESS
from tests.support.kernel_peer import KernelPeer, wait_until
from tests.support.lab_end import LabEnd

KERNEL_PASSIVE, KERNEL_ACTIVE = "kernel passive", "kernel active"
_LATEST_S = 5.0


def the_first(flags: int) -> Callable[[Segment], bool]:
    """A loss: of the first segment with just these flags (but for PSH), and of no other."""
    left = [flags]

    def is_it(segment: Segment) -> bool:
        found = bool(left) and segment.flags & ~PSH == left[0]
        if found:
            left.clear()
        return found

    return is_it


def every(nth: int) -> Callable[[Segment], bool]:
    """A loss: of each `nth` segment with data."""
    count = 0

    def is_it(segment: Segment) -> bool:
        nonlocal count
        count += bool(segment.data)
        return bool(segment.data) and count % nth == 0

    return is_it


def everything(segment: Segment) -> bool:
    """A loss: of every segment."""
    return True


def nothing(segment: Segment) -> bool:
    """No loss."""
    return False


class LabPeer:
    """A connection between `end`, which is ours, and a socket of the kernel's, `theirs`."""

    def __init__(self, kernel: KernelPeer, stack: Stack = PLAIN_LINUX) -> None:
        self.end = LabEnd(stack)
        self._stack = stack
        self.theirs: socket.socket | None = None
        self.listener: socket.socket | None = None
        self.heard: list[Segment] = []
        self.loses_sent: Callable[[Segment], bool] = nothing
        self.loses_heard: Callable[[Segment], bool] = nothing
        self._kernel = kernel
        self.ports = kernel.ports()
        self._began = kernel.now
        self._transmitted = 0
        kernel.attach(self.ports, self._hear)
        kernel.run(self._turn)

    # what the two programs do

    def call(self, name: str, octets: int = 0) -> None:
        """A call of our program's."""
        self._turn(lambda: self.end.call(name, octets))

    def crash(self, iss: int) -> None:
        """Our host forgets everything; its next connection begins with `iss`."""
        with self._kernel.lock:
            self.end, self._transmitted = LabEnd(self._stack, iss), 0

    def kernel_crashes(self) -> None:
        """The kernel forgets the connection without a word."""
        assert self.theirs is not None
        self.loses_heard = everything
        self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self.theirs.close()
        self._kernel.drain()
        self.loses_heard = nothing

    def kernel_listens(self) -> None:
        """The kernel's program listens."""
        self.listener = self._kernel.socket(self.ports[1])
        self.listener.listen()
        self.listener.settimeout(_LATEST_S)

    def kernel_accepts(self) -> None:
        """The kernel's program accepts the connection that we have opened."""
        assert self.listener is not None
        accepted, _ = self.listener.accept()
        accepted.settimeout(_LATEST_S)
        self._hold(accepted)

    def kernel_connects(self) -> None:
        """The kernel's program begins to connect to us."""
        connecting = self._kernel.socket(self.ports[1])
        connecting.setblocking(False)
        with suppress(BlockingIOError):
            connecting.connect((LAB_ADDRESS, self.ports[0]))
        self._hold(connecting)

    def kernel_closes(self) -> None:
        """The kernel's program closes its socket."""
        assert self.theirs is not None
        self.theirs.close()

    def kernel_shuts_down(self) -> None:
        """The kernel's program has nothing more to send."""
        assert self.theirs is not None
        self.theirs.shutdown(socket.SHUT_WR)

    def kernel_sends(self, octets: bytes) -> None:
        """The kernel's program sends."""
        assert self.theirs is not None
        self.theirs.sendall(octets)

    def kernel_keeps_alive(self) -> None:
        """The kernel's program asks for keep-alive; how often is the sysctls' choice."""
        assert self.theirs is not None
        self.theirs.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """What both do in here is done before either hears of the other."""
        with self._kernel.lock:
            yield

    def begin(self, role: str) -> None:
        """Somebody listens, the kernel if it is the passive one, and the other one connects."""
        if role == KERNEL_PASSIVE:
            self.kernel_listens()
            self.call("connect")
        else:
            self.call("listen")
            self.kernel_connects()

    def finish(self, role: str) -> None:
        """Returns once both are ESTABLISHED, and the kernel's program has its socket."""
        if role == KERNEL_PASSIVE:
            self.kernel_accepts()
        self.wait("ESTABLISHED", "ESTABLISHED")

    def connect(self, role: str) -> None:
        """The handshake, from its beginning to its end."""
        self.begin(role)
        self.finish(role)

    # what has become of it

    def wait(self, lab: str, kernel: str) -> None:
        """Returns once our end and the kernel's are in these states; fails after 5 s."""
        wait_until(lambda: (self.end.state, self.kernel_state) == (lab, kernel), _LATEST_S)
        assert (self.end.state, self.kernel_state) == (lab, kernel), self.log

    def wait_for_acks(self) -> None:
        """Returns once the kernel has acknowledged all that we have sent; fails after 5 s."""
        assert wait_until(lambda: self.end.tcb.snd_una == self.end.tcb.snd_nxt, _LATEST_S), self.log

    @property
    def kernel_state(self) -> str:
        return self._kernel.state(self.ports)

    @property
    def kernel_error(self) -> str:
        """What the kernel's program has to expect of its next call."""
        assert self.theirs is not None
        return errno.errorcode.get(self.theirs.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), "")

    def kernel_receives(self, octets: int) -> bytes:
        """What the kernel's program reads until it has so many octets, or the end."""
        assert self.theirs is not None
        self.theirs.settimeout(_LATEST_S)
        read = b""
        while len(read) < octets and (more := self.theirs.recv(octets)):
            read += more
        return read

    @property
    def log(self) -> str:
        """What has gone out and come in, for whoever has to find out why."""
        sent = [shown(segment) for _, segment in self.end.sent]
        return f"sent {sent}, heard {[shown(segment) for segment in self.heard]}"

    def close(self) -> None:
        """Lets go of the kernel's sockets."""
        for one in (self.theirs, self.listener):
            if one is not None:
                one.close()

    def _hold(self, made: socket.socket) -> None:
        if self.theirs is not None:
            self.theirs.close()
        self.theirs = made

    def _hear(self, segment: Segment) -> None:
        if not self.loses_heard(segment):
            self.heard.append(segment)
            self._turn(lambda: self.end.arrives(segment))

    def _turn(self, act: Callable[[], None] = lambda: None) -> None:
        """Lets timers run out that are due, then `act`; whatever is sent goes to the kernel."""
        with self._kernel.lock:
            self.end.wait(self._kernel.now - self._began - self.end.now)
            act()
            self.end.wait(0)
            new = self.end.sent[self._transmitted :]
            self._transmitted += len(new)
            for _, segment in new:
                if not self.loses_sent(segment):
                    self._kernel.transmit(segment, self.ports)
