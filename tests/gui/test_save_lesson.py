"""Saving what is open as a lesson: in the user's folder, in the list, ready to be rewritten."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialogButtonBox

from tcplab.files.lessons import check_paths
from tcplab.ui.lesson_dialog import LessonDialog
from tcplab.ui.session import Session
from tests.support.experiments import opened

SAVE = QDialogButtonBox.StandardButton.Save


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """The user's lessons."""
    monkeypatch.setenv("TCPLAB_LESSONS", str(tmp_path / "mine"))
    return tmp_path / "mine"


@pytest.fixture
def dialog(make, qtbot):
    def dialog(window) -> LessonDialog:
        window.action["save_lesson"].trigger()
        (found,) = window.findChildren(LessonDialog)
        qtbot.waitUntil(found.isVisible)
        return found

    return dialog


def listed(window):
    return [row.title for row in window.left.panel.lessons._picture.rows]


def test_a_lesson_is_written_listed_and_opened(make, dialog, folder, qtbot, click):
    window = make("handshake")
    asks = dialog(window)
    titles = [asks.titles[one] for one in ("en", "zh_CN")]
    assert [one.text() for one in titles] == ["Three segments open a connection", "三次握手"]
    asks.titles["en"].setText("My handshake")
    qtbot.keyClicks(asks.questions["en"], "Why three?")
    asks.id.setText("my-handshake")
    click(asks.buttons.button(SAVE))
    path = folder / "my-handshake.toml"
    assert list(check_paths([path])) == []
    assert window.session.lesson.id == "my-handshake"
    lesson = window.session.lesson
    assert (lesson.title.en, lesson.title.zh_CN) == ("My handshake", "三次握手")
    assert lesson.question.zh_CN == "Why three?"
    assert not window.session.unsaved
    assert "My handshake" in listed(window)
    assert "Your own" in listed(window)


def test_what_is_missing_is_said_and_nothing_is_written(make, dialog, folder):
    asks = dialog(make("handshake"))
    save = asks.buttons.button(SAVE)
    assert not save.isEnabled()
    assert "question is missing" in asks.hint.text()
    asks.questions["en"].setText("Why?")
    assert save.isEnabled() or "comes with TCP Lab" in asks.hint.text()
    for id, words in (
        ("handshake", "comes with TCP Lab"),
        ("Ä b", "lower-case"),
        ("", "lower-case"),
    ):
        asks.id.setText(id)
        assert words in asks.hint.text()
        assert not save.isEnabled()
    asks.reject()
    assert not folder.exists()


@pytest.mark.parametrize(("title", "language"), [("My own", "en"), ("自己的", "zh_CN")])
def test_a_title_stands_in_its_own_language_alone(qtbot, title, language):
    asks = LessonDialog(Session(replace(opened(), title=title)), "zh_CN", None)
    qtbot.addWidget(asks)
    texts = {one: field.text() for one, field in asks.titles.items()}
    other = "en" if language == "zh_CN" else "zh_CN"
    assert texts == {language: title, other: ""}
    assert asks.titles["zh_CN"].placeholderText().startswith("In 中文;")


def test_a_lesson_of_ones_own_is_not_written_over(make, dialog, folder, click):
    folder.mkdir()
    (folder / "mine.toml").write_text("kept")
    asks = dialog(make("handshake"))
    asks.questions["en"].setText("Why?")
    asks.id.setText("mine")
    click(asks.buttons.button(SAVE))
    assert "choose another id" in asks.hint.text()
    assert asks.isVisible()
    assert (folder / "mine.toml").read_text() == "kept"


def test_a_broken_lesson_is_listed_and_says_what_is_wrong(make, folder, answer, qtbot):
    folder.mkdir()
    (folder / "broken.toml").write_text("format = 1\nid = 'broken'\n")
    window = make("handshake")
    qtbot.waitUntil(lambda: "broken" in listed(window))
    met = answer(lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))
    window.documents.open_lesson("broken")
    assert len(met) == 1
    assert "broken.toml" in met[0].text()
    assert window.session.lesson.id == "handshake"
