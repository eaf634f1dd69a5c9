"""What holds for every experiment: runs repeat, share, keep the invariants, and lose no octet."""

import subprocess
import sys
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tcplab.engine.events import Deliver
from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.rules import Rule
from tcplab.engine.stack import Stack
from tcplab.lab.trace import trace
from tcplab.sim.edits import first_touched
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate
from tcplab.sim.run import Run, run
from tcplab.sim.world import Flight, Host, Key, World
from tests.support.random_experiments import random_edit, random_experiment

ROOT = Path(__file__).parents[2]
CAP = 300
SEEDS = st.integers(0, 2**32 - 1)
_SENDS = {Rule.SEND_QUEUED, Rule.SEND_SEGMENTIZED}


@given(SEEDS)
@settings(max_examples=250)
def test_a_shared_run_is_the_run(seed: int) -> None:
    rng = Random(seed)
    experiment = random_experiment(rng)
    earlier = run(experiment, cap=CAP)
    for _ in range(3):
        experiment = random_edit(rng, experiment)
        after, fresh = run(experiment, earlier, cap=CAP), run(experiment, cap=CAP)
        assert all(map(_is_equal, after.moments, fresh.moments))
        assert len(after.moments) == len(fresh.moments)
        assert (after.why, after.ended) == (fresh.why, fresh.ended)
        _shares_what_is_untouched(earlier, after)
        earlier = after


def _is_equal(one: object, other: object) -> bool:
    return one == other


def _shares_what_is_untouched(before: Run, after: Run) -> None:
    touched = first_touched(after.experiment, before)
    old, new = before.experiment.calls, after.experiment.calls
    if touched is None or before.why == "limit" or new[: len(old)] != old:
        return
    for ours, theirs in zip(before.moments, after.moments, strict=False):
        assert ours is theirs or ours.world.now >= touched


@given(SEEDS)
@settings(max_examples=150)
def test_a_run_can_be_taken_up_at_the_end_of_any_millisecond(seed: int) -> None:
    rng = Random(seed)
    whole = run(random_experiment(rng), cap=CAP)
    moments = whole.moments
    ends = [
        index + 1
        for index, (this, following) in enumerate(pairwise(moments))
        if following.world.now > this.world.now
    ]
    for length in rng.sample(ends, min(3, len(ends))):
        begun = Run(whole.experiment, moments[:length], "horizon")
        again = run(whole.experiment, begun, cap=CAP)
        assert (again.moments, again.why) == (moments, whole.why)


@given(SEEDS)
@settings(max_examples=100)
def test_a_run_repeats_exactly(seed: int) -> None:
    once, again = (run(random_experiment(Random(seed)), cap=CAP) for _ in range(2))
    assert once.moments == again.moments
    assert list(trace(once)) == list(trace(again))


@given(SEEDS)
@settings(max_examples=300)
def test_the_invariants_hold_in_every_moment(seed: int) -> None:
    for moment in run(random_experiment(Random(seed)), cap=CAP).moments[1:]:
        assert moment.step is not None
        for one in moment.step.happened:
            assert line_violations(one.line) == ()
            host = moment.world.host(one.host)
            assert host is not None
            key = (one.local.port, one.remote)
            if key in host.connections:
                assert violations(host.connections[key].tcb, _stack(host, key)) == ()


def _stack(host: Host, key: Key) -> Stack:
    """The host's choices, with the probes that a program asked for on this connection."""
    counts = [one.keepalive_times[2] for one in host.sockets.values() if one.key == key]
    return replace(host.stack, keepalive_count=max(9, *[each or 0 for each in counts], 0))


@given(SEEDS)
@settings(max_examples=300)
def test_the_worlds_books_balance(seed: int) -> None:
    now = 0
    for moment in run(random_experiment(Random(seed)), cap=CAP).moments:
        assert moment.world.now >= now
        now = moment.world.now
        for host in moment.world.hosts:
            _host_is_in_order(host, now)
        _nobody_waits_at_nothing(moment.world)


def _host_is_in_order(host: Host, now: int) -> None:
    sockets, connections = host.sockets.values(), host.connections.values()
    held = [one.key for one in sockets if one.key is not None]
    assert len(held) == len(set(held))
    assert all(one.names or one.key in host.connections for one in sockets)
    assert all(key in host.connections for one in sockets for key in one.queue)
    names = [name for one in sockets for name in one.names if name]
    assert len(names) == len(set(names))
    numbers = [one.number for one in connections if one.remote is not None]
    assert len(numbers) == len(set(numbers)) <= host.numbered
    assert all(due >= now for one in connections for due, _ in one.tcb.timers.due())
    assert all(key == one.key for key, one in host.connections.items())
    holders = {one.key: one.id for one in sockets if one.key in host.connections}
    assert holders == {one.key: one.socket for one in connections if one.socket is not None}


def _nobody_waits_at_nothing(world: World) -> None:
    for one in world.waiting:
        host = world.host(one.host)
        assert host is not None
        assert one.socket in host.sockets


@given(SEEDS)
@settings(max_examples=300)
def test_octets_arrive_in_order_and_once(seed: int) -> None:
    sent: dict[tuple[str, int], bytes] = defaultdict(bytes)
    read: dict[tuple[str, int], bytes] = defaultdict(bytes)
    for moment in run(random_experiment(Random(seed), tame=True), cap=CAP).moments[1:]:
        assert moment.step is not None
        for one in moment.step.happened:
            before, after = one.line.before, one.line.after
            if one.line.rule in _SENDS:
                sent[one.host, after.iss] += after.send_queue[len(before.send_queue) :]
            for effect in one.line.effects:
                if isinstance(effect, Deliver):
                    assert one.remote is not None
                    stream = (one.remote.host, before.irs)
                    read[stream] += effect.octets
                    assert sent[stream].startswith(read[stream])


@given(SEEDS)
@settings(max_examples=150)
def test_an_edit_changes_nobody_elses_luck(seed: int) -> None:
    """A fate for one host leaves what chance does to the others' transmissions as it is."""
    rng = Random(seed)
    plain = random_experiment(rng)
    touched = Fate(plain.hosts[0].name, rng.randint(1, 6), "lose")
    edited = replace(plain, fates=(*plain.fates, touched), cuts=())
    before, after = (_luck(replace(one, cuts=())) for one in (plain, edited))
    for what in before.keys() & after.keys():
        if what[:2] != (touched.host, touched.segment):
            assert before[what] == after[what]


def _luck(experiment: Experiment) -> dict[tuple[str, int | None, int], tuple[int, bool]]:
    """Of each transmission and each of its copies: how long it takes, and whether it is lost."""
    found: dict[tuple[str, int | None, int], tuple[int, bool]] = {}
    first: Flight | None = None
    for flight in run(experiment, cap=CAP).flights:
        if first is None or not flight.copy:
            first = flight
        what = (flight.source.host, flight.nth, flight.id - first.id)
        lost = flight.lost not in (None, "nowhere")
        found[what] = (flight.due - flight.sent, lost)
    return found


_DIGEST = """
from random import Random
from hashlib import sha256
from tcplab.lab.trace import trace
from tcplab.sim.run import run
from tests.support.random_experiments import random_experiment
digest = sha256()
for seed in range(25):
    for moment in (done := run(random_experiment(Random(seed)), cap=300)).moments:
        digest.update(repr(moment.step and (moment.step.happened, moment.step.sent)).encode())
    digest.update(repr(list(trace(done))).encode())
print(digest.hexdigest())
"""


def test_a_run_is_the_same_in_every_process() -> None:
    digests = {
        subprocess.run(
            [sys.executable, "-c", _DIGEST],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "12345")
    }
    assert len(digests) == 1
