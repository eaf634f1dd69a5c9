"""What the wire does with one transmission: delay, loss, copies, by fate, chance and cut cable."""

from collections.abc import Sequence

from msgspec.structs import replace

from tcplab.engine.segment import Segment
from tcplab.sim.chance import chance
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Endpoint, Fate, Network
from tcplab.sim.world import Flight


def transmit(
    experiment: Experiment,
    flight_id: int,
    nth: int,
    source: Endpoint,
    destination: Endpoint,
    segment: Segment,
    now: int,
    retransmission: bool,
) -> tuple[Flight, ...]:
    """The flights that the sender's `nth` transmission becomes: itself, then its copies.

    Ids count up from `flight_id`; times are in ms.
    """
    network = experiment.network
    due = now + network.delay_ms
    flight = Flight(
        flight_id, source, destination, nth, segment, now, due, None, retransmission
    )  # fmt: skip
    arrives = destination.host in experiment.names
    if experiment.smooth and arrives:
        return (flight,)
    fates = experiment.fated.get((source.host, nth), ())
    flights = (flight,) if not (fates or network.chances) else _fated(network, flight, fates)
    if arrives and not experiment.cuts:
        return flights
    return tuple([_meet_cuts(experiment, one) for one in flights])


def _fated(network: Network, flight: Flight, fates: Sequence[Fate]) -> tuple[Flight, ...]:
    """The same, with what fate and chance have in store for it."""
    sender, nth = flight.source.host, flight.nth
    assert nth is not None  # only forged segments have none
    due = flight.due + _extra_delay(network, sender, nth, fates)
    lost = _loss(network, sender, nth, fates)
    first = flight if due == flight.due and lost is None else replace(flight, due=due, lost=lost)
    extras = _copies(network, sender, nth, fates)
    if not extras:
        return (first,)
    copies = [
        replace(flight, id=flight.id + at, due=due + extra, copy=True)
        for at, extra in enumerate(extras, 1)
    ]
    return (first, *copies)


def _happens(probability: float, seed: int, sender: str, nth: int, purpose: str) -> bool:
    return probability > 0 and chance(seed, sender, nth, purpose) < probability


def _extra_delay(network: Network, sender: str, nth: int, fates: Sequence[Fate]) -> int:
    extra = 0
    for fate in fates:
        if fate.do == "delay":
            extra += fate.ms or 0
    if network.jitter_ms:
        roll = chance(network.seed, sender, nth, "jitter")
        extra += int(roll * (network.jitter_ms + 1))
    if _happens(network.reorder, network.seed, sender, nth, "reorder"):
        extra += network.delay_ms
    return extra


def _loss(network: Network, sender: str, nth: int, fates: Sequence[Fate]) -> str | None:
    for fate in fates:
        if fate.do == "lose":
            return "fate"
    return "chance" if _happens(network.loss, network.seed, sender, nth, "loss") else None


def _copies(network: Network, sender: str, nth: int, fates: Sequence[Fate]) -> list[int]:
    """The extra delay of each copy, in ms; one `delay_ms` where nothing else is said."""
    extras = [
        network.delay_ms if fate.ms is None else fate.ms for fate in fates if fate.do == "duplicate"
    ]
    if _happens(network.duplicate, network.seed, sender, nth, "duplicate"):
        extras.append(network.delay_ms)
    return extras


def _meet_cuts(experiment: Experiment, flight: Flight) -> Flight:
    if flight.lost is None:
        if flight.destination.host not in experiment.names:
            return replace(flight, lost="nowhere")
        if _is_out(experiment, flight.source.host, flight.sent):
            return replace(flight, lost="cut")
    return lost_at_arrival(experiment, flight)


def lost_at_arrival(experiment: Experiment, flight: Flight) -> Flight:
    """The flight, lost if its destination's cable is out when it is due."""
    out = _is_out(experiment, flight.destination.host, flight.due)
    return replace(flight, lost="cut") if out and flight.lost is None else flight


def _is_out(experiment: Experiment, host: str, now: int) -> bool:
    return any(cut.host == host and cut.from_ms <= now < cut.to_ms for cut in experiment.cuts)
