"""An experiment: everything that everybody does, as a value that is also the form of a lab file.

Making one that cannot be raises ValueError with one sentence; so does reading one with msgspec.
"""

import re
import unicodedata
from functools import cached_property, lru_cache
from typing import Annotated, Literal, Self, get_args

import msgspec
from msgspec import Meta, field

from tcplab.engine.stack import STACKS, Stack
from tcplab.sim import conditions
from tcplab.sim.network import (
    Count,
    Cut,
    Fate,
    Injection,
    Milliseconds,
    Network,
    Number,
    Port,
    parse_endpoint,
)
from tcplab.sim.sentences import At, Place, Unfit, said

Seconds = Annotated[int, Meta(ge=0, le=2_147_483)]

StackName = Literal["textbook", "rfc9293", "linux", "two-way-handshake", "no-time-wait"]
Deed = Literal[
    "socket", "bind", "listen", "accept", "connect", "send", "recv",
    "shutdown", "close", "dup", "setsockopt", "abort", "crash", "reboot",
]  # fmt: skip
DEEDS: tuple[str, ...] = get_args(Deed)
OPTIONS = (
    "SO_REUSEADDR", "SO_LINGER", "SO_KEEPALIVE", "TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT",
    "TCP_USER_TIMEOUT", "TCP_NODELAY", "O_NONBLOCK",
)  # fmt: skip

_ARGUMENTS: dict[str, tuple[str, ...]] = {
    "socket": ("makes",),
    "bind": ("port",),
    "listen": ("port", "backlog"),
    "accept": ("makes",),
    "connect": ("to", "port", "makes"),
    "send": ("octets", "data"),
    "recv": ("octets",),
    "shutdown": ("how",),
    "close": (),
    "dup": ("makes",),
    "setsockopt": ("option", "value"),
    "abort": (),
    "crash": (),
    "reboot": (),
}
_KEYS = {"makes": "as"}
_BREAKS = {"Cc", "Cs", "Zl", "Zp"}  # control characters, half a character, line and paragraph ends


def _is_host_name(text: str) -> bool:
    """Letters of any script, with the marks that many of them are written with."""
    kinds = "".join("L" if each in "-_." else unicodedata.category(each)[0] for each in text)
    return re.fullmatch("[LN][LMN]{0,19}", kinds) is not None


def arguments(do: Deed) -> tuple[str, ...]:
    """The keys of a lab file that are this call's own; others are everybody's."""
    return tuple(_KEYS.get(name, name) for name in _ARGUMENTS[do])


_EVERY_OCTET = bytes(range(256))
_SHORT = 4_096
"""So many octets at most are the same bytes wherever the same stream position is sent."""


def stream_octets(position: int, count: int) -> bytes:
    """`count` octets from `position` of a stream whose values are the position modulo 256."""
    start = position % 256
    return _short_octets(start, count) if count <= _SHORT else _octets(start, count)


def _octets(start: int, count: int) -> bytes:
    return (_EVERY_OCTET * (count // 256 + 2))[start : start + count]


_short_octets = lru_cache(maxsize=256)(_octets)


class HostSetup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A host: its stack, and any of the stack's choices overridden."""

    name: str
    stack: StackName = "textbook"
    iss: Number | None = None
    reads: bool = True
    first_port: Port | None = None
    last_port: Port | None = None
    msl_s: Seconds | None = None
    rto_first_ms: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    rto_min_ms: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    rto_max_ms: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    r2_syn_s: Seconds | None = None
    r2_data_s: Seconds | None = None
    mss: Annotated[int, Meta(ge=1, le=65_495)] | None = None
    window_scale: Annotated[int, Meta(ge=0, le=14)] | bool | None = None
    timestamps: bool | None = None
    sack: bool | None = None
    user_timeout_option_s: Annotated[int, Meta(ge=0, le=1_966_020)] | None = None
    user_timeout_least_s: Seconds | None = None
    user_timeout_most_s: Seconds | None = None
    window: Annotated[int, Meta(ge=1, le=65_535)] | None = None
    delayed_ack_ms: Annotated[int, Meta(ge=0, le=500)] | None = None
    backlog: Annotated[int, Meta(ge=0, le=65_535)] | None = None
    keepalive_idle_s: Annotated[int, Meta(ge=1, le=2_147_483)] | None = None
    keepalive_interval_s: Annotated[int, Meta(ge=1, le=2_147_483)] | None = None
    keepalive_count: Annotated[int, Meta(ge=1, le=127)] | None = None
    fin_wait_2_s: Seconds | None = None
    rst_on_give_up: bool | None = None
    syn_cookies: bool | None = None
    rfc1337: bool | None = None
    reopens_time_wait: bool | None = None
    challenge_acks: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    invalid_ack_ms: Milliseconds | None = None

    def __post_init__(self) -> None:
        if self.window_scale is True:
            words = "{place}: right are a shift from 0 to 14, or false for none"
            raise Unfit(words, place=("window_scale",))
        if not _is_host_name(self.name):
            words = (
                '{place}: "{name}" is no host name; '
                'right are 1 to 20 letters, digits, "-", "_" or "."'
            )
            raise Unfit(words, place=("name",), name=self.name)
        if not self.ports():
            words = "{place} must be at least the first port, {first}"
            raise Unfit(words, place=("last_port",), first=self.ports().start)

    def __eq__(self, other: object) -> bool:
        """Python takes a shift of 0 and `false`, which offers none, for equal."""
        if not isinstance(other, HostSetup):
            return NotImplemented
        alike = msgspec.structs.astuple(self) == msgspec.structs.astuple(other)
        return alike and type(self.window_scale) is type(other.window_scale)

    def __hash__(self) -> int:
        return hash(msgspec.structs.astuple(self))

    def ports(self) -> range:
        """The ports of which connect() takes the next free one."""
        first, last = self.first_port, self.last_port
        return range(40_000 if first is None else first, 65_536 if last is None else last + 1)

    def choices(self) -> Stack:
        """The stack with this host's overrides."""
        changes: dict[str, object] = {}
        for key in _OVERRIDES:
            value = getattr(self, key)
            if value is None:
                continue
            if key.endswith("_s"):
                changes[key.removesuffix("_s") + "_ms"] = value * 1_000
            else:
                changes[key] = value
        if self.window_scale is False:
            changes["window_scale"] = None
        if self.r2_syn_s is not None:
            changes |= {"syn_retries": None, "synack_retries": None}
        if self.r2_data_s is not None:
            changes["data_retries"] = None
        if self.delayed_ack_ms is not None:
            changes |= {"quick_acks": 0, "delayed_ack_first_ms": None}
        return msgspec.structs.replace(STACKS[self.stack], **changes)


_OVERRIDES = tuple(
    name
    for name in HostSetup.__struct_fields__
    if name not in ("name", "stack", "iss", "reads", "first_port", "last_port")
)  # fmt: skip


class Call(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One socket call: at a time, or `after_ms` after a condition first holds at its host."""

    host: str
    do: Deed
    at_ms: Milliseconds | None = None
    when: str | None = None
    after_ms: Milliseconds = 0
    socket: str | None = None
    makes: Annotated[str, Meta(min_length=1, description="a name in quotes")] | None = field(
        name="as", default=None
    )
    to: str | None = None
    port: Port | None = None
    backlog: Annotated[int, Meta(ge=0, le=65_535)] | None = None
    octets: Annotated[int, Meta(ge=1, le=2**20)] | None = None
    data: str | None = None
    how: Literal["read", "write", "both"] | None = None
    option: str | None = None
    value: Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)] | bool | None = None
    times: Count = 1
    every_ms: Milliseconds = 0

    def __post_init__(self) -> None:
        if (self.at_ms is None) == (self.when is None):
            raise Unfit('{call} needs exactly one of "at_ms" and "when"', call=self.do)
        if self.when is not None:
            try:
                conditions.parse(self.when)
            except Unfit as error:
                raise Unfit("{place}: {what}", place=("when",), what=error.sentence) from None
        elif self.after_ms:
            words = '{place} goes with "when"; {call} has "at_ms"'
            raise Unfit(words, place=("after_ms",), call=self.do)
        self._check_arguments()
        self._check_repetition()

    def _check_arguments(self) -> None:
        allowed = _ARGUMENTS[self.do]
        for name in ("makes", "to", "port", "backlog", "octets", "data", "how", "option", "value"):
            if getattr(self, name) is not None and name not in allowed:
                named = tuple(At((key,)) for key in arguments(self.do)) or said("none")
                raise Unfit(
                    "{call} takes no {key}; its arguments are: {named}",
                    call=self.do, key=At((_KEYS.get(name, name),)), named=named,
                )  # fmt: skip
        missing = {
            "bind": self.port is None and "port",
            "connect": self.to is None and "to",
            "shutdown": self.how is None and "how",
            "setsockopt": (self.option is None and "option") or (self.value is None and "value"),
        }.get(self.do)
        if missing:
            raise Unfit("{call} needs {key}", call=self.do, key=At((missing,)))
        if self.to is not None:
            parse_endpoint(self.to)
        if self.do == "send" and (self.octets is None) == (self.data is None):
            raise Unfit('send needs exactly one of "octets" and "data"')
        if self.do == "setsockopt" and self.option not in OPTIONS:
            import difflib  # slow to import, and most names are known

            near = difflib.get_close_matches(str(self.option), OPTIONS, 1, 0.4)
            hint = (
                said("; did you mean {near}?", near=near[0])
                if near
                else said("; known are {known}", known=OPTIONS)
            )
            words = 'setsockopt knows no option "{option}"{hint}'
            raise Unfit(words, option=self.option, hint=hint)

    def _check_repetition(self) -> None:
        if self.times > 1 and self.makes is not None:
            raise Unfit('{place} names one thing; it cannot go with "times"', place=("as",))

    def with_time(self, at_ms: int) -> Self:
        """The same call at a fixed time (ms)."""
        return msgspec.structs.replace(self, at_ms=at_ms, when=None, after_ms=0)


class Experiment(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, dict=True
):
    """Everything that everybody does, until `horizon_ms` or, without one, until it is quiet."""

    title: str
    hosts: Annotated[tuple[HostSetup, ...], Meta(min_length=1, max_length=50)] = field(name="host")
    horizon_ms: Milliseconds | None = None
    network: Network = Network()
    calls: tuple[Call, ...] = field(name="call", default=())
    fates: tuple[Fate, ...] = field(name="fate", default=())
    injections: tuple[Injection, ...] = field(name="inject", default=())
    cuts: tuple[Cut, ...] = field(name="cut", default=())

    def __post_init__(self) -> None:
        if not self.title.strip() or {unicodedata.category(each) for each in self.title} & _BREAKS:
            words = "{place} must be one line of text, without control characters"
            raise Unfit(words, place=("title",))
        names = [host.name for host in self.hosts]
        for index, name in enumerate(names):
            if name in names[:index]:
                words = '{place}: two hosts are called "{name}"; every host needs its own name'
                raise Unfit(words, place=("host", index, "name"), name=name)
        self._check_calls()
        for index, fate in enumerate(self.fates):
            self._known(("fate", index, "host"), fate.host)
        for index, inject in enumerate(self.injections):
            self._known(("inject", index, "to"), parse_endpoint(inject.to).host)
            if inject.by is not None:
                self._known(("inject", index, "by"), inject.by)
        for index, cut in enumerate(self.cuts):
            self._known(("cut", index, "host"), cut.host)

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of the hosts."""
        return frozenset([host.name for host in self.hosts])

    @cached_property
    def conditional(self) -> dict[str, list[tuple[int, conditions.Condition]]]:
        """Each host's `when` calls: their indices, rising, and what they wait for."""
        found: dict[str, list[tuple[int, conditions.Condition]]] = {}
        for index, call in enumerate(self.calls):
            if call.when is not None:
                found.setdefault(call.host, []).append((index, conditions.parse(call.when)))
        return found

    @cached_property
    def fated(self) -> dict[tuple[str, int], list[Fate]]:
        """The fates of each transmission that has some, by its sender and ordinal."""
        found: dict[tuple[str, int], list[Fate]] = {}
        for fate in self.fates:
            found.setdefault((fate.host, fate.segment), []).append(fate)
        return found

    @cached_property
    def smooth(self) -> bool:
        """Whether nothing can befall a transmission: no fate, no chance and no cut cable."""
        return not (self.fates or self.network.chances or self.cuts)

    def _check_calls(self) -> None:
        made = {(call.host, call.makes) for call in self.calls if call.makes is not None}
        for index, call in enumerate(self.calls):
            self._known(("call", index, "host"), call.host)
            if call.to is not None:
                self._known(("call", index, "to"), parse_endpoint(call.to).host)
            if call.socket is not None and (call.host, call.socket) not in made:
                words = (
                    '{place}: no call of {host} makes "{name}"; '
                    'right would be a call with as = "{name}"'
                )
                place = ("call", index, "socket")
                raise Unfit(words, place=place, host=call.host, name=call.socket)
            if call.do == "listen" and (call.port or call.socket) is None:
                self._check_bound(("call", index, "port"), call.host)

    def _check_bound(self, place: Place, host: str) -> None:
        if not any(one.do == "bind" and one.host == host for one in self.calls):
            words = "{place} is missing; listen needs it where no bind gives one"
            raise Unfit(words, place=place)

    def _known(self, place: Place, name: str) -> None:
        names = [host.name for host in self.hosts]
        if name not in names:
            words = '{place}: no host is called "{name}"; the hosts are: {hosts}'
            raise Unfit(words, place=place, name=name, hosts=names)
