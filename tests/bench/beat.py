"""A watch over the event loop of a real window: the longest time that it stands still."""

from collections.abc import Callable, Mapping
from compileall import compile_dir
from pathlib import Path
from time import perf_counter, thread_time
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMainWindow

import tcplab
from tcplab.files.lessons import Opened
from tcplab.sim.experiment import Experiment
from tcplab.ui.app import collect_seldom, make_window
from tcplab.ui.look.fonts import load_fonts
from tcplab.ui.settings import Settings
from tcplab.ui.warming import Warming
from tcplab.ui.window import MainWindow

MOST_MS = 50
"""The aim for the longest block."""

BEAT_MS = 5
QUIET_S = 0.25
AT_MOST_S = 120.0

Act = Callable[[], object]


class Block(NamedTuple):
    """The longest block of one act (ms), and what a fixed piece of work took right after it (ms).

    On a machine with other work both are longer.
    """

    ms: float
    pace: float

    def alone(self, best: float) -> float:
        """What it would be (ms) where that work takes as long as at best."""
        return self.ms * best / self.pace


def pace() -> float:
    """What a fixed piece of work takes now, in ms of this thread."""
    begun, total = thread_time(), 0
    for number in range(150_000):
        total += number
    return 1000 * (thread_time() - begun)


class Beat:
    """A clock in the event loop: the longest time that the thread works between two beats.

    What other programs take from it does not count.
    """

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self._beat)

    def _beat(self) -> None:
        now = thread_time()
        self._longest = max(self._longest, now - self._last)
        self._last = now

    def longest(self, act: Act, busy: Callable[[], bool], at_most: float = AT_MOST_S) -> Block:
        """The longest block from just before `act` until all is quiet, or for so long (s)."""
        self._last, self._longest = thread_time(), 0.0
        self._timer.start()
        QTimer.singleShot(2 * BEAT_MS, act)
        end, quiet = perf_counter() + at_most, perf_counter() + QUIET_S
        while perf_counter() < min(end, quiet):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as exec() does
            if busy():
                quiet = perf_counter() + QUIET_S
        self._timer.stop()
        self._beat()  # a block longer than the quiet is one, too
        return Block(1000 * self._longest, pace())


def told(blocks: Mapping[str, Block], base: Block) -> None:
    """Prints them, the worst first, beside that of an empty window; (!) is more than the aim."""
    best = min(one.pace for one in (*blocks.values(), base))
    print(f"empty window: {base.alone(best):.0f} ms; in brackets as it was beside other work")
    for name, one in sorted(blocks.items(), key=lambda item: -item[1].alone(best)):
        alone = one.alone(best)
        print(f"  {alone:.0f} ms{' (!)' if alone > MOST_MS else ''} ({one.ms:.0f}): {name}")


def lab_window(qtbot, qapp, folder: Path, experiment: Experiment) -> MainWindow:
    """The real window on an experiment, with settings of its own; compiled, as when installed."""
    compile_dir(Path(tcplab.__file__).parent, quiet=2)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(folder))
    settings = Settings()
    settings.language, settings.theme = "en", "light"
    load_fonts()
    window = make_window(qapp, Opened(experiment))
    qtbot.addWidget(window, before_close_func=lambda w: w.session.open(w.session.experiment))
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(window.updatesEnabled)
    collect_seldom()  # as in the program
    warming = Warming(window)
    qtbot.waitUntil(lambda: warming.done)
    return window


def longest_of_an_empty_window(qtbot) -> Block:
    """The longest block while an empty window is resized: what the machine itself does."""
    empty = QMainWindow()
    qtbot.addWidget(empty)
    with qtbot.waitExposed(empty):
        empty.show()
    turns = (lambda: empty.resize(1440, 900), lambda: empty.resize(1300, 850))
    blocks = [Beat().longest(turn, lambda: False) for turn in turns]
    return max(blocks, key=lambda one: one.ms / one.pace)
