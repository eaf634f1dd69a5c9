"""Who knows what: the four facts of a handshake, and what told each side of them."""

from collections.abc import Iterator

import msgspec

from tcplab.engine import seq
from tcplab.engine.segment import ACK, RST, Segment
from tcplab.engine.tcb import State, Tcb
from tcplab.sim.network import Endpoint
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Happened, Step

_NOBODY_YET = frozenset({State.CLOSED, State.LISTEN})
_UNANSWERED = _NOBODY_YET | {State.SYN_SENT}


class Fact(msgspec.Struct, frozen=True):
    """That `host` "sends" or "receives", as one side knows it.

    `known_at` is the index of the moment whose segment told it, None as long as none has; `now`
    says that it was this moment's.
    """

    host: str
    can: str
    known_at: int | None = None
    now: bool = False


class Side(msgspec.Struct, frozen=True):
    """What one host knows: the opener sends, the opener receives, then the same of the other."""

    host: str
    role: int
    facts: tuple[Fact, ...]

    @property
    def known(self) -> int:
        """How many of the four facts it knows."""
        return sum(fact.known_at is not None for fact in self.facts)


class KnowledgePicture(msgspec.Struct, frozen=True):
    """Both sides of the connection that began last, the opener first; without one there are none.

    `connection` names both ends, the opener's first.
    """

    connection: str
    sides: tuple[Side, ...]


class _Learning:
    """The connection that began last, and the index of the moment that told a host a fact."""

    def __init__(self) -> None:
        self.ends: tuple[Endpoint, Endpoint] | None = None
        self.told: dict[tuple[str, str, str], int] = {}
        self._alive: set[str] = set()

    def take(self, index: int, step: Step) -> None:
        """Takes in a step."""
        for one in step.happened:
            if one.remote is None:
                continue
            before, after = one.line.before.state, one.line.after.state
            if before in _NOBODY_YET and after not in _NOBODY_YET:
                self._begin(one.local, one.remote, active=after is State.SYN_SENT)
            elif after in _NOBODY_YET and self.ends in _both_ways(one):
                self._alive.discard(one.host)
            if isinstance(step.cause, Arrived) and self.ends in _both_ways(one):
                self._learn(index, one.local.host, one.remote.host, step.cause, one.line.after)

    def _begin(self, local: Endpoint, remote: Endpoint, *, active: bool) -> None:
        """A side begins; what the other knows stays as long as its end is alive."""
        same = self.ends is not None and set(self.ends) == {local, remote}
        if same and remote.host in self._alive:
            self.told = {fact: at for fact, at in self.told.items() if fact[0] != local.host}
        else:
            self.ends, self.told = ((local, remote) if active else (remote, local)), {}
            self._alive.clear()
        self._alive.add(local.host)

    def _learn(self, index: int, here: str, there: str, cause: Arrived, tcb: Tcb) -> None:
        segment = cause.flight.segment
        if tcb.state in _UNANSWERED or segment.flags & RST:
            return
        # It has arrived: the other side sends, and this one receives.
        facts = [(here, there, "sends"), (here, here, "receives")]
        if _answers(segment, tcb):  # and so what this side had sent must have been received
            facts += [(here, here, "sends"), (here, there, "receives")]
        for fact in facts:
            self.told.setdefault(fact, index)


def _both_ways(one: Happened) -> tuple[tuple[Endpoint, Endpoint], ...]:
    assert one.remote is not None  # of a connection
    return (one.local, one.remote), (one.remote, one.local)


def _answers(segment: Segment, tcb: Tcb) -> bool:
    """Whether the segment acknowledges something that this side has sent, its SYN at least."""
    return (
        bool(segment.flags & ACK)
        and seq.lt(tcb.iss, segment.ack)
        and seq.le(segment.ack, tcb.snd_nxt)
    )


def knowledge_picture(run: Run, index: int) -> KnowledgePicture:
    """What each side can know at the moment `index` from the segments that have arrived.

    Not from what its TCP believes: a stack that counts its own SYN as acknowledged has learnt
    nothing by that.
    """
    learning = _Learning()
    for moment in run.moments[1 : index + 1]:
        assert moment.step is not None  # only moment 0 has none
        learning.take(moment.index, moment.step)
    if learning.ends is None:
        return KnowledgePicture("", ())
    opener, other = learning.ends
    return KnowledgePicture(f"{opener} – {other}", tuple(_sides(learning, run, index)))


def _sides(learning: _Learning, run: Run, index: int) -> Iterator[Side]:
    assert learning.ends is not None  # asked only for a connection
    roles = {setup.name: role for role, setup in enumerate(run.experiment.hosts)}
    opener, other = (end.host for end in learning.ends)
    for side in (opener, other):
        if side not in roles:  # an address that is nobody's knows nothing
            continue
        facts = []
        for host in (opener, other):
            for can in ("sends", "receives"):
                at = learning.told.get((side, host, can))
                facts.append(Fact(host, can, at, at == index))
        yield Side(side, roles[side], tuple(facts))
