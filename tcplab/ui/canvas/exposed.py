"""Which part of the canvas looks different after a step, so that only that is painted anew."""

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from tcplab.ui.canvas.arrows import changed_arrows
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import View

_NEAR = 60.0
"""No text stands farther off its arrow or the now line, and no handle."""

_NAME = 170.0
"""No name of a state goes farther down from its boundary."""

_MOST = 30
"""After a leap over more moments everything is painted."""


def after_step(geometry: Geometry, before: View, after: View, visible: QRectF) -> QRegion | None:
    """What differs between two views of one scene, in its coordinates; None if it may be all."""
    if before.cursor is None or after.cursor is None or before.now is None or after.now is None:
        return None
    pointed = (before.hovered, before.picked, before.ring, before.timers)
    if pointed != (after.hovered, after.picked, after.ring, after.timers):
        return None
    first, last = sorted((before.cursor, after.cursor))
    if last - first > _MOST or geometry.sizes.inside:
        return None
    lines = (before.now, after.now, geometry.now(first), geometry.now(last))
    top = max(min(lines), visible.top()) - _NEAR
    bottom = min(max(lines), visible.bottom()) + _NEAR
    arrows = set(geometry.arrows(top, bottom))
    arrows |= changed_arrows(geometry, before) | changed_arrows(geometry, after)
    ways = [geometry.way(index) for index in arrows]
    low = max([bottom, *(way.y1 + _NEAR for way in ways)])
    if first != last:
        low = max(low, bottom + _NAME, visible.top() + geometry.sizes.header + _NAME)
    high = min([top, *(way.y0 - _NEAR for way in ways)])
    strip = QRectF(visible.left(), high, visible.width(), low - high).intersected(visible)
    region = QRegion(_whole(strip))
    for column in geometry.columns:  # calls and timers give way to each other
        left, right = sorted((column.edge, column.outer))
        beside = QRectF(left - 2, visible.top(), right - left + 4, visible.height())
        region += QRegion(_whole(beside.intersected(visible)))
    return region


def renew(
    viewport: QWidget, geometry: Geometry, before: View, after: View, corner: QPointF
) -> None:
    """Has the viewport painted where a step makes a difference; `corner` is at its top left."""
    region = after_step(geometry, before, after, QRectF(corner, viewport.size()))
    if region is None:
        viewport.update()
    else:
        viewport.update(region.translated(-corner.toPoint()))


def _whole(rect: QRectF) -> QRect:
    return rect.toAlignedRect() if rect.isValid() else QRect()


def part(region: QRegion, visible: QRectF, left: float, right: float) -> QRectF:
    """From top to bottom all of a region that lies between two places."""
    between = QRectF(left, visible.top(), right - left, visible.height())
    return QRectF(region.intersected(QRegion(between.toAlignedRect())).boundingRect())
