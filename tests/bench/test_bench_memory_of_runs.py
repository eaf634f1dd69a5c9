"""How much memory a run near the cap takes, and how many of them there are after many edits.

Called by name: pytest tests/bench/test_bench_memory_of_runs.py -s
TCPLAB_BENCH_ROUNDS=10 edits for half an hour; without it, two rounds in some minutes.
"""

import gc
import os
import sys
from pathlib import Path
from time import perf_counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tcplab.sim.run import Run, run
from tcplab.ui import at_hand
from tcplab.ui.pictures import preparing
from tcplab.ui.window import MainWindow
from tests.bench.beat import Act, lab_window
from tests.bench.test_bench_memory import held
from tests.bench.test_bench_use import LARGE
from tests.bench.uses import hands
from tests.support.experiments import opened

pytestmark = [
    pytest.mark.bench,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux"),
]

ROUNDS = int(os.environ.get("TCPLAB_BENCH_ROUNDS", "2"))
MOST_MB = 1_000
_MB = 1_024
_QUIET_S, _PATIENCE_S = 1.0, 300.0


def test_what_an_event_takes(qapp) -> None:
    before = held().resident
    of = run(LARGE)
    computed = held().resident
    for _ in preparing(of):
        pass
    pictured = held().resident
    events = len(of.moments) - 1
    print(f"\n{events:,} events: {(pictured - before) / _MB:.0f} MB")
    for name, grown in (("run", computed - before), ("pictures", pictured - computed)):
        print(f"{name:>9} {grown / _MB:6.0f} MB {grown * _MB / events:6.0f} octets an event")
    assert (pictured - before) * _MB / events < 4_000


def large_runs() -> list[Run]:
    """Those that are kept anywhere."""
    gc.unfreeze()  # else none is seen
    return [one for one in gc.get_objects() if type(one) is Run and len(one.moments) > 1_000]


def settled(window: MainWindow, act: Act) -> None:
    """Does it, and waits until nothing is computed, painted or freed any more."""
    works = (window.session, window.comparing, window.right.way.seeking)
    act()
    quiet, end = perf_counter(), perf_counter() + _PATIENCE_S
    while perf_counter() < min(quiet + _QUIET_S, end):
        QCoreApplication.processEvents()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # as exec() does
        if any(one.busy for one in works) or not window.updatesEnabled():
            quiet = perf_counter()


def most_ever() -> int:
    """The most that has ever been resident (kB)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])


def test_edits_keep_no_more_runs_than_there_is_room_for(qtbot, qapp, tmp_path: Path) -> None:
    window = lab_window(qtbot, qapp, tmp_path, opened())
    settled(window, lambda: window.session.open(LARGE))
    edits = 0
    for _ in range(ROUNDS):
        window.go(window.session.last // 2)
        acts = [*hands(window), *[("compare", window.action["compare"].trigger)] * 2]
        for name, act in acts:
            settled(window, act)
            edits += 1
            runs = large_runs()
            kept = len({id(moment) for one in runs for moment in one.moments})
            print(
                f"{edits:>3} {name:<16} {len(window.session.branches)} branches, "
                f"{len(runs)} runs, {kept:>7,} moments, {held().resident / _MB:5.0f} MB now, "
                f"{most_ever() / _MB:5.0f} at most",
                flush=True,
            )
            assert kept <= at_hand.ROOM
            del runs
    assert most_ever() / _MB < MOST_MB
