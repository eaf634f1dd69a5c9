"""The header of one segment, field by field (RFC 9293 §3.1): its octets and what they mean."""

from ipaddress import AddressValueError, IPv4Address

import msgspec

from tcplab.engine.segment import ACK, flag_names
from tcplab.engine.wire import WireError, decode, encode
from tcplab.sim.run import Run
from tcplab.sim.world import Arrived, Flight, Lost, Step, World

FLAG_BITS = ("CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN")
_STRANGER = "192.0.2.1"  # RFC 5737: who forges a segment has no address of the lab's
_SHOWN_DATA = 64
_PLACES = (
    *(("source-port", 0, 2), ("destination-port", 2, 4), ("seq", 4, 8), ("ack", 8, 12)),
    *(("offset", 12, 14), ("window", 14, 16), ("checksum", 16, 18), ("urgent", 18, 20)),
)

_OPTIONS = {
    2: "mss",
    3: "window-scale",
    4: "sack-permitted",
    8: "timestamps",
    28: "user-timeout",
}


class Field(msgspec.Struct, frozen=True):
    """One field: `octets` of the header as they travel, and their value.

    `name` is one of source-port, destination-port, seq, ack, offset, window, checksum, urgent.
    `role` is the host whose sequence space the value counts. `used` is false where the flags say
    that the value means nothing.
    """

    name: str
    octets: bytes
    value: int
    role: int | None = None
    used: bool = True


class Option(msgspec.Struct, frozen=True):
    """One option: `name` is end, mss, window-scale, sack-permitted, timestamps or user-timeout.

    The values of the last are its granularity bit and its count (RFC 5482 §3.3).
    """

    name: str
    octets: bytes
    values: tuple[int, ...] = ()


class HeaderPicture(msgspec.Struct, frozen=True):
    """One segment: who sent it when (ms) and what became of it, and all of its octets.

    `nth` is the sender's ordinal, None if it was injected; `size` counts header and data. `data`
    holds the first octets of the text only. `position` of `count` is its place among the segments
    of the step. `correct` says that a receiver finds the checksum right.
    """

    host: str
    role: int | None
    nth: int | None
    sent: int
    due: int
    lost: str | None
    retransmission: bool
    flags: tuple[str, ...]
    size: int
    fields: tuple[Field, ...]
    options: tuple[Option, ...]
    data: bytes
    data_length: int
    correct: bool
    position: int = 0
    count: int = 1


def header_picture(
    run: Run, index: int, position: int = 0, picked: tuple[str, int] | None = None
) -> HeaderPicture | None:
    """The segment `picked` by sender and ordinal, else the step's own; None if it has none.

    A step's segments are the one that arrived, then those sent; `position` chooses among them.
    """
    world = run.moments[index].world
    if picked is not None:
        sent = run.when_sent(*picked)
        every = () if sent is None else run.sent_at(sent)
        chosen = [one for one in every if (one.source.host, one.nth) == picked][:1]
    else:
        chosen = segments_of(run.moments[index].step)
    if not chosen:
        return None
    position = min(position, len(chosen) - 1)
    return _picture(chosen[position], world, position, len(chosen))


def segments_of(step: Step | None) -> list[Flight]:
    """The segment that arrived or was lost in a step, then those sent, copies apart."""
    if step is None:
        return []
    came = [step.cause.flight] if isinstance(step.cause, Arrived | Lost) else []
    return came + [flight for flight in step.sent if not flight.copy]


def _picture(flight: Flight, world: World, position: int, count: int) -> HeaderPicture:
    segment = flight.segment
    source, destination = (
        _address(flight.source.host, world),
        _address(flight.destination.host, world),
    )
    octets = encode(segment, source, destination, (flight.source.port, flight.destination.port))
    header = 4 * (octets[12] >> 4)
    return HeaderPicture(
        host=flight.source.host,
        role=_role(flight.source.host, world),
        nth=flight.nth,
        sent=flight.sent,
        due=flight.due,
        lost=flight.lost,
        retransmission=flight.retransmission,
        flags=flag_names(segment.flags),
        size=len(octets),
        fields=_fields(octets, flight, world),
        options=_options(octets[20:header]),
        data=segment.data[:_SHOWN_DATA],
        data_length=len(segment.data),
        correct=_arrives_whole(octets, source, destination),
        position=position,
        count=count,
    )


def _role(host: str, world: World) -> int | None:
    known = world.host(host)
    return None if known is None else known.index


def _address(host: str, world: World) -> str:
    known = world.host(host)
    if known is not None:
        return known.address
    try:
        return str(IPv4Address(host))
    except AddressValueError:
        return _STRANGER


def _fields(octets: bytes, flight: Flight, world: World) -> tuple[Field, ...]:
    has_ack = bool(flight.segment.flags & ACK)
    own, peer = _role(flight.source.host, world), _role(flight.destination.host, world)
    fields = []
    for name, start, end in _PLACES:
        part = octets[start:end]
        value = part[0] >> 4 if name == "offset" else int.from_bytes(part)
        role = {"seq": own, "ack": peer if has_ack else None}.get(name)
        used = {"ack": has_ack, "urgent": False}.get(name, True)
        fields.append(Field(name, part, value, role, used))
    return tuple(fields)


def _options(octets: bytes) -> tuple[Option, ...]:
    """Cuts the options that this lab sends; zeros at the end are padding."""
    found = []
    while octets and octets[0]:
        kind, length = octets[0], octets[1]
        part, octets = octets[:length], octets[length:]
        name = _OPTIONS[kind]
        width = 4 if name == "timestamps" else max(1, length - 2)
        values = [int.from_bytes(part[at : at + width]) for at in range(2, length, width)]
        if name == "user-timeout":
            values = list(divmod(values[0], 1 << 15))
        found.append(Option(name, part, tuple(values)))
    if octets:
        found.append(Option("end", octets))
    return tuple(found)


def _arrives_whole(octets: bytes, source: str, destination: str) -> bool:
    try:
        decode(octets, source, destination)
    except WireError:
        return False
    return True
