"""Captures, read by others: scapy always, Wireshark's tshark where it is installed."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from scapy.layers.inet import IP, TCP
from scapy.utils import PcapNgReader

from tcplab.engine.segment import SYN
from tcplab.files.capture import capture_file
from tcplab.files.disk import FileProblem
from tcplab.sim.experiment import HostSetup
from tcplab.sim.network import Cut, Fate, Network
from tcplab.sim.run import Run, run
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, server
from tests.support.lesson_runs import ran

LESSONS = ["last-ack-lost", "half-open", "blind-attack", "old-duplicate-syn"]


def packets(found: Run, host: str | None, folder: Path) -> list[Any]:
    """What scapy finds in the capture."""
    path = folder / "a.pcapng"
    path.write_bytes(capture_file(found, host, "en"))
    with PcapNgReader(str(path)) as reader:
        return list(reader)


def told(packet: Any) -> tuple[int, str, str, int, int, str]:
    """Time in ms, both ends, numbers and flags."""
    tcp = packet[TCP]
    ends = (f"{packet[IP].src}:{tcp.sport}", f"{packet[IP].dst}:{tcp.dport}")
    return round(float(packet.time) * 1_000), *ends, tcp.seq, tcp.ack, str(tcp.flags)


def test_the_first_host_met_this(tmp_path: Path) -> None:
    found = packets(run(experiment(LISTEN, CONNECT)), None, tmp_path)
    a, b = "10.0.0.1:40000", "10.0.0.2:80"
    assert [told(one) for one in found] == [
        (100, a, b, 100, 0, "S"),
        (300, b, a, 300, 101, "SA"),
        (300, a, b, 101, 301, "A"),
    ]
    assert [one.direction for one in found] == [2, 1, 2]  # 1 is inbound
    assert {one.sniffed_on for one in found} == {"client"}


def test_the_other_host_met_it_at_other_times(tmp_path: Path) -> None:
    found = packets(run(experiment(LISTEN, CONNECT)), "server", tmp_path)
    assert [told(one)[0] for one in found] == [200, 200, 400]


def test_octets_lengths_checksums_and_options_are_right(tmp_path: Path) -> None:
    rich = HostSetup("client", stack="linux")
    calls = (LISTEN, CONNECT, client("send", "connected", data="odd"))
    found = packets(run(experiment(*calls, hosts=(rich, "server"))), None, tmp_path)
    assert [one for one in (bytes(one[TCP].payload) for one in found) if one] == [b"odd"]
    assert {"MSS", "WScale", "Timestamp", "SAckOK"} <= dict(found[0][TCP].options).keys()
    for one in found:
        octets = bytes(one)
        assert one[IP].len == len(octets)
        again = IP(octets)
        del again[IP].chksum, again[TCP].chksum
        assert bytes(again) == octets


def test_what_is_lost_is_met_by_its_sender_alone(tmp_path: Path) -> None:
    lossy = run(experiment(LISTEN, CONNECT, fates=(Fate("client", 1, "lose"),)))
    sent, met = (packets(lossy, host, tmp_path) for host in ("client", "server"))
    syns = [[told(one)[0] for one in found if one[TCP].flags == SYN] for found in (sent, met)]
    assert syns == [[100, 1_100], [1_200]]
    assert sent[0].comments == [b"lost on the way"]
    assert sent[1].comments == [b"retransmission"]


def test_a_copy_is_met_where_it_arrives(tmp_path: Path) -> None:
    twice = run(experiment(LISTEN, CONNECT, fates=(Fate("client", 1, "duplicate", ms=50),)))
    sent, met = (packets(twice, host, tmp_path) for host in ("client", "server"))
    syns = [[told(one)[0] for one in found if one[TCP].flags == SYN] for found in (sent, met)]
    assert syns == [[100], [200, 250]]


def test_a_host_that_is_down_meets_nothing(tmp_path: Path) -> None:
    down = run(experiment(LISTEN, server("crash", 50), CONNECT, horizon=500))
    assert packets(down, "server", tmp_path) == []
    assert len(packets(down, "client", tmp_path)) == 1


def test_strangers_have_addresses_of_their_own(tmp_path: Path) -> None:
    forged = (
        inject("10.9.9.9:1", "server:80", 50, "SYN", by="other"),
        inject("nobody:2", "server:80", 60, "SYN"),
    )
    hosts = ("client", "server", "other")
    found = run(experiment(LISTEN, hosts=hosts, injections=forged, network=Network(delay_ms=20)))
    met = [told(one) for one in packets(found, "server", tmp_path)]
    assert [one[:2] for one in met if one[5] == "S"] == [(50, "10.9.9.9:1"), (60, "192.0.2.1:2")]
    assert "192.0.2.1:2" in [one[2] for one in met]
    (sent,) = packets(found, "other", tmp_path)
    assert told(sent)[:3] == (30, "10.9.9.9:1", "10.0.0.2:80")


def test_the_lines_of_a_file_are_in_the_order_of_time(tmp_path: Path) -> None:
    for lesson in LESSONS:
        for host in ran(lesson).experiment.hosts:
            times = [told(one)[0] for one in packets(ran(lesson), host.name, tmp_path)]
            assert times == sorted(times)
            assert times


def test_an_unknown_host_is_one_sentence() -> None:
    with pytest.raises(FileProblem, match='no host is called "clint"; did you mean "client"'):
        capture_file(ran("handshake"), "clint", "en")


def test_a_segment_too_large_for_a_packet_is_one_sentence() -> None:
    huge = inject("10.9.9.9:1", "server:80", 50, "ACK", ack=1, octets=65_495, timestamp=1)
    with pytest.raises(FileProblem, match="is no packet"):
        capture_file(run(experiment(LISTEN, injections=(huge,))), "server", "en")


@pytest.mark.skipif(shutil.which("tshark") is None, reason="tshark is not installed")
def test_tshark_finds_nothing_wrong(tmp_path: Path) -> None:
    cut = experiment(LISTEN, CONNECT, cuts=(Cut("client", 250, 2_000),))
    for number, found in enumerate([ran("half-open"), run(cut)]):
        path = tmp_path / f"{number}.pcapng"
        path.write_bytes(capture_file(found, None, "zh_CN"))
        assert complaints_of_tshark(path) == Counter()


def complaints_of_tshark(path: Path) -> Counter[str]:
    """What it says on standard error, and every malformed packet or wrong checksum."""
    checks = ("ip.check_checksum:TRUE", "tcp.check_checksum:TRUE")
    fields = ("frame.number", "_ws.malformed", "ip.checksum.status", "tcp.checksum.status")
    done = subprocess.run(
        ["tshark", "-r", str(path), "--disable-protocol", "http", "-T", "fields",
         *(part for check in checks for part in ("-o", check)),
         *(part for field in fields for part in ("-e", field))],
        capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert rows
    wrong = [" ".join(row) for row in rows if row[1:] != ["", "1", "1"]]  # 1 is "good"
    said = [line for line in done.stderr.splitlines() if not re.match("Running as user", line)]
    return Counter(wrong + said)
