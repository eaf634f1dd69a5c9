"""A TCP segment as RFC 9293 §3.1 defines it, without the addresses and ports that frame it."""

from functools import cache

import msgspec

FIN = 1
SYN = 2
RST = 4
PSH = 8
ACK = 16
URG = 32

_NAMES = ((SYN, "SYN"), (FIN, "FIN"), (RST, "RST"), (PSH, "PSH"), (ACK, "ACK"), (URG, "URG"))
_LONGEST_TIMEOUT = (1 << 15) - 1
FLAGS = {name: bit for bit, name in _NAMES}


class UserTimeout(msgspec.Struct, frozen=True, gc=False):
    """What a User Timeout Option says (RFC 5482 §3.3): 0 to 32767 seconds, or minutes."""

    count: int
    minutes: bool = False

    @classmethod
    def of(cls, ms: int) -> "UserTimeout":
        """The least that is no less than `ms`: in minutes where seconds do not suffice."""
        seconds = -(-ms // 1_000)
        if seconds <= _LONGEST_TIMEOUT:
            return cls(seconds)
        return cls(min(-(-seconds // 60), _LONGEST_TIMEOUT), minutes=True)

    @property
    def ms(self) -> int | None:
        """In ms; None for zero minutes: one "MUST ignore it upon reception" (§3.4)."""
        if self.minutes:
            return self.count * 60_000 or None
        return self.count * 1_000


class Options(msgspec.Struct, frozen=True, gc=False):
    """The options of a segment; `mss` in octets, `window_scale` 0 to 14, None where not offered."""

    mss: int | None = None
    window_scale: int | None = None
    sack_permitted: bool = False
    timestamps: tuple[int, int] | None = None
    user_timeout: UserTimeout | None = None


NO_OPTIONS = Options()


class Segment(msgspec.Struct, frozen=True, gc=False):
    """One segment: `seq` and `ack` are absolute, `window` and `urgent` in octets."""

    seq: int
    flags: int
    ack: int = 0
    window: int = 0
    urgent: int = 0
    options: Options = NO_OPTIONS
    data: bytes = b""

    @property
    def length(self) -> int:
        """SEG.LEN, the octets occupied in sequence space, counting SYN and FIN (§3.4)."""
        flags = self.flags
        return len(self.data) + (flags & FIN) + ((flags & SYN) >> 1)


@cache
def flag_names(flags: int) -> tuple[str, ...]:
    """The names of the set bits in the order SYN FIN RST PSH ACK URG."""
    return tuple(name for bit, name in _NAMES if flags & bit)
