"""What a second start does: it asks the window that runs already, and needs no Qt for that.

One line each way: a Request as JSON, then OK or BUSY.
"""

import os
import sys
from pathlib import Path
from typing import TypedDict

OK, BUSY = b"ok\n", b"busy\n"
_PATIENCE_S = 3.0
_LONGEST = 100  # octets of a socket's path; systems allow 104 and more
_UNSEEN = ("offscreen", "minimal", "vnc", "linuxfb", "eglfs")


class Request(TypedDict):
    """`open` is an absolute path, a lesson or ""; `token` lets a window come to the front."""

    open: str
    token: str


def address() -> str | None:
    """Where this user's window on this screen listens; None where no window would be seen.

    The path of a socket, or on Windows the name of a pipe.
    """
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith(_UNSEEN):
        return None
    if os.name == "nt":
        who = (os.environ.get(one, "") for one in ("USERDOMAIN", "USERNAME", "SESSIONNAME"))
        return "-".join(["tcplab", *map(_plain, who)])
    screen = "macos" if sys.platform == "darwin" else _screen()
    path = str(_folder() / f"tcplab-{_plain(screen)}.socket")
    return path if screen and len(os.fsencode(path)) <= _LONGEST else None


def hand_over(argument: str) -> bool:
    """Whether another window took it, and came to the front; if not, this one has to open.

    `argument` is an absolute path, a lesson or "".
    """
    where = address()
    if where is None or not (os.name == "nt" or os.path.exists(where)):
        return False
    from msgspec import json  # the first start asks nobody

    token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
    line = json.encode(Request(open=argument, token=token)) + b"\n"
    try:
        return (_ask_pipe if os.name == "nt" else _ask_socket)(where, line) == OK
    except OSError:
        return False  # nobody listens, or what is there is stale


def _ask_socket(where: str, line: bytes) -> bytes:
    import socket  # as above

    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PATIENCE_S)
        connection.connect(where)
        connection.sendall(line)
        return connection.makefile("rb").readline()


def _ask_pipe(where: str, line: bytes) -> bytes:
    import ctypes
    from threading import Thread

    answers: list[bytes] = []

    def ask() -> None:
        try:
            with open(rf"\\.\pipe\{where}", "r+b", buffering=0) as pipe:
                pipe.write(line)
                answers.append(pipe.readline())
        except OSError:
            pass

    if sys.platform == "win32":  # as it is, though mypy may look from elsewhere
        ctypes.windll.user32.AllowSetForegroundWindow(-1)  # whoever answers may come to the front
    thread = Thread(target=ask, daemon=True)  # a pipe knows no timeout
    thread.start()
    thread.join(_PATIENCE_S)
    return answers[0] if answers else b""


def _screen() -> str:
    return os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY", "")


def _folder() -> Path:
    """One that only this user can enter."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if os.path.isdir(runtime):
        return Path(runtime)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "TCP Lab"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tcplab"


def _plain(text: str) -> str:
    return "".join(one if one.isalnum() else "-" for one in text)
