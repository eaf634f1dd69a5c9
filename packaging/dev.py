"""Run TCP Lab or its tests from a checkout: makes .venv when needed. Standard library alone.

Its syntax is Python 3.6's, so that an old Python can say in a sentence that it is too old.
"""

import sys

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    this = "{}.{}".format(*sys.version_info)
    sys.stderr.write("TCP Lab needs Python 3.11, 3.12 or 3.13, and this is " + this + ".\n")
    sys.exit(2)

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import environment
import system_libraries
import translations

ROOT = Path(__file__).resolve().parent.parent
USAGE = """usage: python3 packaging/dev.py run [ARGS]    open the window, or do as tcplab ARGS does
       python3 packaging/dev.py test [ARGS]   check and test everything; ARGS go to pytest"""

WITHOUT_QT = {"trace", "explore", "lessons", "check"}
CHECKS = {
    "ruff check": ("ruff", "check"),
    "ruff format": ("ruff", "format", "--check"),
    "mypy": ("mypy",),
}


def paints(arguments: list[str], environ: Mapping[str, str], platform: str) -> bool:
    """Whether tcplab is going to use Qt: without a screen its window becomes text."""
    if arguments and arguments[0] in WITHOUT_QT:
        return False
    if platform != "linux" or arguments[:1] == ["export"]:
        return True
    return any(environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def prepare(environ: Mapping[str, str], with_qt: bool = True) -> Path:
    """The Python of a virtual environment that has everything."""
    if with_qt and sys.platform == "linux":
        system_libraries.ensure(system_libraries.needed(environ))
    environment.ensure(ROOT)
    python = environment.python(ROOT)
    if with_qt and translations.stale(ROOT):
        subprocess.run([python, ROOT / "packaging" / "translations.py"], check=True)
    return python


def run(arguments: list[str]) -> int:
    """Become tcplab."""
    python = prepare(os.environ, paints(arguments, os.environ, sys.platform))
    command = [str(python), "-m", "tcplab", *arguments]
    if os.name == "posix":
        os.execv(command[0], command)
    return subprocess.call(command)  # Windows has no exec for which a shell would wait


def test(arguments: list[str]) -> int:
    """Every check, then pytest, whose line comes last. Status 1 if any of them failed."""
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    # Many processes begin here, and each would compile everything anew.
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    python = prepare(environ)
    failed = []
    for name, command in CHECKS.items():
        print(f"{name}:", flush=True)
        if subprocess.call([python, "-m", *command], cwd=ROOT):
            failed.append(name)
    if failed:
        print(f"FAILED before pytest: {', '.join(failed)}", flush=True)
    pytest = ("-m", "pytest", "-n", "auto", *arguments)
    status = subprocess.call([python, *pytest], cwd=ROOT, env=environ)
    return 1 if failed or status else 0


def main(arguments: list[str]) -> int:
    """The command's own exit status; 2 if it could not be started."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    if command == "run":
        return run(rest)
    if command == "test":
        return test(rest)
    asked = command in ("-h", "--help")
    print(USAGE, file=sys.stdout if asked else sys.stderr)
    return 0 if asked else 2


if __name__ == "__main__":
    environment.end_with(main)
