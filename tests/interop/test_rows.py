"""This machine's kernel answers as rows.txt says."""

from contextlib import closing
from difflib import ndiff
from pathlib import Path

import pytest

from tests.interop.conftest import Kernels
from tests.support.dialogue import load
from tests.support.kernel_dialogue import choice_of, play, written
from tests.support.kernel_end import KernelEnd

pytestmark = pytest.mark.interop
ROWS = load(Path(__file__).with_name("rows.txt"))


@pytest.mark.parametrize("row", ROWS)
def test_the_kernel_answers_as_the_row_says(row: str, kernels: Kernels) -> None:
    with closing(KernelEnd(kernels(choice_of(ROWS[row])))) as end:
        seen = play(ROWS[row], end)
    expected = written(ROWS[row])
    assert seen == expected, "\n".join(ndiff(expected, seen))
