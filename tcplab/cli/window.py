"""The window from the command line: another one may take what is to be opened."""

import os
from argparse import Namespace
from typing import TYPE_CHECKING

from tcplab import __version__
from tcplab.cli.parser import CONSOLE, language_of, parser_of, say

if TYPE_CHECKING:
    from tcplab.files.disk import FileProblem
    from tcplab.files.lessons import Opened
    from tcplab.lab.lesson import Language

USAGE = """usage: tcplab [FILE|LESSON]                 open it in the window, or in a new one
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


def window(arguments: list[str]) -> int:
    """Opens it, or has another one open what is asked for, or tells of the run without a screen.

    Raises FileProblem if that is wrong, unless a dialog is to say so.
    """
    if arguments[:1] in (["-h"], ["--help"]):
        return say(iter([USAGE]))
    from tcplab.files.handover import hand_over

    given = window_arguments(arguments)
    opened, problem = None, None
    if given.source is not None:
        opened, problem = _asked_for(given.source)
    if problem is not None and not given.dialogs:
        raise problem
    if not (given.new_window or given.present) and hand_over(_from_anywhere(given.source or "")):
        return 0
    from tcplab.ui.screen import has_screen

    if not has_screen():
        return _without_screen(opened)
    from tcplab.ui.app import run_window

    return run_window(opened, problem, present=given.present)


def _asked_for(source: str) -> "tuple[Opened | None, FileProblem | None]":
    """What is to be opened, or what is wrong with it."""
    from tcplab.files.disk import FileProblem
    from tcplab.files.lessons import open_argument

    try:
        return open_argument(source), None
    except FileProblem as problem:
        return None, problem


def _from_anywhere(source: str) -> str:
    """As a program that runs in another folder finds it."""
    if not source:
        return ""
    from tcplab.files.lessons import is_path

    return os.path.abspath(source) if is_path(source) else source


def window_arguments(arguments: list[str]) -> Namespace:
    """What USAGE tells of; whatever is wrong ends the program."""
    parser = parser_of("", "")
    parser.add_argument("--version", action="version", version=f"TCP Lab {__version__}")
    parser.add_argument("--new-window", action="store_true")
    parser.add_argument("--present", action="store_true")
    parser.add_argument("--dialogs", action="store_true", default=not CONSOLE)
    parser.add_argument("source", nargs="?", default=None)
    return parser.parse_args(arguments)


_NO_SCREEN: "dict[Language, str]" = {
    "en": "There is no screen here for the window; this is the run as text.",
    "zh_CN": "这里没有可以打开窗口的屏幕；下面用文字显示运行过程。",
}


def _without_screen(opened: "Opened | None") -> int:
    """What a terminal can show: what was asked for, or the handshake and the teardown."""
    from tcplab.files.lessons import open_argument
    from tcplab.files.trace_lines import text_lines
    from tcplab.sim.run import run

    language = language_of(None)
    print(_NO_SCREEN[language])
    shown = [opened] if opened else [open_argument("handshake"), open_argument("teardown")]
    for one in shown:
        print()
        say(text_lines(run(one.experiment), one.lesson, language))
    return 0
