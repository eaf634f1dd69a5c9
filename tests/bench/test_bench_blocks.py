"""How long the event loop stands still at most, whatever a user does with a run near the cap.

Called by name: pytest tests/bench/test_bench_blocks.py -s
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, thread_time

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tcplab.files.lessons import Opened
from tcplab.sim.experiment import Experiment, Fate, Network
from tcplab.ui.app import make_window
from tcplab.ui.look.fonts import load_fonts
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow
from tests.support.experiments import client, opened

pytestmark = pytest.mark.bench

BEAT_MS = 5
MOST_MS = 50
"""The aim for the longest block."""

QUIET_S = 0.25
AT_MOST_S = 120.0

Act = Callable[[], object]


def near_the_cap(sends: int) -> Experiment:
    return opened(
        client("send", 900, octets=100, times=sends, every_ms=60), network=Network(100, seed=3)
    )


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

    def longest(self, act: Act, busy: Callable[[], bool]) -> float:
        """The longest block (ms) from just before `act` until all is quiet again."""
        self._last, self._longest = thread_time(), 0.0
        self._timer.start()
        QTimer.singleShot(2 * BEAT_MS, act)
        end, quiet = perf_counter() + AT_MOST_S, perf_counter() + QUIET_S
        while perf_counter() < min(end, quiet):
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            if busy():
                quiet = perf_counter() + QUIET_S
        self._timer.stop()
        self._beat()  # a block longer than the quiet is one, too
        return 1000 * self._longest


def wheel(widget: QWidget, notches: int, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle, widget.mapToGlobal(middle), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def gestures(window: MainWindow, experiment: Experiment) -> Iterator[tuple[str, Act]]:
    """All that a user does, from opening it on."""
    session, canvas, action = window.session, window.canvas, window.action
    key = Qt.Key
    yield "open", lambda: session.open(experiment)
    yield "step", lambda: QTest.keyClick(canvas, key.Key_Right)
    yield "to the middle", lambda: window.go(session.last // 2)
    yield "step there", lambda: QTest.keyClick(canvas, key.Key_Right)
    yield "next state", lambda: session.step_to_state(1)
    yield "to the middle again", lambda: window.go(session.last // 2)
    yield "scroll", lambda: wheel(canvas.viewport(), -3)
    yield "zoom", lambda: wheel(canvas.viewport(), 1, Qt.KeyboardModifier.ControlModifier)
    yield "pick", lambda: canvas.act.pick_next()
    yield "lose", lambda: canvas.act.lose()
    yield "undo", action["undo"].trigger
    yield "undo under load", lambda: (canvas.act.lose(), action["undo"].trigger())
    yield "end", lambda: window.go(session.last)
    fate = Fate("client", session.last // 4, "lose")
    yield "edit near the end", lambda: session.edit(replace(session.experiment, fates=(fate,)))
    yield "resize", lambda: window.resize(1300, 850)
    yield "theme", lambda: window.set_theme("dark")
    yield "language", lambda: window.set_language("zh_CN")
    yield "play", lambda: (window.go(session.last // 2), action["play"].trigger())
    yield "stop", action["play"].trigger
    yield "close the run", lambda: session.open(near_the_cap(1))


@pytest.fixture
def window(qtbot, qapp, tmp_path: Path) -> MainWindow:
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    settings = Settings()
    settings.language, settings.theme = "en", "light"
    load_fonts()
    window = make_window(qapp, Opened(near_the_cap(1)))
    qtbot.addWidget(window, before_close_func=lambda w: w.session.open(w.session.experiment))
    window.resize(1440, 900)
    with qtbot.waitExposed(window):
        window.show()
    return window


def longest_of_an_empty_window(qtbot) -> float:
    """The longest block while an empty window is resized: what the machine itself does."""
    empty = QMainWindow()
    qtbot.addWidget(empty)
    with qtbot.waitExposed(empty):
        empty.show()
    turns = (lambda: empty.resize(1440, 900), lambda: empty.resize(1300, 850))
    return max(Beat().longest(turn, lambda: False) for turn in turns)


@pytest.mark.parametrize("sends", [20, 3_000, 33_000])
def test_nothing_blocks_the_window(qtbot, window, sends: int) -> None:
    beat, session = Beat(), window.session
    found: dict[str, float] = {}
    window.set_theme("light")
    for name, act in gestures(window, near_the_cap(sends)):
        found[name] = beat.longest(act, lambda: session.busy)
        if name == "open":
            events = session.last
    base = longest_of_an_empty_window(qtbot)
    print(f"\n{events:,} events; an empty window {base:.0f} ms")
    for name, ms in found.items():
        print(f"  {name}: {ms:.0f} ms{' (!)' if ms > MOST_MS else ''}")
    assert events >= 2.5 * sends
