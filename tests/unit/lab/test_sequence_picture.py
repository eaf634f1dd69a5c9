"""The sequence diagram as values: bands, calls and timers of known runs."""

import time
from itertools import pairwise

from msgspec.structs import replace

from tcplab.lab.brackets import Bracket
from tcplab.lab.fates import delayed_to
from tcplab.lab.sequence_picture import SequencePicture, picturing, same_arrow, sequence_picture
from tcplab.lab.slices import whole
from tcplab.lab.timeline_picture import timeline_picture
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Network
from tcplab.sim.run import run
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, opened, server

CLOSE = (client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LAST_ACK_LOST = opened(*CLOSE, network=Network(200), fates=(Fate("client", 4, "lose"),))


def picture(what: Experiment) -> SequencePicture:
    return sequence_picture(run(what))


def states(of: SequencePicture, lifeline: int) -> list[tuple[int, str]]:
    return [(band.from_ms, band.state) for band in of.bands if band.lifeline == lifeline]


def timers(of: SequencePicture, lifeline: int, timer: str) -> list[Bracket]:
    return [b for b in of.brackets if (b.lifeline, b.timer) == (lifeline, timer)]


def test_the_bands_of_the_lost_last_ack() -> None:
    of = picture(LAST_ACK_LOST)
    assert states(of, 0) == [
        (0, "CLOSED"),
        (100, "SYN-SENT"),
        (500, "ESTABLISHED"),
        (1500, "FIN-WAIT-1"),
        (1900, "FIN-WAIT-2"),
        (3900, "TIME-WAIT"),
        (65_100, "CLOSED"),
    ]
    assert states(of, 1) == [
        (0, "CLOSED"),
        (0, "LISTEN"),
        (300, "SYN-RECEIVED"),
        (700, "ESTABLISHED"),
        (1700, "CLOSE-WAIT"),
        (3700, "LAST-ACK"),
        (5300, "CLOSED"),
    ]


def test_how_open_a_state_is() -> None:
    depths = {band.state: band.depth for band in picture(LAST_ACK_LOST).bands}
    assert depths == {
        "CLOSED": 0, "LISTEN": 1, "SYN-SENT": 2, "SYN-RECEIVED": 2, "ESTABLISHED": 3,
        "FIN-WAIT-1": 2, "FIN-WAIT-2": 2, "CLOSE-WAIT": 2, "LAST-ACK": 2, "TIME-WAIT": 1,
    }  # fmt: skip


def test_bands_follow_each_other_and_last_until_the_end() -> None:
    of = picture(LAST_ACK_LOST)
    for lifeline in (0, 1):
        bands = [band for band in of.bands if band.lifeline == lifeline]
        for before, after in pairwise(bands):
            assert (before.to_ms, before.to_moment) == (after.from_ms, after.from_moment)
        assert bands[-1].to_moment == of.last + 1


def test_a_closed_server_says_that_its_listener_goes_on() -> None:
    bands = [band for band in picture(LAST_ACK_LOST).bands if band.state == "CLOSED"]
    assert [(band.lifeline, band.listening) for band in bands] == [
        (0, False), (1, False), (1, True), (0, False),
    ]  # fmt: skip


def test_rows_hold_the_would_be_arrival_of_a_lost_segment() -> None:
    assert picture(LAST_ACK_LOST).rows.times == (
        0, 100, 300, 500, 700, 1500, 1700, 1900, 3700, 3900, 4100, 4900, 5100, 5300, 65_100,
    )  # fmt: skip


def test_calls_with_their_arguments_and_errnos() -> None:
    of = picture(
        opened(
            client("send", 50, octets=7),
            client("send", 600, data="naïve"),
            client("shutdown", 700, how="write"),
            client("connect", 5_000, to="server:81"),
        )
    )
    assert [(tab.at_ms, tab.text, tab.errno) for tab in of.tabs if tab.lifeline == 0] == [
        (50, "send(7)", "EBADF"),
        (100, "connect()", None),
        (600, "send(6)", None),
        (700, "shutdown(WR)", None),
        (5_000, "connect()", None),
        (5_200, "", "ECONNREFUSED"),
    ]


def test_timers_that_are_restarted_doubled_cancelled_and_run_out() -> None:
    of = picture(LAST_ACK_LOST)
    first, second = timers(of, 0, "2msl")
    assert (first.from_ms, first.to_ms, first.length, first.ending) == (
        3900, 5100, 60_000, "restarted",
    )  # fmt: skip
    assert (second.begun, second.to_ms, second.ending) == ("restarted", 65_100, "fired")
    rto = [(b.from_ms, b.to_ms, b.length, b.begun, b.ending) for b in timers(of, 1, "rto")]
    assert rto == [
        (300, 700, 1000, "started", "cancelled"),
        (3700, 4900, 1200, "started", "fired"),
        (4900, 5300, 2400, "doubled", "cancelled"),
    ]


def test_a_timer_that_outlasts_the_run_is_running() -> None:
    of = picture(replace(LAST_ACK_LOST, horizon_ms=10_000))
    assert timers(of, 0, "2msl")[-1].ending == "running"
    assert timers(of, 0, "2msl")[-1].to_moment == of.last + 1


def test_giving_up_takes_eight_syns_and_183_seconds() -> None:
    of = picture(experiment(CONNECT, cuts=(Cut("server", 0, 1_000_000),)))
    assert [arrow.sent - 100 for arrow in of.arrows] == [
        0, 1000, 3000, 7000, 15_000, 31_000, 63_000, 123_000,
    ]  # fmt: skip
    assert [b.ending for b in timers(of, 0, "rto")] == ["fired"] * 8
    assert (of.tabs[-1].at_ms, of.tabs[-1].errno) == (183_100, "ETIMEDOUT")


def test_the_newest_connection_stands_next_to_the_lifeline() -> None:
    of = picture(opened(client("connect", 1_000, to="server:80")))
    columns = [
        (band.from_ms, band.column, band.columns, band.connection.rpartition(":")[2], band.state)
        for band in of.bands
        if band.lifeline == 1 and band.from_ms >= 300
    ]
    assert columns == [
        (400, 0, 1, "40000", "ESTABLISHED"),
        (1100, 0, 2, "40001", "SYN-RECEIVED"),
        (1100, 1, 2, "40000", "ESTABLISHED"),
        (1300, 0, 2, "40001", "ESTABLISHED"),
    ]


def flood(count: int) -> Experiment:
    attack = tuple(
        replace(inject(f"9.9.9.9:{1000 + i}", "server:80", 1_000 + i, "SYN"), by="attacker")
        for i in range(count)
    )
    hosts = ("client", HostSetup("server", backlog=300), "attacker")
    return experiment(LISTEN, hosts=hosts, injections=attack, horizon=3_000)


def test_more_connections_than_three_are_counted() -> None:
    of = picture(flood(200))
    assert of.overflows[-1].texts == ("+197 SYN-RECEIVED",)
    assert max(band.column for band in of.bands) == 2
    assert max(band.columns for band in of.bands) == 3


def test_a_third_host_stands_outside_the_client() -> None:
    of = picture(flood(1))
    assert of.order == (2, 0, 1)
    assert [(line.name, line.letter, line.role) for line in of.lifelines] == [
        ("client", "C", 0), ("server", "S", 1), ("attacker", "A", 2),
    ]  # fmt: skip
    forged, answer = of.arrows[:2]
    assert (forged.source, forged.target, forged.seq_role) == (2, 1, None)
    assert (answer.source, answer.target, answer.lost) == (1, None, "nowhere")


def test_what_is_injected_from_nowhere_has_no_lifeline() -> None:
    of = picture(opened(injections=(inject("client:40000", "server:80", 900, "SYN", seq=90),)))
    old = next(arrow for arrow in of.arrows if arrow.injected)
    assert (old.source, old.target, old.nth) == (None, 1, None)
    assert old.sent_moment == old.ended_moment


def test_a_broken_stack_is_named() -> None:
    of = picture(experiment(hosts=("client", HostSetup("server", "two-way-handshake"))))
    assert [line.broken for line in of.lifelines] == [None, "two-way-handshake"]


def test_an_address_has_the_port_if_there_is_but_one() -> None:
    of = picture(opened(client("connect", 1_000, to="server:80")))
    assert [line.address for line in of.lifelines] == ["10.0.0.1", "10.0.0.2:80"]


def test_a_crash_forgets_bands_and_timers() -> None:
    of = picture(opened(client("send", 900, octets=5), client("crash", 950)))
    assert states(of, 0)[-1] == (950, "CLOSED")
    assert [b.ending for b in timers(of, 0, "rto")] == ["cancelled", "cancelled"]


def test_an_empty_experiment_has_two_closed_lifelines() -> None:
    of = picture(experiment())
    assert [(band.lifeline, band.state) for band in of.bands] == [(0, "CLOSED"), (1, "CLOSED")]
    assert (of.rows.times, of.last, of.arrows) == ((0,), 0, ())


def test_one_host_alone_is_drawn_too() -> None:
    assert picture(experiment(hosts=("client",))).order == (0,)


def test_a_transmission_is_found_again_after_an_edit() -> None:
    before = picture(LAST_ACK_LOST)
    after = picture(replace(LAST_ACK_LOST, fates=(Fate("client", 4, "delay", 50),)))
    found = same_arrow(before, 6, after)
    assert found is not None
    assert (after.arrows[found].host, after.arrows[found].nth) == ("client", 4)
    assert after.arrows[found].delayed == 50
    assert same_arrow(before, 7, after) is None  # nothing is sent again any more
    assert same_arrow(before, None, after) is None


def test_whatever_is_edited_a_transmission_is_found_as_if_all_had_been_looked_at() -> None:
    lossy = opened(
        client("send", 900, octets=100, times=12, every_ms=70),
        server("send", 950, octets=30, times=5, every_ms=110),
        client("crash", 1_700),
        client("reboot", 1_900),
        client("connect", 2_000, to="server:80"),
        network=Network(100, jitter_ms=60, loss=0.2, duplicate=0.3, seed=3),
        injections=(inject("client:40000", "server:80", 1_400, "ACK", seq=9, ack=9),),
    )
    before = picture(lossy)
    edits = (
        replace(lossy, network=Network(100, seed=4)),
        replace(lossy, calls=lossy.calls[:3]),
        replace(lossy, fates=(Fate("client", 6, "duplicate", 30), Fate("client", 9, "lose"))),
    )
    for after in map(picture, edits):
        for index, one in enumerate(before.arrows):
            wanted = [
                place
                for place, other in enumerate(after.arrows)
                if one.nth and (one.host, one.nth, one.copy) == (other.host, other.nth, other.copy)
            ]
            nearest = index if index in wanted else next(iter(wanted), None)
            assert same_arrow(before, index, after) == nearest


def test_the_timeline_marks_what_happens_and_where_states_change() -> None:
    of = timeline_picture(picture(LAST_ACK_LOST))
    marks = [(mark.at_ms, mark.kind, mark.role) for mark in of.marks]
    assert marks[:3] == [(0, "call", 1), (100, "call", 0), (300, "arrival", 1)]
    assert marks[10:13] == [(4100, "loss", 0), (4900, "timer", 1), (5100, "arrival", 0)]
    assert [band.state for band in of.strips[0].bands][-2:] == ["TIME-WAIT", "CLOSED"]
    assert of.changes == tuple(sorted(set(of.changes)))


def test_everything_is_sorted_by_when_it_begins() -> None:
    of = picture(LAST_ACK_LOST)
    for many in (of.bands, of.brackets):
        begun = [one.from_moment for one in many]
        assert begun == sorted(begun)
    sent = [arrow.sent for arrow in of.arrows]
    assert sent == sorted(sent)


def test_a_thousand_segments_take_a_time_in_proportion() -> None:
    def cost(count: int) -> float:
        what = run(opened(client("send", 500, octets=10, times=count, every_ms=20)))
        best = []
        for _ in range(5):
            start = time.perf_counter()
            sequence_picture(what)
            best.append(time.perf_counter() - start)
        return min(best)

    assert cost(800) < 10 * cost(200)  # a square law would give sixteen


def outages(of: SequencePicture) -> list[tuple[int, str, int, int]]:
    return [(one.lifeline, one.kind, one.from_ms, one.to_ms) for one in of.outages]


def test_a_cable_is_out_as_long_as_the_file_says_or_the_run_lasts() -> None:
    cuts = (Cut("client", 1_000, 8_000), Cut("server", 20_000, 30_000))
    what = opened(client("send", 2_000, octets=20), cuts=cuts)
    of = picture(what)
    assert outages(of) == [(0, "cable", 1_000, 8_000)]
    assert {1_000, 8_000} <= set(of.rows.times)
    times = of.moment_times
    (out,) = of.outages
    assert times[out.from_moment - 1] < 1_000 <= times[out.from_moment]
    assert times[out.to_moment - 1] < 8_000 <= times[out.to_moment]
    last = picture(replace(what, cuts=(Cut("client", 1_000, 2**31 - 1),)))
    assert outages(last) == [(0, "cable", 1_000, last.moment_times[-1])]
    assert last.outages[0].to_moment > last.last


def test_a_host_is_down_from_its_crash_to_its_reboot() -> None:
    of = picture(opened(client("crash", 1_000), client("reboot", 1_500), server("crash", 2_000)))
    last = of.moment_times[-1]
    assert outages(of) == [(0, "down", 1_000, 1_500), (1, "down", 2_000, last)]
    assert of.outages[1].to_moment > of.last


def test_what_a_host_that_is_down_gets_is_dropped() -> None:
    of = picture(opened(server("crash", 1_000), client("send", 1_500, octets=20)))
    late = [arrow for arrow in of.arrows if arrow.sent >= 1_500]
    assert late
    assert {(arrow.lost, arrow.dropped) for arrow in late} == {(None, "host-down")}
    assert not any(arrow.dropped for arrow in of.arrows if arrow.sent < 1_500)


def test_a_syn_for_which_a_backlog_has_no_room_is_dropped() -> None:
    of = picture(
        experiment(
            server("listen", 0, port=80, backlog=1),
            *(client("connect", 100 + turn, to="server:80") for turn in range(3)),
        )
    )
    syns = [arrow.dropped for arrow in of.arrows if arrow.flags == ("SYN",) and arrow.sent < 200]
    assert syns == [None, "backlog-full", "backlog-full"]


def test_what_an_edit_leaves_as_it_was_is_not_made_again() -> None:
    before = run(LAST_ACK_LOST)
    latest = picture(LAST_ACK_LOST)
    for ms in (10, 20, 30):
        dragged = run(delayed_to(LAST_ACK_LOST, "client", 4, ms), before)
        made = whole(picturing(dragged, latest))
        assert made == sequence_picture(dragged)
        latest, earlier = made, latest
    sent = [one.nth for one in made.arrows if one.host == "client"].index(4)
    assert sent
    for ours, theirs in zip(made.arrows[:sent], earlier.arrows, strict=False):
        assert ours is theirs


def test_an_option_is_named_where_it_is_set() -> None:
    set_once = client("setsockopt", 900, option="SO_KEEPALIVE", value=True)
    of = picture(opened(set_once, horizon=1_000))  # before it probes for ever
    assert [tab.text for tab in of.tabs][-1] == "setsockopt(SO_KEEPALIVE, 1)"
