"""Octets and segments: known octets, faults, and the way there and back."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tcplab.engine.segment import ACK, PSH, SYN, URG, Options, Segment, UserTimeout
from tcplab.engine.wire import Framed, WireError, decode, encode
from tests.support.segments import addresses, ports, segments

A, B = "10.9.0.2", "10.9.0.1"

SYN_ACK = Segment(300, SYN | ACK, 101, 65_535, options=Options(mss=1_460))


def test_header_field_by_field() -> None:
    segment = Segment(0x01020304, ACK | PSH | URG, 0x05060708, 0x090A, 0x0B0C, data=b"xyz")
    octets = encode(segment, A, B, (0x1112, 0x1314))
    assert octets[:16].hex() == "1112131401020304050607085038090a"
    assert octets[18:].hex() == "0b0c" + b"xyz".hex()


def test_checksum_by_hand() -> None:
    # Pseudo header: 0a09 + 0002 + 0a09 + 0001 + 0006 + 0014 = 142f. Header: 9c40 + 0050 + 0064 +
    # 5002 = ecf6. Together 10125, with the carry 0126, its complement fed9.
    octets = encode(Segment(100, SYN), A, B, (40_000, 80))
    assert octets[16:18].hex() == "fed9"


def test_options_of_a_syn() -> None:
    options = Options(1_460, 7, True, (1, 2), UserTimeout(100))
    octets = encode(Segment(100, SYN, options=options), A, B, (40_000, 80))
    assert octets[12] >> 4 == 11
    assert octets[20:].hex() == "020405b40402080a0000000100000002030307" + "1c040064" + "00"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ("020405b4", Options(mss=1_460)),
        ("01010402", Options(sack_permitted=True)),
        ("00ffffff", Options()),  # End of Option List: what follows is padding
        ("1e0401020204021801030307", Options(mss=536, window_scale=7)),  # 30 is unknown
        ("0300020405b40000", Options()),  # length 0 would never end
        ("0301020405b40000", Options()),
        ("020405b403ff0102", Options(mss=1_460)),  # longer than the header
        ("01010102", Options()),  # no room for the length
        ("0203050001010101", Options()),  # an MSS of one octet
        ("030333ff", Options(window_scale=14)),  # more than 14 counts as 14
        ("1c04012c", Options(user_timeout=UserTimeout(300))),
        ("1c048005", Options(user_timeout=UserTimeout(5, minutes=True))),
        ("1c04ffff", Options(user_timeout=UserTimeout(32_767, minutes=True))),
        ("1c03012c01010101", Options()),  # a user timeout of one octet
    ],
)
def test_options_that_survive(options: str, expected: Options) -> None:
    assert decode(with_options(bytes.fromhex(options)), A, B).segment.options == expected


@pytest.mark.parametrize(
    ("ms", "seconds", "octets"),
    [
        (0, 0, "1c040000"),
        (1, 1, "1c040001"),  # never less than was asked for
        (100_000, 100, "1c040064"),
        (32_767_000, 32_767, "1c047fff"),
        (32_767_001, 547 * 60, "1c048223"),  # one second more is too many to be counted so
        (10**12, 32_767 * 60, "1c04ffff"),
    ],
)
def test_user_timeouts_in_seconds_or_minutes(ms: int, seconds: int, octets: str) -> None:
    timeout = UserTimeout.of(ms)
    segment = Segment(100, SYN, options=Options(user_timeout=timeout))
    assert encode(segment, A, B, (40_000, 80))[20:].hex() == octets
    assert timeout.ms == seconds * 1_000


def test_a_user_timeout_of_zero_minutes_is_no_time() -> None:
    assert UserTimeout(0, minutes=True).ms is None


def with_options(options: bytes) -> bytes:
    """A SYN whose options are these octets, with the right checksum."""
    plain = encode(Segment(100, SYN, data=options), A, B, (40_000, 80))
    longer = plain[12] + (len(options) // 4 << 4)
    checksum = int.from_bytes(plain[16:18], "big") + 0xFFFF - (longer - plain[12] << 8)
    checksum = (checksum & 0xFFFF) + (checksum >> 16)
    return plain[:12] + bytes([longer]) + plain[13:16] + checksum.to_bytes(2, "big") + plain[18:]


@pytest.mark.parametrize(
    ("octets", "blamed"),
    [
        (b"", "length"),
        (bytes(19), "length"),
        (bytes(65_516), "length"),
        (encode(SYN_ACK, A, B, (80, 40_000))[:20], "data offset"),
        (bytes(12) + b"\x40" + bytes(7), "data offset"),
        (encode(SYN_ACK, A, B, (80, 40_001))[:-1] + b"\1", "checksum"),
    ],
)
def test_octets_that_are_no_segment(octets: bytes, blamed: str) -> None:
    with pytest.raises(WireError, match=f"^{blamed}:"):
        decode(octets, A, B)


def test_the_largest_segment_that_fits_into_a_packet() -> None:
    largest = Segment(0, ACK, data=bytes(65_495))
    octets = encode(largest, A, B, (80, 40_000))
    assert len(octets) == 65_515
    assert decode(octets, A, B).segment == largest


def test_checksum_covers_the_addresses() -> None:
    octets = encode(SYN_ACK, A, B, (80, 40_000))
    with pytest.raises(WireError, match=r"^checksum:"):
        decode(octets, "10.9.0.3", B)


@pytest.mark.parametrize(
    ("segment", "blamed"),
    [
        (Segment(1 << 32, ACK), "header"),
        (Segment(0, ACK, window=65_536), "header"),
        (Segment(0, SYN, options=Options(mss=65_536)), "options"),
        (Segment(0, SYN, options=Options(user_timeout=UserTimeout(32_768))), "options"),
        (Segment(0, ACK, data=bytes(65_496)), "data"),
    ],
)
def test_segments_that_have_no_octets(segment: Segment, blamed: str) -> None:
    with pytest.raises(WireError, match=f"^{blamed}:"):
        encode(segment, A, B, (80, 40_000))


def test_reserved_bits_are_ignored() -> None:
    plain = encode(Segment(100, SYN), A, B, (40_000, 80))
    checksum = int.from_bytes(plain[16:18], "big") - 0x0FC0
    marked = plain[:12] + b"\x5f\xc2" + plain[14:16] + checksum.to_bytes(2, "big") + plain[18:]
    assert decode(marked, A, B) == Framed(40_000, 80, Segment(100, SYN))


@given(segments, addresses, addresses, ports)
@example(SYN_ACK, A, B, (80, 40_000))
def test_there_and_back(segment: Segment, here: str, there: str, between: tuple[int, int]) -> None:
    octets = encode(segment, here, there, between)
    assert decode(octets, here, there) == Framed(*between, segment)


@given(st.binary(max_size=80))
def test_random_octets_are_a_segment_or_a_wire_error(octets: bytes) -> None:
    try:
        framed = decode(octets, A, B)
    except WireError:
        return
    assert framed.segment.length <= len(octets)


@given(st.binary(max_size=40).filter(lambda octets: len(octets) % 4 == 0))
def test_random_options_never_fail(options: bytes) -> None:
    framed = decode(with_options(options), A, B)
    assert framed.segment.data == b""
