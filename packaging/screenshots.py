"""Pictures of the real window, for the README and for whoever judges its look; needs no screen.

usage: python packaging/screenshots.py FOLDER [--readme]
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import QSettings, QSize
from PySide6.QtWidgets import QApplication

from tcplab.files.lessons import lesson_ids, open_argument
from tcplab.lab.lesson import Language, parse_at
from tcplab.lab.moments import moment_of
from tcplab.ui.app import make_application, make_window
from tcplab.ui.settings import Settings, ThemeChoice
from tcplab.ui.window import MainWindow

ROOT = Path(__file__).resolve().parent.parent
SIZES = (QSize(1024, 768), QSize(1440, 900), QSize(1920, 1080))
THEMES: tuple[ThemeChoice, ...] = ("light", "dark")
LANGUAGES: tuple[Language, ...] = ("en", "zh_CN")
_ROUNDS = 5  # until every layout has followed
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


def main(arguments: list[str]) -> int:
    """Paints every lesson of STEPS in every size, theme and language, a file each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--readme", action="store_true", help="also those of the README")
    given = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    given.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as settings:
        QSettings.setDefaultFormat(QSettings.Format.IniFormat)
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, settings)
        application = make_application(sys.argv[:1])
        Settings().reduced_motion = True
        window = make_window(application, open_argument("last-ack-lost"))
        window.show()
        _paint_all(window, given.folder)
        if given.readme:
            PICTURES.mkdir(exist_ok=True)
            window.set_theme("light")
            window.set_language("en")
            for name, lesson in README.items():
                _show(window, lesson, QSize(1440, 900))
                _save(window, PICTURES / f"{name}.png")
    return 0


def _paint_all(window: MainWindow, folder: Path) -> None:
    for theme in THEMES:
        window.set_theme(theme)
        for language in LANGUAGES:
            window.set_language(language)
            for size in SIZES:
                for lesson in STEPS:
                    if lesson in lesson_ids():
                        _show(window, lesson, size)
                        name = f"{lesson}-{size.width()}-{theme}-{language}.png"
                        _save(window, folder / name)


def _show(window: MainWindow, lesson: str, size: QSize) -> None:
    window.resize(size)
    window.documents.open_lesson(lesson)
    at, page = STEPS[lesson]
    if window.predicting.on is not (page == "predict"):
        window.predicting.toggle()
    if page not in ("predict", "compare"):
        window.right.pages.show_tab(page)
    index = moment_of(window.session.run, parse_at(at))
    window.session.go(window.session.last if index is None else index)
    if page == "compare":  # another lesson leaves it
        window.action["compare"].trigger()
    for _ in range(_ROUNDS):
        QApplication.processEvents()


def _save(window: MainWindow, path: Path) -> None:
    window.grab().save(str(path), "PNG", 0)  # 0: as small as it gets


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
