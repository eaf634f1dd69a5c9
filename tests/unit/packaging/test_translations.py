"""A changed .ts is compiled again, and a broken one leaves the .qm that there was."""

import os
import subprocess
from pathlib import Path

import pytest
from PySide6.QtCore import QTranslator

import translations

TS = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context><name>Window</name>
<message><source>Undo</source><translation>撤销</translation></message>
</context>
</TS>
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "resources" / "i18n"
    folder.mkdir(parents=True)
    (folder / "zh_CN.ts").write_text(TS, "utf-8")
    return folder / "zh_CN.ts"


def test_without_translations_nothing_is_stale(tmp_path: Path) -> None:
    assert translations.stale(tmp_path) == []


def test_compiled_translations_load_and_are_not_stale(source: Path, tmp_path: Path) -> None:
    assert translations.stale(tmp_path) == [source]
    translations.compile_translation(source)
    assert translations.stale(tmp_path) == []
    translator = QTranslator()
    assert translator.load(str(source.with_suffix(".qm")))
    assert translator.translate("Window", "Undo") == "撤销"


def test_a_newer_source_is_stale(source: Path, tmp_path: Path) -> None:
    translations.compile_translation(source)
    newer = source.with_suffix(".qm").stat().st_mtime + 1
    os.utime(source, (newer, newer))
    assert translations.stale(tmp_path) == [source]


def test_a_broken_source_is_an_error_and_changes_nothing(source: Path) -> None:
    translations.compile_translation(source)
    compiled = source.with_suffix(".qm").read_bytes()
    source.write_text("<TS><context>")
    with pytest.raises(subprocess.CalledProcessError):
        translations.compile_translation(source)
    assert source.with_suffix(".qm").read_bytes() == compiled
