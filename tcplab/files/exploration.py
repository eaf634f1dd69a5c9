"""What an exploration found, in text and as JSON; each finding with the lab file that shows it."""

import json
from collections.abc import Iterator

from tcplab.files.labfile import lab_text
from tcplab.sim.experiment import Experiment
from tcplab.sim.explore import OCTETS_PER_STATE, Finding, Goal, Limits, Progress, goal_in_words
from tcplab.sim.timetable import timed

_MEGA = 1_000_000


def exploration_text(
    experiment: Experiment, limits: Limits, done: Progress, seconds: float, goal: Goal
) -> Iterator[str]:
    """The lines of a report; `goal` is what was looked for, empty if nothing was."""
    yield (
        f"{experiment.title}: every order with up to {limits.losses} lost "
        f"and {limits.duplicates} duplicated or repeated too early"
    )
    yield (
        f"{done.states:,} states, {done.transitions:,} transitions, depth {done.depth}, "
        f"{_rate(done, seconds):,} states a second"
    )
    yield _end(limits, done)
    if goal and done.why != "reached":
        yield f"Not reached: {goal_in_words(goal)}"
    for finding in done.findings:
        yield ""
        yield f"{'Broken' if finding.broken else 'Reached'}: {finding.what}"
        made = timed(experiment, finding, done.parcels)
        if made is None:
            yield f"An order of {len(finding.moves)} steps comes there, but no times were found."
        else:
            yield f"{len(finding.moves)} steps; this lab file shows them:"
            yield ""
            yield lab_text(made).rstrip()


def exploration_json(experiment: Experiment, limits: Limits, done: Progress, seconds: float) -> str:
    """One JSON object."""
    findings = [_finding(experiment, one, done) for one in done.findings]
    return json.dumps(
        {
            "title": experiment.title,
            "losses": limits.losses,
            "duplicates": limits.duplicates,
            "states": done.states,
            "transitions": done.transitions,
            "depth": done.depth,
            "states_per_second": _rate(done, seconds),
            "why": done.why,
            "edges": sorted(f"{one.value} -> {other.value}" for one, other in done.edges),
            "findings": findings,
        },
        ensure_ascii=False,
    )


def _finding(experiment: Experiment, finding: Finding, done: Progress) -> dict[str, object]:
    made = timed(experiment, finding, done.parcels)
    return {
        "what": finding.what,
        "broken": finding.broken,
        "steps": len(finding.moves),
        "lab": None if made is None else lab_text(made),
    }


def _rate(done: Progress, seconds: float) -> int:
    return round(done.states / max(seconds, 0.001))


def _end(limits: Limits, done: Progress) -> str:
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
    broken = any(one.broken for one in done.findings)
    return "All was covered." if broken else "All was covered, and every promise holds."
