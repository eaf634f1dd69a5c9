"""What a user does with the window, act by act: lessons, pages, hands, dialogs, a large run."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import partial
from itertools import cycle
from operator import attrgetter
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRectF, Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tcplab.files.exports import ANIMATIONS, ENDINGS, Manner
from tcplab.files.lessons import lesson_ids
from tcplab.ui.call_drag import call_data
from tcplab.ui.canvas.handles import handles
from tcplab.ui.canvas.standing import call_of_moment
from tcplab.ui.panels.pages import NAMES
from tcplab.ui.window import MainWindow
from tests.bench.beat import Act

SOUGHT = ("CLOSING", "SYN-RECEIVED", "TIME-WAIT", "LAST-ACK")
SIZES = ((1280, 800), (1440, 900))
LOOKS = (("dark", "zh_CN"), ("light", "en"))
LARGE = 6
"""Among so many lessons comes one run that is large."""

_LEFT = Qt.MouseButton.LeftButton
_PATIENCE_MS = 150
Uses = Iterator[tuple[str, Act]]


def pulled(window: MainWindow, place: QPoint) -> None:
    """The mouse goes down at a place of the canvas and is drawn along, as fast as frames come."""
    canvas = window.canvas
    QTest.mousePress(canvas.viewport(), _LEFT, pos=place)
    for turn in range(1, 12):
        QTest.mouseMove(canvas.viewport(), place + QPoint(0, 5 * turn))
        QCoreApplication.processEvents()
    QTest.mouseRelease(canvas.viewport(), _LEFT, pos=place)


def drag_an_arrow(window: MainWindow) -> None:
    """The head of an arrow in the middle."""
    canvas = window.canvas
    index = len(canvas.scene.picture.arrows) // 2
    window.go(canvas.scene.picture.arrows[index].sent_moment)
    QCoreApplication.processEvents()
    canvas.hover(index, None)
    handle = next((one for one in handles(canvas.scene.geometry, index) if one.do == "delay"), None)
    if handle is not None:
        pulled(window, (QPointF(handle.x, handle.y) - canvas.corner).toPoint())


def drag_a_call(window: MainWindow) -> None:
    """The tab of a call near the now line."""
    canvas, scene = window.canvas, window.canvas.scene
    visible = QRectF(canvas.corner, canvas.viewport().size())
    tabs, now = scene.picture.tabs, window.session.cursor
    place = bisect_right(tabs, now, key=attrgetter("moment"))  # not all: that would be a block
    for tab in reversed(tabs[max(0, place - 20) : place]):
        call = call_of_moment(scene, tab.lifeline, tab.moment, canvas.view, visible)
        if call is not None and visible.top() < call.placed.y < visible.bottom():
            column = scene.geometry.columns[tab.lifeline]
            at = QPointF(column.edge + column.side * 45, call.placed.y)
            pulled(window, (at - canvas.corner).toPoint())
            return


def drop_a_call(window: MainWindow) -> None:
    """A close() of the panel is drawn over the first lifeline and let go."""
    canvas = window.canvas
    host = window.session.experiment.hosts[0].name
    data = call_data(host, "close")
    left = canvas.scene.geometry.columns[0].left - canvas.corner.x() + 30
    for y, kind in ((200, QDragEnterEvent), *((y, QDragMoveEvent) for y in range(200, 500, 25)),
                    (500, QDropEvent)):  # fmt: skip
        there = canvas.viewport().mapTo(window, QPoint(round(left), y))
        there = QPointF(there) if kind is QDropEvent else there
        event = kind(there, Qt.DropAction.CopyAction, data, _LEFT, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(window, event)
        QCoreApplication.processEvents()


def seen(act: Act) -> None:
    """A dialog comes, is seen for a moment, and is closed again."""

    def close() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.reject()

    QTimer.singleShot(_PATIENCE_MS, close)
    act()


def steps(window: MainWindow) -> Uses:
    """Through the run, on every page."""
    session, action = window.session, window.action
    for _ in range(4):
        yield "step", action["forward"].trigger
    yield "next state", action["next_state"].trigger
    yield "to the middle", lambda: window.go(session.last // 2)
    for name in NAMES:
        yield f"page {name}", action[name].trigger
        yield f"step on page {name}", action["forward"].trigger
    netstat = window.right.pages.netstat
    yield "netstat -t", lambda: (action["netstat"].trigger(), netstat.flags["t"].click())
    yield "play", action["play"].trigger
    yield "end", lambda: window.go(session.last)


def hands(window: MainWindow) -> Uses:
    """What is done to a run, and undone."""
    canvas, action = window.canvas, window.action
    yield "lose", lambda: (canvas.act.pick_next(), canvas.act.lose())
    yield "undo", action["undo"].trigger
    yield "redo", action["redo"].trigger
    yield "duplicate", lambda: (canvas.act.pick_next(), canvas.act.duplicate())
    yield "drag an arrow", partial(drag_an_arrow, window)
    yield "drag a call", partial(drag_a_call, window)
    yield "drop a call", partial(drop_a_call, window)
    yield "undo of a drop", action["undo"].trigger


def beside(window: MainWindow) -> Uses:
    """Compared, presented, plotted."""
    action = window.action
    yield "compare", action["compare"].trigger
    yield "step of both", action["forward"].trigger
    yield "end of both", action["end"].trigger
    yield "one run", action["compare"].trigger
    yield "present", action["present"].trigger
    yield "step on the stage", action["forward"].trigger
    yield "black", action["blank"].trigger
    yield "leave the stage", action["present"].trigger
    yield "plots", action["plots"].trigger
    yield "step beside the plots", action["forward"].trigger
    yield "close the plots", lambda: window.plotting.plots.close()


def out(window: MainWindow, folder: Path, endings: Iterator[str]) -> Uses:
    """Copied and exported; what opens over the window."""
    action = window.action
    yield "copy the picture", action["copy_picture"].trigger
    yield "copy as text", action["copy_text"].trigger
    yield "copy as a link", action["copy_link"].trigger
    yield "the export dialog", lambda: seen(action["export"].trigger)
    ending = next(endings)
    manner = Manner(speed=4.0) if ending in ANIMATIONS else Manner()
    yield f"export {ending}", lambda: window.printing.export(folder / f"run{ending}", manner)
    yield "about", lambda: seen(action["about"].trigger)
    yield "keys", lambda: seen(action["keys"].trigger)


def looks(window: MainWindow, theme: str, language: str, size: tuple[int, int]) -> Uses:
    """How all of it looks."""
    action = window.action
    yield "resize", partial(window.resize, *size)
    yield f"theme {theme}", partial(window.set_theme, theme)
    yield f"language {language}", partial(window.set_language, language)
    yield "larger text", action["larger_text"].trigger
    yield "smaller text", action["smaller_text"].trigger
    yield "relative numbers", action["relative"].trigger


def ask(window: MainWindow, places: Iterator[str]) -> Uses:
    """Questions before steps, and the way to a state."""
    way, action = window.right.way, window.action
    yield "seek", lambda: (way.offer(next(places)), way.button.click())
    yield "give up", way.dismiss
    yield "questions", action["predict"].trigger
    yield "step with questions", action["forward"].trigger
    yield "no questions", action["predict"].trigger


def uses(window: MainWindow, large: Callable[[], object], file: Path, folder: Path) -> Uses:
    """Without end; `large` opens a run near the cap, `file` is one to open."""
    places, faces, endings = cycle(SOUGHT), cycle(LOOKS), cycle(ENDINGS)
    for place, lesson in enumerate(cycle(lesson_ids())):
        yield f"open {lesson}", partial(window.documents.open_lesson, lesson, 0)
        yield from steps(window)
        yield from hands(window)
        yield from beside(window)
        yield from ask(window, places)
        yield from out(window, folder, endings)
        yield from looks(window, *next(faces), SIZES[place % 2])
        yield "back to the lesson", window.action["revert"].trigger  # else a question comes
        yield "open a file", partial(window.documents.open, file)
        if place % LARGE == 1:
            yield "open the large run", large
            yield "large: to the middle", lambda: window.go(window.session.last // 2)
            for name, act in hands(window):
                yield f"large: {name}", act
            yield "large: compare", window.action["compare"].trigger
            yield "large: one run", window.action["compare"].trigger
            yield "large: plots", window.action["plots"].trigger
            yield "large: close the plots", lambda: window.plotting.plots.close()
            yield "large: revert", window.action["revert"].trigger
