"""Every numbered requirement of RFC 9293 is obeyed and shown, or it is said why it is outside."""

import ast
from functools import cache
from pathlib import Path

import msgspec
import pytest

import tcplab
from tcplab.engine.rules import Rule
from tests.support.dialogue import Dialogue, load

TESTS = Path(__file__).parents[2]
CODE = Path(tcplab.__file__).parent
TABLE = TESTS / "data" / "requirements.toml"
DIALOGUES = {
    title: text
    for path in sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
    for title, text in load(path).items()
}
# Appendix B of RFC 9293 numbers them without a gap.
NUMBERED = {
    f"{kind}-{number}"
    for kind, last in (("MUST", 69), ("SHLD", 31), ("MAY", 18), ("REC", 1))
    for number in range(1, last + 1)
}


class Requirement(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row; the file itself explains its keys."""

    id: str
    section: str
    says: str
    rules: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    dialogues: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    left_out: str = ""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    requirement: tuple[Requirement, ...]


ROWS = msgspec.toml.decode(TABLE.read_bytes(), type=Table).requirement
every_row = pytest.mark.parametrize("row", ROWS, ids=[row.id for row in ROWS])


@cache
def names_in(path: Path) -> frozenset[str]:
    """The functions, methods and classes of a file."""
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, kinds))


@cache
def rules_of(title: str) -> frozenset[str]:
    """The rules that a dialogue obeys."""
    return frozenset(line.rule.value for line in Dialogue(DIALOGUES[title]).lines)


def test_every_requirement_has_one_row() -> None:
    ids = [row.id for row in ROWS]
    assert sorted(ids) == sorted(NUMBERED)


@every_row
def test_it_is_obeyed_and_shown_or_outside(row: Requirement) -> None:
    assert row.section[:2] in ("3.", "3")
    assert row.says.endswith(".")
    assert bool(row.rules or row.code) == bool(row.dialogues or row.tests)
    assert row.rules or row.code or row.left_out
    assert not row.left_out or row.left_out.endswith((".", ")."))


@every_row
def test_its_rules_name_it_and_no_other_rule_does(row: Requirement) -> None:
    assert {rule.value for rule in Rule if row.id in rule.requirements} == set(row.rules)


@every_row
def test_its_dialogues_obey_its_rules(row: Requirement) -> None:
    assert set(row.dialogues) <= set(DIALOGUES)
    obeyed = frozenset().union(*map(rules_of, row.dialogues))
    assert set(row.rules) <= obeyed


@every_row
def test_its_code_and_tests_exist(row: Requirement) -> None:
    for place in row.code:
        file, name = place.split(":")
        assert name in names_in(CODE / file)
    for place in row.tests:
        file, name = place.split("::")
        assert name.startswith("test_")
        assert name in names_in(TESTS / file)


def test_rules_name_no_requirement_that_the_rfc_has_not() -> None:
    assert {each for rule in Rule for each in rule.requirements} <= NUMBERED
