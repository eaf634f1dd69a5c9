"""The mouse on the canvas: pointing, clicking, dragging the canvas or the head of a segment."""

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, Qt

from tcplab.lab.sequence_picture import Arrow
from tcplab.ui.canvas.handles import Deed, Wish
from tcplab.ui.canvas.pointer import Target, target

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

_CLICK = 5.0
_GRAIN_MS = 10


class _Press(NamedTuple):
    """Where a button went down, and where the canvas was scrolled to then."""

    at: QPointF
    corner: QPointF
    target: Target
    pace: float


class Hand:
    """What the mouse does to one canvas; all places are the viewport's."""

    def __init__(self, canvas: "SequenceCanvas") -> None:
        self._canvas = canvas
        self._press: _Press | None = None
        self._panning = False
        self._held: Arrow | None = None
        self._ms: int | None = None
        self.under: Target | None = None

    @property
    def delaying(self) -> bool:
        """Whether the head of a segment is being dragged."""
        return self._held is not None

    @property
    def pointed(self) -> Deed | None:
        """The handle that is pointed at, or held."""
        if self.delaying:
            return "delay"
        return self.under.handle if self.under is not None else None

    @property
    def busy(self) -> bool:
        """Whether the canvas must stay where it is."""
        return self._held is not None or self._panning

    def press(self, at: QPointF) -> None:
        """The left button goes down."""
        canvas, under = self._canvas, self._target(at)
        if under is None or canvas.scene is None:
            return
        time_map = canvas.scene.geometry.map
        self._press = _Press(at, canvas.corner, under, time_map.rows.delay / time_map.scale)
        if under.handle == "delay" and under.arrow is not None:
            self._held = canvas.scene.picture.arrows[under.arrow]
            self._ms = None

    def move(self, at: QPointF) -> None:
        """The mouse moves, with the button up or down."""
        if self._press is None:
            self._point(at)
        elif self._held is not None:
            self._delay(at)
        elif self._panning or (at - self._press.at).manhattanLength() > _CLICK:
            self._panning = True
            self._canvas.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self._canvas.scroll_to(self._press.corner - (at - self._press.at))

    def release(self, at: QPointF) -> None:
        """The left button goes up: the end of a drag, or a click."""
        press, held = self._press, self._held
        clicked = press is not None and held is None and not self._panning
        self._press, self._held, self._panning = None, None, False
        if held is not None and self._ms is not None and held.nth is not None:
            self._canvas.fate_asked.emit(Wish(held.host, held.nth, "delay", self._ms))
        if clicked:
            self._click(press.target)
        self._point(at)

    def leave(self) -> None:
        """The mouse is gone."""
        self.under = None
        self._canvas.hover(None, None)

    def _target(self, at: QPointF) -> Target | None:
        canvas = self._canvas
        if canvas.scene is None or at.y() < canvas.scene.geometry.sizes.header:
            return None
        place = at + canvas.corner
        return target(canvas.scene, place.x(), place.y(), canvas.view)

    def _point(self, at: QPointF) -> None:
        self.under = under = self._target(at)
        clickable = under is not None and (under.arrow is not None or under.tab or under.band)
        shapes = Qt.CursorShape
        shape = shapes.PointingHandCursor if clickable else shapes.ArrowCursor
        if under is not None and under.handle == "delay":
            shape = shapes.SizeVerCursor
        self._canvas.viewport().setCursor(shape)
        self._canvas.hover(under.arrow if under else None, under.outer if under else None)

    def _delay(self, at: QPointF) -> None:
        """A base delay of the scale is worth a base delay of time, wherever the rows stand."""
        held, press = self._held, self._press
        away = (at.y() - press.at.y()) * press.pace
        ms = max(0, round((held.delayed + away) / _GRAIN_MS) * _GRAIN_MS)
        if ms != self._ms and held.nth is not None:
            self._ms = ms
            self._canvas.fate_dragged.emit(Wish(held.host, held.nth, "delay", ms))

    def _click(self, under: Target) -> None:
        canvas = self._canvas
        if under.arrow is not None and under.handle in ("lose", "duplicate"):
            canvas.ask(under.arrow, under.handle)
        elif under.arrow is not None:
            canvas.pick(under.arrow)
        elif under.tab is not None:
            canvas.moment_chosen.emit(under.tab.moment)
        elif under.band is not None:
            canvas.moment_chosen.emit(under.band.from_moment)
        else:
            canvas.pick(None)
            canvas.choose_time(under.row)
