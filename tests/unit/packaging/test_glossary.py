"""One term for one thing: no text uses what the glossary rules out."""

import re
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
RESOURCES = ROOT / "resources"
TERMS = tomllib.loads((RESOURCES / "words" / "glossary.toml").read_text("utf-8"))["term"]
_KEYS = {"en": ("en", "title"), "zh_CN": ("zh_CN", "title_zh_CN")}


@cache
def texts(language: str) -> list[tuple[str, str]]:
    """Every text of one language with the place where it stands."""
    found = list(_worded(language))
    for path in sorted((RESOURCES / "lessons").glob("*.toml")):
        table = tomllib.loads(path.read_text("utf-8"))
        found += [(path.name, text) for text in _values(table, _KEYS[language])]
    for message in ET.parse(RESOURCES / "i18n" / "tcplab_zh_CN.ts").getroot().iter("message"):
        text = message.findtext("source" if language == "en" else "translation", "")
        found.append(("interface", text))
    return found


def _worded(language: str) -> Iterator[tuple[str, str]]:
    told = tomllib.loads((RESOURCES / "words" / "sentences_zh_CN.toml").read_text("utf-8"))
    for chinese in told["sentences"].values() if language == "zh_CN" else ():
        yield "problem", chinese
    words = tomllib.loads((RESOURCES / "words" / f"{language}.toml").read_text("utf-8"))
    for key, entry in words.items():
        for text in entry.values() if isinstance(entry, dict) else [entry]:
            yield key, str(text)


def _values(table: Any, keys: tuple[str, ...]) -> Iterator[str]:
    """The strings below these keys, however deep."""
    if isinstance(table, dict):
        for key, value in table.items():
            if key in keys and isinstance(value, str):
                yield value
            else:
                yield from _values(value, keys)
    elif isinstance(table, list):
        for each in table:
            yield from _values(each, keys)


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_every_text_is_looked_at(language: str) -> None:
    places = [place for place, _ in texts(language)]
    assert {"handshake.toml", "order.toml", "interface", "3.10.1/CLOSED/passive"} <= set(places)
    assert ("problem" in places) is (language == "zh_CN")
    assert len(places) > 1_000


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_text_uses_what_a_fixed_term_rules_out(language: str) -> None:
    wrong = []
    for term in TERMS:
        pattern = term.get(f"never_{language}")
        if pattern is None:
            continue
        never = re.compile(rf"\b({pattern})\b" if language == "en" else pattern)
        assert not never.search(term[language]), term
        wrong += [
            f"{place}: {match[0]} (the term is {term[language]}): {text}"
            for place, text in texts(language)
            if (match := never.search(text))
        ]
    assert wrong == []


def test_a_term_is_fixed_once() -> None:
    assert all(set(term) <= {"en", "zh_CN", "never_en", "never_zh_CN", "note"} for term in TERMS)
    for language in ("en", "zh_CN"):
        terms = [term[language] for term in TERMS]
        assert len(set(terms)) == len(terms)
