"""What the timeline and the menus show of the branches: branches_picture(branches, runs, words)."""

from collections.abc import Mapping

import msgspec

from tcplab.lab.alike import common
from tcplab.lab.branches import Branch, Branches
from tcplab.lab.edits_picture import edits_picture
from tcplab.lab.lesson import Language
from tcplab.lab.words import Words
from tcplab.sim.run import Run


class Lane(msgspec.Struct, frozen=True):
    """A branch: its letter and name, its run (None: not computed yet), and where it begins.

    It has all up to the moment `parted` in common with the branch `origin` (by number).
    """

    number: int
    letter: str
    name: str
    run: Run | None
    origin: int | None = None
    parted: int = 0


def branches_picture(
    branches: Branches, runs: Mapping[int, Run], opened: str, words: Words, language: Language
) -> tuple[Lane, ...]:
    """The branches in the order in which they were made; `opened` is what the first is called.

    `runs` has that of the branch in view at least.
    """
    lanes = []
    for branch in branches.branches:
        run, left = runs.get(branch.number), runs.get(branch.origin or 0)
        parted = common(left, run) if run is not None and left is not None else 0
        known = run or next(iter(runs.values()))
        name = name_of(branch, known, opened, words, language)
        lanes.append(Lane(branch.number, branch.letter, name, run, branch.origin, parted))
    return tuple(lanes)


def name_of(
    branch: Branch, run: Run, opened: str, words: Words, language: Language
) -> str:  # fmt: skip
    """What somebody calls it, else its first change, and how many more there are.

    Any run will do; its own tells when calls are made.
    """
    if branch.name or branch.base is None:
        return branch.name or opened
    edits = edits_picture(branch.base, run, words, language, branch.experiment).edits
    more = f" +{len(edits) - 1}" if len(edits) > 1 else ""
    return edits[0].title + more if edits else opened
