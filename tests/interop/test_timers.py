"""The kernel's timers run as timer_rows.py says, if nobody ever answers."""

import pytest

from tcplab.engine.stack import LINUX
from tests.interop.conftest import Kernels, Timed
from tests.interop.timer_rows import ROWS, Row, wrong

pytestmark = pytest.mark.interop


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_the_kernel_repeats_and_gives_up_as_the_row_says(row: Row, timed: Timed) -> None:
    assert wrong(row, timed[row.name].result()) == []


def test_our_choices_are_the_defaults_of_the_kernel(kernels: Kernels) -> None:
    def sysctl(name: str) -> int:
        return kernels("defaults").sysctl(f"ipv4.tcp_{name}")

    assert sysctl("syn_linear_timeouts") == LINUX.linear_syn_retries
    assert sysctl("syn_retries") + sysctl("syn_linear_timeouts") == LINUX.syn_retries
    assert sysctl("synack_retries") == LINUX.synack_retries
    assert sysctl("retries2") == LINUX.data_retries
    assert sysctl("orphan_retries") == 0  # which stands for 8 (tcp_orphan_retries)
    assert sysctl("rto_min_us") == LINUX.rto_min_ms * 1_000
    assert sysctl("rto_max_ms") == LINUX.rto_max_ms
    assert sysctl("fin_timeout") * 1_000 == LINUX.fin_wait_2_ms
    assert sysctl("keepalive_time") * 1_000 == LINUX.keepalive_idle_ms
    assert sysctl("keepalive_intvl") * 1_000 == LINUX.keepalive_interval_ms
    assert sysctl("keepalive_probes") == LINUX.keepalive_count
    assert kernels("defaults").sysctl("ipv4.tcp_rfc1337") == LINUX.rfc1337
