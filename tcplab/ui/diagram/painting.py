"""Paints the state diagram, on a widget or on paper."""

import math
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from tcplab.lab.diagram_layout import CLOSED_AGAIN, EDGES, NODES, Node
from tcplab.ui.diagram.edges import (
    SEEN,
    THIS_RUN,
    UNSEEN,
    paint_edges,
    paint_hovered_label,
    paint_labels,
    paint_way_out,
    paint_ways_out,
)
from tcplab.ui.diagram.scene import Line, Scene, block_box, paint_block, pen, rect
from tcplab.ui.diagram.tokens import node_of_token, paint_tokens
from tcplab.ui.diagram.words import last_line, translate

_CORNER = 6.0
_SAMPLE, _SAMPLE_GAP, _ENTRY_GAP = 22.0, 7.0, 26.0


def paint_diagram(painter: QPainter, scene: Scene, area: QRectF) -> None:
    """The whole diagram; `area` is the one that the scene's look was made for."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.fillRect(area, QColor(scene.theme.canvas))
    paint_edges(painter, scene)
    paint_ways_out(painter, scene)
    current = _roles_by_node(scene)
    for node in NODES.values():
        _paint_node(painter, scene, node, current.get(node.name, []))
    if scene.look.full:
        paint_labels(painter, scene)
        _paint_legend(painter, scene, area)
    else:
        _paint_caption(painter, scene, area)
    paint_tokens(painter, scene)
    if scene.focused_node:
        _paint_focus(painter, scene, NODES[scene.focused_node])
    if scene.hovered_edge and not scene.look.full:
        paint_hovered_label(painter, scene, area)
    painter.restore()


def _roles_by_node(scene: Scene) -> dict[str, list[int]]:
    roles: dict[str, set[int]] = {}
    for token in scene.picture.tokens:
        roles.setdefault(node_of_token(scene, token).name, set()).add(token.role)
    return {name: sorted(found) for name, found in roles.items()}


def _visited(scene: Scene, node: Node) -> bool:
    if node.name != CLOSED_AGAIN:
        return node.state in scene.picture.visited
    return any(
        EDGES[use.edge].target == CLOSED_AGAIN and (use.role is not None or use.seen_earlier)
        for use in scene.picture.edges
    )


def _paint_node(painter: QPainter, scene: Scene, node: Node, roles: list[int]) -> None:
    theme, box = scene.theme, rect(scene.look.grid.box(node))
    corner = scene.stroke(_CORNER)
    hosts = [theme.host(role) for role in roles]
    _fill_node(painter, box, corner, [host.tints[1] for host in hosts] or [theme.canvas])
    text, border, width = theme.ink3, theme.future, 1.0
    if len(hosts) == 1:
        text, border, width = hosts[0].band_text, hosts[0].line, 2.0
    elif hosts:
        text, border, width = theme.ink, theme.ink, 2.0
    elif _visited(scene, node):
        text, border, width = theme.ink, theme.ink2, 1.2
    if scene.hovered_node == node.name:
        border, width = theme.ink, max(width, 1.6)
    dashes = (4.0, 3.0) if node.name == CLOSED_AGAIN else ()
    painter.setPen(pen(border, scene.stroke(width), dashes))
    painter.drawRoundedRect(box, corner, corner)
    lines = [
        Line(line, scene.look.node_font, text) for line in scene.look.names[node.name].split("\n")
    ]
    centre = box.center()
    place = block_box(lines, (centre.x(), centre.y()), "m", leading=1.08)
    paint_block(painter, lines, place, "m")


def _fill_node(painter: QPainter, box: QRectF, corner: float, fills: list[str]) -> None:
    """One colour, or as many as hosts are there, side by side."""
    share = box.width() / len(fills)
    painter.setPen(Qt.PenStyle.NoPen)
    if len(fills) == 1:
        painter.setBrush(QColor(fills[0]))
        painter.drawRoundedRect(box, corner, corner)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        return
    for index, fill in enumerate(fills):
        painter.save()
        painter.setClipRect(
            QRectF(box.left() + index * share - 1, box.top() - 1, share + 2, box.height() + 2),
            Qt.ClipOperation.IntersectClip,
        )
        painter.setBrush(QColor(fill))
        painter.drawRoundedRect(box, corner, corner)
        painter.restore()
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_focus(painter: QPainter, scene: Scene, node: Node) -> None:
    box = rect(scene.look.grid.box(node)).adjusted(-4, -4, 4, 4)
    painter.setPen(QPen(QColor(scene.theme.ink), 2))
    painter.drawRoundedRect(box, scene.stroke(_CORNER) + 3, scene.stroke(_CORNER) + 3)


def _paint_caption(painter: QPainter, scene: Scene, area: QRectF) -> None:
    font = scene.look.caption_font
    metrics = QFontMetricsF(font)
    room = area.width() - 16
    text = metrics.elidedText(last_line(scene.picture), Qt.TextElideMode.ElideRight, room)
    if text:
        lines = [Line(text, font, scene.theme.ink)]
        place = block_box(lines, (area.center().x(), scene.look.bottom), "m")
        told = scene.picture.caption or not any(use.last for use in scene.picture.edges)
        paint_block(painter, lines, place, "m", scene.theme.canvas if told else scene.theme.mark)


def _paint_legend(painter: QPainter, scene: Scene, area: QRectF) -> None:
    hosts, edges = _legend(scene)
    if _legend_width(scene, hosts + edges) <= area.width() - 16:
        _paint_legend_row(painter, scene, hosts + edges, area.center().x(), scene.look.bottom)
        return
    half = 0.75 * scene.look.label_font.pixelSize()
    for row, middle in ((hosts, scene.look.bottom - half), (edges, scene.look.bottom + half)):
        _paint_legend_row(painter, scene, row, area.center().x(), middle)


class _Entry(NamedTuple):
    colour: str
    width: float
    text: str
    way_out: bool = False


def _legend(scene: Scene) -> tuple[list[_Entry], list[_Entry]]:
    """Whose colours, and what kinds of line."""
    theme = scene.theme
    names: dict[int, dict[str, None]] = {}
    for token in scene.picture.tokens:
        names.setdefault(token.role, {})[token.host] = None
    this_run = translate("StateDiagram", "{host}, this run")
    hosts = [
        _Entry(theme.host(role).line, THIS_RUN, this_run.format(host=", ".join(found)))
        for role, found in sorted(names.items())
    ]
    edges = [
        _Entry(theme.control, SEEN, translate("StateDiagram", "seen before")),
        _Entry(theme.faint, UNSEEN, translate("StateDiagram", "not yet seen")),
    ]
    if scene.resets or scene.picture.abnormal:
        text = translate("StateDiagram", "rcv RST, or ABORT / snd RST, to CLOSED")
        edges.append(_Entry(theme.loss_line, UNSEEN, text, way_out=True))
    return hosts, edges


def _legend_width(scene: Scene, entries: list[_Entry]) -> float:
    metrics = QFontMetricsF(scene.look.label_font)
    texts = sum(metrics.horizontalAdvance(entry.text) for entry in entries)
    sample = scene.stroke(_SAMPLE + _SAMPLE_GAP)
    return texts + len(entries) * sample + (len(entries) - 1) * scene.stroke(_ENTRY_GAP)


def _paint_legend_row(
    painter: QPainter, scene: Scene, entries: list[_Entry], centre: float, middle: float
) -> None:
    font, middle = scene.look.label_font, math.floor(middle) + 0.5
    x = centre - _legend_width(scene, entries) / 2
    for entry in entries:
        end = x + scene.stroke(_SAMPLE)
        if entry.way_out:
            paint_way_out(painter, scene, QPointF(x, middle), QPointF(end, middle))
        else:
            painter.setPen(pen(entry.colour, scene.stroke(entry.width)))
            painter.drawLine(QPointF(x, middle), QPointF(end, middle))
        x = end + scene.stroke(_SAMPLE_GAP)
        lines = [Line(entry.text, font, scene.theme.ink2)]
        paint_block(painter, lines, block_box(lines, (x, middle), "l"), "l")
        x += QFontMetricsF(font).horizontalAdvance(entry.text) + scene.stroke(_ENTRY_GAP)
