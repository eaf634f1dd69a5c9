"""Whether the open file is still what this window read or wrote."""

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from tcplab.files.disk import fingerprint
from tcplab.ui.session import Session

_SETTLE_MS = 200
"""Who writes a file does it in pieces, or puts another one in its place."""


class DiskWatch(QObject):
    """`changed` comes when another program has changed or removed the open file, `followed` when
    another file is open.
    """

    changed = Signal()
    followed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._path: Path | None = None
        self._known: bytes | None = None
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._look)
        self._watcher.fileChanged.connect(lambda _: self._settle.start())
        self._watcher.directoryChanged.connect(lambda _: self._settle.start())
        session.document_changed.connect(self._follow)
        self._follow()

    def changed_by_others(self, path: Path) -> bool:
        """Whether writing to this file would destroy what another program has written there."""
        return path == self._path and fingerprint(path) not in (None, self._known)

    def differs(self) -> bool:
        """Whether the open file is not on disk as it is known."""
        return self._path is not None and fingerprint(self._path) != self._known

    def note(self) -> None:
        """What is on disk now is what the window holds, or has been told of."""
        self._known = None if self._path is None else fingerprint(self._path)

    def _follow(self) -> None:
        """Another file may be open now."""
        path = self._session.path
        if path == self._path:
            return
        watched = self._watcher.files() + self._watcher.directories()
        if watched:
            self._watcher.removePaths(watched)
        self._path = path
        self.note()
        self._watch()
        self.followed.emit()

    def _watch(self) -> None:
        if self._path is not None:
            # The folder tells of a file put in its place, after which the file itself is another.
            self._watcher.addPaths([str(self._path), str(self._path.parent)])

    def _look(self) -> None:
        self._watch()
        if self.differs():
            self.changed.emit()
