"""One namespace for each set of the kernel's choices; without TUN all is skipped, with the reason.

Timers of the table run from the start on, beside the other tests of this folder.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing
from types import MappingProxyType

import pytest

from tcplab.engine.stack import Stack
from tests.interop.timer_rows import ROWS, Observed, Row, observe
from tests.support.kernel_dialogue import PLAIN_LINUX, play
from tests.support.kernel_end import KernelEnd
from tests.support.kernel_namespace import Unavailable
from tests.support.kernel_peer import KernelPeer
from tests.support.lab_peer import KERNEL_ACTIVE, KERNEL_PASSIVE, LabPeer

SYSCTLS: Mapping[str, Mapping[str, int]] = MappingProxyType(
    {
        # Nothing is to be repeated while a dialogue takes its time.
        "": {"ipv4.tcp_rto_min_us": 1_000_000},
        "rfc1337": {"ipv4.tcp_rto_min_us": 1_000_000, "ipv4.tcp_rfc1337": 1},
        "syn_cookies": {"ipv4.tcp_syncookies": 2},
        "timestamps": {"ipv4.tcp_rto_min_us": 1_000_000, "ipv4.tcp_timestamps": 1},
        "rationed": {"ipv4.tcp_invalid_ratelimit": 500},
        "shipped": {
            "ipv4.tcp_timestamps": 1,
            "ipv4.tcp_sack": 1,
            "ipv4.tcp_window_scaling": 1,
        },
        "live": {},
        "defaults": {},
        "few": {
            "ipv4.tcp_syn_retries": 2,
            "ipv4.tcp_synack_retries": 2,
            "ipv4.tcp_syn_linear_timeouts": 0,
            "ipv4.tcp_orphan_retries": 3,
            "ipv4.tcp_retries1": 2,
            "ipv4.tcp_retries2": 3,
            "ipv4.tcp_fin_timeout": 1,
            "ipv4.tcp_keepalive_time": 1,
            "ipv4.tcp_keepalive_intvl": 1,
            "ipv4.tcp_keepalive_probes": 3,
        },
    }
)

Kernels = Callable[[str], KernelPeer]


@pytest.fixture(scope="package")
def kernels() -> Iterator[Kernels]:
    """The kernel in a namespace with the choices of that name, made when first asked for."""
    with ExitStack() as made:
        peers: dict[str, KernelPeer] = {}

        def peer(name: str) -> KernelPeer:
            if name not in peers:
                try:
                    peers[name] = made.enter_context(closing(KernelPeer(SYSCTLS[name])))
                except Unavailable as reason:
                    pytest.skip(str(reason))
            return peers[name]

        yield peer


Peers = Callable[..., LabPeer]
both_roles = pytest.mark.parametrize("role", [KERNEL_PASSIVE, KERNEL_ACTIVE])


@pytest.fixture
def peers(kernels: Kernels) -> Iterator[Peers]:
    """Makes our end of a connection with the kernel that has these sysctls."""
    made: list[LabPeer] = []

    def peer(stack: Stack = PLAIN_LINUX, sysctls: str = "live") -> LabPeer:
        made.append(LabPeer(kernels(sysctls), stack))
        return made[-1]

    yield peer
    for one in made:
        one.close()


Timed = Mapping[str, Future[Observed]]


def begun(row: Row, kernels: Kernels) -> KernelEnd:
    """An end of the kernel's, as far as the beginning of a row."""
    end = KernelEnd(kernels(row.kernel))
    play(row.given, end)
    return end


@pytest.fixture(scope="package")
def timed(kernels: Kernels) -> Iterator[Timed]:
    """What the kernel's timers do, by the name of the row: all at the same time.

    The beginnings come one by one, so that the kernel measures the round trips that are meant.
    """
    ends = {row.name: begun(row, kernels) for row in ROWS}
    with ThreadPoolExecutor(len(ROWS)) as threads:
        yield {row.name: threads.submit(observe, row, ends[row.name]) for row in ROWS}


@pytest.fixture(scope="package", autouse=True)
def timers_begin_early(request: pytest.FixtureRequest) -> None:
    """Whoever has to wait for them waits less."""
    if any("timed" in getattr(item, "fixturenames", ()) for item in request.session.items):
        request.getfixturevalue("timed")
