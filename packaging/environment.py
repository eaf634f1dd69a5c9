"""The checkout's virtual environment: made once, mended when what it needs changes.

It is believed only if its stamp, written last, names exactly what is wanted now.
"""

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

UNFINISHED = "unfinished"

Make = Callable[[Path], None]
"""Begins the environment of a checkout anew, empty but for pip and marked as unfinished."""

Install = Callable[[Path], str | None]
"""Fills the environment of a checkout; None, or in one sentence why it could not."""


def stop(sentence: str) -> NoReturn:
    """Say why nothing can be started, and end with status 2."""
    print(sentence, file=sys.stderr)
    raise SystemExit(2)


def end_with(main: Callable[[list[str]], int]) -> NoReturn:
    """The status of a command; what the system refuses is told in a sentence."""
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except (OSError, subprocess.CalledProcessError) as error:
        stop(f"This did not work: {error}")


def python(root: Path) -> Path:
    """The environment's interpreter, there or not."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def stamp(root: Path) -> Path:
    """The file that says what has been installed."""
    return root / ".venv" / "tcplab-stamp"


def wanted(root: Path) -> str:
    """What the stamp of a complete environment says: a digest of all that it depends on."""
    project = _project(root)
    described = json.dumps([project["project"], project["build-system"]], sort_keys=True)
    constraints = (root / "packaging" / "constraints.txt").read_text("utf-8")
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    together = "\0".join([described, constraints, version, str(root)])
    return hashlib.sha256(together.encode()).hexdigest()


def requirements(root: Path) -> list[str]:
    """What the program, its tests and its editable installation need, as pyproject.toml says."""
    project = _project(root)
    build: list[str] = project["build-system"]["requires"]
    runtime: list[str] = project["project"]["dependencies"]
    dev: list[str] = project["project"]["optional-dependencies"]["dev"]
    return [*build, "editables", *runtime, *dev]


def ready(root: Path) -> bool:
    """Whether the environment can be used as it is. Reads three small files."""
    return python(root).exists() and _stamped(root) == wanted(root)


def install(root: Path) -> str | None:
    """The pinned packages, then the project itself, which builds with them."""
    print("Installing what pyproject.toml asks for …", flush=True)
    constraints = str(root / "packaging" / "constraints.txt")
    failure = _pip(root, "--constraint", constraints, *requirements(root))
    return failure or _pip(root, "--no-build-isolation", "--no-deps", "--editable", str(root))


def make(root: Path) -> None:
    """With this Python's venv. Stops if that is impossible."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        stop(f"Python's venv module is missing; on Debian and Ubuntu install python{version}-venv.")
    print("Making a virtual environment in .venv …", flush=True)
    shutil.rmtree(root / ".venv", ignore_errors=True)
    (root / ".venv").mkdir()
    stamp(root).write_text(UNFINISHED)
    # The base: .venv's own interpreter may be the one that runs this, and is gone by now.
    base = getattr(sys, "_base_executable", sys.executable)
    made = subprocess.run([base, "-m", "venv", root / ".venv"], capture_output=True, text=True)
    if made.returncode:
        stop(
            f"Python could not make a virtual environment: {_last_line(made.stderr or made.stdout)}"
        )


def ensure(root: Path, make: Make = make, install: Install = install) -> None:
    """Make or mend the environment unless it is ready. Stops if that is impossible."""
    if ready(root):
        return
    if not _worth_mending(root):
        make(root)
    before = _stamped(root)
    stamp(root).write_text(UNFINISHED)
    failure = install(root)
    if failure:
        # pip fetches everything before it changes anything, so the old state still holds.
        if before is None:
            stamp(root).unlink()
        else:
            stamp(root).write_text(before)
        stop(failure)
    stamp(root).write_text(wanted(root))


def _project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def _stamped(root: Path) -> str | None:
    return stamp(root).read_text() if stamp(root).exists() else None


def _worth_mending(root: Path) -> bool:
    """Not half-made, of this Python's version, and with pip. One made by hand will do."""
    stamped = _stamped(root)
    if stamped is not None and not re.fullmatch("[0-9a-f]{64}", stamped):
        return False
    if not python(root).exists():
        return False
    question = "import sys, pip; print(*sys.version_info[:2])"
    answer = subprocess.run([python(root), "-c", question], capture_output=True, text=True)
    return answer.stdout.split() == [str(part) for part in sys.version_info[:2]]


def _pip(root: Path, *arguments: str) -> str | None:
    """`pip install`, showing what takes its time; None, or why it failed."""
    # What is imported is compiled then; most of what is installed never is.
    options = ["--disable-pip-version-check", "--no-compile"]
    pip_install = [str(python(root)), "-m", "pip", "install", *options]
    # Translations are compiled by whoever needs them: a build without Qt's libraries goes on.
    environ = {**os.environ, "HATCH_BUILD_NO_HOOKS": "true"}
    said = ""
    with subprocess.Popen(
        [*pip_install, *arguments],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            said += line
            if "Downloading" in line and " MB)" in line:
                print(f"  {line.strip()}", flush=True)
    if process.returncode == 0:
        return None
    if "connection broken by" in said:
        return "The package index cannot be reached: this needs the network, once."
    errors = [line for line in said.splitlines() if line.startswith("ERROR:")]
    return f"pip could not install the packages: {errors[-1] if errors else _last_line(said)}"


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it did not say why"])[-1]
