"""What the command line does without a window; each job gives the exit status."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tcplab.cli.parser import Parser, add_language, add_source, language_of, parser_of, say
from tcplab.engine.tcb import State
from tcplab.files.disk import write_file
from tcplab.files.lessons import check_paths, is_path, lesson_list, open_argument, own_list
from tcplab.files.wording import read_sentences
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import run

if TYPE_CHECKING:
    from tcplab.files.exports import Manner


def _trace(arguments: list[str]) -> int:
    from tcplab.files.trace_lines import json_lines, text_lines

    parser = parser_of("trace", "The run, each line with its rule and why.")
    add_source(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    add_language(parser)
    given = parser.parse_args(arguments)
    language = language_of(given.lang)
    opened = open_argument(given.source)
    done = run(opened.experiment)
    if given.json:
        return say(json_lines(done))
    return say(text_lines(done, opened.lesson, language))


def _export(arguments: list[str]) -> int:
    from tcplab.files.capture import check_host
    from tcplab.files.exports import TEXTS, check_ending, moment_at, text_file

    given, manner = _export_arguments(arguments)
    language = language_of(given.lang)
    opened = open_argument(given.source)
    if manner.capture is not None:
        check_host(opened.experiment, manner.capture)  # before a long run
    done, ending = run(opened.experiment), check_ending(given.output)
    if ending in TEXTS:
        write_file(given.output, text_file(done, opened.lesson, ending, language, manner.capture))
        return 0
    from tcplab.ui.export import export_file

    cursor = None if given.at is None else moment_at(done, given.at)
    export_file(done, given.output, language, replace(manner, cursor=cursor), _tell_frames)
    return 0


def _tell_frames(done: int, of: int) -> None:
    """How far an animation is, where somebody looks on."""
    if sys.stderr is not None and sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {of:,} frames" + "\n" * (done == of))
        sys.stderr.flush()


def _export_arguments(arguments: list[str]) -> "tuple[argparse.Namespace, Manner]":
    from tcplab.files.exports import CHOICES, ENDINGS, check_ending

    parser = parser_of(
        "export", f"The run as a file; OUT's ending says as what: {_listed(ENDINGS)}."
    )
    add_source(parser)
    parser.add_argument("-o", "--output", metavar="OUT", required=True, type=Path)
    for option, metavar, kind, what in (
        ("at", "MS", int, "with the cursor at this time; an animation ends there"),
        ("scale", "X", float, "device pixels for each pixel (2, of an animation 1)"),
        ("size", "WxH", str, "how large an animation is at most (960x720)"),
        ("speed", "X", float, "how much faster than in real time an animation is (0.25)"),
        ("capture", "HOST", str, "at which host packets are captured (the first)"),
    ):
        parser.add_argument(f"--{option}", metavar=metavar, type=kind, help=what)
    parser.add_argument("--theme", choices=("light", "dark", "present"), help="colours (light)")
    add_language(parser)
    given = parser.parse_args(arguments)
    if given.at is not None and given.at < 0:
        parser.error(f"--at is {given.at}; right would be 0 or more milliseconds")
    ending = check_ending(given.output)
    for option, endings in CHOICES.items():
        if getattr(given, option) is not None and ending not in endings:
            parser.error(f"--{option} is for {_listed(endings)}, not for {ending}")
    return given, _manner(parser, given)


def _manner(parser: Parser, given: argparse.Namespace) -> "Manner":
    from tcplab.files.exports import Manner, parse_size

    keys = ("theme", "scale", "size", "speed", "capture")
    chosen = {key: getattr(given, key) for key in keys}
    try:
        if given.size is not None:
            chosen["size"] = parse_size(given.size)
        return Manner(**{key: value for key, value in chosen.items() if value is not None})
    except ValueError as error:
        parser.error(str(error))


def _listed(endings: tuple[str, ...]) -> str:
    return ", ".join(endings)


def _link(arguments: list[str]) -> int:
    from tcplab.files.link import link_of

    parser = parser_of("link", "The experiment as one word of text, which tcplab opens again.")
    add_source(parser)
    opened = open_argument(parser.parse_args(arguments).source)
    return say(iter([link_of(opened.experiment)]))


def _explore(arguments: list[str]) -> int:
    from tcplab.files.exploration import (
        exploration_json,
        exploration_text,
        explored,
        searches,
        write_findings,
    )
    from tcplab.sim.explore import Limits

    given, parser = _explore_arguments(arguments)
    limits = Limits(given.losses, given.duplicates, given.states)
    opened = open_argument(given.source)
    everything = is_path(given.source) or ":" not in given.source
    status, found = 0, 0
    for turn, (names, experiment) in enumerate(searches(opened, all_variants=everything)):
        goal = _goal(parser, experiment, given.reach)
        told = explored(names, experiment, limits, goal, _tell)
        if given.output is not None:
            told = write_findings(told, given.output, found + 1)
        found += len(told.found)
        if turn and not given.json:
            print()
        say(iter([exploration_json(told)]) if given.json else exploration_text(told))
        if told.done.why == "cancelled":
            return 130
        status = max(status, told.is_a_no)
    return status


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _explore_arguments(arguments: list[str]) -> tuple[argparse.Namespace, Parser]:
    from tcplab.sim.explore import MOST_AT_ONCE, Limits

    parser = parser_of(
        "explore",
        "Every order of calls, arrivals, losses, copies and time-outs; a lesson's variants all, "
        "without their own mishaps. Exit status 0 if every promise holds, 1 if one is broken or "
        "the search stopped at a bound, 130 if Ctrl+C ended it (what was covered is told).",
    )
    add_source(parser)
    for option, what in (("--losses", "lost"), ("--duplicates", "duplicated or repeated early")):
        parser.add_argument(
            option, metavar="K", type=int, default=1, help=f"segments {what} in one run (1)"
        )
    parser.add_argument("--reach", metavar="HOST=STATE,...", help="look only for these states")
    parser.add_argument(
        "--states", metavar="N", type=int, default=Limits().states, help="the most to be kept"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a search")
    parser.add_argument(
        "-o", "--output", metavar="FOLDER", type=Path, help="write what is found as lab files"
    )
    given = parser.parse_args(arguments)
    for option, value in (("--losses", given.losses), ("--duplicates", given.duplicates)):
        if not 0 <= value <= MOST_AT_ONCE:
            parser.error(f"{option} is {value}; right would be 0 to {MOST_AT_ONCE}")
    if given.states < 1:
        parser.error(f"--states is {given.states}; right would be 1 or more")
    if given.output is not None and not given.output.is_dir():
        parser.error(f"--output: {given.output} is no folder")
    return given, parser


def _goal(parser: Parser, experiment: Experiment, text: str | None) -> dict[str, State]:
    """The states that `--reach` asks for."""
    goal: dict[str, State] = {}
    hosts, states = [host.name for host in experiment.hosts], {one.value: one for one in State}
    for part in text.split(",") if text is not None else []:
        name, _, state = part.strip().partition("=")
        if name not in hosts:
            parser.error(f'--reach: no host is called "{name}"; there are: {", ".join(hosts)}')
        if state not in states:
            parser.error(f'--reach: "{state}" is no state; right would be {", ".join(states)}')
        goal[name] = states[state]
    return goal


def _lessons(arguments: list[str]) -> int:
    parser = parser_of("lessons", "The lessons, one a line, the id first.")
    add_language(parser)
    language = language_of(parser.parse_args(arguments).lang)
    return say(
        f"{head.id:24}{head.question.written_in(language)}"
        for _, heads in (*lesson_list(), *own_list())
        for head in heads
    )


def _check(arguments: list[str]) -> int:
    parser = parser_of("check", "Reads files and says what is wrong with them.")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    add_language(parser)
    given = parser.parse_args(arguments)
    words, status = read_sentences(language_of(given.lang)), 0
    for path in given.files:
        problems = [problem.told(words) for problem in check_paths([path])]
        if os.path.isfile(path) and os.access(path, os.R_OK):
            say(iter(problems))
            status = max(status, 1 if problems else 0)
        else:
            sys.stderr.write(f"tcplab: {problems[0]}\n")
            status = 2
    return status


JOBS: dict[str, Callable[[list[str]], int]] = {
    "trace": _trace,
    "export": _export,
    "link": _link,
    "explore": _explore,
    "lessons": _lessons,
    "check": _check,
}
