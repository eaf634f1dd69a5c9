"""Work that can be done bit by bit: a generator that pauses and at last returns its result."""

from collections.abc import Generator, Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")
Slices = Generator[None, None, T]

_PAUSE, _BIT = 100, 5_000


def whole(work: Slices[T]) -> T:
    """All of it at once."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: T = done.value
            return result


def pausing(items: Iterable[T]) -> Iterator[tuple[bool, T]]:
    """The items, and whether it is time for a pause."""
    for place, item in enumerate(items, 1):
        yield place % _PAUSE == 0, item


def bits(items: Iterable[T]) -> Iterator[list[T]]:
    """The items by the thousands: as many as cheap work is done with between two pauses."""
    rest = iter(items)
    while bit := list(islice(rest, _BIT)):
        yield bit


def gathered(items: Iterable[T]) -> Slices[list[T]]:
    """A list of the items, each of which is made in no time."""
    found: list[T] = []
    for bit in bits(items):
        found += bit
        yield
    return found
