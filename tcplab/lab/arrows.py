"""The transmissions of a run as arrows between its lifelines."""

from collections.abc import Sequence

import msgspec

from tcplab.engine.segment import ACK, SYN, flag_names
from tcplab.engine.seq import MODULUS
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Endpoint, Fate
from tcplab.sim.world import Arrived, Flight, Lost, Step

_DROPPED = ("host-down", "backlog-full", "accept-queue-full")
"""The remarks on a segment that arrives and that no TCP processes."""


def role_of(lifeline: int) -> int:
    """0 for the experiment's first host, 1 for the second, 2 for any other."""
    return min(lifeline, 2)


class Arrow(msgspec.Struct, frozen=True, gc=False):
    """One transmission; `source` and `target` are lifelines by index, None is nowhere.

    Times in ms; `due` of a lost one is when it would have arrived. It is sent at the moment
    `sent_moment`; at `ended_moment` it arrives or would have (after the last if the run ends
    before). `dropped` says why the host that it reaches does nothing with it. `seq_role` and
    `ack_role` say whose sequence space a number counts, and `seq_from` and `ack_from` the ISS from
    which the relative numbers count, 0 where none is known. `fates` are the file's for this
    transmission; `delayed` is what they add to its way, and to a copy's beyond that.
    """

    id: int
    source: int | None
    target: int | None
    sent: int
    due: int
    lost: str | None
    flags: tuple[str, ...]
    seq: int
    ack: int | None
    length: int
    seq_role: int | None
    ack_role: int | None
    seq_from: int
    ack_from: int
    retransmission: bool
    copy: bool
    injected: bool
    host: str
    nth: int | None
    sent_moment: int
    ended_moment: int
    fates: tuple[str, ...] = ()
    delayed: int = 0
    dropped: str | None = None

    @property
    def relative_seq(self) -> int:
        """The sequence number from the ISS on; what lies before that is negative."""
        return _relative(self.seq, self.seq_from)

    @property
    def relative_ack(self) -> int | None:
        """The acknowledgment number, counted likewise."""
        return None if self.ack is None else _relative(self.ack, self.ack_from)


class _Flying(msgspec.Struct, frozen=True, gc=False):
    """A transmission on its way: its place among all, and where its two directions begin."""

    place: int
    flight: Flight
    moment: int
    there: int
    back: int


class Arrows:
    """Follows every transmission from its sending to its end; `lifelines` are the hosts' indices.

    `ended_last` is the one (by index) that ended at the latest moment.
    """

    def __init__(self, lifelines: dict[str, int]) -> None:
        self.ended_last: int | None = None
        self._lifelines = lifelines
        self._arrows: list[Arrow | None] = []  # None is on its way
        self._flying: dict[int, _Flying] = {}
        self._first: dict[tuple[Endpoint, Endpoint], tuple[int, int]] = {}  # there and back

    def follow(self, step: Step, moment: int, experiment: Experiment) -> None:
        """Takes in one step that is the run's moment `moment`."""
        self.ended_last = None
        match step.cause:
            case (Arrived() | Lost()) as cause:
                if cause.flight.injected:
                    self._fly(cause.flight, moment)
                one = self._flying.pop(cause.flight.id)
                dropped = step.remark if step.remark in _DROPPED else None
                self._arrows[one.place] = self._arrow(one, moment, dropped, experiment)
                self.ended_last = one.place
        for flight in step.sent:
            if flight.segment.flags & SYN:
                self._begin(flight.source, flight.destination, flight.segment.seq)
            self._fly(flight, moment)

    def _begin(self, source: Endpoint, destination: Endpoint, there: int) -> None:
        _, back = self._first.get((source, destination), (0, 0))
        if source == destination:  # a socket that connects to itself
            back = there
        self._first[source, destination] = (there, back)
        self._first[destination, source] = (back, there)

    def _fly(self, flight: Flight, moment: int) -> None:
        there, back = self._first.get((flight.source, flight.destination), (0, 0))
        self._flying[flight.id] = _Flying(len(self._arrows), flight, moment, there, back)
        self._arrows.append(None)

    def finish(self, moments: int, experiment: Experiment) -> None:
        """The run ends after so many moments, whatever is on its way."""
        for one in self._flying.values():
            self._arrows[one.place] = self._arrow(one, moments, None, experiment)
        self._flying.clear()

    @property
    def arrows(self) -> tuple[Arrow, ...]:
        """All of them in the order sent, once they have ended."""
        return tuple(filter(None, self._arrows))

    def _arrow(
        self, one: _Flying, ended: int, dropped: str | None, experiment: Experiment
    ) -> Arrow:
        flight, where = one.flight, self._lifelines.get
        segment, sender, nth = flight.segment, flight.source.host, flight.nth
        source, target = where(sender), where(flight.destination.host)
        drawn_from = source
        if flight.injected:
            drawn_from = where(flight.by) if flight.by else None
        acknowledges = bool(segment.flags & ACK)
        fated = () if nth is None else experiment.fated.get((sender, nth), ())
        return Arrow(
            flight.id, drawn_from, target, flight.sent, flight.due, flight.lost,
            flag_names(segment.flags), segment.seq, segment.ack if acknowledges else None,
            len(segment.data),
            None if source is None else role_of(source),
            None if target is None else role_of(target),
            one.there, one.back,
            flight.retransmission, flight.copy, flight.injected, sender, nth, one.moment, ended,
            tuple([fate.do for fate in fated]) if fated else (),
            _delayed(experiment, fated, "duplicate" if flight.copy else "delay") if fated else 0,
            dropped,
        )  # fmt: skip  # by name it would take six times as long


def _delayed(experiment: Experiment, fates: Sequence[Fate], do: str) -> int:
    """What the fates of a kind add (ms)."""
    usual = experiment.network.delay_ms
    return sum(usual if one.ms is None else one.ms for one in fates if one.do == do)


def _relative(number: int, first: int) -> int:
    """How far a number lies after the ISS; what lies before it is negative."""
    away = (number - first) % MODULUS
    return away - MODULUS if first and away >= MODULUS // 2 else away
