"""What is made anew, or changes, at every step leaves nothing behind in Qt."""

import ctypes

import pytest
from PySide6.QtCore import SIGNAL, QCoreApplication, QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from shiboken6 import isValid

from tcplab.ui.bar_parts import bar_button
from tcplab.ui.look.attic import Attic
from tcplab.ui.panels.rows import clear
from tests.bench.test_bench_memory import Heap

TURNS, SMALLEST = 500, 16


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallinfo2"), reason="asks the GNU C library")
def test_rows_that_are_made_anew_are_freed_with_their_places(qtbot):
    holder = QWidget()
    qtbot.addWidget(holder)
    rows = QVBoxLayout(holder)

    def grown() -> int:
        before = Heap.now().uordblks
        for _ in range(TURNS):
            clear(rows)
            rows.addWidget(QLabel("row"))
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        return Heap.now().uordblks - before

    assert min(grown() for _ in range(4)) < SMALLEST * TURNS  # what is made once is no matter


def test_a_button_listens_to_its_action_once_however_often_it_changes(qtbot):
    action = QAction("Undo")
    button = bar_button(action)
    qtbot.addWidget(button)
    for turn in range(20):
        action.setEnabled(turn % 2 == 1)
    assert action.receivers(SIGNAL("changed()")) == 1
    action.setText("Redo")
    action.setEnabled(False)
    assert (button.text(), button.isEnabled()) == ("Redo", False)


def test_an_attic_goes_with_its_owner_and_waits_for_nobody_to_find_it(qapp):
    owner = QWidget()
    attic = Attic(owner)
    page = QLabel("set aside", attic)
    owner.deleteLater()
    for _ in range(2):  # the second is asked for by the first
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [isValid(one) for one in (owner, attic, page)] == [False] * 3
