"""The explanations that come with the program, in one language."""

import tomllib
from functools import cache

from tcplab.files.resources import resource
from tcplab.lab.lesson import Language
from tcplab.lab.words import Words, words_from


@cache
def read_words(language: Language) -> Words:
    """The words of `language`; read once, as they never change while the program runs."""
    text = resource("words", f"{language}.toml").read_text(encoding="utf-8")
    return words_from(tomllib.loads(text))
