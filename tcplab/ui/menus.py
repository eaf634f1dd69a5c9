"""The menu behind the toolbar's first button: all actions, recent files, themes."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from tcplab.ui.actions import BRANCH, FILE, GROUPS, VIEW, Actions, translated
from tcplab.ui.compare.menu import CompareMenu
from tcplab.ui.settings import Settings

translate = QCoreApplication.translate

_RECENT_WIDTH = 60


class MainMenu(QMenu):
    """All actions of the window in one menu; it follows the language by itself."""

    recent_chosen = Signal(object)
    theme_chosen = Signal(str)

    def __init__(
        self, actions: Actions, settings: Settings, compare: QMenu, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self._parts = {group: self.addMenu("") for group in GROUPS}
        for group, part in self._parts.items():
            part.addActions([one for one in actions.group(group) if one is not actions["menu"]])
        self._recent = QMenu(self)
        self._recent.aboutToShow.connect(self._fill_recent)
        self._parts[FILE].insertMenu(actions["save"], self._recent)
        self._compare = compare  # nobody else keeps it
        self._parts[BRANCH].insertMenu(actions["next_branch"], compare)
        self._themes = _theme_actions(self)
        self._themes.triggered.connect(lambda action: self.theme_chosen.emit(action.data()))
        self._parts[VIEW].addSeparator()
        self._parts[VIEW].addActions(self._themes.actions())
        self._parts[VIEW].aboutToShow.connect(self._mark_theme)
        self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        for group, part in self._parts.items():
            part.setTitle(translated(group))
        self._recent.setTitle(translate("Menus", "Recent files"))
        names = {
            "system": translate("Menus", "System theme"),
            "light": translate("Menus", "Light theme"),
            "dark": translate("Menus", "Dark theme"),
        }
        for action in self._themes.actions():
            action.setText(names[action.data()])

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def add(self, group: str, menu: QMenu) -> None:
        """Has a menu of somebody else's at the end of one of the menus."""
        self._parts[group].addMenu(menu)

    def put_into(self, bar: QMenuBar) -> None:
        """Shows the same menus side by side."""
        for part in self._parts.values():
            bar.addMenu(part)

    def _mark_theme(self) -> None:
        for action in self._themes.actions():
            action.setChecked(action.data() == self._settings.theme)

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._settings.recent:
            action = self._recent.addAction(_shortened(path))
            action.setToolTip(str(path))
            action.triggered.connect(lambda _=False, path=path: self.recent_chosen.emit(path))
        self._recent.addSeparator()
        forget = self._recent.addAction(translate("Menus", "Forget them"))
        forget.setEnabled(bool(self._settings.recent))
        forget.triggered.connect(self._settings.clear_recent)


def show_menu_bar(window) -> None:
    """Has the menus of a MainWindow where macOS keeps them too, above everything."""
    # There, a menu can hang in one place only.
    compare = CompareMenu(window.comparing, window.documents, window.action["compare"])
    menu = MainMenu(window.action, window.settings, compare, window.wardrobe)
    menu.recent_chosen.connect(window.documents.open)
    menu.theme_chosen.connect(window.set_theme)
    menu.put_into(window.menuBar())
    window.action["about"].setMenuRole(QAction.MenuRole.AboutRole)
    window.action["quit"].setMenuRole(QAction.MenuRole.QuitRole)


def _theme_actions(owner: QObject) -> QActionGroup:
    themes = QActionGroup(owner)
    for choice in ("system", "light", "dark"):
        action = QAction(themes)
        action.setCheckable(True)
        action.setData(choice)
    return themes


def _shortened(path: Path) -> str:
    """The path as a menu shows it: a long one loses its beginning; & is no mnemonic."""
    text = str(path)
    if len(text) > _RECENT_WIDTH:
        text = "…" + text[-_RECENT_WIDTH:]
    return text.replace("&", "&&")
