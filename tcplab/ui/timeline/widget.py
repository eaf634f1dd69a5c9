"""The timeline as a widget: shows where in the run one is, and takes one elsewhere."""

from bisect import bisect_left, bisect_right

from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from tcplab.lab.branches_picture import Lane
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.timeline_picture import TimelinePicture
from tcplab.sim.run import Run
from tcplab.ui.canvas.look import look_of
from tcplab.ui.canvas.motion import Glide
from tcplab.ui.canvas.sizes import main_sizes
from tcplab.ui.canvas.speech import moment_words
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.scaling import text_scale
from tcplab.ui.look.theme import Theme, load_theme
from tcplab.ui.timeline.axis import EVERYWHERE, Part
from tcplab.ui.timeline.corner import TimelineCorner
from tcplab.ui.timeline.lane_bar import LaneBar
from tcplab.ui.timeline.scene import Placed, TimelineScene, differing, lanes_wanted, shown_lanes

STEP_MS = 240
_CORNER = 12


class Timeline(QWidget):
    """A playhead over all that happens; `moment_chosen` carries the index of a moment.

    One drags the playhead, clicks a mark, or uses the arrow keys (with Shift: from one change of
    state to the next), Home and End. Where there are branches each has a lane: `branch_chosen`
    carries the number of one that is wanted in view and a time (ms) or None, `branch_asked` the
    number of one to do something with, and where the menu belongs on the screen.
    """

    moment_chosen = Signal(object)
    branch_chosen = Signal(object, object)
    branch_asked = Signal(object, object)

    def __init__(self, theme: Theme | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme if theme is not None else load_theme("light")
        self._lanes: tuple[Lane, ...] = ()
        self._here = 0
        self._corner: TimelineCorner | None = None
        self._scene: TimelineScene | None = None
        self._cursor = 0
        self._relative = False
        self._still = False
        self._curtained = False
        self._dragging = False
        self._chosen: int | None = None
        self._place = 0.0
        self._glide = Glide(self, STEP_MS, self._moved)
        self._bar = LaneBar(self)
        self._bar.valueChanged.connect(self._lay_out)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._retranslate()

    @property
    def _picture(self) -> SequencePicture | None:
        return None if self._scene is None else self._scene.picture

    @property
    def _timeline(self) -> TimelinePicture:
        return self._scene.timeline

    @property
    def scene(self) -> TimelineScene | None:
        """The run as it is laid out now."""
        return self._scene

    @property
    def playhead(self) -> float:
        """Where the playhead is now, in the scene's pixels from the left."""
        return self._place

    def show_run(self, run: Run) -> None:
        """Shows one run alone."""
        self.show_lanes((Lane(1, "A", "", run),), 1)

    def show_lanes(self, lanes: tuple[Lane, ...], here: int) -> None:
        """Shows the branches, as many as there is room for; `here` is the one in view."""
        if (lanes, here) != (self._lanes, self._here):
            if here != self._here:
                self._bar.start()
            self._lanes, self._here = lanes, here
            self._renew_between()
            self._retranslate()

    def _renew_between(self) -> None:
        """Lays out what there is now, and paints what looks different by it."""
        before, cursor, place = self._scene, self._cursor, self._place
        self._arrange()
        part = EVERYWHERE
        if before is not None and self._scene is not None:
            part = differing(before, self._scene, (cursor, self._cursor))
        if part is EVERYWHERE:
            self.update()
        elif part is not None:
            self._update(*part)
        if place != self._place:
            self._renew(place, self._place)

    def set_corner(self, corner: TimelineCorner) -> None:
        """Puts something of its own at the right."""
        self._corner = corner
        corner.setParent(self)
        self._lay_out()

    def show_cursor(self, index: int, animate: bool = False) -> None:
        """Moves the playhead to the moment `index`; with `animate` a single step is seen."""
        if self._scene is None:
            return
        before, self._cursor = self._cursor, max(0, min(index, self._picture.last))
        place = self._scene.x_of(self._cursor)
        if (self._cursor, place) == (before, self._place) and not self._glide.running:
            return
        self._renew(self._scene.x_of(before), place)
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
        self._arrange()
        self.update()

    def _arrange(self) -> None:
        free = 0
        if self._corner is not None:
            self._corner.fit(self.width() / text_scale(), self.height() / text_scale())
            size = self._corner.sizeHint()
            free = size.width()
            left, top = self.width() - free - _CORNER, (self.height() - size.height()) // 2
            self._corner.setGeometry(left, top, free, size.height())
        if not self._lanes:
            return
        zoom = text_scale()  # of all of it: its marks are letters too
        width = self.width() / zoom
        look = look_of(self._theme, main_sizes(width))
        self._bar.fit(len(self._lanes), lanes_wanted(self._lanes))
        lanes = shown_lanes(self._lanes, self._here, self.height() / zoom, self._bar.value())
        if len(self._lanes) == 1:
            lanes = (replace(lanes[0], name=""),)
        before = self._scene
        self._scene = TimelineScene(lanes, self._here, look, width, free / zoom, before)
        self._cursor = min(self._cursor, self._picture.last)
        self._glide.stop()
        self._place = self._scene.x_of(self._cursor)

    def _moved(self, place: float) -> None:
        before, self._place = self._place, place
        self._renew(before, place)

    def _renew(self, *places: float) -> None:
        """What looks different when the playhead, or its moment, goes from one place to another."""
        if self._curtained or self._scene.moves_whole:
            self.update()
            return
        reach = self._scene.reach
        self._update(min(places) - reach, max(places) + reach)

    def _update(self, left: float, right: float) -> None:
        zoom = text_scale()
        area = QRectF(zoom * left, 0, zoom * (right - left), self.height())
        self.update(area.toAlignedRect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self._bar.isHidden():
            event.ignore()
        else:
            self._bar.turned(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._scene is not None:
            painter = QPainter(self)
            zoom = text_scale()
            painter.scale(zoom, zoom)
            height = self.height() / zoom
            part = Part(event.rect().left() / zoom, (event.rect().right() + 1) / zoom)
            self._scene.paint(painter, height, self._cursor, self._place, part)
            if self._curtained:
                words = translate("Canvas", "The rest stays hidden until you answer")
                self._scene.paint_curtain(painter, height, self._place, words)
            painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or self._scene is None:
            return
        at = event.position() / text_scale()
        lane = self._other_at(at)
        if lane is not None:
            inside = lane.scene is not None and at.x() >= self._scene.axis.left
            row = self._scene.row(at.x())
            self.branch_chosen.emit(lane.lane.number, row if inside else None)
            return
        self._dragging, self._chosen = True, self._cursor
        mark = self._scene.mark_at(*at.toTuple())
        self._choose(mark.moment if mark is not None else self._moment_at(at))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragging and self._scene is not None:
            self._choose(self._moment_at(event.position() / text_scale()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragging = False

    def _other_at(self, at: QPointF) -> Placed | None:
        """The lane at a place, if it is not the one in view."""
        lane = self._scene.lane_at(at.y())
        return None if lane is None or lane.lane.number == self._here else lane

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        lane = (
            self._scene.lane_at(event.pos().y() / text_scale())
            if self._scene and not by_key
            else None
        )
        number = self._here if lane is None else lane.lane.number
        self.branch_asked.emit(number, event.globalPos())

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
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._choose_beside(1 if event.key() == Qt.Key.Key_Down else -1)
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

    def _choose_beside(self, step: int) -> None:
        """The lane below or above."""
        numbers = [lane.number for lane in self._lanes]
        place = numbers.index(self._here) + step
        if 0 <= place < len(numbers):
            self.branch_chosen.emit(numbers[place], None)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.update()
        return super().event(event)

    def _show_tip(self, event: QHelpEvent) -> None:
        QToolTip.showText(event.globalPos(), self._tip(QPointF(event.pos()) / text_scale()), self)

    def _tip(self, at: QPointF) -> str:
        """What is meant by a mark, or the whole name of a lane."""
        lane = self._scene.lane_at(at.y()) if self._scene else None
        if lane is None:
            return ""
        if at.x() < self._scene.axis.left:
            return lane.lane.name
        mark = None if lane.scene is None else lane.scene.mark_at(at.x(), at.y())
        if mark is None:
            return ""
        return moment_words(lane.scene.picture, mark.moment, self._relative)

    def _retranslate(self) -> None:
        self.setAccessibleName(translate("Canvas", "Timeline"))
        if self._picture is not None:
            words = moment_words(self._picture, self._cursor, self._relative)
            if len(self._lanes) > 1:
                lane = next(one for one in self._lanes if one.number == self._here)
                words = f"{lane.letter}: {lane.name}. {words}"
            self.setAccessibleDescription(words)
