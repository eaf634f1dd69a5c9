"""The futures that one works on: a tree of experiments with names, as a value to keep."""

from collections.abc import Hashable

import msgspec
from msgspec.structs import replace

from tcplab.lab.alike import touches_past
from tcplab.lab.differences import Difference, differences
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Fate
from tcplab.sim.run import Run

OPENED = 1
"""The number of what was opened."""


class Branch(msgspec.Struct, frozen=True, omit_defaults=True):
    """One future. It left the branch `origin` (by number) when that was `base`; what was opened
    has neither. `name` is what somebody calls it; without one it is told by its changes.
    """

    number: int
    experiment: Experiment
    origin: int | None = None
    base: Experiment | None = None
    name: str = ""

    @property
    def letter(self) -> str:
        """What it is called for short."""
        return letter(self.number)


def letter(number: int) -> str:
    """A for the first branch made, Z for the 26th, AA for the next."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


class Branches(msgspec.Struct, frozen=True):
    """All of them in the order in which they were made, and the number of the one in view."""

    branches: tuple[Branch, ...]
    here: int = OPENED

    def __post_init__(self) -> None:
        numbers = [branch.number for branch in self.branches]
        origins = {branch.origin for branch in self.branches} - {None}
        if self.here not in numbers or len(set(numbers)) < len(numbers) or origins - set(numbers):
            raise ValueError("branches must differ in their numbers and know their origins")

    @property
    def present(self) -> Branch:
        """The one in view."""
        return self[self.here]

    def __getitem__(self, number: int) -> Branch:
        """A branch by its number; KeyError if there is none."""
        for branch in self.branches:
            if branch.number == number:
                return branch
        raise KeyError(number)

    def __contains__(self, number: int) -> bool:
        return any(branch.number == number for branch in self.branches)

    def __len__(self) -> int:
        return len(self.branches)

    def edited(self, experiment: Experiment) -> "Branches":
        """The branch in view is now that of `experiment`."""
        return self._with(replace(self.present, experiment=experiment))

    def forked(self, experiment: Experiment) -> "Branches":
        """One more branch, that leaves the one in view and takes its place there."""
        number = max(branch.number for branch in self.branches) + 1
        left = self.present
        new = Branch(number, experiment, left.number, left.experiment)
        return Branches((*self.branches, new), number)

    def switched(self, number: int) -> "Branches":
        """Another one is in view; KeyError if there is none of that number."""
        return replace(self, here=self[number].number)

    def renamed(self, number: int, name: str) -> "Branches":
        """It is called `name` from now on; "" has it told by its changes again."""
        return self._with(replace(self[number], name=name.strip()))

    def without(self, number: int) -> "Branches":
        """The branch is gone, unless it is the last; those that left it leave its origin now."""
        gone = self[number]
        kept = tuple(
            replace(one, origin=gone.origin) if one.origin == number else one
            for one in self.branches
            if one is not gone
        )
        if not kept:
            return self
        here = self.here if self.here != number else gone.origin or kept[0].number
        return Branches(kept, here)

    def _with(self, branch: Branch) -> "Branches":
        others = (branch if one.number == branch.number else one for one in self.branches)
        return replace(self, branches=tuple(others))


def alone(experiment: Experiment) -> Branches:
    """What was opened, and no other future yet."""
    return Branches((Branch(OPENED, experiment),))


def after_edit(
    branches: Branches, experiment: Experiment, run: Run, cursor: int, edited: Run | None = None
) -> Branches:
    """The branch in view becomes that of `experiment`, or another one does.

    An edit of the past of the cursor (a moment of `run`, which is of the branch in view; `edited`
    is that of `experiment`, if it is at hand) forks: what has been seen stays. What a fork has
    changed may be changed further without another one, and an experiment that is there already is
    gone to.
    """
    present = branches.present
    if experiment == present.experiment:
        return branches
    if not touches_past(experiment, run, cursor, edited) or _again(present, experiment):
        return branches.edited(experiment)
    for branch in branches.branches:
        if branch.experiment == experiment:
            return branches.switched(branch.number)
    return branches.forked(experiment)


def _again(branch: Branch, experiment: Experiment) -> bool:
    """Whether only things are changed that the branch was made to change."""
    if branch.base is None:
        return False
    made = {_thing(one) for one in differences(branch.base, branch.experiment)}
    edited = {_thing(one) for one in differences(branch.experiment, experiment)}
    return edited <= made and experiment != branch.base


def _thing(one: Difference) -> Hashable:
    """What is changed, whatever becomes of it."""
    match one.was if one.now is None else one.now:
        case Fate(host=host, segment=segment):
            return host, segment
        case Call() as call:
            return call.with_time(0)
        case _:
            return one.part, one.field, one.at
