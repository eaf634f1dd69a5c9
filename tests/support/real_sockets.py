"""Real sockets in several states, in a network namespace of their own, as the real tools list them.

This very file is the child that holds the sockets; nothing outside its namespace is touched.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypedDict

WAIT_S = 5.0


class Unavailable(Exception):
    """This machine cannot do it; says why."""


class Told(TypedDict):
    """The sockets that there are, and what each command printed."""

    program: str
    pid: int
    sockets: list[dict[str, Any]]
    printed: dict[str, str]


def listed(commands: Sequence[str]) -> Told:
    """What each command prints of the same sockets. Raises Unavailable."""
    for tool in ("unshare", "ip", *(command.split()[0] for command in commands)):
        if shutil.which(tool) is None:
            raise Unavailable(f"{tool} is not installed here")
    alone = ["unshare", "-n"] if os.geteuid() == 0 else ["unshare", "-rn"]
    child = [sys.executable, "-IS", str(Path(__file__)), *commands]
    up = ["sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
    done = subprocess.run([*alone, *up, *child], capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise Unavailable(f"no network namespace of our own: {done.stderr.strip()}")
    told: Told = json.loads(done.stdout)
    return told


def _sockets() -> tuple[list[dict[str, Any]], list[socket.socket]]:
    """What there is, and the sockets themselves, to be kept open."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(5)
    at = listener.getsockname()

    def pair() -> tuple[socket.socket, socket.socket]:
        return socket.create_connection(at), listener.accept()[0]

    open_, half, over, unread = (pair() for _ in range(4))
    copy = open_[0].dup()
    half[0].shutdown(socket.SHUT_WR)
    ended = over[0].getsockname()
    over[0].close()
    over[1].close()
    unread[0].send(b"hello")
    waiting = socket.create_connection(at)
    found = [
        _one("LISTEN", 1, 5, at, None, [listener]),
        _one("ESTABLISHED", 0, 0, *_ends(open_[0]), [open_[0], copy]),
        _one("ESTABLISHED", 0, 0, *_ends(open_[1]), [open_[1]]),
        _one("FIN-WAIT-2", 0, 0, *_ends(half[0]), [half[0]]),
        _one("CLOSE-WAIT", 1, 0, *_ends(half[1]), [half[1]]),
        _one("TIME-WAIT", 0, 0, ended, at, []),
        _one("ESTABLISHED", 0, 0, *_ends(unread[0]), [unread[0]]),
        _one("ESTABLISHED", 5, 0, *_ends(unread[1]), [unread[1]]),
        _one("ESTABLISHED", 0, 0, *_ends(waiting), [waiting]),
        _one("ESTABLISHED", 0, 0, at, waiting.getsockname(), []),
    ]
    return found, [listener, copy, waiting, *open_, *half, *unread]


def _ends(one: socket.socket) -> tuple[Any, Any]:
    return one.getsockname(), one.getpeername()


def _one(
    state: str, recv_q: int, send_q: int, local: Any, remote: Any, held: list[socket.socket]
) -> dict[str, Any]:
    descriptors = sorted((each.fileno() for each in held), reverse=True)
    return {
        "state": state,
        "recv_q": recv_q,
        "send_q": send_q,
        "local": local,
        "remote": remote,
        "descriptors": descriptors,
    }


def _settled() -> None:
    """Waits until the kernel has come to the states that are meant."""
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:
        states = [line.split()[3] for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        if sorted(states) == sorted(["0A", *["01"] * 6, "05", "08", "06"]):
            return
        time.sleep(0.01)


def main() -> None:
    found, kept = _sockets()
    _settled()
    printed = {}
    for command in sys.argv[1:]:
        done = subprocess.run(command.split(), capture_output=True, text=True, check=True)
        printed[command] = done.stdout
    program = Path("/proc/self/comm").read_text().strip()
    print(
        json.dumps({"program": program, "pid": os.getpid(), "sockets": found, "printed": printed})
    )
    assert kept


if __name__ == "__main__":
    main()
