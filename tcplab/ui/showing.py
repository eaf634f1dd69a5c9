"""What a window shows of its session: in its toolbar and title, on canvas and timeline."""

from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject

from tcplab.files.lessons import lesson_ids
from tcplab.lab.way_there import Search
from tcplab.sim.run import CAP
from tcplab.ui.heading import where
from tcplab.ui.looks import fetch
from tcplab.ui.renewing import Step

translate = QCoreApplication.translate

_LONG = 2_000  # moments: to show another such run, and to paint it, are two turns
_STOPPED = QT_TRANSLATE_NOOP("Notices", "Stopped after {0} events.")


class Showing(QObject):
    """Belongs to a MainWindow; once it is connected it follows whatever happens by itself."""

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window

    def connect_all(self) -> None:
        """From now on; all parts are there."""
        window = self._window
        session, comparing = window.session, window.comparing
        session.run_changed.connect(self.show_run)
        session.moment_changed.connect(self.show_moment)
        session.document_changed.connect(self._show_edit)
        session.document_changed.connect(partial(window.notices.drop, "compare"))
        for busy in (
            session,
            window.printing,
            window.right.way.seeking,
            comparing,
            window.plotting,
        ):
            busy.busy_changed.connect(self.show_busy)
        window.player.playing_changed.connect(self.show_playing)
        window.predicting.changed.connect(self.show_question)
        window.branching.changed.connect(self._show_branches)
        comparing.changed.connect(self.show_comparison)
        comparing.moved.connect(self.show_step)
        window.presenting.changed.connect(comparing.leave)
        window.right.way.seeking.ended.connect(self._show_way)

    def show_run(self) -> None:
        """Another run, or another one in view. To show it and to paint it are two turns; beside a
        hand that moves, only of a long one."""
        window, session = self._window, self._window.session
        if session.busy or len(session.run.moments) > _LONG:
            window.renewing.hold(*self._foreseeing())
        elif not session.in_gesture:
            window.renewing.hold()
        self.show_stopped()
        window.canvas.show_run(session.run)

    def _foreseeing(self) -> list[Step]:
        """To find out what is seen of a long run takes each canvas a turn of the event loop; until
        then it waits."""
        window = self._window
        canvases = window.compare.canvases if window.comparing.on else [window.canvas]
        for canvas in canvases:
            canvas.exposed.wait()
        return [(canvas.exposed.foresee,) for canvas in canvases]

    def show_stopped(self) -> None:
        """Whether the run has too many events."""
        window = self._window
        if window.session.stopped:
            window.notices.tell("cap", _STOPPED, f"{CAP:,}")
        else:
            window.notices.drop("cap")

    def show_again(self) -> None:
        """All that has words in it, or numbers; nothing moves."""
        self.show_step()
        self.show_document()

    def _show_branches(self) -> None:
        """Others than there were; beside a hand that moves they are shown with the document."""
        if not self._window.session.in_gesture:
            self._show_lanes()

    def _show_lanes(self) -> None:
        """Which branches there are, which one is in view, and where the cursor stands in it."""
        window = self._window
        lanes = window.branching.lanes
        news = window.corner.show_count(len(lanes))  # the lanes have the room that it leaves
        window.timeline.show_lanes(lanes, window.branching.here)
        window.timeline.show_cursor(window.session.cursor)
        if news and window.complete:
            # The timeline is as high as its lanes.
            window.renewing.begin((window.arrange,), *self._foreseeing())
        for name in ("next_branch", "previous_branch", "delete_branch"):
            window.action[name].setEnabled(len(lanes) > 1)

    def show_moment(self) -> None:
        """Where the cursor stands, on everything that has one."""
        window = self._window
        cursor = window.session.cursor
        window.canvas.show_cursor(cursor, animate=True)
        window.timeline.show_cursor(cursor, animate=True)
        self.show_step()

    def show_step(self) -> None:
        """Where one stands in what one steps through."""
        window = self._window
        cursor, last = window.walk.cursor, window.walk.last
        text = (
            translate("MainWindow", "Step {0}")
            if window.predicting.on
            else translate("MainWindow", "Step {0} of {1}")
        )
        window.toolbar.show_step(text.format(cursor, last), text.format(last, last))
        for name in ("start", "back", "previous_state"):
            window.action[name].setEnabled(cursor > 0)
        for name in ("forward", "end", "next_state"):
            window.action[name].setEnabled(cursor < last)
        window.action["play"].setEnabled(last > 0)

    def show_comparison(self) -> None:
        """Two runs, of which each part has a turn of its own, or one again."""
        window, comparing = self._window, self._window.comparing
        steps = (self._fetch_comparison, self._tell_comparison, window.arrange, self._show_walk)
        if comparing.on:
            window.renewing.begin(*((step,) for step in steps))
        else:
            window.renewing.begin()
            for step in steps:
                step()

    def _fetch_comparison(self) -> None:
        if self._window.comparing.on:
            fetch(self._window, self._window.compare)

    def _tell_comparison(self) -> None:
        self._window.compare.show_comparison()

    def _show_walk(self) -> None:
        """What one steps through now; the keyboard goes where one can edit."""
        window = self._window
        window.renewing.begin(*self._foreseeing())
        self.show_step()
        self.show_document()
        window.take_keyboard()

    def show_question(self) -> None:
        """While questions are asked nobody sees beyond the cursor, nor beside it."""
        window = self._window
        asking = window.predicting.on
        if asking:
            window.comparing.leave()
            window.renewing.begin()  # all is another: to show it and to paint it are two turns
        window.action["predict"].setChecked(asking)
        window.action["compare"].setEnabled(not asking)
        if asking is window.right.isVisibleTo(window.centralWidget()):
            steps = (self._fetch_questions, window.arrange, self.show_moment)
            window.renewing.begin(*((step,) for step in steps))
        window.canvas.set_curtain(window.predicting.curtain)
        window.timeline.set_curtain(asking)

    def _show_way(self, search: Search) -> None:
        """Who is led elsewhere sees most of the window change."""
        if search.way is not None:
            self._window.renewing.begin()

    def _fetch_questions(self) -> None:
        if self._window.predicting.on:
            fetch(self._window, self._window.predict)

    def _show_edit(self) -> None:
        """What is told of an edit at once, before its run if that takes long."""
        if not self._window.session.in_gesture:
            self._window.renewing.hold()
        self.show_document()

    def show_document(self) -> None:
        """What is open, its branches, and what can be done about it."""
        self._show_lanes()
        window = self._window
        session = window.session
        window.action["undo"].setEnabled(session.history.can_undo)
        window.action["redo"].setEnabled(session.history.can_redo)
        revert = window.action["revert"]
        revert.setEnabled(session.changed or len(session.branches) > 1)
        revert.setText(
            translate("MainWindow", "Undo all edits")
            if session.lesson is None
            else translate("MainWindow", "Back to the lesson")
        )
        language = window.settings.language
        title = (
            translate("MainWindow", "Compare runs")
            if window.comparing.on
            else session.title(language)
        )
        beside = where(session, self._listed(), window.branching.lanes, language)
        window.toolbar.show_title(title, beside, changed=bool(session.unsaved_branches))
        window.setWindowTitle(f"{title}[*] – TCP Lab")
        if window.isWindowModified() != bool(session.unsaved_branches):
            window.setWindowModified(bool(session.unsaved_branches))

    def _listed(self) -> list[str]:
        """The lessons by their ids, in the order in which they are listed."""
        window = self._window
        if "left" in vars(window):
            return window.left.listed
        return list(lesson_ids())  # whose heads have not been read yet

    def show_busy(self) -> None:
        """Whether something is being computed."""
        window = self._window
        seeking = window.right.way.seeking
        works = (window.session, window.printing, seeking, window.comparing, window.plotting)
        busy = any(one.busy for one in works)
        window.busy_bar.show_busy(busy, still=window.settings.reduced_motion)

    def show_playing(self, playing: bool) -> None:
        """Whether the run is being played."""
        window = self._window
        window.toolbar.show_playing(playing, window.theme)
