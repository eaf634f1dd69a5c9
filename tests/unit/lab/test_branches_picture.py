"""The lanes of the branches: how each is called, and from where on it is drawn."""

import pytest

from tcplab.files.wording import read_words
from tcplab.lab import fates
from tcplab.lab.branches import Branches, alone
from tcplab.lab.branches_picture import Lane, branches_picture
from tcplab.lab.lesson import Language
from tcplab.sim.run import Run, run
from tests.support.experiments import client, opened, server

CLOSING = opened(client("close", 1_000), server("close", "end-of-stream", after_ms=500))
LOST = fates.lost(CLOSING, "client", 4)
FORKED = alone(CLOSING).forked(LOST)


def lanes(
    branches: Branches, runs: dict[int, Run] | None = None, language: Language = "en"
) -> tuple[Lane, ...]:
    known = runs or {one.number: run(one.experiment) for one in branches.branches}
    return branches_picture(branches, known, "This lesson", read_words(language), language)


@pytest.mark.parametrize(
    ("language", "name"),
    [("en", "The client’s 4th segment lost"), ("zh_CN", "客户端的第 4 个报文段丢失")],
)
def test_a_branch_is_called_by_what_makes_it_another(language: Language, name: str) -> None:
    first, second = lanes(FORKED, language=language)
    assert (first.letter, first.name, first.origin) == ("A", "This lesson", None)
    assert (second.letter, second.name, second.origin) == ("B", name, 1)


def test_more_changes_are_counted_and_a_given_name_stays() -> None:
    more = FORKED.edited(fates.lost(LOST, "server", 1))
    assert lanes(more)[1].name.endswith(" +1")
    assert lanes(more.renamed(2, "both lost"))[1].name == "both lost"


def test_it_begins_after_the_last_moment_in_common() -> None:
    second = lanes(FORKED)[1]
    assert second.run is not None
    assert second.run.moments[second.parted].world.now == 1_700
    assert second.run.moments[second.parted + 1].world.now == 1_800


def test_a_run_that_is_not_there_yet_has_a_name_already() -> None:
    first, second = lanes(FORKED, {1: run(CLOSING)})
    assert first.run is not None
    assert (second.run, second.parted) == (None, 0)
    assert second.name == "The client’s 4th segment lost"
