"""More or less room between the rows of one canvas; the place that one looks at stays."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

_STEP, _BOUNDS = 1.25, (0.2, 12.0)


class Zooming:
    """`room` multiplies the scale that the window's size wants."""

    def __init__(self, canvas: "SequenceCanvas") -> None:
        self._canvas = canvas
        self.room = 1.0

    def more(self) -> None:
        """More room between the rows."""
        self.by(_STEP)

    def less(self) -> None:
        """Less room between the rows."""
        self.by(1 / _STEP)

    def reset(self) -> None:
        """As the window's size wants it."""
        self._to(1.0, None)

    def turned(self, notches: float, at: float) -> None:
        """A wheel is turned at a height of the viewport."""
        self.by(_STEP**notches, at)

    def by(self, factor: float, at: float | None = None) -> None:
        """Zooms around a height of the viewport, by default around the now line."""
        self._to(self.room * factor, at)

    def _to(self, room: float, at: float | None) -> None:
        canvas, bar = self._canvas, self._canvas.verticalScrollBar()
        if canvas.scene is None:
            return
        fixed = (canvas.view.now or 0) - bar.value() if at is None else at
        ms = canvas.scene.geometry.ms(fixed + bar.value())
        self.follow(min(_BOUNDS[1], max(_BOUNDS[0], room)))
        bar.setValue(round(canvas.scene.geometry.y(ms) - fixed))
        canvas.zoomed.emit(self.room)

    def follow(self, room: float) -> None:
        """As much room as on another canvas."""
        self.room = room
        self._canvas.set_room(room)
