"""How large everything in the state diagram is, for an area of so many pixels."""

from typing import NamedTuple

from PySide6.QtGui import QFont, QFontMetricsF

from tcplab.lab.diagram_layout import LAST_ROW, NODES, Grid, Point, fit
from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.look.scaling import letters, text_scale
from tcplab.ui.look.theme import Theme

TWO_LINES = {
    "SYN-RECEIVED": "SYN\nRCVD",
    "SYN-SENT": "SYN\nSENT",
    "ESTABLISHED": "ESTAB",
    "FIN-WAIT-1": "FIN\nWAIT-1",
    "FIN-WAIT-2": "FIN\nWAIT-2",
    "CLOSE-WAIT": "CLOSE\nWAIT",
    "LAST-ACK": "LAST\nACK",
    "TIME-WAIT": "TIME\nWAIT",
}
FULL_SIZE = (912, 826)
"""The area in which the full view has its natural size."""

_NODE_PX, _NODE_WIDTH, _NODE_HEIGHT = 11, 98, 24
_NARROWEST = 312
_PRESENT_PX, _PRESENT_WIDTH = 19.5, 352


class Look(NamedTuple):
    """Sizes in pixels; `stroke` multiplies every width of line, `badge` every token and cross."""

    grid: Grid
    stroke: float
    badge: float
    node_font: QFont
    label_font: QFont
    caption_font: QFont
    names: dict[str, str]
    full: bool
    bottom: float
    """The middle of the line under the diagram: the caption, or the legend of the full view."""


def look_for(width: float, height: float, full: bool, theme: Theme) -> Look:
    """The sizes for an area: of the full view, of an audience's, or of the panel's."""
    if full:
        return full_look(width, height)
    if theme.name == "present":
        return present_look(width, height, _PRESENT_PX * width / _PRESENT_WIDTH)
    if text_scale() > 1:
        return present_look(width, height, letters(_NODE_PX))
    return panel_look(width, height)


def panel_look(width: float, height: float) -> Look:
    """Beside the canvas: names on one line, labels only where something happens."""
    names = _names({})
    margin = (max(10.0, min(16.0, 10 + 0.1 * (width - _NARROWEST))), 16.0)
    grid = fit(width, height, _least(_NODE_PX, names, (8, 8)), margin, 34.0)
    room = min(2 * grid.half[0] / _NODE_WIDTH, 2 * grid.half[1] / _NODE_HEIGHT)
    px = max(_NODE_PX, min(15, int(_NODE_PX * room)))
    strength = (px / _NODE_PX) ** 0.5
    return Look(
        grid=grid,
        stroke=strength,
        badge=strength,
        node_font=ui_font(px, SEMIBOLD),
        label_font=ui_font(px),
        caption_font=ui_font(px + 1, SEMIBOLD),
        names=names,
        full=False,
        bottom=grid.at((0, LAST_ROW))[1] + 20,
    )


def present_look(width: float, height: float, px: float) -> Look:
    """For an audience, or for large text: names on two lines, `px` high or as high as they fit."""
    names = _names(TWO_LINES)
    px = max(_NODE_PX, round(px))
    grid = _present_grid(width, height, px, names)
    while px > _NODE_PX and grid.pitch[1] < 2 * grid.half[1] + 0.9 * px:
        px -= 1
        grid = _present_grid(width, height, px, names)
    return Look(
        grid=grid,
        stroke=max(1.0, 0.08 * px),
        badge=max(1.0, 0.08 * px),
        node_font=ui_font(px, SEMIBOLD),
        label_font=ui_font(px),
        caption_font=ui_font(px, SEMIBOLD),
        names=names,
        full=False,
        bottom=grid.at((0, LAST_ROW))[1] + 1.4 * px,
    )


def _present_grid(width: float, height: float, px: float, names: dict[str, str]) -> Grid:
    margin = (0.04 * width, 0.8 * px)
    return fit(width, height, _least(px, names, (8, 8)), margin, 2.1 * px, steep=0.64)


def full_look(width: float, height: float) -> Look:
    """Every edge with its label, and a legend."""
    scale = min(width / FULL_SIZE[0], height / FULL_SIZE[1])
    left = (width - FULL_SIZE[0] * scale) / 2
    top = (height - FULL_SIZE[1] * scale) / 2
    pitch = (256 * scale, 106 * scale)
    label_px = max(7, round(13 * scale))
    return Look(
        grid=Grid(pitch, (left + 158 * scale, top + 40 * scale), (0.3 * pitch[0], 0.19 * pitch[1])),
        stroke=max(0.6, scale),
        badge=1.3 * scale,
        node_font=ui_font(max(8, round(15 * scale)), SEMIBOLD),
        label_font=ui_font(label_px),
        caption_font=ui_font(label_px, SEMIBOLD),
        names=_names({}),
        full=True,
        bottom=top + 804 * scale,
    )


def _names(short: dict[str, str]) -> dict[str, str]:
    return {name: short.get(node.state, node.state) for name, node in NODES.items()}


def _least(px: float, names: dict[str, str], padding: Point) -> Point:
    metrics = QFontMetricsF(ui_font(px, SEMIBOLD))
    lines = [line for name in names.values() for line in name.split("\n")]
    rows = max(name.count("\n") + 1 for name in names.values())
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return width + padding[0], rows * 1.1 * px + padding[1]
