"""A second start: the window that runs comes to the front and opens what the other was given."""

import os
import socket
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QMessageBox

from tcplab.files import handover
from tcplab.files.disk import FileProblem
from tcplab.files.handover import address, hand_over
from tcplab.ui import app
from tcplab.ui.listening import Listening

DATA = Path(__file__).parent.parent / "data"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="its sockets lie in the file system")


@pytest.fixture
def folder(tmp_path_factory):
    """Of a short name: a socket's path may have a hundred letters, no more."""
    return tmp_path_factory.mktemp("s")


@pytest.fixture
def seen(monkeypatch, folder):
    """As if the window were on a screen of a user who has just logged in."""
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("DISPLAY", ":7.0")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder / "tcplab--7-0.socket"


@pytest.fixture
def start_again(qtbot):
    """What another process does; whether it was taken off its hands."""

    def start_again(argument: str) -> bool:
        answers = []
        other = threading.Thread(target=lambda: answers.append(hand_over(argument)))
        other.start()
        qtbot.waitUntil(lambda: not other.is_alive())
        return answers[0]

    return start_again


def listening(window) -> Listening:
    app.listen(window)
    return window.findChild(Listening)


def test_a_second_start_opens_its_file_in_the_window_that_runs(make, seen, start_again, qtbot):
    window = make("handshake")
    assert not start_again("")  # nobody listens yet
    assert listening(window).listens
    assert seen.is_socket()
    assert seen.stat().st_mode & 0o077 == 0  # nobody else may ask
    window.showMinimized()

    file = str(DATA / "teardown.tcplab")
    assert start_again(file)
    qtbot.waitUntil(lambda: window.session.path == Path(file))
    assert not window.isMinimized()

    assert start_again("gives-up")
    qtbot.waitUntil(lambda: window.session.lesson is not None)
    assert window.session.lesson.id == "gives-up"

    assert start_again("")  # only to the front
    assert window.session.lesson.id == "gives-up"


def test_a_window_that_asks_something_is_left_alone(make, seen, start_again, answer, qtbot):
    window = make("handshake")
    listening(window)
    taken = []
    answer(lambda box: (taken.append(start_again("gives-up")), box.close()))
    window.documents.tell("Something", FileProblem("was not done"))
    assert taken == [False]  # so the other one opens a window of its own
    assert window.session.lesson.id == "handshake"


def test_a_socket_that_a_crash_left_is_no_hindrance_and_a_live_one_stays(make, seen):
    with socket.socket(socket.AF_UNIX) as crashed:
        crashed.bind(str(seen))
    assert not hand_over("")
    first, second = make("handshake"), make("handshake")
    assert listening(first).listens
    assert not listening(second).listens


def test_nonsense_is_not_answered(make, seen, qtbot):
    window = make("handshake")
    listening(window)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(seen))
        connection.settimeout(0.01)
        connection.sendall(b'{"open": 7}\n')

        def is_closed() -> bool:
            try:
                return connection.recv(10) == b""
            except TimeoutError:
                return False

        qtbot.waitUntil(is_closed)
    assert window.session.lesson.id == "handshake"


def test_each_screen_has_its_own_and_what_nobody_sees_has_none(seen, monkeypatch, folder):
    assert address() == str(seen)
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-1")
    assert address() == str(folder / "tcplab-wayland-1.socket")
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert address() is None
    monkeypatch.delenv("QT_QPA_PLATFORM")
    monkeypatch.delenv("XDG_RUNTIME_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    assert address() == str(folder / "cache" / "tcplab" / "tcplab-wayland-1.socket")
    monkeypatch.setattr(handover, "_LONGEST", 20)
    assert address() is None


def test_macos_says_with_an_event_which_file_to_open(make, qapp, qtbot, answer):
    window = make("handshake")
    qapp.file_asked.connect(window.documents.open_argument)
    file = DATA / "teardown.tcplab"
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(file))))
    assert window.session.path == file
    met = answer(QMessageBox.close)
    missing = DATA / "absent.tcplab"
    QCoreApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(missing))))
    assert "absent.tcplab" in met[0].text()
    qapp.file_asked.disconnect()


def test_a_lesson_that_is_not_there_is_told(make, answer):
    window = make("handshake")
    met = answer(QMessageBox.close)
    assert not window.documents.open_argument("no-such-lesson")
    assert "no-such-lesson" in met[0].text()
    assert window.session.lesson.id == "handshake"
