"""The timeline as a widget: shows where in the run one is, and takes one elsewhere."""

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QToolTip, QWidget

from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.timeline_picture import TimelinePicture
from tcplab.sim.run import Run
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.motion import Glide
from tcplab.ui.canvas.sizes import main_sizes
from tcplab.ui.canvas.speech import moment_words
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.theme import Theme, load_theme
from tcplab.ui.pictures import sequence_of, timeline_of
from tcplab.ui.timeline.scene import TimelineScene

STEP_MS = 240


class Timeline(QWidget):
    """A playhead over all that happens; `moment_chosen` carries the index of a moment.

    One drags the playhead, clicks a mark, or uses the arrow keys (with Shift: from one change of
    state to the next), Home and End.
    """

    moment_chosen = Signal(object)

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme if theme is not None else load_theme("light")
        self._picture: SequencePicture | None = None
        self._timeline: TimelinePicture | None = None
        self._scene: TimelineScene | None = None
        self._cursor = 0
        self._relative = False
        self._still = False
        self._curtained = False
        self._dragging = False
        self._chosen: int | None = None
        self._place = 0.0
        self._glide = Glide(self, STEP_MS, self._moved)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._retranslate()

    @property
    def scene(self) -> TimelineScene | None:
        """The run as it is laid out now."""
        return self._scene

    @property
    def playhead(self) -> float:
        """Where the playhead is now, in pixels from the left."""
        return self._place

    def show_run(self, run: Run) -> None:
        """Shows another run."""
        self._picture, self._timeline = sequence_of(run), timeline_of(run)
        self._cursor = min(self._cursor, self._picture.last)
        self._lay_out()

    def show_cursor(self, index: int, animate: bool = False) -> None:
        """Moves the playhead to the moment `index`; with `animate` a single step is seen."""
        if self._scene is None:
            return
        before, self._cursor = self._cursor, max(0, min(index, self._picture.last))
        place = self._scene.x_of(self._cursor)
        a_step = abs(self._cursor - before) == 1 and not self._dragging
        if animate and a_step and not self._still and self.isVisible():
            self._glide.start(self._place, place)
        else:
            self._glide.stop()
            self._moved(place)
        self._retranslate()

    def set_curtain(self, curtained: bool) -> None:
        """Whether what comes after the cursor is hidden."""
        if curtained is not self._curtained:
            self._curtained = curtained
            self.update()

    def set_theme(self, theme: Theme) -> None:
        """Draws in other colours."""
        self._theme = theme
        self._lay_out()

    def set_relative(self, relative: bool) -> None:
        """How the tooltips count sequence numbers."""
        self._relative = relative
        self._retranslate()

    def set_reduced_motion(self, reduced: bool) -> None:
        """The playhead is at once where it belongs."""
        self._still = reduced
        self._glide.finish()

    def sizeHint(self) -> QSize:
        return QSize(1192, 112)

    def minimumSizeHint(self) -> QSize:
        return QSize(320, 76)

    def _lay_out(self) -> None:
        if self._picture is None:
            return
        look = Look(self._theme, main_sizes(self.width()))
        self._scene = TimelineScene(self._picture, self._timeline, look, self.width())
        self._glide.stop()
        self._moved(self._scene.x_of(self._cursor))

    def _moved(self, place: float) -> None:
        self._place = place
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is not None:
            painter = QPainter(self)
            self._scene.paint(painter, self.height(), self._cursor, self._place)
            if self._curtained:
                words = translate("Canvas", "The rest stays hidden until you answer")
                self._scene.paint_curtain(painter, self.height(), self._place, words)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._scene is None:
            return
        self._dragging, self._chosen = True, self._cursor
        mark = self._scene.mark_at(*event.position().toTuple())
        self._choose(mark.moment if mark is not None else self._moment_at(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging and self._scene is not None:
            self._choose(self._moment_at(event.position()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def _moment_at(self, at: QPointF) -> int:
        """The last moment of the nearest row."""
        row = self._scene.row(at.x())
        return max(0, bisect_right(self._picture.moment_times, row) - 1)

    def _choose(self, moment: int) -> None:
        if moment != self._chosen:
            self._chosen = moment
            self.moment_chosen.emit(moment)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._picture is None:
            return
        changes, cursor = self._timeline.changes, self._cursor
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        before = changes[: bisect_left(changes, cursor)][-1:]
        after = changes[bisect_right(changes, cursor) :][:1]
        moves = {
            (Qt.Key.Key_Left, False): cursor - 1,
            (Qt.Key.Key_Right, False): cursor + 1,
            (Qt.Key.Key_Left, True): before[0] if before else 0,
            (Qt.Key.Key_Right, True): after[0] if after else self._picture.last,
            (Qt.Key.Key_Home, False): 0,
            (Qt.Key.Key_End, False): self._picture.last,
        }
        moment = moves.get((event.key(), shift))
        if moment is None:
            event.ignore()
        elif 0 <= moment <= self._picture.last and moment != cursor:
            self.moment_chosen.emit(moment)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.update()
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        mark = self._scene.mark_at(event.pos().x(), event.pos().y()) if self._scene else None
        if mark is None:
            QToolTip.hideText()
        else:
            words = moment_words(self._picture, mark.moment, self._relative)
            QToolTip.showText(event.globalPos(), words, self)

    def _retranslate(self) -> None:
        self.setAccessibleName(translate("Canvas", "Timeline"))
        if self._picture is not None:
            words = moment_words(self._picture, self._cursor, self._relative)
            self.setAccessibleDescription(words)
