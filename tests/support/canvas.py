"""A sequence canvas on the screen, and a hand that points at it."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import Run, run
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.look.theme import load_theme
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.touching import Touching
from tests.support.drawn import texts
from tests.support.experiments import client, opened, server

CLOSE = (client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LAST_ACK_LOST = opened(*CLOSE, network=Network(200), fates=(Fate("client", 4, "lose"),))
REPEATED_FIN = 13
"""The moment when the FIN arrives for the second time, at 5.100 s."""


def show_canvas(
    qtbot: QtBot,
    what: Experiment | Run = LAST_ACK_LOST,
    cursor: int = REPEATED_FIN,
    size: tuple[int, int] = (816, 736),
) -> SequenceCanvas:
    """A canvas without motion that shows a run and a moment, active on the screen."""
    canvas = SequenceCanvas(load_theme("light"))
    qtbot.addWidget(canvas)
    canvas.resize(*size)
    canvas.set_reduced_motion(True)
    canvas.show_run(what if isinstance(what, Run) else run(what))
    canvas.show_cursor(cursor)
    with qtbot.waitActive(canvas):
        canvas.show()
        canvas.activateWindow()
    return canvas


class Touchable(NamedTuple):
    """A session, a canvas that shows it, and the hands that work on it."""

    session: Session
    canvas: SequenceCanvas


def touchable(qtbot: QtBot, what: Experiment) -> Touchable:
    """What a window is to hands, without the rest of a window."""
    session = Session(what)
    canvas = show_canvas(qtbot, session.run, 0)
    session.run_changed.connect(lambda: canvas.show_run(session.run))
    session.moment_changed.connect(lambda: canvas.show_cursor(session.cursor))
    canvas.moment_chosen.connect(session.go)
    Touching(session, canvas, Settings(), load_theme("light"))
    canvas.setFocus()
    return Touchable(session, canvas)


def spot(canvas: SequenceCanvas, index: int, share: float) -> QPoint:
    """A point of the viewport on an arrow."""
    assert canvas.scene is not None
    way = canvas.scene.geometry.way(index)
    return (QPointF(*way.at(share)) - canvas.corner).toPoint()


def move(canvas: SequenceCanvas, at: QPoint) -> None:
    """The mouse moves to a point of the viewport."""
    QTest.mouseMove(canvas.viewport(), at)


def click(canvas: SequenceCanvas, at: QPoint) -> None:
    """The mouse goes there and clicks."""
    move(canvas, at)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=at)


def said(signal) -> list:  # type: ignore[no-untyped-def,type-arg]
    """Everything that a signal carries from now on."""
    heard: list[object] = []
    signal.connect(heard.append)
    return heard


def drawn(canvas: SequenceCanvas) -> list[str]:
    """Every text that the canvas draws, also where one has to scroll."""
    assert canvas.scene is not None
    return texts(canvas.scene, canvas.view)
