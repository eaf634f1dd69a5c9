"""Places of what hands take hold of on the canvas, and how they pull at it."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtTest import QTest

from tcplab.ui.canvas.standing import Standing, call_of_moment
from tcplab.ui.canvas.widget import SequenceCanvas
from tests.support.canvas import move
from tests.support.experiments import inject, opened

FORGED = opened(injections=(inject("client:40000", "server:80", 1_500, "ACK", seq=101, ack=301),))
LEFT = Qt.MouseButton.LeftButton


def at(canvas: SequenceCanvas, x: float, y: float) -> QPoint:
    """A place of the scene in the viewport."""
    return (QPointF(x, y) - canvas.corner).toPoint()


def tab_place(canvas: SequenceCanvas, moment: int) -> QPoint:
    """The middle of the tab of a call that is made at a moment."""
    scene = canvas.scene
    assert scene is not None
    tab = next(one for one in scene.picture.tabs if one.moment == moment)
    column = scene.geometry.columns[tab.lifeline]
    return at(
        canvas, column.edge + column.side * 45, call_at(canvas, tab.lifeline, moment).placed.y
    )


def call_at(canvas: SequenceCanvas, lifeline: int, moment: int) -> Standing:
    """The call of a moment where it stands."""
    assert canvas.scene is not None
    visible = QRectF(canvas.corner, canvas.viewport().size())
    call = call_of_moment(canvas.scene, lifeline, moment, canvas.view, visible)
    assert call is not None
    return call


def on_line(canvas: SequenceCanvas, lifeline: int, ms: int) -> QPoint:
    """A place on a lifeline."""
    assert canvas.scene is not None
    column = canvas.scene.geometry.columns[lifeline]
    return at(canvas, column.line + column.side * 1.5, canvas.scene.geometry.y(ms))


def pull(canvas: SequenceCanvas, start: QPoint, *way: QPoint, let_go: bool = True) -> None:
    """The left button goes down at a place, the mouse goes on, the button comes up."""
    move(canvas, start)
    QTest.mousePress(canvas.viewport(), LEFT, pos=start)
    for place in way:
        move(canvas, place)
    if let_go:
        QTest.mouseRelease(canvas.viewport(), LEFT, pos=way[-1])


def moment_of(canvas: SequenceCanvas, text: str, lifeline: int) -> int:
    """The moment of the first call of a host that reads so."""
    assert canvas.scene is not None
    tabs = canvas.scene.picture.tabs
    return next(one.moment for one in tabs if (one.text, one.lifeline) == (text, lifeline))
