"""Opening and saving files: what stands between a session and the disk."""

import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import write_lab_file
from tcplab.files.lessons import is_path, open_argument, open_file, read_lesson
from tcplab.files.link import experiment_in
from tcplab.files.wording import read_sentences
from tcplab.lab.lesson import Language, Lesson
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.ui.disk_watch import DiskWatch
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

SUFFIX = "tcplab"

translate = QCoreApplication.translate


class Documents:
    """File commands of one window; a problem becomes one sentence and changes nothing."""

    def __init__(self, window: QWidget, session: Session, settings: Settings) -> None:
        self._window = window
        self._session = session
        self._settings = settings
        self.disk = DiskWatch(session)

    @property
    def language(self) -> Language:
        """The language of the interface."""
        return self._settings.language

    def _show(
        self, experiment: Experiment, lesson: Lesson | None = None, path: Path | None = None
    ) -> None:
        """Opens it: all of the window is another."""
        self._window.renewing.begin()
        self._session.open(experiment, lesson, path)

    def new(self) -> None:
        """Two hosts and nothing more."""
        if self.may_leave():
            hosts = (HostSetup("client"), HostSetup("server"))
            self._show(Experiment(translate("Documents", "New experiment"), hosts))

    def revert(self) -> None:
        """As it was opened; undo brings back what there was."""
        self._window.renewing.begin()
        self._session.back_to_original()

    def ask_and_open(self) -> None:
        """Lets the user choose a file."""
        path = self.ask_for_file(translate("Documents", "Open"))
        if path is not None:
            self.open(path)

    def ask_for_file(self, title: str) -> Path | None:
        """Lets the user choose a file; None if none was chosen."""
        from PySide6.QtWidgets import QFileDialog  # dialogs are for later

        kinds = translate("Documents", "Experiments and lessons (*.tcplab *.toml)")
        name, _ = QFileDialog.getOpenFileName(self._window.wardrobe, title, self._folder(), kinds)
        return Path(name) if name else None

    def open(self, path: Path) -> bool:
        """Opens a file, unless unsaved work is to be kept; whether it was opened."""
        if not self.may_leave():
            return False
        try:
            opened = open_file(path)
        except FileProblem as problem:
            if not os.path.exists(path):
                self._settings.forget(path)
            self.tell_unopened(problem)
            return False
        self._show(opened.experiment, opened.lesson, path)
        self._settings.add_recent(path)
        return True

    def open_lesson(self, lesson_id: str, variant: int = 0) -> bool:
        """Opens one of the lessons that come with the program; whether it was opened."""
        if not self.may_leave():
            return False
        try:
            lesson = read_lesson(lesson_id)
        except FileProblem as problem:
            self.tell_unopened(problem)
            return False
        self._show(lesson.variants[variant].experiment, lesson, None)
        return True

    def open_argument(self, argument: str) -> bool:
        """Opens the file or the lesson that a command line named; whether it was opened."""
        if is_path(argument):
            return self.open(Path(argument))
        if not self.may_leave():
            return False
        try:
            opened = open_argument(argument)
        except FileProblem as problem:
            self.tell_unopened(problem)
            return False
        self._show(opened.experiment, opened.lesson)
        return True

    def open_pasted(self) -> None:
        """Opens the experiment whose link is in the clipboard."""
        try:
            experiment = experiment_in(QGuiApplication.clipboard().text())
        except FileProblem as problem:
            self.tell_unopened(problem)
            return
        if self.may_leave():
            self._show(experiment)

    def save(self) -> bool:
        """Writes to the file it came from; a lesson is never written over."""
        path = self._session.own_file
        return self.save_as() if path is None else self._write(path)

    def save_as(self) -> bool:
        """Lets the user choose where to; whether it was written."""
        from PySide6.QtWidgets import QFileDialog  # as above

        dialog = QFileDialog(self._window.wardrobe, translate("Documents", "Save as"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(translate("Documents", "Experiments (*.tcplab)"))
        dialog.setDefaultSuffix(SUFFIX)
        proposed = self.proposed()
        dialog.setDirectory(str(proposed.parent))
        dialog.selectFile(proposed.name)
        chosen = dialog.selectedFiles() if dialog.exec() else []
        dialog.deleteLater()
        return bool(chosen) and self._write(Path(chosen[0]))

    def save_lesson(self, written: Callable[[], None]) -> None:
        """Makes a lesson of what is open, among the user's own; then `written` is called."""
        from tcplab.ui.lesson_dialog import LessonDialog  # seldom asked for

        def show(lesson_id: str) -> None:
            written()
            lesson = read_lesson(lesson_id)  # which holds what was open
            self._show(lesson.experiment, lesson)

        dialog = LessonDialog(self._session, self.language, self._window.wardrobe)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.written.connect(show)
        dialog.open()

    def proposed(self) -> Path:
        """The file it came from, else a new one beside the last, named after what is open."""
        lesson, own = self._session.lesson, self._session.own_file
        if own is not None:
            return own
        name = lesson.id if lesson is not None else self._session.experiment.title
        branch = self._session.branches.present
        name += "" if branch.origin is None else f" {branch.letter}"
        safe = "".join(one if one.isalnum() or one in " -_." else "-" for one in name)
        return Path(self._folder()) / f"{safe.strip(' .')[:80] or 'experiment'}.{SUFFIX}"

    def reread(self) -> bool:
        """Reads the open file again, as an edit; whether it could be read."""
        path, variant = self._session.path, self._session.variant
        if path is None:
            return False
        variant_id = None if variant is None else variant.id
        self.disk.note()
        try:
            opened = open_file(path)
        except FileProblem as problem:
            self.tell(translate("Documents", "This cannot be opened."), problem)
            return False
        lesson = opened.lesson
        same = () if lesson is None else (one for one in lesson.variants if one.id == variant_id)
        chosen = next(iter(same), opened)
        self._session.reread(chosen.experiment, lesson)
        return True

    def _write(self, path: Path) -> bool:
        if self.disk.changed_by_others(path) and not self._write_over(path):
            return False
        try:
            if _same(path, self._session.lesson_file):
                lesson = translate("Documents", "this is the lesson itself; choose another name")
                raise FileProblem("{path}: {why}", path=path, why=lesson)
            write_lab_file(path, self._session.experiment)
        except FileProblem as problem:
            self.tell(translate("Documents", "This was not saved."), problem)
            return False
        self._session.saved_as(path)
        self.disk.note()
        self._settings.add_recent(path)
        return True

    def _write_over(self, path: Path) -> bool:
        """Asks whether the work of another program may be lost."""
        from PySide6.QtWidgets import QMessageBox  # as above

        box = QMessageBox(self._window.wardrobe)
        box.setTextFormat(Qt.TextFormat.PlainText)  # as below
        changed = translate("Documents", "{0} was changed by another program after it was opened.")
        box.setText(changed.format(path.name))
        box.setInformativeText(translate("Documents", "If you go on, those changes are lost."))
        over = box.addButton(translate("Documents", "Overwrite"), box.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(box.StandardButton.Cancel))
        box.exec()
        chosen = box.clickedButton() is over
        box.deleteLater()
        return chosen

    def may_leave(self) -> bool:
        """Whether what is open may be left: saved, given up, or nothing to lose."""
        unsaved = self._session.unsaved_branches
        if not unsaved:
            return True
        from PySide6.QtWidgets import QMessageBox  # as above

        box = QMessageBox(self._window.wardrobe)
        ask = translate("Documents", "Save the changed experiment first?")
        if len(unsaved) > 1:
            ask = translate("Documents", "Save the {0} changed branches first, one by one?")
        box.setText(ask.format(len(unsaved)))
        box.setInformativeText(translate("Documents", "Without saving, your edits are lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answer = box.exec()
        box.deleteLater()
        match answer:
            case buttons.Save:
                return all(self._save_branch(number) for number in unsaved)
            case buttons.Discard:
                return True
        return False

    def _save_branch(self, number: int) -> bool:
        self._session.switch(number)
        return self.save()

    def tell_unopened(self, problem: FileProblem) -> None:
        """Says why something was not opened."""
        self.tell(translate("Documents", "This cannot be opened."), problem)

    def tell(self, what: str, problem: FileProblem) -> None:
        """Says what did not happen and why; everything stays as it was."""
        from PySide6.QtWidgets import QMessageBox  # as above

        box = QMessageBox(self._window.wardrobe)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a file's name may look like markup
        box.setText(f"{what}\n\n{problem.told(read_sentences(self.language))}")
        box.exec()
        box.deleteLater()

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(recent[0].parent) if recent else str(Path.home())


def _same(path: Path, other: Path | None) -> bool:
    try:
        return other is not None and os.path.samefile(path, other)
    except (OSError, ValueError):
        return False


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dragged, if it is one."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
