"""Making a lesson of what is open: its id, title and question, in one language or both."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from tcplab.files.disk import FileProblem
from tcplab.files.lesson_folder import own_folder
from tcplab.files.lesson_text import write_lesson
from tcplab.files.lessons import lesson_ids
from tcplab.files.wording import read_sentences, read_words
from tcplab.lab.drafting import drafted
from tcplab.lab.lesson import Language, Text
from tcplab.ui.session import Session

_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_HAN = re.compile("[\u4e00-\u9fff]")
_LANGUAGES: dict[Language, str] = {"en": "English", "zh_CN": "中文"}


class LessonDialog(QDialog):
    """`written` carries the id of the lesson once it lies in the user's folder."""

    written = Signal(str)

    def __init__(self, session: Session, language: Language, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._language = language
        self.setWindowTitle(self.tr("Save as lesson"))
        self.id, self.hint = QLineEdit(), QLabel()
        self.titles = {one: QLineEdit() for one in _LANGUAGES}
        self.questions = {one: QLineEdit() for one in _LANGUAGES}
        for one, title in _titles(session).items():
            self.titles[one].setText(title)
        self.id.setText(_proposed(session.experiment.title))
        self.hint.setProperty("kind", "loss")
        self.hint.setWordWrap(True)
        self._lay_out()
        for field in (self.id, *self.titles.values(), *self.questions.values()):
            field.textChanged.connect(self._look)
        self._look()
        self.questions[language].setFocus()

    def _lay_out(self) -> None:
        about = QLabel(
            self.tr(
                "Every step is told in the words of its rule. The file can then be rewritten in "
                "any text editor; README.md beside the lessons that come along says how."
            )
        )
        about.setWordWrap(True)
        form = QFormLayout()
        same = self.tr("In {0}; if empty, as in the other language")
        for language, name in _LANGUAGES.items():
            for field in (self.titles[language], self.questions[language]):
                field.setPlaceholderText(same.format(name))
            form.addRow(self.tr("Title ({0})").format(name), self.titles[language])
            form.addRow(self.tr("Question ({0})").format(name), self.questions[language])
        form.addRow(self.tr("Id"), self.id)
        buttons = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(buttons.Save | buttons.Cancel, self)
        self.buttons.accepted.connect(self._write)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(12)
        for part in (about, form, self.hint, self.buttons):
            column.addLayout(part) if part is form else column.addWidget(part)
        self.resize(520, self.sizeHint().height())

    def _look(self) -> None:
        """Says what is missing, if something is."""
        missing = self._missing()
        self.hint.setText(missing)
        self.buttons.button(QDialogButtonBox.StandardButton.Save).setEnabled(not missing)

    def _missing(self) -> str:
        if not _text(self.titles, self._language):
            return self.tr("A title is missing.")
        if not _text(self.questions, self._language):
            return self.tr("A question is missing: what does the lesson answer?")
        if not _ID.fullmatch(self.id.text()):
            return self.tr("The id is the file's name: lower-case letters, digits and “-”.")
        if self.id.text() in lesson_ids():
            return self.tr("A lesson of this id comes with TCP Lab; choose another one.")
        return ""

    def _write(self) -> None:
        titles, questions = (
            Text(_text(fields, "en"), _text(fields, "zh_CN"))
            for fields in (self.titles, self.questions)
        )
        words = {one: read_words(one) for one in _LANGUAGES}
        lesson = drafted(self._session.run, self.id.text(), titles, questions, words)
        try:
            write_lesson(own_folder(), lesson)
        except FileProblem as problem:
            self.hint.setText(problem.told(read_sentences(self._language)))
            return
        self.accept()
        self.written.emit(lesson.id)


def _titles(session: Session) -> dict[Language, str]:
    """What is open, in each language in which it has a title."""
    titles = {one: session.title(one) for one in _LANGUAGES}
    if titles["en"] != titles["zh_CN"]:
        return titles
    return {"zh_CN" if _HAN.search(titles["en"]) else "en": titles["en"]}


def _text(fields: dict[Language, QLineEdit], language: Language) -> str:
    """What was written in a language, or else in the other one."""
    own = fields[language].text().strip()
    return own or next((text for one in fields.values() if (text := one.text().strip())), "")


def _proposed(title: str) -> str:
    """An id made of what a title has of letters and digits."""
    return "-".join(re.findall(r"[a-z0-9]+", title.lower()))[:40].strip("-") or "my-lesson"
