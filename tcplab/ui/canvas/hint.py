"""The hint that a newcomer sees on the canvas: which segment to lose, then where to look."""

from collections.abc import Set
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from tcplab.lab.arrows import Arrow
from tcplab.ui.canvas.faces import Face, face
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.handles import RADIUS, Handle, handles, paint_disc
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.fonts import SEMIBOLD

_PAD, _APART, _TIP, _REACH = 10.0, 8.0, 7.0, 10.0
_LINE = 1.5


class Hint(NamedTuple):
    """What to do with an arrow (by index); `lines` say it in the box, that points at `tip`.

    `disc` is the handle that has to be pressed, if one has to.
    """

    arrow: int
    tip: QPointF
    box: QRectF
    lines: tuple[str, ...]
    disc: Handle | None = None

    @property
    def area(self) -> QRectF:
        """All that the hint may paint on, as it pulses too."""
        reach = RADIUS + _REACH + 2
        around = QRectF(self.tip.x() - reach, self.tip.y() - reach, 2 * reach, 2 * reach)
        return self.box.adjusted(-2, -_TIP - 2, 2, 2).united(around)


def where_to_lose(scene: SequenceScene, view: View, visible: QRectF) -> Hint | None:
    """At the last segment that has not arrived yet: of an opening the third, of a close its ACK.

    `visible` is in the scene's px; None if there is no such segment, or one has to scroll to it.
    """
    lines = (
        translate("Canvas", "Click ✕ to lose this segment."),
        translate("Canvas", "Or pick one with Tab and press L."),
    )
    for index in sorted(scene.geometry.arrows(visible.top(), visible.bottom()), reverse=True):
        arrow = scene.picture.arrows[index]
        if _may_be_lost(arrow) and not view.past(arrow.ended_moment):
            disc = next(one for one in handles(scene.geometry, index) if one.do == "lose")
            tip = QPointF(disc.x, disc.y)
            box = _box(scene, visible, tip + QPointF(0, RADIUS + _APART), lines)
            if _is_within(visible, scene, tip) and box.bottom() <= visible.bottom():
                return Hint(index, tip, box, lines, disc)
    return None


def _may_be_lost(arrow: Arrow) -> bool:
    return not (arrow.lost or arrow.copy or arrow.injected) and arrow.nth is not None


def where_to_look(scene: SequenceScene, visible: QRectF, index: int) -> Hint:
    """At the head of the arrow that came of a loss."""
    way = scene.geometry.way(index)
    lines = (translate("Canvas", "See what comes of it"),)
    tip = QPointF(way.x1, way.y1)
    box = _box(scene, visible, tip + QPointF(0, _APART), lines)
    outwards = box.width() / 2 - 2 * _TIP  # over the band, not over what is sent next
    box.translate(outwards if way.x1 > way.x0 else -outwards, 0)
    return Hint(index, tip, box, lines)


def consequence(scene: SequenceScene, losses: Set[tuple[str, int]]) -> int | None:
    """The first repeated segment that arrives after one of the `losses`: (host, segment)."""
    lost = False
    for index, arrow in enumerate(scene.picture.arrows):
        lost = lost or (arrow.host, arrow.nth) in losses
        if lost and arrow.retransmission and not arrow.lost:
            return index
    return None


def _is_within(visible: QRectF, scene: SequenceScene, place: QPointF) -> bool:
    head = scene.geometry.sizes.header
    return visible.top() + head < place.y() - RADIUS and place.y() + RADIUS < visible.bottom()


def _box(scene: SequenceScene, visible: QRectF, below: QPointF, lines: tuple[str, ...]) -> QRectF:
    first, rest = _faces(scene.look)
    width = max(first.width(lines[0]), *(rest.width(one) for one in lines)) + 2 * _PAD
    height = len(lines) * _pitch(scene.look) + _PAD
    left = min(max(below.x() - width / 2, visible.left() + 4), visible.right() - width - 4)
    return QRectF(left, below.y() + _TIP, width, height)


def _faces(look: Look) -> tuple[Face, Face]:
    return face(look.sizes.small_px + 2, SEMIBOLD), face(look.sizes.small_px + 1)


def _pitch(look: Look) -> float:
    return 1.5 * (look.sizes.small_px + 1)


class SeenHint(NamedTuple):
    """A hint as it looks now; `ring` has gone `pulse` (0 to 1) of its way out around the tip.

    The `disc` is drawn if the segment's handles are not in sight themselves.
    """

    tip: tuple[float, float]
    box: Area
    lines: tuple[str, ...]
    disc: Handle | None
    ring: bool
    pulse: float


def seen_hint(one: Hint, view: View, pulse: float) -> Layer:
    """The box, and what it points at."""
    disc = None if view.hovered == one.arrow else one.disc
    tip, box = one.tip.toTuple(), one.box.getCoords()
    seen = SeenHint(tip, box, one.lines, disc, one.disc is not None, pulse)
    return Layer(_paint, {seen: one.area.getCoords()})


def _paint(painter: QPainter, look: Look, hints: list[SeenHint]) -> None:
    for one in hints:
        if one.disc is not None:
            paint_disc(painter, look, one.disc, filled=False)
        if one.ring:
            painter.setOpacity(1 - one.pulse)
            painter.setPen(QPen(look.ink, _LINE))
            reach = RADIUS + 3 + (_REACH - 3) * one.pulse
            painter.drawEllipse(QPointF(*one.tip), reach, reach)
            painter.setOpacity(1)
        _paint_box(painter, look, one)


def _paint_box(painter: QPainter, look: Look, one: SeenHint) -> None:
    first, rest = _faces(look)
    left, top, right, bottom = one.box
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.ink)
    painter.drawRoundedRect(QRectF(left, top, right - left, bottom - top), 6, 6)
    x = min(max(one.tip[0], left + 2 * _TIP), right - 2 * _TIP)
    tip = [QPointF(x - _TIP, top), QPointF(x, top - _TIP), QPointF(x + _TIP, top)]
    painter.drawPolygon(QPolygonF(tip))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.canvas)
    for row, line in enumerate(one.lines):
        at = top + _PAD / 2 + (row + 0.72) * _pitch(look)
        (rest if row else first).write(painter, left + _PAD, at, line)
