"""The menus of the branches: which one is in view, and what can be done with one."""

from collections.abc import Callable
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
            one.triggered.connect(self._with(lane.number, self._branching.switch))
        self.addSeparator()
        self.addActions(self._below)

    def ask(self, window: QWidget, number: int, at: QPoint) -> None:
        """What can be done with one branch, in a menu of its own."""
        branching, lane, of_it = self._branching, self._branching.lane(number), self._with
        menu = QMenu(window)
        menu.addAction(_called(lane)).setEnabled(False)  # style sheets draw no names of sections
        if number != branching.here:
            show = menu.addAction(translate("Branches", "Show it"))
            show.triggered.connect(of_it(number, branching.switch))
            beside = menu.addAction(translate("Branches", "Compare with the one in view"))
            beside.triggered.connect(of_it(number, self.compare_asked.emit))
        rename = menu.addAction(translate("Branches", "Rename…"))
        rename.triggered.connect(of_it(number, partial(branching.ask_name, window)))
        delete = menu.addAction(translate("Branches", "Delete"))
        delete.setEnabled(len(branching.lanes) > 1)
        delete.triggered.connect(of_it(number, branching.delete))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _with(self, number: int, act: Callable[[int], object]) -> Callable[[], object]:
        """Does something with a branch, unless that has gone while the menu was open."""
        return lambda: number in self._branching and act(number)


def _called(lane: Lane) -> str:
    return f"{lane.letter}  {lane.name}".replace("&", "&&")
