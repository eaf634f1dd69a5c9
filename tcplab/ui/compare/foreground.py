"""Over the canvases of a comparison: what is in common is dimmed, the first difference marked."""

from typing import NamedTuple

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygon, QPolygonF, QRegion

from tcplab.lab.comparison import Comparison
from tcplab.sim.world import Lost
from tcplab.ui.canvas.arrows import changed_arrows
from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.fonts import SEMIBOLD

DIM = 0.42
"""How much of the canvas's colour lies over what both runs have in common."""

_CLEAR = 14
_AROUND = 22
_BELOW = 12
_PILL, _PAD, _SIGN = 20.0, 7.0, 13.0


class Marks(NamedTuple):
    """What is marked on both canvases: all until `common_ms` is in common, and something is
    different from `parted_ms` on (None: nothing is)."""

    common_ms: int
    parted_ms: int | None


def marks(of: Comparison) -> Marks:
    """The last step in common is not dimmed: it is what the first difference comes of."""
    if of.same:
        return Marks(0, None)
    return Marks(of.a.moments[max(0, of.common - 1)].world.now, of.parted_ms)


def height_of_difference(of: Comparison, scenes: tuple[SequenceScene, SequenceScene]) -> float:
    """Where the first difference is: at the cross of what is lost in one run, else at its time."""
    for step, scene in zip(of.steps, scenes, strict=True):
        if step is not None and isinstance(step.cause, Lost):
            (index,) = scene.picture.index.ended_at(of.common + 1)
            return scene.geometry.way(index).at(scene.places.arrow(index).stop)[1]
    return scenes[0].geometry.y(of.parted_ms or 0)


def common(
    scene: SequenceScene, view: View, visible: QRectF, common_ms: int
) -> Layer:  # fmt: skip
    """Dims what of it is past, but for what is pointed at and for what happens now."""
    geometry = scene.geometry
    top, end = visible.top() + geometry.sizes.header, geometry.y(common_ms)
    bottom = min(visible.bottom(), end + _BELOW, *(() if view.now is None else (view.now,)))
    if bottom <= top:
        return Layer(_dim, {})
    left = max(visible.left(), geometry.gutter if geometry.sizes.gutter else 0)
    region = QRegion(QRectF(left, top, visible.right() - left, bottom - top).toAlignedRect())
    for column in geometry.columns:  # the states that begin there are whole
        region -= QRegion(QRectF(column.left, end, column.width, _BELOW).toAlignedRect())
    for index in _bright(geometry, view, common_ms):
        region -= _around(geometry.way(index))
    if view.now is not None:
        now = QRectF(visible.left(), view.now - _CLEAR, visible.width(), 2 * _CLEAR)
        region -= QRegion(now.toAlignedRect())
    areas = [QRectF(rect).getCoords() for rect in region]
    return Layer(_dim, {area: area for area in areas})


def _dim(painter: QPainter, look: Look, areas: list[Area]) -> None:
    colour = QColor(look.canvas)
    colour.setAlphaF(DIM)
    for left, top, right, bottom in areas:
        painter.fillRect(QRectF(left, top, right - left, bottom - top), colour)


def _bright(geometry: Geometry, view: View, common_ms: int) -> set[int]:
    """The arrows that are not dimmed: what goes on after what is in common, too."""
    y = geometry.y(common_ms)
    arrows = geometry.picture.arrows
    later = (index for index in geometry.arrows(y, y) if arrows[index].due > common_ms)
    return {*later, *changed_arrows(geometry, view), view.hovered, view.picked} - {None}


def _around(way: Way) -> QRegion:
    """An arrow and its label."""
    corners = ((way.x0, way.y0 - _AROUND), (way.x1, way.y1 - _AROUND),
               (way.x1, way.y1 + _AROUND), (way.x0, way.y0 + _AROUND))  # fmt: skip
    return QRegion(QPolygon([QPoint(round(x), round(y)) for x, y in corners]))


class Difference(NamedTuple):
    """A line from side to side at `y`; on it a plate around `middle` that ends at `axis`."""

    left: float
    right: float
    y: float
    middle: float
    axis: float


def difference(
    scene: SequenceScene, view: View, visible: QRectF, y: float, axis: float
) -> Layer:  # fmt: skip
    """Where the runs part; the plate ends at `axis`, where the times stand.

    It makes way for that of the now line.
    """
    if not visible.top() + scene.geometry.sizes.header <= y <= visible.bottom():
        return Layer(_paint_difference, {})
    middle = y = round(y) + 0.5
    high = _pill(scene.look)
    if view.now is not None and abs(view.now - y) < high:
        middle = view.now + (-high if view.now >= y else high)
    one = Difference(visible.left(), visible.right(), y, middle, axis)
    area = (one.left, min(y, middle) - high, one.right, max(y, middle) + high)
    return Layer(_paint_difference, {one: area})


def _pill(look: Look) -> float:
    return _PILL * look.sizes.small_px / 11


def _paint_difference(painter: QPainter, look: Look, found: list[Difference]) -> None:
    words, letters = translate("Compare", "first difference"), face(look.sizes.small_px, SEMIBOLD)
    width, high = letters.width(words) + 2 * _PAD + _SIGN, _pill(look)
    for left, right, y, middle, axis in found:
        painter.setPen(look.pen(look.loss_line, 1, (6, 4)))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        plate = QRectF(axis - width, middle - high / 2, width, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.ink)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setBrush(look.mark)
        x = plate.left() + _PAD + 4
        corners = [(-4, 0), (0, -4.5), (4, 0), (0, 4.5)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, middle + dy) for dx, dy in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.canvas)
        baseline = middle + 0.36 * look.sizes.small_px
        letters.write(painter, plate.left() + _PAD + _SIGN, baseline, words)
