"""How long the event loop stands still at most in minutes of use: every lesson, all that is there.

Called by name: pytest tests/bench/test_bench_use.py -s
TCPLAB_BENCH_SECONDS=300 takes five minutes; without it, one.
"""

import os
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from tcplab.files.lessons import lesson_ids
from tcplab.ui.canvas.handles import handles
from tcplab.ui.panels.pages import NAMES
from tcplab.ui.window import MainWindow
from tests.bench.beat import Act, Beat, Block, lab_window, longest_of_an_empty_window, told
from tests.support.experiments import opened

pytestmark = pytest.mark.bench

SECONDS = float(os.environ.get("TCPLAB_BENCH_SECONDS", "60"))
SOUGHT = ("CLOSING", "SYN-RECEIVED", "TIME-WAIT", "LAST-ACK")
SIZES = ((1280, 800), (1440, 900))
LOOKS = (("dark", "zh_CN"), ("light", "en"))


def dragged(window: MainWindow) -> None:
    """The head of an arrow in the middle is drawn up and down, as fast as frames come."""
    canvas = window.canvas
    index = len(canvas.scene.picture.arrows) // 2
    window.go(canvas.scene.picture.arrows[index].sent_moment)
    QCoreApplication.processEvents()
    canvas.hover(index, None)
    handle = next((one for one in handles(canvas.scene.geometry, index) if one.do == "delay"), None)
    if handle is None:
        return
    at = (QPointF(handle.x, handle.y) - canvas.corner).toPoint()
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)
    for turn in range(1, 12):
        QTest.mouseMove(canvas.viewport(), at + QPoint(0, 5 * turn))
        QCoreApplication.processEvents()
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def uses(window: MainWindow) -> Iterator[tuple[str, Act]]:
    """What a user does, lesson by lesson, without end."""
    session, canvas, action, way = window.session, window.canvas, window.action, window.right.way
    sought, looks = cycle(SOUGHT), cycle(LOOKS)
    for place, lesson in enumerate(cycle(lesson_ids())):
        yield f"open {lesson}", partial(window.documents.open_lesson, lesson, 0)
        for _ in range(4):
            yield "step", action["forward"].trigger
        yield "next state", action["next_state"].trigger
        yield "to the middle", lambda: window.go(session.last // 2)
        for name in NAMES:
            yield f"page {name}", action[name].trigger
            yield f"step on page {name}", action["forward"].trigger
        yield "lose", lambda: (canvas.act.pick_next(), canvas.act.lose())
        yield "undo", action["undo"].trigger
        yield "drag", lambda: dragged(window)
        yield (
            "seek",
            lambda: (window.right.way.offer(next(sought)), window.right.way.button.click()),
        )
        yield "give up", way.dismiss
        yield "play", action["play"].trigger
        yield "end", lambda: window.go(session.last)
        yield "questions", action["predict"].trigger
        yield "no questions", action["predict"].trigger
        yield "copy the picture", action["copy_picture"].trigger
        yield "resize", partial(window.resize, *SIZES[place % 2])
        theme, language = next(looks)
        yield f"theme {theme}", partial(window.set_theme, theme)
        yield f"language {language}", partial(window.set_language, language)
        yield "back to the lesson", action["revert"].trigger  # else it is asked what to do with it


@pytest.fixture
def window(qtbot, qapp, tmp_path: Path) -> MainWindow:
    return lab_window(qtbot, qapp, tmp_path, opened())


def test_nothing_blocks_the_window_in_minutes_of_use(qtbot, window) -> None:
    beat, session = Beat(), window.session
    seeking = window.right.way.seeking
    worst: dict[str, tuple[Block, str]] = {}
    lesson, acts, end = "", 0, perf_counter() + SECONDS
    for name, act in uses(window):
        lesson = name.removeprefix("open ") if name.startswith("open ") else lesson
        block = beat.longest(act, lambda: session.busy or seeking.busy, at_most=5.0)
        before = worst.get(name)
        if before is None or block.ms / block.pace > before[0].ms / before[0].pace:
            worst[name] = (block, lesson)
        acts += 1
        if perf_counter() > end:
            break
    print(f"\n{acts} acts in {SECONDS:.0f} s")
    blocks = {f"{name}, {lesson}": block for name, (block, lesson) in worst.items()}
    told(blocks, longest_of_an_empty_window(qtbot))
    assert acts > SECONDS
