"""The mouse on the canvas: pointing, clicking, dragging the canvas or what is drawn on it."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from tcplab.lab.touch import Wish
from tcplab.ui.canvas.gestures import Gesture, ReshapeCut, ShiftCall, begun, grabbed
from tcplab.ui.canvas.handles import Deed
from tcplab.ui.canvas.marks import Guide, pointed_area
from tcplab.ui.canvas.pointer import Target, target

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

_CLICK = 5.0

_SHAPE = Qt.CursorShape


class _Press(NamedTuple):
    """Where a button went down in the viewport, and where the canvas was scrolled to then."""

    at: QPointF
    corner: QPointF
    target: Target


class Hand:
    """What the mouse does to one canvas; all places are the viewport's."""

    def __init__(self, canvas: "SequenceCanvas") -> None:
        self._canvas = canvas
        self._press: _Press | None = None
        self._panning = False
        self._gesture: Gesture | None = None
        self._wish: Wish | None = None
        self._at: QPointF | None = None
        self.under: Target | None = None
        self.guide: Guide | None = None
        self._hosts = 0

    @property
    def holding(self) -> bool:
        """Whether something is being dragged, so that the scale of time has to stay."""
        return self._gesture is not None

    @property
    def pointed(self) -> Deed | None:
        """The handle that is pointed at, or held."""
        under = self.under if self._press is None else self._press.target
        return under.handle if under is not None else None

    @property
    def busy(self) -> bool:
        """Whether the canvas must stay where it is."""
        return self.holding or self._panning

    def press(self, at: QPointF) -> None:
        """The left button goes down; what it held until now was never let go here."""
        self.cancel()
        canvas, under = self._canvas, self.target(at)
        if under is None or canvas.scene is None or canvas.run is None:
            return
        self._press = _Press(at, canvas.corner, under)
        self._gesture = grabbed(canvas.run, canvas.scene.geometry, under)
        self._wish = None

    def move(self, at: QPointF) -> None:
        """The mouse moves, with the button up or down."""
        press, canvas = self._press, self._canvas
        if press is None:
            self._point(at)
            return
        away = at - press.at
        if not self.busy and away.manhattanLength() > _CLICK:
            self._gesture = begun(canvas.run, canvas.scene.geometry, press.target, away)
            self._panning = self._gesture is None
        if self._gesture is not None:
            self._drag(self._gesture, at)
        elif self._panning:
            self._look_like(_SHAPE.ClosedHandCursor)
            canvas.scroll_to(press.corner - away)

    def release(self, at: QPointF) -> None:
        """The left button goes up: the end of a drag, or a click."""
        press, wish = self._press, self._wish
        clicked = press is not None and not self.busy
        self._let_go()
        if wish is not None:
            self._canvas.edit_asked.emit(wish)
        if clicked:
            self._click(press.target)
        self._point(at)

    def cancel(self) -> bool:
        """Nothing has been dragged; whether something was."""
        if not self.busy:
            return False
        wished, press = self._wish is not None, self._press
        self._let_go()
        if wished:
            self._canvas.edit_cancelled.emit()
        if press is not None:
            self._point(press.at)
        return True

    def leave(self) -> None:
        """The mouse is gone."""
        self._at = None
        self._mark(None)
        self._canvas.hover(None, None)

    def look_again(self) -> None:
        """Something else may lie under the resting mouse: another run is shown."""
        before, scene = self._hosts, self._canvas.scene
        self._hosts = 0 if scene is None else len(scene.picture.lifelines)
        if not self.busy:
            # What it went down on is no more, and no click will be meant for it.
            self._press = self.guide = None
        elif self._hosts != before:  # what is held will be let go
            self.under = self.guide = None
        elif self._press is not None:
            self.under = self._still(self._press.target)
        if self._at is not None and self._press is None:
            self._mark(self.target(self._at))

    def target(self, at: QPointF) -> Target | None:
        """What is at a place; None: nothing that can be pointed at."""
        canvas = self._canvas
        if canvas.scene is None or at.y() < canvas.scene.geometry.sizes.header:
            return None
        place, visible = at + canvas.corner, QRectF(canvas.corner, canvas.viewport().size())
        return target(canvas.scene, place.x(), place.y(), canvas.view, visible)

    def _let_go(self) -> None:
        held = self.holding
        self._press, self._gesture, self._wish, self.guide = None, None, None, None
        self._panning = False
        self._canvas.exposed.renew()
        if held:
            self._canvas.settle()

    def _point(self, at: QPointF) -> None:
        self._at = at
        under = self.target(at)
        self._mark(under)
        self._look_like(_shape(under))
        self._canvas.hover(under.arrow if under else None, under.outer if under else None)

    def _still(self, under: Target) -> Target | None:
        """What is held, as it is in the run that is shown, if it is there; of anything else that
        run may know nothing."""
        act, gesture = self._canvas.act, self._gesture
        if isinstance(gesture, ShiftCall):
            tab = act.call(gesture.at)
            return None if tab is None else under._replace(tab=tab)
        if isinstance(gesture, ReshapeCut):
            outage = act.cut(gesture.at)
            return None if outage is None else under._replace(outage=outage)
        return under if self.holding else None

    def _look_like(self, shape: Qt.CursorShape) -> None:
        viewport = self._canvas.viewport()
        if viewport.cursor().shape() != shape:
            viewport.setCursor(shape)

    def _mark(self, under: Target | None) -> None:
        """What is pointed at from now on, and looks so."""
        before, self.under = self.under, under
        for one in (before, under) if _marked(before) != _marked(under) else ():
            if one is not None:
                self._canvas.renew(pointed_area(self._canvas.scene, one))
        self._canvas.exposed.renew()

    def _drag(self, gesture: Gesture, at: QPointF) -> None:
        press, canvas = self._press, self._canvas
        wish, self.guide = gesture.move(press.at + press.corner, at + press.corner)
        self._look_like(gesture.shape)
        if wish != self._wish:
            self._wish = wish
            if wish is None:
                canvas.edit_cancelled.emit()
            else:
                canvas.edit_dragged.emit(wish)
        canvas.exposed.renew()

    def _click(self, under: Target) -> None:
        canvas = self._canvas
        if under.grip == "drop":
            canvas.act.drop(under)
        elif under.arrow is not None and under.handle not in (None, "delay"):
            canvas.act.ask(under.arrow, under.handle)
        elif under.arrow is not None:
            canvas.pick(under.arrow)
        elif under.tab is not None:
            canvas.moment_chosen.emit(under.tab.moment)
        elif under.band is not None:
            canvas.moment_chosen.emit(under.band.from_moment)
        else:
            canvas.pick(None)
            canvas.act.choose_time(under.row)


def _marked(under: Target | None) -> object:
    """What of the target is marked as one points at it, besides arrows."""
    if under is None:
        return None
    y = round(under.ms) if under.cable is not None else None
    return under.tab, under.outage, under.grip, under.cable, y, under.handle


def _shape(under: Target | None) -> Qt.CursorShape:
    """How the pointer looks: what can be moved up and down, what can be pressed, where to cut."""
    if under is None:
        return _SHAPE.ArrowCursor
    if under.handle == "delay" or under.grip in ("from", "to"):
        return _SHAPE.SizeVerCursor
    if under.grip == "drop" or under.arrow is not None:
        return _SHAPE.PointingHandCursor
    if under.tab is not None or under.outage is not None:
        return _SHAPE.OpenHandCursor
    if under.cable is not None:
        return _SHAPE.SplitVCursor
    return _SHAPE.PointingHandCursor if under.clickable else _SHAPE.ArrowCursor
