"""The octets of a pcapng file with one interface: draft-ietf-opsawg-pcapng, sections 3 and 4."""

import struct
from collections.abc import Iterable

import msgspec

RAW_IP = 101  # LINKTYPE_RAW: a packet begins with its IPv4 or IPv6 header
_MILLISECONDS = 3  # if_tsresol: the negative power of ten that a unit of time is
_ANY_LENGTH = -1  # of a section: it ends with the file
_SECTION, _INTERFACE, _PACKET = 0x0A0D0D0A, 1, 6
_COMMENT = 1
_INBOUND, _OUTBOUND = 1, 2


class Captured(msgspec.Struct, frozen=True):
    """One packet as an interface met it at `at_ms` (since the epoch); `comment` may be empty."""

    at_ms: int
    octets: bytes
    outbound: bool
    comment: str = ""


class Interface(msgspec.Struct, frozen=True):
    """What is said of the interface: its host's name and its IPv4 address (4 octets) and mask."""

    name: str
    address: bytes
    mask: bytes


def pcapng(interface: Interface, packets: Iterable[Captured], title: str, program: str) -> bytes:
    """The whole file; `title` is a comment on its section, `program` has written it."""
    blocks = [_section(title, program), _described(interface)]
    blocks += [_packet(packet) for packet in packets]
    return b"".join(blocks)


def _section(title: str, program: str) -> bytes:
    """Section Header Block (4.1): byte-order magic, version 1.0, the section's length."""
    body = struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, _ANY_LENGTH)
    return _block(_SECTION, body, (_COMMENT, title.encode()), (4, program.encode()))


def _described(interface: Interface) -> bytes:
    """Interface Description Block (4.2): link type, a reserved field, no limit to a packet."""
    return _block(
        _INTERFACE,
        struct.pack("<HHI", RAW_IP, 0, 0),
        (2, interface.name.encode()),  # if_name
        (4, interface.address + interface.mask),  # if_IPv4addr
        (9, bytes([_MILLISECONDS])),  # if_tsresol
    )


def _packet(packet: Captured) -> bytes:
    """Enhanced Packet Block (4.3): interface 0, time, lengths captured and on the wire, octets."""
    high, low = divmod(packet.at_ms, 2**32)
    length = len(packet.octets)
    body = struct.pack("<5I", 0, high, low, length, length) + _padded(packet.octets)
    direction = _OUTBOUND if packet.outbound else _INBOUND
    comments = [(_COMMENT, packet.comment.encode())] if packet.comment else []
    return _block(_PACKET, body, *comments, (2, struct.pack("<I", direction)))  # epb_flags


def _block(kind: int, body: bytes, *options: tuple[int, bytes]) -> bytes:
    """Section 3.1: the type, the total length before and after all else."""
    content = body + b"".join(_option(*option) for option in options) + _option(0, b"")
    length = len(content) + 12
    return struct.pack("<II", kind, length) + content + struct.pack("<I", length)


def _option(code: int, value: bytes) -> bytes:
    """Section 3.5: its value is padded, which its length does not count."""
    return struct.pack("<HH", code, len(value)) + _padded(value)


def _padded(octets: bytes) -> bytes:
    """Up to the next multiple of 32 bits."""
    return octets + b"\0" * (-len(octets) % 4)
