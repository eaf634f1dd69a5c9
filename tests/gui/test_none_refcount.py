"""Void Qt calls keep None's references: PySide6 6.12.0 lost one a call on Python 3.11 and below,
and the process died after some thousands of them."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

ROUNDS, CALLS = 200, 100


def test_none_keeps_its_references(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    timer = QTimer()
    before = sys.getrefcount(None)
    for _ in range(ROUNDS):  # looked at early enough to fail before the process dies
        for call in range(CALLS):
            widget.setToolTip("")
            timer.setInterval(call)
            widget.update()
        assert abs(sys.getrefcount(None) - before) < CALLS
