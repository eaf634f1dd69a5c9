"""Keeps unsaved work after every edit, and finds again what a crash has left behind."""

from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, Signal

from tcplab.files.autosave import SUFFIX, keep
from tcplab.files.disk import FileProblem, reason
from tcplab.ui.session import Session


def autosave_folder() -> Path:
    """The system's own place for what belongs to this computer and this user alone."""
    places = QStandardPaths.StandardLocation
    return Path(QStandardPaths.writableLocation(places.AppLocalDataLocation)) / "unsaved"


class Kept:
    """The file of one window's unsaved work; whoever holds the lock is alive and at it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = QLockFile(str(path.with_suffix(".lock")))
        self._lock.setStaleLockTime(0)  # only its process' end makes a lock stale

    def claim(self) -> bool:
        """Whether it is ours from now on: nobody else has it, or whoever had it is gone."""
        return self._lock.tryLock(0)

    def remove(self) -> None:
        """There is nothing to keep."""
        self.path.unlink(missing_ok=True)

    def release(self) -> None:
        """This window will not write to it any more."""
        self._lock.unlock()


def left_behind(folder: Path) -> list[Kept]:
    """The work of windows that did not end as they should, the latest first; all claimed."""
    try:
        files = sorted(folder.glob(f"*{SUFFIX}"), key=lambda one: -one.stat().st_mtime)
    except OSError:  # one is gone in this moment, or the folder is nothing to be read
        return []
    return [kept for kept in map(Kept, files) if kept.claim()]


class Autosaving(QObject):
    """Writes after every edit, before the event loop goes on; a gesture is written at its end."""

    failed = Signal(object)

    def __init__(self, session: Session, folder: Path) -> None:
        super().__init__(session)
        self._session = session
        self._folder = folder
        self._kept: Kept | None = None
        self._as_it_is: object = None
        session.document_changed.connect(self._keep)

    def adopt(self, kept: Kept) -> None:
        """Goes on with a file that was left behind."""
        self.end()
        self._kept = kept

    def end(self) -> None:
        """The work is saved or given up."""
        if self._kept is not None:
            self._kept.remove()
            self._kept.release()
            self._kept = None

    def _keep(self) -> None:
        session = self._session
        if session.in_gesture:
            return
        if not session.unsaved_branches:
            self.end()
            return
        work = session.work()
        if work == self._as_it_is and self._kept is not None:
            return
        try:
            if self._kept is None:
                self._kept = self._new()
            keep(self._kept.path, work)
        except FileProblem as problem:
            self.failed.emit(problem)
            return
        self._as_it_is = work

    def _new(self) -> Kept:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            words, why = "{folder}: {reason}", reason(error)
            raise FileProblem(words, folder=self._folder, reason=why) from None
        kept = Kept(self._folder / f"{uuid4().hex}{SUFFIX}")
        kept.claim()
        return kept
