"""Kills a window again and again while somebody edits and saves in it, and looks what is left.

`python -m tests.support.killed --count 100` is the long form of the test. Every gesture delays one
segment by 50 ms more, so that the delay counts the gestures. Each life of the window is a fork of
this process, which has imported everything.
"""

import argparse
import os
import random
import select
import signal
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tcplab.files.labfile import read_lab_file, write_lab_file
from tcplab.files.lessons import open_file, read_lesson
from tcplab.sim.experiment import Experiment
from tcplab.ui.app import make_application, make_window

_STEP_MS = 50
_LONGEST_S = 0.3
_PATIENCE_S = 30.0


def gestures(experiment: Experiment) -> int:
    """How many times the segment was delayed."""
    return sum(fate.ms or 0 for fate in experiment.fates) // _STEP_MS


def live(file: Path, chance: random.Random, tell: int) -> None:
    """Opens the file, or what was left behind; then delays and saves for ever.

    On the pipe: one octet when the window stands, and then the count after each gesture.
    """
    application = make_application(["tcplab"])
    window = make_window(application, open_file(file))
    window.keeping.find_again(at_once=True)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Tab)
    while True:
        os.write(tell, f"{gestures(window.session.experiment)}\n".encode())
        if chance.random() < 0.3:
            QTest.keyClick(window.canvas, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        else:
            QTest.keyClick(window.canvas, Qt.Key.Key_BracketRight)


def life(file: Path, seed: int) -> tuple[int, int]:
    """Lets a window live for a while and kills it: the counts at its beginning and at its end."""
    chance = random.Random(seed)
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        live(file, chance, tell)
    os.close(tell)
    assert select.select([hear], [], [], _PATIENCE_S)[0], "the window did not come"
    said = os.read(hear, 64)
    select.select([], [], [], chance.random() * _LONGEST_S)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while octets := os.read(hear, 65536):
        said += octets
    os.close(hear)
    counts = [int(one) for one in said.decode().rpartition("\n")[0].split()]
    return counts[0], counts[-1]


def lives(count: int, seed: int, folder: Path) -> int:
    """How many gestures were made; AssertionError if one was lost but that in progress."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["XDG_DATA_HOME"] = str(folder / "data")
    os.environ["XDG_CONFIG_HOME"] = str(folder / "config")
    file = folder / "mine.tcplab"
    write_lab_file(file, read_lesson("handshake").experiment)
    last = 0
    for number in range(count):
        first, then = life(file, seed + number)
        assert first in (last, last + 1), f"life {number} began with {first} gestures, not {last}"
        assert gestures(read_lab_file(file)) <= then + 1
        last = then
    return last


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100, help="how often the window is killed")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        made = lives(chosen.count, chosen.seed, Path(folder))
    print(f"{chosen.count} times killed, {made} gestures made, none lost but that in progress")
    return 0


if __name__ == "__main__":
    sys.exit(main())
