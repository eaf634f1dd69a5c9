"""What is otherwise in an experiment, and each of it put back alone."""

import pytest
from msgspec.structs import replace

from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.lab.differences import aligned, differences, put_back
from tcplab.lab.fates import delayed, duplicated, lost
from tcplab.lab.renaming import renamed
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Cut, Network
from tests.support.experiments import client, inject, opened, server

PLAIN = opened(
    client("close", 1_500),
    server("close", "end-of-stream", after_ms=2_000),
    cuts=(Cut("server", 50_000, 60_000),),
    injections=(inject("x:1", "server:80", 5, "RST"),),
)
TOUCHED = replace(
    lost(delayed(duplicated(PLAIN, "client", 1), "server", 2, 50), "client", 9),
    hosts=(HostSetup("client", "linux", iss=7), HostSetup("server")),
    network=Network(delay_ms=7, loss=0.1, seed=3),
    calls=(
        client("send", 900, octets=5), PLAIN.calls[0], PLAIN.calls[1],
        replace(PLAIN.calls[3], after_ms=900),
    ),
    cuts=(Cut("client", 1, 2), Cut("server", 40_000, 60_000)),
    injections=(),
    title="Another",
    horizon_ms=90_000,
)  # fmt: skip


def test_nothing_differs_from_itself() -> None:
    assert differences(PLAIN, PLAIN) == ()


def test_each_thing_that_differs_is_one_difference() -> None:
    parts = [(one.part, one.field) for one in differences(PLAIN, TOUCHED)]
    assert parts == [
        ("title", ""), ("horizon_ms", ""), ("hosts", "stack"), ("hosts", "iss"),
        ("network", "delay_ms"), ("network", "loss"), ("network", "seed"),
        ("calls", ""), ("calls", ""), ("calls", ""),
        ("fates", ""), ("fates", ""), ("fates", ""), ("injections", ""), ("cuts", ""), ("cuts", ""),
    ]  # fmt: skip


@pytest.mark.parametrize("which", range(16))
def test_one_is_put_back_and_the_others_stay(which: int) -> None:
    every = differences(PLAIN, TOUCHED)
    less = put_back(PLAIN, TOUCHED, every[which])
    plain = [replace(one, at=0) for one in every]
    left = [replace(one, at=0) for one in differences(PLAIN, less)]
    assert left == plain[:which] + plain[which + 1 :]


def test_all_put_back_is_what_it_was() -> None:
    touched: Experiment = TOUCHED
    while found := differences(PLAIN, touched):
        touched = put_back(PLAIN, touched, found[-1])
    assert touched == PLAIN


def test_what_is_moved_is_no_other_call() -> None:
    close = client("close", 1_500)
    pairs = aligned([close, client("close", 3_000)], [client("close", 3_000), close.with_time(9)])
    assert [(pair.was, pair.now) for pair in pairs] == [
        (client("close", 3_000), client("close", 3_000)), (close, close.with_time(9)),
    ]  # fmt: skip


def test_a_call_that_is_gone_comes_back_where_it_stood() -> None:
    gone = replace(PLAIN, calls=(*PLAIN.calls[:2], *PLAIN.calls[3:], client("abort", 9_000)))
    removed = next(one for one in differences(PLAIN, gone) if one.now is None)
    back = put_back(PLAIN, gone, removed)
    assert back.calls == (*PLAIN.calls, client("abort", 9_000))


def test_hosts_that_change_their_names_are_the_same_hosts() -> None:
    swapped = renamed(renamed(renamed(PLAIN, "client", "m"), "server", "client"), "m", "server")
    found = differences(PLAIN, swapped)
    assert [(one.field, one.was, one.now) for one in found] == [
        ("name", "client", "server"), ("name", "server", "client"),
    ]  # fmt: skip
    alice = lost(renamed(PLAIN, "client", "alice"), "alice", 1)
    assert [one.part for one in differences(PLAIN, alice)] == ["hosts", "fates"]
    assert put_back(PLAIN, alice, differences(PLAIN, alice)[0]) == lost(PLAIN, "client", 1)


def test_a_socket_that_others_need_cannot_be_taken_back() -> None:
    with_socket = replace(
        PLAIN, calls=(*PLAIN.calls, client("socket", 5, makes="s"), client("close", 9, socket="s"))
    )
    made = next(one for one in differences(PLAIN, with_socket) if "socket" in str(one.now))
    with pytest.raises(ValueError, match="socket"):
        put_back(PLAIN, with_socket, made)


@pytest.mark.parametrize("lesson", sorted(lesson_ids())[:12])
def test_from_one_lesson_to_another_and_back(lesson: str) -> None:
    now = read_lesson(lesson).variants[0].experiment
    was = read_lesson("teardown").variants[0].experiment
    if len(was.hosts) == len(now.hosts):
        for one in reversed(differences(was, now)):
            if one.part != "calls":  # those may need each other
                now = put_back(was, now, one)
        assert {one.part for one in differences(was, now)} <= {"calls"}
