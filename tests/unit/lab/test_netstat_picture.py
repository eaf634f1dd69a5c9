"""What ss and netstat print on each host of a run, and how long each state can be looked at."""

import pytest

from tcplab.engine.tcb import State
from tcplab.lab.netstat_picture import HostSockets, Tool, netstat_picture
from tcplab.lab.netstat_text import Flags
from tcplab.sim.run import Run, run
from tests.support.experiments import LISTEN, client, experiment, opened, server
from tests.support.lesson_runs import ran

RUN = ran("netstat", "both-answer")
TAN = Flags()
LISTENING = Flags(all=False, listening=True, processes=True)


def at(now: int, host: str, tool: Tool = "ss", flags: Flags = TAN, what: Run = RUN) -> HostSockets:
    """The list on a host after all that happens at `now` (ms)."""
    index = max(one.index for one in what.moments if one.world.now <= now)
    hosts = netstat_picture(what, index, tool, flags).hosts
    (found,) = [one for one in hosts if one.host == host]
    return found


def texts(sockets: HostSockets) -> list[str]:
    return [*sockets.heading, *(row.text for row in sockets.rows)]


def test_ss_in_close_wait() -> None:
    """recv() has returned 0, so nothing is unread."""
    assert at(15_000, "server").command == "ss -tan"
    assert texts(at(15_000, "server")) == [
        "State      Recv-Q Send-Q Local Address:Port Peer Address:Port Process",
        "LISTEN     0      128          0.0.0.0:80        0.0.0.0:*           ",
        "CLOSE-WAIT 0      0           10.0.0.2:80       10.0.0.1:40000       ",
    ]


def test_netstat_in_fin_wait_1() -> None:
    """The FIN is not acknowledged yet; the program still runs, but holds no socket any more."""
    sockets = at(12_000, "client", "netstat", Flags(processes=True))
    assert sockets.command == "netstat -antp"
    assert texts(sockets) == [
        "Active Internet connections (servers and established)",
        "Proto Recv-Q Send-Q Local Address           Foreign Address         State       "
        "PID/Program name    ",
        "tcp        0      1 10.0.0.1:40000          10.0.0.2:80             FIN_WAIT1   "
        "-                   ",
    ]


def test_a_listener_with_its_program() -> None:
    assert at(5_000, "server", flags=LISTENING).command == "ss -tlnp"
    assert texts(at(5_000, "server", flags=LISTENING))[1:] == [
        "LISTEN 0      128          0.0.0.0:80        0.0.0.0:*    "
        'users:(("python3",pid=1001,fd=3))'
    ]
    assert at(5_000, "client", flags=LISTENING).rows == ()


def test_names_without_n() -> None:
    flags = Flags(all=False, numeric=False)
    assert texts(at(5_000, "client", "netstat", flags))[2:] == [
        "tcp        0      0 client:40000            server:http             ESTABLISHED"
    ]
    assert texts(at(5_000, "client", "ss", flags))[1:] == [
        "ESTAB 0      0           10.0.0.1:40000     10.0.0.2:http       "
    ]


@pytest.mark.parametrize(
    ("now", "host", "state", "ss", "netstat"),
    [
        (0, "server", State.LISTEN, False, False),
        (2_000, "client", State.SYN_SENT, True, True),
        (2_100, "server", State.SYN_RECEIVED, False, True),
        (5_000, "server", State.ESTABLISHED, True, True),
        (15_000, "client", State.FIN_WAIT_2, True, True),
        (22_100, "server", State.LAST_ACK, True, True),
        (30_000, "client", State.TIME_WAIT, False, True),
    ],
)
def test_what_is_left_out_without_a(
    now: int, host: str, state: State, ss: bool, netstat: bool
) -> None:
    flags = Flags(all=False)
    tools: tuple[tuple[Tool, bool], ...] = (("ss", ss), ("netstat", netstat))
    for tool, seen in tools:
        sockets = at(now, host, tool, flags)
        assert (state in [row.state for row in sockets.rows]) is seen
        every = at(now, host, tool)
        assert state in [row.state for row in every.rows]
        assert sockets.left_out == len(every.rows) - len(sockets.rows)
        assert every.left_out == 0


def test_udp_alone_leaves_everything_out() -> None:
    flags = Flags(tcp=False, udp=True)
    for sockets in (at(5_000, "server", "ss", flags), at(5_000, "server", "netstat", flags)):
        assert (sockets.rows, sockets.left_out) == ((), 2)


@pytest.mark.parametrize(
    ("now", "host", "state", "lasted", "lasts", "caught"),
    [
        (1_000, "server", State.LISTEN, 0, None, True),
        (2_100, "client", State.SYN_SENT, 100, 200, False),
        (2_200, "server", State.SYN_RECEIVED, 100, 200, False),
        (12_000, "server", State.ESTABLISHED, 9_700, 9_800, True),
        (12_100, "client", State.FIN_WAIT_1, 100, 200, False),
        (12_200, "client", State.FIN_WAIT_2, 0, 10_000, True),
        (22_100, "server", State.LAST_ACK, 0, 200, False),
        (22_300, "client", State.TIME_WAIT, 100, 60_000, True),
    ],
)
def test_how_long_a_state_lasts(
    now: int, host: str, state: State, lasted: int, lasts: int | None, caught: bool
) -> None:
    (row,) = [one for one in at(now, host).rows if one.state is state]
    assert (row.lasted_ms, row.lasts_ms, row.caught) == (lasted, lasts, caught)


@pytest.mark.parametrize(
    ("variant", "host", "state"),
    [
        ("syn-sent", "client", State.SYN_SENT),
        ("syn-received", "server", State.SYN_RECEIVED),
        ("fin-wait-1", "client", State.FIN_WAIT_1),
        ("last-ack", "server", State.LAST_ACK),
    ],
)
def test_a_silent_peer_lets_the_short_states_be_caught(
    variant: str, host: str, state: State
) -> None:
    rows = at(60_000, host, what=ran("netstat", variant)).rows
    assert [row.caught for row in rows if row.state is state] == [True]


def test_queues() -> None:
    """What nobody has read, what is not acknowledged, what waits for accept()."""
    what = run(
        experiment(
            server("listen", 0, port=80, backlog=5),
            client("connect", 100, to="server:80"),
            client("send", 500, octets=20),
            client("close", 1_000),
            server("accept", 2_000),
            server("recv", 3_000),
            server("recv", 4_000),
        )
    )
    assert [row.text.split()[:3] for row in at(500, "client", what=what).rows] == [
        ["ESTAB", "0", "20"]
    ]
    expected = {
        700: [["LISTEN", "1", "5"], ["ESTAB", "20", "0"]],
        1_500: [["LISTEN", "1", "5"], ["CLOSE-WAIT", "21", "0"]],
        3_500: [["LISTEN", "0", "5"], ["CLOSE-WAIT", "1", "0"]],
        4_000: [["LISTEN", "0", "5"], ["CLOSE-WAIT", "0", "0"]],
    }
    for now, rows in expected.items():
        assert [row.text.split()[:3] for row in at(now, "server", what=what).rows] == rows


def test_copies_of_a_descriptor_and_the_lowest_free_number() -> None:
    what = run(
        experiment(
            LISTEN,
            client("socket", 10, makes="spare"),
            client("connect", 100, to="server:80", makes="a"),
            client("dup", 500, socket="a", makes="b"),
            client("close", 600, socket="spare"),
            client("dup", 700, socket="a", makes="c"),
        )
    )
    flags = Flags(processes=True)
    for now, descriptors in ((550, ["5", "4"]), (800, ["5", "4", "3"])):
        (row,) = at(now, "client", flags=flags, what=what).rows
        assert [part.split(")")[0] for part in row.text.split("fd=")[1:]] == descriptors


def test_a_host_that_is_down_prints_nothing() -> None:
    what = run(opened(server("crash", 1_000), server("reboot", 2_000)))
    last = len(what.moments) - 1
    down = next(one.index for one in what.moments if one.world.now == 1_000)
    assert [one.host for one in netstat_picture(what, down).hosts] == ["client"]
    assert [len(one.rows) for one in netstat_picture(what, last).hosts] == [1, 0]
    (row,) = [one for one in at(500, "server", what=what).rows if one.state is State.ESTABLISHED]
    assert row.lasts_ms == 600
