"""Stacks are values: every choice names what allows it, and no processing knows a stack by name."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

import tcplab
from tcplab.engine.stack import (
    BROKEN,
    NO_TIME_WAIT,
    STACKS,
    TEXTBOOK,
    TWO_WAY_HANDSHAKE,
    Stack,
)
from tests.unit.engine.test_requirements import NUMBERED

CODE = Path(tcplab.__file__).parent
HINTS = get_type_hints(Stack, include_extras=True)
REQUIREMENT = re.compile(r"\b(?:MUST|SHLD|MAY|REC)-\d+\b")
SOURCE = re.compile(r"§\d|RFC \d+ §|Appendix [A-Z]|\b(?:tcp|reqsk|retransmits)_\w+")


def differs(stack: Stack) -> set[str]:
    """The choices that are not the textbook's."""
    names = set(Stack.__struct_fields__) - {"name"}
    return {name for name in names if getattr(stack, name) != getattr(TEXTBOOK, name)}


@pytest.mark.parametrize("field", Stack.__struct_fields__)
def test_every_choice_names_what_allows_it(field: str) -> None:
    _, citation = get_args(HINTS[field])
    assert SOURCE.search(citation) or REQUIREMENT.search(citation)
    assert set(REQUIREMENT.findall(citation)) <= NUMBERED


@pytest.mark.parametrize("field", Stack.__struct_fields__[1:])
def test_every_choice_is_asked_for(field: str) -> None:
    code = "".join(
        path.read_text("utf-8")
        for folder in ("engine", "sim")
        for path in sorted((CODE / folder).glob("*.py"))
        if path.name != "stack.py"
    )
    assert re.search(rf"\.{field}\b", code)


@pytest.mark.parametrize("path", sorted((CODE / "engine").glob("*.py")), ids=lambda path: path.name)
def test_the_processing_knows_no_stack_by_name(path: Path) -> None:
    text = path.read_text("utf-8")
    names = [*STACKS, *(name.upper().replace("-", "_") for name in STACKS)]
    if path.name != "stack.py":
        assert not re.search(r"stack\.name|STACKS|BROKEN", text)
        assert not [name for name in names if re.search(rf"stack import .*\b{name}\b", text)]


def test_the_broken_ones_leave_out_just_the_rule_that_their_name_says() -> None:
    assert {TWO_WAY_HANDSHAKE.name, NO_TIME_WAIT.name} == BROKEN
    assert differs(TWO_WAY_HANDSHAKE) == {"established_on_syn"}
    assert differs(NO_TIME_WAIT) == {"time_wait"}


def test_textbook_takes_no_option_and_makes_nobody_wait() -> None:
    offered = (TEXTBOOK.mss_option, TEXTBOOK.window_scale, TEXTBOOK.timestamps, TEXTBOOK.sack)
    assert offered == (False, None, False, False)
    assert (TEXTBOOK.nagle, TEXTBOOK.delayed_ack_ms, TEXTBOOK.fin_wait_2_ms) == (False, 0, None)
