"""How arguments are read: wrong use is one line, and the language is the one that was asked for."""

import argparse
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tcplab.lab.lesson import Language

CONSOLE = sys.stderr is not None
"""A program that Windows starts without a console has nowhere to say what is wrong."""

LANGUAGES: "tuple[Language, ...]" = ("en", "zh_CN")


class Parser(argparse.ArgumentParser):
    """argparse, but wrong use is one line and no usage in front of it."""

    def error(self, message: str) -> NoReturn:
        sys.stderr.write(f"{self.prog}: {message}; {self.prog} --help tells more\n")
        sys.exit(2)


def parser_of(command: str, what: str) -> Parser:
    """For one of the commands; "" is the window."""
    return Parser(prog=f"tcplab {command}".strip(), description=what)


def add_source(parser: Parser) -> None:
    """What the command is about."""
    parser.add_argument(
        "source",
        metavar="FILE|LESSON",
        help="a lab file, the id of a lesson, LESSON:VARIANT, or a link",
    )


def add_language(parser: Parser) -> None:
    """In which language it answers."""
    parser.add_argument("--lang", metavar="LANGUAGE", default=None, help="en or zh_CN")


def language_of(asked: str | None) -> "Language":
    """The language asked for, else the system's if we speak it."""
    for language in LANGUAGES:
        if asked == language:
            return language
    if asked is not None:
        from tcplab.files.disk import FileProblem  # who asks for nothing wrong needs none

        en, zh = LANGUAGES
        words = 'there is no language "{asked}"; right would be {en} or {zh}'
        raise FileProblem(words, asked=asked, en=en, zh=zh)
    system = _windows_language() if os.name == "nt" else _posix_language()
    return "zh_CN" if system.startswith(("zh", "chinese")) else "en"


def _windows_language() -> str:
    import locale  # as above

    return locale.setlocale(locale.LC_CTYPE, "").lower()


def _posix_language() -> str:
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    return next((os.environ[name] for name in names if os.environ.get(name)), "").lower()


def say(lines: Iterator[str]) -> int:
    """Prints lines as they come; the exit status of that is 0."""
    for line in lines:
        print(line)
    sys.stdout.flush()
    return 0
