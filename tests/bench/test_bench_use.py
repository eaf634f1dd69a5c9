"""How long the event loop stands still at most in minutes of use: every lesson, all that is there.

Called by name: pytest tests/bench/test_bench_use.py -s
TCPLAB_BENCH_SECONDS=300 takes five minutes; without it, one.
"""

import os
from pathlib import Path
from time import perf_counter

import pytest

from tcplab.ui.window import MainWindow
from tests.bench.beat import Beat, Block, lab_window, longest_of_an_empty_window, told
from tests.bench.test_bench_blocks import near_the_cap
from tests.bench.uses import uses
from tests.support.experiments import opened

pytestmark = pytest.mark.bench

SECONDS = float(os.environ.get("TCPLAB_BENCH_SECONDS", "60"))
FILE = Path(__file__).parents[1] / "data" / "half-close.tcplab"
LARGE = near_the_cap(33_000)


@pytest.fixture
def window(qtbot, qapp, tmp_path: Path) -> MainWindow:
    return lab_window(qtbot, qapp, tmp_path, opened())


def test_nothing_blocks_the_window_in_minutes_of_use(qtbot, window, tmp_path: Path) -> None:
    beat = Beat()
    works = (
        *(window.session, window.right.way.seeking, window.comparing, window.printing),
        window.plotting,
    )
    worst: dict[str, tuple[Block, str]] = {}
    lesson, acts, end = "", 0, perf_counter() + SECONDS
    for name, act in uses(window, lambda: window.session.open(LARGE), FILE, tmp_path):
        lesson = name.removeprefix("open ") if name.startswith("open ") else lesson
        block = beat.longest(act, lambda: any(one.busy for one in works))
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
