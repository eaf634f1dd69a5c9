"""What the lessons about silence show: probes, cables, and what nobody can notice."""

import pytest

from tcplab.engine.tcb import State
from tcplab.sim.run import Run
from tests.support.lesson_runs import lines, ran, told

OPENED = """
    0 server listen()
    0 server = LISTEN
    100 client = SYN-SENT
    100 client > SYN seq=100
    200 server = SYN-RECEIVED
    200 server > SYN,ACK seq=300 ack=101
    300 client = ESTABLISHED
    300 client connect()
    {options}
    300 client > ACK seq=101 ack=301
    400 server = ESTABLISHED
"""
BY_DEFAULT = OPENED.format(options="")
ASKED = OPENED.format(options="300 client setsockopt()")
SETTINGS = OPENED.format(options="300 client setsockopt()\n" * 4)


def last_states(run: Run) -> list[State]:
    """The state of each host's connection at the end, CLOSED where none is left."""
    hosts = run.moments[-1].world.hosts
    living = [[c.tcb.state for c in h.connections.values() if c.remote] for h in hosts]
    return [(states or [State.CLOSED])[0] for states in living]


def test_keepalive_is_off_by_default() -> None:
    """MUST-25: the client waits for ever for a server that is gone."""
    run = ran("keepalive", "off")
    assert told(run) == lines(BY_DEFAULT + "1000 server crash()\n1000 quiet")
    assert last_states(run) == [State.ESTABLISHED, State.CLOSED]


def test_keepalive_nine_probes_and_the_end_after_7875_s() -> None:
    """First after 7200 s, then each 75 s, 9 in all; one number to the left, no data."""
    probes = [7_200_000 + 75_000 * nth for nth in range(9)]
    end = 7_200_000 + 9 * 75_000
    assert end == 7_875_000
    heard = 300  # the last that was heard of the server
    assert told(ran("keepalive", "dead")) == lines(
        ASKED
        + "1000 server crash()\n"
        + "".join(
            f"{heard + at} client timer keepalive\n{heard + at} client > ACK seq=100 ack=301\n"
            for at in probes
        )
        + f"""
        {heard + end} client timer keepalive
        {heard + end} client = CLOSED
        {heard + end} client recv() ETIMEDOUT
        {heard + end} client > RST,ACK seq=101 ack=301
        {heard + end + 100} quiet
        """
    )


def test_keepalive_is_answered_with_an_ack() -> None:
    assert told(ran("keepalive", "alive")) == lines(
        ASKED
        + """
        7200300 client timer keepalive
        7200300 client > ACK seq=100 ack=301
        7200400 server > ACK seq=301 ack=101
        14400500 client timer keepalive
        14400500 client > ACK seq=100 ack=301
        14400600 server > ACK seq=301 ack=101
        14402000 horizon
        """
    )


def test_keepalive_may_be_asked_for_by_the_server() -> None:
    assert told(ran("keepalive", "server-asks")) == lines(
        BY_DEFAULT
        + """
        400 server setsockopt()
        1000 client crash()
        60000 client reboot()
        7200400 server timer keepalive
        7200400 server > ACK seq=300 ack=101
        7200500 client > RST seq=101
        7200600 server = CLOSED
        7200600 server recv() ECONNRESET
        7200600 quiet
        """
    )


@pytest.mark.parametrize(
    ("lesson", "name", "lost", "crash"),
    [("keepalive", "settings", "", "1000 server crash()"), ("cable-pulled", "probes", "lost", "")],
)
def test_keepalive_times_are_settings(lesson: str, name: str, lost: str, crash: str) -> None:
    """60 s, then 3 probes at 10 s each: 90 s."""
    run = ran(lesson, name)
    assert told(run) == lines(
        SETTINGS
        + crash
        + f"""
        60300 client timer keepalive
        60300 client > ACK seq=100 ack=301 {lost}
        70300 client timer keepalive
        70300 client > ACK seq=100 ack=301 {lost}
        80300 client timer keepalive
        80300 client > ACK seq=100 ack=301 {lost}
        90300 client timer keepalive
        90300 client = CLOSED
        90300 client recv() ETIMEDOUT
        90300 client > RST,ACK seq=101 ack=301 {lost}
        90400 quiet
        """
    )
    assert last_states(run)[1] is (State.CLOSED if crash else State.ESTABLISHED)


def test_cable_pulled_and_nothing_is_missed() -> None:
    run = ran("cable-pulled", "silence")
    assert told(run) == lines(
        BY_DEFAULT
        + """
        3700000 client send()
        3700000 client > ACK seq=101 ack=301 len=20
        3700100 server reads 20
        3700100 server > ACK seq=301 ack=121
        3700200 quiet
        """
    )
    (cut,) = run.experiment.cuts
    assert (cut.host, cut.from_ms, cut.to_ms) == ("client", 1_000, 3_601_000)


def test_cable_pulled_and_data_finds_out() -> None:
    """RTO back-off; given up at the first time-out after R2 = 100 s. The server never knows."""
    run = ran("cable-pulled", "data")
    data = "ACK seq=101 ack=301 len=20"
    assert told(run) == lines(
        BY_DEFAULT
        + f"2000 client send()\n2000 client > {data} lost\n"
        + "".join(
            f"{at} client timer rto\n{at} client > {data} again lost\n"
            for at in (3_000, 5_000, 9_000, 17_000, 33_000, 65_000)
        )
        + """
        125000 client timer rto
        125000 client = CLOSED
        125000 client recv() ETIMEDOUT
        125000 quiet
        """
    )
    assert last_states(run) == [State.CLOSED, State.ESTABLISHED]


def test_cable_back_in_time() -> None:
    assert told(ran("cable-pulled", "back-in-time")) == lines(
        BY_DEFAULT
        + """
        2000 client send()
        2000 client > ACK seq=101 ack=301 len=20 lost
        3000 client timer rto
        3000 client > ACK seq=101 ack=301 len=20 again lost
        5000 client timer rto
        5000 client > ACK seq=101 ack=301 len=20 again lost
        9000 client timer rto
        9000 client > ACK seq=101 ack=301 len=20 again
        9100 server reads 20
        9100 server > ACK seq=301 ack=121
        9200 quiet
        """
    )
