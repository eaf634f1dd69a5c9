"""A network namespace of its own with one TUN device, in a child process that hands out sockets.

The child is this very file, run as a program; nothing outside its namespace is ever touched.
"""

import ctypes
import os
import socket
import struct
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

KERNEL_ADDRESS, LAB_ADDRESS = "10.9.0.1", "10.9.0.2"

_NEW_NETWORK, _NEW_USERS = 0x4000_0000, 0x1000_0000  # CLONE_NEWNET, CLONE_NEWUSER
_MAKE_TUN, _TUN_WITHOUT_HEADER = 0x4004_54CA, 0x1001  # TUNSETIFF; IFF_TUN | IFF_NO_PI
_SET_ADDRESS, _SET_MASK, _SET_FLAGS = 0x8916, 0x891C, 0x8914  # SIOCSIFADDR, …NETMASK, …FLAGS
_UP_AND_RUNNING = 0x41
_DEVICE = b"tun0"
# Who reads /proc/net/tcp walks the whole hash table, and the machine's is huge: a namespace made in
# one that asks for it gets a small table of its own.
_SMALL_TABLE = "ipv4.tcp_child_ehash_entries=512"


class Unavailable(Exception):
    """This machine has no namespace or no TUN device for us; says which and why."""


class Namespace:
    """The child and what it gives: `tun`, the device's descriptor; `table`, /proc/net/tcp's.

    Raises Unavailable where there is no Linux, no namespace or no TUN device for us.
    """

    def __init__(self, sysctls: Mapping[str, int]) -> None:
        if sys.platform != "linux":
            raise Unavailable("no Linux kernel to hold the lab against")
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        choices = [f"{name}={value}" for name, value in sysctls.items()]
        with theirs:
            self._child = subprocess.Popen(
                [sys.executable, "-IS", __file__, str(theirs.fileno()), *choices],
                pass_fds=[theirs.fileno()],
            )
        answer, descriptors, _, _ = socket.recv_fds(self._ours, 1_000, 2)
        if len(descriptors) < 2:
            self.close()
            raise Unavailable(answer.decode() or "the namespace could not be made")
        self.tun, self.table = descriptors

    def socket(self) -> socket.socket:
        """A new TCP socket of the namespace's kernel."""
        self._ours.send(b"socket")
        _, (descriptor,), _, _ = socket.recv_fds(self._ours, 1_000, 1)
        return socket.socket(fileno=descriptor)

    def sysctl(self, name: str) -> int | None:
        """The value of a sysctl in the namespace, None if this kernel has none."""
        self._ours.send(name.encode())
        value = self._ours.recv(1_000).strip()
        return int(value) if value else None

    def close(self) -> None:
        """Ends the child; the namespace goes with the last of its sockets."""
        self._ours.close()
        self._child.wait()
        for descriptor in (getattr(self, "tun", None), getattr(self, "table", None)):
            if descriptor is not None:
                os.close(descriptor)


def _unshare() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NETWORK) == 0:
        return
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_NEW_NETWORK | _NEW_USERS) != 0:
        raise OSError(ctypes.get_errno(), "no network namespace")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def _make_tun() -> int:
    import fcntl  # elsewhere this module is imported, too, if only to say that it cannot serve

    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, _MAKE_TUN, struct.pack("16sH22x", _DEVICE, _TUN_WITHOUT_HEADER))

    def address(text: str) -> bytes:
        return struct.pack("16sHH4s16x", _DEVICE, socket.AF_INET, 0, socket.inet_aton(text))

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, _SET_ADDRESS, address(KERNEL_ADDRESS))
        fcntl.ioctl(control, _SET_MASK, address("255.255.255.0"))
        fcntl.ioctl(control, _SET_FLAGS, struct.pack("16sH22x", _DEVICE, _UP_AND_RUNNING))
    return tun


def _path(sysctl: str) -> Path:
    return Path("/proc/sys/net", *sysctl.split("."))


def _set(choices: list[str]) -> None:
    """Sets sysctls (NAME=VALUE) as far as this kernel has them."""
    for choice in choices:
        name, _, value = choice.partition("=")
        if _path(name).exists():
            _path(name).write_text(value)


def _serve(parent: socket.socket, choices: list[str]) -> None:
    try:
        _unshare()
        _set([_SMALL_TABLE])
        _unshare()
        _set(choices)  # before the device, so that it never speaks IPv6
        tun = _make_tun()
        table = os.open("/proc/self/net/tcp", os.O_RDONLY)
    except OSError as error:
        parent.send(f"no TUN device in a namespace of our own: {error}".encode())
        return
    socket.send_fds(parent, [b"here they are"], [tun, table])
    while wanted := parent.recv(1_000).decode():
        if wanted == "socket":
            with socket.socket() as made:
                socket.send_fds(parent, [b"socket"], [made.fileno()])
        else:
            path = _path(wanted)
            parent.send(path.read_bytes() if path.exists() else b"\n")


if __name__ == "__main__":
    _serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2:])
