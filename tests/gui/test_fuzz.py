"""Random hands on windows that come and go in one process: nothing escapes, nobody dies.

`python -m tests.support.fuzz` goes on for as long as one likes.
"""

from tests.support.fuzz import lives


def test_random_hands_on_one_window_after_the_other(qapp, undressed):
    assert lives(qapp, seed=200, count=2, events=25) == 50
