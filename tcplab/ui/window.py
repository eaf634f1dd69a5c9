"""The main window: it places the parts and ties gestures, actions and the session together.

It is seen before its parts are made: what only they need is imported with them.
"""

from collections.abc import Iterator
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

from tcplab.ui.frame import room_for
from tcplab.ui.ground import Ground
from tcplab.ui.look.scaling import set_text_scale
from tcplab.ui.placement import place
from tcplab.ui.settings import Settings, ThemeChoice

if TYPE_CHECKING:
    from tcplab.files.lessons import Opened
    from tcplab.lab.arrows import Arrow
    from tcplab.ui.actions import Actions
    from tcplab.ui.bar_parts import BusyBar
    from tcplab.ui.branch_menu import BranchMenu
    from tcplab.ui.branching import Branching
    from tcplab.ui.canvas.widget import SequenceCanvas
    from tcplab.ui.compare.comparing import Comparing
    from tcplab.ui.compare.menu import CompareMenu
    from tcplab.ui.documents import Documents
    from tcplab.ui.drawer import Drawer
    from tcplab.ui.hinting import Hinting
    from tcplab.ui.keeping import Keeping
    from tcplab.ui.language import Translators
    from tcplab.ui.look.attic import Attic
    from tcplab.ui.look.focus_ring import FocusRing
    from tcplab.ui.look.theme import Theme
    from tcplab.ui.menus import MainMenu
    from tcplab.ui.notices import Notices
    from tcplab.ui.panels.left import LeftPanel
    from tcplab.ui.panels.right import RightPanel
    from tcplab.ui.player import Player
    from tcplab.ui.plotting import Plotting
    from tcplab.ui.predicting import Predicting
    from tcplab.ui.presenting import Presenting
    from tcplab.ui.printing import Printing
    from tcplab.ui.renewing import Renewing
    from tcplab.ui.session import Session
    from tcplab.ui.showing import Showing
    from tcplab.ui.text_size import TextSize
    from tcplab.ui.timeline.corner import TimelineCorner
    from tcplab.ui.timeline.widget import Timeline
    from tcplab.ui.toolbar import Toolbar
    from tcplab.ui.touching import Touching


class MainWindow(QMainWindow):
    """One window on one session; it has its place at once, and its parts by `furnish`."""

    session: "Session"
    translators: "Translators"
    theme: "Theme"
    sheet: str
    wardrobe: QWidget
    player: "Player"
    branching: "Branching"
    predicting: "Predicting"
    documents: "Documents"
    comparing: "Comparing"
    printing: "Printing"
    action: "Actions"
    attic: "Attic"
    renewing: "Renewing"
    compare_menu: "CompareMenu"
    menu: "MainMenu"
    toolbar: "Toolbar"
    left: "LeftPanel"
    canvas: "SequenceCanvas"
    right: "RightPanel"
    timeline: "Timeline"
    branch_menu: "BranchMenu"
    corner: "TimelineCorner"
    notices: "Notices"
    busy_bar: "BusyBar"
    drawer: "Drawer"
    presenting: "Presenting"
    plotting: "Plotting"
    showing: "Showing"
    keeping: "Keeping"
    ring: "FocusRing"
    touching: "Touching"
    hinting: "Hinting"
    text_size: "TextSize"

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.complete = False
        self.setWindowTitle("TCP Lab")
        place(self, settings.geometry)
        set_text_scale(min(settings.text_percent, room_for(self.width())) / 100)
        self.setCentralWidget(QWidget())
        self.ground = Ground(self.centralWidget(), settings.theme)

    def furnish(self, application: QApplication, opened: "Opened | None") -> Iterator[None]:
        """Makes the parts, which show `opened` or the first lesson; what is there by then may be
        painted at each yield. Whoever is faster waits: no gesture may come in between.
        """
        from tcplab.ui.furnishing import furnish

        yield
        furnish(self, application, opened)
        shown = self.session.run
        self.canvas.show_run(shown)
        self.showing.show_moment()
        self.showing.show_document()
        yield
        from tcplab.ui.surrounding import surround

        yield
        surround(self)
        self._connect()
        self.showing.show_stopped()
        if self.session.run is not shown:  # a long one that has been computed by now
            self.showing.show_run()
            self.showing.show_moment()
        self._end_furnishing()

    def _end_furnishing(self) -> None:
        self.complete = True
        self.ground.hide()
        self.showing.show_busy()
        self.arrange()
        self.setAcceptDrops(True)
        self.take_keyboard()
        if self.isVisible():
            self.hinting.begin()

    @cached_property
    def predict(self) -> QWidget:
        """The side that asks questions; made when the first one is wanted."""
        from tcplab.ui.panels.predict import PredictPanel  # with a diagram of its own

        panel = PredictPanel(self.session, self.settings, self.predicting)
        panel.setParent(self.centralWidget())
        panel.setStyleSheet(self.sheet)
        panel.forward_asked.connect(self.action["forward"].trigger)
        panel.set_reduced_motion(self.settings.reduced_motion)
        panel.set_theme(self.theme)
        self.setTabOrder(self.right, panel)
        return panel

    @cached_property
    def compare(self) -> QWidget:
        """Two runs side by side; made when they are wanted for the first time."""
        from tcplab.ui.compare.view import CompareView  # with two canvases of its own

        view = CompareView(
            self.comparing, self.session, self.settings, self.compare_menu, self.theme
        )
        view.setParent(self.centralWidget())
        view.setStyleSheet(self.sheet)
        view.set_reduced_motion(self.settings.reduced_motion)
        view.set_relative(self.settings.relative_numbers)
        return view

    @cached_property
    def host_dialog(self) -> QWidget:
        """What each host chooses otherwise than its stack; made when it is wanted first."""
        from tcplab.ui.hosts.dialog import HostDialog  # for later

        dialog = HostDialog(self.session, self.settings, self.wardrobe)
        dialog.addActions([self.action["undo"], self.action["redo"]])
        return dialog

    @property
    def shown_canvas(self) -> "SequenceCanvas":
        """The canvas on which the run in view can be edited now."""
        return self.compare.own if self.comparing.on else self.canvas

    @property
    def walk(self) -> "Session | Comparing":
        """What one steps through: the run in view, or two runs."""
        return self.comparing if self.comparing.on else self.session

    @property
    def sides(self) -> list[QWidget]:
        """What stands, or did stand, right of the canvas."""
        asks = self.predicting.on or "predict" in self.__dict__
        return [self.right, self.predict] if asks else [self.right]

    def _connect(self) -> None:
        for moved in (self.drawer, self.notices):
            moved.changed.connect(self.arrange)
        self.canvas.moment_chosen.connect(self.go)
        self.canvas.segment_picked.connect(self._pick)
        self.timeline.moment_chosen.connect(self.go)
        self.timeline.branch_chosen.connect(self.branching.switch)
        self.timeline.branch_asked.connect(partial(self.branch_menu.ask, self.wardrobe))
        self.branch_menu.compare_asked.connect(self.comparing.compare_branch)
        self.right.diagram.state_clicked.connect(self.player.stop)
        self.right.diagram.edge_clicked.connect(self.player.stop)
        self.right.pages.questions_wanted.connect(self.action["predict"].trigger)
        self.left.lesson_chosen.connect(self.documents.open_lesson)
        self.left.options_asked.connect(lambda at: self.host_dialog.open_at(at))
        self.left.place_asked.connect(self.player.stop)
        self.left.place_asked.connect(self.drawer.close)  # it may lie over the place
        self.left.place_asked.connect(self.touching.lead_to)
        self.menu.recent_chosen.connect(self.documents.open)
        self.menu.theme_chosen.connect(self.set_theme)
        self.toolbar.language_chosen.connect(self.set_language)
        self.toolbar.speed_chosen.connect(self._set_speed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def take_keyboard(self) -> None:
        """The canvas has the keyboard, on which one can edit."""
        from PySide6.QtCore import Qt

        self.shown_canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # gestures

    def go(self, index: int) -> None:
        """Moves the cursor as somebody asked; whatever plays stops."""
        self.player.stop()
        self.walk.go(index)

    def _pick(self, arrow: "Arrow | None") -> None:
        named = arrow is not None and arrow.nth is not None
        self.right.pages.pick((arrow.host, arrow.nth) if named else None)

    # looks

    def set_theme(self, choice: ThemeChoice) -> None:
        """Dresses everything in the chosen theme, what the system draws too."""
        self.settings.theme = choice
        from PySide6.QtCore import Qt

        scheme = {"system": "Unknown", "light": "Light", "dark": "Dark"}[choice]
        QGuiApplication.styleHints().setColorScheme(Qt.ColorScheme[scheme])
        self.redress()

    def _follow_system(self) -> None:
        if self.settings.theme == "system":
            self.redress()

    def redress(self) -> None:
        """Colours and letters as they are wanted now."""
        from tcplab.ui.looks import dressing, theme_of

        self.theme = theme_of(self.settings.theme)
        self.renewing.begin(*dressing(self))

    def set_language(self, language: str) -> None:
        """Says everything in the chosen language."""
        from tcplab.ui.looks import read, set_aside, speak

        self.settings.language = language
        self.renewing.begin((set_aside, self), (read, self), (speak, self))

    def retranslate(self) -> None:
        """Says in the language of the interface what all parts need."""
        self.action.retranslate()
        self.corner.retranslate()
        self.branching.look()
        self.showing.show_again()

    def _set_speed(self, speed: float) -> None:
        self.settings.speed = speed
        self.player.speed = speed
        self.toolbar.show_speed(speed)

    # events

    def event(self, event: QEvent) -> bool:
        if self.complete and event.type() == QEvent.Type.LanguageChange:
            from tcplab.ui.looks import telling

            self.renewing.begin(*telling(self))
            return True
        if self.complete and event.type() == QEvent.Type.UpdateRequest and self.renewing.busy:
            return True  # what is to be painted stays noted
        # What the focused control has not claimed itself comes here, before any shortcut acts.
        overrides = self.complete and event.type() == QEvent.Type.ShortcutOverride
        if overrides and isinstance(event, QKeyEvent):
            from tcplab.ui.keys import belongs  # knows every kind of control: at the first key

            if belongs(self.focusWidget(), event):
                event.accept()
                return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()
        if self.complete:
            self.hinting.begin()

    def arrange(self) -> None:
        """Everything has its place, for its size and for what is being done."""
        if not self.complete:
            self.ground.resize(self.centralWidget().size())
            return
        from tcplab.ui.arranging import arrange

        arrange(self)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.complete:
            event.accept()
            return
        if not self.documents.may_leave():
            event.ignore()
            return
        self.player.stop()
        self.renewing.end()
        self.printing.wait()
        self.keeping.end()
        self.settings.geometry = self.saveGeometry()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        from tcplab.ui.documents import dropped_file

        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        from tcplab.ui.documents import dropped_file

        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            # Whoever dragged it waits for this to return, and a question may come first.
            QTimer.singleShot(0, self, lambda: self.documents.open(path))
