"""What the wire does with one transmission: delay, loss, copies, by fate, chance and cut cable."""

from msgspec.structs import replace

from tcplab.engine.segment import Segment
from tcplab.sim.chance import chance
from tcplab.sim.experiment import Cut, Endpoint, Experiment, Fate
from tcplab.sim.world import Flight


def transmit(
    experiment: Experiment,
    flight_id: int,
    nth: int,
    ends: tuple[Endpoint, Endpoint],
    segment: Segment,
    now: int,
    *,
    retransmission: bool,
) -> tuple[Flight, ...]:
    """The flights that the sender's `nth` transmission becomes: itself, then its copies.

    `ends` are source and destination; ids count up from `flight_id`; times are in ms.
    """
    source, destination = ends
    network = experiment.network
    fates = [f for f in experiment.fates if f.host == source.host and f.segment == nth]
    due = now + network.delay_ms + _extra_delay(experiment, source.host, nth, fates)
    lost = _loss(experiment, source.host, nth, fates)
    flight = Flight(
        flight_id, source, destination, nth, segment, now, due, lost, retransmission
    )  # fmt: skip
    flights = [flight]
    for extra in _copies(experiment, source.host, nth, fates):
        flights.append(
            replace(flight, id=flight_id + len(flights), due=due + extra, lost=None, copy=True)
        )
    return tuple(_meet_cuts(experiment, one) for one in flights)


def _happens(probability: float, seed: int, sender: str, nth: int, purpose: str) -> bool:
    return probability > 0 and chance(seed, sender, nth, purpose) < probability


def _extra_delay(experiment: Experiment, sender: str, nth: int, fates: list[Fate]) -> int:
    network = experiment.network
    extra = sum(fate.ms or 0 for fate in fates if fate.do == "delay")
    if network.jitter_ms:
        roll = chance(network.seed, sender, nth, "jitter")
        extra += int(roll * (network.jitter_ms + 1))
    if _happens(network.reorder, network.seed, sender, nth, "reorder"):
        extra += network.delay_ms
    return extra


def _loss(experiment: Experiment, sender: str, nth: int, fates: list[Fate]) -> str | None:
    network = experiment.network
    if any(fate.do == "lose" for fate in fates):
        return "fate"
    return "chance" if _happens(network.loss, network.seed, sender, nth, "loss") else None


def _copies(experiment: Experiment, sender: str, nth: int, fates: list[Fate]) -> list[int]:
    """The extra delay of each copy, in ms; one `delay_ms` where nothing else is said."""
    network = experiment.network
    extras = [
        network.delay_ms if fate.ms is None else fate.ms for fate in fates if fate.do == "duplicate"
    ]
    if _happens(network.duplicate, network.seed, sender, nth, "duplicate"):
        extras.append(network.delay_ms)
    return extras


def _meet_cuts(experiment: Experiment, flight: Flight) -> Flight:
    if flight.lost is None:
        if flight.destination.host not in [host.name for host in experiment.hosts]:
            return replace(flight, lost="nowhere")
        if any(_is_out(cut, flight.source.host, flight.sent) for cut in experiment.cuts):
            return replace(flight, lost="cut")
    return lost_at_arrival(experiment, flight)


def lost_at_arrival(experiment: Experiment, flight: Flight) -> Flight:
    """The flight, lost if its destination's cable is out when it is due."""
    out = any(_is_out(cut, flight.destination.host, flight.due) for cut in experiment.cuts)
    return replace(flight, lost="cut") if out and flight.lost is None else flight


def _is_out(cut: Cut, host: str, now: int) -> bool:
    return cut.host == host and cut.from_ms <= now < cut.to_ms
