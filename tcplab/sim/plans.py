"""What can happen next, as differences between joint states that are two integers.

From its low bits one holds the losses and copies that may still befall the state, and each host's
situation; the other how often each parcel is on the wire: fresh, and having outlived a time-out.
"""

from collections.abc import Iterator, Sequence

import msgspec

from tcplab.engine.tcb import Timer
from tcplab.sim.behaviour import Behaviour, Reaction
from tcplab.sim.situations import REPEATING, Situation
from tcplab.sim.timely import concerns, may_run_out
from tcplab.sim.world import Action, Connection

BUDGET = 4
BUDGETS = 2 * BUDGET
_HOST = 16
MOST_SITUATIONS = (1 << _HOST) - 4_096
"""So many leave room for those that a chunk of the search can add."""
_SLOT = 4
"""Bits; the highest bit of a slot is set only by too many equal segments."""
_ONES = (1 << _SLOT) - 1

LOSS = 1
COPY = 1 << BUDGET
LOSSES, COPIES = COPY - LOSS, (COPY << BUDGET) - COPY
"""The bits that hold how many are left."""

Change = tuple[int, int]
"""What is added to both integers of a state."""


class Move(msgspec.Struct, frozen=True):
    """One thing that happens: `actions` at a host, within one millisecond, or the loss of a parcel.

    `parcel` arrives or is lost; with `stays` a copy of it is still on the wire.
    """

    actions: tuple[Action, ...] = ()
    parcel: int | None = None
    stays: bool = False


class Option(msgspec.Struct, frozen=True):
    """A move, the difference that it makes to hosts and wire, and the promises that it breaks."""

    hosts: int
    wire: int
    move: Move
    broken: tuple[str, ...] = ()

    @property
    def change(self) -> Change:
        """The difference as a whole."""
        return (self.hosts, self.wire)


class Timed(msgspec.Struct, frozen=True):
    """A timer that runs out: in time if nothing in `waits_for` is on the wire, else early."""

    connection: Connection
    timer: Timer
    options: tuple[Option, ...]
    repeats: bool
    waits_for: int = 0


class Fates(msgspec.Struct, frozen=True):
    """What may become of one parcel at one host: it arrives, a copy of it does, it is lost."""

    arrivals: tuple[Option, ...]
    copies: tuple[Option, ...]
    loss: Option


class Plans:
    """The layout of the joint states, and what follows from the hosts and from each parcel."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._names = [host.name for host in behaviour.experiment.hosts]

    def start(self, losses: int, copies: int) -> int:
        """The hosts before anything has happened; the wire is empty."""
        return losses * LOSS + copies * COPY + self._joined(self.behaviour.first)

    def situations(self, hosts: int) -> tuple[Situation, ...]:
        """The hosts' situations in a state."""
        return tuple(self.behaviour.situations[one] for one in self.numbers(hosts))

    def numbers(self, hosts: int) -> tuple[int, ...]:
        """The numbers of the hosts' situations."""
        ones = (1 << _HOST) - 1
        return tuple(hosts >> BUDGETS + _HOST * at & ones for at in range(len(self._names)))

    def slots(self, wire: int) -> tuple[int, ...]:
        """The slots of a wire that are not empty: two for each parcel."""
        found = []
        while wire:
            slot = ((wire & -wire).bit_length() - 1) // _SLOT
            found.append(slot)
            wire &= -1 << _SLOT * (slot + 1)
        return tuple(found)

    def held(self, slot: int) -> int:
        """The bits of a wire that are not all 0 where something is in the slot."""
        return _ONES << _at(slot)

    def destination(self, slot: int) -> int:
        """The host to which the parcel in a slot is on its way."""
        return self._names.index(self.behaviour.parcels[slot // 2].destination.host)

    def full(self) -> int:
        """The bits that say that one slot has too many, for all parcels known."""
        return self._every(1 << _SLOT - 1, 1)

    def fresh(self) -> int:
        """The slots of what has not yet outlived a time-out."""
        return self._every(_ONES, 2)

    def older(self, wire: int, fresh: int) -> int:
        """The wire after a time-out."""
        young = wire & fresh
        return wire - young + (young << _SLOT)

    def calls(self, at: int, situation: int) -> Iterator[Option]:
        """What the programs of a host may do."""
        for reaction in self.behaviour.calls(situation):
            yield self._option(at, situation, reaction)

    def fates(self, at: int, situation: int, slot: int) -> Fates:
        """What may become of the parcel in a slot that is on its way to the host."""
        parcel, one_less = slot // 2, -(1 << _at(slot))
        arrivals, copies = [], []
        for reaction in self.behaviour.arrives(situation, parcel):
            hosts, wire = self._option(at, situation, reaction).change
            arrives = Move(reaction.actions, parcel)
            copied = Move(reaction.actions, parcel, stays=True)
            arrivals.append(Option(hosts, wire + one_less, arrives, reaction.broken))
            copies.append(Option(hosts - COPY, wire, copied, reaction.broken))
        lost = Option(-LOSS, one_less, Move((), parcel))
        return Fates(tuple(arrivals), tuple(copies), lost)

    def timeouts(self, hosts: int) -> Iterator[Timed]:
        """The timers that may run out, as if no parcel were known to wait for."""
        numbers = self.numbers(hosts)
        situations = self.situations(hosts)
        for who, here in enumerate(numbers):
            for connection, timer in may_run_out(situations, who):
                repeats = timer in REPEATING
                overtaken = self._overtaken(numbers, who) if repeats else 0
                options = []
                for reaction in self.behaviour.runs_out(here, connection.key, timer):
                    one = self._option(who, here, reaction)
                    options.append(Option(one.hosts + overtaken, one.wire, one.move, one.broken))
                yield Timed(connection, timer, tuple(options), repeats)

    def waiting(self, timed: Timed, known: int) -> Timed:
        """The same, waiting for those parcels, too, that were not yet known."""
        if timed.timer is Timer.DELAYED_ACK:
            return timed
        waits_for = timed.waits_for
        for parcel in range(known, len(self.behaviour.parcels)):
            fresh = _ONES << _at(2 * parcel)
            if not timed.repeats or concerns(self.behaviour.parcels[parcel], timed.connection):
                waits_for |= fresh
            waits_for |= fresh << _SLOT
        return msgspec.structs.replace(timed, waits_for=waits_for)

    def _overtaken(self, numbers: Sequence[int], who: int) -> int:
        others = [
            one if at == who else self.behaviour.overtaken(one) for at, one in enumerate(numbers)
        ]
        return self._joined(others) - self._joined(numbers)

    def _option(self, who: int, here: int, reaction: Reaction) -> Option:
        hosts = (reaction.situation - here) << BUDGETS + _HOST * who
        wire = sum(1 << _at(2 * parcel) for parcel in reaction.sent)
        return Option(hosts, wire, Move(reaction.actions), reaction.broken)

    def _joined(self, numbers: Sequence[int]) -> int:
        return sum(one << BUDGETS + _HOST * at for at, one in enumerate(numbers))

    def _every(self, bits: int, step: int) -> int:
        slots = range(0, 2 * len(self.behaviour.parcels), step)
        return sum(bits << _at(slot) for slot in slots)


def _at(slot: int) -> int:
    return _SLOT * slot
