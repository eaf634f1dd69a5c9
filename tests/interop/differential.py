"""Plays random scripts of calls and segments to this machine's kernel and to our stack `linux`.

What they answer, their states and errnos are compared step by step, up to the first difference. One
that differences.py gives no reason for is shrunk, shown, and kept in tests/data/differential, where
tests play it ever after. Exit status 0 if there is none, 1 if there is, 2 if nothing can be played.
"""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tests.interop.comparing import Kernels, Parting, Tally, compare, shrunk
from tests.interop.random_scripts import random_script
from tests.support.kernel_namespace import Unavailable

KEPT = Path(__file__).parents[1] / "data" / "differential"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: python -m tests.interop.differential."""
    parser = argparse.ArgumentParser("python -m tests.interop.differential", description=__doc__)
    parser.add_argument("--count", type=int, default=1_000, help="how many scripts (1000)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random (1)")
    parser.add_argument("--first", type=int, default=0, help="the number of the first script (0)")
    parser.add_argument("--show", action="store_true", help="print the scripts, and play nothing")
    chosen = parser.parse_args(arguments)
    numbers = range(chosen.first, chosen.first + chosen.count)
    if chosen.show:
        for number in numbers:
            script, _ = random_script(chosen.seed, number)
            print("\n".join([f"== {chosen.seed} {number}", *script, ""]))
        return 0
    try:
        kernels = Kernels()
    except Unavailable as reason:
        print(reason, file=sys.stderr)
        return 2
    try:
        return _run(chosen.seed, numbers, kernels)
    finally:
        kernels.close()


def _run(seed: int, numbers: Sequence[int], kernels: Kernels) -> int:
    began, tally, shown = time.monotonic(), Tally(), 0
    for tally in compare(seed, numbers, kernels):
        took = time.monotonic() - began
        print(f"\r{tally.scripts} of {len(numbers)}, {took:.0f} s", end="", file=sys.stderr)
        for number, parting in tally.unexplained[shown:]:
            _show(seed, number, shrunk(random_script(seed, number)[0], kernels) or parting)
        shown = len(tally.unexplained)
    print(file=sys.stderr)
    for reason, count in tally.reasons.most_common():
        print(f"{count:7} {reason}")
    print(
        f"{tally.scripts} scripts with {tally.steps} steps in {time.monotonic() - began:.0f} s, "
        f"seed {seed}: {tally.alike} alike to their end, {tally.reasons.total()} up to a difference"
        f" that is explained, {tally.late} alike when played again, {shown} unexplained"
    )
    return 1 if shown else 0


def _show(seed: int, number: int, parting: Parting) -> None:
    KEPT.mkdir(exist_ok=True)
    path = KEPT / f"{seed}-{number}.txt"
    path.write_text(parting.text() + "\n", "utf-8")
    ours = "; ".join(parting.steps[-1].outcomes) or "nothing"
    print(f"\n{parting.text()}\n  ours: {ours}\n  kept as {path}\n")


if __name__ == "__main__":
    sys.exit(main())
