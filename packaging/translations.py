"""Compile resources/i18n/*.ts to the .qm files that Qt loads, with the lrelease of PySide6.

With the word "update" it first gathers what is new to be translated, with PySide6's lupdate.
Asking what is out of date needs the standard library alone; the rest needs PySide6 installed.
"""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

_EXECUTABLE = ".exe" if sys.platform == "win32" else ""


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
    subprocess.run([_tool("lrelease"), "-silent", source, "-qm", unfinished], check=True)
    os.replace(unfinished, _compiled(source))


def gather(root: Path, target: Path) -> None:
    """Bring a .ts up to date with the strings in tcplab/ui; what is translated stays so."""
    sources = sorted((root / "tcplab" / "ui").rglob("*.py"))
    options = ["-silent", "-no-obsolete", "-locations", "none", "-source-language", "en"]
    subprocess.run([_tool("lupdate"), *options, *sources, "-ts", target], check=True, cwd=root)


def _compiled(source: Path) -> Path:
    return source.with_suffix(".qm")


def _tool(name: str) -> Path:
    found = importlib.util.find_spec("PySide6")
    assert found is not None, "PySide6 is a dependency"
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0]) / (name + _EXECUTABLE)


if __name__ == "__main__":
    here = Path(__file__).resolve().parent.parent
    if sys.argv[1:] == ["update"]:
        for each in sorted((here / "resources" / "i18n").glob("*.ts")):
            gather(here, each)
    for outdated in stale(here):
        compile_translation(outdated)
