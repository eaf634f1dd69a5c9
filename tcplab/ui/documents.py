"""Opening, saving and dropping files: what stands between a session and the disk."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from tcplab.files.disk import FileProblem
from tcplab.files.labfile import write_lab_file
from tcplab.files.lessons import open_file
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

SUFFIX = ".tcplab"


def _tr(text: str) -> str:
    return QCoreApplication.translate("Documents", text)


class Documents:
    """File commands of one window; a problem becomes one sentence and changes nothing."""

    def __init__(self, window: QWidget, session: Session, settings: Settings) -> None:
        self._window = window
        self._session = session
        self._settings = settings

    def new(self) -> None:
        """Two hosts and nothing more."""
        if self.may_leave():
            hosts = (HostSetup("client"), HostSetup("server"))
            self._session.open(Experiment(_tr("New experiment"), hosts))

    def ask_and_open(self) -> None:
        """Lets the user choose a file."""
        name, _ = QFileDialog.getOpenFileName(
            self._window, _tr("Open"), self._folder(), _tr("Experiments (*.tcplab *.toml)")
        )
        if name:
            self.open(Path(name))

    def open(self, path: Path) -> bool:
        """Opens a file, unless unsaved work is to be kept; whether it was opened."""
        if not self.may_leave():
            return False
        try:
            opened = open_file(path)
        except FileProblem as problem:
            self.tell(str(problem))
            return False
        self._session.open(opened.experiment, opened.lesson, path)
        self._settings.add_recent(path)
        return True

    def save(self) -> bool:
        """Writes to the file it came from; a lesson is never written over."""
        path = self._session.path
        if path is None or self._session.lesson is not None:
            return self.save_as()
        return self._write(path)

    def save_as(self) -> bool:
        """Lets the user choose where to; whether it was written."""
        folder = Path(self._folder())
        name = self._session.lesson.id if self._session.lesson else self._session.experiment.title
        safe = "".join(one if one.isalnum() or one in " -_." else "-" for one in name)
        proposed = self._session.path or folder / f"{safe}{SUFFIX}"
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, _tr("Save as"), str(proposed), _tr("Experiments (*.tcplab)")
        )
        if not chosen:
            return False
        path = Path(chosen)
        return self._write(path if path.suffix else path.with_suffix(SUFFIX))

    def _write(self, path: Path) -> bool:
        try:
            write_lab_file(path, self._session.experiment)
        except FileProblem as problem:
            self.tell(str(problem))
            return False
        self._session.saved_as(path)
        self._settings.add_recent(path)
        return True

    def may_leave(self) -> bool:
        """Whether the present experiment may be left: saved, given up, or nothing to lose."""
        if not self._session.unsaved:
            return True
        box = QMessageBox(self._window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(_tr("Save the changed experiment first?"))
        box.setInformativeText(_tr("Without saving, your edits are lost."))
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        match box.exec():
            case buttons.Save:
                return self.save()
            case buttons.Discard:
                return True
        return False

    def tell(self, sentence: str) -> None:
        """Says what went wrong; everything stays as it was."""
        box = QMessageBox(QMessageBox.Icon.Warning, "TCP Lab", sentence, parent=self._window)
        box.exec()

    def _folder(self) -> str:
        recent = self._settings.recent
        return str(recent[0].parent) if recent else str(Path.home())


def dropped_file(data: QMimeData) -> Path | None:
    """The one local file that is being dragged, if it is one."""
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    return paths[0] if len(paths) == 1 else None
