"""How long the event loop stands still at most, whatever a user does with a run near the cap.

Called by name: pytest tests/bench/test_bench_blocks.py -s
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.ui.window import MainWindow
from tests.bench.beat import Act, Beat, Block, lab_window, longest_of_an_empty_window, told
from tests.support.experiments import client, opened

pytestmark = pytest.mark.bench


def near_the_cap(sends: int) -> Experiment:
    return opened(
        client("send", 900, octets=100, times=sends, every_ms=60), network=Network(100, seed=3)
    )


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
    yield "pick", canvas.act.pick_next
    yield "lose", canvas.act.lose
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
    return lab_window(qtbot, qapp, tmp_path, near_the_cap(1))


@pytest.mark.parametrize("sends", [20, 3_000, 33_000])
def test_nothing_blocks_the_window(qtbot, window, sends: int) -> None:
    beat, session = Beat(), window.session
    found: dict[str, Block] = {}
    window.set_theme("light")
    for name, do in gestures(window, near_the_cap(sends)):
        found[name] = beat.longest(do, lambda: session.busy)
        if name == "open":
            events = session.last
    print(f"\n{events:,} events")
    told(found, longest_of_an_empty_window(qtbot))
    assert events >= 2.5 * sends
