"""The menu behind the toolbar's first button: all actions, recent files, themes."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from tcplab.ui.actions import FILE, GROUPS, VIEW, Actions, translated


def _tr(text: str) -> str:
    return QCoreApplication.translate("Menus", text)


def fill_menu(menu: QMenu, actions: Actions, window) -> None:
    """Fills `menu` anew, in the language of the interface; `window` is the main window."""
    menu.clear()
    for group in GROUPS:
        part = menu.addMenu(translated(group))
        part.addActions(actions.group(group))
        if group == FILE:
            part.insertMenu(actions["save"], _recent_files(part, window))
        elif group == VIEW:
            part.addSeparator()
            _add_themes(part, window)


def _recent_files(parent: QMenu, window) -> QMenu:
    menu = QMenu(_tr("Recent files"), parent)

    def fill() -> None:
        menu.clear()
        for path in window.settings.recent:
            menu.addAction(str(path)).triggered.connect(
                lambda _checked=False, path=path: window.documents.open(path)
            )
        menu.addSeparator()
        menu.addAction(_tr("Forget them")).triggered.connect(window.settings.clear_recent)

    menu.aboutToShow.connect(fill)
    return menu


def _add_themes(menu: QMenu, window) -> None:
    themes = QActionGroup(menu)
    names = {"system": _tr("System theme"), "light": _tr("Light"), "dark": _tr("Dark")}
    for choice, name in names.items():
        action = QAction(name, menu, checkable=True)
        action.setChecked(window.settings.theme == choice)
        action.triggered.connect(lambda _checked, choice=choice: window.set_theme(choice))
        themes.addAction(action)
        menu.addAction(action)
