"""The main window: it places the parts and ties gestures, actions and the session together."""

from functools import cached_property, partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QEvent, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QMainWindow, QWidget

from tcplab.lab.sequence_picture import Arrow
from tcplab.sim.run import CAP
from tcplab.ui.actions import GROUPS, Actions
from tcplab.ui.arranging import arrange
from tcplab.ui.autosaving import autosave_folder
from tcplab.ui.bar_parts import BusyBar
from tcplab.ui.branch_menu import BranchMenu
from tcplab.ui.branching import Branching
from tcplab.ui.call_drag import Landing
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.commands import commands
from tcplab.ui.compare.comparing import Comparing
from tcplab.ui.compare.menu import CompareMenu
from tcplab.ui.documents import Documents, dropped_file
from tcplab.ui.drawer import Drawer
from tcplab.ui.heading import where
from tcplab.ui.hinting import Hinting
from tcplab.ui.keeping import Keeping
from tcplab.ui.language import Translators
from tcplab.ui.look.attic import Attic
from tcplab.ui.look.focus_ring import FocusRing
from tcplab.ui.looks import colour, dress, read, set_aside, show_settings, speak, theme_of
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
from tcplab.ui.settings import Settings, ThemeChoice
from tcplab.ui.text_size import TextSize
from tcplab.ui.timeline.corner import TimelineCorner
from tcplab.ui.timeline.widget import Timeline
from tcplab.ui.toolbar import Toolbar
from tcplab.ui.touching import Touching

_STOPPED = QT_TRANSLATE_NOOP("Notices", "Stopped after {0} events.")
_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}


class MainWindow(QMainWindow):
    """One window on one session."""

    def __init__(self, session: Session, settings: Settings, translators: Translators) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self.translators = translators
        translators.use(settings.language)
        self.theme = theme_of(settings.theme)
        self.player = Player(session)
        self.player.speed = settings.speed
        self.branching = Branching(session, settings)
        self.predicting = Predicting(session, settings)
        self.documents = Documents(self, session, settings)
        self.comparing = Comparing(session, self.branching, settings)
        self.printing = Printing(self, session, self.documents)
        self.action = Actions(self)
        self.addActions([action for group in GROUPS for action in self.action.group(group)])
        self._build()
        # Under a style sheet a widget is styled anew with each of the parents that it is put into.
        dress(self)
        self.touching = Touching(session, self.canvas, self.theme)
        self.installEventFilter(Landing(self.touching))
        self._connect()
        self.hinting = Hinting(self)
        self.text_size = TextSize(self)
        self.action.connect(commands(self))
        self.setAcceptDrops(True)
        colour(self)
        show_settings(self)
        self._show_run()
        self._show_moment()
        self._show_document()
        self._show_busy()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    # building

    def _build(self) -> None:
        area = QWidget()
        self.setCentralWidget(area)
        self.attic = Attic()
        self.renewing = Renewing(self)
        self.compare_menu = CompareMenu(self.comparing, self.documents, self.action["compare"])
        self.menu = MainMenu(self.action, self.settings, self.compare_menu, self)
        self.toolbar = Toolbar(self.action, self.menu)
        self.left = LeftPanel(self.session, self.settings)
        self.canvas = SequenceCanvas(self.theme)
        self.right = RightPanel(self.session, self.settings)
        self.timeline = Timeline(self.theme)
        self.branch_menu = BranchMenu(self.branching, self.action, self)
        self.corner = TimelineCorner(self.action["compare"], self.branch_menu)
        self.timeline.set_corner(self.corner)
        for part in (self.toolbar, self.left, self.canvas, self.right, self.timeline):
            part.setParent(area)  # in the order in which Tab goes through them
        self.notices = Notices(area)
        self.busy_bar = BusyBar(area)
        self.drawer = Drawer(self.left, self.canvas)
        self.presenting = Presenting(self)
        self.plotting = Plotting(self)
        self.keeping = Keeping(self.session, self.documents, self.notices, autosave_folder())
        self.ring = FocusRing(self, self.theme.ink)
        self.ring.hide()  # until Tab moves the focus

    @cached_property
    def predict(self) -> QWidget:
        """The side that asks questions; made when the first one is wanted."""
        from tcplab.ui.panels.predict import PredictPanel  # with a diagram of its own

        panel = PredictPanel(self.session, self.settings, self.predicting)
        panel.setParent(self.centralWidget())
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
        view.set_reduced_motion(self.settings.reduced_motion)
        view.set_relative(self.settings.relative_numbers)
        return view

    @cached_property
    def host_dialog(self) -> QWidget:
        """What each host chooses otherwise than its stack; made when it is wanted first."""
        from tcplab.ui.hosts.dialog import HostDialog  # for later

        dialog = HostDialog(self.session, self.settings, self)
        dialog.addActions([self.action["undo"], self.action["redo"]])
        return dialog

    @property
    def shown_canvas(self) -> SequenceCanvas:
        """The canvas on which the run in view can be edited now."""
        return self.compare.own if self.comparing.on else self.canvas

    @property
    def walk(self) -> Session | Comparing:
        """What one steps through: the run in view, or two runs."""
        return self.comparing if self.comparing.on else self.session

    @property
    def sides(self) -> list[QWidget]:
        """What stands, or did stand, right of the canvas."""
        asks = self.predicting.on or "predict" in self.__dict__
        return [self.right, self.predict] if asks else [self.right]

    def _connect(self) -> None:
        session = self.session
        session.run_changed.connect(self._show_run)
        session.moment_changed.connect(self._show_moment)
        session.document_changed.connect(self._show_document)
        session.document_changed.connect(partial(self.notices.drop, "compare"))
        session.busy_changed.connect(self._show_busy)
        self.printing.busy_changed.connect(self._show_busy)
        self.player.playing_changed.connect(self._show_playing)
        self.right.way.seeking.busy_changed.connect(self._show_busy)
        self.right.diagram.state_clicked.connect(self.player.stop)
        self.right.diagram.edge_clicked.connect(self.player.stop)
        self.predicting.changed.connect(self._show_question)
        self.right.pages.questions_wanted.connect(self.action["predict"].trigger)
        self.drawer.changed.connect(self._place)
        self.notices.changed.connect(self._place)
        self.canvas.moment_chosen.connect(self.go)
        self.canvas.segment_picked.connect(self._pick)
        self.timeline.moment_chosen.connect(self.go)
        self.branching.changed.connect(self._show_lanes)
        self.timeline.branch_chosen.connect(self.branching.switch)
        self.timeline.branch_asked.connect(partial(self.branch_menu.ask, self))
        self.branch_menu.compare_asked.connect(self.comparing.compare_branch)
        self.comparing.changed.connect(self._show_comparison)
        self.presenting.changed.connect(self.comparing.leave)
        self.comparing.moved.connect(self._show_step)
        self.comparing.busy_changed.connect(self._show_busy)
        self.plotting.busy_changed.connect(self._show_busy)
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

    # what the session shows

    def _show_run(self) -> None:
        if self.session.stopped:
            self.notices.tell("cap", _STOPPED, f"{CAP:,}")
        else:
            self.notices.drop("cap")
        self.canvas.show_run(self.session.run)
        self._show_lanes()

    def _show_lanes(self) -> None:
        lanes = self.branching.lanes
        self.timeline.show_lanes(lanes, self.branching.here)
        if self.corner.show_count(len(lanes)):
            self._place()  # the timeline is as high as its lanes
        for name in ("next_branch", "previous_branch", "delete_branch"):
            self.action[name].setEnabled(len(lanes) > 1)

    def _show_moment(self) -> None:
        cursor = self.session.cursor
        self.canvas.show_cursor(cursor, animate=True)
        self.timeline.show_cursor(cursor, animate=True)
        self._show_step()

    def _show_step(self) -> None:
        cursor, last = self.walk.cursor, self.walk.last
        text = self.tr("Step {0}") if self.predicting.on else self.tr("Step {0} of {1}")
        self.toolbar.show_step(text.format(cursor, last), text.format(last, last))
        for name in ("start", "back", "previous_state"):
            self.action[name].setEnabled(cursor > 0)
        for name in ("forward", "end", "next_state"):
            self.action[name].setEnabled(cursor < last)
        self.action["play"].setEnabled(last > 0)

    def _show_comparison(self) -> None:
        """Two runs, or one again; the keyboard goes where one can edit."""
        self.renewing.begin()
        self.compare.show_comparison()
        self._place()
        self._show_step()
        self._show_document()
        self.shown_canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_question(self) -> None:
        """While questions are asked nobody sees beyond the cursor, nor beside it."""
        asking = self.predicting.on
        if asking:
            self.comparing.leave()
        self.action["predict"].setChecked(asking)
        self.action["compare"].setEnabled(not asking)
        if asking is self.right.isVisibleTo(self.centralWidget()):
            self.renewing.begin()
            self._place()
            self._show_moment()
        self.canvas.set_curtain(self.predicting.curtain)
        self.timeline.set_curtain(asking)

    def _show_document(self) -> None:
        session = self.session
        self.action["undo"].setEnabled(session.history.can_undo)
        self.action["redo"].setEnabled(session.history.can_redo)
        revert = self.action["revert"]
        revert.setEnabled(session.changed or len(session.branches) > 1)
        revert.setText(
            self.tr("Undo all edits") if session.lesson is None else self.tr("Back to the lesson")
        )
        language, lesson = self.settings.language, session.lesson
        number = None if lesson is None else self.left.number_of(lesson)
        title = self.tr("Compare runs") if self.comparing.on else session.title(language)
        beside = where(session, number, self.branching.lanes, language)
        self.toolbar.show_title(title, beside, changed=bool(session.unsaved_branches))
        self.setWindowTitle(f"{title}[*] – TCP Lab")
        if self.isWindowModified() != bool(session.unsaved_branches):
            self.setWindowModified(bool(session.unsaved_branches))

    def _show_busy(self) -> None:
        seeking = self.right.way.seeking
        works = (self.session, self.printing, seeking, self.comparing, self.plotting)
        busy = any(one.busy for one in works)
        self.busy_bar.show_busy(busy, still=self.settings.reduced_motion)

    def _show_playing(self, playing: bool) -> None:
        self.toolbar.show_playing(playing, self.theme)

    # gestures

    def go(self, index: int) -> None:
        """Moves the cursor as somebody asked; whatever plays stops."""
        self.player.stop()
        self.walk.go(index)

    def _pick(self, arrow: Arrow | None) -> None:
        named = arrow is not None and arrow.nth is not None
        self.right.pages.pick((arrow.host, arrow.nth) if named else None)

    # looks

    def set_theme(self, choice: ThemeChoice) -> None:
        """Dresses everything in the chosen theme, what the system draws too."""
        self.settings.theme = choice
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[choice])
        self.redress()

    def _follow_system(self) -> None:
        if self.settings.theme == "system":
            self.redress()

    def redress(self) -> None:
        """Colours and letters as they are wanted now."""
        self.theme = theme_of(self.settings.theme)
        self.renewing.begin(*(partial(step, self) for step in (set_aside, dress, colour)))

    def set_language(self, language: str) -> None:
        """Says everything in the chosen language."""
        self.settings.language = language
        self.renewing.begin(*(partial(step, self) for step in (set_aside, read, speak)))

    def _set_speed(self, speed: float) -> None:
        self.settings.speed = speed
        self.player.speed = speed
        self.toolbar.show_speed(speed)

    # events

    def event(self, event: QEvent) -> bool:
        # What the focused control has not claimed itself comes here, before any shortcut acts.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            from tcplab.ui.keys import belongs  # knows every kind of control: at the first key

            if belongs(self.focusWidget(), Qt.Key(event.key()), event.modifiers()):
                event.accept()
                return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.action.retranslate()
            self.corner.retranslate()
            self.branching.look()
            self._show_lanes()
            self._show_moment()
            self._show_document()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()
        self.hinting.begin()

    def _place(self) -> None:
        arrange(self)

    def closeEvent(self, event: QCloseEvent) -> None:
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
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            # Whoever dragged it waits for this to return, and a question may come first.
            QTimer.singleShot(0, self, lambda: self.documents.open(path))
