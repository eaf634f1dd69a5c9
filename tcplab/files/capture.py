"""A run as one host's network interface meets it: IPv4 packets with their times."""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address

from tcplab import __version__
from tcplab.engine.wire import WireError, checksum, encode
from tcplab.files.disk import FileProblem, nearest
from tcplab.files.pcapng import Captured, Interface, pcapng
from tcplab.lab.lesson import Language, Text
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import Run
from tcplab.sim.sentences import said
from tcplab.sim.world import Arrived, Flight, Lost

_MASK = IPv4Address("255.255.255.0").packed
_FIRST_UNKNOWN = int(IPv4Address("192.0.2.1"))  # RFC 5737: addresses that are nobody's
_UNKNOWN = 254
_DO_NOT_FRAGMENT = 0x4000
_TIME_TO_LIVE = 64
_TCP = 6

_RESENT = Text("retransmission", "重传")
_COPY = Text("a copy that the network made", "网络复制出的副本")
_FORGED = Text("injected: forged, or very old", "注入的报文段：伪造的，或很久以前的")
_LOST = {
    "fate": Text("lost on the way", "在途中丢失"),
    "chance": Text("lost on the way", "在途中丢失"),
    "cut": Text("lost: the cable is cut", "丢失：线路中断"),
    "nowhere": Text("lost: nobody has this address", "丢失：没有主机使用这个地址"),
}


def capture_file(run: Run, host: str | None, language: Language) -> bytes:
    """A pcapng file of what `host` (None: the first) sent, when it left, and what reached it.

    The run's beginning is the epoch. FileProblem if there is no such host, or if a segment is too
    large for a packet.
    """
    setup = run.moments[0].world.hosts
    name = setup[0].name if host is None else host
    check_host(run.experiment, name)
    addresses = _Addresses(run)
    packets = [
        Captured(at, _packet(flight, addresses), outbound, _comment(flight, outbound, language))
        for at, flight, outbound in sorted(_met(run, name), key=lambda one: one[0])
    ]
    interface = Interface(name, addresses.of(name), _MASK)
    return pcapng(interface, packets, run.experiment.title, f"TCP Lab {__version__}")


def check_host(experiment: Experiment, name: str) -> None:
    """FileProblem if the experiment has no host of this name."""
    names = [host.name for host in experiment.hosts]
    if name not in names:
        hint = nearest(name, names) or said("; there are: {known}", known=names)
        raise FileProblem('no host is called "{name}"{hint}', name=name, hint=hint)


def _met(run: Run, host: str) -> Iterator[tuple[int, Flight, bool]]:
    """When (ms) the host's interface met which flight, and whether it was leaving."""
    for moment in run.moments[1:]:
        step = moment.step
        assert step is not None  # only moment 0 has none
        match step.cause:
            case Arrived(flight) | Lost(flight) if flight.injected and flight.by == host:
                # Only its arrival is known; it has come as fast as others do.
                yield max(0, flight.due - run.experiment.network.delay_ms), flight, True
        match step.cause:
            case Arrived(flight) if flight.destination.host == host and step.remark != "host-down":
                yield flight.due, flight, False
        for flight in step.sent:
            if flight.source.host == host and not flight.copy:
                yield flight.sent, flight, True


class _Addresses:
    """The IPv4 address of everybody, hosts or not, that a segment may name."""

    def __init__(self, run: Run) -> None:
        hosts = run.moments[0].world.hosts
        self._known = {host.name: IPv4Address(host.address).packed for host in hosts}
        self._strangers = 0

    def of(self, name: str) -> bytes:
        """A host's own, an address as it is written, else one of those for documentation."""
        if name not in self._known:
            self._known[name] = self._stranger(name)
        return self._known[name]

    def _stranger(self, name: str) -> bytes:
        try:
            return IPv4Address(name).packed
        except ValueError:
            number = _FIRST_UNKNOWN + self._strangers % _UNKNOWN
            self._strangers += 1
            return IPv4Address(number).packed


def _packet(flight: Flight, addresses: _Addresses) -> bytes:
    """The segment behind its IPv4 header (RFC 791 §3.1), which asks not to be fragmented."""
    source, destination = (addresses.of(end.host) for end in (flight.source, flight.destination))
    ports = flight.source.port, flight.destination.port
    try:
        octets = encode(
            flight.segment, str(IPv4Address(source)), str(IPv4Address(destination)), ports
        )
    except WireError as error:
        words, host = "a segment of {host} is no packet: {error}", flight.source.host
        raise FileProblem(words, host=host, error=error) from None
    # Version 4, five words; RFC 6864: what is not fragmented needs no identification.
    header = struct.pack(
        "!BBHHHBBH4s4s",
        *(0x45, 0, 20 + len(octets), 0, _DO_NOT_FRAGMENT, _TIME_TO_LIVE, _TCP, 0),
        *(source, destination),
    )
    return header[:10] + checksum(header).to_bytes(2, "big") + header[12:] + octets


def _comment(flight: Flight, outbound: bool, language: Language) -> str:
    """What only the laboratory knows of a packet."""
    told = [
        (flight.injected, _FORGED),
        (flight.copy, _COPY),
        (flight.retransmission, _RESENT),
        (outbound and flight.lost is not None, _LOST.get(flight.lost or "")),
    ]
    words = [text.written_in(language) for holds, text in told if holds and text is not None]
    return ("；" if language == "zh_CN" else "; ").join(words)
