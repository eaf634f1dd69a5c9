"""The one gesture that matters, shown in place until it has been made: losing a segment."""

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, QVariantAnimation
from PySide6.QtGui import QKeyEvent, QMouseEvent

from tcplab.sim.experiment import Experiment
from tcplab.ui.canvas.frame import Layer
from tcplab.ui.canvas.hint import (
    Hint,
    consequence,
    seen_hint,
    where_to_look,
    where_to_lose,
)
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.look.spoken import announce

_PULSE_MS, _PULSES = 1_200, 4  # together less than the 5 s after which motion has to have an end
_POINTED = (QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress)


class Hinting(QObject):
    """Shows the hint on a MainWindow's canvas: at first where to press, after a loss where to look.

    Neither while something is dragged, nor while questions are asked or two runs compared; a stage
    has another canvas.
    """

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self._on = not window.settings.knows_losing
        self._came: int | None = None
        self._cursor = 0
        self._asked: tuple[object, ...] = ()
        self._found: Hint | None = None
        self._pulse = QVariantAnimation(self)
        self._pulse.setDuration(_PULSE_MS)
        self._pulse.setLoopCount(_PULSES)
        self._pulse.setStartValue(0.0)
        self._pulse.setEndValue(1.0)
        self._pulse.valueChanged.connect(window.canvas.exposed.renew)
        self._pulse.finished.connect(window.canvas.exposed.renew)
        window.canvas.exposed.foreground = self._seen
        window.canvas.viewport().installEventFilter(self)
        window.installEventFilter(self)
        window.presenting.changed.connect(window.canvas.exposed.renew)
        window.session.run_changed.connect(self._look)
        window.session.moment_changed.connect(self._look_away)

    @property
    def shown(self) -> Hint | None:
        """What is hinted at now, if anything is."""
        window, canvas = self._window, self._window.canvas
        quiet = window.predicting.on or window.comparing.on or window.presenting.on
        if not self._on or quiet or canvas.scene is None or canvas.hand.busy:
            return None
        if self._came is not None and self._came >= len(canvas.scene.picture.arrows):
            return None  # a shorter run is painted before it is told of
        visible = QRectF(canvas.corner, canvas.viewport().size())
        asked = (canvas.scene, canvas.view, visible.getCoords(), self._came)
        if asked != self._asked:
            self._asked = asked
            if self._came is None:
                self._found = where_to_lose(canvas.scene, canvas.view, visible)
            else:
                self._found = where_to_look(canvas.scene, visible, self._came)
        return self._found

    def show_again(self) -> None:
        """As at the first start; from the beginning if everything has arrived."""
        self._on, self._came = True, None
        self._window.settings.knows_losing = False
        if self.shown is None:
            self._window.go(0)
        self.begin()

    def begin(self) -> None:
        """Has what is shown seen, and heard."""
        one = self.shown
        self._window.canvas.exposed.renew()
        if one is None:
            return
        announce(self._window.canvas, " ".join(one.lines))
        if not self._window.settings.reduced_motion:
            self._pulse.start()

    def dismiss(self) -> None:
        """Never again, unless somebody asks for it."""
        self._on, self._came, self._asked = False, None, ()  # that would keep what is hinted at
        self._window.settings.knows_losing = True
        self._pulse.stop()
        self._window.canvas.exposed.renew()

    def _look(self) -> None:
        """Another run: if somebody has lost a segment in it, what comes of that is next."""
        session, canvas = self._window.session, self._window.canvas
        if not self._on:
            return
        lost = _losses(session.experiment) - _losses(session.original)
        if self._came is None and not lost:
            return
        first = self._came is None
        self.dismiss()
        came = consequence(canvas.scene, lost) if first else None
        if came is not None:
            self._on, self._came, self._cursor = True, came, session.cursor
            way = canvas.scene.geometry.way(came)
            canvas.show_stretch(way.y0, way.y1 + 2 * canvas.scene.geometry.sizes.top)
            self.begin()

    def _look_away(self) -> None:
        """Whoever goes to another moment by himself needs to be led nowhere."""
        if self._came is not None and self._window.session.cursor != self._cursor:
            self.dismiss()

    def _seen(self, scene: SequenceScene, view: View, visible: QRectF) -> Iterator[Layer]:
        one = self.shown
        if one is not None:
            running = self._pulse.state() == QVariantAnimation.State.Running
            yield seen_hint(one, view, float(self._pulse.currentValue()) if running else 0.0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._on:
            return False
        if watched is self._window:
            return self._is_given_up(event)
        if event.type() in _POINTED and isinstance(event, QMouseEvent):
            return self._point(event)
        return False

    def _is_given_up(self, event: QEvent) -> bool:
        """Escape that nothing else in the window has wanted."""
        escape = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        if not escape or event.key() != Qt.Key.Key_Escape or self.shown is None:
            return False
        self.dismiss()
        return True

    def _point(self, event: QMouseEvent) -> bool:
        """On the disc the hand finds the segment's handles; on the box one goes on, or is done."""
        one, canvas = self.shown, self._window.canvas
        if one is None:
            return False
        at: QPointF = event.position() + canvas.corner
        if one.disc is not None and one.disc.contains(at.x(), at.y()):
            canvas.hover(one.arrow, None)
        elif one.box.contains(at):
            if event.type() == QEvent.Type.MouseButtonPress:
                self._press(one)
            else:
                canvas.hover(None, None)
                canvas.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
            return True
        return False

    def _press(self, one: Hint) -> None:
        follows = self._came is not None
        moment = self._window.canvas.scene.picture.arrows[one.arrow].ended_moment
        self.dismiss()
        if follows:
            self._window.go(moment)


def _losses(experiment: Experiment) -> set[tuple[str, int]]:
    return {(one.host, one.segment) for one in experiment.fates if one.do == "lose"}
