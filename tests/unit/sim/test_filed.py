"""A mapping of which thousands of versions share what they have in common behaves like a dict."""

from collections.abc import Mapping
from random import Random
from sys import getsizeof

import pytest

from tcplab.sim.filed import Filed, One, Two, with_entry, without


def test_it_is_a_dict_to_whoever_looks() -> None:
    """Against a real one, entry by entry, through growth, change and removal."""
    dice = Random(7)
    plain: dict[int, int] = {}
    filed: Mapping[int, int] = {}
    for turn in range(3_000):
        key = dice.randrange(300)
        if dice.random() < 0.7:
            plain[key] = turn
            filed = with_entry(filed, key, turn)
        else:
            plain.pop(key, None)
            filed = without(filed, key)
        assert len(filed) == len(plain)
        assert (key in filed, filed.get(key)) == (key in plain, plain.get(key))
        if turn % 50 == 0:
            assert list(filed.items()) == list(plain.items())
            assert list(filed) == list(plain)
            assert list(filed.values()) == list(plain.values())
            assert dict(filed) == plain
    assert isinstance(filed, Filed)


def test_an_earlier_version_stays_as_it_was() -> None:
    filed: Mapping[int, str] = {}
    versions = []
    for key in range(500):
        versions.append(filed)
        filed = with_entry(filed, key, str(key))
    assert [len(one) for one in versions] == list(range(500))
    assert without(filed, 3) == {key: str(key) for key in range(500) if key != 3}
    assert 3 in filed
    assert without(filed, 999) is filed


def test_few_entries_are_a_dict_to_whoever_looks_and_take_a_fraction_of_its_memory() -> None:
    dice, kinds = Random(3), set()
    plain: dict[int, int] = {}
    filed: Mapping[int, int] = {}
    for turn in range(300):
        key, before = dice.randrange(4), (dict(plain), filed)
        if dice.random() < 0.6:
            plain[key] = turn
            filed = with_entry(filed, key, turn)
        else:
            plain.pop(key, None)
            filed = without(filed, key)
        kinds.add(type(filed))
        assert (filed == plain, plain == filed, filed == {9: 9}) == (True, True, False)
        assert [*filed, *filed.items(), *filed.keys(), *filed.values()] == [
            *plain, *plain.items(), *plain.keys(), *plain.values()
        ]  # fmt: skip
        assert [(one in filed, filed.get(one, -1)) for one in range(5)] == [
            (one in plain, plain.get(one, -1)) for one in range(5)
        ]
        assert {**filed} == plain == {one: filed[one] for one in plain}
        assert before[0] == before[1]  # an earlier version stays as it was
    assert kinds == {dict, One, Two}
    with pytest.raises(KeyError):
        with_entry({}, 1, 2)[3]
    with pytest.raises(TypeError):
        hash(with_entry({}, 1, 2))
    assert isinstance(with_entry({}, 1, 2), Mapping)
    assert 4 * getsizeof(with_entry({}, 1, 2)) < getsizeof({1: 2})
