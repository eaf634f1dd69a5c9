"""An independent reader and writer of TCP, scapy, agrees with ours on every octet."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scapy.compat import raw
from scapy.layers.inet import IP, TCP, in4_chksum

from tcplab.engine.segment import SYN, Options, Segment, UserTimeout
from tcplab.engine.wire import Framed, WireError, decode, encode
from tests.support.segments import addresses, ports, segments

A, B = "10.9.0.2", "10.9.0.1"
_HEADER_OF_IP = 20


def read_by_scapy(octets: bytes, source: str, destination: str) -> Any:
    """The TCP header that scapy finds in these octets behind an IPv4 header of its own."""
    packet = IP(raw(IP(src=source, dst=destination, proto=6) / octets))
    return packet[TCP]


def checksum_by_scapy(octets: bytes, source: str, destination: str) -> int:
    """The checksum that these octets should have, by scapy's reckoning."""
    blank = octets[:16] + b"\0\0" + octets[18:]
    return int(in4_chksum(6, IP(src=source, dst=destination), blank))


def as_options(found: list[tuple[str, Any]]) -> Options:
    """Scapy's options as ours; End of Option List and No-Operation say nothing."""
    known = {name: value for name, value in found if name not in ("NOP", "EOL")}
    return Options(
        mss=known.pop("MSS", None),
        window_scale=known.pop("WScale", None),
        sack_permitted=known.pop("SAckOK", None) is not None,
        timestamps=known.pop("Timestamp", None),
        user_timeout=as_timeout(known.pop("UTO", None)),
    )


def as_timeout(number: int | None) -> UserTimeout | None:
    """Scapy's number of 16 bits, of which the first says that the others count minutes."""
    return None if number is None else UserTimeout(number & 0x7FFF, bool(number & 0x8000))


def as_number(timeout: UserTimeout | None) -> int | None:
    return None if timeout is None else timeout.count | timeout.minutes << 15


def as_framed(header: Any) -> Framed:
    """What scapy has read, as our value."""
    segment = Segment(
        header.seq,
        int(header.flags),
        header.ack,
        header.window,
        header.urgptr,
        as_options(header.options),
        bytes(header.payload),
    )
    return Framed(header.sport, header.dport, segment)


def written_by_scapy(framed: Framed, source: str, destination: str) -> bytes:
    """The octets of the same segment as scapy writes them, its checksum included."""
    one = framed.segment
    known = {
        "MSS": one.options.mss,
        "WScale": one.options.window_scale,
        "SAckOK": b"" if one.options.sack_permitted else None,
        "Timestamp": one.options.timestamps,
        "UTO": as_number(one.options.user_timeout),
    }
    header = TCP(
        sport=framed.source_port,
        dport=framed.destination_port,
        seq=one.seq,
        ack=one.ack,
        flags=one.flags,
        window=one.window,
        urgptr=one.urgent,
        options=[(name, value) for name, value in known.items() if value is not None],
    )
    packet = IP(src=source, dst=destination, proto=6) / header / one.data
    return raw(packet)[_HEADER_OF_IP:]


@given(segments, addresses, addresses, ports)
def test_what_we_write_is_read(
    segment: Segment, here: str, there: str, between: tuple[int, int]
) -> None:
    octets = encode(segment, here, there, between)
    header = read_by_scapy(octets, here, there)
    assert as_framed(header) == Framed(*between, segment)
    assert header.dataofs * 4 + len(segment.data) == len(octets)
    assert header.chksum == checksum_by_scapy(octets, here, there)


@given(segments, addresses, addresses, ports)
def test_what_it_writes_we_read(
    segment: Segment, here: str, there: str, between: tuple[int, int]
) -> None:
    framed = Framed(*between, segment)
    assert decode(written_by_scapy(framed, here, there), here, there) == framed


@pytest.mark.parametrize("name", ["MD5", "AltChkSum", "SAck", "TFO", "Mood"])
def test_options_of_others_are_passed_over(name: str) -> None:
    values = {"MD5": b"x" * 16, "AltChkSum": (1, 2), "SAck": (1, 9), "TFO": (5, 6), "Mood": b":)"}
    options = [("NOP", None), (name, values[name]), ("MSS", 536), ("EOL", None)]
    packet = IP(src=A, dst=B, proto=6) / TCP(sport=1, dport=2, flags=SYN, options=options)
    read = decode(raw(packet)[_HEADER_OF_IP:], A, B)
    assert read.segment.options == Options(mss=536)


@given(segments, st.integers(0, 10_000), st.integers(1, 255))
def test_an_octet_that_changed_on_the_way_is_noticed(segment: Segment, at: int, by: int) -> None:
    """A 16-bit sum notices every change of one octet (MUST-3), and scapy agrees."""
    octets = encode(segment, A, B, (40_000, 80))
    at %= len(octets)
    changed = octets[:at] + bytes([octets[at] ^ by]) + octets[at + 1 :]
    with pytest.raises(WireError):
        decode(changed, A, B)


@given(st.binary(min_size=20, max_size=80))
def test_random_octets_with_the_right_checksum_are_a_segment_or_a_wire_error(
    octets: bytes,
) -> None:
    checksum = checksum_by_scapy(octets, A, B)
    mended = octets[:16] + checksum.to_bytes(2, "big") + octets[18:]
    header = octets[12] >> 4
    if 5 <= header <= len(octets) // 4:
        assert decode(mended, A, B).segment.data == octets[header * 4 :]
    else:
        with pytest.raises(WireError, match=r"^data offset:"):
            decode(mended, A, B)
