"""Undo and redo: a list of experiments and where one stands in it. Nothing is ever changed."""

import msgspec

from tcplab.sim.experiment import Experiment


class History(msgspec.Struct, frozen=True):
    """All versions of what one works on, oldest first; `here` is the index of the present one."""

    versions: tuple[Experiment, ...]
    here: int = 0

    @property
    def present(self) -> Experiment:
        """The experiment as it is now."""
        return self.versions[self.here]

    @property
    def can_undo(self) -> bool:
        return self.here > 0

    @property
    def can_redo(self) -> bool:
        return self.here + 1 < len(self.versions)

    def edited(self, experiment: Experiment) -> "History":
        """One more version after the present one; what had been undone is dropped."""
        if experiment == self.present:
            return self
        return History((*self.versions[: self.here + 1], experiment), self.here + 1)

    def undone(self) -> "History":
        """One version back; the first one stays."""
        return History(self.versions, max(0, self.here - 1))

    def redone(self) -> "History":
        """One version forward; the last one stays."""
        return History(self.versions, min(len(self.versions) - 1, self.here + 1))
