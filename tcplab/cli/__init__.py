"""The command line. What only some need is imported by those: the window stands before there is
anything to be seen in it.
"""

import os
import sys
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from tcplab.cli.parser import CONSOLE, LANGUAGES, language_of

if TYPE_CHECKING:
    from tcplab.files.disk import FileProblem

_JOBS = ("trace", "export", "link", "explore", "lessons", "check")


def main(arguments: Sequence[str] | None = None) -> int:
    """Does what the arguments say and returns the exit status: 0, 1 for a "no", 2 for wrong use."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    _speak_utf8()
    try:
        if arguments and arguments[0] in _JOBS:
            from tcplab.cli.jobs import JOBS

            return JOBS[arguments[0]](arguments[1:])
        from tcplab.cli.window import window

        return window(arguments)
    except _refusal() as problem:
        _complain(problem, arguments)
        return 2
    except BrokenPipeError:
        _forget_output()
        return 0
    except OSError as error:
        from tcplab.files.disk import FileProblem, reason

        _forget_output()
        words = "the output cannot be written: {reason}"
        _complain(FileProblem(words, reason=reason(error)), arguments)
        return 2
    except KeyboardInterrupt:
        return 130


def _refusal() -> "type[FileProblem]":
    """Asked for where something is wrong, and only then."""
    from tcplab.files.disk import FileProblem

    return FileProblem


def _complain(problem: "FileProblem", arguments: list[str]) -> None:
    """One line, in the language that the arguments ask for, or the system."""
    from tcplab.files.wording import read_sentences

    wished = next((one for option, one in pairwise(arguments) if option == "--lang"), None)
    language = language_of(wished if wished in LANGUAGES else None)
    sys.stderr.write(f"tcplab: {problem.told(read_sentences(language))}\n")


def _forget_output() -> None:
    """Nobody takes what is left; Python would complain once more as it closes stdout."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _speak_utf8() -> None:
    if not CONSOLE:
        sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
