"""The dialogues in the folder beside this file; together they obey every rule there is."""

from pathlib import Path

import pytest

from tcplab.engine.rules import Rule
from tests.support.dialogue import Dialogue, check, load

FILES = sorted((Path(__file__).parent / "dialogues").glob("*.txt"))
DIALOGUES = {f"{path.stem}: {title}": text for path in FILES for title, text in load(path).items()}


@pytest.mark.parametrize("title", DIALOGUES)
def test_dialogue(title: str) -> None:
    check(DIALOGUES[title])


def test_every_rule_is_obeyed_somewhere() -> None:
    lines = [line for text in DIALOGUES.values() for line in Dialogue(text).lines]
    assert {rule.value for rule in Rule} - {line.rule.value for line in lines} == set()


def test_a_wrong_dialogue_fails_with_a_readable_difference() -> None:
    with pytest.raises(AssertionError) as failure:
        check("open\n> SYN seq=100\n= ESTABLISHED")
    assert str(failure.value).splitlines()[1:] == [
        "  open",
        "  > SYN seq=100",
        "- = ESTABLISHED",
        "+ = SYN-SENT",
    ]
