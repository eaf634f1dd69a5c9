"""The three handles on a segment: lose it, duplicate it, drag its head to delay it."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QIcon, QPainter, QPen

from tcplab.lab.sequence_picture import Arrow
from tcplab.lab.words import duration
from tcplab.ui.canvas.faces import paint_plate
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme

Deed = Literal["lose", "duplicate", "delay"]

RADIUS = 12.0
_SHARES: dict[Deed, float] = {"lose": 0.3, "duplicate": 0.15, "delay": 0.0}
_APART = 28.0
_NARROW = 320.0
_ICON = 14


class Wish(NamedTuple):
    """What somebody wants to befall the `nth` transmission of a host.

    `lose` and `duplicate` are taken back if they hold already; `delay` asks for `ms` in all on top
    of the network's; `clear` takes back everything.
    """

    host: str
    nth: int
    do: Literal["lose", "duplicate", "delay", "clear"]
    ms: int = 0


class Handle(NamedTuple):
    """One handle: what it does, and where its disc is."""

    do: Deed
    x: float
    y: float

    def contains(self, x: float, y: float) -> bool:
        """Whether a place is on the disc, or nearly."""
        return math.hypot(x - self.x, y - self.y) <= RADIUS + 2


def handles(geometry: Geometry, index: int) -> Iterator[Handle]:
    """The handles of an arrow; a copy and what was injected have none."""
    arrow, way = geometry.picture.arrows[index], geometry.way(index)
    if arrow.nth is None or arrow.copy:
        return
    length = math.hypot(way.x1 - way.x0, way.y1 - way.y0) or 1.0
    for place, (do, share) in enumerate(reversed(_SHARES.items())):
        if (do == "lose" and arrow.lost not in (None, "fate")) or (do == "delay" and arrow.lost):
            continue
        back = max(share, place * _APART / length)
        yield Handle(do, *way.at(1 - back))


def paint_handles(
    painter: QPainter, geometry: Geometry, look: Look, index: int, pointed: Deed | None,
    opacity: float,
) -> None:  # fmt: skip
    """The discs with their captions; in a narrow zone only the caption of the one pointed at."""
    arrow = geometry.picture.arrows[index]
    narrow = geometry.zone[1] - geometry.zone[0] < _NARROW
    painter.save()
    painter.setOpacity(opacity)
    for handle in handles(geometry, index):
        _paint_disc(painter, look, handle, filled=handle.do == pointed)
        if not narrow or handle.do == pointed:
            _paint_caption(painter, look, handle, caption(arrow, handle.do))
    painter.restore()


def caption(arrow: Arrow, do: Deed) -> str:
    """What pressing a handle will do, or has done."""
    if do == "delay":
        if arrow.delayed:
            return f"+{duration(arrow.delayed)}"
        return translate("Canvas", "delay")
    if do in arrow.fates:
        return translate("Canvas", "undo")
    return translate("Canvas", "lose") if do == "lose" else translate("Canvas", "duplicate")


def _paint_disc(painter: QPainter, look: Look, handle: Handle, *, filled: bool) -> None:
    painter.setPen(QPen(look.ink, 1.5))
    painter.setBrush(look.ink if filled else look.canvas)
    painter.drawEllipse(QPointF(handle.x, handle.y), RADIUS - 0.75, RADIUS - 0.75)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.save()
    painter.translate(handle.x - _ICON / 2, handle.y - _ICON / 2)
    _sign(handle.do, look.theme, filled).paint(painter, QRect(0, 0, _ICON, _ICON))
    painter.restore()


@lru_cache
def _sign(do: Deed, theme: Theme, filled: bool) -> QIcon:
    return icon(do, theme, on_ink=filled)


def _paint_caption(painter: QPainter, look: Look, handle: Handle, text: str) -> None:
    small = look.sizes.small
    painter.save()
    painter.translate(handle.x - small.width(text) / 2, handle.y - RADIUS - 5)
    paint_plate(painter, small.width(text), look.sizes.small_px, look.canvas)
    painter.setPen(look.ink)
    small.write(painter, 0, 0, text)
    painter.restore()
