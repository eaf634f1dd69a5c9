"""Our stack `linux` and the kernel answer alike, but for what differences.py says and says why."""

import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from msgspec.structs import replace

from tcplab.engine.stack import LINUX
from tests.interop.conftest import Kernels
from tests.interop.differences import DIALOGUES, GRID
from tests.interop.grid import CELLS, answer
from tests.support.kernel_dialogue import come_of
from tests.support.kernel_end import KernelEnd
from tests.support.lab_end import LabEnd

pytestmark = pytest.mark.interop
# As the kernel's sysctls of conftest.py have it.
SLOW_TO_REPEAT = replace(LINUX, rto_min_ms=1_000)
KERNEL = f"observed on Linux 6.18, this is {os.uname().release}"
_THREADS = 12


def test_the_grid_differs_where_it_is_said_and_nowhere_else(kernels: Kernels) -> None:
    kernel = kernels("")

    def both(cell: tuple[str, str]) -> tuple[str, str]:
        with closing(KernelEnd(kernel)) as end:
            return answer(*cell, end), answer(*cell, LabEnd(SLOW_TO_REPEAT))

    with ThreadPoolExecutor(_THREADS) as threads:
        answers = dict(zip(CELLS, threads.map(both, CELLS), strict=True))
    said = {
        (given, segment): (theirs, ours)
        for difference in GRID
        for given, segment, theirs, ours in difference.answers()
    }
    seen = {cell: pair for cell, pair in answers.items() if pair[0] != pair[1]}
    assert seen == said, KERNEL


@pytest.mark.parametrize("name", DIALOGUES)
def test_a_dialogue_still_differs(name: str, kernels: Kernels) -> None:
    unlike = DIALOGUES[name]
    with closing(KernelEnd(kernels(unlike.sysctls))) as end:
        assert come_of(unlike.dialogue, end) == unlike.kernel, KERNEL
    assert come_of(unlike.dialogue, LabEnd(SLOW_TO_REPEAT)) == unlike.lab
