"""Do the tests bite? Turns one thing of the engine around at a time and sees whether they notice.

A mutant is one changed place of tcplab/engine: a condition negated, < for <=, and for or, a number
one larger, a deed left out. It is caught if tests/unit or tests/property fail or never end.
packaging/mutants.toml says of those that live on why nobody can notice.
"""

import argparse
import ast
import compileall
import importlib.util
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENGINE = Path("tcplab", "engine")
NO_DEEDS = {"rules.py", "__init__.py"}  # names and citations, which other tests compare
EXPLAINED = ROOT / "packaging" / "mutants.toml"
LEAST_CAUGHT = 0.95
# Those that catch fastest come first; what they let through meets the rest.
STAGES: tuple[tuple[str, ...], ...] = (
    ("tests/unit/engine/test_dialogues.py",),
    ("tests/unit/engine",),
    ("tests/unit/lab/test_state_story.py", "tests/unit/lab/test_words.py"),
    ("tests/property/test_engine.py", "tests/property/test_explore.py"),
    ("tests/unit/sim", "tests/property/test_sim.py"),
)
PYTEST = ("-x", "-q", "--assert=plain", "--hypothesis-profile=mutants")
PLUGINS = ("-p", "no:xdist", "-p", "no:cacheprovider")
# Imported once, where there is fork; pytest-qt wants its share whatever is tested.
NEEDED = ["pytest", "hypothesis.strategies", "msgspec", "scapy.layers.inet"]
NEEDED += [f"PySide6.Qt{part}" for part in ("Core", "Gui", "Test", "Widgets")]
MEMORY = 4 << 30  # octets; one that asks for ever more does not get it

_SWAPPED: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
_OTHER = {"lt": "le", "le": "lt", "min": "max", "max": "min"}
_OTHER |= {"CONTINUE": "RETURN", "RETURN": "CONTINUE"}
_NOT_RUN = {"annotation", "returns", "decorator_list", "bases"}
_CHANGES_VALUES = {"set", "timer", "replace"}


@dataclass(frozen=True)
class Mutant:
    """A module with one place changed; `key` names the place as long as its words stay."""

    file: str
    line: int
    key: str
    true: str
    nth: int

    @property
    def source(self) -> str:
        """The module with the `nth` of its places changed, made when asked for."""
        tree = ast.parse(self.true)
        _ordered(tree)[self.nth].swap()
        return ast.unparse(ast.fix_missing_locations(tree))


@dataclass
class _Place:
    """Where a node stands in its parent, and what could stand there instead."""

    parent: ast.AST
    field: str
    index: int | None
    new: ast.AST
    where: str
    line: int

    def swap(self) -> None:
        """Puts the new node in the place of the old, or the old one back."""
        held = getattr(self.parent, self.field)
        if self.index is None:
            setattr(self.parent, self.field, self.new)
            self.new = held
        else:
            held[self.index], self.new = self.new, held[self.index]

    def shown(self) -> str:
        """What stands here now; an operator with its operands."""
        held = getattr(self.parent, self.field)
        node = held if self.index is None else held[self.index]
        bare = isinstance(node, ast.operator | ast.cmpop | ast.boolop)
        return ast.unparse(self.parent if bare else node)


def mutants(file: str, source: str) -> list[Mutant]:
    """Every mutant of one module, in the order of its lines."""
    seen: Counter[str] = Counter()
    found = []
    for nth, place in enumerate(_ordered(ast.parse(source))):
        before = place.shown()
        place.swap()
        key = f"{file} {place.where}: {before} -> {place.shown()}"
        place.swap()
        seen[key] += 1
        found.append(Mutant(file, place.line, f"{key} #{seen[key]}", source, nth))
    return found


def _ordered(tree: ast.AST) -> list[_Place]:
    return sorted(_places(tree, "", 1), key=lambda place: place.line)


def _places(parent: ast.AST, where: str, line: int) -> Iterator[_Place]:
    for field, held in ast.iter_fields(parent):
        if field in _NOT_RUN or (isinstance(parent, ast.ClassDef) and field == "keywords"):
            continue
        for index, child in enumerate(held) if isinstance(held, list) else ((None, held),):
            if not isinstance(child, ast.AST):
                continue
            at = getattr(child, "lineno", line)
            inner = where
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                inner = f"{where}.{child.name}".lstrip(".")
            if where or isinstance(child, ast.Constant):
                for new in _instead(child, field):
                    yield _Place(parent, field, index, new, where, at)
            yield from _places(child, inner, at)


def _instead(node: ast.AST, field: str) -> Iterator[ast.AST]:
    if field in ("test", "guard", "ifs"):
        negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        yield node.operand if negated else ast.UnaryOp(ast.Not(), node)  # type: ignore[attr-defined,arg-type]
    if type(node) in _SWAPPED:
        yield _SWAPPED[type(node)]()
    match node:
        case ast.BoolOp(op, values):
            for left_out in range(len(values)):
                rest = [value for nth, value in enumerate(values) if nth != left_out]
                yield rest[0] if len(rest) == 1 else ast.BoolOp(op, rest)
        case ast.Constant(bool() as value):
            yield ast.Constant(not value)
        case ast.Constant(int() as value):
            yield ast.Constant(value + 1)
        case ast.Attribute(ast.Name("seq"), name) if name in _OTHER:
            yield ast.Attribute(node.value, _OTHER[name], ast.Load())
        case ast.Name(name) if name in _OTHER:
            yield ast.Name(_OTHER[name], ast.Load())
        case ast.Expr(ast.Call()) | ast.Break() | ast.Assign([ast.Attribute()]):
            yield ast.Pass()
        case ast.Call(ast.Name(name) | ast.Attribute(_, name), words, keywords):
            if name in _CHANGES_VALUES and len(keywords) > 1:
                for keyword in keywords:
                    yield ast.Call(
                        node.func, words, [one for one in keywords if one is not keyword]
                    )


class Copy:
    """A fresh copy of what the tests need, in which one module at a time is changed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        litter = shutil.ignore_patterns("__pycache__", ".hypothesis", ".*_cache")
        for part in ("tcplab", "tests", "resources", "packaging"):
            shutil.copytree(ROOT / part, folder / part, ignore=litter)
        shutil.copy(ROOT / "pyproject.toml", folder)
        compileall.compile_dir(folder, quiet=2)
        self._patience = dict.fromkeys(STAGES, 600.0)  # s
        self.endless = 0

    def is_sound(self) -> bool:
        """Whether the tests pass without any change; who takes ten times as long never ends."""
        for tests in STAGES:
            started = time.monotonic()
            if not self._passes(tests):
                return False
            self._patience[tests] = 20 + 10 * (time.monotonic() - started)
        return True

    def catches(self, mutant: Mutant) -> bool:
        """Whether a test fails with this module in the place of the true one."""
        path = self.folder / ENGINE / mutant.file
        true = path.read_text("utf-8")
        _write(path, mutant.source)
        caught = not all(map(self._passes, STAGES))
        _write(path, true)
        return caught

    def _passes(self, tests: tuple[str, ...]) -> bool:
        process = multiprocessing.Process(target=_pytest, args=(self.folder, tests))
        process.start()
        process.join(self._patience[tests])
        if process.exitcode is None:
            process.kill()
            process.join()
            self.endless += 1
            return False
        if process.exitcode not in (0, 1, 2):  # 2: a module that cannot even be imported
            raise SystemExit(f"pytest did not run: status {process.exitcode} of {tests}")
        return process.exitcode == 0


def _pytest(folder: Path, tests: tuple[str, ...]) -> None:
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(folder)
    sys.exit(int(pytest.main([*PYTEST, *PLUGINS, *tests])))


def _write(module: Path, source: str) -> None:
    module.write_text(source, "utf-8")
    # What was compiled of the one before could pass for this one.
    Path(importlib.util.cache_from_source(str(module))).unlink(missing_ok=True)


def chosen(every: list[Mutant], count: int, seed: int) -> list[Mutant]:
    """`count` of them, evenly: one from each of as many stretches."""
    dice = random.Random(seed)
    edges = [nth * len(every) // count for nth in range(count + 1)]
    return [dice.choice(every[low:high]) for low, high in pairwise(edges)]


def explained() -> dict[str, str]:
    """The survivors that nobody can notice, and why."""
    written = tomllib.loads(EXPLAINED.read_text("utf-8"))
    return {one["mutant"]: one["why"] for one in written["explained"]}


def every_mutant() -> list[Mutant]:
    """All mutants of the engine."""
    files = [path for path in sorted((ROOT / ENGINE).glob("*.py")) if path.name not in NO_DEEDS]
    return [one for path in files for one in mutants(path.name, path.read_text("utf-8"))]


def main() -> int:
    """Status 1 if fewer than 95 % are caught, 2 if the tests fail as they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--count", type=int, default=120, help="how many (120)")
    parser.add_argument("--all", action="store_true", help="every one of them")
    parser.add_argument("--seed", type=int, default=1, help="which (1)")
    parser.add_argument("--only", default="", help="those that have this text in their names")
    parser.add_argument("--list", action="store_true", help="name them, test nothing")
    asked = parser.parse_args()
    every = [one for one in every_mutant() if asked.only in one.key]
    picked = every if asked.all else chosen(every, min(asked.count, len(every)), asked.seed)
    if asked.list:
        print(*(one.key for one in picked), sep="\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="tcplab-mutants-") as folder:
        return _hunt(Copy(Path(folder)), picked, len(every))


def _hunt(copy: Copy, picked: list[Mutant], there_are: int) -> int:
    if "forkserver" in multiprocessing.get_all_start_methods():
        multiprocessing.set_start_method("forkserver")
        multiprocessing.set_forkserver_preload(NEEDED)
    if not copy.is_sound():
        print("The tests fail without any change.")
        return 2
    started, reasons = time.monotonic(), explained()
    alive: list[Mutant] = []
    for nth, mutant in enumerate(picked, 1):
        caught = copy.catches(mutant)
        if not caught:
            alive.append(mutant)
            why = reasons.get(mutant.key, "NOBODY NOTICES")
            print(f"lives: {mutant.key} (line {mutant.line}): {why}", flush=True)
        if nth % 20 == 0:
            spent = time.monotonic() - started
            print(f"{nth} of {len(picked)}, {len(alive)} live, {spent:.0f} s", flush=True)
    share = 1 - len(alive) / len(picked)
    known = sum(mutant.key in reasons for mutant in alive)
    print(
        f"{len(picked) - len(alive)} of {len(picked)} mutants caught ({share:.1%}),"
        f" {copy.endless} of them by never ending; {len(alive)} live, {known} of them explained;"
        f" there are {there_are} in tcplab/engine"
    )
    return 0 if share >= LEAST_CAUGHT else 1


if __name__ == "__main__":
    sys.exit(main())
