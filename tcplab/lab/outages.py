"""When a host cannot be reached, as stretches of time: its cable is out, or it has crashed."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Literal

import msgspec

from tcplab.sim.network import Cut
from tcplab.sim.world import Called, Step


class Outage(msgspec.Struct, frozen=True):
    """One host for a while, in ms; from the first moment in it to the first after it.

    `to_moment` of one that outlasts the run lies after the run's last. `cut` is the place of a
    cable's cut in the experiment.
    """

    lifeline: int
    kind: Literal["cable", "down"]
    from_ms: int
    to_ms: int
    from_moment: int
    to_moment: int
    cut: int | None = None


class Crashes:
    """Follows which hosts are down; `lifelines` are the hosts' indices by name."""

    def __init__(self, lifelines: dict[str, int]) -> None:
        self.outages: list[Outage] = []
        self._lifelines = lifelines
        self._down: dict[str, tuple[int, int]] = {}

    def follow(self, step: Step, moment: int) -> None:
        """Takes in one step that is the run's moment `moment`."""
        if not isinstance(step.cause, Called) or step.cause.call.do not in ("crash", "reboot"):
            return
        name = step.cause.call.host
        host = step.world.host(name)
        if host is not None and not host.up:
            self._down.setdefault(name, (step.world.now, moment))
        elif name in self._down:
            self._end(name, step.world.now, moment)

    def finish(self, now: int, moments: int) -> None:
        """The run ends at `now` (ms) after so many moments."""
        for name in list(self._down):
            self._end(name, now, moments)

    def _end(self, name: str, now: int, moment: int) -> None:
        start, first = self._down.pop(name)
        self.outages.append(Outage(self._lifelines[name], "down", start, now, first, moment))


def cables(
    cuts: Sequence[Cut], lifelines: dict[str, int], moment_times: Sequence[int]
) -> list[Outage]:
    """The cuts that a run with moments at these times (ms) lives to see."""
    found = []
    for place, cut in enumerate(cuts):
        first, after = (bisect_left(moment_times, ms) for ms in (cut.from_ms, cut.to_ms))
        if first < len(moment_times):
            to_ms = min(cut.to_ms, moment_times[-1])
            lifeline = lifelines[cut.host]
            found.append(Outage(lifeline, "cable", cut.from_ms, to_ms, first, after, place))
    return found
