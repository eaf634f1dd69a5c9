"""The header of a segment: the right segment, its octets and what they mean."""

import pytest

from tcplab.engine.wire import decode
from tcplab.lab.header_picture import FLAG_BITS, HeaderPicture, Option, header_picture
from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Fate
from tcplab.sim.run import Run, run
from tests.support.experiments import client, experiment, inject, opened, server

DONE = run(opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000)))


def picture_at(done: Run, now: int, position: int = 0) -> HeaderPicture:
    index = max(m.index for m in done.moments if m.world.now <= now)
    picture = header_picture(done, index, position)
    assert picture is not None
    return picture


def values(picture: HeaderPicture) -> dict[str, int]:
    return {field.name: field.value for field in picture.fields}


def test_the_fields_hold_the_octets_and_their_values() -> None:
    picture = picture_at(DONE, 3_700)
    assert (picture.host, picture.flags, picture.sent) == ("server", ("FIN", "ACK"), 3_600)
    shown = {field.name: field.octets.hex(" ") for field in picture.fields}
    assert shown == {
        "source-port": "00 50",
        "destination-port": "9c 40",
        "seq": "00 00 01 2d",
        "ack": "00 00 00 66",
        "offset": "50 11",
        "window": "ff ff",
        "checksum": "fd ad",
        "urgent": "00 00",
    }
    assert values(picture) | {"checksum": 0} == {
        "source-port": 80,
        "destination-port": 40_000,
        "seq": 301,
        "ack": 102,
        "offset": 5,
        "window": 65_535,
        "checksum": 0,
        "urgent": 0,
    }


def test_together_the_octets_are_the_segment_with_a_right_checksum() -> None:
    picture = picture_at(DONE, 3_700)
    octets = b"".join(field.octets for field in picture.fields)
    assert (len(octets), picture.size, picture.correct) == (20, 20, True)
    assert decode(octets, "10.0.0.2", "10.0.0.1").segment.seq == 301


def test_numbers_belong_to_the_host_whose_space_they_count() -> None:
    roles = {field.name: field.role for field in picture_at(DONE, 3_700).fields}
    assert (roles["seq"], roles["ack"], roles["window"]) == (1, 0, None)


def test_without_ack_its_field_means_nothing() -> None:
    (ack,) = [field for field in picture_at(DONE, 100).fields if field.name == "ack"]
    assert (ack.value, ack.used, ack.role) == (0, False, None)


def test_a_step_shows_first_what_arrived_then_what_was_sent() -> None:
    arrived, sent = picture_at(DONE, 1_600, 0), picture_at(DONE, 1_600, 1)
    assert [(one.host, one.flags, one.position, one.count) for one in (arrived, sent)] == [
        ("client", ("FIN", "ACK"), 0, 2),
        ("server", ("ACK",), 1, 2),
    ]
    assert picture_at(DONE, 1_600, 9) == sent


def test_a_step_without_a_segment_has_no_header() -> None:
    assert header_picture(DONE, 0) is None
    assert header_picture(DONE, 1) is None


def test_a_picked_segment_is_shown_at_any_moment() -> None:
    picked = header_picture(DONE, 0, picked=("server", 1))
    assert picked is not None
    assert (picked.flags, picked.nth, picked.count) == (("SYN", "ACK"), 1, 1)
    assert header_picture(DONE, 0, picked=("server", 99)) is None


def test_options_are_cut_and_their_padding_too() -> None:
    done = run(opened(hosts=(HostSetup("client", "rfc9293"), "server")))
    picture = picture_at(done, 100)
    assert picture.options == (
        Option("mss", b"\x02\x04\x05\xb4", (1_460,)),
        Option("sack-permitted", b"\x04\x02", ()),
        Option("timestamps", b"\x08\x0a\x00\x00\x00\x64\x00\x00\x00\x00", (100, 0)),
        Option("window-scale", b"\x03\x03\x00", (0,)),
        Option("end", b"\x00"),
    )
    assert (picture.size, values(picture)["offset"]) == (40, 10)


@pytest.mark.parametrize(
    ("seconds", "octets", "values"),
    [(300, "1c04012c", (0, 300)), (36_000, "1c048258", (1, 600))],
)
def test_a_user_timeout_is_in_seconds_or_minutes(
    seconds: int, octets: str, values: tuple[int, int]
) -> None:
    hosts = (HostSetup("client", user_timeout_option_s=seconds), "server")
    picture = picture_at(run(opened(hosts=hosts)), 100)
    assert picture.options == (Option("user-timeout", bytes.fromhex(octets), values),)


def test_data_is_counted_and_shown_from_its_beginning() -> None:
    done = run(opened(client("send", 1_000, octets=100)))
    picture = picture_at(done, 1_000)
    assert (picture.data_length, picture.size) == (100, 120)
    assert picture.data == bytes(range(64))


def test_what_became_of_it() -> None:
    done = run(opened(fates=(Fate("client", 1, "lose"),)))
    lost = picture_at(done, 200)
    assert (lost.lost, lost.retransmission) == ("fate", False)
    assert picture_at(done, 1_100).retransmission


def test_a_stranger_may_have_no_address_of_the_labs() -> None:
    forged = inject("ghost:7", "server:80", 50, "RST", seq=5)
    addressed = inject("203.0.113.9:7", "server:80", 60, "RST", seq=5)
    done = run(experiment(server("listen", 0, port=80), injections=(forged, addressed)))
    ghost, other = picture_at(done, 50), picture_at(done, 60)
    assert (ghost.host, ghost.role, ghost.nth, ghost.correct) == ("ghost", None, None, True)
    assert values(ghost)["checksum"] != values(other)["checksum"]


def test_the_flags_stand_in_the_order_of_their_bits() -> None:
    assert FLAG_BITS == ("CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN")
