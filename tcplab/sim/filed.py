"""A mapping as a value, of which thousands of versions share what they have in common."""

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from typing import Generic, TypeVar, overload

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_FEW = 64
"""Up to so many entries a plain dict is copied; of more, so many changes are kept apart."""


class Filed(Mapping[K, V], Generic[K, V]):
    """Like a dict, in a dict's order, but never changed: `base` with `recent` laid over it."""

    __slots__ = ("_base", "_recent")

    def __init__(self, base: dict[K, V], recent: dict[K, V]) -> None:
        self._base = base
        self._recent = recent

    def __getitem__(self, key: K) -> V:
        recent = self._recent
        return recent[key] if key in recent else self._base[key]

    @overload
    def get(self, key: K, /) -> V | None: ...
    @overload
    def get(self, key: K, /, default: V | D) -> V | D: ...
    def get(self, key: K, /, default: object = None) -> object:
        """Mapping's own is slow: it lets the look-up fail where nothing is."""
        found = self._recent.get(key)  # no value is None
        return self._base.get(key, default) if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self._recent or key in self._base

    def __iter__(self) -> Iterator[K]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

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
        recent = dict(self._recent)
        recent[key] = value
        if len(recent) > _FEW:
            return Filed({**self._base, **recent}, {})
        return Filed(self._base, recent)

    def without(self, key: K) -> Mapping[K, V]:
        """This without one of its entries."""
        rest = {**self._base, **self._recent}
        del rest[key]
        return rest if len(rest) < _FEW else Filed(rest, {})


def with_entry(filed: Mapping[K, V], key: K, value: V) -> Mapping[K, V]:
    """`filed` with one entry more, or with another value for `key`."""
    if type(filed) is Filed:  # of an ABC, isinstance() is slow
        return filed.with_entry(key, value)
    after = dict(filed)
    after[key] = value
    return after if len(after) <= _FEW else Filed(after, {})


def without(filed: Mapping[K, V], key: K) -> Mapping[K, V]:
    """`filed` without `key`, whether that is there or not."""
    if key not in filed:
        return filed
    if type(filed) is Filed:
        return filed.without(key)
    rest = dict(filed)
    del rest[key]
    return rest
