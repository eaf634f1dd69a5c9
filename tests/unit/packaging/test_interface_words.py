"""No string of the interface is left untranslated, and every translation has its placeholders."""

import ast
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import pytest

import translations

ROOT = Path(translations.__file__).resolve().parent.parent
SOURCES = sorted((ROOT / "resources" / "i18n").glob("*.ts"))
PLACEHOLDER = re.compile(r"\{\w*\}")
# What is the same in every language: names of the trade, and what the reader types.
UNCHANGED = re.compile(r"[A-Z0-9 ,+{}:/]*|Linux|netstat|PDF \(\*\.pdf\)")

Message = tuple[str, str]


def messages(path: Path) -> dict[Message, ET.Element]:
    """The translation of every (context, source)."""
    return {
        (context.findtext("name", ""), message.findtext("source", "")): message
        for context in ET.parse(path).getroot().iter("context")
        for message in context.iter("message")
    }


def translation(message: ET.Element) -> str:
    found = message.find("translation")
    assert found is not None
    return "" if found.get("type") == "unfinished" else "".join(found.itertext())


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> set[Message]:
    """What the sources have to be translated at this moment."""
    target = tmp_path_factory.mktemp("i18n") / "now.ts"
    try:
        translations.gather(ROOT, target)
    except FileNotFoundError:
        pytest.skip("this PySide6 has no lupdate")
    return set(messages(target))


def test_there_is_a_translation_into_chinese() -> None:
    assert [path.name for path in SOURCES] == ["tcplab_zh_CN.ts"]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_string_is_there_and_none_is_left_over(path: Path, gathered: set[Message]) -> None:
    """`python packaging/translations.py update` brings the file up to date."""
    assert len(gathered) > 100
    assert gathered - set(messages(path)) == set()
    assert set(messages(path)) - gathered == set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_every_string_is_translated(path: Path) -> None:
    untranslated = [
        message
        for message, element in messages(path).items()
        if not translation(element)
        or (translation(element) == message[1] and not UNCHANGED.fullmatch(message[1]))
    ]
    assert untranslated == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_placeholders_agree(path: Path) -> None:
    for (_, source), element in messages(path).items():
        wanted = Counter(PLACEHOLDER.findall(source))
        assert Counter(PLACEHOLDER.findall(translation(element))) == wanted, source


def test_every_text_for_translation_can_be_gathered() -> None:
    """lupdate sees `self.tr`, `translate` and QT_TRANSLATE_NOOP with plain texts, nothing else."""
    for path in sorted((ROOT / "tcplab" / "ui").rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
            name = call.func.id if isinstance(call.func, ast.Name) else name
            where = f"{path.name}:{call.lineno}"
            if name in ("_tr", "word", "translated"):
                assert not any(isinstance(one, ast.Constant) for one in call.args), where
            if name == "tr":
                assert isinstance(call.args[0], ast.Constant), where
