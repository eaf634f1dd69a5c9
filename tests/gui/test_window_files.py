"""Files in the real window: opening, saving, dropping, leaving unsaved work, exporting."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QMessageBox, QPushButton

from tcplab.files.labfile import read_lab_file, write_lab_file
from tcplab.files.lessons import open_file
from tcplab.files.resources import resource
from tcplab.sim.experiment import Call, Experiment, HostSetup

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
BUTTON = QMessageBox.StandardButton
BAD = Path(__file__).parent.parent / "data" / "bad"


@pytest.fixture
def lab_file(tmp_path):
    """A handshake on disk."""
    calls = (
        Call("server", "listen", at_ms=0, port=80),
        Call("client", "connect", at_ms=100, to="server:80"),
    )
    path = tmp_path / "mine.tcplab"
    hosts = (HostSetup("client"), HostSetup("server"))
    write_lab_file(path, Experiment("Mine", hosts, calls=calls))
    return path


@pytest.fixture
def press(qtbot):
    """Presses Ctrl and a key in the window."""

    def press(window, key: Qt.Key) -> None:
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.keyClick(window.canvas, key, CONTROL)

    return press


@pytest.fixture
def choose(answer, qtbot):
    """Types a path into the file dialog that comes, and presses Enter."""

    def choose(path: Path | None):
        def act(dialog):
            assert isinstance(dialog, QFileDialog)
            if path is None:
                qtbot.keyClick(dialog, KEY.Key_Escape)
                return
            name = dialog.findChild(QLineEdit, "fileNameEdit")
            name.setText(str(path))  # typed, a list of completions would take the Enter
            qtbot.keyClick(name, KEY.Key_Return)

        return answer(act)

    return choose


@pytest.fixture
def decide(answer, qtbot):
    """Presses a button of the question or the message that comes."""

    def decide(button: QMessageBox.StandardButton):
        def act(box):
            assert isinstance(box, QMessageBox)
            qtbot.mouseClick(box.button(button), Qt.MouseButton.LeftButton)

        return answer(act)

    return decide


def lose_a_segment(window, qtbot) -> None:
    qtbot.keyClick(window.canvas, KEY.Key_Tab)
    qtbot.keyClick(window.canvas, KEY.Key_L)
    assert window.session.unsaved


def test_opening_by_dialog(make, press, choose, lab_file):
    window = make("handshake")
    choose(lab_file)
    press(window, KEY.Key_O)
    assert window.session.path == lab_file
    assert window.windowTitle() == "Mine[*] – TCP Lab"
    assert window.toolbar.subtitle.text() == "mine.tcplab"
    assert window.settings.recent == (lab_file,)


def test_a_dialog_that_is_left_changes_nothing(make, press, choose):
    window = make("handshake")
    choose(None)
    press(window, KEY.Key_O)
    assert window.session.lesson.id == "handshake"


@pytest.mark.parametrize(
    ("name", "chinese"),
    [("title-missing.tcplab", "缺少“title”，应为引号中的文本"), ("absent.tcplab", "没有这个文件")],
)
def test_a_file_that_cannot_be_opened_is_told_and_changes_nothing(make, decide, name, chinese):
    window = make("handshake")
    met = decide(BUTTON.Ok)
    assert not window.documents.open(BAD / name)
    assert name in met[0].text()
    assert window.session.lesson.id == "handshake"
    assert window.settings.recent == ()
    window.set_language("zh_CN")
    met = decide(BUTTON.Ok)
    assert not window.documents.open(BAD / name)
    assert f"{name}：{chinese}" in met[0].text()


def test_recent_files_are_in_the_menu_and_a_missing_one_is_forgotten(make, decide, lab_file):
    window = make("handshake")
    other = lab_file.with_name("other & more.tcplab")
    shutil.copy(lab_file, other)
    assert window.documents.open(lab_file)
    assert window.documents.open(other)
    lab_file.unlink()

    def entries():
        window.menu._recent.aboutToShow.emit()
        return [one for one in window.menu._recent.actions() if one.toolTip()]

    names = [one.text() for one in entries() if one.text().endswith("tcplab")]
    assert [name.rpartition("/")[2] for name in names] == ["other && more.tcplab", "mine.tcplab"]
    met = decide(BUTTON.Ok)
    entries()[1].trigger()
    assert "mine.tcplab" in met[0].text()
    assert window.settings.recent == (other,)
    assert window.session.path == other
    entries()[-1].trigger()
    assert window.settings.recent == ()


def test_a_changed_lesson_is_saved_as_a_new_file(make, press, choose, qtbot, tmp_path):
    window = make("handshake")
    lose_a_segment(window, qtbot)
    met = choose(tmp_path / "lost")
    press(window, KEY.Key_S)
    assert len(met) == 1
    saved = tmp_path / "lost.tcplab"
    assert read_lab_file(saved) == window.session.experiment
    assert window.session.path == saved
    assert window.session.lesson is None
    assert not window.isWindowModified()
    qtbot.keyClick(window.canvas, KEY.Key_D)
    assert window.isWindowModified()
    press(window, KEY.Key_S)  # now it knows where to
    assert read_lab_file(saved) == window.session.experiment
    assert not window.isWindowModified()


def test_a_lesson_is_never_written_over(make, press, choose, decide, qtbot, tmp_path):
    lesson = tmp_path / "handshake.toml"
    shutil.copy(resource("lessons", "handshake.toml"), lesson)
    before = lesson.read_bytes()
    window = make(open_file(lesson))
    assert window.session.path == lesson
    lose_a_segment(window, qtbot)
    told = []

    def overwrite(dialog):
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(lesson))
        qtbot.keyClick(name, KEY.Key_Return)

    def go_on(box):
        told.append(box.text())
        button = box.button(BUTTON.Yes) or box.button(BUTTON.Ok)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    answer_all(qtbot, [overwrite, go_on, go_on])
    press(window, KEY.Key_S)
    assert "this is the lesson itself" in told[-1]
    assert lesson.read_bytes() == before
    assert window.session.unsaved


def answer_all(qtbot, acts) -> None:
    """One after the other, with each next modal dialog."""
    from PySide6.QtCore import QTimer

    met = []

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is not None and dialog.isVisible() and dialog not in met:
            met.append(dialog)
            QTimer.singleShot(10, look)
            acts[len(met) - 1](dialog)
        elif len(met) < len(acts):
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def test_a_file_that_cannot_be_written_is_told_and_stays_unsaved(make, press, decide, qtbot):
    window = make("handshake")
    window.session.open(window.session.experiment, path=Path("/absent/mine.tcplab"))
    lose_a_segment(window, qtbot)
    met = decide(BUTTON.Ok)
    press(window, KEY.Key_S)
    assert "there is no folder" in met[0].text()
    assert window.session.unsaved


def test_closing_without_edits_asks_nothing(make):
    assert make("handshake").close()


def test_closing_with_unsaved_work_asks_and_cancel_stays(make, decide, qtbot):
    window = make("handshake")
    lose_a_segment(window, qtbot)
    met = decide(BUTTON.Cancel)
    assert not window.close()
    assert len(met) == 1
    assert window.isVisible()
    assert window.session.unsaved


def test_closing_with_unsaved_work_given_up(make, decide, qtbot):
    window = make("handshake")
    lose_a_segment(window, qtbot)
    decide(BUTTON.Discard)
    assert window.close()


def test_closing_with_unsaved_work_saved(make, qtbot, tmp_path):
    window = make("handshake")
    lose_a_segment(window, qtbot)

    def save(box):
        qtbot.mouseClick(box.button(BUTTON.Save), Qt.MouseButton.LeftButton)

    def name_it(dialog):
        name = dialog.findChild(QLineEdit, "fileNameEdit")
        name.setText(str(tmp_path / "kept.tcplab"))
        qtbot.keyClick(name, KEY.Key_Return)

    answer_all(qtbot, [save, name_it])
    assert window.close()
    assert read_lab_file(tmp_path / "kept.tcplab").fates


def test_another_lesson_asks_for_unsaved_work_too(make, decide, qtbot):
    window = make("handshake")
    lose_a_segment(window, qtbot)
    decide(BUTTON.Cancel)
    window.left.lesson_chosen.emit("teardown", 0)
    assert window.session.lesson.id == "handshake"
    decide(BUTTON.Discard)
    window.left.lesson_chosen.emit("teardown", 0)
    assert window.session.lesson.id == "teardown"
    assert not window.session.unsaved


def test_a_new_experiment_has_two_hosts_and_nothing_else(make, press):
    window = make("handshake")
    press(window, KEY.Key_N)
    assert [host.name for host in window.session.experiment.hosts] == ["client", "server"]
    assert window.session.last == 0
    assert window.session.lesson is None


def drag(window, path: Path, *more: Path) -> bool:
    """Drags files onto the window; whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(one)) for one in (path, *more)])
    at, copy, left = QPoint(300, 300), Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at, copy, data, left, plain)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, data, left, plain))
    return True


def test_a_file_dragged_in_is_opened(make, qtbot, lab_file):
    window = make("handshake")
    assert drag(window, lab_file)
    qtbot.waitUntil(lambda: window.session.path == lab_file)


def test_only_one_local_file_is_taken(make, lab_file):
    window = make("handshake")
    assert not drag(window, lab_file, lab_file)
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.tcplab")])
    enter = QDragEnterEvent(
        QPoint(9, 9), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()


def test_a_bad_file_dragged_in_is_told(make, qtbot, decide):
    window = make("handshake")
    met = decide(BUTTON.Ok)
    assert drag(window, BAD / "title-missing.tcplab")
    qtbot.waitUntil(lambda: bool(met))
    assert "title-missing.tcplab" in met[0].text()
    assert window.session.lesson.id == "handshake"


def test_the_export_button_proposes_a_name(make, click, qtbot):
    window = make("handshake")
    names = []

    def look(dialog) -> None:
        names.extend(Path(one).name for one in dialog.selectedFiles())
        qtbot.keyClick(dialog, KEY.Key_Escape)

    answer_all(qtbot, [lambda dialog: qtbot.keyClick(dialog, KEY.Key_Return), look])
    click(window.toolbar._export)
    assert names == ["handshake.png"]


def test_printing_into_a_file(make, press, answer, qtbot, tmp_path):
    window = make("handshake")
    path = tmp_path / "printed.pdf"

    def act(dialog):
        dialog.findChild(QLineEdit, "filename").setText(str(path))
        ok = next(one for one in dialog.findChildren(QPushButton) if one.text() == "&Print")
        qtbot.mouseClick(ok, Qt.MouseButton.LeftButton)

    answer(act)
    press(window, KEY.Key_P)
    qtbot.waitUntil(lambda: path.exists() and not window.printing.busy)
    assert path.read_bytes().startswith(b"%PDF")
