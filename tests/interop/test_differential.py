"""Random scripts, and those that were kept: the kernel and our host do alike, or it is said why."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.interop.comparing import Kernels, compare
from tests.interop.differential import KEPT
from tests.interop.test_differences import pytestmark as observed
from tests.support.kernel_namespace import Unavailable
from tests.support.scripts import causes_of, kernel_plays, outcomes_of

pytestmark = observed
_SEED, _COUNT = 1, 400


@pytest.fixture(scope="module")
def batches() -> Iterator[Kernels]:
    """Namespaces for scripts that are played side by side."""
    try:
        kernels = Kernels()
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield kernels
    kernels.close()


def test_random_scripts_differ_where_it_is_said_and_nowhere_else(batches: Kernels) -> None:
    *_, tally = compare(_SEED, range(_COUNT), batches)
    assert tally.scripts == _COUNT
    assert tally.alike > _COUNT // 2
    found = [f"{number}\n{one.text()}\nours: {one.steps[-1]}" for number, one in tally.unexplained]
    assert not found, "\n\n".join([*found, f"python -m tests.interop.differential --seed {_SEED}"])


@pytest.mark.parametrize("path", sorted(KEPT.glob("*.txt")), ids=lambda path: path.stem)
def test_the_kernel_answers_as_was_kept(path: Path, batches: Kernels) -> None:
    text = path.read_text("utf-8")
    (seen,) = kernel_plays([causes_of(text)], batches.one_for(1))
    assert seen == outcomes_of(text)
