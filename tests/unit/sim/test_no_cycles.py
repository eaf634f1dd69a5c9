"""Computing a run leaves no garbage that only the collector of cycles could find."""

import gc
from collections.abc import Iterator
from random import Random

import pytest

from tcplab.files.lessons import open_argument
from tcplab.sim.run import run
from tests.support.random_experiments import random_edit, random_experiment


@pytest.fixture(autouse=True)
def collector() -> Iterator[None]:
    """Only the test itself collects, and only what is made in it."""
    gc.collect()
    gc.freeze()
    gc.disable()
    yield
    gc.enable()
    gc.unfreeze()


@pytest.mark.parametrize("lesson", ["time-wait-many:shorter-msl", "syn-flood", "half-open"])
def test_a_lesson_leaves_nothing_to_be_found(lesson: str) -> None:
    what = open_argument(lesson).experiment
    gc.collect()
    run(what)
    assert gc.collect() == 0


def test_random_runs_and_edits_leave_nothing_to_be_found() -> None:
    dice = Random(5)
    for _ in range(40):
        what = random_experiment(dice)
        edited = random_edit(dice, what)
        gc.collect()
        run(edited, run(what))
        assert gc.collect() == 0


def test_the_collector_is_as_it_was() -> None:
    what = open_argument("handshake").experiment
    run(what)
    assert not gc.isenabled()
    gc.enable()
    run(what)
    assert gc.isenabled()
