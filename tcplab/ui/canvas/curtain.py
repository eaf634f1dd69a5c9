"""What hides the future while a question waits for its answer, and where its answer will be."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from tcplab.ui.canvas.faces import face
from tcplab.ui.canvas.look import mixed
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


def paint_curtain(
    painter: QPainter, scene: SequenceScene, curtain: Curtain, now: float | None, bottom: float
) -> None:
    """A box with a question mark in the asked host's band, where the answer will begin.

    `bottom` is the end of what is visible: the box gives way to it.
    """
    hosts = [one.name for one in scene.picture.lifelines]
    if curtain.asked not in hosts or now is None:
        return
    lifeline = hosts.index(curtain.asked)
    column, look = scene.geometry.columns[lifeline], scene.look
    top = max(now, scene.geometry.y(min(curtain.at_ms, scene.picture.rows.times[-1])))
    role = scene.picture.lifelines[lifeline].role
    height = max(_LETTER, min(_HEIGHT, bottom - top - 2 * _BELOW))
    box = QRectF(column.left + 1, top + _BELOW, column.width - 2, height)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(look.pen(look.line[role], 1.4, (4, 3)))
    painter.setBrush(mixed(look.canvas, look.mark, _PALE))
    painter.drawRoundedRect(box, 5, 5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.band_text[role])
    painter.setFont(face(_LETTER, BOLD).font)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")
