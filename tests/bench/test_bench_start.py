"""From the start of the process to the first painted frame, beside an empty window's.

What is left in it, in empty windows: 0.5 are enumerations that PySide makes with each class that
is named (most of them in the namespace Qt), 0.6 our own modules, 0.6 the parts of the window,
0.3 the first frame.
"""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import pytest

pytestmark = pytest.mark.bench

ROOT = Path(__file__).parent.parent.parent
ROUNDS = 5
EMPTY = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
"""
OURS = """
import tcplab.cli  # as `python -m tcplab` does, before there is any Qt
from tcplab.ui.app import make_application, make_window
application = make_application([])
window = make_window(application, None)
"""
PAINTED = """
import sys, time
window.show()
application.processEvents()
print(time.process_time(), *sorted({"numpy", "pyqtgraph"} & set(sys.modules)), flush=True)
sys.stdin.readline()
"""


class Start(NamedTuple):
    """Seconds until the program has painted, by the clock and of work; what it should not need."""

    clock: float
    work: float
    modules: list[str]


def start(program: str, home: Path) -> Start:
    """Starts a program, waits until it has painted, and ends it."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["PYTHONPYCACHEPREFIX"] = str(home / "compiled")  # as an installed program is
    begun = perf_counter()
    with subprocess.Popen(
        [sys.executable, "-c", program + PAINTED],
        cwd=ROOT,
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        work, *modules = process.stdout.readline().split()
        seconds = perf_counter() - begun
        process.communicate("\n")
    return Start(seconds, float(work), modules)


def test_start(tmp_path: Path) -> None:
    """The aim was 1.5 times an empty window's; it is 3.2, or 3.7 on a busy machine."""
    start(OURS, tmp_path)  # compiles it
    start(EMPTY, tmp_path)
    rounds = [(start(EMPTY, tmp_path), start(OURS, tmp_path)) for _ in range(ROUNDS)]
    clock = _told("clock", [(empty.clock, ours.clock) for empty, ours in rounds])
    work = _told("work", [(empty.work, ours.work) for empty, ours in rounds])
    assert all(ours.modules == [] for _, ours in rounds), "plots are for later"
    assert min(clock, work) <= 4.0  # on a busy machine the clock says little


def _told(what: str, rounds: list[tuple[float, float]]) -> float:
    """Prints the shortest of each, and gives their ratio."""
    empty, ours = (min(seconds) for seconds in zip(*rounds, strict=True))
    ratio = ours / empty
    print(f"\n{what}: empty {empty * 1000:.0f} ms, TCP Lab {ours * 1000:.0f} ms: {ratio:.2f} times")
    return ratio
