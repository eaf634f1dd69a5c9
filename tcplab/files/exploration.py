"""What is explored of a file or a lesson, and what was found: as text, as JSON, as lab files."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec.structs import replace

from tcplab.files.labfile import lab_text, write_lab_file
from tcplab.files.lessons import Opened
from tcplab.sim.behaviour import undisturbed
from tcplab.sim.experiment import Experiment
from tcplab.sim.explore import (
    OCTETS_PER_STATE,
    Finding,
    Goal,
    Limits,
    Progress,
    explore,
    goal_in_words,
)
from tcplab.sim.timetable import timed

TELL_EVERY_S = 2
_MEGA = 1_000_000


class Found(msgspec.Struct, frozen=True):
    """A finding, the experiment that shows it (None if no times were found), and its file."""

    finding: Finding
    shown_by: Experiment | None
    path: Path | None = None


class Explored(msgspec.Struct, frozen=True):
    """A search of one experiment; `goal` is what was looked for, empty if nothing was."""

    names: tuple[str, ...]
    experiment: Experiment
    limits: Limits
    goal: Goal
    done: Progress
    seconds: float
    found: tuple[Found, ...]

    @property
    def is_a_no(self) -> bool:
        """Whether a promise is broken, or something was not looked at."""
        broken = any(one.broken for one in self.done.findings)
        return broken or self.done.why in ("bound", "crowded")


def searches(opened: Opened, *, all_variants: bool) -> Iterator[tuple[tuple[str, ...], Experiment]]:
    """What there is to explore, with the names of the variants that differ by mishaps alone."""
    lesson = opened.lesson
    if lesson is None or len(lesson.variants) == 1:
        yield (), opened.experiment
        return
    chosen = [one for one in lesson.variants if all_variants or one == opened.variant]
    names: dict[Experiment, list[str]] = {}
    for variant in chosen:
        what = replace(undisturbed(variant.experiment), title=lesson.title.en, horizon_ms=None)
        names.setdefault(what, []).append(f"{lesson.id}:{variant.id}")
    yield from ((tuple(ones), what) for what, ones in names.items())


def explored(
    names: tuple[str, ...],
    experiment: Experiment,
    limits: Limits,
    goal: Goal,
    tell: Callable[[str], None],
) -> Explored:
    """The search, and what it found; `tell` is told how far it is, and Ctrl+C ends it."""
    began = told = time.perf_counter()
    done: Progress | None = None
    try:
        for done in explore(experiment, limits, goal):
            now = time.perf_counter()
            if done.why is None and now - told >= TELL_EVERY_S:
                tell(_progress_line(done, now - began))
                told = now
    except KeyboardInterrupt:
        if done is None:
            raise
    assert done is not None
    if done.why is None:
        done = replace(done, why="cancelled")
    seconds = time.perf_counter() - began
    found = tuple(Found(one, timed(experiment, one, done.parcels)) for one in done.findings)
    return Explored(names, experiment, limits, goal, done, seconds, found)


def write_findings(explored: Explored, folder: Path, first: int) -> Explored:
    """The findings as lab files `found-1.tcplab` …, counted from `first`; FileProblem if it fails.

    A finding for which there are no times takes a number, but no file.
    """
    written = []
    for number, one in enumerate(explored.found, first):
        if one.shown_by is not None:
            path = folder / f"found-{number}.tcplab"
            write_lab_file(path, one.shown_by)
            one = replace(one, path=path)
        written.append(one)
    return replace(explored, found=tuple(written))


def _progress_line(done: Progress, seconds: float) -> str:
    """How far a search is."""
    return (
        f"{done.states:,} states, depth {done.depth}, {_rate(done, seconds):,} states a second, "
        f"{len(done.findings)} found"
    )


def exploration_text(explored: Explored) -> Iterator[str]:
    """The lines of a report."""
    limits, done = explored.limits, explored.done
    names = f" ({', '.join(explored.names)})" if explored.names else ""
    yield (
        f"{explored.experiment.title}{names}: every order with up to {limits.losses} lost "
        f"and {limits.duplicates} duplicated or repeated too early"
    )
    yield (
        f"{done.states:,} states, {done.transitions:,} transitions, depth {done.depth}, "
        f"{_rate(done, explored.seconds):,} states a second"
    )
    yield _end(explored)
    if explored.goal and done.why == "all":
        yield f"Not reached: {goal_in_words(explored.goal)}"
    for one in explored.found:
        yield from _finding_text(one)


def _finding_text(found: Found) -> Iterator[str]:
    finding, steps = found.finding, len(found.finding.moves)
    yield ""
    yield f"{'Broken' if finding.broken else 'Reached'}: {finding.what}"
    if found.shown_by is None:
        yield f"An order of {steps} steps comes there, but no times were found."
    elif found.path is not None:
        yield f"{steps} steps; {found.path} shows them"
    else:
        yield f"{steps} steps; this lab file shows them:"
        yield ""
        yield lab_text(found.shown_by).rstrip()


def exploration_json(explored: Explored) -> str:
    """One JSON object."""
    limits, done = explored.limits, explored.done
    return json.dumps(
        {
            "title": explored.experiment.title,
            "variants": explored.names,
            "losses": limits.losses,
            "duplicates": limits.duplicates,
            "states": done.states,
            "transitions": done.transitions,
            "depth": done.depth,
            "states_per_second": _rate(done, explored.seconds),
            "why": done.why,
            "edges": sorted(f"{one.value} -> {other.value}" for one, other in done.edges),
            "findings": [_finding_json(one) for one in explored.found],
        },
        ensure_ascii=False,
    )


def _finding_json(found: Found) -> dict[str, object]:
    return {
        "what": found.finding.what,
        "broken": found.finding.broken,
        "steps": len(found.finding.moves),
        "lab": None if found.shown_by is None else lab_text(found.shown_by),
        "path": None if found.path is None else str(found.path),
    }


def _rate(done: Progress, seconds: float) -> int:
    return round(done.states / max(seconds, 0.001))


def _end(explored: Explored) -> str:
    limits, done = explored.limits, explored.done
    if done.why == "reached":
        return "The search ended where it was to get."
    if done.why == "bound":
        megabytes = limits.states * OCTETS_PER_STATE // _MEGA
        return (
            f"Stopped at the bound of {limits.states:,} states (about {megabytes:,} MB): "
            "what lies beyond was not looked at."
        )
    if done.why == "crowded":
        return (
            "Stopped where more equal segments are on the wire, or one host has more situations, "
            "than can be counted: what lies beyond was not looked at."
        )
    if done.why != "all":
        return "Stopped before the end: what lies beyond was not looked at."
    if any(one.broken for one in done.findings):
        return "All was covered, save what follows on a broken promise."
    return "All was covered, and every promise holds."
