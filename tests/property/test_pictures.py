"""What holds for the pictures of every experiment: those made out of others are as made anew."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tcplab.lab.sequence_picture import picturing, sequence_picture
from tcplab.lab.slices import whole
from tcplab.lab.touch import Befall, granted
from tcplab.sim.run import run
from tests.support.random_experiments import random_edit, random_experiment

CAP = 300


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=80, deadline=None)
def test_a_picture_that_goes_on_from_another_is_the_picture(seed: int) -> None:
    rng = Random(seed)
    experiment = random_experiment(rng)
    earlier = run(experiment, cap=CAP)
    picture = sequence_picture(earlier)
    for _ in range(4):
        experiment = random_edit(rng, experiment)
        earlier = run(experiment, earlier, cap=CAP)
        picture = whole(picturing(earlier, picture))
        assert picture == sequence_picture(run(experiment, cap=CAP))


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=35, deadline=None)
def test_every_picture_of_a_drag_is_the_picture(seed: int) -> None:
    """A segment's head goes up and down: all begin alike, and few moves change what comes first."""
    rng = Random(seed)
    before = random_experiment(rng, tame=True)
    latest = run(before, cap=CAP)
    flown = [one for one in latest.flights if one.nth is not None]
    picture = sequence_picture(latest)
    if not flown:
        return
    held = rng.choice(flown)
    for _ in range(6):
        wish = Befall(held.source.host, held.nth or 0, "delay", rng.randrange(400))
        dragged = granted(before, wish)
        latest = run(dragged, latest, cap=CAP)
        made = whole(picturing(latest, picture))
        assert made == sequence_picture(run(dragged, cap=CAP))
        ours, theirs = made.beginning, picture.beginning
        if ours is not None and theirs is not None and theirs.belongs_to(latest):
            assert all(map(_is, made.events[: theirs.followed - 1], picture.events))
        picture = made


def _is(one: object, other: object) -> bool:
    return one is other
