"""Where an edit shows first: place_of(edit, run)."""

from bisect import bisect_left
from typing import assert_never

import msgspec

from tcplab.lab.alike import common
from tcplab.lab.edits_picture import Edit
from tcplab.lab.lesson import InjectionArrives
from tcplab.lab.moments import moment_of
from tcplab.lab.touch import Part
from tcplab.sim.experiment import Call
from tcplab.sim.network import Cut, Fate, Injection
from tcplab.sim.run import Run
from tcplab.sim.run import run as simulate
from tcplab.sim.world import Called


class Place(msgspec.Struct, frozen=True):
    """A moment (by index), and what there is to be marked, if anything is: a transmission, by its
    host and ordinal, or what stands `at` a place of a `part` of the experiment."""

    moment: int
    sent: tuple[str, int] | None = None
    part: Part | None = None
    at: int = 0


def place_of(edit: Edit, run: Run) -> Place | None:
    """Where an edit of the experiment of `run` shows first; None if it meets nothing.

    What is no more, and what everybody does otherwise, shows where the run without the edit parts
    from this one: that is computed.
    """
    if not edit.met:
        return None
    item = edit.difference.was if edit.difference.now is None else edit.difference.now
    if isinstance(item, Fate):
        moment = _sent_at(run, item.host, item.segment)
        if moment is not None:
            return Place(moment, sent=(item.host, item.segment))
    if isinstance(item, Call | Injection | Cut) and edit.difference.now is not None:
        return _of_item(run, item)
    if edit.back is None:
        return None
    same = common(simulate(edit.back, run), run)
    return Place(min(same + 1, len(run.moments) - 1))


def _of_item(run: Run, item: Call | Injection | Cut) -> Place | None:
    experiment = run.experiment
    match item:
        case Call():
            at = experiment.calls.index(item)
            moment = _called_at(run, at)
            return None if moment is None else Place(moment, part="calls", at=at)
        case Injection():
            at = experiment.injections.index(item)
            moment = moment_of(run, InjectionArrives(at + 1))
            return None if moment is None else Place(moment, part="injections", at=at)
        case Cut():
            moment = bisect_left(run.moments, item.from_ms, key=lambda one: one.world.now)
            return Place(moment, part="cuts", at=experiment.cuts.index(item))
    assert_never(item)


def _sent_at(run: Run, host: str, nth: int) -> int | None:
    """The moment when a host sends its `nth` transmission."""
    for moment in run.moments[1:]:
        assert moment.step is not None  # only moment 0 has none
        if any((one.source.host, one.nth) == (host, nth) for one in moment.step.sent):
            return moment.index
    return None


def _called_at(run: Run, at: int) -> int | None:
    """The moment when the call at a place of the experiment is made first."""
    for moment in run.moments[1:]:
        assert moment.step is not None
        if isinstance(moment.step.cause, Called) and moment.step.cause.index == at:
            return moment.index
    return None
