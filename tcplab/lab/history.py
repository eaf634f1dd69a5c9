"""Undo and redo: a list of versions and where one stands in it. Nothing is ever changed."""

import msgspec

from tcplab.lab.branches import Branches


class History(msgspec.Struct, frozen=True):
    """All versions of what one works on, oldest first; `here` is the index of the present one.

    Which branch is in view is no edit: `view` is its number, or None for where the last edit was.
    """

    versions: tuple[Branches, ...]
    here: int = 0
    view: int | None = None

    @property
    def present(self) -> Branches:
        """The branches as they are now."""
        version = self.versions[self.here]
        return version if self.view is None else version.switched(self.view)

    @property
    def can_undo(self) -> bool:
        return self.here > 0

    @property
    def can_redo(self) -> bool:
        return self.here + 1 < len(self.versions)

    def edited(self, branches: Branches) -> "History":
        """One more version after the present one; what had been undone is dropped."""
        if branches.branches == self.present.branches:
            return self.switched(branches.here)
        return History((*self.versions[: self.here + 1], branches), self.here + 1)

    def switched(self, number: int) -> "History":
        """Another branch is in view; KeyError if there is none of that number."""
        view = None if self.versions[self.here].here == number else number
        if view is not None:
            self.present.switched(view)
        return History(self.versions, self.here, view)

    def undone(self) -> "History":
        """One version back, where its edit was made; the first one stays."""
        if not self.can_undo:
            return self
        undone, before = self.versions[self.here], self.versions[self.here - 1]
        place = undone.present
        back = History(self.versions, self.here - 1)
        known = (one for one in (place.number, place.origin) if one is not None and one in before)
        return back.switched(next(known, before.here))

    def redone(self) -> "History":
        """One version forward; the last one stays."""
        return History(self.versions, self.here + 1) if self.can_redo else self
