"""The panel of diagram and pages on the screen, and what it says."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tcplab.ui.look.theme import load_theme
from tcplab.ui.panels.prose import Prose
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tests.support.experiments import client, opened, server

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LEFT = Qt.MouseButton.LeftButton


def show_panel(qtbot: QtBot, session: Session, settings: Settings) -> RightPanel:
    """The panel, active on the screen, as high as in a window of 900."""
    panel = RightPanel(session, settings)
    panel.set_theme(load_theme("light"))
    panel.resize(376, 744)
    qtbot.addWidget(panel)
    with qtbot.waitActive(panel):
        panel.show()
        panel.activateWindow()
    return panel


def texts(widget: QWidget) -> list[str]:
    """All words of a widget that can be seen, from top to bottom, from left to right."""
    QCoreApplication.processEvents()  # new rows are shown by the loop
    labels = [one for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]
    buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    everything: list[QLabel | QAbstractButton] = [*labels, *buttons]

    def centre(one: QWidget) -> QPoint:
        return one.mapTo(widget, one.rect().center())

    lines: list[list[QLabel | QAbstractButton]] = []
    for one in sorted(everything, key=lambda one: centre(one).y()):
        if lines and centre(one).y() - centre(lines[-1][0]).y() < 8:
            lines[-1].append(one)
        else:
            lines.append([one])
    ordered = [one for line in lines for one in sorted(line, key=lambda one: centre(one).x())]
    said = [one.prose if isinstance(one, Prose) else one.text() for one in ordered]
    return [text for text in said if text]
