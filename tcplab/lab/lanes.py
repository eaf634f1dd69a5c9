"""The state bands beside a lifeline: which connections of a host are shown, and in which state."""

from collections import Counter
from itertools import islice

import msgspec

from tcplab.engine.tcb import State
from tcplab.lab.trace import connection_name
from tcplab.sim.network import Endpoint
from tcplab.sim.world import Called, Step

MOST = 3
"""As many connections have a band of their own; the rest are counted."""

_DEPTH = {State.CLOSED: 0, State.LISTEN: 1, State.ESTABLISHED: 3, State.TIME_WAIT: 1}
_ENDED = frozenset({State.CLOSED, State.LISTEN})


class Band(msgspec.Struct, frozen=True, gc=False):
    """One state of one connection for a while, from one moment up to (not with) another.

    `column` counts from 0 beside the lifeline; `columns` share the width. `depth` 0 to 3 says how
    open the connection is. A host without a connection has one band, its listener's or CLOSED;
    `listening` says that a listener goes on beside a connection that is CLOSED.
    """

    lifeline: int
    connection: str
    state: str
    depth: int
    column: int
    columns: int
    from_ms: int
    to_ms: int
    from_moment: int
    to_moment: int
    listening: bool = False


class Overflow(msgspec.Struct, frozen=True):
    """What has no band of its own for a while: "+197 SYN-RECEIVED", one text for each state."""

    lifeline: int
    texts: tuple[str, ...]
    from_ms: int
    to_ms: int
    from_moment: int
    to_moment: int


_Column = tuple[str, State, int, int, bool]
_Place = tuple[int, int]


class Lanes:
    """Follows one host through a run; the newest connection stands next to the lifeline."""

    def __init__(self, lifeline: int, name: str) -> None:
        self.lifeline = lifeline
        self.name = name
        self.bands: list[Band] = []
        self.overflows: list[Overflow] = []
        self._alive: dict[str, State] = {}
        self._states: Counter[State] = Counter()
        self._listeners: set[Endpoint] = set()
        self._resting = ("", State.CLOSED)
        self._shown: dict[_Column, _Place] = {}
        self._counted: tuple[tuple[str, ...], _Place] = ((), (0, 0))
        self._show((0, 0))

    def follow(self, step: Step, moment: int) -> None:
        """Takes in one step that is the run's moment `moment`."""
        changed = False
        for one in step.happened:
            if one.host == self.name and one.line.before.state is not one.line.after.state:
                self._change(one.local, one.remote, one.line.after.state)
                changed = True
        if _forgets_all(step, self.name):
            self._forget()
            changed = True
        if changed:
            self._show((step.world.now, moment))

    def finish(self, now: int, moments: int) -> None:
        """The run ends at `now` (ms) after so many moments: what is shown lasts until then."""
        self._replace({}, (now, moments))
        self._count((), (now, moments))

    def _change(self, local: Endpoint, remote: Endpoint | None, state: State) -> None:
        name = connection_name(local, remote)
        if remote is None:
            (self._listeners.add if state is State.LISTEN else self._listeners.discard)(local)
            self._resting = (name, State.LISTEN if self._listeners else State.CLOSED)
            return
        before = self._alive.pop(name, None) if state in _ENDED else self._alive.get(name)
        if before is not None:
            self._states[before] -= 1
        if state in _ENDED:
            self._resting = (name, state)
        else:
            self._alive[name] = state
            self._states[state] += 1

    def _forget(self) -> None:
        self._alive.clear()
        self._states.clear()
        self._listeners.clear()
        self._resting = ("", State.CLOSED)

    def _show(self, place: _Place) -> None:
        newest = list(islice(reversed(self._alive.items()), MOST))
        columns = {
            (name, state, column, len(newest), False) for column, (name, state) in enumerate(newest)
        }
        if not newest:
            name, state = self._resting
            going_on = state is State.CLOSED and bool(self._listeners)
            columns = {(name, state, 0, 1, going_on)}
        self._replace({each: self._shown.get(each, place) for each in columns}, place)
        self._count(self._rest(newest) if len(self._alive) > MOST else (), place)

    def _rest(self, newest: list[tuple[str, State]]) -> tuple[str, ...]:
        rest = +(self._states - Counter(state for _, state in newest))
        return tuple(f"+{count} {state.value}" for state, count in rest.most_common())

    def _replace(self, shown: dict[_Column, _Place], place: _Place) -> None:
        for column, start in self._shown.items():
            if column not in shown:
                name, state, at, of, listening = column
                self.bands.append(
                    Band(
                        self.lifeline, name, state.value, _DEPTH.get(state, 2), at, of,
                        start[0], place[0], start[1], place[1], listening,
                    )
                )  # fmt: skip
        self._shown = shown

    def _count(self, texts: tuple[str, ...], place: _Place) -> None:
        before, start = self._counted
        if texts != before:
            if before:
                self.overflows.append(
                    Overflow(self.lifeline, before, start[0], place[0], start[1], place[1])
                )
            self._counted = (texts, place)


def _forgets_all(step: Step, host: str) -> bool:
    """Whether the host lost all that it knew: no line of any TCP tells of it."""
    return (
        isinstance(step.cause, Called)
        and step.cause.call.host == host
        and step.cause.call.do in ("crash", "reboot")
    )
