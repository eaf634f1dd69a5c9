"""What hands do on the canvas, as edits of the session's experiment: one gesture, one edit."""

from msgspec.structs import replace
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

from tcplab.files.wording import read_sentences
from tcplab.lab.calls_picture import with_call_at
from tcplab.lab.differences import differences
from tcplab.lab.edit_place import Place
from tcplab.lab.forging import aim, forged
from tcplab.lab.touch import Drop, Put, Wish, forgery_of, granted, of_today, spanned
from tcplab.sim.experiment import Call, Experiment
from tcplab.sim.network import Injection
from tcplab.sim.sentences import Unfit
from tcplab.ui.canvas.gestures import time_at
from tcplab.ui.canvas.pointer import Target
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.forge_editor import ForgeEditor
from tcplab.ui.look.theme import Theme
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.touch_menu import TouchMenu

_CUT_MS = 1_000


class Touching(QObject):
    """Grants the wishes of one canvas, and says in a sentence why one cannot be granted."""

    def __init__(
        self, session: Session, canvas: SequenceCanvas, settings: Settings, theme: Theme
    ) -> None:
        super().__init__(canvas)
        self.session = session
        self._settings = settings
        self.canvas = canvas
        self.theme = theme
        self._editor: ForgeEditor | None = None
        self._edited = 0
        self._forgery: Injection | None = None
        self._dragged_from: Experiment | None = None
        self._met_in = session.run
        canvas.edit_asked.connect(self.grant)
        canvas.edit_dragged.connect(self._drag)
        canvas.edit_cancelled.connect(session.cancel_gesture)
        canvas.menu_asked.connect(self._open_menu)
        canvas.forgery_opened.connect(self.open_forgery)
        canvas.act.call_opened.connect(self._open_call)
        session.run_changed.connect(self._let_go_of_others)
        session.run_changed.connect(self._show_forgery)
        session.moment_changed.connect(self._leave_forgery)

    def set_theme(self, theme: Theme) -> None:
        """What is open, and what opens from now on, is in the theme's colours."""
        self.theme = theme
        if self._editor is not None:
            self._editor.set_theme(theme)

    # edits

    def grant(self, wish: Wish) -> None:
        """Makes it so; what was dragged until now is one edit with it."""
        session = self.session
        today: Wish | None = wish
        if not session.in_gesture:
            today = of_today(self._shown, session.experiment, wish)
        if today is not None:
            self._edit(today)
        session.end_gesture()
        if isinstance(wish, Put) and wish.at is None and isinstance(wish.item, Injection):
            self.open_forgery(len(session.experiment.injections) - 1)

    def _make_so(self, wish: Wish) -> None:
        """ValueError where others need what is to be dropped, or a call cannot be so."""
        session = self.session
        edited = granted(session.before, wish)
        session.edit(edited if differences(session.original, edited) else session.original)

    def _edit(self, wish: Wish) -> None:
        try:
            self._make_so(wish)
        except ValueError:
            words = self.tr("Other calls need the socket that this call makes.")
            QToolTip.showText(QCursor.pos(), words, self.canvas)

    def _drag(self, wish: Wish) -> None:
        session = self.session
        if session.in_gesture or of_today(self._shown, session.experiment, wish) == wish:
            if not session.in_gesture:
                self._dragged_from = session.experiment
            session.begin_gesture()
            session.edit(granted(session.before, wish))

    def _let_go_of_others(self) -> None:
        """What is held is let go where it is no more what it was: something else is open."""
        session, hand = self.session, self.canvas.hand
        if hand.holding and not session.in_gesture and session.experiment != self._dragged_from:
            hand.cancel()

    @property
    def _shown(self) -> Experiment:
        """What the canvas shows: while a long run is computed, still the one before."""
        run = self.canvas.run
        return self.session.experiment if run is None else run.experiment

    def call(self, call: Call) -> None:
        """A call is made at its time, after what has then happened already."""
        session = self.session
        session.edit(with_call_at(session.experiment, call, session.run, call.at_ms or 0))

    def forge(self, host: str, ms: int) -> None:
        """A segment that fits arrives at a host; its fields can be changed at once."""
        self.grant(Put("injections", None, forged(self.session.run, host, ms)))

    def cut(self, host: str, ms: int) -> None:
        """The cable of a host is out from a time on, for a second."""
        self.grant(Put("cuts", None, spanned(host, ms, ms + _CUT_MS)))

    def lead_to(self, place: Place) -> None:
        """Goes to where an edit shows, and picks there what it is about."""
        self.session.go(place.moment)
        self.canvas.act.pick_place(place)

    # the menu

    def time_of(self, under: Target) -> int:
        """The time (ms) that a place means."""
        geometry = self.canvas.scene.geometry
        return time_at(geometry, geometry.y(under.ms))

    def _open_menu(self, under: Target, place: QPoint) -> None:
        self.canvas.act.pick_at(under)
        menu = TouchMenu(self, under, self.canvas)
        menu.aboutToHide.connect(menu.deleteLater)
        self.session.document_changed.connect(menu.close)  # what it is about may be no more
        menu.popup(place)

    # the arguments of a call

    def _open_call(self, at: int) -> None:
        """Asks how a call (by its place) is to be made."""
        from tcplab.ui.call_dialog import CallDialog  # for later

        shown = self._shown

        def take(call: Call) -> None:
            today = of_today(shown, self.session.experiment, Put("calls", at, call))
            if today is not None:
                self._make_so(today)

        CallDialog(shown.calls[at], take, self._settings.language, self.canvas).open()

    # the editor of forged segments

    def open_forgery(self, at: int) -> None:
        """Opens the fields of an injection (by its place) where its segment is drawn."""
        canvas, injections = self.canvas, self.session.experiment.injections
        if self._editor is None:
            self._editor = ForgeEditor(canvas)
            self._editor.edited.connect(self._edit_forgery)
            self._editor.removed.connect(self._remove_forgery)
        self._edited, self._forgery = at, injections[at]
        met = aim(self.session.run, injections[at])
        self._editor.open(injections[at], met, self._beside(at), self.theme)

    def _beside(self, at: int) -> QRect:
        """What the segment's arrow takes on the canvas."""
        canvas, experiment = self.canvas, self.canvas.run.experiment
        for index, arrow in enumerate(canvas.scene.picture.arrows):
            if arrow.injected and forgery_of(experiment, arrow.id) == at:
                way = canvas.scene.geometry.way(index)
                ends = QRectF(QPointF(way.x0, way.y0), QPointF(way.x1, way.y1)).normalized()
                return ends.translated(-canvas.corner).toAlignedRect()
        return QRect(canvas.rect().center(), QSize(1, 1))

    def _edit_forgery(self, changes: dict[str, object]) -> None:
        if self._forgery is None or not self._is_there():
            self._editor.hide()
            return
        try:
            injection = replace(self._forgery, **changes)
            self._make_so(Put("injections", self._edited, injection))
        except Unfit as problem:
            self._editor.refuse(problem.sentence.told(read_sentences(self._settings.language)))
        else:
            self._forgery = injection

    def _remove_forgery(self) -> None:
        self.canvas.setFocus()
        self._editor.hide()
        if self._is_there():
            self._edit(Drop("injections", self._edited))

    def _is_there(self) -> bool:
        """Whether the experiment has what the editor shows: the run of another may take a while."""
        return self._forgery in self.session.experiment.injections[self._edited : self._edited + 1]

    def _show_forgery(self) -> None:
        """The editor shows the segment as it is now; it closes if there is none any more."""
        editor, injections = self._editor, self.session.experiment.injections
        if editor is None or not editor.isVisible():
            return
        if self._edited >= len(injections):
            editor.hide()
            return
        self._forgery = one = injections[self._edited]
        editor.show_injection(one, aim(self.session.run, one))

    def _leave_forgery(self) -> None:
        """Who steps on looks elsewhere; an edit moves to its own run, and the editor stays."""
        run, editor = self.session.run, self._editor
        if run is self._met_in and editor is not None and editor.isVisible():
            self.canvas.setFocus()
            editor.hide()
        self._met_in = run
