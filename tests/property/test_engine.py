"""Whatever happens to one endpoint, its invariants hold; whatever a network does, octets arrive."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tcplab.engine import seq
from tcplab.engine.established import sampled
from tcplab.engine.events import Emit, Env, Event, SegmentArrives, Signal, Timeout, Transition
from tcplab.engine.invariants import line_violations, violations
from tcplab.engine.process import process
from tcplab.engine.segment import ACK, RST, Segment
from tcplab.engine.stack import TEXTBOOK, Stack
from tcplab.engine.tcb import Rtt, State, Tcb
from tests.support.moves import STACKS, Arrival, Expiry, Move, moves
from tests.support.pair import Pair, Side, patient
from tests.support.states import IRS, ISS, WINDOW, reach

RIGHT = [stack for stack in STACKS if stack.time_wait and not stack.established_on_syn]
numbers = st.sampled_from((100, 0, seq.MODULUS - 1, seq.MODULUS - 5, (1 << 31) - 3))


class Endpoint:
    """One endpoint that checks itself at every event."""

    def __init__(self, stack: Stack, tcb: Tcb) -> None:
        self.stack = stack
        self.tcb = tcb
        self.now = 0

    def does(self, move: Move) -> Transition | None:
        """Lets one thing happen; None if there is no timer that could run out."""
        event = self._event(move)
        if event is None:
            return None
        env = Env(self.now, seq.add(self.tcb.snd_nxt, 64_000), self.stack, listening=True)
        before, transition = self.tcb, process(self.tcb, event, env)
        self.tcb = transition.tcb
        self._check(before, event, transition)
        return transition

    def _event(self, move: Move) -> Event | None:
        if isinstance(move, Arrival):
            return move.meets(self.tcb)
        if not isinstance(move, Expiry):
            return move
        running = sorted(self.tcb.timers.due(), key=lambda one: one[0])
        if not running:
            return None
        deadline, timer = running[move.nth % len(running)]
        self.now = max(self.now, deadline)
        return Timeout(timer)

    def _check(self, before: Tcb, event: Event, transition: Transition) -> None:
        seen = before
        for line in transition.lines:
            assert line.before == seen
            assert line_violations(line) == ()
            seen = line.after
        assert seen == transition.tcb
        assert violations(self.tcb, self.stack) == ()
        emitted = [
            e.segment for one in transition.lines for e in one.effects if isinstance(e, Emit)
        ]
        if isinstance(event, SegmentArrives | Timeout):
            assert transition.lines  # nothing happens without a sentence that says so
        if isinstance(event, SegmentArrives) and event.segment.flags & RST:
            assert not any(segment.flags & RST for segment in emitted)
        if isinstance(event, Timeout):
            left = {timer: deadline for deadline, timer in self.tcb.timers.due()}
            assert left.get(event.timer, self.now + 1) > self.now


storm = st.lists(
    st.tuples(
        st.sampled_from((*4 * ("deliver",), *3 * ("call",), "lose", "duplicate", "read", "tick")),
        st.integers(0, 9),
    ),
    max_size=40,
)
streams = st.lists(st.binary(min_size=1, max_size=12), max_size=3)


@given(
    stacks=st.tuples(st.sampled_from(RIGHT), st.sampled_from(RIGHT)),
    streams=st.tuples(streams, streams),
    simultaneous=st.booleans(),
    iss=st.tuples(numbers, numbers),
    storm=storm,
)
@settings(max_examples=400)
def test_octets_arrive_once_and_in_order_and_both_end_in_closed(
    stacks: tuple[Stack, Stack],
    streams: tuple[list[bytes], list[bytes]],
    simultaneous: bool,
    iss: tuple[int, int],
    storm: list[tuple[str, int]],
) -> None:
    one, two = (
        Side(patient(stack), number, list(stream))
        for stack, number, stream in zip(stacks, iss, streams, strict=True)
    )
    pair = Pair(one, two, simultaneous=simultaneous)
    for deed, nth in storm:
        getattr(pair, deed)(nth)
    pair.calm()
    assert one.received == b"".join(streams[1])
    assert two.received == b"".join(streams[0])
    assert one.tcb.state is two.tcb.state is State.CLOSED
    for side in (one, two):  # who closes in SYN-RECEIVED is not told that it was connected
        told = [signal for signal in side.signals if signal is not Signal.CONNECTED]
        assert told == [Signal.END_OF_STREAM, Signal.CLOSED]


@given(
    state=st.sampled_from(State),
    stack=st.sampled_from(STACKS),
    active=st.booleans(),
    iss=numbers,
    irs=numbers,
    what=st.lists(moves, min_size=4, max_size=14),
)
@settings(max_examples=1_500)
def test_invariants_hold_whatever_happens(
    state: State, stack: Stack, active: bool, iss: int, irs: int, what: list[Move]
) -> None:
    if (stack.established_on_syn and state is State.SYN_RECEIVED and not active) or (
        not stack.time_wait and state is State.TIME_WAIT
    ):
        return  # what the broken stacks leave out
    beginning = reach(state, stack, active=active, iss=iss, irs=irs)
    endpoint, again = Endpoint(stack, beginning), Endpoint(stack, beginning)
    for move in what:
        assert endpoint.does(move) == again.does(move)


pieces = st.lists(
    st.tuples(st.integers(1, 12), st.sampled_from((b"a", b"b", b"cd", b"ef", b"gh"))), max_size=5
)


@given(pieces=pieces, order=st.randoms(use_true_random=False))
def test_what_is_held_does_not_depend_on_the_order_of_arrival(
    pieces: list[tuple[int, bytes]], order: Random
) -> None:
    shuffled = list(pieces)
    order.shuffle(shuffled)
    ends = []
    for arrived in (pieces, shuffled):
        endpoint = Endpoint(TEXTBOOK, reach(State.ESTABLISHED))
        for offset, data in arrived:
            endpoint.does(
                SegmentArrives(Segment(IRS + 1 + offset, ACK, ISS + 1, WINDOW, data=data))
            )
        ends.append(endpoint.tcb)
    assert ends[0] == ends[1]


@given(samples=st.lists(st.integers(0, 200_000), min_size=1), stack=st.sampled_from(STACKS))
def test_rto_stays_within_its_limits_and_above_what_was_measured(
    samples: list[int], stack: Stack
) -> None:
    rtt = Rtt()
    for sample in samples:
        rtt = sampled(rtt, sample, stack)
        assert stack.rto_min_ms <= rtt.rto <= stack.rto_max_ms
        assert rtt.srtt is not None
        assert rtt.rto == stack.rto_max_ms or rtt.rto >= int(rtt.srtt)
        assert min(samples) - 1 <= rtt.srtt <= max(samples) + 1
