"""The bar at the top: menu, undo, title, transport, language, export."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QToolButton, QWidget

from tcplab.lab.lesson import Language
from tcplab.ui.actions import Actions
from tcplab.ui.icons import icon
from tcplab.ui.language import LANGUAGES
from tcplab.ui.player import SPEEDS
from tcplab.ui.theme import Theme

HEIGHT = 44
_NARROW = 1200


class Toolbar(QWidget):
    """Shows what the window tells it; `language_chosen` and `speed_chosen` come from its menus."""

    language_chosen = Signal(str)
    speed_chosen = Signal(float)

    def __init__(self, actions: Actions, menu: QMenu) -> None:
        super().__init__()
        self.setFixedHeight(HEIGHT)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.menu_button = _button()
        self.menu_button.setMenu(menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._name = QLabel("TCP Lab")
        self._name.setProperty("kind", "title")
        self.title = QLabel()
        self.title.setProperty("kind", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.subtitle = QLabel()
        self.subtitle.setProperty("kind", "hint")
        self.step = QLabel()
        self.step.setProperty("kind", "secondary")
        self._speed = self._menu_button(self._speed_menu())
        self._language = self._menu_button(self._language_menu())
        self._export = _button(actions["export"], kind="outlined")
        self._play = _button(actions["play"], kind="primary")
        self._lay_out(actions)

    def _lay_out(self, actions: Actions) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 16, 1)
        row.setSpacing(4)
        row.addWidget(self.menu_button)
        row.addWidget(self._name)
        row.addSpacing(16)
        row.addWidget(_button(actions["undo"]))
        row.addWidget(_button(actions["redo"]))
        row.addSpacing(16)
        row.addWidget(self.title, 3)
        row.addWidget(self.subtitle)
        row.addStretch(1)
        for name in ("start", "back"):
            row.addWidget(_button(actions[name]))
        row.addWidget(self._play)
        for name in ("forward", "end"):
            row.addWidget(_button(actions[name]))
        row.addSpacing(8)
        row.addWidget(self.step)
        row.addWidget(self._speed)
        row.addStretch(4)
        row.addWidget(self._language)
        row.addSpacing(4)
        row.addWidget(self._export)

    def _menu_button(self, menu: QMenu) -> QToolButton:
        button = _button()
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        return button

    def _speed_menu(self) -> QMenu:
        menu = QMenu(self)
        self._speeds = QActionGroup(menu)
        for speed in SPEEDS:
            action = QAction(f"{speed:g}×", menu, checkable=True)
            action.setData(speed)
            self._speeds.addAction(action)
            menu.addAction(action)
        self._speeds.triggered.connect(lambda action: self.speed_chosen.emit(action.data()))
        return menu

    def _language_menu(self) -> QMenu:
        menu = QMenu(self)
        self._languages = QActionGroup(menu)
        for code, name in LANGUAGES.items():
            action = QAction(name, menu, checkable=True)
            action.setData(code)
            self._languages.addAction(action)
            menu.addAction(action)
        self._languages.triggered.connect(lambda action: self.language_chosen.emit(action.data()))
        return menu

    def show_title(self, title: str, where: str, *, changed: bool) -> None:
        """What is open; a changed one says so with a dot."""
        self.title.setText(title + (" •" if changed else ""))
        self.title.setToolTip(title)
        self.subtitle.setText(where)

    def show_speed(self, speed: float) -> None:
        """Marks the chosen speed."""
        self._speed.setText(f"{speed:g}×")
        for action in self._speeds.actions():
            action.setChecked(action.data() == speed)

    def show_language(self, language: Language) -> None:
        """Marks the chosen language."""
        self._language.setText("EN" if language == "en" else "中文")
        for action in self._languages.actions():
            action.setChecked(action.data() == language)

    def show_playing(self, playing: bool, theme: Theme) -> None:
        """The middle button pauses while it plays."""
        self._actions["play"].setIcon(icon("pause" if playing else "play", theme, on_ink=True))

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        self.menu_button.setIcon(icon("menu", theme))
        self._language.setIcon(icon("globe", theme))

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.menu_button.setToolTip(self.tr("Menu (F10)"))
        self.menu_button.setAccessibleName(self.tr("Menu"))
        self._speed.setToolTip(self.tr("Speed"))
        self._speed.setAccessibleName(self.tr("Speed"))
        self._language.setToolTip(self.tr("Language"))
        self._language.setAccessibleName(self.tr("Language"))
        self._export.setText(self.tr("Export"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        narrow = event.size().width() < _NARROW
        self._name.setVisible(not narrow)
        self.subtitle.setVisible(not narrow)
        style = Qt.ToolButtonStyle
        self._export.setToolButtonStyle(
            style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        )
        super().resizeEvent(event)


def _button(action: QAction | None = None, kind: str = "quiet") -> QToolButton:
    button = QToolButton()
    button.setProperty("kind", kind)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    if action is not None:
        button.setDefaultAction(action)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
    return button
