"""The menus of the branches: which one is in view, and what can be done with one."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, Signal
from PySide6.QtWidgets import QMenu, QWidget

from tcplab.lab.branches_picture import Lane
from tcplab.ui.actions import Actions
from tcplab.ui.branching import Branching

translate = QCoreApplication.translate


class BranchMenu(QMenu):
    """All branches, with a mark at the one in view, and below them what is done with that.

    `compare_asked` carries the number of a branch to be put beside the one in view.
    """

    compare_asked = Signal(int)

    def __init__(self, branching: Branching, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._branching = branching
        self._below = [actions[name] for name in ("rename_branch", "delete_branch")]
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        self.clear()
        for lane in self._branching.lanes:
            one = self.addAction(_called(lane))
            one.setCheckable(True)
            one.setChecked(lane.number == self._branching.here)
            one.triggered.connect(partial(_switch, self._branching, lane.number))
        self.addSeparator()
        self.addActions(self._below)

    def ask(self, window: QWidget, number: int, at: QPoint) -> None:
        """What can be done with one branch, in a menu of its own."""
        branching, lane = self._branching, self._branching.lane(number)
        menu = QMenu(window)
        menu.addAction(_called(lane)).setEnabled(False)  # style sheets draw no names of sections
        if number != branching.here:
            show = menu.addAction(translate("Branches", "Show it"))
            show.triggered.connect(partial(_switch, branching, number))
            beside = menu.addAction(translate("Branches", "Compare with the one in view"))
            beside.triggered.connect(lambda: self.compare_asked.emit(number))
        rename = menu.addAction(translate("Branches", "Rename…"))
        rename.triggered.connect(lambda: branching.ask_name(window, number))
        delete = menu.addAction(translate("Branches", "Delete"))
        delete.setEnabled(len(branching.lanes) > 1)
        delete.triggered.connect(lambda: branching.delete(number))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _switch(branching: Branching, number: int, _checked: bool = False) -> None:
    branching.switch(number)


def _called(lane: Lane) -> str:
    return f"{lane.letter}  {lane.name}".replace("&", "&&")
