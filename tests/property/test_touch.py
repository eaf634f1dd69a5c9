"""What holds for every list of edits: taken back one by one, they lead to what was opened."""

from collections import Counter
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tcplab.lab.differences import differences, put_back
from tests.support.random_experiments import random_edit, random_experiment

_MOST = 200


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=100, deadline=None)
def test_edits_are_taken_back_one_by_one_in_any_order(seed: int) -> None:
    rng = Random(seed)
    before = after = random_experiment(rng)
    for _ in range(rng.randrange(1, 8)):
        after = random_edit(rng, after)
    for _ in range(_MOST):
        if not (found := differences(before, after)):
            break
        try:
            after = put_back(before, after, rng.choice(found))
        except ValueError:  # other calls need the socket that it makes
            continue
    assert not differences(before, after)
    assert after.calls == before.calls
    assert after.injections == before.injections
    for part in ("fates", "cuts"):  # of them the order means nothing
        assert Counter(getattr(after, part)) == Counter(getattr(before, part))
    assert (after.hosts, after.network, after.title) == (before.hosts, before.network, before.title)
