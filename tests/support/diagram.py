"""The state diagram on the screen, the pictures that it is given, and where things stand on it."""

from typing import Any

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tcplab.lab.diagram_layout import EDGES, NODES, Grid, along
from tcplab.lab.state_picture import EdgeUse, StatePicture, Token
from tcplab.ui.diagram.look import look_for
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.theme import Theme, load_theme

LIGHT = load_theme("light")
SIZE = (376, 448)


def picture(*tokens: Token, last: tuple[str, int] | None = None, **fields: Any) -> StatePicture:
    """A picture in which each token is where it is, and one edge may be the last."""
    edges = fields.pop("edges", ())
    if last:
        edges = (*edges, EdgeUse(*last, last=True, seen_earlier=False))
    known: dict[str, Any] = {"visited": (), "abnormal": (), "caption": "", "seen": 0, "total": 26}
    return StatePicture(tokens=tokens, edges=edges, **(known | fields))


def client(state: str) -> Token:
    return Token("client", "C", 0, state)


def server(state: str) -> Token:
    return Token("server", "S", 1, state)


ESTABLISHED = picture(client("ESTABLISHED"), server("ESTABLISHED"))
CLOSING = picture(client("FIN-WAIT-1"), server("ESTABLISHED"), last=("ESTABLISHED>FIN-WAIT-1", 0))


def show_diagram(qtbot: QtBot) -> StateDiagram:
    """As large as in a window of 1440, with both hosts in ESTABLISHED."""
    widget = StateDiagram()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_picture(ESTABLISHED, LIGHT)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def grid(widget: QWidget, full: bool = False, theme: Theme = LIGHT) -> Grid:
    return look_for(widget.width(), widget.height(), full, theme).grid


def node_point(widget: QWidget, name: str) -> QPoint:
    box = grid(widget).box(NODES[name])
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def edge_point(widget: QWidget, edge: str, share: float = 0.5) -> QPoint:
    x, y = along(grid(widget).route(EDGES[edge]), share)
    return QPoint(round(x), round(y))


def pixels(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours(image: QImage) -> set[str]:
    words = memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
    return {f"#{word & 0xFFFFFF:06X}" for word in set(words)}


def colours_near(image: QImage, point: QPoint, reach: int) -> set[str]:
    area = QRect(point - QPoint(reach, reach), point + QPoint(reach, reach))
    return colours(image.copy(area.intersected(image.rect())))


def corner(widget: QWidget, name: str, right: int) -> QPoint:
    box = grid(widget).box(NODES[name])
    return QPoint(round(box.x + right * box.width), round(box.y))


def press(widget: QWidget, point: QPoint) -> None:
    """A click with the mouse."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)
