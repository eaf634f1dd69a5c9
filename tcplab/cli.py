"""The command line: the same jobs without a window. What only some need is imported by those."""

import argparse
import locale
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, get_args

from msgspec.structs import replace

from tcplab import __version__
from tcplab.engine.tcb import State
from tcplab.files.disk import FileProblem, reason, write_file
from tcplab.files.lessons import Opened, check_paths, is_path, lesson_list, open_argument, own_list
from tcplab.files.wording import read_sentences
from tcplab.lab.lesson import Language
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import run

if TYPE_CHECKING:
    from tcplab.files.exports import Manner

_LANGUAGES: tuple[Language, ...] = get_args(Language)
_CONSOLE = sys.stderr is not None
"""A program that Windows starts without a console has nowhere to say what is wrong."""
_USAGE = """usage: tcplab [FILE|LESSON]                 open it in the window, or in a new one
       tcplab trace FILE|LESSON [--json]    the run as a ladder in text, or as JSON lines
       tcplab export FILE|LESSON -o OUT     as svg, pdf, png, gif, webp, txt, mmd, jsonl or pcapng
       tcplab link FILE|LESSON              as one word to paste, which opens like a file
       tcplab explore FILE|LESSON           every order of events, and what breaks in one
       tcplab lessons                       the lessons, one a line
       tcplab check FILE...                 what is wrong with files
       tcplab COMMAND --help                the options of a command
options of the window:
       --new-window    one of its own, even if there is one already
       --present       before an audience from the start, on the second screen if there is one
       --dialogs       what is wrong with FILE is said in a dialog, for starts from a desktop"""


class _Parser(argparse.ArgumentParser):
    """argparse, but wrong use is one line and no usage in front of it."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}; {self.prog} --help tells more\n")
        sys.exit(2)


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say and returns the exit status: 0, 1 for a "no", 2 for wrong use."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    _speak_utf8()
    try:
        command = _COMMANDS.get(arguments[0]) if arguments else None
        return command(arguments[1:]) if command else _window(arguments)
    except FileProblem as problem:
        _complain(problem, arguments)
        return 2
    except BrokenPipeError:
        _forget_output()
        return 0
    except OSError as error:
        _forget_output()
        words = "the output cannot be written: {reason}"
        _complain(FileProblem(words, reason=reason(error)), arguments)
        return 2
    except KeyboardInterrupt:
        return 130


def _complain(problem: FileProblem, arguments: list[str]) -> None:
    """One line, in the language that the arguments ask for, or the system."""
    wished = next((one for option, one in pairwise(arguments) if option == "--lang"), None)
    language = _language(wished if wished in _LANGUAGES else None)
    sys.stderr.write(f"tcplab: {problem.told(read_sentences(language))}\n")


def _forget_output() -> None:
    """Nobody takes what is left; Python would complain once more as it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    if not _CONSOLE:
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _print(lines: Iterator[str]) -> int:
    for line in lines:
        print(line)
    sys.stdout.flush()
    return 0


def _parser(command: str, what: str) -> _Parser:
    return _Parser(prog=f"tcplab {command}".strip(), description=what)


def _add_source(parser: _Parser) -> None:
    parser.add_argument(
        "source",
        metavar="FILE|LESSON",
        help="a lab file, the id of a lesson, LESSON:VARIANT, or a link",
    )


def _add_language(parser: _Parser) -> None:
    parser.add_argument("--lang", metavar="LANGUAGE", default=None, help="en or zh_CN")


def _language(asked: str | None) -> Language:
    """The language asked for, else the system's if we speak it."""
    for language in _LANGUAGES:
        if asked == language:
            return language
    if asked is not None:
        en, zh = _LANGUAGES
        words = 'there is no language "{asked}"; right would be {en} or {zh}'
        raise FileProblem(words, asked=asked, en=en, zh=zh)
    system = locale.setlocale(locale.LC_CTYPE, "").lower() if os.name == "nt" else _posix_language()
    return "zh_CN" if system.startswith(("zh", "chinese")) else "en"


def _posix_language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").lower()


def _trace(arguments: list[str]) -> int:
    from tcplab.files.trace_lines import json_lines, text_lines

    parser = _parser("trace", "The run, each line with its rule and why.")
    _add_source(parser)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    _add_language(parser)
    given = parser.parse_args(arguments)
    language = _language(given.lang)
    opened = open_argument(given.source)
    done = run(opened.experiment)
    if given.json:
        return _print(json_lines(done))
    return _print(text_lines(done, opened.lesson, language))


def _export(arguments: list[str]) -> int:
    from tcplab.files.capture import check_host
    from tcplab.files.exports import TEXTS, check_ending, moment_at, text_file

    given, manner = _export_arguments(arguments)
    language = _language(given.lang)
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

    parser = _parser("export", f"The run as a file; OUT's ending says as what: {_listed(ENDINGS)}.")
    _add_source(parser)
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
    _add_language(parser)
    given = parser.parse_args(arguments)
    if given.at is not None and given.at < 0:
        parser.error(f"--at is {given.at}; right would be 0 or more milliseconds")
    ending = check_ending(given.output)
    for option, endings in CHOICES.items():
        if getattr(given, option) is not None and ending not in endings:
            parser.error(f"--{option} is for {_listed(endings)}, not for {ending}")
    return given, _manner(parser, given)


def _manner(parser: _Parser, given: argparse.Namespace) -> "Manner":
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

    parser = _parser("link", "The experiment as one word of text, which tcplab opens again.")
    _add_source(parser)
    opened = open_argument(parser.parse_args(arguments).source)
    return _print(iter([link_of(opened.experiment)]))


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
        _print(iter([exploration_json(told)]) if given.json else exploration_text(told))
        if told.done.why == "cancelled":
            return 130
        status = max(status, told.is_a_no)
    return status


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _explore_arguments(arguments: list[str]) -> tuple[argparse.Namespace, _Parser]:
    from tcplab.sim.explore import MOST_AT_ONCE, Limits

    parser = _parser(
        "explore",
        "Every order of calls, arrivals, losses, copies and time-outs; a lesson's variants all, "
        "without their own mishaps. Exit status 0 if every promise holds, 1 if one is broken or "
        "the search stopped at a bound, 130 if Ctrl+C ended it (what was covered is told).",
    )
    _add_source(parser)
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


def _goal(parser: _Parser, experiment: Experiment, text: str | None) -> dict[str, State]:
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
    parser = _parser("lessons", "The lessons, one a line, the id first.")
    _add_language(parser)
    language = _language(parser.parse_args(arguments).lang)
    return _print(
        f"{head.id:24}{head.question.written_in(language)}"
        for _, heads in (*lesson_list(), *own_list())
        for head in heads
    )


def _check(arguments: list[str]) -> int:
    parser = _parser("check", "Reads files and says what is wrong with them.")
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path)
    _add_language(parser)
    given = parser.parse_args(arguments)
    words, status = read_sentences(_language(given.lang)), 0
    for path in given.files:
        problems = [problem.told(words) for problem in check_paths([path])]
        if os.path.isfile(path) and os.access(path, os.R_OK):
            _print(iter(problems))
            status = max(status, 1 if problems else 0)
        else:
            sys.stderr.write(f"tcplab: {problems[0]}\n")
            status = 2
    return status


def _window(arguments: list[str]) -> int:
    if arguments[:1] in (["-h"], ["--help"]):
        return _print(iter([_USAGE]))
    from tcplab.files.handover import hand_over

    given = _window_arguments(arguments)
    opened, problem = None, None
    try:
        opened = open_argument(given.source) if given.source is not None else None
    except FileProblem as found:
        if not given.dialogs:
            raise
        problem = found
    source = given.source or ""
    alone = given.new_window or given.present
    if not alone and hand_over(os.path.abspath(source) if is_path(source) else source):
        return 0
    from tcplab.ui.screen import has_screen

    if not has_screen():
        return _without_screen(opened)
    from tcplab.ui.app import run_window

    return run_window(opened, problem, present=given.present)


def _window_arguments(arguments: list[str]) -> argparse.Namespace:
    parser = _parser("", "")
    parser.add_argument("--version", action="version", version=f"TCP Lab {__version__}")
    parser.add_argument("--new-window", action="store_true")
    parser.add_argument("--present", action="store_true")
    parser.add_argument("--dialogs", action="store_true", default=not _CONSOLE)
    parser.add_argument("source", nargs="?", default=None)
    return parser.parse_args(arguments)


_NO_SCREEN: dict[Language, str] = {
    "en": "There is no screen here for the window; this is the run as text.",
    "zh_CN": "这里没有可以打开窗口的屏幕；下面用文字显示运行过程。",
}


def _without_screen(opened: Opened | None) -> int:
    """What a terminal can show: what was asked for, or the handshake and the teardown."""
    from tcplab.files.trace_lines import text_lines

    language = _language(None)
    print(_NO_SCREEN[language])
    shown = [opened] if opened else [open_argument("handshake"), open_argument("teardown")]
    for one in shown:
        print()
        _print(text_lines(run(one.experiment), one.lesson, language))
    return 0


_COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "trace": _trace,
    "export": _export,
    "link": _link,
    "explore": _explore,
    "lessons": _lessons,
    "check": _check,
}
