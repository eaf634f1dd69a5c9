"""The runs that are kept beside the one in view, for whoever goes back to them."""

from collections.abc import Collection, Sequence

from tcplab.lab.alike import shared
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import CAP, Run

ROOM = 2 * CAP + CAP // 5
"""The most moments of all of them, those that are shared counted once: two runs at their cap, and
many short ones. A moment and its pictures take some three kilobytes."""
_LATEST = 4


class AtHand:
    """Those that were shown last, and that of every experiment which is `named`, as long as there
    is room for them; what is not kept can be computed again."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def of(self, experiment: Experiment) -> Run | None:
        """The run of an experiment, if it is kept."""
        return next((one for one in self._runs if one.experiment == experiment), None)

    def put(
        self, *first: Run, named: Collection[Experiment] = (), coming: int = 0
    ) -> None:  # fmt: skip
        """These are kept before all others, and take the places of older runs of theirs.

        Room is left for so many moments as are `coming`.
        """
        new = list({one.experiment: one for one in reversed(first)}.values())[::-1]
        experiments = [one.experiment for one in new]
        older = [one for one in self._runs if one.experiment not in experiments]
        for at, one in enumerate(older):
            if at < _LATEST or one.experiment in named:
                new.append(one)
        self._runs = _fitting(new, ROOM - coming)


def _fitting(runs: Sequence[Run], room: int) -> list[Run]:
    """The first, and of the others those that have room beside what comes before them."""
    kept: list[Run] = []
    for one in runs:
        own = len(one.moments) - max((shared(one, other) for other in kept), default=0)
        if not kept or own <= room:
            kept.append(one)
            room -= own
    return kept
