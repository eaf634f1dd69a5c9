"""The runs that are kept beside the one in view, for whoever goes back to them."""

from collections.abc import Collection, Iterable, Sequence

from tcplab.lab.alike import shared
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import CAP, Run

ROOM = 5 * CAP // 2
"""The most moments of all of them, those that are shared counted once: two runs at their cap, and
one that parts from them in the middle. A moment and its pictures take some three kilobytes."""
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
        self, needed: Iterable[Run], wanted: Iterable[Run] = (),
        named: Collection[Experiment] = (), coming: int = 0,
    ) -> None:  # fmt: skip
        """Keeps what is `needed` in any case, and before all others what is `wanted`; these take
        the places of older runs of theirs.

        Room is left for so many moments as are `coming`.
        """
        first = _each_once(needed)
        others = _each_once((*first, *wanted, *self._runs))[len(first) :]
        known = {id(one) for one in (*first, *wanted)}
        kept, latest = list(first), 0
        room = ROOM - coming - sum(_own(one, first[:at]) for at, one in enumerate(first))
        for one in others:
            if id(one) not in known:
                latest += 1
                if latest > _LATEST and one.experiment not in named:
                    continue
            own = _own(one, kept)
            if own <= room:
                kept.append(one)
                room -= own
        self._runs = kept


def _each_once(runs: Iterable[Run]) -> list[Run]:
    """The first run of each experiment."""
    found: list[Run] = []
    for run in runs:
        if all(run.experiment != one.experiment for one in found):
            found.append(run)
    return found


def _own(run: Run, others: Sequence[Run]) -> int:
    """How many moments of a run are in none of the others."""
    return len(run.moments) - max((shared(run, one) for one in others), default=0)
