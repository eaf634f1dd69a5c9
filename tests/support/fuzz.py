"""Random hands on one window after the other in one process, which has to outlive them all.

`PYTHONFAULTHANDLER=1 python -m tests.support.fuzz --seed 1 --count 40` is the long form of the
test. Each window has a seed of its own, which is printed: with `--count 1` it comes again.
With `MALLOC_PERTURB_=85 GLIBC_TUNABLES=glibc.malloc.tcache_count=0` (Linux) what is used after it
was freed mostly crashes at once instead of once in ten thousand events.
"""

import argparse
import gc
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QDesktopServices,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QHelpEvent,
    QWindow,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from shiboken6 import isValid

from tcplab.files.lessons import Opened, lesson_ids, open_argument
from tcplab.ui.app import make_application, make_window
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow
from tests.support.random_experiments import random_experiment

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_NONE, _CONTROL, _SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
_KEYS = [
    *map(Qt.Key, [*range(Qt.Key.Key_A, Qt.Key.Key_Z + 1), *range(Qt.Key.Key_0, Qt.Key.Key_9 + 1)]),
    *(Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Escape),
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Delete),
    *(Qt.Key.Key_F2, Qt.Key.Key_F5, Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_Menu),
    *(Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_Plus, Qt.Key.Key_Minus),
]
_HELD = {_CONTROL: (Qt.Key.Key_Control,), _SHIFT: (Qt.Key.Key_Shift,)}
_OUTSIDE = ("new_window", "print")
"""What would start other programs."""

_UNSTICK_MS, _DRAG_EVENTS = 30, 6


class Swallow(QObject):
    """Links go nowhere."""

    @Slot("QUrl")
    def take(self, _url: object) -> None:
        """Takes an address instead of a browser."""


class Hands:
    """Random events for one window and whatever it opens."""

    def __init__(self, window: MainWindow, chance: Random) -> None:
        self.window = window
        self.chance = chance
        self.made = 0
        self._at = QPoint(600, 400)
        self._held: QWidget | None = None
        self._deeds: list[tuple[int, Callable[[], object]]] = [
            (40, self._move), (14, self._press), (12, self._release), (6, self._click),
            (3, self._press_right), (6, self._turn), (12, self._key), (6, self._act),
            (2, self._resize), (1, self._theme), (1, self._language), (4, self._tip),
            (3, self._pull), (2, self._drag_a_call), (2, self._open), (1, gc.collect),
        ]  # fmt: skip
        for name in _OUTSIDE:
            window.action[name].setEnabled(False)

    def do(self, count: int) -> None:
        """So many events, or as many as there are until the window is closed."""
        weights = [weight for weight, _ in self._deeds]
        for _ in range(count):
            if not self.window.isVisible() and not self.window.presenting.on:
                return
            self.made += 1
            self.chance.choices(self._deeds, weights)[0][1]()
            if self.chance.random() < 0.05:
                QTest.qWait(self.chance.randint(1, 40))
            _settle()

    def unstick(self) -> None:
        """What waits for an answer gets one: mostly that it is not wanted."""
        popup, dialog = QApplication.activePopupWidget(), QApplication.activeModalWidget()
        if popup is not None:
            if self.chance.random() < 0.5:
                QTest.keyClick(popup, self.chance.choice((Qt.Key.Key_Down, Qt.Key.Key_Return)))
            else:
                popup.close()
        elif dialog is not None:
            if self.chance.random() < 0.4 and not isinstance(dialog, QFileDialog):
                QTest.keyClick(dialog, self.chance.choice((Qt.Key.Key_Tab, Qt.Key.Key_Return)))
            else:
                dialog.close()

    # mouse

    def _surface(self) -> QWindow | None:
        """The popup if there is one; mostly the window, else another that is open."""
        top = QApplication.activePopupWidget()
        if top is None:
            tops = [one for one in QApplication.topLevelWidgets() if one.isVisible()]
            top = self.window if self.chance.random() < 0.9 else self.chance.choice(tops or [None])
        self._held = top  # without whom Python forgets its window
        return None if top is None else top.windowHandle()

    def _somewhere(self, surface: QWindow) -> QPoint:
        """Mostly near the last place or on the canvas, sometimes anywhere."""
        chance, canvas = self.chance, self.window.canvas
        if chance.random() < 0.4:
            near = self._at + QPoint(chance.randint(-25, 25), chance.randint(-40, 40))
            right, bottom = surface.width() - 1, surface.height() - 1
            return QPoint(min(max(0, near.x()), right), min(max(0, near.y()), bottom))
        if chance.random() < 0.7 and surface is self.window.windowHandle():
            place = QPoint(chance.randrange(canvas.width()), chance.randrange(canvas.height()))
            return canvas.mapTo(self.window, place)
        return QPoint(
            chance.randrange(max(1, surface.width())), chance.randrange(max(1, surface.height()))
        )

    def _mouse(self, send: Callable[..., None], *button: object) -> None:
        surface = self._surface()
        if surface is not None:
            self._at = self._somewhere(surface)
            modifier = [self.chance.choice((_NONE, _NONE, _CONTROL, _SHIFT))] if button else []
            send(surface, *button, *modifier, self._at)

    def _move(self) -> None:
        self._mouse(QTest.mouseMove)

    def _press(self) -> None:
        self._mouse(QTest.mousePress, _LEFT)

    def _release(self) -> None:
        self._mouse(QTest.mouseRelease, _LEFT)

    def _click(self) -> None:
        send = self.chance.choice((QTest.mouseClick, QTest.mouseClick, QTest.mouseDClick))
        self._mouse(send, _LEFT)

    def _press_right(self) -> None:
        self._mouse(QTest.mouseClick, _RIGHT)

    def _turn(self) -> None:
        surface = self._surface()
        if surface is not None:
            turned = QPoint(0, self.chance.choice((-240, -120, 120, 240)))
            keys = self.chance.choice((_NONE, _NONE, _CONTROL))
            QTest.wheelEvent(surface, self._somewhere(surface).toPointF(), turned, stateKey=keys)

    def _pull(self) -> None:
        """A drag in which something else happens."""
        chance = self.chance
        self._press()
        for _ in range(chance.randint(1, 6)):
            self._move()
            if chance.random() < 0.3:
                chance.choice((self._key, self._act, self._undo, self._theme, self._open))()
        if chance.random() < 0.8:
            self._release()

    # all else

    def _key(self) -> None:
        surface = self._surface()
        if surface is not None:
            modifier = self.chance.choice((_NONE, _NONE, _NONE, _CONTROL, _SHIFT))
            key = self.chance.choice(_KEYS)
            QTest.keyPress(surface, key, modifier)
            # One after the other: keyClick lets go of Control over a window that is gone.
            for held in (*_HELD.get(modifier, ()), key):
                if isValid(surface):
                    QTest.keyRelease(surface, held)

    def _act(self) -> None:
        names = [one for one in commands_of(self.window) if one != "quit"]
        self.window.action[self.chance.choice(names)].trigger()

    def _undo(self) -> None:
        self.chance.choice((self.window.session.undo, self.window.session.redo))()

    def _resize(self) -> None:
        self.window.resize(self.chance.randrange(700, 1700), self.chance.randrange(500, 1000))

    def _theme(self) -> None:
        self.window.set_theme(self.chance.choice(("light", "dark", "system")))

    def _language(self) -> None:
        self.window.set_language(self.chance.choice(("en", "zh_CN")))

    def _open(self) -> None:
        """Another experiment, whatever is held or open."""
        self.window.session.open(random_experiment(self.chance))

    def _tip(self) -> None:
        widget = QApplication.widgetAt(self.window.mapToGlobal(self._at)) or self.window.canvas
        at = QPoint(self.chance.randrange(200), self.chance.randrange(200))
        event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
        QCoreApplication.sendEvent(widget, event)

    def _drag_a_call(self) -> None:
        """Off its button, over the window, and dropped or not."""
        buttons = [one for one in self.window.left.findChildren(QWidget)
                   if one.property("kind") in ("call", "start") and one.isVisible()]  # fmt: skip
        if buttons and not QApplication.activePopupWidget():
            button = self.chance.choice(buttons)
            QTest.mousePress(button, _LEFT, pos=QPoint(5, 5))
            QTest.mouseMove(button, QPoint(60, 15))
            QTest.mouseRelease(button, _LEFT, pos=QPoint(60, 15))

    def dragged(self, drag: QDrag, *_actions: object) -> Qt.DropAction:
        """What the system does while something is dragged: it tells the window where it is."""
        chance, copy, window = self.chance, Qt.DropAction.CopyAction, self.window
        data, rest = drag.mimeData(), (_LEFT, _NONE)
        QCoreApplication.sendEvent(window, QDragEnterEvent(self._at, copy, data, *rest))
        for _ in range(_DRAG_EVENTS):
            at = window.canvas.mapTo(window, QPoint(chance.randrange(700), chance.randrange(700)))
            QCoreApplication.sendEvent(window, QDragMoveEvent(at, copy, data, *rest))
            if chance.random() < 0.2:
                chance.choice((self._undo, self._act, self._open))()
            _settle()
        if chance.random() < 0.7:
            QCoreApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, *rest))
        else:
            QCoreApplication.sendEvent(window, QDragLeaveEvent())
        _settle()
        return copy


def _settle() -> None:
    """What waits is done, as exec() does it."""
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def commands_of(window: MainWindow) -> list[str]:
    """The names of what the window can do now."""
    return [one.objectName() for one in window.actions() if one.isEnabled()]


def life(application: QApplication, seed: int, events: int) -> int:
    """Opens a window, lays random hands on it, closes it somehow; how many events it had."""
    chance = Random(seed)
    if chance.random() < 0.5:
        opened = open_argument(chance.choice(lesson_ids()))
    else:
        opened = Opened(random_experiment(chance))
    Settings().language = chance.choice(("en", "zh_CN"))
    window = make_window(application, opened)
    window.settings.reduced_motion = chance.random() < 0.5
    window.show()
    QTest.qWaitForWindowExposed(window)
    hands = Hands(window, chance)
    exec_before = QDrag.exec
    QDrag.exec = lambda *drag: hands.dragged(*drag)  # type: ignore[method-assign]
    timer = QTimer()
    # A timer that waits for a dialog to be answered does not come again.
    timer.timeout.connect(lambda: QTimer.singleShot(0, hands.unstick))
    timer.start(_UNSTICK_MS)
    gc.set_threshold(*chance.choice(((700, 10, 10), (50, 5, 5), (1, 1, 1))))
    try:
        hands.do(events)
    finally:
        gc.set_threshold(700, 10, 10)
        QDrag.exec = exec_before  # type: ignore[method-assign]
    _leave(window, chance)
    timer.stop()
    return hands.made


def _leave(window: MainWindow, chance: Random) -> None:
    """Closed as it is, mostly with a button down; then gone at once, later, or when it is found.

    Until it is gone the application would speak its language.
    """
    window.session.open(window.session.experiment)
    window.close()
    window.settings.language = "en"
    window.translators.use("en")
    if chance.random() < 0.6:
        window.deleteLater()
    if chance.random() < 0.5:
        _settle()


def lives(application: QApplication, seed: int, count: int, events: int) -> int:
    """So many windows; AssertionError at the end if an exception came out of one of them."""
    swallow = Swallow()
    for scheme in ("https", "http", "file"):
        QDesktopServices.setUrlHandler(scheme, swallow, "take")  # type: ignore[arg-type]
    escaped: list[str] = []
    before = sys.excepthook
    sys.excepthook = lambda *error: escaped.append("".join(traceback.format_exception(*error)))
    made = told = 0
    try:
        for number in range(seed, seed + count):
            made += life(application, number, events)
            print(f"seed {number}: {made} events", *escaped[told:], sep="\n", flush=True)
            told = len(escaped)
    finally:
        gc.collect()  # not while the next test's style goes through all widgets
        QApplication.clipboard().clear()  # without a screen it is Qt's own, and outlives Python
        sys.excepthook = before
        for scheme in ("https", "http", "file"):
            QDesktopServices.unsetUrlHandler(scheme)
    assert not escaped, escaped[0]
    return made


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40, help="how many windows")
    parser.add_argument("--events", type=int, default=400, help="for each of them")
    chosen = parser.parse_args()
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_DATA_HOME"] = os.environ["XDG_CONFIG_HOME"] = folder
        os.chdir(Path(folder))
        application = make_application(["tcplab"])
        made = lives(application, chosen.seed, chosen.count, chosen.events)
    print(f"{made} events in {chosen.count} windows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
