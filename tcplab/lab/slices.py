"""Work that can be done bit by bit: a generator that pauses and at last returns its result."""

from collections.abc import Generator, Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
Slices = Generator[None, None, T]

_PAUSE = 100


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
