"""What somebody will want is read, and made, in moments in which nobody waits for anything."""

from importlib import import_module

from PySide6.QtCore import QObject, QTimer

from tcplab.files.wording import read_words

_REST_MS = 150
_WORDS = "words"
_PAGES = ("tcb", "netstat", "header", "knowledge")
_MODULES = (
    *("tcplab.ui.panels.tcb", "tcplab.ui.panels.netstat", "tcplab.ui.panels.header"),
    *("tcplab.ui.panels.predict", "tcplab.ui.compare.view", "tcplab.ui.hosts.dialog"),
    *("tcplab.ui.help_pages", "email.message", "zipfile", "importlib.metadata", "tcplab.ui.about"),
    *("tcplab.ui.export_dialog", "tcplab.ui.lesson_dialog"),
)
"""Each in a turn of its own, after what it needs of the library; nothing of the plots, which are
large and seldom wanted."""


class Warming(QObject):
    """Begins soon after a MainWindow is complete; waits while something is done there."""

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self._left = iter((_WORDS, *_MODULES, *_PAGES))
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._go_on)
        self._timer.start(_REST_MS)

    @property
    def done(self) -> bool:
        """Whether all is there."""
        return not self._timer.isActive()

    def _go_on(self) -> None:
        session = self._window.session
        if session.busy or session.in_gesture or self._window.player.playing:
            return
        name = next(self._left, None)
        if name is None:
            self._timer.stop()
        elif name == _WORDS:
            len(read_words(self._window.settings.language))  # asked for, and kept from now on
        elif name in _PAGES:
            self._window.right.pages.prepare(name)
        else:
            import_module(name)
