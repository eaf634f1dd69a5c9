"""What a run can become outside: the kinds of files, what can be chosen of each, and the texts."""

import re
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec

from tcplab.files.capture import capture_file
from tcplab.files.disk import FileProblem
from tcplab.files.mermaid import mermaid_lines
from tcplab.files.trace_lines import json_lines, run_title, text_lines
from tcplab.lab.lesson import Language, Lesson
from tcplab.sim.run import Run

DRAWINGS = (".svg", ".pdf", ".png")
ANIMATIONS = (".gif", ".webp")
TEXTS = (".txt", ".mmd", ".jsonl", ".pcapng")
ENDINGS = (*DRAWINGS, *ANIMATIONS, *TEXTS)

CHOICES: dict[str, tuple[str, ...]] = {
    "at": (*DRAWINGS, *ANIMATIONS),
    "theme": (*DRAWINGS, *ANIMATIONS),
    "scale": (".png", *ANIMATIONS),
    "size": ANIMATIONS,
    "speed": ANIMATIONS,
    "capture": (".pcapng",),
}
"""Which kinds of files each choice is for."""

LEAST_SPEED, MOST_SPEED = 0.1, 10.0
LEAST_SCALE, MOST_SCALE = 0.5, 4.0
LEAST_SIZE, MOST_SIZE = (480, 320), (1_920, 1_200)


class Manner(msgspec.Struct, frozen=True):
    """What can be chosen; None is the kind's own default.

    `cursor` is the moment (by index) up to which there is colour, None all of the run without a
    now line. `scale` is device pixels for each logical one, `size` an animation's logical pixels,
    `speed` how much faster than in real time, `capture` the host at which packets are captured.
    """

    cursor: int | None = None
    theme: Literal["light", "dark", "present"] = "light"
    scale: float | None = None
    size: tuple[int, int] = (960, 720)
    speed: float = 0.25
    capture: str | None = None

    def __post_init__(self) -> None:
        if self.scale is not None and not LEAST_SCALE <= self.scale <= MOST_SCALE:
            raise ValueError(
                f"the scale is {self.scale:g}; right would be {LEAST_SCALE:g} to {MOST_SCALE:g}"
            )
        if not LEAST_SPEED <= self.speed <= MOST_SPEED:
            raise ValueError(
                f"the speed is {self.speed:g}; right would be {LEAST_SPEED:g} to {MOST_SPEED:g}"
            )
        pairs = zip(LEAST_SIZE, self.size, MOST_SIZE, strict=True)
        if not all(least <= length <= most for least, length, most in pairs):
            least, given, most = (f"{w}x{h}" for w, h in (LEAST_SIZE, self.size, MOST_SIZE))
            raise ValueError(f"the size is {given}; right would be {least} to {most}")


def parse_size(text: str) -> tuple[int, int]:
    """`960x720` as width and height; ValueError if it is nothing like it."""
    match = re.fullmatch(r"([0-9]{1,5})[x×]([0-9]{1,5})", text)
    if match is None:
        raise ValueError(f'the size is "{text}"; right would be WIDTHxHEIGHT, such as 960x720')
    return int(match[1]), int(match[2])


def check_ending(path: Path) -> str:
    """The file's ending in lower case; FileProblem if a run cannot become such a file."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        if not ending:
            words = "{path}: the ending is missing; right would be {known}"
            raise FileProblem(words, path=path, known=ENDINGS)
        words = '{path}: "{ending}" is no kind of export; right would be {known}'
        raise FileProblem(words, path=path, ending=path.suffix, known=ENDINGS)
    return ending


def moment_at(run: Run, at_ms: int) -> int:
    """The index of the last moment that is not later."""
    return bisect_right(run.moments, at_ms, key=lambda moment: moment.world.now) - 1


def text_file(
    run: Run, lesson: Lesson | None, ending: str, language: Language, capture: str | None
) -> bytes:
    """The octets of a file of one of the `TEXTS`; FileProblem if `capture` is no host."""
    return _WRITERS[ending](run, lesson, language, capture)


def _txt(run: Run, lesson: Lesson | None, language: Language, _: str | None) -> bytes:
    return "".join(f"{line}\n" for line in text_lines(run, lesson, language)).encode()


def _mmd(run: Run, lesson: Lesson | None, language: Language, _: str | None) -> bytes:
    lines = mermaid_lines(run, run_title(run, lesson, language), language)
    return "".join(f"{line}\n" for line in lines).encode()


def _jsonl(run: Run, _: Lesson | None, __: Language, ___: str | None) -> bytes:
    return "".join(f"{line}\n" for line in json_lines(run)).encode()


def _pcapng(run: Run, _: Lesson | None, language: Language, capture: str | None) -> bytes:
    return capture_file(run, capture, language)


_WRITERS: dict[str, Callable[[Run, Lesson | None, Language, str | None], bytes]] = {
    ".txt": _txt,
    ".mmd": _mmd,
    ".jsonl": _jsonl,
    ".pcapng": _pcapng,
}
