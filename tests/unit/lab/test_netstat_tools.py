"""The lists of ss and netstat against the real tools, of real sockets in a namespace of our own."""

import pytest

from tcplab.engine.tcb import State
from tcplab.lab.netstat_text import (
    Entry,
    Flags,
    Process,
    netstat_text,
    seen_by_netstat,
    seen_by_ss,
    ss_text,
)
from tests.support.real_sockets import Told, Unavailable, listed

FLAGS = [
    Flags(),
    Flags(processes=True),
    Flags(all=False),
    Flags(all=False, processes=True),
    Flags(all=False, listening=True, processes=True),
    Flags(listening=True),
    Flags(udp=True),
    Flags(tcp=False, udp=True),
]
SS = {f"ss{one.written('tualnp')}": one for one in FLAGS}
NETSTAT = {f"netstat{one.written('alntup')}": one for one in FLAGS}


@pytest.fixture(scope="module")
def told() -> Told:
    try:
        return listed([*SS, *NETSTAT])
    except Unavailable as error:
        pytest.skip(str(error))


def entries(told: Told) -> list[Entry]:
    return [
        Entry(
            State(one["state"]),
            one["recv_q"],
            one["send_q"],
            tuple(one["local"]),
            None if one["remote"] is None else tuple(one["remote"]),
            processes=tuple(
                Process(told["program"], told["pid"], number) for number in one["descriptors"]
            ),
        )
        for one in told["sockets"]
    ]


def in_order(seen: list[Entry], printed: list[str]) -> list[Entry]:
    """As the kernel lists them, which is its hash table's affair; by their ports."""

    def place(entry: Entry) -> int:
        ends = [f":{entry.local[1]} ", f":{entry.remote[1]} " if entry.remote else ":* "]
        places = [
            at
            for at, line in enumerate(printed)
            if line.find(ends[0]) >= 0 and line.rfind(ends[1]) > line.find(ends[0])
        ]
        assert len(places) == 1, entry
        return places[0]

    return sorted(seen, key=place)


def test_the_flags_that_are_compared() -> None:
    assert list(SS)[:2] == ["ss -tan", "ss -tanp"]
    assert list(NETSTAT)[:2] == ["netstat -ant", "netstat -antp"]
    assert "ss -tlnp" in SS
    assert len(SS) == len(NETSTAT) == len(FLAGS)


@pytest.mark.parametrize("command", SS)
def test_ss_prints_just_this(command: str, told: Told) -> None:
    heading, *printed = told["printed"][command].splitlines()
    seen = [one for one in entries(told) if seen_by_ss(one, SS[command])]
    assert ss_text(in_order(seen, printed), SS[command]) == (heading, printed)


@pytest.mark.parametrize("command", NETSTAT)
def test_netstat_prints_just_this(command: str, told: Told) -> None:
    first, second, *printed = told["printed"][command].splitlines()
    seen = [one for one in entries(told) if seen_by_netstat(one, NETSTAT[command])]
    told_so = netstat_text(in_order(seen, printed), NETSTAT[command])
    assert told_so == ([first, second], printed)
