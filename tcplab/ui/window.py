"""The main window: it places the parts and ties gestures, actions and the session together."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QMainWindow, QMenu, QWidget

from tcplab.files.disk import FileProblem
from tcplab.files.lessons import read_lesson
from tcplab.lab import fates
from tcplab.ui import help_pages
from tcplab.ui.actions import GROUPS, Actions
from tcplab.ui.canvas import SequenceCanvas
from tcplab.ui.documents import Documents, dropped_file
from tcplab.ui.focus_ring import FocusRing
from tcplab.ui.frame import DRAWER, frame
from tcplab.ui.language import Translators
from tcplab.ui.menus import fill_menu
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.player import Player
from tcplab.ui.printing import Printing
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings, ThemeChoice
from tcplab.ui.theme import Theme, apply_theme, load_theme
from tcplab.ui.timeline import Timeline
from tcplab.ui.toolbar import HEIGHT, Toolbar

_DELAY_STEP_MS = 50


class MainWindow(QMainWindow):
    """One window on one session."""

    def __init__(self, session: Session, settings: Settings, translators: Translators) -> None:
        super().__init__()
        self.session = session
        self.settings = settings
        self._translators = translators
        self.player = Player(session)
        self.documents = Documents(self, session, settings)
        self._printing = Printing(self, session)
        self.theme = _theme(settings.theme)
        self._actions = Actions(self, self._commands())
        self.addActions([action for group in GROUPS for action in self._actions.group(group)])
        self._menu = QMenu(self)
        self._build()
        self._connect()
        self.setMinimumSize(1024, 640)
        self.setAcceptDrops(True)
        self.set_theme(settings.theme)
        self.set_language(settings.language)
        self._show_run()
        self._show_moment()
        self._show_document()

    # building

    def _build(self) -> None:
        area = QWidget()
        self.setCentralWidget(area)
        self.toolbar = Toolbar(self._actions, self._menu)
        self.canvas = SequenceCanvas()
        self.timeline = Timeline()
        self.right = RightPanel(self.session, self.settings)
        self.left = LeftPanel(self.session, self.settings)
        for part in (self.toolbar, self.canvas, self.right, self.timeline, self.left):
            part.setParent(area)
        self._ring = FocusRing(self, self.theme.ink)
        self._drawer_open = False

    def _connect(self) -> None:
        session, canvas, timeline = self.session, self.canvas, self.timeline
        session.run_changed.connect(self._show_run)
        session.moment_changed.connect(self._show_moment)
        session.document_changed.connect(self._show_document)
        self.player.playing_changed.connect(self._show_playing)
        canvas.moment_chosen.connect(self._go)
        timeline.moment_chosen.connect(self._go)
        self.left.lesson_chosen.connect(self.open_lesson)
        self.toolbar.language_chosen.connect(self.set_language)
        self.toolbar.speed_chosen.connect(self._set_speed)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def _commands(self) -> dict:
        step = self.session.step
        return {
            "new": self.documents.new,
            "open": self.documents.ask_and_open,
            "save": self.documents.save,
            "save_as": self.documents.save_as,
            "export": self._printing.ask_and_export,
            "print": self._printing.ask_and_print,
            "quit": self.close,
            "undo": self.session.undo,
            "redo": self.session.redo,
            "revert": self.session.back_to_original,
            "start": lambda: self._go(0),
            "back": lambda: self._stop_and(step, -1),
            "play": self.player.toggle,
            "forward": lambda: self._stop_and(step, 1),
            "end": lambda: self._go(self.session.last),
            "previous_state": lambda: self._stop_and(self.session.step_to_state, -1),
            "next_state": lambda: self._stop_and(self.session.step_to_state, 1),
            "lose": lambda: self._edit_picked(fates.toggled_loss),
            "duplicate": lambda: self._edit_picked(fates.toggled_duplicate),
            "earlier": lambda: self._edit_picked(fates.delayed, -_DELAY_STEP_MS),
            "later": lambda: self._edit_picked(fates.delayed, _DELAY_STEP_MS),
            "panel": self._toggle_panel,
            "why": lambda: self.right.show_tab(0),
            "tcb": lambda: self.right.show_tab(1),
            "header": lambda: self.right.show_tab(2),
            "relative": self._toggle_relative,
            "zoom_in": lambda: self.canvas.zoom(1),
            "zoom_out": lambda: self.canvas.zoom(-1),
            "zoom_reset": lambda: self.canvas.zoom(0),
            "resets": lambda: self.right.set_resets(self._actions["resets"].isChecked()),
            "still": self._toggle_motion,
            "keys": lambda: help_pages.show_keys(self),
            "about": lambda: help_pages.show_about(self),
        }

    # what the session shows

    def _show_run(self) -> None:
        self.canvas.show_run(self.session.run)
        self.timeline.show_run(self.session.run)

    def _show_moment(self) -> None:
        cursor, last = self.session.cursor, self.session.last
        animate = not self.settings.reduced_motion
        self.canvas.show_cursor(cursor, animate=animate)
        self.timeline.show_cursor(cursor, animate=animate)
        self.toolbar.step.setText(self.tr("Step {0} of {1}").format(cursor, last))
        for name in ("start", "back", "previous_state"):
            self._actions[name].setEnabled(cursor > 0)
        for name in ("forward", "end", "next_state"):
            self._actions[name].setEnabled(cursor < last)

    def _show_document(self) -> None:
        session = self.session
        self._actions["undo"].setEnabled(session.history.can_undo)
        self._actions["redo"].setEnabled(session.history.can_redo)
        self._actions["revert"].setEnabled(session.unsaved)
        title = session.title(self.settings.language)
        self.toolbar.show_title(title, self._where(), changed=session.unsaved)
        self.setWindowTitle(f"{title}[*] – TCP Lab")
        self.setWindowModified(session.unsaved)

    def _where(self) -> str:
        """What stands beside the title: the lesson, or the name of the file."""
        if self.session.lesson is not None:
            return self.tr("Lesson {0}").format(self.left.number_of(self.session.lesson))
        return self.session.path.name if self.session.path is not None else ""

    def _show_playing(self, playing: bool) -> None:
        self.toolbar.show_playing(playing, self.theme)

    # gestures

    def _go(self, index: int) -> None:
        self._stop_and(self.session.go, index)

    def _stop_and(self, move, value: int) -> None:
        self.player.stop()
        move(value)

    def _edit_picked(self, edit, *arguments: int) -> None:
        """One edit of the fate of the picked segment."""
        picked = self.canvas.picked
        if picked is not None:
            self.session.edit(edit(self.session.experiment, *picked, *arguments))

    def open_lesson(self, lesson_id: str, variant: int = 0) -> None:
        """Opens one of the lessons that come with the program."""
        if not self.documents.may_leave():
            return
        try:
            lesson = read_lesson(lesson_id)
        except FileProblem as problem:
            self.documents.tell(str(problem))
            return
        self.session.open(lesson.variants[variant].experiment, lesson, None)

    # looks

    def set_theme(self, choice: ThemeChoice) -> None:
        """Dresses everything in the chosen theme."""
        self.settings.theme = choice
        self.theme = _theme(choice)
        apply_theme(QApplication.instance(), self.theme)
        for part in (self.toolbar, self.canvas, self.timeline, self.left, self.right):
            part.set_theme(self.theme)
        self._actions.set_theme(self.theme)
        self._ring.set_ink(self.theme.ink)
        self._show_playing(self.player.playing)

    def _follow_system(self) -> None:
        if self.settings.theme == "system":
            self.set_theme("system")

    def set_language(self, language: str) -> None:
        """Says everything in the chosen language, at once."""
        self.settings.language = language
        self._translators.use(self.settings.language)
        self.toolbar.show_language(self.settings.language)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._actions.retranslate()
            fill_menu(self._menu, self._actions, self)
            self._show_moment()
            self._show_document()
        super().changeEvent(event)

    # geometry

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        area = self.centralWidget().rect()
        parts = frame(area.width(), area.height() - HEIGHT)
        self._actions["panel"].setEnabled(parts.drawer)
        self.left.setVisible(not parts.drawer or self._drawer_open)
        self._actions["panel"].setChecked(self.left.isVisible())
        self.toolbar.setGeometry(0, 0, area.width(), HEIGHT)
        self.left.setGeometry(0, HEIGHT, parts.left or DRAWER, area.height() - HEIGHT)
        self.canvas.setGeometry(parts.left, HEIGHT, parts.canvas, parts.height)
        self.right.setGeometry(area.width() - parts.right, HEIGHT, parts.right, parts.height)
        self.timeline.setGeometry(
            parts.left, HEIGHT + parts.height, area.width() - parts.left, parts.bottom
        )
        self.left.raise_()

    def _toggle_panel(self) -> None:
        self._drawer_open = not self._drawer_open
        self._place()
        if self._drawer_open:
            self.left.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _toggle_relative(self) -> None:
        relative = self._actions["relative"].isChecked()
        self.settings.relative_numbers = relative
        self.canvas.set_relative(relative)
        self.right.set_relative(relative)

    def _toggle_motion(self) -> None:
        reduced = self._actions["still"].isChecked()
        self.settings.reduced_motion = reduced
        self.right.set_reduced_motion(reduced)

    def _set_speed(self, speed: float) -> None:
        self.player.speed = speed
        self.toolbar.show_speed(speed)

    def restore(self) -> None:
        """Stands where it stood last, if that screen is still there."""
        geometry = self.settings.geometry
        if geometry is None or not self.restoreGeometry(geometry) or not _on_screen(self):
            available = QGuiApplication.primaryScreen().availableGeometry()
            size = available.size().boundedTo(QSize(1440, 900)).expandedTo(self.minimumSize())
            self.resize(size)
            self.move(available.center() - self.rect().center())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.documents.may_leave():
            event.ignore()
            return
        self.player.stop()
        self.settings.geometry = self.saveGeometry()
        event.accept()

    # files dragged in

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.documents.open(path)


def _theme(choice: ThemeChoice) -> Theme:
    dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
    return load_theme(("dark" if dark else "light") if choice == "system" else choice)


def _on_screen(window: QWidget) -> bool:
    """Whether the title bar can be reached on one of the screens that are there."""
    bar = window.frameGeometry().adjusted(80, 0, -80, 40 - window.frameGeometry().height())
    return any(screen.availableGeometry().intersects(bar) for screen in QGuiApplication.screens())
