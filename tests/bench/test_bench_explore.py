"""How many joint states a second the explorer meets, beside a search that interns nothing.

Called by name: pytest tests/bench/test_bench_explore.py -s
"""

import time

import pytest

from tcplab.files.lessons import open_argument
from tcplab.sim.explore import Limits, explore
from tests.support.plain_search import plain_search

pytestmark = pytest.mark.bench

FASTER = 10


def test_interning_pays() -> None:
    what = open_argument("teardown").experiment
    began = time.process_time()
    *_, done = explore(what, Limits(2, 1))
    rate = done.states / (time.process_time() - began)
    began = time.process_time()
    states, _ = plain_search(what)
    plain = states / (time.process_time() - began)
    print(
        f"\n{done.states:,} states, {done.transitions:,} transitions: {rate:,.0f} states a second;"
        f" without interning {plain:,.0f}"
    )
    assert rate > FASTER * plain
