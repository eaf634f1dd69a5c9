"""The same random scripts for the kernel and for our host: where the two part, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from tests.interop.differences import reason_for
from tests.interop.random_scripts import random_script
from tests.support.kernel_batch import MOST_CONNECTIONS, KernelBatch
from tests.support.scripts import Script, Step, kernel_plays, lab_plays, script_of, steps_of

SIDE_BY_SIDE = 100
_TRIES = 3


class Parting(Struct, frozen=True):
    """Where a script's two ends part: `steps` are ours up to there, `kernel` its last outcomes."""

    steps: tuple[Step, ...]
    kernel: tuple[str, ...]
    reason: str | None

    def text(self) -> str:
        """The script as a dialogue that the kernel agrees with."""
        *before, last = self.steps
        lines = [line for step in before for line in _lines(step, step.outcomes)]
        return "\n".join([*lines, *_lines(last, self.kernel)])


def _lines(step: Step, outcomes: Sequence[str]) -> Sequence[str]:
    return (*script_of([step.causes]), *outcomes)


class Tally(Struct):
    """What was found so far; `late` had parted because this machine was busy, and did not again."""

    scripts: int = 0
    steps: int = 0
    alike: int = 0
    late: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    unexplained: list[tuple[int, Parting]] = field(default_factory=list)


def parting(steps: Sequence[Step], kernel: Sequence[tuple[str, ...]]) -> Parting | None:
    """The first step that the kernel took otherwise; None if there is none."""
    for at, (step, outcomes) in enumerate(zip(steps, kernel, strict=True), 1):
        reason = reason_for(step, outcomes)
        if reason is not None or outcomes != step.outcomes:
            return Parting(tuple(steps[:at]), outcomes, reason)
    return None


def unexplained(script: Script, kernels: "Kernels") -> Parting | None:
    """Where a script parts the two without a reason; None if it does not do so every time."""
    found = None
    for _ in range(_TRIES):
        found = parting(lab_plays(script), kernel_plays([script], kernels.one_for(1))[0])
        if found is None or found.reason is not None:
            return None
    return found


def compare(seed: int, numbers: Sequence[int], kernels: "Kernels") -> Iterator[Tally]:
    """Plays the scripts of these numbers; gives what it has found after each hundred.

    Whatever has no reason is played again, alone: it must part the two every time.
    """
    tally = Tally()
    for first in range(0, len(numbers), SIDE_BY_SIDE):
        some = numbers[first : first + SIDE_BY_SIDE]
        made = [random_script(seed, number) for number in some]
        kernel = kernels.one_for(len(made))
        seen = kernel_plays([script for script, _ in made], kernel)
        for number, (script, steps), outcomes in zip(some, made, seen, strict=True):
            parted = parting(steps, outcomes)
            tally.scripts += 1
            tally.steps += len(steps if parted is None else parted.steps)
            if parted is None:
                tally.alike += 1
            elif parted.reason is not None:
                tally.reasons[parted.reason] += 1
            elif again := unexplained(script, kernels):
                tally.unexplained.append((number, again))
            else:
                tally.late += 1
        yield tally


class Kernels:
    """One namespace after the other, each for as many connections as it has ports for."""

    def __init__(self) -> None:
        self._kernel = KernelBatch()
        self._left = MOST_CONNECTIONS

    def one_for(self, connections: int) -> KernelBatch:
        """A kernel with so many connections left."""
        if self._left < connections:
            self._kernel.close()
            self._kernel, self._left = KernelBatch(), MOST_CONNECTIONS
        self._left -= connections
        return self._kernel

    def close(self) -> None:
        """Ends the last one."""
        self._kernel.close()


def shrunk(script: Script, kernels: Kernels) -> Parting | None:
    """Where the script parts the two, without the steps that it parts them without as well.

    Ever smaller pieces are left out; None if it does not part them at all.
    """
    found = unexplained(script, kernels)
    size = len(steps_of(script))
    while found is not None and (size := size // 2):
        at = 0
        while at < len(found.steps):
            groups = [step.causes for step in found.steps]
            shorter = groups[:at] + groups[at + size :]
            again = unexplained(script_of(shorter), kernels) if shorter else None
            found, at = (again, at) if again is not None else (found, at + size)
    return found
