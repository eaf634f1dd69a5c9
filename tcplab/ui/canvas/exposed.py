"""What a canvas has on the screen: after any change only what looks different is painted anew."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QPainter, QRegion

from tcplab.ui.canvas.curtain import curtain
from tcplab.ui.canvas.frame import Frame, Layer, difference, paint_frame
from tcplab.ui.canvas.handles import seen_handles
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.marks import paint_marks, seen_guide
from tcplab.ui.canvas.scene import SequenceScene

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas

Foreground = Callable[[SequenceScene, View, QRectF], Iterator[Layer]]
"""What is seen over all that the scene shows."""


class Exposed:
    """The frame of one canvas: the scene, what lies over it, and what the hand has hold of."""

    def __init__(self, canvas: "SequenceCanvas") -> None:
        self._canvas = canvas
        self._of: tuple[object, ...] = ()
        self._look: Look | None = None
        self._corner = QPoint()
        self._frame: Frame = ()
        self.foreground: Foreground | None = None

    def renew(self) -> None:
        """Has the viewport painted where it looks different by now."""
        viewport = self._canvas.viewport()
        seen = viewport.isVisible() and viewport.updatesEnabled()
        if self._canvas.scene is None or not seen:
            self._look, self._of, self._frame = None, (), ()  # when it is seen again, all of it is
            return
        before, look, corner = self._frame, self._look, self._corner
        self._see()
        if look is None or (look.theme, look.sizes, corner) != (
            self._look.theme, self._look.sizes, self._corner
        ):  # fmt: skip
            viewport.update()
        else:
            viewport.update(difference(before, self._frame).translated(-self._corner))

    def wait(self) -> None:
        """From now on nothing is found out, nor painted, before `foresee`."""
        self._canvas.viewport().setUpdatesEnabled(False)

    def foresee(self) -> None:
        """Finds out what will be seen, so that nothing is left to do but to paint it."""
        viewport = self._canvas.viewport()
        if self._canvas.scene is not None and viewport.isVisible():
            self._see()
        viewport.setUpdatesEnabled(True)

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """All of it in a region of the viewport."""
        if self._look is None or self._of != self._now:
            self._see()
        canvas, scene = self._canvas, self._canvas.scene
        visible = self._visible
        painter.setClipRegion(region)
        painter.translate(-self._corner)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(visible, scene.look.canvas)
        paint_frame(painter, scene.look, self._frame, region.translated(self._corner))
        paint_marks(painter, scene, canvas.hand.under, canvas.act.shown(), canvas.view, visible)

    @property
    def _now(self) -> tuple[object, ...]:
        """What all that is seen depends on, but for what tells itself that it has changed."""
        return self._canvas.scene, self._canvas.view, self._visible.getCoords()

    @property
    def _visible(self) -> QRectF:
        return QRectF(self._canvas.corner, self._canvas.viewport().size())

    def _see(self) -> None:
        canvas = self._canvas
        self._of = self._now
        self._look, self._corner = canvas.scene.look, canvas.corner.toPoint()
        self._frame = (*canvas.scene.frame(self._visible, canvas.view), *self._over())

    def _over(self) -> Iterator[Layer]:
        canvas, scene, view = self._canvas, self._canvas.scene, self._canvas.view
        if self.foreground is not None:
            yield from self.foreground(scene, view, self._visible)
        yield curtain(scene, canvas.curtain, view.now, self._visible.bottom())
        hand = canvas.hand
        if hand.guide is None:
            yield seen_handles(scene.geometry, view, hand.pointed, canvas.opacity)
        else:
            yield seen_guide(scene.geometry, hand.guide)
