"""What must survive: a crash, a kill, a full disk, another program at the same file."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from tcplab.files.autosave import keep, read_kept
from tcplab.files.disk import FileProblem
from tcplab.files.labfile import read_lab_file, write_lab_file
from tcplab.files.lessons import open_file, read_lesson
from tcplab.ui.autosaving import autosave_folder
from tcplab.ui.error_report import ErrorReport

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def press(qtbot):
    """Presses a key in the window."""

    def press(window, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window.canvas, key, modifier)

    return press


@pytest.fixture
def choose(qtbot):
    """Clicks a button of the notice."""

    def choose(window, words: str) -> None:
        button = next(one for one in window.notices.buttons if one.text() == words)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    return choose


@pytest.fixture
def file(tmp_path) -> Path:
    """A handshake on disk."""
    path = tmp_path / "mine.tcplab"
    write_lab_file(path, read_lesson("handshake").experiment)
    return path


def kept() -> list[Path]:
    return list(autosave_folder().glob("*.json"))


def crash(window) -> None:
    """Its process is gone: nobody holds the lock any more."""
    window.keeping._autosaving._kept.release()


def edit(press, window) -> None:
    press(window, KEY.Key_Tab)
    press(window, KEY.Key_L)


def test_an_edit_is_kept_until_it_is_saved_or_taken_back(make, press, file):
    window = make(str(file))
    assert kept() == []
    edit(press, window)
    assert read_kept(*kept()).branches == window.session.branches
    press(window, KEY.Key_Z, CONTROL)
    assert kept() == []
    press(window, KEY.Key_Y, CONTROL)
    assert len(kept()) == 1
    press(window, KEY.Key_S, CONTROL)
    assert kept() == []
    assert read_lab_file(file) == window.session.experiment


def test_a_gesture_is_kept_at_its_end(make, press):
    window = make("handshake")
    window.session.begin_gesture()
    edit(press, window)
    window.session.end_gesture()
    assert read_kept(*kept()).branches == window.session.branches


def test_what_a_crash_left_is_back_at_the_next_start_with_its_lesson_and_undo(make, press):
    window = make("teardown")
    press(window, KEY.Key_End)
    edit(press, window)  # of the past: a branch
    before = window.session.branches
    assert len(before) == 2
    crash(window)
    again = make("handshake")
    again.keeping.find_again(at_once=True)
    session = again.session
    assert session.branches == before
    assert session.lesson is not None
    assert session.lesson.id == "teardown"
    assert session.unsaved
    assert "unsaved work is back" in again.notices.text()
    press(again, KEY.Key_Z, CONTROL)
    assert not session.changed
    assert kept() == []


def test_who_asked_for_something_else_is_offered_what_was_left(make, qtbot, press, choose):
    window = make("handshake")
    edit(press, window)
    lost = window.session.experiment
    crash(window)
    again = make("teardown")
    again.keeping.find_again(at_once=False)
    assert again.session.lesson.id == "teardown"
    again.set_language("zh_CN")
    qtbot.waitUntil(lambda: "未保存" in again.notices.text())
    again.set_language("en")
    qtbot.waitUntil(lambda: "unsaved" in again.notices.text())
    choose(again, "Restore it")
    assert again.session.experiment == lost
    assert not again.notices.isVisible()


def test_not_now_leaves_it_for_another_start(make, press, choose):
    window = make("handshake")
    edit(press, window)
    crash(window)
    again = make("teardown")
    again.keeping.find_again(at_once=False)
    choose(again, "Not now")
    assert again.session.lesson.id == "teardown"
    assert len(kept()) == 1
    third = make("teardown")
    third.keeping.find_again(at_once=True)
    assert third.session.lesson.id == "handshake"


def test_two_windows_keep_their_own_and_take_nothing_from_each_other(make, press):
    first, second = make("handshake"), make("teardown")
    edit(press, first)
    edit(press, second)
    assert len(kept()) == 2
    third = make("half-close")
    third.keeping.find_again(at_once=True)
    assert third.session.lesson.id == "half-close"
    assert not third.notices.isVisible()


def test_what_cannot_be_read_is_told_and_stays(make, answer, tmp_path):
    autosave_folder().mkdir(parents=True)
    path = autosave_folder() / "broken.json"
    path.write_text("{")
    met = answer(lambda box: box.accept())
    window = make("handshake")
    window.keeping.find_again(at_once=True)
    assert "broken.json" in met[0].text()
    assert window.session.lesson.id == "handshake"
    assert path.exists()


def test_branches_that_cannot_be_are_refused_in_a_sentence(make, press, tmp_path):
    window = make("handshake")
    edit(press, window)
    path = kept()[0]
    text = path.read_text(encoding="utf-8")
    for wrong in (text.replace('"here":1', '"here":9'), "[]", "{}"):
        path.write_text(wrong, encoding="utf-8")
        with pytest.raises(FileProblem, match="no unsaved work of this TCP Lab"):
            read_kept(path)


def test_that_nothing_can_be_kept_is_said(make, press):
    autosave_folder().parent.mkdir(parents=True)
    autosave_folder().write_text("")  # a file where the folder would be
    window = make("handshake")
    edit(press, window)
    assert window.session.unsaved
    assert window.notices.text().startswith("Edits cannot be kept for the case of a crash: ")


def test_half_a_character_is_refused_in_words(tmp_path, make, press):
    window = make("handshake")
    edit(press, window)
    work = window.session.work()
    with pytest.raises(FileProblem, match="half a character"):
        keep(tmp_path / "one.json", replace(work, lesson="\ud800"))


def change(path: Path, title: str) -> None:
    """What another program does: it puts another file in its place."""
    write_lab_file(path, replace(read_lab_file(path), title=title))


def test_a_file_that_another_program_changed_is_read_again(make, qtbot, press, file):
    window = make(str(file))
    change(file, "Theirs")
    qtbot.waitUntil(lambda: window.session.experiment.title == "Theirs")
    assert window.notices.text() == "mine.tcplab was changed by another program and read again."
    assert not window.session.unsaved
    change(file, "Theirs again")  # the one put in its place is watched, too
    qtbot.waitUntil(lambda: window.session.experiment.title == "Theirs again")
    press(window, KEY.Key_Z, CONTROL)
    assert window.session.experiment.title == "Theirs"


@pytest.mark.parametrize(("words", "fates"), [("Load it", 0), ("Keep mine", 1)])
def test_with_edits_of_ones_own_one_is_asked(make, qtbot, press, choose, file, words, fates):
    window = make(str(file))
    edit(press, window)
    change(file, "Theirs")
    qtbot.waitUntil(window.notices.isVisible)
    assert window.notices.text() == "mine.tcplab was changed by another program."
    choose(window, words)
    assert len(window.session.experiment.fates) == fates
    assert not window.notices.isVisible()
    if words == "Load it":  # nothing is lost by it
        press(window, KEY.Key_Z, CONTROL)
        assert len(window.session.experiment.fates) == 1


def test_their_changes_are_not_written_over_unasked(make, press, answer, file):
    window = make(str(file))
    edit(press, window)
    change(file, "Theirs")  # and at once, before the window has seen it:
    met = answer(lambda box: box.reject())
    press(window, KEY.Key_S, CONTROL)
    assert "another program" in met[0].text()
    assert read_lab_file(file).title == "Theirs"
    assert window.session.unsaved

    def overwrite(box) -> None:
        next(one for one in box.buttons() if one.text() == "Overwrite").click()

    answer(overwrite)
    press(window, KEY.Key_S, CONTROL)
    assert read_lab_file(file) == window.session.experiment


def test_a_file_that_is_gone_is_told_and_can_be_saved_again(make, qtbot, press, file):
    window = make(str(file))
    edit(press, window)
    file.unlink()
    qtbot.waitUntil(window.notices.isVisible)
    assert "is gone from the disk" in window.notices.text()
    press(window, KEY.Key_S, CONTROL)
    assert open_file(file).experiment == window.session.experiment


def test_an_error_in_a_thread_is_reported_too(make, qtbot, capsys, monkeypatch):
    window = make("handshake")
    report = ErrorReport(window)
    monkeypatch.setattr(threading, "excepthook", report.of_thread)

    def fail() -> None:
        raise RuntimeError("beside the window")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: window.findChild(QMessageBox, "error-report") is not None)
    box = window.findChild(QMessageBox, "error-report")
    assert "beside the window" in box.detailedText()
    box.close()
    assert "beside the window" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "fork"), reason="lives are forks; this system has none")
def test_a_window_that_is_killed_loses_nothing_but_the_gesture_in_progress():
    command = [sys.executable, "-m", "tests.support.killed", "--count", "3"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "3 times killed" in ended.stdout
