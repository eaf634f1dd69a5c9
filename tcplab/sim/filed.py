"""A mapping as a value, of which a run keeps thousands of versions: small, or with much shared."""

from collections.abc import Collection, ItemsView, Iterator, KeysView, Mapping, ValuesView
from typing import Any, Generic, TypeVar, overload

import msgspec

K = TypeVar("K")
V = TypeVar("V")
D = TypeVar("D")

_FEW = 64
"""Up to so many entries a plain dict is copied; of more, so many changes are kept apart."""


class Few(msgspec.Struct, Generic[K, V], frozen=True, gc=False, eq=False):
    """What a dict of one or two entries is, in a fifth of its memory. No value is None."""

    def items(self) -> Collection[tuple[K, V]]:
        """All entries, in order."""
        raise NotImplementedError

    def get(self, key: K, default: V | None = None) -> V | None:
        """The value of a key, if it has one."""
        raise NotImplementedError

    def keys(self) -> KeysView[K]:
        """All keys, in order; comparable with sets, as those of any mapping."""
        return dict(self.items()).keys()

    def values(self) -> Collection[V]:
        """All values, in the order of their keys."""
        raise NotImplementedError

    def __getitem__(self, key: K) -> V:
        found = self.get(key)
        if found is None:
            raise KeyError(key)
        return found

    def __contains__(self, key: K) -> bool:
        return self.get(key) is not None

    def __iter__(self) -> Iterator[K]:
        return iter([key for key, _ in self.items()])

    def __len__(self) -> int:
        return len(self.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and dict(self.items()) == dict(other.items())


class One(Few[K, V], frozen=True, gc=False, eq=False):
    """One entry."""

    key: K
    value: V

    def items(self) -> Collection[tuple[K, V]]:
        return ((self.key, self.value),)

    def values(self) -> Collection[V]:
        return (self.value,)

    def get(self, key: K, default: V | None = None) -> V | None:
        return self.value if key == self.key else default


class Two(Few[K, V], frozen=True, gc=False, eq=False):
    """Two entries."""

    key: K
    value: V
    second: K
    other: V

    def items(self) -> Collection[tuple[K, V]]:
        return ((self.key, self.value), (self.second, self.other))

    def values(self) -> Collection[V]:
        return (self.value, self.other)

    def get(self, key: K, default: V | None = None) -> V | None:
        if key == self.second:  # the listener is mostly first, and wanted least
            return self.other
        return self.value if key == self.key else default


Mapping.register(Few)
_ONE: Any = One
_TWO: Any = Two  # which a checker of types takes for no Mapping


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
    after: Mapping[K, V]
    was: Any = filed
    kind = type(was)  # of an ABC, isinstance() is slow
    if kind is One and was.key == key:
        after = _ONE(was.key, value)
    elif kind is Two and was.second == key:
        after = _TWO(was.key, was.value, was.second, value)
    elif kind is Two and was.key == key:
        after = _TWO(was.key, value, was.second, was.other)
    elif kind is Filed:
        after = was.with_entry(key, value)
    else:
        after = _otherwise({**filed, key: value})
    return after


def without(filed: Mapping[K, V], key: K) -> Mapping[K, V]:
    """`filed` without `key`, whether that is there or not."""
    if key not in filed:
        return filed
    if type(filed) is Filed:
        return filed.without(key)
    rest = {**filed}
    del rest[key]
    return _otherwise(rest)


def _otherwise(entries: dict[K, V]) -> Mapping[K, V]:
    """As what these are filed, if there are too few or too many for a dict."""
    after: Mapping[K, V] = entries
    if len(entries) == 1:
        ((key, value),) = entries.items()
        after = _ONE(key, value)
    elif len(entries) == 2:
        (key, value), (second, other) = entries.items()
        after = _TWO(key, value, second, other)
    elif len(entries) > _FEW:
        after = Filed(entries, {})
    return after
