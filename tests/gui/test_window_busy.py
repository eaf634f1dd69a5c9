"""Long runs do not hold up the window, and errors of ours do not end it."""

import sys
from itertools import pairwise
from time import perf_counter

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton

from tcplab.files.lessons import Opened
from tcplab.sim.experiment import Call, Experiment, HostSetup
from tcplab.sim.network import Network
from tcplab.sim.run import run
from tcplab.ui.error_report import ErrorReport
from tcplab.ui.session import Session
from tcplab.ui.slicing import Slicing


def long_experiment(sends: int = 1_200) -> Experiment:
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=10, to="server:80"),
        Call("client", "send", at_ms=1_000, octets=100, times=sends, every_ms=500),
    )
    return Experiment("Long", (HostSetup("client"), HostSetup("server")), calls=calls)


@pytest.fixture(scope="module")
def long_run():
    """The whole of it, and how long it takes without a pause."""
    begun = perf_counter()
    whole = run(long_experiment())
    return whole, perf_counter() - begun


def test_a_long_run_comes_later_and_is_the_same(qtbot, long_run):
    whole, _ = long_run
    session = Session(long_experiment())
    assert session.busy
    assert 0 < session.last < len(whole.moments) - 1
    assert session.run.moments == whole.moments[: session.last + 1]
    assert not session.stopped
    with qtbot.waitSignal(session.busy_changed, timeout=60_000):
        pass
    assert not session.busy
    assert session.run.moments == whole.moments
    assert session.run.why == "quiet"


def test_the_event_loop_goes_on_meanwhile(qtbot, long_run):
    _, seconds = long_run
    session = Session(long_experiment())
    ticks = [perf_counter()]
    clock = QTimer()
    clock.timeout.connect(lambda: ticks.append(perf_counter()))
    clock.start(1)
    with qtbot.waitSignal(session.busy_changed, timeout=60_000):
        pass
    longest = max(later - earlier for earlier, later in pairwise(ticks))
    assert longest < seconds / 2
    assert len(ticks) > 5


def test_the_next_edit_takes_the_place_of_what_is_being_computed(qtbot):
    session = Session(long_experiment())
    shown = []
    session.run_changed.connect(lambda: shown.append(session.run.experiment.network.delay_ms))
    for delay in (110, 120, 130):
        session.edit(replace(session.experiment, network=Network(delay_ms=delay)))
        assert session.busy
    with qtbot.waitSignal(session.busy_changed, timeout=60_000):
        pass
    assert shown == [130]
    session.undo()
    session.undo()
    session.undo()
    assert session.experiment == long_experiment()


def test_opening_something_short_ends_a_long_computation(qtbot):
    session = Session(long_experiment())
    short = Experiment("Short", (HostSetup("client"), HostSetup("server")))
    with qtbot.waitSignal(session.busy_changed):
        session.open(short)
    assert not session.busy
    assert session.run.experiment == short


def test_the_cursor_stays_in_a_run_that_grows(qtbot):
    session = Session(long_experiment())
    session.go(50)
    now = session.now
    with qtbot.waitSignal(session.busy_changed, timeout=60_000):
        pass
    assert (session.cursor, session.now) == (50, now)


def test_the_bar_under_the_toolbar_shows_that_it_works(make, qtbot):
    window = make(Opened(long_experiment()))
    assert window.session.busy
    qtbot.waitUntil(window.busy_bar.isVisible)
    assert window.busy_bar.height() == 2
    assert window.busy_bar.y() == window.toolbar.geometry().bottom() + 1
    qtbot.waitUntil(lambda: not window.session.busy, timeout=60_000)
    qtbot.waitUntil(lambda: not window.busy_bar.isVisible())
    assert window.toolbar.step.text() == f"Step 0 of {window.session.last}"


def test_a_short_run_shows_no_bar(make, qtbot):
    window = make("handshake")
    seen = []
    window.session.busy_changed.connect(seen.append)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Tab)
    qtbot.keyClick(window.canvas, Qt.Key.Key_L)
    assert seen == []
    assert not window.busy_bar.isVisible()


@pytest.fixture
def fault():
    """An error of ours, as an excepthook gets it."""
    try:
        raise RuntimeError("this should not have happened")
    except RuntimeError:
        return sys.exc_info()


def test_an_error_becomes_one_dialog_with_a_report_to_copy(make, qtbot, fault, capsys):
    window = make("handshake")
    report = ErrorReport(window)
    report(*fault)
    report(*fault)  # as from a paintEvent, again and again
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "error-report") is not None)
    boxes = window.findChildren(QMessageBox, "error-report")
    assert len(boxes) == 1
    box = boxes[0]
    assert "this should not have happened" in box.detailedText()
    copy = next(one for one in box.findChildren(QPushButton) if one.text() == "Copy the report")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert box.isVisible()
    assert QApplication.clipboard().text() == box.detailedText()
    qtbot.mouseClick(box.button(QMessageBox.StandardButton.Close), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "error-report") is None)
    assert "RuntimeError: this should not have happened" in capsys.readouterr().err
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window.canvas, Qt.Key.Key_Right)
    assert window.session.cursor == 1


def test_a_run_that_was_stopped_says_so(make):
    window = make("last-ack-lost")
    session = window.session
    assert not window.notices.isVisible()
    session.run = run(session.experiment, cap=8)
    session.run_changed.emit()
    assert window.notices.isVisible()
    assert window.notices.text() == "Stopped after 100,000 events."
    assert window.canvas.geometry().bottom() + 1 == window.notices.y()
    assert window.notices.geometry().bottom() + 1 == window.timeline.y()
    session.run = run(session.experiment)
    session.run_changed.emit()
    assert not window.notices.isVisible()


def test_what_is_known_to_be_long_begins_when_the_gesture_has_ended(qtbot):
    owner, begun = QObject(), []
    slicing = Slicing(owner)

    def work():
        begun.append(True)
        yield
        return "done"

    assert slicing.start(work()) == "done"
    begun.clear()
    assert slicing.start(work(), long=True) is None
    assert slicing.busy
    assert not begun
    with qtbot.waitSignal(slicing.finished) as heard:
        pass
    assert heard.args == ["done"]
    assert not slicing.busy
