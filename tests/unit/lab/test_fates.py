"""Editing what befalls a transmission."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from tcplab.lab.fates import (
    delayed,
    delayed_to,
    duplicated,
    fates_of,
    has,
    lost,
    toggled_duplicate,
    toggled_loss,
    unused_fates,
    without,
)
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate
from tcplab.sim.run import run
from tests.support.experiments import opened, told

PLAIN = opened()


def test_a_lost_transmission_never_arrives() -> None:
    edited = lost(PLAIN, "client", 1)
    assert told(edited, "send", host="client")[0] == "100 client sends 1: SYN 100 lost"
    assert not [line for line in told(edited, "receive", host="server") if " 1: SYN" in line]


def test_a_duplicate_arrives_twice_and_a_delay_later() -> None:
    edited = delayed(duplicated(PLAIN, "client", 1, 40), "client", 1, 50)
    times = [line for line in told(edited, "receive", host="server") if "SYN 100" in line]
    assert [line.split()[0] for line in times] == ["250", "290"]


@pytest.mark.parametrize("toggle", [toggled_loss, toggled_duplicate])
def test_toggling_twice_changes_nothing(toggle: Callable[..., Experiment]) -> None:
    once = toggle(PLAIN, "server", 1)
    assert once != PLAIN
    assert toggle(once, "server", 1) == PLAIN


def test_a_toggle_leaves_other_fates_alone() -> None:
    others = (Fate("client", 1, "delay", 30), Fate("server", 1, "lose"))
    edited = toggled_loss(replace(PLAIN, fates=others), "client", 1)
    assert edited.fates == (*others, Fate("client", 1, "lose"))
    assert toggled_loss(edited, "client", 1).fates == others


def test_delays_add_up_and_can_be_taken_back() -> None:
    later = delayed(delayed(PLAIN, "client", 1, 50), "client", 1, 50)
    assert fates_of(later, "client", 1) == (Fate("client", 1, "delay", 100),)
    assert delayed(later, "client", 1, -50).fates == (Fate("client", 1, "delay", 50),)
    assert delayed(later, "client", 1, -100) == PLAIN
    assert delayed(PLAIN, "client", 1, -50) == PLAIN


def test_a_delay_replaces_what_the_file_had_in_pieces() -> None:
    pieces = (Fate("client", 1, "delay", 10), Fate("client", 1, "delay", 20))
    edited = delayed(replace(PLAIN, fates=pieces), "client", 1, 5)
    assert edited.fates == (Fate("client", 1, "delay", 35),)
    assert delayed_to(edited, "client", 1, 2**40).fates[0].ms == 2**31 - 1


def test_all_that_befalls_a_transmission_can_be_forgotten() -> None:
    edited = lost(duplicated(delayed(PLAIN, "client", 1, 5), "client", 1), "client", 1)
    assert has(edited, "client", 1, "duplicate")
    assert without(edited, "client", 1) == PLAIN


def test_unused_are_those_of_transmissions_that_the_run_does_not_have() -> None:
    edited = lost(lost(PLAIN, "client", 2), "client", 7)
    assert len(told(edited, "send", host="client")) == 3
    assert unused_fates(run(edited)) == (Fate("client", 7, "lose"),)
