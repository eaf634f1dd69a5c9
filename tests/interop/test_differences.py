"""Our stack `linux` and the kernel answer alike, but for what differences.py says and says why."""

import platform
import re
import socket
import struct
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from msgspec.structs import replace

from tcplab.engine.stack import LINUX
from tests.interop.conftest import Kernels
from tests.interop.differences import DIALOGUES, GRID, OTHERS
from tests.interop.grid import CELLS, answer
from tests.support.kernel_dialogue import PLAIN_LINUX, act, come_of, play
from tests.support.kernel_end import KernelEnd
from tests.support.lab_end import LabEnd

OBSERVED_ON = (6, 18)
RELEASE = tuple(int(number) for number in re.findall(r"\d+", platform.release())[:2])
pytestmark = [
    pytest.mark.interop,
    pytest.mark.skipif(RELEASE < OBSERVED_ON, reason="observed on Linux 6.18, this one is older"),
]
# As the kernel's sysctls of conftest.py have it.
SLOW_TO_REPEAT = replace(PLAIN_LINUX, rto_min_ms=1_000)
KERNEL = f"observed on Linux 6.18, this is {platform.release()}: it may have learnt since"
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


@pytest.mark.parametrize("name", OTHERS)
def test_other_differences_remain(name: str, kernels: Kernels) -> None:
    with closing(KernelEnd(kernels("live"))) as end:
        SEEN[name](end, LabEnd())


@pytest.mark.parametrize("last", ["ACK seq=300 ack=101", "SYN seq=305", "RST seq=302"])
def test_answers_to_invalid_segments_are_rationed_alike(last: str, kernels: Kernels) -> None:
    """One in half a second (tcp_invalid_ratelimit, which is off for all other tests)."""
    text = f"given ESTABLISHED\n< ACK seq=300 ack=101\n< {last}"
    later = f"{text}\nwait 600\n< {last}"
    rationed = replace(SLOW_TO_REPEAT, invalid_ack_ms=500)
    for dialogue, answer_to_last in ((text, "-"), (later, "> ACK seq=101 ack=301")):
        with closing(KernelEnd(kernels("rationed"))) as end:
            assert come_of(dialogue, end) == answer_to_last, KERNEL
        assert come_of(dialogue, LabEnd(rationed)) == answer_to_last


def test_the_first_syn_offers_the_same_options(kernels: Kernels) -> None:
    ends = KernelEnd(kernels("shipped")), LabEnd(LINUX)
    with closing(ends[0]):
        for end in ends:
            play("given SYN-SENT", end)
        kernel, lab = (end.sent[0][1].options for end in ends)
    assert kernel.timestamps is not None
    assert kernel.timestamps[1] == 0
    assert (kernel.window_scale or 0) >= 7  # it follows the memory (tcp_select_initial_window)
    assert replace(kernel, timestamps=(0, 0), window_scale=7) == lab


def window(kernel: KernelEnd, lab: LabEnd) -> None:
    full = "< ACK seq=301 ack=101 len=536\n< ACK seq=837 ack=101 len=536"
    for end in (kernel, lab):
        play(f"given ESTABLISHED\n{full}", end)
    assert lab.sent[-1][1].window == PLAIN_LINUX.window - 2 * 536 < kernel.sent[-1][1].window


def rttvar(kernel: KernelEnd, lab: LabEnd) -> None:
    """Four samples of 200 ms: by the RFC 200 + 4 × 42 ms, if 200 were not the least."""
    opens = "listen\n= LISTEN\n< SYN seq=300\n> SYN,ACK seq=100 ack=301\n= SYN-RECEIVED\n"
    data = "".join(
        f'send 1\n> ACK seq={sent} ack=301 "x"\nwait 200\n+ < ACK seq=301 ack={sent + 1}\n'
        for sent in (101, 102, 103)
    )
    for end in (kernel, lab):
        play(f"{opens}wait 200\n+ < ACK seq=301 ack=101\n= ESTABLISHED\n{data}", end)
    assert kernel.socket is not None
    info = kernel.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 12)
    (rto_us,) = struct.unpack_from("I", info, 8)
    assert 400 <= lab.tcb.rtt.rto <= 420
    assert lab.tcb.rtt.rto + 50 < rto_us / 1_000 < 650


def late_answers(kernel: KernelEnd, lab: LabEnd) -> None:
    first = '< ACK seq=301 ack=101 "a"\n> ACK seq=101 ack=302\nsend 1\n< ACK seq=302 ack=102'
    late = '< ACK seq=302 ack=102 "b"'
    delays = []
    for end in (kernel, lab):
        play(f"given ESTABLISHED\n{first}\n{late}", end)
        start = end.now
        act('< ACK seq=303 ack=102 "c"', end)
        end.settle()
        delays.append(end.sent[-1][0] - start)
    assert delays[0] < 25
    assert delays[1] == PLAIN_LINUX.delayed_ack_ms


SEEN: Mapping[str, Callable[[KernelEnd, LabEnd], None]] = {
    "window": window,
    "rttvar": rttvar,
    "late answers": late_answers,
}
