"""The files of words: every rule and step in both languages, short, whole, well set."""

import re
from collections.abc import Callable

from tcplab.engine.rules import Rule
from tcplab.files.wording import read_words
from tcplab.lab.lesson import Language
from tcplab.lab.words import Entry, variables_changed
from tests.support.every_rule import REACHES, play

LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")
WORDS = {language: read_words(language) for language in LANGUAGES}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
HAN = "[\u4e00-\u9fff]"


def wrong(language: Language, good: Callable[[str, str], object]) -> list[str]:
    """The entries of which a title ("KEY title") or a text ("KEY text") is not `good`."""
    return [
        where
        for key, entry in WORDS[language].items()
        for where, text in ((f"{key} title", entry.title), (f"{key} text", entry.text))
        if not good(where, text)
    ]


def is_phrase(where: str) -> bool:
    return where.endswith("title") or where.startswith("host/")


def test_every_rule_is_worded_and_nothing_else() -> None:
    rules = {rule.value for rule in Rule}
    for language in LANGUAGES:
        others = {key for key in WORDS[language] if key not in rules}
        assert rules <= set(WORDS[language])
        assert {key.split("/")[0] for key in others} == {
            "step",
            "host",
            "variable",
            "choice",
            "edit",
            "compare",
        }
    assert list(WORDS["en"]) == list(WORDS["zh_CN"])


def test_both_languages_say_the_same_things() -> None:
    def used(entry: Entry) -> set[str]:
        return {name.lower() for name in PLACEHOLDER.findall(entry.title + entry.text)}

    different = [key for key in WORDS["en"] if used(WORDS["en"][key]) != used(WORDS["zh_CN"][key])]
    assert different == []


def test_english_is_short_and_whole() -> None:
    def short(_: str, text: str) -> bool:
        return len(sentences(text)) <= 2 and len(text.split()) <= 45

    def whole(where: str, text: str) -> bool:
        return text[-1] not in ".:;," if is_phrase(where) else text[-1] == "."

    assert wrong("en", short) == []
    assert wrong("en", whole) == []
    assert wrong("en", lambda _, text: text == " ".join(text.split())) == []
    assert wrong("en", lambda _, text: not re.search(HAN, text)) == []
    assert wrong("en", lambda _, text: not set("'\"") & set(text)) == []


def test_english_sentences_begin_with_a_capital() -> None:
    """{Host} begins a sentence, {host} stands inside one; code (ack=…, send()) is left alone."""
    begin = re.compile(r"[A-Z]|\{(Host|Peer|segment|call)\}|\S*[=(]")
    inside = re.compile(r"[a-z,;:(] ?\{(Host|Peer)\}")

    def capital(where: str, text: str) -> bool:
        name = (
            where.startswith(("host/", "variable/", "choice/")) and where != "variable/state title"
        )
        return name or all(begin.match(sentence) for sentence in sentences(text))

    assert wrong("en", capital) == []
    assert wrong("en", lambda _, text: not inside.search(text)) == []


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.?!])\s+", text)


def chinese(text: str) -> str:
    """The text with a name and a number where it has placeholders."""
    return PLACEHOLDER.sub("0", re.sub(r"\{(host|peer)\}", "客户端", text))


def test_chinese_is_short_and_whole() -> None:
    def whole(where: str, text: str) -> bool:
        return text[-1] not in "。，；：." if is_phrase(where) else text[-1] == "。"

    assert wrong("zh_CN", whole) == []
    assert wrong("zh_CN", lambda _, text: text.count("。") <= 2 and len(chinese(text)) <= 110) == []
    assert wrong("zh_CN", lambda _, text: not re.search(r"\{(Host|Peer)\}", text)) == []
    latin = wrong("zh_CN", lambda _, text: re.search(HAN, chinese(text)))
    assert [
        where
        for where in latin
        if not re.fullmatch(
            r"variable/([A-Z.]+|(Snd|Rcv)\.Wind\.Shift|TS\.Recent) title|choice/ms[ls](_s)? title",
            where,
        )
    ] == []


def test_chinese_is_set_as_chinese() -> None:
    """Full-width punctuation; one space between Chinese and Latin, none elsewhere."""
    ascii_beside_han = re.compile(rf"{HAN}[,.;:?!()'\"]|[,.;:?!()'\"]{HAN}")
    unspaced = re.compile(rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}")
    spaced = re.compile(rf"  | [，。；：？！（）“”]|[，。；：？！（）“”] |{HAN} {HAN}|^ | $")
    faults = (ascii_beside_han, unspaced, spaced)
    assert (
        wrong("zh_CN", lambda _, text: not any(fault.search(chinese(text)) for fault in faults))
        == []
    )


def test_variables_that_change_have_names() -> None:
    names = {
        change.name
        for _, stack, events in REACHES
        for line, _, now in play(stack, events)[2]
        for change in variables_changed(line, now)
    }
    for words in WORDS.values():
        assert {f"variable/{name}" for name in names} == {
            key for key in words if key.startswith("variable/")
        }
