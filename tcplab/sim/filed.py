"""A mapping as a value, of which thousands of versions share what they have in common."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")

_FEW = 64
"""Up to so many entries a plain dict is copied; of more, so many changes are kept apart."""


class Filed(Mapping[K, V], Generic[K, V]):
    """Like a dict, in a dict's order, but never changed: `base` with `recent` laid over it."""

    __slots__ = ("_base", "_length", "_recent")

    def __init__(self, base: dict[K, V], recent: dict[K, V], length: int) -> None:
        self._base = base
        self._recent = recent
        self._length = length

    def __getitem__(self, key: K) -> V:
        recent = self._recent
        return recent[key] if key in recent else self._base[key]

    def __contains__(self, key: object) -> bool:
        return key in self._recent or key in self._base

    def __iter__(self) -> Iterator[K]:
        yield from self._base
        yield from (key for key in self._recent if key not in self._base)

    def __len__(self) -> int:
        return self._length

    def values(self) -> ValuesView[V]:
        """All values, in the order of their keys."""
        return self._whole().values()

    def items(self) -> ItemsView[K, V]:
        """All entries, in order."""
        return self._whole().items()

    def _whole(self) -> dict[K, V]:
        return {**self._base, **self._recent} if self._recent else self._base

    def with_entry(self, key: K, value: V) -> "Filed[K, V]":
        """This with one entry more, or another value."""
        length = self._length + (key not in self)
        if len(self._recent) >= _FEW:
            return Filed({**self._base, **self._recent, key: value}, {}, length)
        return Filed(self._base, {**self._recent, key: value}, length)

    def without(self, key: K) -> Mapping[K, V]:
        """This without one of its entries."""
        rest = dict(self._whole())
        del rest[key]
        return rest if len(rest) < _FEW else Filed(rest, {}, len(rest))


def with_entry(filed: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    """`filed` with one entry more, or with another value for `key`."""
    if type(filed) is Filed:  # of an ABC, isinstance() is slow
        return filed.with_entry(key, value)
    if len(filed) < _FEW:
        return {**filed, key: value}
    return Filed({**filed, key: value}, {}, len(filed) + (key not in filed))


def without(filed: Mapping[K, V], key: K) -> Mapping[K, V]:
    """`filed` without `key`, whether that is there or not."""
    if key not in filed:
        return filed
    if type(filed) is Filed:
        return filed.without(key)
    return {one: value for one, value in filed.items() if one != key}
