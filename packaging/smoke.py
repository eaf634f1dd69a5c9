"""Whether a frozen program works: far from the checkout, in a new home, without any Python."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from environment import stop
from workshop import BUILD, PACKAGING, run, tools

PATIENCE_S = 60
EXPORTS = {
    "png": b"\x89PNG",
    "pdf": b"%PDF",
    "gif": b"GIF8",
    "webp": b"RIFF",
    "pcapng": b"\n\r\r\n",
}


def program(folder: Path) -> Path:
    """The frozen program itself."""
    return folder / ("tcplab.exe" if os.name == "nt" else "tcplab")


def check(folder: Path) -> None:
    """Runs commands, and on Linux the window on a virtual screen. Stops at the first that fails."""
    with tempfile.TemporaryDirectory(prefix="tcplab-") as home:
        environ = bare(Path(home))
        commands(program(folder), Path(home), environ)
        if sys.platform == "linux":
            with virtual_screen() as display:
                shot = BUILD / "frozen.png"
                environ["DISPLAY"] = display
                _window(program(folder), Path(home), environ, shot)
                print(f"the window opens: {shot}", flush=True)


def bare(home: Path) -> dict[str, str]:
    """An environment as poor as can be: a home, and what Windows cannot do without."""
    kept = ("SYSTEMROOT", "WINDIR", "TEMP", "TMP")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    return {**environ, "HOME": str(home), "PATH": "", "LC_ALL": "C.UTF-8"}


def commands(tcplab: Path, home: Path, environ: dict[str, str]) -> None:
    """The jobs without a window, one of which paints."""

    def told(*arguments: str) -> str:
        done = subprocess.run(
            [tcplab, *arguments], cwd=home, env=environ, capture_output=True, timeout=PATIENCE_S
        )
        if done.returncode:
            stop(f"tcplab {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return done.stdout.decode("utf-8")

    lessons = told("lessons", "--lang", "zh_CN").splitlines()
    if "连接" not in lessons[0]:
        stop(f"The lessons are not in Chinese: {lessons[0]}")
    end = json.loads(told("trace", "teardown", "--json").splitlines()[-1])
    if end["why"] != "quiet":
        stop(f"The teardown ends otherwise: {end}")
    for ending, beginning in EXPORTS.items():
        told("export", "handshake", "-o", f"exported.{ending}")
        if not (home / f"exported.{ending}").read_bytes().startswith(beginning):
            stop(f"What was exported is no {ending}.")
    print(f"commands work: {len(lessons)} lessons, a trace, {', '.join(EXPORTS)}", flush=True)


def _window(tcplab: Path, home: Path, environ: dict[str, str], shot: Path) -> None:
    with subprocess.Popen([tcplab], cwd=home, env=environ) as started:
        try:
            photograph(environ["DISPLAY"], shot)
            if started.poll() is not None:
                stop(f"tcplab has ended with status {started.returncode}.")
        finally:
            started.terminate()


@contextmanager
def virtual_screen() -> Iterator[str]:
    """An X server of our own with a number that is free; gives the name of its display."""
    reading, writing = os.pipe()
    screen = ["-screen", "0", "1440x900x24", "-noreset", "-ac"]  # any user of this computer
    command = ["Xvfb", "-displayfd", str(writing), *screen]
    with subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as number:
                yield f":{number.readline().strip()}"
        finally:
            server.terminate()


def photograph(screen: str | Path, shot: Path) -> None:
    """Waits until a window stands still on an X display, or on Weston's screen by its socket."""
    python = tools("qt", "PySide6-Essentials")
    if isinstance(screen, str):
        environ = {"DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    else:
        environ = {"WAYLAND_DISPLAY": str(screen), "QT_QPA_PLATFORM": "offscreen"}
    run([python, PACKAGING / "screen_shot.py", shot], environ=environ)
