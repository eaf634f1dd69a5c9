"""With what the run in view can be compared, and which of it one most likely wants."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from PySide6.QtCore import QCoreApplication

from tcplab.engine.stack import BROKEN
from tcplab.lab.lesson import Language, Variant
from tcplab.sim.experiment import Experiment
from tcplab.ui.branching import Branching
from tcplab.ui.session import Session

translate = QCoreApplication.translate

Kind = Literal["branch", "opened", "variant", "file"]


class Other(NamedTuple):
    """Something to compare with; `number` is a branch's.

    A branch may become another experiment, or be deleted; all else stays as it is.
    """

    kind: Kind
    name: str
    experiment: Experiment
    number: int = 0


def others(session: Session, branching: Branching, language: Language) -> tuple[Other, ...]:
    """All but files: the branch that this one left first, then other branches, the lesson as it was
    opened, and its other variants."""
    return (
        *_branches(session, branching),
        *_opened(session),
        *_variants(session, language),
    )


def _branches(session: Session, branching: Branching) -> Iterator[Other]:
    present = session.branches.present
    found = [one for one in session.branches.branches if one is not present]
    for branch in sorted(found, key=lambda one: one.number != present.origin):
        name = branching.lane(branch.number).name
        yield Other("branch", name, branch.experiment, branch.number)


def _opened(session: Session) -> Iterator[Other]:
    held = [branch.experiment for branch in session.branches.branches]
    if session.original not in held:
        name = translate("Compare", "As it was opened")
        yield Other("opened", name, session.original)


def _variants(session: Session, language: Language) -> Iterator[Other]:
    lesson = session.lesson
    for variant in lesson.variants if lesson is not None else ():
        if variant is not session.variant:
            yield Other("variant", variant.title.written_in(language), variant.experiment)


def likely(session: Session, all_others: tuple[Other, ...]) -> Other | None:
    """The one that a single click compares with; None if only a file is left.

    A branch is put beside its origin, a broken stack beside the one that keeps the rule.
    """
    if session.branches.present.origin is None and not session.changed:
        twin = _twin(session)
        found = [one for one in all_others if twin and one.experiment == twin.experiment]
        if found:
            return found[0]
    return next(iter(all_others), None)


def _twin(session: Session) -> Variant | None:
    """The variant with the same schedule and the other kind of stack: it stands next to this."""
    lesson, here = session.lesson, session.variant
    if lesson is None or here is None:
        return None
    at, broken = lesson.variants.index(here), _is_broken(here)
    after, before = lesson.variants[at + 1 :], lesson.variants[:at][::-1]
    places = (*after, *before) if broken else (*before, *after)
    unlike = [one for one in places if _is_broken(one) is not broken]
    return unlike[0] if unlike else None


def _is_broken(variant: Variant) -> bool:
    return any(host.stack in BROKEN for host in variant.experiment.hosts)


def from_file(path: Path, experiment: Experiment) -> Other:
    """What a file holds."""
    return Other("file", path.name, experiment)
