"""The timers of a run as stretches of time, found by comparing each connection before and after."""

from typing import Literal

import msgspec

from tcplab.engine.tcb import Timer, Timers
from tcplab.lab.trace import connection_name
from tcplab.sim.network import Endpoint
from tcplab.sim.world import Called, RanOut, Step

Ending = Literal["fired", "restarted", "cancelled", "running"]
Beginning = Literal["started", "restarted", "again", "doubled"]


class Bracket(msgspec.Struct, frozen=True, gc=False):
    """One timer from one moment to another; `deadline` is when it runs out if nothing stops it.

    `timer` is its name in the trace. `begun`: started from rest, restarted before it ran out,
    again after it ran out, or doubled after it ran out. `to_moment` of a running one lies after
    the run's last.
    """

    lifeline: int
    connection: str
    timer: str
    from_ms: int
    to_ms: int
    deadline: int
    from_moment: int
    to_moment: int
    begun: Beginning
    ending: Ending

    @property
    def length(self) -> int:
        """For how long it was set, in ms."""
        return self.deadline - self.from_ms


class _Running(msgspec.Struct, frozen=True, gc=False):
    from_ms: int
    from_moment: int
    deadline: int
    begun: Beginning


_Owner = tuple[str, Endpoint, Endpoint | None]
_Name = tuple[str, str, Timer]


class Brackets:
    """Follows all timers of a run; `lifelines` are the hosts' indices by name."""

    def __init__(self, lifelines: dict[str, int]) -> None:
        self.brackets: list[Bracket] = []
        self._lifelines = lifelines
        self._running: dict[_Name, _Running] = {}

    def follow(self, step: Step, moment: int) -> None:
        """Takes in one step that is the run's moment `moment`."""
        changes: dict[_Owner, tuple[Timers, Timers]] = {}
        for one in step.happened:
            was, is_now = one.line.before.timers, one.line.after.timers
            if was is not is_now:
                owner = (one.host, one.local, one.remote)
                before, _ = changes.get(owner, (was, is_now))
                changes[owner] = (before, is_now)
        for (host, local, remote), (before, after) in changes.items():
            if before != after:
                self._compare(step, moment, (host, connection_name(local, remote)), before, after)
        if isinstance(step.cause, Called) and step.cause.call.do in ("crash", "reboot"):
            for name in [name for name in self._running if name[0] == step.cause.call.host]:
                self._end(name, step.world.now, moment, "cancelled")

    def finish(self, now: int, moments: int) -> None:
        """The run ends at `now` (ms) after so many moments."""
        for name in list(self._running):
            self._end(name, now, moments, "running")

    def _compare(
        self, step: Step, moment: int, owner: tuple[str, str], before: Timers, after: Timers
    ) -> None:
        now = step.world.now
        was, is_now = _deadlines(before), _deadlines(after)
        for timer in was.keys() | is_now.keys():
            name, deadline = (*owner, timer), is_now.get(timer)
            if was.get(timer) == deadline:
                continue
            begun: Beginning = "started"
            old = self._running.get(name)
            if old is not None:
                fired = _fires(step, name)
                begun = "restarted" if not fired else "again"
                if fired and deadline is not None:
                    doubled = deadline - now == 2 * (old.deadline - old.from_ms)
                    begun = "doubled" if doubled else "again"
                stopped: Ending = "cancelled" if deadline is None else "restarted"
                self._end(name, now, moment, "fired" if fired else stopped)
            if deadline is not None:
                self._running[name] = _Running(now, moment, deadline, begun)

    def _end(self, name: _Name, now: int, moment: int, ending: Ending) -> None:
        host, connection, timer = name
        one = self._running.pop(name)
        self.brackets.append(
            Bracket(
                self._lifelines[host], connection, timer.value, one.from_ms, now, one.deadline,
                one.from_moment, moment, one.begun, ending,
            )
        )  # fmt: skip


def _deadlines(timers: Timers) -> dict[Timer, int]:
    return {timer: deadline for deadline, timer in timers.due()}


def _fires(step: Step, name: _Name) -> bool:
    match step.cause:
        case RanOut(host, key, timer):
            owner = (host, connection_name(Endpoint(host, key[0]), key[1]))
            return (*owner, timer) == name
    return False
