"""Branches in the real window: made, gone to, named, deleted, undone, saved."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tcplab.sim.experiment import Fate

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def key(window, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, key, modifiers)


def lose(window, host: str, nth: int) -> None:
    """Picks the segment and presses L."""
    arrows = window.canvas.scene.picture.arrows
    window.canvas.pick(
        next(i for i, one in enumerate(arrows) if (one.host, one.nth) == (host, nth))
    )
    key(window, KEY.Key_L)


@pytest.fixture
def forked(make):
    """At the end of the handshake, the client's second segment has been lost in a branch."""
    window = make("handshake")
    key(window, KEY.Key_End)
    lose(window, "client", 2)
    return window


def test_an_edit_of_the_past_forks_and_undo_and_redo_cross_the_fork(forked):
    session = forked.session
    first = session.original
    assert [one.experiment.fates for one in session.branches.branches] == [
        (), (Fate("client", 2, "lose"),),
    ]  # fmt: skip
    assert session.branches.here == 2
    assert session.run.experiment == session.experiment
    key(forked, KEY.Key_Z, CONTROL)
    assert [one.experiment for one in session.branches.branches] == [first]
    assert session.run.experiment == first
    key(forked, KEY.Key_Y, CONTROL)
    assert session.branches.here == 2
    lose(forked, "client", 2)  # which brings it back: that future is there already
    assert (session.branches.here, len(session.branches)) == (1, 2)


def test_an_edit_of_the_future_edits_the_branch_in_view(make):
    window = make("handshake")
    lose(window, "client", 2)
    assert len(window.session.branches) == 1
    key(window, KEY.Key_End)
    lose(window, "server", 1)
    assert len(window.session.branches) == 2
    key(window, KEY.Key_Home)
    lose(window, "client", 3)
    assert len(window.session.branches) == 2
    assert len(window.session.branches[2].experiment.fates) == 3
