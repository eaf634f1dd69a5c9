"""The menu of all that the run in view can be compared with."""

from functools import partial
from itertools import groupby

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from tcplab.files.disk import FileProblem
from tcplab.lab.branches import letter
from tcplab.ui.compare.comparing import Comparing
from tcplab.ui.compare.others import Kind, Other
from tcplab.ui.documents import Documents

translate = QCoreApplication.translate


class CompareMenu(QMenu):
    """Branches first, then the lesson as it was opened, its variants, and any file.

    It is there to be used while the action `compare` is.
    """

    def __init__(self, comparing: Comparing, documents: Documents, compare: QAction) -> None:
        super().__init__()
        self._comparing = comparing
        self._documents = documents
        self._one = QActionGroup(self)
        compare.enabledChanged.connect(self.menuAction().setEnabled)
        self.aboutToShow.connect(self._fill)
        self.retranslate()

    def _fill(self) -> None:
        self.clear()
        for old in self._one.actions():
            old.deleteLater()
        for kind, group in groupby(self._comparing.offered, key=lambda other: other.kind):
            self.addSeparator()
            self.addAction(_heading(kind)).setEnabled(False)  # style sheets draw none of sections
            for other in group:
                self._offer(other)
        self.addSeparator()
        file = self.addAction(translate("Compare", "Another file…"))
        file.triggered.connect(self.ask_for_file)

    def _offer(self, other: Other) -> None:
        name = f"{letter(other.number)}  {other.name}" if other.number else other.name
        action = self._one.addAction(name.replace("&", "&&"))
        action.setCheckable(True)
        self.addAction(action)
        action.setChecked(other == self._comparing.other)
        action.triggered.connect(partial(self._compare, other))

    def _compare(self, other: Other, _checked: bool = False) -> None:
        self._comparing.compare(other)

    def ask_for_file(self) -> None:
        """Lets somebody choose a file to compare with."""
        path = self._documents.ask_for_file(translate("Compare", "Compare with a file"))
        if path is None:
            return
        try:
            self._comparing.compare_file(path)
        except FileProblem as problem:
            self._documents.tell(translate("Documents", "This cannot be opened."), problem)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.setTitle(translate("Compare", "Compare with"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _heading(kind: Kind) -> str:
    return {
        "branch": translate("Compare", "Branches"),
        "opened": translate("Compare", "What was opened"),
        "variant": translate("Compare", "Variants of the lesson"),
        "file": translate("Compare", "Files"),
    }[kind]
