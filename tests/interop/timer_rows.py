"""The kernel's timers as a table: what is sent if nobody ever answers, when, and how it ends."""

from collections.abc import Mapping
from contextlib import closing
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol

from msgspec import Struct
from msgspec.structs import replace

from tcplab.engine.segment import Segment
from tcplab.engine.stack import Stack
from tests.support.kernel_dialogue import PLAIN_LINUX, End, act, shown

_STEP_MS = 50


class TimedEnd(End, Protocol):
    """An end that knows the time, and when it has sent what."""

    sent: list[tuple[int, Segment]]

    @property
    def now(self) -> int: ...

    def close(self) -> None: ...


class Row(Struct, frozen=True, kw_only=True):
    """After `given` and `cause` (or several: "A; B") nobody answers for `watched_s`.

    `segment` leaves `at` these seconds after the cause, and once more segment `last`. `end` is the
    state that comes of it, at `ended_s`, or None if that is not to be seen in this time; `error` is
    what the program learns. `kernel` names the sysctls (conftest.py) and, below, our choices.
    """

    name: str
    kernel: str
    given: str
    cause: str
    segment: str
    at: tuple[float, ...]
    watched_s: float
    end: str | None
    ended_s: float = 0
    last: str | None = None
    error: str | None = None


class Observed(Struct, frozen=True):
    """`sent` is (seconds since the cause, segment); `ended_s` when the last state was reached."""

    sent: tuple[tuple[float, str], ...]
    state: str
    ended_s: float
    learnt: tuple[str, ...]


CHOICES: Mapping[str, Stack] = MappingProxyType(
    {
        "few": replace(
            PLAIN_LINUX,
            syn_retries=2,
            synack_retries=2,
            linear_syn_retries=0,
            orphan_retries=3,
            data_retries=3,
            fin_wait_2_ms=1_000,
            keepalive_idle_ms=1_000,
            keepalive_interval_ms=1_000,
            keepalive_count=3,
        ),
        "defaults": PLAIN_LINUX,
    }
)
_FIN, _LAST_FIN = "FIN,ACK seq=101 ack=301", "FIN,ACK seq=101 ack=302"
_SYN, _SYN_ACK = "SYN seq=100", "SYN,ACK seq=100 ack=301"
_DATA = 'ACK seq=101 ack=301 "xxxxxxxxxx"'
# A peer 50 ms away: RTO 0.25 s. Three retries are meant as 3 s from the first repetition on, and no
# RTO between 0.215 and 0.5 s has another count.
_ESTABLISHED = (
    "listen\n= LISTEN\n< SYN seq=300\n> SYN,ACK seq=100 ack=301\n= SYN-RECEIVED\n"
    "wait 50\n+ < ACK seq=301 ack=101\n= ESTABLISHED"
)
_CLOSE_WAIT = _ESTABLISHED + "\n< FIN,ACK seq=301 ack=101"
_QUICK = (0, 0.25, 0.75, 1.75)

ROWS = (
    Row(
        name="SYN,ACK unanswered",
        kernel="few",
        given="given LISTEN",
        cause="< SYN seq=300",
        segment=_SYN_ACK,
        at=(0, 1, 3),
        watched_s=8,
        end="LISTEN",
        ended_s=7,
    ),
    Row(
        name="SYN unanswered",
        kernel="few",
        given="",
        cause="connect",
        segment=_SYN,
        at=(0, 1, 3),
        watched_s=8,
        end="CLOSED",
        ended_s=7,
        error="ETIMEDOUT",
    ),
    Row(
        name="FIN unanswered, LAST-ACK",
        kernel="few",
        given=_CLOSE_WAIT,
        cause="shutdown",
        segment=_LAST_FIN,
        at=_QUICK,
        watched_s=6,
        end="CLOSED",
        ended_s=3.75,
        error="ETIMEDOUT",
    ),
    Row(
        name="FIN unanswered, FIN-WAIT-1",
        kernel="few",
        given=_ESTABLISHED,
        cause="shutdown",
        segment=_FIN,
        at=_QUICK,
        watched_s=6,
        end="CLOSED",
        ended_s=3.75,
        error="ETIMEDOUT",
    ),
    Row(
        name="orphan's FIN unanswered, LAST-ACK",
        kernel="few",
        given=_CLOSE_WAIT,
        cause="close",
        segment=_LAST_FIN,
        at=_QUICK,
        watched_s=6,
        end="CLOSED",
        ended_s=3.75,
    ),
    Row(
        name="orphan's FIN unanswered, FIN-WAIT-1",
        kernel="few",
        given=_ESTABLISHED,
        cause="close",
        segment=_FIN,
        at=_QUICK,
        watched_s=6,
        end="CLOSED",
        ended_s=3.75,
    ),
    Row(
        name="data unanswered",
        kernel="few",
        given=_ESTABLISHED,
        cause="send 10",
        segment=_DATA,
        at=_QUICK,
        watched_s=6,
        end="CLOSED",
        ended_s=3.75,
        error="ETIMEDOUT",
    ),
    Row(
        name="keepalive",
        kernel="few",
        given="given ESTABLISHED",
        cause="keepalive",
        segment="ACK seq=100 ack=301",
        at=(1, 2, 3),
        watched_s=5,
        end="CLOSED",
        ended_s=4,
        last="RST,ACK seq=101 ack=301",
        error="ETIMEDOUT",
    ),
    Row(
        name="FIN-WAIT-2 of an orphan",
        kernel="few",
        given="given ESTABLISHED",
        cause="close; < ACK seq=301 ack=102",
        segment=_FIN,
        at=(0,),
        watched_s=2,
        end="CLOSED",
        ended_s=1,
    ),
    Row(
        name="defaults: SYN,ACK",
        kernel="defaults",
        given="given LISTEN",
        cause="< SYN seq=300",
        segment=_SYN_ACK,
        at=(0, 1, 3, 7, 15),
        watched_s=20,
        end=None,
    ),
    Row(
        name="defaults: SYN",
        kernel="defaults",
        given="",
        cause="connect",
        segment=_SYN,
        at=(0, 1, 2, 3, 4, 5, 7, 11, 19),
        watched_s=20,
        end=None,
    ),
    Row(
        name="defaults: orphan's FIN",
        kernel="defaults",
        given="given ESTABLISHED",
        cause="close",
        segment=_FIN,
        at=(0, 0.2, 0.6, 1.4, 3, 6.2, 12.6),
        watched_s=20,
        end=None,
    ),
)


def observe(row: Row, end: TimedEnd) -> Observed:
    """What `end` does after the row's cause, if nobody answers; the row's beginning is over."""
    with closing(end):
        start, before, ended = end.now, len(end.sent), 0
        for cause in row.cause.split("; "):
            act(cause, end)
        while end.now - start < row.watched_s * 1_000:
            end.wait(_STEP_MS)
            if not ended and end.state == row.end:
                ended = end.now - start
        sent = tuple(((at - start) / 1_000, shown(segment)) for at, segment in end.sent[before:])
        return Observed(sent, end.state, ended / 1_000, end.learnt())


def wrong(row: Row, seen: Observed) -> list[str]:
    """What is not as the row says: counts exactly, gaps by their ratios."""
    expected = [row.segment] * len(row.at) + ([row.last] if row.last else [])
    faults = []
    if [segment for _, segment in seen.sent] != expected:
        faults.append(f"sent {seen.sent} instead of {expected}")
    if row.end is not None and seen.state != row.end:
        faults.append(f"ends in {seen.state} instead of {row.end}")
    if seen.learnt != ((row.error,) if row.error else ()):
        faults.append(f"the program learns {seen.learnt} instead of {row.error}")
    return faults or untimely(row, seen)


def untimely(row: Row, seen: Observed) -> list[str]:
    """What comes at another time than the row says."""
    times, faults = [at for at, _ in seen.sent][: len(row.at)], []
    if len(times) == len(row.at) and not _is_spaced_as(row.at, times):
        faults.append(f"sent at {times} instead of {row.at}")
    if row.end is not None and not row.ended_s <= seen.ended_s <= row.ended_s * 1.3:
        faults.append(f"ends at {seen.ended_s} s instead of {row.ended_s} s")
    return faults


def _is_spaced_as(wanted: tuple[float, ...], times: list[float]) -> bool:
    """Whether the first is there in time, the first gap up to 0.15 s longer, each next by ratio."""
    gaps = [after - before for before, after in pairwise(times)]
    nominal = [after - before for before, after in pairwise(wanted)]
    ratios = [
        (now / last) / (n / m)
        for (last, now), (m, n) in zip(pairwise(gaps), pairwise(nominal), strict=True)
    ]
    return (
        wanted[0] <= times[0] <= wanted[0] + 0.15
        and all(n - 0.05 <= gap <= n + 0.15 for gap, n in zip(gaps[:1], nominal[:1], strict=True))
        and all(0.85 <= ratio <= 1.15 for ratio in ratios)
    )
