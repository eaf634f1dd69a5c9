"""A mapping of which thousands of versions share what they have in common behaves like a dict."""

from collections.abc import Mapping
from random import Random

from tcplab.sim.filed import Filed, with_entry, without


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


def test_few_entries_are_a_plain_dict() -> None:
    few = with_entry({}, 1, 2)
    assert (type(few), few) == (dict, {1: 2})
    assert without(few, 1) == {}
