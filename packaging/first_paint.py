"""Run under X: starts programs by turns, and tells when each has painted its first frame.

A window that has not painted yet leaves what was on the screen: black.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtGui import QColor, QGuiApplication

BLACK = QColor("black")
PAUSE_S, PATIENCE_S = 0.001, 60.0
AT = (720, 450)  # in both windows
TICKS = os.sysconf("SC_CLK_TCK")


def main(rounds: int, *programs: str) -> None:
    """Prints, as JSON, for each program the [seconds, seconds of work] of every round."""
    application = QGuiApplication([])
    screen = application.primaryScreen()

    def pixel() -> QColor:
        return screen.grabWindow(0, *AT, 1, 1).toImage().pixelColor(0, 0)

    def until(black: bool) -> None:
        begun = time.monotonic()
        while (pixel() == BLACK) is not black:
            if time.monotonic() - begun > PATIENCE_S:
                sys.exit("no window has come, or one has stayed")
            time.sleep(PAUSE_S)

    told: dict[str, list[tuple[float, float]]] = {program: [] for program in programs}
    for _ in range(rounds):
        for program in programs:
            until(black=True)
            with tempfile.TemporaryDirectory() as home, started(program, home) as process:
                begun = time.perf_counter()
                until(black=False)
                told[program].append((time.perf_counter() - begun, work(process.pid)))
    print(json.dumps(told))


@contextmanager
def started(program: str, home: str) -> Iterator[subprocess.Popen[bytes]]:
    """The program, in a new home; ended afterwards."""
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
