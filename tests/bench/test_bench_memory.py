"""That memory stays flat while a run is played without waiting, frame after frame.

Called by name: pytest tests/bench/test_bench_memory.py -s
TCPLAB_BENCH_FRAMES=216000 is an hour at 60 frames a second; without it, 5,000.
"""

import ctypes
import gc
import os
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.bench.beat import lab_window
from tests.bench.test_bench_canvas import SMALL

pytestmark = pytest.mark.bench

FRAMES = int(os.environ.get("TCPLAB_BENCH_FRAMES", "5000"))
LOOKS = 20
MOST_KB, MOST_OCTETS = 1_024, 40
"""The second half may hold so much more at once; and so much more a frame, if that is more: less
than the smallest thing that Qt could leave behind at every frame."""

_STATM = Path("/proc/self/statm")


class Heap(ctypes.Structure):
    """What malloc tells of itself (mallinfo2 of the GNU C library)."""

    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
            "fordblks", "keepcost",
        )
    ]  # fmt: skip

    @staticmethod
    def now() -> "Heap":
        """As it is."""
        tell = ctypes.CDLL(None).mallinfo2
        tell.restype = Heap
        told: Heap = tell()
        return told


class Held(NamedTuple):
    """What the process holds: resident and in use by C and C++ (kB), and Python's blocks."""

    resident: int
    used: int
    blocks: int


def held() -> Held:
    """As it is now, without what only waits to be freed."""
    gc.collect()
    resident = int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
    return Held(resident, Heap.now().uordblks // 1024, sys.getallocatedblocks())


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux and its C library")
def test_memory_is_flat(qtbot, qapp, tmp_path: Path) -> None:
    window = lab_window(qtbot, qapp, tmp_path, SMALL)
    window.resize(window.minimumSizeHint())  # an hour is then played in the shortest time
    window.action["still"].trigger()  # one frame a step
    session = window.session
    whole = session.last + 1
    looks = []
    for frame in range(FRAMES // whole * whole):  # each look is at the same moment
        if frame // whole * LOOKS // (FRAMES // whole) >= len(looks) and frame % whole == 0:
            looks.append(held())
            print(f"{frame:>9,} {looks[-1]}", flush=True)
        session.go((frame + 1) % whole)
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as exec() does
    looks.append(held())
    print(f"{FRAMES:>9,} {looks[-1]}")
    middle, end = looks[len(looks) // 2], looks[-1]
    most = max(MOST_KB, MOST_OCTETS * FRAMES // 2 // 1024)
    assert end.resident - middle.resident < most
    assert end.used - middle.used < most
