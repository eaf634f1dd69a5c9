"""How everything in the window looks: colours, and what the settings say of numbers and motion."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.wording import read_words
from tcplab.ui.look.attic import renewed
from tcplab.ui.look.scaling import refit
from tcplab.ui.look.theme import Theme, apply_theme, load_theme, style_sheet
from tcplab.ui.renewing import Step
from tcplab.ui.settings import ThemeChoice

_BESIDE = ("predict", "compare")
_SEEN = ("toolbar", "canvas", "timeline", "left", "right", *_BESIDE, "notices")
_DRESSED = (*_SEEN, "wardrobe")
"""What carries the style sheet: of one of the window's Qt would style all that is below, twice, in
one go."""


def theme_of(choice: ThemeChoice) -> Theme:
    """The theme that is meant: the system's is one of two."""
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return load_theme(("dark" if dark else "light") if choice == "system" else choice)


def dress(window) -> None:
    """What Qt draws in the window's theme, and in letters of the size that is wanted; the style
    sheet is for each part."""
    apply_theme(QApplication.instance(), window.theme)
    window.sheet = style_sheet(window.theme)


def dressing(window) -> list[Step]:
    """The steps to other colours and letters."""
    panel = window.left.panel
    return [
        *((set_aside, window), (dress, window), (panel.take_apart, window.centralWidget())),
        *_each(window, _DRESSED, _dress_one),
        *((panel.put_back, section) for section in panel.sections),
        *((panel.scroll_back,), (colour, window)),
    ]


def fitting(window) -> list[Step]:
    """The steps to boxes that are as high and wide as letters of another size need: all
    have to be there, and other colours may be on their way again."""
    whole, over = (window.left.panel.put_together,), _each(window, ("wardrobe",), _retell)
    boxes = _each(window, _DRESSED, refit)
    return [whole, *boxes, *over, (window.toolbar.fit,), (window.arrange,)]


def telling(window) -> list[Step]:
    """The steps in which everything says anew what it says."""
    return [(window.retranslate,), *_each(window, _SEEN, _retell)]


def _each(window, names: tuple[str, ...], act: Callable[[QWidget], object]) -> list[Step]:
    return [(_to_one, window, name, act) for name in names]


def _to_one(window, name: str, act: Callable[[QWidget], object]) -> None:
    part = vars(window).get(name)
    if part is not None and part.parent() is not window.attic:
        act(part)


def _dress_one(part: QWidget) -> None:
    part.setStyleSheet(part.window().sheet)


def _retell(part: QWidget) -> None:
    QCoreApplication.sendEvent(part, QEvent(QEvent.Type.LanguageChange))


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
    for name in _BESIDE:
        part = vars(window).get(name)
        if part is not None and part.isHidden():
            part.setStyleSheet("")
            part.setParent(window.attic)


def fetch(window, part: QWidget) -> None:
    """What was set aside is to be seen again."""
    if part.parent() is window.attic:
        part.setParent(window.centralWidget())
        part.setStyleSheet(window.sheet)
        renewed(part)
        window.setTabOrder(window.right, part)


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
