"""Compile resources/i18n/*.ts to the .qm files that Qt loads, with the lrelease of PySide6.

Asking what is out of date needs the standard library alone; compiling needs PySide6 installed.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path


def stale(root: Path) -> list[Path]:
    """The .ts files whose .qm is missing or older. A git pull gives changed files a new time."""
    return [
        source
        for source in sorted((root / "resources" / "i18n").glob("*.ts"))
        if not _compiled(source).exists()
        or _compiled(source).stat().st_mtime < source.stat().st_mtime
    ]


def compile_translation(source: Path) -> None:
    """Write the .qm beside its .ts, whole or not at all."""
    unfinished = source.with_suffix(".qm.part")
    subprocess.run([_lrelease(), "-silent", source, "-qm", unfinished], check=True)
    os.replace(unfinished, _compiled(source))


def _compiled(source: Path) -> Path:
    return source.with_suffix(".qm")


def _lrelease() -> Path:
    found = importlib.util.find_spec("PySide6")
    assert found is not None, "PySide6 is a dependency"
    assert found.submodule_search_locations is not None
    name = "lrelease.exe" if sys.platform == "win32" else "lrelease"
    return Path(found.submodule_search_locations[0]) / name


if __name__ == "__main__":
    for outdated in stale(Path(__file__).resolve().parent.parent):
        compile_translation(outdated)
