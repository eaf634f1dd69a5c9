"""Our host does as the kernel did in scripts that once found a mistake; no kernel is needed."""

from pathlib import Path

import pytest

from tests.interop.comparing import parting
from tests.interop.differential import KEPT
from tests.support.scripts import causes_of, lab_plays, outcomes_of


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.txt")), ids=lambda path: path.stem)
def test_a_script_that_was_kept(path: Path) -> None:
    text = path.read_text("utf-8")
    parted = parting(lab_plays(causes_of(text)), outcomes_of(text))
    assert parted is None or parted.reason is not None, parted and parted.steps[-1].outcomes
