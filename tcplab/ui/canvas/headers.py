"""Paints the hosts' headings, which stay at the top as one scrolls."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from tcplab.lab.sequence_picture import Lifeline
from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Geometry
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.sizes import BADGE, BADGE_GAP
from tcplab.ui.canvas.words import host_name, translate
from tcplab.ui.look.fonts import SEMIBOLD


class Heading(NamedTuple):
    """Badge, name and address of a host from `x` to `end`."""

    host: Lifeline
    x: float
    middle: float
    end: float


class Ground(NamedTuple):
    """What the headings stand on; `ruled` if something has gone under it."""

    area: Area
    ruled: bool


def headers(geometry: Geometry, visible: QRectF) -> Iterator[Layer]:
    """Badge, name and address of every host; "broken" beside one that leaves out a rule."""
    left, top, high = visible.left(), visible.top(), geometry.sizes.header
    ground = Ground((left, top, left + visible.width(), top + high), visible.top() > 0)
    yield Layer(_paint_grounds, {ground: ground.area})
    order = geometry.picture.order
    found: dict[Heading, Area] = {}
    for place, index in enumerate(order):
        following = order[place + 1] if place + 1 < len(order) else None
        end = geometry.columns[following].left if following is not None else geometry.width
        host, x = geometry.picture.lifelines[index], geometry.columns[index].left
        one = Heading(host, x, top + 0.5 * high, end - 6)
        found[one] = (x - BADGE * geometry.sizes.stroke, top, end, top + high)
    yield Layer(_paint_headings, found)


def _paint_grounds(painter: QPainter, look: Look, grounds: list[Ground]) -> None:
    for (left, top, right, bottom), ruled in grounds:
        painter.fillRect(QRectF(left, top, right - left, bottom - top), look.canvas)
        if ruled:
            painter.setPen(look.pen(look.hairline, 1))
            painter.drawLine(QPointF(left, bottom - 0.5), QPointF(right, bottom - 0.5))


def _paint_headings(painter: QPainter, look: Look, headings: list[Heading]) -> None:
    for one in headings:
        _paint_heading(painter, look, one)


def _paint_heading(painter: QPainter, look: Look, heading: Heading) -> None:
    host, x, middle, end = heading
    sizes, stroke = look.sizes, look.sizes.stroke
    paint_badge(painter, look, host.role, host.letter, QPointF(x + BADGE * stroke / 2, middle))
    start = x = x + (BADGE + BADGE_GAP) * stroke
    baseline = middle + 0.36 * sizes.name_px
    pieces = [(host_name(host.name), sizes.name, look.ink)]
    if host.broken:
        pieces.append((translate("Canvas", "broken"), sizes.small_strong, look.loss))
    if not sizes.inside:
        pieces.append((host.address, sizes.address, look.ink3))
    for place, (text, words, colour) in enumerate(pieces):
        if x + words.width(text) > end and place:
            break
        text = words.cut(text, end - x)
        painter.setPen(colour)
        words.write(painter, x, baseline, text)
        if host.broken and place == 0:
            painter.setPen(look.pen(look.loss_line, 2))
            rule = baseline + 5 * stroke
            painter.drawLine(QPointF(start, rule), QPointF(start + words.width(text), rule))
        x += words.width(text) + BADGE_GAP * stroke


def paint_badge(painter: QPainter, look: Look, role: int, letter: str, centre: QPointF) -> None:
    """The host's sign: a disc for the first, a square for the second, a triangle for others."""
    stroke = look.sizes.stroke
    half = BADGE * stroke / 2
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.token[role])
    drop = 0.0
    if role == 0:
        painter.drawEllipse(centre, half, half)
    elif role == 1:
        side = 0.9 * half
        painter.drawRoundedRect(
            QRectF(centre.x() - side, centre.y() - side, 2 * side, 2 * side), 2, 2
        )
    else:
        wide, drop = 1.2 * half, 0.28 * half
        corners = [(0, -half), (wide, 0.9 * half), (-wide, 0.9 * half)]
        painter.drawPolygon(QPolygonF([centre + QPointF(*corner) for corner in corners]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    px = round((10 if role < 2 else 9) * stroke)
    letters = face(px, SEMIBOLD)
    painter.setPen(look.canvas)
    letters.write(
        painter, centre.x() - letters.width(letter) / 2, centre.y() + 0.36 * px + drop, letter
    )
