"""What hides the future while a question waits for its answer, and where its answer will be."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.look import Look, mixed
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.look.fonts import BOLD

_HEIGHT, _BELOW, _LETTER, _PALE = 92.0, 5.0, 34, 0.5


class Curtain(NamedTuple):
    """Nothing after `moment` is seen; None: all is. `asked` is the host that a question is about,
    at the time `at_ms`. Losses that are `told` are no secret, by host and ordinal."""

    moment: int | None = None
    asked: str | None = None
    at_ms: int = 0
    told: frozenset[tuple[str, int]] = frozenset()


class Asked(NamedTuple):
    """A box with a question mark in the band of a host, by its `role`."""

    area: Area
    role: int


def curtain(
    scene: SequenceScene, drawn: Curtain, now: float | None, bottom: float
) -> Layer:  # fmt: skip
    """A box in the asked host's band, where the answer will begin.

    `bottom` is the end of what is visible: the box gives way to it.
    """
    hosts = [one.name for one in scene.picture.lifelines]
    if drawn.asked not in hosts or now is None:
        return Layer(_paint, {})
    lifeline = hosts.index(drawn.asked)
    column = scene.geometry.columns[lifeline]
    top = max(now, scene.geometry.y(min(drawn.at_ms, scene.picture.rows.times[-1]))) + _BELOW
    height = max(_LETTER, min(_HEIGHT, bottom - top - _BELOW))
    box = (column.left + 1, top, column.right - 1, top + height)
    asked = Asked(box, scene.picture.lifelines[lifeline].role)
    return Layer(_paint, {asked: (column.left - 1, top - 2, column.right + 1, top + height + 2)})


def _paint(painter: QPainter, look: Look, boxes: list[Asked]) -> None:
    for (left, top, right, bottom), role in boxes:
        box = QRectF(left, top, right - left, bottom - top)
        painter.setPen(look.pen(look.line[role], 1.4, (4, 3)))
        painter.setBrush(mixed(look.canvas, look.mark, _PALE))
        painter.drawRoundedRect(box, 5, 5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(look.band_text[role])
        painter.setFont(face(_LETTER, BOLD).font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
