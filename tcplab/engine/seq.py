"""Arithmetic modulo 2**32 on sequence numbers (RFC 9293 §3.4); every number is 0 to 2**32 - 1."""

MODULUS = 1 << 32
_MASK = MODULUS - 1
_HALF = 1 << 31


def add(number: int, count: int) -> int:
    """The sequence number `count` octets after `number`; `count` may be negative."""
    return (number + count) & _MASK


def distance(start: int, end: int) -> int:
    """How many octets lie from `start` up to `end`, 0 to 2**32 - 1."""
    return (end - start) & _MASK


def lt(a: int, b: int) -> bool:
    """Whether `a` comes before `b`: the shorter way round leads forward from `a` to `b`."""
    return 0 < ((b - a) & _MASK) < _HALF


def le(a: int, b: int) -> bool:
    """Whether `a` is `b` or comes before it."""
    return ((b - a) & _MASK) < _HALF


def in_window(number: int, start: int, size: int) -> bool:
    """Whether start =< number < start + size, modulo 2**32; `size` is 0 to 2**32 - 1."""
    return ((number - start) & _MASK) < size
