"""The sequence canvas as a widget: shows a run and a moment, and says what is done with them.

It knows no session: everything that somebody does with it leaves as a signal.
"""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QFrame, QWidget

from tcplab.lab.arrows import Arrow
from tcplab.lab.sequence_cut import known_until
from tcplab.lab.sequence_picture import SequencePicture, same_arrow
from tcplab.sim.run import Run
from tcplab.ui.canvas.acts import Acts
from tcplab.ui.canvas.curtain import Curtain
from tcplab.ui.canvas.exposed import Exposed
from tcplab.ui.canvas.hand import Hand
from tcplab.ui.canvas.keys import LINE, command, pinched
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.motion import Glide
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.scrolling import Scrolling
from tcplab.ui.canvas.spoken_canvas import SpokenCanvas
from tcplab.ui.canvas.spots import spot_of_picked
from tcplab.ui.canvas.tips import show_tip
from tcplab.ui.canvas.wanted import Beside, Wanted
from tcplab.ui.canvas.zooming import Zooming
from tcplab.ui.look.theme import Theme

STEP_MS, HOVER_MS = 240, 80
_BY_TAB = {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}


class SequenceCanvas(QAbstractScrollArea):
    """Draws a run as a sequence diagram.

    `moment_chosen` carries the index of a moment, `segment_picked` an Arrow or None, `edit_asked`
    a Wish. While something is dragged, `edit_dragged` carries the Wish that would be asked now; a
    run that is shown in answer to it leaves the drag going; `edit_cancelled` takes that back.
    `menu_asked` carries a Target and a place on the screen, `forgery_opened` the place of an
    injection in the experiment. `zoomed` carries how much room there is between rows.
    """

    moment_chosen = Signal(object)
    segment_picked = Signal(object)
    edit_asked = Signal(object)
    edit_dragged = Signal(object)
    edit_cancelled = Signal()
    menu_asked = Signal(object, QPoint)
    forgery_opened = Signal(int)
    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted(theme)
        self._run: Run | None = None
        self.curtain = Curtain()
        self._picture: SequencePicture | None = None
        self._scene: SequenceScene | None = None
        self._cursor = 0
        self._still = self._leaving = False
        self._view = View()
        self.exposed = Exposed(self)
        self.hand = Hand(self)
        self.act = Acts(self)
        self.zoom = Zooming(self)
        self._now = Glide(self, STEP_MS, self._moved)
        self._scroll = Scrolling(self, STEP_MS)
        self._spoken = SpokenCanvas(self)
        self._shown = Glide(self, HOVER_MS, lambda _: self.exposed.renew())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ownFocus", True)
        self.viewport().setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.viewport().grabGesture(Qt.GestureType.PinchGesture)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setSingleStep(LINE)
        self._spoken.say()

    @property
    def scene(self) -> SequenceScene | None:
        """The picture as it is laid out now; it paints itself on any device."""
        return self._scene

    @property
    def run(self) -> Run | None:
        """What is shown."""
        return self._run

    @property
    def view(self) -> View:
        """The moment, and what is pointed at."""
        return self._view

    @property
    def opacity(self) -> float:
        """How far the handles of the arrow that is pointed at have come to the fore, to 1."""
        return self._shown.value if self._shown.running else 1.0

    @property
    def picked(self) -> Arrow | None:
        """The segment that was picked by key or click."""
        index = self._view.picked
        return None if index is None or self._picture is None else self._picture.arrows[index]

    def show_run(self, run: Run) -> None:
        """Shows another run; the moment, the place and what is picked stay if they can."""
        self._whole = self._wanted.picture_of(run)
        before, after, view = self._picture, self._whole, self._view
        if self.curtain.moment is not None:
            after = known_until(after, self.curtain.moment, self.curtain.told)
        self._run, self._picture = run, after
        self._cursor = min(self._cursor, after.last)
        picked, hovered = (same_arrow(before, i, after) for i in (view.picked, view.hovered))
        self._view = view._replace(picked=picked, hovered=hovered)
        self._now.stop()
        scene = self._scene
        self._arrange()
        if scene is not None:
            self._scene.places.take_over(scene.places)
        self.hand.look_again()
        self.exposed.renew()

    def forget(self) -> None:
        """Shows nothing and keeps nothing until another run comes: nobody sees the canvas."""
        self._now.stop()
        self._scroll.stop()
        self.hand.cancel()
        self.hand.leave()
        self._run = self._picture = self._whole = self._scene = None
        self._wanted = self._wanted._replace(beside=None)
        self._view = View()
        self.hand.look_again()
        self.exposed.renew()

    def set_curtain(self, curtain: Curtain) -> None:
        """Hides what comes after a moment, or nothing any more."""
        before, self.curtain = self.curtain, curtain
        if (before.moment, before.told) != (curtain.moment, curtain.told) and self._run is not None:
            self.show_run(self._run)
        self.exposed.renew()

    def show_cursor(self, index: int, animate: bool = False, ms: int | None = None) -> None:
        """Moves the now line to the moment `index`; a single step can be seen (`animate`).

        `ms` is what time it is, if it is later than that moment.
        """
        if self._picture is None:
            return
        before, seen = self._cursor, self._view
        now_before = seen.now
        self._cursor = max(0, min(index, self._picture.last))
        later = ms is not None and ms > self._picture.moment_times[self._cursor]
        self._view = self._view._replace(clock=ms if later else None, idle=later)
        now = self._place_of_now()
        a_step = abs(self._cursor - before) == 1 and now_before is not None
        glides = animate and a_step and not self._still and self.isVisible()
        self._now.stop()
        if glides:
            self._now.start(now_before, now)
        self._follow(now, animate=glides)
        at = now_before if glides else now  # what is seen there is found out once
        self._view = self._view._replace(cursor=self._cursor, now=at)
        if self._view != seen:  # after another run the moment is mostly where it was
            self.exposed.renew()
        self._spoken.say(aloud=a_step)

    def _place_of_now(self) -> float:
        ms = self._view.clock
        return self._scene.geometry.now(self._cursor) if ms is None else self._scene.geometry.y(ms)

    def set_beside(self, beside: Beside | None) -> None:
        """Shares the map of time with another canvas, from the next run on that is shown."""
        self._wanted = self._wanted._replace(beside=beside)

    def set_theme(self, theme: Theme) -> None:
        """Draws in other colours."""
        self._want(theme=theme)

    def set_relative(self, relative: bool) -> None:
        """Sequence numbers counted from each ISS, or as they are."""
        self._want(relative=relative)

    def set_present(self, window_width: float | None) -> None:
        """The sizes for an audience, in a window of this width; None for those at a desk."""
        self._want(present=window_width)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Nothing moves by itself any more."""
        self._still = reduced
        self._now.finish()
        self._scroll.finish()

    def _want(self, **changes: object) -> None:
        self._wanted = self._wanted._replace(**changes)
        self._lay_out()

    def settle(self) -> None:
        """What was not to move under a hand takes its place."""
        self._lay_out()

    def _lay_out(self) -> None:
        """Everything anew; the now line is at once where it is to be."""
        self._now.stop()
        self._arrange()
        self.viewport().update()

    def _arrange(self) -> None:
        """The scene, the widths for what there is room for, and the ranges to scroll."""
        if self._picture is None:
            return
        # Not maximumViewportSize(): it is less while there is a bar, and the bar would come and go.
        area, beside, whole = self.size(), self._wanted.beside, self._whole
        policy = Qt.ScrollBarPolicy
        held = self.hand.holding and self._scene is not None
        if held:  # no bar comes or goes under a hand: the columns would move
            barred = self.verticalScrollBarPolicy() == policy.ScrollBarAlwaysOn
        else:
            barred = self._wanted.is_tall(whole, area) and (beside is None or beside.bar)
        bar = self.verticalScrollBar().sizeHint().width() if barred else 0
        shown = policy.ScrollBarAlwaysOn if barred else policy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(shown)
        scale = self._scene.geometry.map.scale if held else None
        scene = self._scene = self._wanted.scene(self._picture, whole, area, bar, scale)
        self._scroll.fit(scene.width, scene.height)
        self._view = self._view._replace(cursor=self._cursor, now=self._place_of_now())

    def sizeHint(self) -> QSize:
        return QSize(816, 736)

    def minimumSizeHint(self) -> QSize:
        return QSize(480, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        self._follow(self._view.now)

    def _moved(self, now: float) -> None:
        self._view = self._view._replace(cursor=self._cursor, now=now)
        self.exposed.renew()

    def _follow(self, now: float | None, *, animate: bool = False) -> None:
        """Scrolls to bring the now line back if it has left what is visible."""
        self._scroll.stop()
        if now is not None and self._scene is not None and not self.hand.busy:
            self._scroll.follow(now, self._scene.geometry.sizes.header, animate=animate)

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        self.viewport().update()  # the headings stay, so that nothing can simply be moved

    def set_room(self, room: float) -> None:
        """How much room there is between rows; 1 is as the window's size wants it."""
        self._want(zoom=room)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._scroll.stop()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom.turned(event.angleDelta().y() / 120, event.position().y())
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        if self._scene is None:
            painter.fillRect(event.rect(), self.palette().base())
        else:
            self.exposed.paint(painter, event.region())
        painter.end()
        self._spoken.look_again()

    @property
    def corner(self) -> QPointF:
        """The place of the scene that is at the viewport's top left."""
        return self._scroll.corner

    def scroll_to(self, corner: QPointF) -> None:
        """Brings a place of the scene to the viewport's top left, or as near as there is room."""
        self._scroll.to(corner)

    def renew(self, area: QRectF) -> None:
        """Paints a part of the scene anew."""
        self.viewport().update(area.translated(-self.corner).toAlignedRect())

    def show_stretch(self, top: float, bottom: float) -> None:
        """Scrolls to a part of the scene if not all of it is visible."""
        self._scroll.show(top - self._scene.geometry.sizes.header, bottom)

    def hover(self, arrow: int | None, outer: int | None) -> None:
        """Shows the handles of an arrow, and all timers of the host beside which one points."""
        if (arrow, outer) == (self._view.hovered, self._view.timers):
            return
        if arrow is not None and arrow != self._view.hovered and not self._still:
            self._shown.start(0.0, 1.0)
        self._view = self._view._replace(hovered=arrow, timers=outer)
        self.exposed.renew()

    def pick(self, index: int | None, *, by_key: bool = False) -> None:
        """Picks an arrow (by index) for the keys that act on one, or none."""
        if index == self._view.picked and by_key == self._view.ring:
            return
        self._view = self._view._replace(picked=index, ring=by_key and index is not None)
        self.act.let_go()
        self.viewport().update()
        self.segment_picked.emit(self.picked)
        if index is not None and by_key:
            way = self._scene.geometry.way(index)
            self.show_stretch(way.y0, way.y1)
            self._spoken.say_picked()
        self._spoken.say()

    def let_go(self) -> None:
        """Picks nothing; the next Tab leaves the canvas."""
        self.pick(None)
        self.act.let_go()
        self._leaving = True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.press(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.hand.release(event.position())

    mouseDoubleClickEvent = mousePressEvent

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.ask_menu()  # from where the system knows the key
        elif not self.hand.cancel():
            self.ask_menu(QPointF(event.pos()))

    def ask_menu(self, place: QPointF | None = None) -> None:
        """Asks for the menu of a place in the viewport; None: of what is picked, or of now."""
        if self._scene is None or QApplication.activePopupWidget() is not None:
            return
        spot = spot_of_picked(self) if place is None else (self.hand.target(place), place)
        under, place = spot
        if under is not None:
            self.menu_asked.emit(under, self.viewport().mapToGlobal(place.toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        do = command(self, event)
        event.setAccepted(do is not None)
        if do is not None:
            do()

    def focusNextPrevChild(self, forward: bool) -> bool:
        leaving, self._leaving = self._leaving, False
        if self.hasFocus() and not leaving and self.act.pick_next(1 if forward else -1):
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() in _BY_TAB:
            self.act.pick_next()
        super().focusInEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        match event.type():
            case QEvent.Type.Leave:
                self.hand.leave()
            case QEvent.Type.ToolTip:
                show_tip(self.viewport(), self._scene, self.hand.under, event.globalPos())
                return True
            case QEvent.Type.Gesture | QEvent.Type.NativeGesture:
                if (pinch := pinched(event)) is not None:
                    factor, at = pinch
                    self.zoom.by(factor, at)
                    return True
        return super().viewportEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._lay_out()
            self._spoken.say()
        super().changeEvent(event)
