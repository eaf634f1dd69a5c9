"""What is found out of a run is found out once, for all who ask, and goes when the run goes."""

from collections.abc import Callable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from tcplab.lab.slices import Slices, whole
from tcplab.sim.run import Run

T = TypeVar("T")


class Findings(Generic[T]):
    """`find` must keep no run in what it finds: that would never go."""

    def __init__(self, find: Callable[[Run], Slices[T]]) -> None:
        self._find = find
        self._known: WeakKeyDictionary[Run, T] = WeakKeyDictionary()

    @property
    def known(self) -> list[T]:
        """All that has been found of runs that there still are."""
        return list(self._known.values())

    def of(self, run: Run) -> T:
        """All of it at once."""
        return whole(self.finding(run))

    def finding(self, run: Run) -> Slices[T]:
        """`of`, for whoever cannot wait."""
        known = self._known.get(run)
        if known is None:
            known = self._known.setdefault(run, (yield from self._find(run)))
        return known
