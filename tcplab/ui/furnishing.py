"""The first parts of a window: what knows the run, and what shows it."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.lessons import Opened, first_lesson
from tcplab.ui.actions import GROUPS, Actions
from tcplab.ui.branch_menu import BranchMenu
from tcplab.ui.branching import Branching
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.compare.comparing import Comparing
from tcplab.ui.documents import Documents
from tcplab.ui.frame import bar_height, frame
from tcplab.ui.language import Translators
from tcplab.ui.look.attic import Attic
from tcplab.ui.look.fonts import ui_font
from tcplab.ui.look.scaling import letters, text_scale
from tcplab.ui.look.theme import BODY_PX
from tcplab.ui.looks import dress, theme_of
from tcplab.ui.player import Player
from tcplab.ui.predicting import Predicting
from tcplab.ui.renewing import Renewing
from tcplab.ui.session import Session
from tcplab.ui.showing import Showing
from tcplab.ui.timeline.corner import TimelineCorner
from tcplab.ui.timeline.widget import Timeline
from tcplab.ui.toolbar import Toolbar


def furnish(window, application: QApplication, opened: Opened | None) -> None:
    """Opens the experiment, or else the first lesson, with a toolbar, a canvas and a timeline."""
    application.setFont(ui_font(letters(BODY_PX)))
    # Under a style sheet the old font would stay.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.ApplicationFontChange)
    window.translators = Translators(application)
    window.translators.use(window.settings.language)
    window.theme = theme_of(window.settings.theme)
    dress(window)
    window.wardrobe = QWidget(window)  # what opens over the window is dressed by it
    window.wardrobe.hide()
    _open(window, first_lesson() if opened is None else opened)
    window.action = Actions(window)
    window.addActions([one for group in GROUPS for one in window.action.group(group)])
    window.action.set_theme(window.theme)
    _make_parts(window)
    if window.isVisible():
        _place(window)


def _open(window, opened: Opened) -> None:
    settings = window.settings
    window.session = session = Session(opened.experiment, opened.lesson, opened.path)
    if opened.path is not None:
        settings.add_recent(opened.path)
    window.player = Player(session)
    window.player.speed = settings.speed
    window.branching = Branching(session, settings)
    window.predicting = Predicting(session, settings)
    window.documents = Documents(window, session, settings)
    window.comparing = Comparing(session, window.branching, settings)


def _make_parts(window) -> None:
    area, settings = window.centralWidget(), window.settings
    window.attic = Attic(window)
    window.renewing = Renewing(window)
    window.toolbar = Toolbar(window.action)
    window.canvas = SequenceCanvas(window.theme)
    window.timeline = Timeline(window.theme)
    window.branch_menu = BranchMenu(window.branching, window.action, window.wardrobe)
    window.corner = TimelineCorner(window.action["compare"], window.branch_menu)
    window.timeline.set_corner(window.corner)
    for part in (window.toolbar, window.canvas, window.timeline):
        part.setParent(area)
        part.setStyleSheet(window.sheet)
        part.set_theme(window.theme)
    window.corner.set_theme(window.theme)
    for part in (window.toolbar, window.corner):
        part.retranslate()
    window.toolbar.show_language(settings.language)
    window.toolbar.show_speed(settings.speed)
    window.showing = Showing(window)
    window.showing.show_playing(False)
    for part in (window.canvas, window.timeline):
        part.set_relative(settings.relative_numbers)
        part.set_reduced_motion(settings.reduced_motion)


def _place(window) -> None:
    """As it will be when all is there."""
    area, top = window.centralWidget().rect(), bar_height()
    parts = frame(area.width(), area.height() - top, scale=text_scale())
    window.toolbar.setGeometry(0, 0, area.width(), top)
    window.canvas.setGeometry(parts.left, top, parts.canvas, parts.height)
    bottom = top + parts.height
    window.timeline.setGeometry(parts.left, bottom, area.width() - parts.left, parts.bottom)
    for part in (window.toolbar, window.canvas, window.timeline):
        part.show()
