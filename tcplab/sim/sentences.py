"""What is wrong, as a sentence that knows its parts: it can be told in any language."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

import msgspec

Place = tuple[str | int, ...]
"""("call", 2, "at_ms"): of the tables called call the third one, in it the key at_ms."""

NO_WORDS: Mapping[str, str] = {}

_COMMA = ", "
_KEY = '"{key}"'
_NTH = "{table} {number}"
_WITHIN = "{outer}, {inner}"
FORMS = (_COMMA, _KEY, _NTH, _WITHIN)
"""How parts are put together, in English."""


class At(msgspec.Struct, frozen=True):
    """A place, told as `call 3, "at_ms"`."""

    place: Place


class Sentence(msgspec.Struct, frozen=True):
    """English words with {names}, and what stands there: text, numbers, sentences, lists, At."""

    words: str
    values: Mapping[str, Any] = {}

    def told(self, instead: Mapping[str, str] = NO_WORDS) -> str:
        """The sentence; `instead` has another language's words, by the English ones."""
        values = {name: _told(value, instead) for name, value in self.values.items()}
        return instead.get(self.words, self.words).format(**values)


def said(words: str, /, **values: object) -> Sentence:
    """A sentence, or a part of one."""
    return Sentence(words, values)


class Unfit(ValueError):
    """Values that cannot be, or not together; `place` is the part at fault, () the whole."""

    def __init__(self, words: str, /, place: Place = (), **values: object) -> None:
        self.place = place
        self.sentence = Sentence(words, {**values, "place": At(place)} if place else values)
        super().__init__(self.sentence.told())


def _told(value: object, instead: Mapping[str, str]) -> str:
    match value:
        case Sentence():
            return value.told(instead)
        case At(place):
            return _name(place, instead)
        case tuple() | list():
            return instead.get(_COMMA, _COMMA).join(_told(each, instead) for each in value)
        case _:
            return str(value)


def _name(place: Place, instead: Mapping[str, str]) -> str:
    words: list[str] = []
    for index, part in enumerate(place):
        if isinstance(part, int):
            words[-1] = said(_NTH, table=place[index - 1], number=part + 1).told(instead)
        elif index == len(place) - 1:
            words.append(said(_KEY, key=part).told(instead))
        else:
            words.append(part)
    return reduce(lambda outer, inner: said(_WITHIN, outer=outer, inner=inner).told(instead), words)
