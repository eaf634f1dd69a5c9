"""The bar at the top: menu, undo, title, transport, language, export."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from tcplab.lab.lesson import Language
from tcplab.ui.actions import Actions
from tcplab.ui.bar_parts import ElidedLabel, TextButton, bar_button
from tcplab.ui.frame import BAR, bar_height, frame
from tcplab.ui.language import LANGUAGES
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import fit, letters, text_scale
from tcplab.ui.look.theme import Theme
from tcplab.ui.settings import SPEEDS

_NARROW = 1200
_MARGIN = 12
_BETWEEN = 24
_LEAST = 70
_SHORT: dict[Language, str] = {"en": "EN", "zh_CN": "中文"}


class Toolbar(QWidget):
    """Shows what the window tells it; `language_chosen` and `speed_chosen` come from its menus."""

    language_chosen = Signal(str)
    speed_chosen = Signal(float)

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        fit(self, "setFixedHeight", BAR)
        self.setProperty("surface", "panel")
        self.setProperty("rule", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._actions = actions
        self.step = QLabel()
        self.step.setProperty("kind", "secondary")
        self._told: tuple[str, str, QFont] | None = None
        self.title = ElidedLabel("title")
        self.changed = QLabel("•")
        self.subtitle = ElidedLabel("hint")
        self._left = self._begin()
        self._heading = self._group([self.title, self.changed, 4, self.subtitle])
        self._heading.layout().addStretch(1)
        self._middle = self._transport()
        self._right = self._end()

    def _begin(self) -> QWidget:
        self._menu_button = bar_button(self._actions["menu"])
        self._panel = bar_button(self._actions["panel"])
        self._name = QLabel("TCP Lab")
        self._name.setProperty("kind", "title")
        undo, redo = (bar_button(self._actions[name]) for name in ("undo", "redo"))
        group = self._group([self._menu_button, self._panel, self._name])
        group.layout().addStretch(1)
        group.layout().addWidget(undo)
        group.layout().addWidget(redo)
        return group

    def _transport(self) -> QWidget:
        buttons: list[QWidget | int] = [
            bar_button(self._actions[name], "primary" if name == "play" else "quiet")
            for name in ("start", "back", "play", "forward", "end")
        ]
        self._speeds = QActionGroup(self)
        self._speed = self._choices(self._speeds, {speed: f"{speed:g}×" for speed in SPEEDS})
        self._speeds.triggered.connect(lambda action: self.speed_chosen.emit(action.data()))
        return self._group([*buttons, 8, self.step, 4, self._speed])

    def _end(self) -> QWidget:
        self._languages = QActionGroup(self)
        self._language = self._choices(self._languages, LANGUAGES)
        self._languages.triggered.connect(lambda action: self.language_chosen.emit(action.data()))
        self._present, self._export = TextButton("outlined"), TextButton("outlined")
        self._present.setDefaultAction(self._actions["present"])
        self._export.setDefaultAction(self._actions["export"])
        return self._group([self._language, 4, self._present, 4, self._export])

    def _group(self, parts: list[QWidget | int]) -> QWidget:
        """Widgets in a row; a number is more space between them."""
        group = QWidget(self)
        row = QHBoxLayout(group)
        row.setContentsMargins(0, 0, 0, 1)  # the rule below is a part of the height
        row.setSpacing(4)
        for part in parts:
            if isinstance(part, int):
                row.addSpacing(part)
            else:
                row.addWidget(part)
        return group

    def _choices(self, group: QActionGroup, choices: dict) -> TextButton:
        menu = QMenu(self)
        for value, name in choices.items():
            action = QAction(name, group)
            action.setCheckable(True)
            action.setData(value)
            menu.addAction(action)
        # From what is chosen now the arrow keys go on; it can only be marked in an open menu.
        menu.aboutToShow.connect(
            lambda: QTimer.singleShot(0, menu, lambda: menu.setActiveAction(group.checkedAction()))
        )
        return TextButton("quiet", menu)

    def open_menu(self, menu: QMenu) -> None:
        """Lets the menu down, with its first row chosen for the keyboard."""
        menu.popup(self._menu_button.mapToGlobal(self._menu_button.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def show_title(self, title: str, where: str, *, changed: bool) -> None:
        """What is open; a changed one says so with a dot."""
        self.title.setText(title)
        self.changed.setVisible(changed)
        self.subtitle.setText(where)
        self._place()

    def show_step(self, text: str, longest: str) -> None:
        """Where the cursor stands; `longest` is the longest text that this run will need."""
        font = self.step.font()
        if (text, longest, font) == self._told:
            return  # every move of a hand tells of a step, and most of the same one
        self._told = (text, longest, font)
        metrics: QFontMetrics = self.step.fontMetrics()
        self.step.setFixedWidth(metrics.horizontalAdvance(longest) + 2)
        self.step.setText(text)
        self._place()

    def show_speed(self, speed: float) -> None:
        """Marks the chosen speed."""
        self._speed.say(f"{speed:g}×")
        _mark(self._speeds, speed)

    def show_language(self, language: Language) -> None:
        """Marks the chosen language."""
        self._language.say(_SHORT[language])
        _mark(self._languages, language)
        self._place()

    def show_playing(self, playing: bool, theme: Theme) -> None:
        """The middle button pauses while it plays."""
        self._actions["play"].setIcon(icon("pause" if playing else "play", theme, on_ink=True))

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        self._language.setIcon(icon("globe", theme))
        self._language.set_theme(theme)
        self._speed.set_theme(theme)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        for button, name in (
            (self._speed, self.tr("Speed")),
            (self._language, self.tr("Language")),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)
        self.changed.setToolTip(self.tr("Changed, and not yet saved"))
        self.changed.setAccessibleName(self.changed.toolTip())
        self._present.say(self.tr("Present"))
        self._export.say(self.tr("Export"))
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def fit(self) -> None:
        """Leaves words out where there is no room for them."""
        narrow = self.width() < letters(_NARROW)
        self._panel.setVisible(narrow)
        self._name.setVisible(not narrow)
        style = Qt.ToolButtonStyle
        shown = style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
        self._present.setToolButtonStyle(shown)
        self._export.setToolButtonStyle(shown)
        self._place()

    def _place(self) -> None:
        """The transport in the middle, or further right if a long title needs the room.

        The buttons end, and the title begins, where the left panel does. Nothing moves as one
        steps.
        """
        middle, right = self._middle.sizeHint().width(), self._right.sizeHint().width()
        panel = (
            frame(self.width(), 0, scale=text_scale()).left
            or self._left.minimumSizeHint().width() + 2 * _MARGIN
        )
        at_title, at_right = panel + 16, self.width() - _MARGIN - right
        title, subtitle = self.title.sizeHint().width(), self.subtitle.sizeHint().width()
        wanted = at_title + title + _BETWEEN + min(_LEAST, subtitle) + _MARGIN
        at_middle = min(max((self.width() - middle) // 2, wanted), at_right - middle - _MARGIN)
        room = max(0, at_middle - at_title - _MARGIN)
        left = room - title - _BETWEEN  # the title comes first
        self.subtitle.setVisible(left >= min(_LEAST, subtitle))
        self.subtitle.setMaximumWidth(max(0, left))
        self._left.setGeometry(_MARGIN, 0, panel - 2 * _MARGIN, bar_height())
        self._heading.setGeometry(at_title, 0, room, bar_height())
        self._middle.setGeometry(at_middle, 0, middle, bar_height())
        self._right.setGeometry(at_right, 0, right, bar_height())


def _mark(group: QActionGroup, value: object) -> None:
    for action in group.actions():
        action.setChecked(action.data() == value)
