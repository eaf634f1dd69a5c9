"""The state diagram paints what it is given, in words and colours."""

import math
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, QTranslator
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from tcplab.lab.diagram_layout import CLOSED_AGAIN, EDGES, NODES
from tcplab.lab.state_picture import Abnormal, EdgeUse, Token
from tcplab.ui.diagram import edges
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.diagram.words import WORDS
from tcplab.ui.look.theme import load_theme
from tests.support.diagram import (
    CLOSING,
    ESTABLISHED,
    LIGHT,
    SIZE,
    client,
    colours,
    colours_near,
    corner,
    edge_point,
    grid,
    picture,
    pixels,
    press,
    server,
)


def inside(widget: QWidget, name: str, share: float) -> QPoint:
    """A point near the lower border of a node, free of text."""
    box = grid(widget).box(NODES[name])
    return QPoint(round(box.x + share * box.width), round(box.y + box.height - 4))


def test_a_current_node_has_its_host_s_tint_and_token(diagram):
    diagram.show_picture(picture(client("SYN-SENT"), server("LISTEN")), LIGHT, animate=False)
    image = pixels(diagram)
    for name, role in (("SYN-SENT", 0), ("LISTEN", 1)):
        host = LIGHT.hosts[role]
        assert image.pixelColor(inside(diagram, name, 0.5)).name().upper() == host.tints[1]
        assert host.token in colours_near(image, corner(diagram, name, role), 6)


def test_a_node_with_two_hosts_has_both_tints(diagram):
    image = pixels(diagram)
    tints = [
        image.pixelColor(inside(diagram, "ESTABLISHED", share)).name().upper()
        for share in (0.3, 0.7)
    ]
    assert tints == [LIGHT.hosts[0].tints[1], LIGHT.hosts[1].tints[1]]


def test_a_third_host_and_many_connections_are_shown(diagram):
    attacker = Token("attacker", "A", 2, "SYN-SENT")
    crowd = (client("SYN-SENT"), *[server("SYN-RECEIVED")] * 200, server("LISTEN"), attacker)
    diagram.show_picture(picture(*crowd), LIGHT, animate=False)
    image = pixels(diagram)
    box = grid(diagram).box(NODES["SYN-SENT"])
    below = QPoint(round(box.x), round(box.y + box.height))
    assert LIGHT.hosts[2].token in colours_near(image, below, 6)
    assert LIGHT.hosts[1].token in colours_near(image, corner(diagram, "SYN-RECEIVED", 1), 6)
    assert LIGHT.hosts[1].token in colours_near(image, corner(diagram, "LISTEN", 1), 6)
    assert "Attacker: SYN-SENT" in diagram.accessibleDescription()


def test_who_has_closed_stands_at_the_lower_closed(diagram):
    ended = picture(client("CLOSED"), edges=(EdgeUse("TIME-WAIT>CLOSED", 0, False, False),))
    diagram.show_picture(ended, LIGHT, animate=False)
    image = pixels(diagram)
    assert LIGHT.hosts[0].token in colours_near(image, corner(diagram, CLOSED_AGAIN, 0), 6)
    assert LIGHT.hosts[0].token not in colours_near(image, corner(diagram, "CLOSED", 0), 6)


def test_edges_say_whether_and_by_whom_they_were_used(diagram):
    uses = (
        EdgeUse("CLOSED>LISTEN", 1, last=False, seen_earlier=True),
        EdgeUse("LISTEN>CLOSED", None, last=False, seen_earlier=True),
        EdgeUse("CLOSED>SYN-SENT", 0, last=True, seen_earlier=False),
    )
    diagram.show_picture(picture(edges=uses), LIGHT, animate=False)
    image = pixels(diagram)

    def at(edge: str) -> set[str]:
        return colours_near(image, edge_point(diagram, edge), 5)

    assert LIGHT.hosts[1].line in at("CLOSED>LISTEN")
    assert LIGHT.control in at("LISTEN>CLOSED")
    assert {LIGHT.hosts[0].line, LIGHT.mark} <= at("CLOSED>SYN-SENT")
    assert LIGHT.mark not in at("CLOSED>LISTEN")
    assert at("CLOSING>TIME-WAIT") & {LIGHT.hosts[0].line, LIGHT.control} == set()


def test_an_edge_of_two_hosts_has_both_colours(diagram):
    uses = [EdgeUse("CLOSED>SYN-SENT", role, False, False) for role in (0, 2)]
    diagram.show_picture(picture(edges=tuple(uses)), LIGHT, animate=False)
    found = colours_near(pixels(diagram), edge_point(diagram, "CLOSED>SYN-SENT"), 12)
    assert {LIGHT.hosts[0].line, LIGHT.hosts[2].line} <= found


def way_out(widget: QWidget, name: str) -> QPoint:
    x, y = grid(widget).stub(NODES[name])[1]
    return QPoint(round(x), round(y) + 4)


def test_ways_out_are_drawn_if_wished_or_taken(diagram):
    def rust(name: str) -> bool:
        found = colours_near(pixels(diagram), way_out(diagram, name), 5)
        return any(QColor(c).red() - QColor(c).blue() > 120 for c in found - {LIGHT.mark})

    taken = Abnormal("SYN-SENT", "CLOSED", "refused", role=0, last=True)
    diagram.show_picture(picture(client("CLOSED"), abnormal=(taken,)), LIGHT, animate=False)
    assert rust("SYN-SENT")
    assert LIGHT.mark in colours_near(pixels(diagram), way_out(diagram, "SYN-SENT"), 6)
    assert not rust("LAST-ACK")
    diagram.set_resets(True)
    assert rust("LAST-ACK")
    diagram.set_resets(False)
    assert not rust("LAST-ACK")


def test_the_line_below_is_the_caption_or_the_last_words(diagram):
    diagram.show_picture(CLOSING, LIGHT, animate=False)
    assert diagram.accessibleDescription() == (
        "Client: FIN-WAIT-1, Server: ESTABLISHED\nCLOSE / snd FIN"
    )
    words = pixels(diagram)
    diagram.show_picture(
        picture(*CLOSING.tokens, last=("ESTABLISHED>FIN-WAIT-1", 0), caption="close()"), LIGHT
    )
    assert diagram.accessibleDescription().endswith("\nclose()")
    assert pixels(diagram) != words
    refused = Abnormal("SYN-SENT", "CLOSED", "refused", role=0, last=True)
    diagram.show_picture(picture(abnormal=(refused,)), LIGHT)
    assert diagram.accessibleDescription() == "refused: SYN-SENT → CLOSED"


def test_the_full_view_has_labels_and_a_legend(diagram):
    diagram.resize(912, 826)
    diagram.show_picture(CLOSING, LIGHT, animate=False)
    diagram.set_full_view(True)
    image = pixels(diagram)
    shape = grid(diagram, full=True)
    for edge in EDGES.values():
        x, y = shape.at(edge.anchor)
        side = {"l": 14, "r": -14, "m": 0}[edge.align]
        near = colours_near(image, QPoint(round(x) + side, round(y)), 12)
        assert min(QColor(colour).lightness() for colour in near) < 140, edge.id
    legend = colours_near(image, QPoint(456, 804), 300)
    assert {LIGHT.hosts[0].line, LIGHT.hosts[1].line, LIGHT.control, LIGHT.faint} <= legend


@pytest.mark.parametrize("theme", ["light", "dark", "present"])
@pytest.mark.parametrize("size", [(312, 260), (312, 296), (376, 448), (480, 612), (632, 560)])
def test_no_name_touches_its_node_s_border(qtbot, theme, size):
    theme = load_theme(theme)
    widget = StateDiagram()
    qtbot.addWidget(widget)
    widget.resize(*size)
    visited = tuple({node.state for node in NODES.values()})
    widget.show_picture(picture(visited=visited), theme)
    image = pixels(widget)
    shape = grid(widget, theme=theme)
    for node in NODES.values():
        box = shape.box(node)
        corner = QPoint(math.floor(box.x), math.floor(box.y))
        inner = QRect(corner, QSize(round(box.width), round(box.height))).adjusted(2, 2, -1, -1)
        level, upright = inner.adjusted(14, 0, -14, 0), inner.adjusted(0, 8, 0, -8)
        rims = (
            QRect(level.topLeft(), level.topRight()),
            QRect(level.bottomLeft(), level.bottomRight()),
            QRect(upright.topLeft(), upright.bottomLeft()),
            QRect(upright.topRight(), upright.bottomRight()),
        )
        found = {colour for rim in rims for colour in colours(image.copy(rim))}
        assert found == {theme.canvas}, node.name


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_it_is_painted_finer_on_a_finer_screen(diagram, ratio):
    image = QImage(int(376 * ratio), int(448 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    diagram.render(image)
    point = inside(diagram, "ESTABLISHED", 0.3) * ratio
    assert image.pixelColor(point).name().upper() == LIGHT.hosts[0].tints[1]


def test_another_theme_recolours_it(diagram):
    dark = load_theme("dark")
    diagram.show_picture(ESTABLISHED, dark)
    assert pixels(diagram).pixelColor(2, 2).name().upper() == dark.canvas


def test_it_fits_the_right_panel(diagram):
    assert diagram.minimumSizeHint().width() == 312
    assert (diagram.sizeHint().width(), diagram.sizeHint().height()) == SIZE


class Shouting(QTranslator):
    """Every text of the diagram in capitals, in angle brackets."""

    def translate(self, context, source, disambiguation=None, n=-1):
        return f"‹{source.upper()}›" if context == "StateDiagram" else ""

    def isEmpty(self):
        return False


def test_its_words_follow_the_language(qtbot, qapp, diagram):
    diagram.show_picture(CLOSING, LIGHT, animate=False)
    english = pixels(diagram)
    translator = Shouting()
    qapp.installTranslator(translator)
    try:
        qtbot.waitUntil(lambda: "‹CLOSE› / ‹SND FIN›" in diagram.accessibleDescription())
        assert diagram.accessibleName() == "‹STATE DIAGRAM›"
        assert pixels(diagram) != english
    finally:
        qapp.removeTranslator(translator)
    qtbot.waitUntil(lambda: diagram.accessibleName() == "State diagram")


def test_every_word_of_the_layout_is_offered_to_the_translators():
    used = {text for edge in EDGES.values() for text in (edge.event, edge.action, edge.note)}
    assert used - {""} == set(WORDS)


def test_it_can_be_painted_before_any_picture(qtbot):
    widget = StateDiagram()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show()
    press(widget, QPoint(188, 28))
    assert widget.accessibleName() == "State diagram"


def test_a_used_edge_has_its_hosts_sign_besides_its_colour(diagram, monkeypatch):
    signs = []
    paint = edges.paint_mark
    monkeypatch.setattr(edges, "paint_mark", lambda *given: (signs.append(given), paint(*given)))
    used = {"SYN-SENT>ESTABLISHED": (0,), "LISTEN>SYN-RECEIVED": (1,), "CLOSED>LISTEN": (0, 1)}
    uses = tuple(
        EdgeUse(edge, role, last=False, seen_earlier=False)
        for edge, roles in used.items()
        for role in roles
    )
    diagram.show_picture(picture(client("ESTABLISHED"), edges=uses), LIGHT)
    pixels(diagram)
    drawn = {(role, box.center().toTuple()) for _, box, role, _ in signs}
    assert sorted(role for role, _ in drawn) == [0, 0, 1, 1]  # disc or square, not blue or orange
    for edge, roles in used.items():
        legs = pairwise(grid(diagram).route(EDGES[edge]))
        (x0, y0), (x1, y1) = max(legs, key=lambda leg: math.dist(*leg))
        on = [role for role, (x, y) in drawn if between(x0, x, x1) and between(y0, y, y1)]
        assert sorted(on) == list(roles)


def between(one: float, place: float, other: float) -> bool:
    return min(one, other) - 0.5 <= place <= max(one, other) + 0.5
