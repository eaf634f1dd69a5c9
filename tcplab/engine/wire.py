"""Segments as octets and back: the TCP header of RFC 9293 §3.1 over IPv4, checksum and options.

Pure: nothing is sent here.
"""

import struct
from ipaddress import IPv4Address

import msgspec

from tcplab.engine.segment import Options, Segment, UserTimeout

_HEADER = struct.Struct("!HHIIBBHHH")
_LARGEST = 65_515  # the total length of an IPv4 packet has 16 bits, its header 20 octets
_FLAGS = 0x3F
_END, _NOTHING, _MSS, _WINDOW_SCALE, _SACK_PERMITTED, _TIMESTAMPS = 0, 1, 2, 3, 4, 8
_USER_TIMEOUT = 28
_MINUTES = 1 << 15
_LARGEST_SCALE = 14


class WireError(ValueError):
    """A segment that has no octets, or octets that are no segment; says which field is to blame."""


class Framed(msgspec.Struct, frozen=True):
    """A segment with the ports that frame it, 0 to 65535."""

    source_port: int
    destination_port: int
    segment: Segment


def encode(segment: Segment, source: str, destination: str, ports: tuple[int, int]) -> bytes:
    """The octets of `segment` between two IPv4 addresses; `ports` are (source, destination).

    Raises WireError if a value does not fit into its field, ValueError for a bad address.
    """
    options = _encoded_options(segment.options)
    header = _HEADER.size + len(options)
    if header + len(segment.data) > _LARGEST:
        raise WireError(f"data: {len(segment.data)} octets are too many for one segment")
    try:
        fields = _HEADER.pack(
            *ports,
            segment.seq,
            segment.ack,
            header // 4 << 4,
            segment.flags,
            segment.window,
            0,
            segment.urgent,
        )
    except struct.error as error:
        raise WireError(f"header: {error}") from error
    octets = fields + options + segment.data
    found = checksum(_pseudo_header(source, destination, len(octets)) + octets)
    return octets[:16] + found.to_bytes(2, "big") + octets[18:]


def decode(octets: bytes, source: str, destination: str) -> Framed:
    """The segment that arrived as `octets` between two IPv4 addresses.

    Options that are malformed or unknown are passed over (MUST-6, MUST-7), reserved bits ignored.
    Raises WireError for a wrong length or checksum (MUST-3), ValueError for a bad address.
    """
    if not _HEADER.size <= len(octets) <= _LARGEST:
        raise WireError(f"length: {len(octets)} octets are no TCP segment")
    source_port, destination_port, seq, ack, offset, flags, window, _, urgent = _HEADER.unpack_from(
        octets
    )
    header = (offset >> 4) * 4
    if not _HEADER.size <= header <= len(octets):
        raise WireError(f"data offset: a header of {header} octets does not fit")
    if checksum(_pseudo_header(source, destination, len(octets)) + octets):
        raise WireError("checksum: it does not agree with the octets")
    segment = Segment(
        seq,
        flags & _FLAGS,
        ack,
        window,
        urgent,
        _decoded_options(octets[_HEADER.size : header]),
        octets[header:],
    )
    return Framed(source_port, destination_port, segment)


def _pseudo_header(source: str, destination: str, length: int) -> bytes:
    """What the checksum covers besides the segment: addresses, protocol 6, TCP length (§3.1)."""
    addresses = IPv4Address(source).packed + IPv4Address(destination).packed
    return addresses + struct.pack("!BBH", 0, 6, length)


def checksum(octets: bytes) -> int:
    """ "The 16-bit ones' complement of the ones' complement sum of all 16-bit words"."""
    padded = octets + b"\0" * (len(octets) % 2)
    total: int = sum(struct.unpack(f"!{len(padded) // 2}H", padded))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def _encoded_options(options: Options) -> bytes:
    parts = []
    try:
        if options.mss is not None:
            parts.append(struct.pack("!BBH", _MSS, 4, options.mss))
        if options.sack_permitted:
            parts.append(struct.pack("!BB", _SACK_PERMITTED, 2))
        if options.timestamps is not None:
            parts.append(struct.pack("!BBII", _TIMESTAMPS, 10, *options.timestamps))
        if options.window_scale is not None:
            parts.append(struct.pack("!BBB", _WINDOW_SCALE, 3, options.window_scale))
        if (timeout := options.user_timeout) is not None:
            if timeout.count >= _MINUTES:
                raise WireError(f"options: a user timeout of {timeout.count} has no 15 bits")
            number = timeout.count + (_MINUTES if timeout.minutes else 0)
            parts.append(struct.pack("!BBH", _USER_TIMEOUT, 4, number))
    except struct.error as error:
        raise WireError(f"options: {error}") from error
    octets = b"".join(parts)
    return octets + b"\0" * (-len(octets) % 4)  # "The padding is composed of zeros" (MUST-69)


def _decoded_options(octets: bytes) -> Options:
    mss = scale = timestamps = user_timeout = None
    sack = False
    at = 0
    while at < len(octets) and octets[at] != _END:
        if octets[at] == _NOTHING:
            at += 1
            continue
        length = octets[at + 1] if at + 1 < len(octets) else 0
        if length < 2 or at + length > len(octets):
            break  # no telling where the next one begins
        match octets[at], octets[at + 2 : at + length]:
            case 2, value if len(value) == 2:
                mss = int.from_bytes(value, "big")
            case 3, value if len(value) == 1:
                scale = min(value[0], _LARGEST_SCALE)  # RFC 7323 §2.3
            case 4, b"":
                sack = True
            case 8, value if len(value) == 8:
                timestamps = (int.from_bytes(value[:4], "big"), int.from_bytes(value[4:], "big"))
            case 28, value if len(value) == 2:
                number = int.from_bytes(value, "big")
                user_timeout = UserTimeout(number % _MINUTES, number >= _MINUTES)
        at += length
    return Options(mss, scale, sack, timestamps, user_timeout)
