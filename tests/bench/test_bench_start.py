"""From the start of the process to the first painted frame and to the complete window, beside an
empty window's.

The first frame is the window in its place with the ground of all its parts; whatever they need is
read and made after it, the run before the panels.
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
import time
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1440, 900)
window.show()
application.processEvents()
print(time.process_time(), flush=True)
"""
OURS = """
import sys, time
from tcplab import cli
from tcplab.ui import app, ground
sys.argv = ["tcplab"]
paint = ground.Ground.paintEvent
told = []

def painted(self, event):
    paint(self, event)
    if not told:
        told.append(self)
        print(time.process_time(), flush=True)

def complete(self):
    self.processEvents()
    wrong = {"numpy", "pyqtgraph"} & set(sys.modules)
    print(time.process_time(), *sorted(wrong), flush=True)

ground.Ground.paintEvent = painted
app.Application.exec = complete
cli.main([])
"""


class Seen(NamedTuple):
    """Seconds until it is seen, by the clock and of work; modules that it should not need."""

    clock: float
    work: float
    modules: list[str]


def start(program: str, home: Path) -> list[Seen]:
    """Starts a program; what it tells of: the first frame, then the complete window."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(home)}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    environ["PYTHONPYCACHEPREFIX"] = str(home / "compiled")  # as an installed program is
    begun, seen = perf_counter(), []
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=environ, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            work, *modules = line.split()
            seen.append(Seen(perf_counter() - begun, float(work), modules))
    return seen


def test_start(tmp_path: Path) -> None:
    """The first frame comes within 1.5 times an empty window's."""
    start(OURS, tmp_path)  # compiles it
    start(EMPTY, tmp_path)
    rounds = [(*start(EMPTY, tmp_path), *start(OURS, tmp_path)) for _ in range(ROUNDS)]
    ratios = {}
    for what, place in (("first frame", 1), ("complete", 2)):
        for kind in ("clock", "work"):
            pairs = [(getattr(one[0], kind), getattr(one[place], kind)) for one in rounds]
            ratios[what, kind] = _told(f"{what}, {kind}", pairs)
    assert all(complete.modules == [] for *_, complete in rounds), "plots are for later"
    # On a busy machine the clock says little.
    assert min(ratios["first frame", "clock"], ratios["first frame", "work"]) <= 1.5


def _told(what: str, rounds: list[tuple[float, float]]) -> float:
    """Prints the shortest of each, and gives their ratio."""
    empty, ours = (min(seconds) for seconds in zip(*rounds, strict=True))
    ratio = ours / empty
    print(f"\n{what}: empty {empty * 1000:.0f} ms, TCP Lab {ours * 1000:.0f} ms: {ratio:.2f} times")
    return ratio
