"""The handles on a segment: lose it, duplicate it, drag its head; of a forged one, its fields."""

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap

from tcplab.lab.arrows import Arrow
from tcplab.lab.words import duration
from tcplab.ui.canvas.faces import PLATE, paint_plate
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme

Deed = Literal["lose", "duplicate", "edit", "delay"]

RADIUS = 12.0
_SHARES: dict[Deed, float] = {"lose": 0.3, "duplicate": 0.15, "delay": 0.0}
_COPY: dict[Deed, float] = {"duplicate": 0.15, "delay": 0.0}
_FORGED: dict[Deed, float] = {"lose": 0.3, "edit": 0.15, "delay": 0.0}
_APART = 28.0
_NARROW = 320.0 / 11
"""How many letters' heights a zone has at least in which three captions fit side by side."""
_ICON = 14


class Handle(NamedTuple):
    """One handle: what it does, and where its disc is, on whole pixels: its sign stays crisp."""

    do: Deed
    x: float
    y: float
    radius: float = RADIUS

    def contains(self, x: float, y: float) -> bool:
        """Whether a place is on the disc, or nearly."""
        return math.hypot(x - self.x, y - self.y) <= self.radius + 2


def handles(geometry: Geometry, index: int) -> Iterator[Handle]:
    """The handles of an arrow; a copy that chance has made has none."""
    arrow, way = geometry.picture.arrows[index], geometry.way(index)
    if arrow.copy and "duplicate" not in arrow.fates:
        return
    shares = _FORGED if arrow.injected else _COPY if arrow.copy else _SHARES
    length = math.hypot(way.x1 - way.x0, way.y1 - way.y0) or 1.0
    grown = geometry.sizes.disc
    for place, (do, share) in enumerate(reversed(shares.items())):
        others = arrow.lost not in (None, "fate") and not arrow.injected
        if (do == "lose" and others) or (do == "delay" and arrow.lost):
            continue
        back = max(share, place * grown * _APART / length)
        x, y = way.at(1 - back)
        yield Handle(do, round(x), round(y), grown * RADIUS)


class SeenHandle(NamedTuple):
    """A handle as it looks now; `words` is its caption, "" where there is no room for it."""

    handle: Handle
    words: str
    filled: bool
    opacity: float


def seen_handles(
    geometry: Geometry, view: View, pointed: Deed | None, opacity: float
) -> Layer:  # fmt: skip
    """Those of the arrow that is pointed at; in a narrow zone `pointed` alone has a caption."""
    found: dict[SeenHandle, Area] = {}
    if view.hovered is None:
        return Layer(_paint_handles, found)
    arrow, small = geometry.picture.arrows[view.hovered], geometry.sizes.small
    narrow = geometry.zone[1] - geometry.zone[0] < _NARROW * geometry.sizes.small_px
    for one in handles(geometry, view.hovered):
        words = caption(arrow, one.do) if not narrow or one.do == pointed else ""
        half = max(one.radius, small.width(words) / 2 + PLATE) + 2
        seen = SeenHandle(one, words, one.do == pointed, opacity)
        high = one.radius + 7 + 1.1 * geometry.sizes.small_px
        found[seen] = (one.x - half, one.y - high, one.x + half, one.y + one.radius + 2)
    return Layer(_paint_handles, found)


def _paint_handles(painter: QPainter, look: Look, seen: list[SeenHandle]) -> None:
    for handle, words, filled, opacity in seen:
        painter.setOpacity(opacity)
        paint_disc(painter, look, handle, filled=filled)
        if words:
            _paint_caption(painter, look, handle, words)
    painter.setOpacity(1)


def caption(arrow: Arrow, do: Deed) -> str:
    """What pressing a handle will do, or has done."""
    if arrow.injected:
        return _forged_caption(do)
    if do == "delay":
        if arrow.delayed:
            return f"+{duration(arrow.delayed)}"
        return translate("Canvas", "delay")
    if do in arrow.fates:
        return translate("Canvas", "undo")
    return translate("Canvas", "lose") if do == "lose" else translate("Canvas", "duplicate")


def _forged_caption(do: Deed) -> str:
    if do == "edit":
        return translate("Canvas", "edit")
    return translate("Canvas", "move") if do == "delay" else translate("Canvas", "remove")


def paint_disc(painter: QPainter, look: Look, handle: Handle, *, filled: bool) -> None:
    """A handle without its caption; `filled` while it is pointed at."""
    ratio = painter.device().devicePixelRatio()
    if ratio.is_integer():
        picture = _picture(handle.do, look.theme, filled, handle.radius, ratio)
        half = picture.deviceIndependentSize().width() / 2
        painter.drawPixmap(QPointF(handle.x - half, handle.y - half), picture)
    else:  # a picture between pixels would look different wherever it is cut
        painter.save()
        painter.translate(handle.x, handle.y)
        _paint_disc(painter, handle.do, look.theme, filled, handle.radius)
        painter.restore()


@lru_cache(maxsize=64)
def _picture(do: Deed, theme: Theme, filled: bool, radius: float, ratio: float) -> QPixmap:
    """Painted once: while a segment is dragged, its handles are seen anew with every move."""
    side = 2 * math.ceil(radius)
    picture = QPixmap(QSize(side, side) * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    _paint_disc(painter, do, theme, filled, radius)
    painter.end()
    return picture


def _paint_disc(painter: QPainter, do: Deed, theme: Theme, filled: bool, radius: float) -> None:
    """Around the origin."""
    ink = QColor(theme.ink)
    painter.scale(radius / RADIUS, radius / RADIUS)
    painter.setPen(QPen(ink, 1.5))
    painter.setBrush(ink if filled else QColor(theme.canvas))
    painter.drawEllipse(QPointF(), RADIUS - 0.75, RADIUS - 0.75)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _sign(do, theme, filled).paint(painter, QRect(-_ICON // 2, -_ICON // 2, _ICON, _ICON))


@lru_cache
def _sign(do: Deed, theme: Theme, filled: bool) -> QIcon:
    return icon(do, theme, on_ink=filled)


def _paint_caption(painter: QPainter, look: Look, handle: Handle, text: str) -> None:
    small, px = look.sizes.small, look.sizes.small_px
    x, y = handle.x - small.width(text) / 2, handle.y - handle.radius - 5
    paint_plate(painter, x, y, small.width(text), px, look.canvas)
    painter.setPen(look.ink)
    small.write(painter, x, y, text)
