"""Pictures of the real window, for the README and for whoever judges its look; needs no screen.

usage: python packaging/screenshots.py FOLDER [VIEW...] [--lessons] [--readme]

QT_SCALE_FACTOR=2 in the environment paints everything at 200 %, with twice as many pixels.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.lessons import lesson_ids, open_argument
from tcplab.lab.lesson import Language, parse_at
from tcplab.lab.moments import moment_of
from tcplab.lab.touch import Befall, Put, Wish
from tcplab.sim.network import Cut, Injection
from tcplab.ui.app import make_application, make_window
from tcplab.ui.settings import Settings, ThemeChoice
from tcplab.ui.window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
SIZES = tuple(
    QSize(*size) for size in ((1024, 768), (1280, 800), (1440, 900), (1920, 1080), (3840, 2160))
)
ALL_LOOKS_AT = 1440  # this wide in every theme and language, else light English and dark Chinese
THEMES: tuple[ThemeChoice, ...] = ("light", "dark")
LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")
LESSON_SIZES = (SIZES[0], SIZES[2], SIZES[3])
_ROUNDS = 20  # until every layout has followed, and the plots, which are made in slices
# A lesson, what has just happened in the picture, and the page in front; "predict" is no page but
# the question that waits there.
STEPS = {
    "last-ack-lost": ("server:4", "why"),
    "handshake": ("client:2", "why"),
    "handshake-knowledge": ("server:1", "knowledge"),
    "synack-lost": ("server:2", "tcb"),
    "old-duplicate-syn": ("client:2", "why"),
    "two-way-handshake": ("server:4", "why"),
    "syn-flood": ("inject:1", "netstat"),
    "blind-attack": ("inject:1", "header"),
    "teardown": ("state:TIME-WAIT", "why"),
    "teardown-three": ("client:3", "predict"),
    "simultaneous-close": ("state:CLOSING", "why"),
    "time-wait-assassination": ("inject:1", "why"),
    "no-time-wait": ("client:5", "compare"),
    "netstat": ("state:CLOSE-WAIT", "netstat"),
    "sockets": ("call:send", "program"),
}
PICTURES = ROOT / "packaging" / "pictures"
# The README's: a lesson each.
README = {"main-light": "last-ack-lost", "compare": "no-time-wait"}
# What hands have done to the lesson in VIEWS: where the cursor stood, and what was wished.
TOUCHED = "last-ack-lost"
TOUCHES: tuple[tuple[str, Wish], ...] = (
    ("end", Befall("server", 2, "lose")),
    ("client:1", Befall("client", 3, "duplicate")),
    ("client:1", Put("cuts", None, Cut("server", 2400, 3000))),
    (
        "client:3",
        Put("injections", None, Injection("client:40000", "server:80", 1400, ("RST",), 900)),
    ),
)


def main(arguments: list[str]) -> int:
    """Paints what was asked for in its sizes, themes and languages, a file each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("views", nargs="*", metavar="VIEW", help=", ".join(VIEWS) + "; all")
    parser.add_argument("--lessons", action="store_true", help="every lesson of STEPS instead")
    parser.add_argument("--readme", action="store_true", help="also those of the README")
    given = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
        os.environ["XDG_DATA_HOME"] = settings  # what is saved by itself is gone with it
        application = make_application(sys.argv[:1])
        kept = Settings()
        kept.reduced_motion = True
        kept.knows_losing = given.lessons or given.readme  # else as at the first start
        window = make_window(application, open_argument(TOUCHED))
        window.show()
        if given.lessons:
            _paint_lessons(window, given.folder)
        else:
            _paint_views(window, given.views or list(VIEWS), given.folder)
        if given.readme:
            PICTURES.mkdir(exist_ok=True)
            _untouched(window)
            window.set_theme("light")
            window.set_language("en")
            for name, lesson in README.items():
                _show(window, lesson, QSize(1440, 900))
                _save(window, PICTURES / f"{name}.png")
    return 0


def _paint_views(window: MainWindow, views: list[str], folder: Path) -> None:
    """The window and what it can open, after somebody's hands were there."""
    for theme, language in product(THEMES, LANGUAGES):
        window.set_theme(theme)
        window.set_language(language)
        whole = THEMES.index(theme) == LANGUAGES.index(language)
        for size, view in product(SIZES, views):
            if whole or size.width() == ALL_LOOKS_AT:
                window.resize(size)
                shown = VIEWS[view](window)
                shown.resize(size)
                _settle()
                _save(shown, folder / f"{view}-{size.width()}-{theme}-{language}.png")
                if shown is not window:
                    shown.close()


def _untouched(window: MainWindow) -> None:
    """The lesson as it came; nobody asks whether the edits are wanted."""
    if window.predicting.on:
        window.predicting.toggle()
    opened = open_argument(TOUCHED)
    window.session.open(opened.experiment, opened.lesson)


def _touched(window: MainWindow) -> QWidget:
    """The lesson after TOUCHES, with what they made of it: branches, a list of edits."""
    _untouched(window)
    for at, wish in TOUCHES:
        _go(window, at)
        window.touching.grant(wish)
        window.canvas.setFocus()  # what a forged segment opens is closed again
        _settle()
    window.session.go(window.session.last - 3)
    return window


def _compared(window: MainWindow) -> QWidget:
    _touched(window)
    window.action["compare"].trigger()
    return window


def _asked(window: MainWindow) -> QWidget:
    """The first question after the client's FIN, as it waits for its answer."""
    _touched(window)
    _go(window, "client:2")
    window.predicting.toggle()
    while window.predicting.question is None and window.session.cursor < window.session.last:
        window.session.step(1)
    return window


def _told(window: MainWindow) -> QWidget:
    _asked(window)
    window.predicting.show_answer()
    return window


def _presented(window: MainWindow) -> QWidget:
    _touched(window)
    window.presenting.begin()
    stage = window.presenting.stage
    assert stage is not None  # it has begun
    stage.showNormal()  # as large as it is told
    return stage


def _plotted(window: MainWindow) -> QWidget:
    _touched(window)
    window.plotting.show()
    while (plots := window.plotting.plots) is None or plots.busy:
        QApplication.processEvents()
    return plots


VIEWS: dict[str, Callable[[MainWindow], QWidget]] = {
    "main": _touched,
    "compare": _compared,
    "predict": _asked,
    "answer": _told,
    "present": _presented,
    "plots": _plotted,
}


def _paint_lessons(window: MainWindow, folder: Path) -> None:
    for theme, language, size in product(THEMES, LANGUAGES, LESSON_SIZES):
        window.set_theme(theme)
        window.set_language(language)
        for lesson in STEPS:
            if lesson in lesson_ids():
                _show(window, lesson, size)
                _save(window, folder / f"{lesson}-{size.width()}-{theme}-{language}.png")


def _show(window: MainWindow, lesson: str, size: QSize) -> None:
    window.resize(size)
    window.documents.open_lesson(lesson)
    at, page = STEPS[lesson]
    if window.predicting.on is not (page == "predict"):
        window.predicting.toggle()
    if page not in ("predict", "compare"):
        window.right.pages.show_tab(page)
    _go(window, at)
    if page == "compare":  # another lesson leaves it
        window.action["compare"].trigger()
    _settle()


def _go(window: MainWindow, at: str) -> None:
    """To the moment when this happens; to the end where it does not."""
    session = window.session
    index = None if at == "end" else moment_of(session.run, parse_at(at))
    session.go(session.last if index is None else index)


def _settle() -> None:
    rounds = 0
    while rounds < _ROUNDS or not _is_painted():
        QApplication.processEvents()
        rounds += 1


def _is_painted() -> bool:
    """Whether no window waits for a change of its look that is made bit by bit."""
    return all(one.updatesEnabled() for one in QApplication.topLevelWidgets() if one.isVisible())


def _save(shown: QWidget, path: Path) -> None:
    shown.grab().save(str(path), "PNG", 0)  # 0: as small as it gets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
