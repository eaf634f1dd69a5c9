"""The experiment panel on the screen, and a hand on its controls."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tcplab.ui.look.theme import load_theme
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tests.support.experiments import client, opened, server

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LEFT = Qt.MouseButton.LeftButton


def show_panel(qtbot: QtBot, session: Session, settings: Settings) -> LeftPanel:
    """The panel, active on the screen, as high as in a window of 900."""
    panel = LeftPanel(session, settings)
    panel.set_theme(load_theme("light"))
    panel.resize(248, 856)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def named(panel: QWidget, kind: type, name: str) -> Any:
    """The one visible widget of a kind with this accessible name."""
    found: list[Any] = panel.findChildren(kind)
    visible = [one for one in found if one.accessibleName() == name and one.isVisible()]
    assert len(visible) == 1, [one.accessibleName() for one in found]
    return visible[0]


def press(widget: QWidget) -> None:
    """A click with the mouse."""
    QTest.mouseClick(widget, LEFT)
