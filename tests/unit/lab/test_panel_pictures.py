"""What the experiment panel shows of lessons and settings."""

from msgspec.structs import replace

from tcplab.lab.closing import Closing
from tcplab.lab.experiment_picture import closing_picture, stack_picture
from tcplab.lab.lesson import Head, Lesson, Text, Variant
from tcplab.lab.lessons_picture import lessons_picture
from tcplab.sim.experiment import HostSetup
from tests.support.experiments import client, experiment, opened, server

PLAIN = opened()


def lesson(id: str, *variants: str) -> Lesson:
    experiments = (Variant(one, Text(one, f"{one} 中"), PLAIN) for one in variants or (id,))
    return Lesson(id, Text(id.upper(), f"{id} 中"), Text("?", "？"), tuple(experiments))


def head(id: str) -> Head:
    return Head(id, Text(id.upper(), f"{id} 中"), Text("?", "？"))


GROUPS = [
    (Text("Opening", "建立"), [head("a"), head("b")]),
    (Text("Closing", "关闭"), [head("c")]),
]


def test_lessons_are_numbered_through_their_groups() -> None:
    picture = lessons_picture(GROUPS, "en", {"a", "gone"})
    assert [(row.title, row.lesson, row.number, row.done) for row in picture.rows] == [
        ("Opening", None, None, False),
        ("A", "a", 1, True),
        ("B", "b", 2, False),
        ("Closing", None, None, False),
        ("C", "c", 3, False),
    ]
    assert (picture.done, picture.total) == (1, 3)


def test_the_open_lesson_shows_its_variants() -> None:
    plain, several = lesson("a"), lesson("b", "x", "y")
    rows = lessons_picture(GROUPS, "zh_CN", set(), several, 1).rows
    assert [(row.title, row.variant, row.is_open) for row in rows[2:5]] == [
        ("b 中", None, True),
        ("x 中", 0, False),
        ("y 中", 1, True),
    ]
    assert sum(row.is_open for row in lessons_picture(GROUPS, "en", set(), plain).rows) == 1


def test_closing_is_recognised_by_hand_or_nobodys() -> None:
    closed = opened(client("close", 900), server("close", "end-of-stream"))
    assert closing_picture(closed).closing == Closing(0, "at-once")
    by_hand = closing_picture(opened(client("abort", 900)))
    assert (by_hand.closing, by_hand.closes, by_hand.possible) == (None, True, True)
    nobody = closing_picture(PLAIN)
    assert (nobody.closing, nobody.closes, nobody.possible) == (None, False, True)
    assert not closing_picture(experiment()).possible
    assert closing_picture(PLAIN).hosts == ("client", "server")


def test_the_stacks_are_what_the_hosts_begin_with() -> None:
    mixed = replace(PLAIN, hosts=(HostSetup("client", "linux", iss=7), HostSetup("server")))
    picture = stack_picture(mixed)
    assert [(one.host, one.stack, one.iss) for one in picture.hosts] == [
        ("client", "linux", 7),
        ("server", "textbook", 300),
    ]
    assert not picture.alike
    assert stack_picture(PLAIN).alike


def test_an_override_shows_and_a_broken_stack_says_so() -> None:
    setup = HostSetup("client", "no-time-wait", msl_s=5, rto_first_ms=300)
    (host, _) = stack_picture(replace(PLAIN, hosts=(setup, HostSetup("server")))).hosts
    assert (host.broken, host.msl_ms, host.first_rto_ms) == (True, 5_000, 300)
