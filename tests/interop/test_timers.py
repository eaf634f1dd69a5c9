"""The kernel's timers run as timer_rows.py says, if nobody ever answers."""

import pytest

from tcplab.engine.stack import LINUX
from tests.interop.conftest import Kernels, Timed, begun
from tests.interop.timer_rows import ROWS, Row, observe, untimely, wrong

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_kernel_repeats_and_gives_up_as_the_row_says(
    row: Row, timed: Timed, kernels: Kernels
) -> None:
    seen = timed[row.name].result()
    for _ in range(2):
        if untimely(row, seen):  # the kernel was in time, but who looked on had to wait for others
            seen = observe(row, begun(row, kernels))
    assert wrong(row, seen) == []


def test_our_choices_are_the_defaults_of_the_kernel(kernels: Kernels) -> None:
    ours = {
        "syn_linear_timeouts": LINUX.linear_syn_retries,
        "syn_retries": (LINUX.syn_retries or 0) - LINUX.linear_syn_retries,
        "synack_retries": LINUX.synack_retries,
        "retries2": LINUX.data_retries,
        "orphan_retries": 0,  # which stands for 8 (tcp_orphan_retries)
        "rto_min_us": LINUX.rto_min_ms * 1_000,
        "rto_max_ms": LINUX.rto_max_ms,
        "fin_timeout": (LINUX.fin_wait_2_ms or 0) // 1_000,
        "keepalive_time": LINUX.keepalive_idle_ms // 1_000,
        "keepalive_intvl": LINUX.keepalive_interval_ms // 1_000,
        "keepalive_probes": LINUX.keepalive_count,
        "rfc1337": int(LINUX.rfc1337),
    }
    theirs = {name: kernels("defaults").sysctl(f"ipv4.tcp_{name}") for name in ours}
    known = {name: value for name, value in theirs.items() if value is not None}
    assert known == {name: ours[name] for name in known}
    assert "retries2" in known
    assert LINUX.orphan_retries == 8
