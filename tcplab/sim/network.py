"""What lies between the hosts: addresses, the wire, and what befalls segments and cables there."""

import re
from functools import lru_cache
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, field

from tcplab.sim.sentences import Unfit

Milliseconds = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Port = Annotated[int, Meta(ge=1, le=65_535)]
Number = Annotated[int, Meta(ge=0, le=2**32 - 1)]
Chance = Annotated[float, Meta(ge=0, le=1)]
Count = Annotated[int, Meta(ge=1, le=100_000)]

_ADDRESS = re.compile(r"(?P<host>[^:]+):(?P<port>[0-9]{1,5})")


class Endpoint(msgspec.Struct, frozen=True, order=True, gc=False, cache_hash=True):
    """A host (by name, or an address that is no host's) and a port."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@lru_cache(maxsize=1_024)
def parse_endpoint(text: str, key: str = "to") -> Endpoint:
    """`NAME:PORT` as a value; ValueError says what would be right for `key`."""
    match = _ADDRESS.fullmatch(text)
    if match is None or not 1 <= int(match["port"]) <= 65_535:
        words = '{place}: "{text}" is not NAME:PORT with a port from 1 to 65535'
        raise Unfit(words, place=(key,), text=text)
    return Endpoint(match["host"], int(match["port"]))


class Network(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the wire does to everybody: times in ms one way, chances from 0 to 1."""

    delay_ms: Milliseconds = 100
    jitter_ms: Milliseconds = 0
    loss: Chance = 0.0
    duplicate: Chance = 0.0
    reorder: Chance = 0.0
    seed: Annotated[int, Meta(ge=0, le=2**63 - 1)] = 0

    @property
    def chances(self) -> bool:
        """Whether anything is left to chance, so that the seed matters."""
        return bool(self.jitter_ms or self.loss or self.duplicate or self.reorder)


class Fate(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What befalls the `segment`-th transmission (from 1) that `host` sends; `ms` is an extra."""

    host: str
    segment: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    do: Literal["lose", "delay", "duplicate"]
    ms: Milliseconds | None = None

    def __post_init__(self) -> None:
        if self.do == "lose" and self.ms is not None:
            raise Unfit('lose takes no "ms"')
        if self.do == "delay" and self.ms is None:
            raise Unfit('delay needs "ms"')


class Injection(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A forged or very old segment that arrives at `at_ms`; `by` draws it from that lifeline.

    With `next_port` each repetition comes from the port after the one before; with `timestamp`
    (TSval) it bears the option of RFC 7323.
    """

    from_: str = field(name="from")
    to: str
    at_ms: Milliseconds
    flags: tuple[Literal["SYN", "FIN", "RST", "PSH", "ACK", "URG"], ...]
    seq: Number = 0
    ack: Number | None = None
    window: Annotated[int, Meta(ge=0, le=65_535)] = 65_535
    octets: Annotated[int, Meta(ge=0, le=65_495)] = 0
    timestamp: Number | None = None
    by: str | None = None
    times: Count = 1
    every_ms: Milliseconds = 0
    next_port: bool = False

    def __post_init__(self) -> None:
        first = parse_endpoint(self.from_, "from").port
        if self.next_port and first + self.times > 65_536:
            words = "{place}: after port {first} there are only {left} more"
            raise Unfit(words, place=("times",), first=first, left=65_535 - first)
        parse_endpoint(self.to)
        if self.ack is not None and "ACK" not in self.flags:
            raise Unfit('{place} has no meaning without the flag "ACK"', place=("ack",))


class Cut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The cable of `host` is out from `from_ms` until before `to_ms`."""

    host: str
    from_ms: Milliseconds
    to_ms: Milliseconds

    def __post_init__(self) -> None:
        if self.to_ms <= self.from_ms:
            words = '{place} must be more than "from_ms" ({start})'
            raise Unfit(words, place=("to_ms",), start=self.from_ms)
