"""The rules of the house that a machine can read: who imports whom, what the pure never touch."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import tcplab

PACKAGE = Path(tcplab.__file__).parent

PURE = ("engine", "sim", "lab")
# engine ← sim ← lab ← files, live ← ui ← cli
DOWN: dict[str, set[str]] = {
    "__init__": set(),
    "engine": set(),
    "sim": {"engine"},
    "lab": {"engine", "sim"},
    "files": {"engine", "sim", "lab", "__version__"},
    "live": {"engine", "sim", "lab", "__version__"},
    "ui": {"engine", "sim", "lab", "files", "live", "__version__"},
    "cli": {"engine", "sim", "lab", "files", "live", "ui", "__version__"},
    "__main__": {"cli"},
}
QT = {"PySide6", "shiboken6", "pyqtgraph", "numpy"}
# The outside world: what happens, when, and by which chance must be in the experiment.
OUTSIDE = {
    *("time", "datetime", "random", "secrets", "uuid", "logging", "warnings"),
    *("io", "os", "pathlib", "shutil", "tempfile", "glob", "sys", "platform", "locale"),
    *("socket", "select", "selectors", "asyncio", "threading", "multiprocessing", "subprocess"),
}
OUTSIDE_CALLS = {"open", "print", "input", "exec", "eval", "__import__"}


@dataclass(frozen=True)
class Import:
    """One imported module, absolute; `late` inside a function."""

    module: str
    line: int
    late: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]

    @property
    def house(self) -> str | None:
        """The part of tcplab that is meant, or None for other packages."""
        parts = self.module.split(".")
        if parts[0] != "tcplab":
            return None
        return parts[1] if len(parts) > 1 else ""


def imports(source: str, package: str) -> list[Import]:
    """Every import of a module that lies in `package` (dotted), wherever it stands."""
    found: list[Import] = []

    def visit(node: ast.AST, late: bool) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                found.extend(Import(alias.name, child.lineno, late) for alias in child.names)
            elif isinstance(child, ast.ImportFrom):
                base = absolute(child, package)
                if base == "tcplab":
                    names = [f"tcplab.{alias.name}" for alias in child.names]
                else:
                    names = [base]
                found.extend(Import(name, child.lineno, late) for name in names)
            inside = late or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            visit(child, inside)

    visit(ast.parse(source), late=False)
    return found


def absolute(node: ast.ImportFrom, package: str) -> str:
    """The module that a `from` names, relative or not."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - node.level + 1], *filter(None, [node.module])])


def wrong_imports(source: str, path: str) -> list[str]:
    """What the module at `path` (inside tcplab, with slashes) must not import."""
    parts = Path(path).with_suffix("").parts
    room = parts[0]
    wrong = []
    for each in imports(source, ".".join(["tcplab", *parts[:-1]])):
        house = each.house
        if house is not None:
            good = house == room or house in DOWN[room]
            if (room, house) == ("cli", "ui"):
                good = each.late
        else:
            good = (each.top not in QT or room == "ui") and (
                room not in PURE
                or each.top == "msgspec"
                or (each.top in sys.stdlib_module_names and each.top not in OUTSIDE)
            )
        if not good:
            wrong.append(f"{path}:{each.line} imports {each.module}")
    return wrong


def outside_calls(source: str, path: str) -> list[str]:
    """Built-in functions that reach the outside world, called by name."""
    return [
        f"{path}:{node.lineno} calls {node.func.id}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in OUTSIDE_CALLS
    ]


def modules() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path.relative_to(PACKAGE).as_posix(), path.read_text("utf-8")


def test_imports_run_one_way() -> None:
    assert [wrong for path, source in modules() for wrong in wrong_imports(source, path)] == []


def test_pure_parts_reach_for_nothing_outside() -> None:
    pure = [(path, source) for path, source in modules() if path.split("/")[0] in PURE]
    assert pure
    assert [wrong for path, source in pure for wrong in outside_calls(source, path)] == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("engine/tcb.py", "from tcplab.sim import world"),
        ("engine/tcb.py", "from tcplab import lab"),
        ("engine/tcb.py", "from ..lab import story"),
        ("engine/tcb.py", "import time"),
        ("engine/tcb.py", "def f():\n    from random import random"),
        ("sim/run.py", "import os.path"),
        ("sim/run.py", "import numpy"),
        ("lab/story.py", "from pathlib import Path"),
        ("lab/story.py", "from tcplab.files.resources import resource"),
        ("lab/story.py", "import tomli_w"),
        ("files/text.py", "from PySide6.QtCore import QObject"),
        ("files/text.py", "from tcplab.live import peer"),
        ("files/text.py", "from tcplab.ui.window import Window"),
        ("live/peer.py", "from tcplab.files import labfile"),
        ("ui/window.py", "from tcplab.cli import main"),
        ("cli/jobs.py", "from tcplab.ui.window import Window"),
        ("cli/jobs.py", "def main():\n    from PySide6.QtWidgets import QApplication"),
    ],
)
def test_wrong_arrow_is_seen(path: str, source: str) -> None:
    assert len(wrong_imports(source, path)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("engine/tcb.py", "from enum import Enum\nimport msgspec\nfrom .seq import add"),
        ("lab/deep/story.py", "from ..history import History\nfrom ...sim import run"),
        ("files/text.py", "import os\nfrom tcplab.lab.story import story"),
        ("ui/plot.py", "def f():\n    import pyqtgraph"),
        ("cli/jobs.py", "from tcplab import __version__\ndef f():\n    from tcplab.ui import app"),
    ],
)
def test_right_arrow_is_left_alone(path: str, source: str) -> None:
    assert wrong_imports(source, path) == []


IMPORT_ALL = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "pyqtgraph", "numpy"}:
            raise ModuleNotFoundError(f"{name} is not there", name=name)

sys.meta_path.insert(0, NoQt())
import tcplab

def walk(paths, prefix):
    for module in pkgutil.iter_modules(paths, prefix):
        if module.name in ("tcplab.ui", "tcplab.__main__"):
            continue
        found = importlib.import_module(module.name)
        print(module.name)
        if module.ispkg:
            walk(found.__path__, module.name + ".")

walk(tcplab.__path__, "tcplab.")
"""


def test_everything_but_ui_lives_without_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL], cwd=PACKAGE.parent, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    expected = {
        "tcplab." + path.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
        for path, _ in modules()
        if not path.startswith(("ui/", "__"))
    }
    assert set(done.stdout.split()) == expected
