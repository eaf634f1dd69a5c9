"""In what one experiment differs from another, piece by piece, and how a single piece is put back.

A host that is called otherwise is the same host: all else is compared under its present name.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Literal

import msgspec
from msgspec.structs import replace

from tcplab.lab.renaming import renamed
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Cut, Fate, Injection, Network

List = Literal["calls", "fates", "injections", "cuts"]
Part = Literal["title", "horizon_ms", "network", "hosts"] | List
Item = Call | Fate | Injection | Cut


class Difference(msgspec.Struct, frozen=True):
    """One piece that is otherwise now: what it `was` and what it is `now`; None: it was not there.

    `field` is the setting of the network, or of the host at the place `at`; of a list's item `at`
    is its place among all that are or were there.
    """

    part: Part
    was: object
    now: object
    at: int = 0
    field: str = ""


class Pair(msgspec.Struct, frozen=True):
    """An item of a list as it was and as it is; None: it is new, or gone."""

    was: Item | None
    now: Item | None


_LISTS: tuple[List, ...] = ("calls", "fates", "injections", "cuts")


def differences(before: Experiment, after: Experiment) -> tuple[Difference, ...]:
    """All in which `after` differs: hosts, network, then calls, what befalls segments, cables."""
    found = [
        Difference(part, getattr(before, part), getattr(after, part))
        for part in ("title", "horizon_ms")
        if getattr(before, part) != getattr(after, part)
    ]
    for at, (was, now) in enumerate(zip(before.hosts, after.hosts, strict=False)):
        found += _fields("hosts", was, now, at)
    found += _fields("network", before.network, after.network, 0)
    before = _under_names_of(before, after)
    for part in _LISTS:
        old, new = getattr(before, part), getattr(after, part)
        pairs = aligned(old, new) if old != new else []
        found += [
            Difference(part, pair.was, pair.now, at)
            for at, pair in enumerate(pairs)
            if pair.was != pair.now
        ]
    return tuple(found)


def put_back(before: Experiment, after: Experiment, one: Difference) -> Experiment:
    """`after` with that one difference from `before` undone.

    ValueError where nothing can be so: other calls need the socket that a call makes.
    """
    match one.part:
        case "title" | "horizon_ms":
            return replace(after, **{one.part: one.was})
        case "network":
            return replace(after, network=replace(after.network, **{one.field: one.was}))
        case "hosts" if one.field == "name":
            return renamed(after, str(one.now), str(one.was))
        case "hosts":
            hosts = list(after.hosts)
            hosts[one.at] = replace(hosts[one.at], **{one.field: one.was})
            return replace(after, hosts=tuple(hosts))
        case _:
            old = getattr(_under_names_of(before, after), one.part)
            pairs = aligned(old, getattr(after, one.part))
            kept = [pair.was if at == one.at else pair.now for at, pair in enumerate(pairs)]
            items = tuple(item for item in kept if item is not None)
            return replace(after, **{one.part: old if Counter(items) == Counter(old) else items})


def aligned(before: Sequence[Item], after: Sequence[Item]) -> list[Pair]:
    """What was and what is, side by side: in the order of today, what is gone where it stood."""
    partner = partners(before, after)
    origin = {now: was for was, now in partner.items()}
    pairs = [
        (origin.get(at), Pair(before[origin[at]] if at in origin else None, item))
        for at, item in enumerate(after)
    ]
    for was, item in enumerate(before):
        if was not in partner:
            place = next((at for at, (old, _) in enumerate(pairs) if old == was - 1), None)
            pairs.insert(0 if place is None else place + 1, (was, Pair(item, None)))
    return [pair for _, pair in pairs]


def partners(before: Sequence[Item], after: Sequence[Item]) -> dict[int, int]:
    """Which item of `after` an item of `before` is or has become, by their places; what is gone is
    not among them."""
    found: dict[int, int] = {}
    elsewhere: dict[int, int] = {}
    for likeness in (_itself, _but_for_time, _what_it_is):
        open_now: dict[Hashable, list[int]] = {}
        taken = {*found.values(), *elsewhere.values()}
        for at, item in enumerate(after):
            if at not in taken:
                open_now.setdefault(likeness(item), []).append(at)
        for at, item in enumerate(before):
            if at in found or at in elsewhere:
                continue
            if places := open_now.get(likeness(item)):
                found[at] = places.pop(0)
        if likeness is _itself and before and isinstance(before[0], Call | Injection):
            same, found = found, _in_order(found)
            elsewhere = {at: now for at, now in same.items() if at not in found}
    return found


def _in_order(partners: dict[int, int]) -> dict[int, int]:
    """As many as stand in the same order before and after: within a millisecond it counts."""
    if list(partners.values()) == sorted(partners.values()):
        return partners
    ends: list[int] = []  # where the best row of each length so far ends, in `after`
    rows: list[tuple[tuple[int, int], ...]] = []
    for was, now in sorted(partners.items()):
        length = bisect_left(ends, now)
        row = (*(rows[length - 1] if length else ()), (was, now))
        ends[length : length + 1] = [now]
        rows[length : length + 1] = [row]
    return dict(rows[-1]) if rows else {}


def _itself(item: Item) -> Hashable:
    return item


def _but_for_time(item: Item) -> Hashable:
    match item:
        case Call():
            return item.with_time(0)
        case Injection():
            return replace(item, at_ms=0)
        case _:
            return _what_it_is(item)


def _what_it_is(item: Item) -> Hashable:
    match item:
        case Call(host=host, do=do):
            return host, do
        case Fate(host=host, segment=segment, do=deed):
            return host, segment, deed
        case Injection(from_=source, to=target, by=by):
            return source, target, by
        case Cut(host=host):
            return host


def _fields(
    part: Literal["hosts", "network"], was: HostSetup | Network, now: HostSetup | Network, at: int
) -> list[Difference]:
    """The settings that differ."""
    return [
        Difference(part, getattr(was, name), getattr(now, name), at, name)
        for name in was.__struct_fields__
        if _otherwise(getattr(was, name), getattr(now, name))
    ]


def _otherwise(was: object, now: object) -> bool:
    """Python takes a window scale of 0 and `false`, which offers none, for equal."""
    return was != now or type(was) is not type(now)


def _under_names_of(before: Experiment, after: Experiment) -> Experiment:
    """`before` with its hosts called as those of `after`."""
    names = [
        (was.name, now.name)
        for was, now in zip(before.hosts, after.hosts, strict=False)
        if was.name != now.name
    ]
    for at, (was, _) in enumerate(names):  # two may have changed their names for each other's
        before = renamed(before, was, f"-{at}-")
    for at, (_, now) in enumerate(names):
        before = renamed(before, f"-{at}-", now)
    return before
