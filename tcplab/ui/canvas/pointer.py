"""What lies under the pointer on the canvas."""

from typing import NamedTuple

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

from tcplab.lab.lanes import Band
from tcplab.lab.sequence_picture import Tab
from tcplab.ui.canvas.bands import band_at
from tcplab.ui.canvas.boxes import meets_lines
from tcplab.ui.canvas.geometry import Way
from tcplab.ui.canvas.handles import Deed, handles
from tcplab.ui.canvas.look import View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.tabs import HEIGHT
from tcplab.ui.canvas.words import seconds

_REACH = 6.0
_POINT = 0.5


class Target(NamedTuple):
    """The nearest thing: a handle of an arrow, an arrow, a tab, a band; `row` is a time in ms."""

    row: int
    arrow: int | None = None
    handle: Deed | None = None
    tab: Tab | None = None
    band: Band | None = None
    outer: int | None = None


def target(scene: SequenceScene, x: float, y: float, view: View) -> Target:
    """What is at a place, while `view` is shown."""
    geometry = scene.geometry
    row = geometry.map.nearest_row(y - geometry.first)
    if view.hovered is not None:
        for handle in handles(geometry, view.hovered):
            if handle.contains(x, y):
                return Target(row, arrow=view.hovered, handle=handle.do)
    arrow = _arrow_at(scene, x, y)
    if arrow is not None:
        return Target(row, arrow=arrow)
    for index, column in enumerate(geometry.columns):
        outside = min(column.edge, column.outer) <= x <= max(column.edge, column.outer)
        if not outside:
            continue
        for placed in scene.tabs.between(index, y, y):
            if abs(placed.y - y) <= HEIGHT / 2 * geometry.sizes.stroke:
                return Target(row, tab=placed.tab)
        return Target(row, outer=index)
    return Target(row, band=band_at(geometry, x, y))


def show_tip(
    widget: QWidget, scene: SequenceScene | None, under: Target | None, at: QPoint
) -> None:
    """Says what is not drawn: whose state it is, and from when to when."""
    band = under.band if under is not None else None
    if band is None or scene is None:
        QToolTip.hideText()
        return
    times = f"{seconds(band.from_ms)}–{seconds(band.to_ms)} s"
    if band.to_moment > scene.picture.last:
        times = f"{seconds(band.from_ms)} s –"
    lines = [band.connection, f"{band.state}, {times}"]
    QToolTip.showText(at, "\n".join(line for line in lines if line), widget)


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
