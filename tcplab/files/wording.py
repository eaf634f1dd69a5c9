"""The explanations that come with the program, in one language."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from tcplab.files.resources import resource
from tcplab.lab.lesson import Language
from tcplab.lab.words import Entry, Words, words_from
from tcplab.sim.sentences import NO_WORDS


class _Wording(Mapping[str, Entry]):
    """Read as soon as a word is asked for: where nothing has happened yet, none is."""

    def __init__(self, language: Language) -> None:
        self._language = language

    @cached_property
    def _entries(self) -> Words:
        text = resource("words", f"{self._language}.toml").read_text(encoding="utf-8")
        return words_from(tomllib.loads(text))

    def __getitem__(self, key: str) -> Entry:
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    __hash__ = object.__hash__
    __eq__ = object.__eq__


@cache
def read_sentences(language: Language) -> Mapping[str, str]:
    """What a problem is told with, by its English words; nothing for English itself."""
    if language == "en":
        return NO_WORDS
    text = resource("words", f"sentences_{language}.toml").read_text(encoding="utf-8")
    sentences: dict[str, str] = tomllib.loads(text)["sentences"]
    return sentences


@cache
def read_words(language: Language) -> Words:
    """The words of `language`; always the same value, as they never change while it runs."""
    return _Wording(language)
