"""What every builder shares: where things go, how commands run, environments for tools."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import publisher
from environment import stop

ROOT = Path(__file__).resolve().parent.parent
PACKAGING = ROOT / "packaging"
BUILD = ROOT / "build"  # on the way
DIST = ROOT / "dist"  # what goes out
PINNED = (PACKAGING / "constraints.txt", PACKAGING / "build-constraints.txt")


def version() -> str:
    """The program's, from its one place."""
    text = (ROOT / "tcplab" / "__init__.py").read_text("utf-8")
    found = re.search(r'^__version__ = "(.+)"$', text, re.M)
    assert found is not None
    return found[1]


def fill(template: Path) -> str:
    """A template with the version, the day of the last commit and the publisher filled in."""
    text = template.read_text("utf-8")
    told = {
        "@VERSION@": version(),
        "@DATE@": day("%Y-%m-%d"),
        "@ID@": publisher.identifier("tcplab"),
        "@DEVELOPER@": publisher.identifier(),
        "@PUBLISHER@": publisher.NAME,
        "@HOMEPAGE@": publisher.HOMEPAGE,
    }
    for name, word in told.items():
        text = text.replace(name, word)
    return text


def parts() -> list[dict[str, str]]:
    """What TCP Lab is made of besides itself, as resources/licences/licences.toml says it."""
    text = (ROOT / "resources" / "licences" / "licences.toml").read_text("utf-8")
    found: list[dict[str, str]] = tomllib.loads(text)["part"]
    return found[1:]


def day(form: str) -> str:
    """The time of the last commit as strftime writes it in `form`, in UTC."""
    then = int(environ_of_builds()["SOURCE_DATE_EPOCH"])
    return time.strftime(form, time.gmtime(then))


def run(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> str:
    """What a command printed; if it fails, shown with its errors, and all stops."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(environ or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        sys.stderr.write(done.stdout)
        stop(f"{Path(command[0]).name} has failed with status {done.returncode}.")
    return done.stdout


def environ_of_builds() -> dict[str, str]:
    """The pinned versions for whatever pip fetches, and the time of the last commit in archives."""
    constraints = " ".join(path.as_uri() for path in PINNED)
    then = "315532800"  # 1980, the oldest that a zip can hold; without git
    if shutil.which("git") and (ROOT / ".git").exists():
        then = run(["git", "log", "-1", "--format=%ct"], cwd=ROOT).strip()
    return {
        "PIP_CONSTRAINT": constraints,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "SOURCE_DATE_EPOCH": then,
    }


def empty_environment(place: Path) -> Path:
    """A new virtual environment with pip alone; its Python."""
    shutil.rmtree(place, ignore_errors=True)
    base = getattr(sys, "_base_executable", sys.executable)
    run([base, "-m", "venv", place])
    return place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(python: Path, *what: str | Path) -> None:
    """With pip, in the pinned versions."""
    run([python, "-m", "pip", "install", *what], environ=environ_of_builds())


def tools(name: str, *requirements: str) -> Path:
    """The Python of an environment under build/ that has these; made anew when they change."""
    place = BUILD / f"tools-{name}"
    wanted = "\0".join([sys.version, *requirements, *(path.read_text("utf-8") for path in PINNED)])
    digest = hashlib.sha256(wanted.encode()).hexdigest()
    stamp = place / "stamp"
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not stamp.exists() or stamp.read_text() != digest:
        print(f"Installing {', '.join(requirements)} …", flush=True)
        install(empty_environment(place), *requirements)
        stamp.write_text(digest)
    return python
