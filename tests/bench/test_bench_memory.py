"""That memory stays flat while a run is played without waiting, frame after frame.

Called by name: pytest tests/bench/test_bench_memory.py -s
TCPLAB_BENCH_FRAMES=216000 is an hour at 60 frames a second; without it, 5,000.
"""

import gc
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.bench.beat import lab_window
from tests.bench.test_bench_canvas import SMALL

pytestmark = pytest.mark.bench

FRAMES = int(os.environ.get("TCPLAB_BENCH_FRAMES", "5000"))
MOST_KB = 4_096
"""By so much the second half may be above the first: less than 20 bytes a frame in an hour."""

_STATM = Path("/proc/self/statm")


def resident_kb() -> int:
    """What the process holds in memory."""
    gc.collect()
    return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.skipif(not _STATM.exists(), reason="only Linux tells what is resident in /proc")
def test_memory_is_flat(qtbot, qapp, tmp_path: Path) -> None:
    window = lab_window(qtbot, qapp, tmp_path, SMALL)
    window.action["still"].trigger()  # one frame a step
    session, held = window.session, []
    for frame in range(FRAMES):
        if frame % (FRAMES // 10) == 0:
            held.append(resident_kb())
        session.go((frame + 1) % (session.last + 1))
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as exec() does
    held.append(resident_kb())
    print(f"\n{FRAMES:,} frames; resident in MB: {[round(kb / 1024, 1) for kb in held]}")
    assert held[-1] - held[len(held) // 2] < MOST_KB
