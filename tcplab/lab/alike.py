"""Where two runs part: up to when the same things happen in both."""

from bisect import bisect_left

from msgspec.structs import replace

from tcplab.lab.slices import Slices, pausing, whole
from tcplab.sim.edits import first_touched
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run, run
from tcplab.sim.world import Arrived, Called, Flight, Lost, Step, Waited

_AHEAD = 32


def common(a: Run, b: Run) -> int:
    """The index of the last moment up to which the same happens in both runs, step by step.

    What becomes of a segment counts when it arrives, or would have: not yet when it is sent.
    """
    return whole(parting(a, b))


def parting(a: Run, b: Run) -> Slices[int]:
    """`common`, for whoever cannot wait."""
    both = range(min(len(a.moments), len(b.moments)))
    for pause, at in pausing(both[max(1, shared(a, b)) :]):
        if pause:
            yield
        if not _alike(a.moments[at].step, b.moments[at].step):
            return at - 1
    return len(both) - 1


def shared(a: Run, b: Run) -> int:
    """How many moments one run has from the other: they come first."""
    both = range(min(len(a.moments), len(b.moments)))
    return bisect_left(both, True, key=lambda at: a.moments[at] is not b.moments[at])


def touches_past(
    experiment: Experiment, of: Run, cursor: int, edited: Run | None = None
) -> bool:  # fmt: skip
    """Whether, in the run of `experiment`, something else happens up to the moment `cursor`.

    `of` is the run in which the cursor stands, `edited` that of `experiment` if it is at hand;
    else no more is computed than it takes to tell.
    """
    if edited is not None:
        return common(of, edited) < cursor
    touched, now = first_touched(experiment, of), of.moments[cursor].world.now
    if touched is None or touched > now:
        return False
    known, cap = of, bisect_left(of.moments, touched, key=lambda one: one.world.now) + _AHEAD
    while True:
        known = run(experiment, known, cap=min(cap, cursor))
        same = common(of, known)
        if same >= cursor:
            return False
        if same < len(known.moments) - 1 or known.why != "limit":
            return True
        cap *= 2


def _alike(one: Step | None, other: Step | None) -> bool:
    """Whether the same happens in both, whatever becomes of the segments that it sends."""
    if one is other or one is None or other is None:
        return one is other
    return (
        one.world.now == other.world.now
        and one.remark == other.remark
        and _cause(one) == _cause(other)
        and one.happened == other.happened
        and [(each.call, each.result) for each in one.returned]
        == [(each.call, each.result) for each in other.returned]
        and _sent(one) == _sent(other)
    )


def _cause(step: Step) -> object:
    match step.cause:
        case Arrived(flight) | Lost(flight):
            return type(step.cause), transmission(flight)
        case Called(call=call, key=key):
            return call, key
        case Waited(waiting):
            return replace(waiting, call=0)
        case other:
            return other


def _sent(step: Step) -> list[Flight]:
    return [transmission(flight) for flight in step.sent if not flight.copy]


def transmission(flight: Flight) -> Flight:
    """What the sender knows of a flight: not its number, when it arrives, nor whether it does."""
    return replace(flight, id=0, due=0, lost=None)
