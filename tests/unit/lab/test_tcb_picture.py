"""The table of variables: whose numbers they are, what a step has changed, which connection."""

from tcplab.lab.tcb_picture import Cell, TcbPicture, tcb_picture
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate
from tcplab.sim.run import Run, run
from tests.support.experiments import client, opened, server

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))


def at(done: Run, now: int, **how: bool) -> TcbPicture:
    """The picture of the last moment not after `now`."""
    return tcb_picture(done, max(m.index for m in done.moments if m.world.now <= now), **how)


def row(picture: TcbPicture, name: str) -> tuple[Cell, ...]:
    return next(row.cells for row in picture.rows if row.name == name)


def test_the_rows_stand_in_the_order_of_the_rfc() -> None:
    picture = at(run(CLOSED), 1_400)
    assert [row.name for row in picture.rows] == [
        *("State", "SND.UNA", "SND.NXT", "SND.WND", "RCV.NXT", "RCV.WND", "ISS", "IRS"),
        *("RTO", "timer/time_wait"),
    ]
    assert [(column.host, column.role) for column in picture.columns] == [
        ("client", 0),
        ("server", 1),
    ]


def test_a_number_belongs_to_the_host_whose_space_it_counts() -> None:
    picture = at(run(CLOSED), 1_400)
    assert [(cell.text, cell.role) for cell in row(picture, "SND.NXT")] == [("101", 0), ("301", 1)]
    assert [(cell.text, cell.role) for cell in row(picture, "RCV.NXT")] == [("301", 1), ("101", 0)]
    assert [(cell.text, cell.role) for cell in row(picture, "IRS")] == [("300", 1), ("100", 0)]
    assert [cell.role for cell in row(picture, "SND.WND")] == [None, None]


def test_relative_numbers_count_from_each_iss_which_stays_as_it_is() -> None:
    picture = at(run(CLOSED), 1_400, relative=True)
    assert [cell.text for cell in row(picture, "SND.NXT")] == ["1", "1"]
    assert [cell.text for cell in row(picture, "RCV.NXT")] == ["1", "1"]
    assert [cell.text for cell in row(picture, "ISS")] == ["100", "300"]


def test_what_a_step_changes_tells_what_it_was() -> None:
    picture = at(run(CLOSED), 1_600)
    assert row(picture, "State")[1] == Cell("CLOSE-WAIT", "ESTABLISHED")
    assert row(picture, "RCV.NXT")[1] == Cell("102", "101", 0)
    assert [cell.before for cell in row(picture, "SND.NXT")] == [None, None]


def test_before_the_peers_syn_nothing_is_known_of_it() -> None:
    picture = at(run(CLOSED), 100)
    assert [cell.text for cell in row(picture, "State")] == ["SYN-SENT", "LISTEN"]
    for name in ("IRS", "RCV.NXT", "SND.WND"):
        assert [cell.text for cell in row(picture, name)] == ["", ""]
    assert row(picture, "SND.NXT")[0].text == "101"


def test_the_retransmission_timer_says_whether_it_runs() -> None:
    running = row(at(run(CLOSED), 1_500), "RTO")
    assert (running[0].running, running[0].left) == (True, "1.0 s")
    assert (running[1].running, running[1].left) == (False, "")


def test_a_restarted_2msl_goes_from_what_was_left_to_the_whole() -> None:
    done = run(opened(*CLOSED.calls[2:], fates=(Fate("client", 4, "lose"),)))
    again = next(
        index
        for index in range(1, len(done.moments))
        if row(tcb_picture(done, index), "timer/time_wait")[0].before not in (None, "")
    )
    assert row(tcb_picture(done, again), "timer/time_wait")[0] == Cell("60 s", "59 s")


def test_a_timer_that_begins_or_ends_has_changed() -> None:
    picture = at(run(CLOSED), 3_700)
    assert row(picture, "timer/time_wait")[0] == Cell("60 s", "")


def test_timers_that_seldom_run_have_a_row_only_while_one_does() -> None:
    idle = client("setsockopt", 1_000, option="SO_KEEPALIVE", value=1)
    done = run(opened(idle, horizon=2_000))
    assert row(at(done, 1_000), "timer/keepalive") == (Cell("2 h", ""), Cell())
    assert "timer/keepalive" not in [row.name for row in at(done, 900).rows]


def test_a_deleted_connection_shows_its_last_state_and_no_numbers() -> None:
    picture = at(run(CLOSED), 3_800)
    assert row(picture, "State")[1] == Cell("CLOSED", "LAST-ACK")
    assert row(picture, "SND.NXT")[1].text == ""
    later = at(run(CLOSED), 100_000)
    assert [cell.text for cell in row(later, "State")] == ["CLOSED", "CLOSED"]


def connected_twice() -> Experiment:
    return opened(client("connect", 1_000, to="server:80"), client("send", 2_000, octets=5))


def test_of_several_connections_it_shows_the_one_that_the_step_is_about() -> None:
    done = run(connected_twice())
    handshake = at(done, 1_100).columns
    assert [column.local for column in handshake] == ["client:40001", "server:80"]
    assert handshake[1].remote == "client:40001"
    assert [column.others for column in at(done, 1_300).columns] == [1, 1]
    sending = at(done, 2_000).columns
    assert [column.local for column in sending] == ["client:40000", "server:80"]
    assert sending[1].remote == "client:40000"


def test_three_hosts_have_a_column_and_a_fourth_has_none() -> None:
    done = run(opened(hosts=("client", "server", "a", "b")))
    assert [column.host for column in at(done, 500).columns] == ["client", "server", "a"]
