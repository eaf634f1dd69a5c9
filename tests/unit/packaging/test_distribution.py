"""What is declared, pinned and packed agrees."""

import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import environment
import tcplab

ROOT = Path(environment.__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13")

TS = """<TS version="2.1" language="zh_CN"><context><name>W</name>
<message><source>Undo</source><translation>撤销</translation></message></context></TS>"""


def pins() -> dict[str, str]:
    """Canonical name → the one version in constraints.txt."""
    lines = (ROOT / "packaging" / "constraints.txt").read_text("utf-8").splitlines()
    exact = [line.split("==") for line in lines if line and not line.startswith("#")]
    assert all(len(parts) == 2 for parts in exact)
    return {canonicalize_name(name): version for name, version in exact}


@pytest.mark.parametrize("python", PYTHONS)
def test_every_declared_requirement_allows_its_pin(python: str) -> None:
    declared = [Requirement(text) for text in environment.requirements(ROOT)]
    for requirement in declared:
        if requirement.marker and not requirement.marker.evaluate({"python_version": python}):
            continue
        assert requirement.specifier.contains(pins()[canonicalize_name(requirement.name)])


def test_development_tools_are_exact() -> None:
    dev = [text for text in environment.requirements(ROOT) if text.split("==")[0] in pins()]
    assert {"mypy", "pytest", "ruff"} <= {text.split("==")[0] for text in dev}


def test_everything_that_gets_installed_is_pinned() -> None:
    seen: set[str] = set()
    waiting = environment.requirements(ROOT)
    while waiting:
        requirement = Requirement(waiting.pop())
        name = canonicalize_name(requirement.name)
        wanted = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if wanted and name not in seen:
            seen.add(name)
            waiting += requires(name) or []
    assert seen <= set(pins())


def test_the_readme_shows_two_commands() -> None:
    shown = re.findall(r"^python3 packaging/dev.py (\w+) ", (ROOT / "README.md").read_text(), re.M)
    assert shown == ["run", "test"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The project with one module, one resource and one translation."""
    root = tmp_path / "project"
    for name in ("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"):
        (root / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "packaging", root / "packaging", ignore=lambda *_: ["__pycache__"])
    (root / "tcplab").mkdir()
    shutil.copy(ROOT / "tcplab" / "__init__.py", root / "tcplab" / "__init__.py")
    (root / "resources" / "i18n").mkdir(parents=True)
    (root / "resources" / "i18n" / "zh_CN.ts").write_text(TS, "utf-8")
    (root / "build").mkdir()
    (root / "build" / "qtbase_de.qm").touch()  # Qt brings dozens of them
    return root


def build(root: Path, target: str) -> Path:
    """What hatchling makes of it, the file."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(root / "out")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (made,) = (root / "out").iterdir()
    return made


def test_source_and_wheel_carry_compiled_translations(project: Path, tmp_path: Path) -> None:
    source = build(project, "sdist")
    assert source.name == f"tcplab-{tcplab.__version__}.tar.gz"
    with tarfile.open(source) as archive:
        assert not [name for name in archive.getnames() if "qtbase" in name]
        archive.extractall(tmp_path, filter="data")
    unpacked = tmp_path / f"tcplab-{tcplab.__version__}"
    assert (unpacked / "resources" / "i18n" / "zh_CN.qm").exists()
    assert (unpacked / "packaging" / "dev.py").exists()

    wheel = build(unpacked, "wheel")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        entry = archive.read(f"tcplab-{tcplab.__version__}.dist-info/entry_points.txt").decode()
    assert "tcplab/_resources/i18n/zh_CN.qm" in names
    assert "tcplab = tcplab.cli:main" in entry
    assert {name.split("/")[0] for name in names} == {
        "tcplab",
        f"tcplab-{tcplab.__version__}.dist-info",
    }
