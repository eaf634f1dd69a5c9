"""setsockopt(): what a program may choose for one socket."""

from tcplab.sim import endpoint
from tcplab.sim.caller import OK, Caller

_KEEPALIVE_LIMITS = {"TCP_KEEPIDLE": 32_767, "TCP_KEEPINTVL": 32_767, "TCP_KEEPCNT": 127}


def setsockopt(c: Caller) -> str | None:
    """setsockopt(): EINVAL for what Linux finds out of range; times are in s, TCP_USER_TIMEOUT ms.

    SO_LINGER takes the time to linger: 0 makes close() a reset, false turns it off; any other has
    close() wait so long for its FIN to be acknowledged. O_NONBLOCK,
    which is fcntl()'s, has connect(), accept() and recv() return instead of waiting.
    """
    if c.socket is None:
        return "EBADF"
    option, value = c.call.option or "", int(c.call.value or 0)
    most = _KEEPALIVE_LIMITS.get(option)
    if (most is not None and not 1 <= value <= most) or (
        option == "TCP_USER_TIMEOUT" and value < 0
    ):
        return "EINVAL"
    idle, interval, count = c.socket.keepalive_times
    settings: dict[str, dict[str, object]] = {
        "SO_REUSEADDR": {"reuse_address": bool(value)},
        "SO_LINGER": {"linger_s": None if c.call.value is False else value & 0x7FFF_FFFF},
        "SO_KEEPALIVE": {"keepalive": bool(value)},
        "TCP_KEEPIDLE": {"keepalive_times": (value * 1_000, interval, count)},
        "TCP_KEEPINTVL": {"keepalive_times": (idle, value * 1_000, count)},
        "TCP_KEEPCNT": {"keepalive_times": (idle, interval, value)},
        "TCP_USER_TIMEOUT": {"user_timeout_ms": value or None},
        "TCP_NODELAY": {"nodelay": bool(value)},
        "O_NONBLOCK": {"nonblocking": bool(value)},
    }
    endpoint.apply_options(c.turn, c.update(c.socket, **settings[option]))
    return OK
