"""What lies under the pointer on the canvas."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QRectF

from tcplab.lab.lanes import Band
from tcplab.lab.outages import Outage
from tcplab.lab.sequence_picture import Tab
from tcplab.ui.canvas.bands import band_at
from tcplab.ui.canvas.boxes import meets_lines
from tcplab.ui.canvas.geometry import Column, Geometry, Way
from tcplab.ui.canvas.handles import Deed, handles
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.marks import mend_disc
from tcplab.ui.canvas.outages import place_of
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.standing import standing
from tcplab.ui.canvas.tabs import HEIGHT

_REACH = 6.0
_POINT = 0.5
_END = 7.0
"""A cable's cut is taken hold of at its end within so many pixels."""

Grip = Literal["from", "to", "whole", "drop"]


class Target(NamedTuple):
    """The nearest thing: a handle of an arrow, an arrow, a tab, a cut, a band.

    `row` is the time (ms) of the nearest row, `ms` that of the place; `host` the nearest lifeline.
    `outer` is the one beside which the place lies. `cable` is a lifeline that could be cut here;
    of a cut (`outage`) or a tab `grip` says where it would be taken hold of. In the `gutter` stand
    the times.
    """

    row: int
    arrow: int | None = None
    handle: Deed | None = None
    tab: Tab | None = None
    band: Band | None = None
    outer: int | None = None
    outage: Outage | None = None
    grip: Grip | None = None
    cable: int | None = None
    host: int = 0
    ms: float = 0.0
    gutter: bool = False

    @property
    def clickable(self) -> bool:
        """Whether a click here does more than going to a row."""
        return any(one is not None for one in (self.arrow, self.tab, self.band))


def target(scene: SequenceScene, x: float, y: float, view: View, visible: QRectF) -> Target:
    """What is at a place, while `view` is shown and `visible` of it is in view."""
    geometry = scene.geometry
    row, ms = geometry.map.nearest_row(y - geometry.first), geometry.ms(y)
    found = Target(row, host=nearest_host(geometry, x), ms=ms)
    if x < min(column.outer for column in geometry.columns):
        return found._replace(gutter=True)
    if view.hovered is not None:
        for handle in handles(geometry, view.hovered):
            if handle.contains(x, y):
                return found._replace(arrow=view.hovered, handle=handle.do)
    for one in geometry.picture.outages:
        if one.cut is not None and mend_disc(geometry, one).contains(x, y):
            return found._replace(outage=one, grip="drop")
    if (tab := _tab_at(scene, x, y, view, visible)) is not None:
        return found._replace(tab=tab[0], grip=tab[1])
    arrow = _arrow_at(scene, x, y)
    if arrow is not None:
        return found._replace(arrow=arrow)
    band = band_at(geometry, x, y)
    for index, column in enumerate(geometry.columns):
        if _is_on_cable(geometry, column, x):
            return _on_cable(geometry, index, y, found._replace(band=band))
    for index, column in enumerate(geometry.columns):
        if _is_outside(column, x):
            return found._replace(outer=index)
    return found._replace(band=band)


def nearest_host(geometry: Geometry, x: float) -> int:
    """The lifeline that is nearest to a place."""
    away = [abs(x - column.line) for column in geometry.columns]
    return away.index(min(away))


def _is_outside(column: Column, x: float) -> bool:
    return min(column.edge, column.outer) <= x <= max(column.edge, column.outer)


def _is_on_cable(geometry: Geometry, column: Column, x: float) -> bool:
    """The lifeline, and the band's other edge."""
    reach = _REACH * geometry.sizes.stroke
    return abs(x - column.line) <= reach or abs(x - column.edge) <= reach


def _on_cable(geometry: Geometry, lifeline: int, y: float, found: Target) -> Target:
    """A cut, by the end that is near or as a whole; else the cable that could be cut."""
    near = _END * geometry.sizes.stroke
    for one in geometry.picture.outages:
        if one.lifeline != lifeline or one.cut is None:
            continue
        top, bottom = place_of(geometry, one)
        if not top - near <= y <= bottom + near:
            continue
        grip: Grip = "whole"
        if min(abs(y - top), abs(y - bottom)) <= near:
            grip = "from" if abs(y - top) < abs(y - bottom) else "to"
        return found._replace(outage=one, grip=grip, band=None)
    return found._replace(cable=lifeline)


def _tab_at(
    scene: SequenceScene, x: float, y: float, view: View, visible: QRectF
) -> tuple[Tab, Grip] | None:
    """A call, and whether it is taken away here."""
    geometry = scene.geometry
    for index, column in enumerate(geometry.columns):
        low, high = sorted((column.edge, column.outer))
        if geometry.sizes.inside:
            low, high = column.left, column.right
        if low - HEIGHT <= x <= high + HEIGHT:
            for one in standing(scene, index, view, visible, y):
                if one.disc.contains(x, y):
                    return one.placed.tab, "drop"
                box = one.box
                beside = low <= x <= high and not geometry.sizes.inside
                if box.top() <= y <= box.bottom() and (beside or box.left() <= x <= box.right()):
                    return one.placed.tab, "whole"
    return None


def _arrow_at(scene: SequenceScene, x: float, y: float) -> int | None:
    """The nearest arrow within reach, else the one whose label is there."""
    geometry = scene.geometry
    left, right = geometry.zone
    best: tuple[float, int] | None = None
    for index in geometry.arrows(y - _REACH, y + _REACH):
        away = _distance(geometry.way(index), x, y)
        if away <= _REACH and (best is None or away < best[0]):
            best = (away, index)
    if best is not None:
        return best[1]
    if not left <= x <= right:
        return None
    spot = [(x - _POINT, y, x + _POINT, y)]
    for index, placed in scene.places.between(y, y):
        if any(meets_lines(piece.box, spot) for piece in placed):
            return index
    return None


def _distance(way: Way, x: float, y: float) -> float:
    dx, dy = way.x1 - way.x0, way.y1 - way.y0
    share = ((x - way.x0) * dx + (y - way.y0) * dy) / (dx * dx + dy * dy or 1.0)
    share = min(1.0, max(0.0, share))
    px, py = way.at(share)
    return ((x - px) ** 2 + (y - py) ** 2) ** 0.5
