"""Run under X: starts programs by turns, and tells when each has painted its first frame, and when
its window was complete.

A window that has not painted yet leaves what was on the screen: black. It is complete when it looks
as it did at the end of the first round, in which it had time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtGui import QColor, QGuiApplication, QImage

BLACK = QColor("black")
PAUSE_S, PATIENCE_S, SETTLED_S = 0.001, 60.0, 8.0
AT = (720, 450)  # in both windows
TICKS = os.sysconf("SC_CLK_TCK")
STILL = "[General]\nreduced-motion=true\n"  # TCP Lab's: else what is seen would go on changing


def main(rounds: int, *programs: str) -> None:
    """Prints, as JSON, for each program the [[seconds, seconds of work] of the first frame, the
    same of the complete window] of every round."""
    application = QGuiApplication([])
    screen = application.primaryScreen()

    def pixel() -> QColor:
        return screen.grabWindow(0, *AT, 1, 1).toImage().pixelColor(0, 0)

    def picture() -> QImage:
        return screen.grabWindow(0).toImage()

    def shows(final: QImage) -> bool:
        return picture() == final

    finals = {}
    for program in programs:
        until(lambda: pixel() == BLACK)
        with tempfile.TemporaryDirectory() as home, started(program, home):
            until(lambda: pixel() != BLACK)
            finals[program] = settled(picture)
    told: dict[str, list[tuple[tuple[float, float], ...]]] = {program: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            until(lambda: pixel() == BLACK)
            with tempfile.TemporaryDirectory() as home, started(program, home) as process:
                begun = time.perf_counter()
                until(lambda: pixel() != BLACK)
                first = time.perf_counter() - begun, work(process.pid)
                until(partial(shows, finals[program]))
                told[program].append((first, (time.perf_counter() - begun, work(process.pid))))
    print(json.dumps(told))


def settled(picture: Callable[[], QImage]) -> QImage:
    """What the screen shows when nothing has changed for long."""
    last, since = picture(), time.monotonic()
    while time.monotonic() - since < SETTLED_S:
        time.sleep(0.1)
        now = picture()
        if now != last:
            last, since = now, time.monotonic()
    return last


def until(happened: Callable[[], bool]) -> None:
    """Waits for it, but not for ever."""
    begun = time.monotonic()
    while not happened():
        if time.monotonic() - begun > PATIENCE_S:
            sys.exit("no window has come, or one has stayed")
        time.sleep(PAUSE_S)


@contextmanager
def started(program: str, home: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, in a new home; ended afterwards."""
    settings = Path(home, ".config", "TCP Lab", "TCP Lab.conf")
    settings.parent.mkdir(parents=True)
    settings.write_text(STILL, "utf-8")
    environ = {"HOME": home, "DISPLAY": os.environ["DISPLAY"], "LC_ALL": "C.UTF-8"}
    with subprocess.Popen([program], env=environ) as process:
        try:
            yield process
        finally:
            process.terminate()


def work(pid: int) -> float:
    """Seconds of processor time that a process has used."""
    with open(f"/proc/{pid}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:])
