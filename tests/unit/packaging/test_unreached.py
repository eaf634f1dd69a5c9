"""The option --unreached: what it lists, and that there is nothing to list."""

import subprocess
import sys
from pathlib import Path

from tcplab.engine.rules import Rule

ROOT = Path(__file__).parents[3]


def unreached(*arguments: str) -> tuple[int, list[str]]:
    """The status of such a run of the dialogues, and what it lists."""
    command = ["-m", "pytest", "--unreached", "-q", "tests/unit/engine/test_dialogues.py"]
    done = subprocess.run(
        [sys.executable, *command, *arguments], cwd=ROOT, capture_output=True, text=True
    )
    lines = done.stdout.splitlines()
    title = next(nth for nth, line in enumerate(lines) if " rules never reached " in line)
    last = next(nth for nth, line in enumerate(lines) if line.endswith(" rules"))
    return done.returncode, lines[title + 1 : last + 1]


def test_the_dialogues_alone_reach_every_rule() -> None:
    assert unreached() == (0, [f"0 of {len(Rule)} rules"])


def test_a_rule_that_is_not_reached_is_listed_and_fails() -> None:
    """Two workers, each of which sees half of the run."""
    listed = unreached("-k", "not 1337 and not somewhere", "-n", "2")
    assert listed == (1, ["1337", f"1 of {len(Rule)} rules"])
