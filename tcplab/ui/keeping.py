"""What befalls the open work from outside the window: a crash, a full disk, another program."""

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from tcplab.files.autosave import lesson_of, read_kept
from tcplab.files.disk import FileProblem
from tcplab.files.wording import read_sentences
from tcplab.ui.autosaving import Autosaving, Kept, left_behind
from tcplab.ui.documents import Documents
from tcplab.ui.notices import CLOSE, Choice, Notices
from tcplab.ui.session import Session

translate = QCoreApplication.translate

_RESTORED = QT_TRANSLATE_NOOP(
    "Notices", "Your unsaved work is back; TCP Lab had not ended as it should."
)
_LEFT = QT_TRANSLATE_NOOP("Notices", "There is unsaved work; TCP Lab had not ended as it should.")
_RESTORE = QT_TRANSLATE_NOOP("Notices", "Restore it")
_NOT_NOW = QT_TRANSLATE_NOOP("Notices", "Not now")
_UNKEPT = QT_TRANSLATE_NOOP("Notices", "Edits cannot be kept for the case of a crash: {0}")
_GONE = QT_TRANSLATE_NOOP("Notices", "{0} is gone from the disk; your experiment is still here.")
_CHANGED = QT_TRANSLATE_NOOP("Notices", "{0} was changed by another program.")
_LOAD = QT_TRANSLATE_NOOP("Notices", "Load it")
_KEEP_MINE = QT_TRANSLATE_NOOP("Notices", "Keep mine")
_READ_AGAIN = QT_TRANSLATE_NOOP("Notices", "{0} was changed by another program and read again.")


class Keeping(QObject):
    """Keeps every edit, offers what a crash has left, and tells of changes on disk."""

    def __init__(
        self, session: Session, documents: Documents, notices: Notices, folder: Path
    ) -> None:
        super().__init__(session)
        self._session = session
        self._documents = documents
        self._notices = notices
        self._folder = folder
        self._left: list[Kept] = []
        self._autosaving = Autosaving(session, folder)
        self._autosaving.failed.connect(self._tell_failed)
        documents.disk.changed.connect(self._disk_changed)
        documents.disk.followed.connect(lambda: notices.drop("disk"))

    def end(self) -> None:
        """The window closes, and its work is saved or given up."""
        self._autosaving.end()
        self._release()

    def find_again(self, *, at_once: bool) -> None:
        """Work that was left behind: the latest is shown `at_once`, or else offered."""
        self._left = left_behind(self._folder)
        if at_once and self._left and self._show(self._left.pop(0)):
            self._notices.tell("restored", _RESTORED, CLOSE)
        self._offer()

    def _offer(self) -> None:
        if self._left:
            restore = Choice(_RESTORE, self._restore_next)
            self._notices.tell("left", _LEFT, restore, Choice(_NOT_NOW, self._release))

    def _restore_next(self) -> None:
        if self._documents.may_leave():
            self._show(self._left.pop(0))
        self._offer()

    def _release(self) -> None:
        """It stays on disk, and another window or the next start may have it."""
        for kept in self._left:
            kept.release()
        self._left = []

    def _show(self, kept: Kept) -> bool:
        """Whether it could be read; what could not stays where it is."""
        try:
            work = read_kept(kept.path)
        except FileProblem as problem:
            kept.release()
            self._documents.tell(translate("Keeping", "This cannot be restored."), problem)
            return False
        self._autosaving.adopt(kept)
        self._session.restore(work, lesson_of(work))
        return True

    def _tell_failed(self, problem: FileProblem) -> None:
        why = problem.told(read_sentences(self._documents.language))
        self._notices.tell("unkept", _UNKEPT, why, CLOSE)

    def _disk_changed(self) -> None:
        path = self._session.path
        if path is None:
            return
        if not path.exists():
            self._notices.tell("disk", _GONE, path.name, CLOSE)
        elif self._session.unsaved:
            load = Choice(_LOAD, self._documents.reread)
            keep = Choice(_KEEP_MINE, self._documents.disk.note)
            self._notices.tell("disk", _CHANGED, path.name, load, keep)
        elif self._documents.reread():
            self._notices.tell("disk", _READ_AGAIN, path.name, CLOSE)
