"""The program at a desktop: in front of other windows, and its plots, under X11 and Wayland."""

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import smoke
from environment import stop
from workshop import run

NEEDED = ("Xvfb", "openbox", "xdotool", "weston", "weston-screenshooter")
PAUSE_S = 0.25
# One plain colour, so that whatever is colourful is the program's.
WESTON = "[shell]\nbackground-color=0xff000000\npanel-position=none\nlocking=false\n"


@contextmanager
def x11() -> Iterator[str]:
    """A screen with a window manager; gives the name of its display."""
    with smoke.virtual_screen() as display:
        environ = {**os.environ, "DISPLAY": display}
        with _quietly(["openbox", "--sm-disable"], environ):
            yield display


@contextmanager
def wayland(place: Path) -> Iterator[Path]:
    """A screen that nobody sees; gives its socket, which lies in `place` and is for any user."""
    place.mkdir()
    (place / "weston.ini").write_text(WESTON)
    socket = place / "screen"
    environ = {**os.environ, "XDG_RUNTIME_DIR": str(place)}
    options = [f"--config={place}/weston.ini", f"--socket={socket.name}", "--idle-time=0"]
    look = ["--use-pixman", "--width=1440", "--height=900", "--debug"]  # any program may look
    command = ["weston", "--backend=headless-backend.so", *look, *options]
    with _quietly(command, environ):
        until = time.monotonic() + smoke.PATIENCE_S
        while not socket.exists() and time.monotonic() < until:
            time.sleep(PAUSE_S)
        socket.chmod(0o666)
        yield socket


@contextmanager
def _quietly(command: list[str], environ: dict[str, str]) -> Iterator[None]:
    """Runs for as long as it is needed."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def until_in_front(display: str, title: str, pid: int) -> None:
    """Waits for a window of this process whose title has this pattern; stops if none comes."""
    environ = {**os.environ, "DISPLAY": display}
    asking = ["xdotool", "getactivewindow", "getwindowname", "getwindowpid"]
    until, told = time.monotonic() + smoke.PATIENCE_S, ""
    while time.monotonic() < until:
        told = subprocess.run(asking, env=environ, capture_output=True, text=True).stdout
        name, _, of = told.rstrip("\n").rpartition("\n")
        if re.search(title, name) and int(of) == pid:
            return
        time.sleep(PAUSE_S)
    stop(f"{title!r} of process {pid} is not in front, but {told.split()}.")


def press(display: str, key: str) -> None:
    """In the window that is in front."""
    run(["xdotool", "key", key], environ={"DISPLAY": display})
