"""How everything in the window looks: colours, and what the settings say of numbers and motion."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.wording import read_words
from tcplab.ui.look.theme import Theme, apply_theme, load_theme, style_sheet
from tcplab.ui.settings import ThemeChoice


def theme_of(choice: ThemeChoice) -> Theme:
    """The theme that is meant: the system's is one of two."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return load_theme(("dark" if dark else "light") if choice == "system" else choice)


def dress(window) -> None:
    """What Qt draws in the window's theme, and in letters of the size that is wanted."""
    apply_theme(QApplication.instance(), window.theme)
    window.setStyleSheet(style_sheet(window.theme))


def colour(window) -> None:
    """What the parts of a MainWindow draw themselves, in its theme."""
    for part in (
        *(window.toolbar, window.busy_bar, window.canvas, window.timeline, window.left),
        *(*window.sides, *_compared(window), window.corner, window.action, window.touching),
        window.plotting,
    ):
        part.set_theme(window.theme)
    window.ring.set_ink(window.theme.ink)
    window.toolbar.show_playing(window.player.playing, window.theme)


def read(window) -> None:
    """The explanations in the language that is to be spoken."""
    len(read_words(window.settings.language))  # asked for, and kept from now on


def speak(window) -> None:
    """Has everything said in the chosen language."""
    window.translators.use(window.settings.language)
    window.toolbar.show_language(window.settings.language)


def set_aside(window) -> None:
    """What is not seen waits outside of the window: a change that goes through all is shorter."""
    window.right.pages.tabs.set_aside()
    for name in ("predict", "compare"):
        part = vars(window).get(name)
        if part is not None and part.isHidden():
            part.setParent(window.attic)


def set_relative(window) -> None:
    """Sequence numbers as the menu says: absolute, or counted from each ISS."""
    relative = window.action["relative"].isChecked()
    window.settings.relative_numbers = relative
    for part in (window.canvas, window.timeline, window.right.pages, *_compared(window)):
        part.set_relative(relative)


def set_still(window) -> None:
    """Motion as the menu says."""
    still = window.action["still"].isChecked()
    window.settings.reduced_motion = still
    for part in (window.canvas, window.timeline, *window.sides, *_compared(window)):
        part.set_reduced_motion(still)


def _compared(window) -> list[QWidget]:
    """The two runs side by side, if they were ever wanted."""
    return [window.compare] if "compare" in vars(window) else []
