"""Which part of the canvas looks different after a step or an edit: only that is painted anew."""

from bisect import bisect_left
from collections.abc import Callable
from math import inf

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from tcplab.sim.run import Run
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
    if before == after:
        return QRegion()
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
    return _strip(geometry, visible, high, low, bands=False)


def after_edit(
    before: Geometry, after: Geometry, views: tuple[View, View], parted: float, visible: QRectF
) -> QRegion | None:
    """What differs between the pictures of two runs that are one up to `parted` (ms)."""
    old, new = views
    measures = [(one.columns, one.sizes, one.map.scale, one.map.rows.delay, one.picture.lifelines)
                for one in (before, after)]  # fmt: skip
    pointed = [(one.now, one.cursor, one.timers, one.picked is None, one.hovered is None)
               for one in views]  # fmt: skip
    if measures[0] != measures[1] or pointed[0] != pointed[1] or after.sizes.inside:
        return None
    rows = [
        one.map.rows.times[: bisect_left(one.map.rows.times, parted)] for one in (before, after)
    ]
    if rows[0] != rows[1] or not rows[0]:
        return None
    high = after.y(rows[0][-1])  # how the time after the last row in common is drawn may differ
    for geometry, view in ((before, old), (after, new)):
        near = {*geometry.arrows(high - _NEAR, high), *changed_arrows(geometry, view)}
        high = min([high, *(geometry.way(index).y0 - 2 * _NEAR for index in near)])
    return _strip(after, visible, high - after.map.scale, visible.bottom(), bands=True)


def _strip(geometry: Geometry, visible: QRectF, high: float, low: float, *, bands: bool) -> QRegion:
    """From one place to another all, and from top to bottom what stands beside the bands, or in
    them, too: all that is there gives way to each other."""
    strip = QRectF(visible.left(), high, visible.width(), low - high).intersected(visible)
    region = QRegion(_whole(strip))
    for column in geometry.columns:
        left, right = sorted((column.line if bands else column.edge, column.outer))
        beside = QRectF(left - 2, visible.top(), right - left + 4, visible.height())
        region += QRegion(_whole(beside.intersected(visible)))
    return region


def renew(viewport: QWidget, corner: QPointF, differs: Callable[[QRectF], QRegion | None]) -> None:
    """Has the viewport painted where something `differs`; `corner` is at its top left."""
    region = differs(QRectF(corner, viewport.size()))
    if region is None:
        viewport.update()
    else:
        viewport.update(region.translated(-corner.toPoint()))


def parted(before: Run, after: Run) -> float:
    """Up to when (ms) two runs share their moments; infinity if they share all of them."""
    ways = (before.moments, after.moments)
    both = range(min(len(way) for way in ways))
    at = bisect_left(both, True, key=lambda one: ways[0][one] is not ways[1][one])
    return min((way[at].world.now for way in ways if at < len(way)), default=inf)


def _whole(rect: QRectF) -> QRect:
    return rect.toAlignedRect() if rect.isValid() else QRect()


def part(region: QRegion, visible: QRectF, left: float, right: float) -> QRectF:
    """From top to bottom all of a region that lies between two places."""
    between = QRectF(left, visible.top(), right - left, visible.height())
    return QRectF(region.intersected(QRegion(between.toAlignedRect())).boundingRect())
