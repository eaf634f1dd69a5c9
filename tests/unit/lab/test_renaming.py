"""Renaming a host renames it everywhere."""

import pytest

from tcplab.lab.renaming import renamed
from tcplab.sim.network import Cut, Endpoint, Fate
from tcplab.sim.run import run
from tests.support.experiments import client, inject, opened, server, told

EVERYTHING = opened(
    client("close", 1_500),
    server("close", "end-of-stream"),
    fates=(Fate("client", 1, "delay", 5), Fate("server", 1, "lose")),
    injections=(
        inject("client:40000", "server:80", 700, "RST", seq=1, by="client"),
        inject("10.9.9.9:1", "client:40000", 800, "RST", seq=1),
    ),
    cuts=(Cut("client", 9_000, 9_001),),
)


def test_the_run_is_the_same_with_another_name() -> None:
    edited = renamed(EVERYTHING, "client", "alice")
    assert told(edited) == [line.replace("client", "alice") for line in told(EVERYTHING)]
    assert renamed(edited, "alice", "client") == EVERYTHING


def test_no_old_name_is_left() -> None:
    edited = renamed(renamed(EVERYTHING, "client", "a"), "server", "b")
    assert "client" not in str(edited)
    assert "server" not in str(edited)
    assert run(edited).flights[0].destination == Endpoint("b", 80)


def test_the_same_name_changes_nothing() -> None:
    assert renamed(EVERYTHING, "client", "client") == EVERYTHING


@pytest.mark.parametrize("name", ["", "a b", "x" * 21, "a:b", "server"])
def test_a_name_that_cannot_be_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        renamed(EVERYTHING, "client", name)


def test_letters_of_any_script_do() -> None:
    assert renamed(EVERYTHING, "client", "客户端").hosts[0].name == "客户端"
