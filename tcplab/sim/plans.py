"""What can happen next, as differences between joint states that are single integers.

From its low bits a state holds the losses and copies that may still befall it, each host's
situation, and how often each parcel is on the wire: fresh, and having outlived a time-out.
"""

from collections.abc import Iterator, Sequence

import msgspec

from tcplab.engine.tcb import Timer
from tcplab.sim.behaviour import Behaviour, Reaction
from tcplab.sim.situations import REPEATING, Situation
from tcplab.sim.timely import concerns, may_run_out
from tcplab.sim.world import Action

BUDGET = 4
BUDGETS = 2 * BUDGET
_HOST = 16
MOST_SITUATIONS = (1 << _HOST) - 4_096
"""So many leave room for those that a chunk of the search can add."""
_SLOT = 4
"""Bits; the highest bit of a slot is set only by too many equal segments."""

LOSS = 1
COPY = 1 << BUDGET
LOSSES, COPIES = COPY - LOSS, (COPY << BUDGET) - COPY
"""The bits that hold how many are left."""


class Move(msgspec.Struct, frozen=True):
    """One thing that happens: `actions` at a host, within one millisecond, or the loss of a parcel.

    `parcel` arrives or is lost; with `stays` a copy of it is still on the wire.
    """

    actions: tuple[Action, ...] = ()
    parcel: int | None = None
    stays: bool = False


class Option(msgspec.Struct, frozen=True):
    """A move, the difference that it makes, and the promises that it breaks."""

    change: int
    move: Move
    broken: tuple[str, ...] = ()


class Timed(msgspec.Struct, frozen=True):
    """Timers that run out: in time if nothing in `waits_for` is on the wire, else early."""

    waits_for: int
    options: tuple[Option, ...]
    repeats: bool


class Plans:
    """The layout of the joint states, and what follows from the hosts and from each parcel."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self._names = [host.name for host in behaviour.experiment.hosts]
        self.wire_shift = BUDGETS + _HOST * len(self._names)
        self.hosts_mask = (1 << _HOST * len(self._names)) - 1

    def start(self, losses: int, copies: int) -> int:
        """The state before anything has happened."""
        return losses * LOSS + copies * COPY + self._joined(self.behaviour.first)

    def situations(self, hosts: int) -> tuple[Situation, ...]:
        """The hosts' situations from the bits that hold them."""
        return tuple(self.behaviour.situations[one] for one in self.numbers(hosts))

    def numbers(self, hosts: int) -> tuple[int, ...]:
        """The numbers of the hosts' situations."""
        ones = (1 << _HOST) - 1
        return tuple(hosts >> _HOST * at & ones for at in range(len(self._names)))

    def slots(self, wire: int) -> tuple[int, ...]:
        """The slots of a wire that are not empty: two for each parcel."""
        found = []
        while wire:
            slot = ((wire & -wire).bit_length() - 1) // _SLOT
            found.append(slot)
            wire &= -1 << _SLOT * (slot + 1)
        return tuple(found)

    def full(self) -> int:
        """The bits that say that one slot has too many, for all parcels known."""
        guard = 1 << _SLOT - 1
        return sum(guard << self._at(slot) for slot in range(2 * len(self.behaviour.parcels)))

    def fresh(self) -> int:
        """The slots of what has not yet outlived a time-out."""
        ones = (1 << _SLOT) - 1
        return sum(ones << self._at(2 * one) for one in range(len(self.behaviour.parcels)))

    def older(self, state: int, fresh: int) -> int:
        """The state after a time-out, as far as the wire goes."""
        young = state & fresh
        return state - young + (young << _SLOT)

    def calls(self, hosts: int) -> Iterator[Option]:
        """What the programs may do."""
        for who, here in enumerate(self.numbers(hosts)):
            for reaction in self.behaviour.calls(here):
                yield self._option(who, here, reaction, Move(reaction.actions))

    def arrivals(self, hosts: int, slot: int) -> Iterator[Option]:
        """How the parcel in a slot may arrive."""
        parcel = slot // 2
        who = self._names.index(self.behaviour.parcels[parcel].destination.host)
        here = self.numbers(hosts)[who]
        for reaction in self.behaviour.arrives(here, parcel):
            gone = self._option(who, here, reaction, Move(reaction.actions, parcel))
            yield msgspec.structs.replace(gone, change=gone.change - (1 << self._at(slot)))

    def copies(self, hosts: int, slot: int) -> Iterator[Option]:
        """The same, with a copy that stays on the wire."""
        for one in self.arrivals(hosts, slot):
            move = msgspec.structs.replace(one.move, stays=True)
            change = one.change + (1 << self._at(slot)) - COPY
            yield Option(change, move, one.broken)

    def loss(self, slot: int) -> Option:
        """The parcel in a slot is lost."""
        return Option(-(1 << self._at(slot)) - LOSS, Move((), slot // 2))

    def timeouts(self, hosts: int) -> Iterator[Timed]:
        """The timers that may run out."""
        numbers = self.numbers(hosts)
        situations = self.situations(hosts)
        for who, here in enumerate(numbers):
            for connection, timer in may_run_out(situations, who):
                repeats = timer in REPEATING
                overtaken = self._overtaken(numbers, who) if repeats else 0
                options = []
                for reaction in self.behaviour.runs_out(here, connection.key, timer):
                    one = self._option(who, here, reaction, Move(reaction.actions))
                    options.append(Option(one.change + overtaken, one.move, one.broken))
                waits_for = 0
                for parcel, what in enumerate(self.behaviour.parcels):
                    ones = (1 << _SLOT) - 1 << self._at(2 * parcel)
                    old = ones << _SLOT
                    if timer is Timer.DELAYED_ACK:
                        continue
                    if not repeats or concerns(what, connection):
                        waits_for |= ones
                    waits_for |= old
                yield Timed(waits_for, tuple(options), repeats)

    def _overtaken(self, numbers: Sequence[int], who: int) -> int:
        others = [
            one if at == who else self.behaviour.overtaken(one) for at, one in enumerate(numbers)
        ]
        return self._joined(others) - self._joined(numbers)

    def _option(self, who: int, here: int, reaction: Reaction, move: Move) -> Option:
        change = (reaction.situation - here) << BUDGETS + _HOST * who
        for parcel in reaction.sent:
            change += 1 << self._at(2 * parcel)
        return Option(change, move, reaction.broken)

    def _joined(self, numbers: Sequence[int]) -> int:
        return sum(one << BUDGETS + _HOST * at for at, one in enumerate(numbers))

    def _at(self, slot: int) -> int:
        return self.wire_shift + _SLOT * slot
