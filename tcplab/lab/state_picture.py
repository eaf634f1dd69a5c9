"""What the state diagram shows of a run at one moment."""

import msgspec


class Token(msgspec.Struct, frozen=True):
    """One connection end of a host, in the state where it is now.

    `role` is 0 for the first host of the experiment, 1 for the second, 2 and above for others.
    """

    host: str
    letter: str
    role: int
    state: str


class EdgeUse(msgspec.Struct, frozen=True):
    """What became of one edge (`diagram_layout.EDGES`): by whom, last of all, in earlier runs.

    `role` is None for an edge that this run has not used. An edge that two hosts have used comes
    once for each.
    """

    edge: str
    role: int | None
    last: bool
    seen_earlier: bool


class Abnormal(msgspec.Struct, frozen=True):
    """A change of state that is no edge of the figure: refused, reset, aborted, timed-out ..."""

    state_from: str
    state_to: str
    family: str
    role: int
    last: bool


class StatePicture(msgspec.Struct, frozen=True):
    """The diagram as it is to be drawn; edges that are not named have never been used.

    `caption` is the line under the diagram; without one, the words of the last edge stand there.
    """

    tokens: tuple[Token, ...]
    edges: tuple[EdgeUse, ...]
    visited: tuple[str, ...]
    abnormal: tuple[Abnormal, ...]
    caption: str
    seen: int
    total: int
