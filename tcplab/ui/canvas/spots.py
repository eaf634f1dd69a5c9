"""Where a menu belongs that the keyboard asks for: at what is picked, else at the now line."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from tcplab.lab.outages import Outage
from tcplab.lab.sequence_picture import Tab
from tcplab.ui.canvas.marks import mend_disc
from tcplab.ui.canvas.pointer import Target

if TYPE_CHECKING:
    from tcplab.ui.canvas.widget import SequenceCanvas


def spot_of_picked(canvas: "SequenceCanvas") -> tuple[Target, QPointF]:
    """The picked segment, call or cut and its place in the viewport; else the present moment."""
    scene, view, marked = canvas.scene, canvas.view, canvas.act.marked
    geometry, picture = scene.geometry, scene.picture
    now = picture.moment_times[view.cursor or 0]
    under = Target(now, ms=now)
    if view.picked is not None:
        arrow, way = picture.arrows[view.picked], geometry.way(view.picked)
        under = Target(arrow.due, arrow=view.picked, host=arrow.target or 0, ms=arrow.due)
        place = QPointF(*way.at(0.5))
    elif isinstance(marked, Tab):
        under = Target(marked.at_ms, tab=marked, host=marked.lifeline, ms=marked.at_ms)
        call = canvas.act.shown().call
        place = QPointF(0, geometry.y(marked.at_ms))
        if call is not None:
            place = QPointF(call.disc.x, call.disc.y)
    elif isinstance(marked, Outage):
        under = Target(marked.from_ms, outage=marked, host=marked.lifeline, ms=marked.from_ms)
        disc = mend_disc(geometry, marked)
        place = QPointF(disc.x, disc.y)
    else:
        place = QPointF(sum(geometry.zone) / 2, geometry.y(now))
    return under, place - canvas.corner
