"""How large a window's text is: chosen in the menu or by key, remembered, and as far as it fits."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from tcplab.ui.actions import VIEW
from tcplab.ui.frame import room_for
from tcplab.ui.look.scaling import STEPS, set_text_scale, text_scale
from tcplab.ui.looks import fitting, telling

translate = QCoreApplication.translate

_KEYS = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress)


class TextSize(QObject):
    """Dresses a MainWindow in larger letters; a window that is too narrow has the largest step
    that fits, until it is wide enough for what was chosen."""

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self.menu = QMenu(window.wardrobe)
        self.menu.setToolTipsVisible(True)
        self._choices = QActionGroup(self)
        for percent in STEPS:
            action = QAction(f"{percent} %", self._choices)
            action.setCheckable(True)
            action.setData(percent)
        self._choices.triggered.connect(lambda action: self.choose(action.data()))
        self.menu.addActions(self._choices.actions())
        self.menu.aboutToShow.connect(self._mark)
        window.installEventFilter(self)
        window.menu.add(VIEW, self.menu)
        self.retranslate()

    @property
    def percent(self) -> int:
        """The size that is seen."""
        return round(100 * text_scale())

    def choose(self, percent: int) -> None:
        """One of the steps, from now on and in later starts."""
        self._window.settings.text_percent = percent
        self.fit()

    def step(self, by: int) -> None:
        """The next larger (1) or smaller (-1) one that fits."""
        place = STEPS.index(self.percent) + by
        if 0 <= place < len(STEPS) and STEPS[place] <= room_for(self._window.width()):
            self.choose(STEPS[place])

    def fit(self) -> None:
        """As large as was chosen, or as there is room for."""
        window = self._window
        percent = min(window.settings.text_percent, room_for(window.width()))
        if percent != self.percent:
            set_text_scale(percent / 100)
            window.redress()
            # Texts that were measured or set in letters of a size are made anew.
            window.renewing.begin(*fitting(window), *telling(window))

    def _mark(self) -> None:
        most = room_for(self._window.width())
        for action in self._choices.actions():
            action.setChecked(action.data() == self.percent)
            fits = action.data() <= most
            action.setEnabled(fits)
            words = translate("Menus", "A wider window has room for this size")
            action.setToolTip(action.text() if fits else words)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.menu.setTitle(translate("Menus", "Text size"))

    def eventFilter(self, watched: QWidget, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.fit()
        elif event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() in _KEYS and isinstance(event, QKeyEvent) and _means_larger(event):
            event.accept()
            if event.type() == QEvent.Type.KeyPress:
                self.step(1)
            return True
        return False


def _means_larger(event: QKeyEvent) -> bool:
    """Ctrl+Shift++, which where + is Shift+= Qt would take for Ctrl++ as well."""
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    return event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal) and event.modifiers() == both
