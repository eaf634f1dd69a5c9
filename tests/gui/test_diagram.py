"""The state diagram answers mouse and keyboard, moves its tokens, and paints what it is given."""

import math
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, QTranslator
from PySide6.QtGui import QAction, QColor, QHelpEvent, QImage, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolTip, QVBoxLayout, QWidget

from tcplab.lab.diagram_layout import CLOSED_AGAIN, EDGES, NODES, along
from tcplab.lab.state_picture import Abnormal, EdgeUse, StatePicture, Token
from tcplab.ui.diagram import edges
from tcplab.ui.diagram.look import look_for
from tcplab.ui.diagram.widget import STEP_MS, StateDiagram
from tcplab.ui.diagram.words import WORDS
from tcplab.ui.look.theme import load_theme

LIGHT = load_theme("light")
SIZE = (376, 448)


def picture(*tokens: Token, last: tuple[str, int] | None = None, **fields) -> StatePicture:
    """A picture in which each token is where it is, and one edge may be the last."""
    edges = fields.pop("edges", ())
    if last:
        edges = (*edges, EdgeUse(*last, last=True, seen_earlier=False))
    known = {"visited": (), "abnormal": (), "caption": "", "seen": 0, "total": 26}
    return StatePicture(tokens=tokens, edges=edges, **(known | fields))


def client(state: str) -> Token:
    return Token("client", "C", 0, state)


def server(state: str) -> Token:
    return Token("server", "S", 1, state)


ESTABLISHED = picture(client("ESTABLISHED"), server("ESTABLISHED"))
CLOSING = picture(client("FIN-WAIT-1"), server("ESTABLISHED"), last=("ESTABLISHED>FIN-WAIT-1", 0))


@pytest.fixture
def diagram(qtbot):
    widget = StateDiagram()
    qtbot.addWidget(widget)
    widget.resize(*SIZE)
    widget.show_picture(ESTABLISHED, LIGHT)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def grid(widget: QWidget, full: bool = False, theme=LIGHT):
    return look_for(widget.width(), widget.height(), full, theme).grid


def node_point(widget: QWidget, name: str) -> QPoint:
    box = grid(widget).box(NODES[name])
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def edge_point(widget: QWidget, edge: str, share: float = 0.5) -> QPoint:
    x, y = along(grid(widget).route(EDGES[edge]), share)
    return QPoint(round(x), round(y))


def pixels(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def colours(image: QImage) -> set[str]:
    words = memoryview(image.convertToFormat(QImage.Format.Format_RGB32).constBits()).cast("I")
    return {f"#{word & 0xFFFFFF:06X}" for word in set(words)}


def colours_near(image: QImage, point: QPoint, reach: int) -> set[str]:
    area = QRect(point - QPoint(reach, reach), point + QPoint(reach, reach))
    return colours(image.copy(area.intersected(image.rect())))


def press(qtbot, widget: QWidget, point: QPoint) -> None:
    qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)


@pytest.mark.parametrize("name", NODES)
def test_a_click_on_a_node_tells_its_state(qtbot, diagram, name):
    with qtbot.waitSignal(diagram.state_clicked) as clicked:
        press(qtbot, diagram, node_point(diagram, name))
    assert clicked.args == [NODES[name].state]


@pytest.mark.parametrize("edge", EDGES)
def test_a_click_on_an_edge_tells_its_id(qtbot, diagram, edge):
    with qtbot.waitSignal(diagram.edge_clicked) as clicked:
        press(qtbot, diagram, edge_point(diagram, edge))
    assert clicked.args == [edge]


def test_a_press_that_ends_elsewhere_is_no_click(qtbot, diagram):
    start, end = (node_point(diagram, name) for name in ("LISTEN", "CLOSED"))
    with (
        qtbot.assertNotEmitted(diagram.state_clicked),
        qtbot.assertNotEmitted(diagram.edge_clicked),
    ):
        qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=end)
        press(qtbot, diagram, QPoint(2, 2))
        qtbot.mouseClick(diagram, Qt.MouseButton.RightButton, pos=start)


def test_the_pointer_shows_an_edge_s_words_and_takes_them_away(qtbot, diagram):
    plain = pixels(diagram)
    qtbot.mouseMove(diagram, edge_point(diagram, "LISTEN>SYN-SENT", 0.3))
    qtbot.waitUntil(lambda: pixels(diagram) != plain)
    assert diagram.cursor().shape() == Qt.CursorShape.PointingHandCursor
    qtbot.mouseMove(diagram, QPoint(4, 4))
    qtbot.waitUntil(lambda: pixels(diagram) == plain)
    assert diagram.cursor().shape() == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("edge", EDGES)
def test_an_edge_s_words_stay_inside_the_smallest_panel(qtbot, diagram, edge):
    diagram.resize(312, 296)
    plain = pixels(diagram)
    qtbot.mouseMove(diagram, edge_point(diagram, edge))
    qtbot.waitUntil(lambda: pixels(diagram) != plain)
    image = pixels(diagram)
    rims = (QRect(0, 0, 312, 1), QRect(0, 295, 312, 1), QRect(0, 0, 1, 296), QRect(311, 0, 1, 296))
    assert {colour for rim in rims for colour in colours(image.copy(rim))} == {LIGHT.canvas}


def tip_at(qapp, widget: QWidget, point: QPoint) -> str:
    event = QHelpEvent(QEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    qapp.sendEvent(widget, event)
    return QToolTip.text()


def test_tips_name_states_hosts_and_edges(qapp, diagram):
    assert tip_at(qapp, diagram, node_point(diagram, "ESTABLISHED")) == (
        "ESTABLISHED: Client, Server"
    )
    assert tip_at(qapp, diagram, node_point(diagram, "CLOSING")) == "CLOSING"
    assert tip_at(qapp, diagram, edge_point(diagram, "SYN-RECEIVED>LISTEN")) == (
        "SYN-RECEIVED → LISTEN\nrcv RST (passive open)\nnot yet seen"
    )
    diagram.show_picture(CLOSING, LIGHT)
    assert tip_at(qapp, diagram, edge_point(diagram, "ESTABLISHED>FIN-WAIT-1")) == (
        "ESTABLISHED → FIN-WAIT-1\nCLOSE / snd FIN\nused in this run"
    )


@pytest.fixture
def window(qtbot, diagram):
    """A window with a button before the diagram, and → as its own shortcut."""
    frame = QWidget()
    qtbot.addWidget(frame)
    layout = QVBoxLayout(frame)
    frame.before, frame.steps = QPushButton("before"), []
    layout.addWidget(frame.before)
    layout.addWidget(diagram)
    step = QAction("step", frame)
    step.setShortcut(QKeySequence(Qt.Key.Key_Right))
    step.triggered.connect(lambda: frame.steps.append("→"))
    frame.addAction(step)
    frame.show()
    frame.activateWindow()
    qtbot.waitUntil(frame.isActiveWindow)
    frame.before.setFocus()
    return frame


def test_tab_reaches_the_node_of_the_first_token_and_arrows_go_on(qtbot, window, diagram):
    unfocused = pixels(diagram)
    qtbot.keyClick(window.before, Qt.Key.Key_Tab)
    assert diagram.hasFocus()
    assert pixels(diagram) != unfocused
    with qtbot.waitSignal(diagram.state_clicked) as clicked:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert clicked.args == ["ESTABLISHED"]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right):
        qtbot.keyClick(diagram, key)
    with qtbot.waitSignal(diagram.state_clicked) as clicked:
        qtbot.keyClick(diagram, Qt.Key.Key_Space)
    assert clicked.args == ["CLOSED"]
    assert window.steps == []


def test_tab_leaves_and_the_ring_goes_with_it(qtbot, window, diagram):
    unfocused = pixels(diagram)
    qtbot.keyClick(window.before, Qt.Key.Key_Tab)
    qtbot.keyClick(diagram, Qt.Key.Key_Tab)
    assert window.before.hasFocus()
    assert pixels(diagram) == unfocused


def test_a_click_leaves_the_step_key_to_the_window(qtbot, window, diagram):
    press(qtbot, diagram, node_point(diagram, "LISTEN"))
    assert not diagram.hasFocus()
    qtbot.keyClick(window.before, Qt.Key.Key_Right)
    assert window.steps == ["→"]


def test_a_token_walks_its_edge_and_arrives(qtbot, diagram):
    diagram.show_picture(CLOSING, LIGHT)
    shown = [pixels(diagram)]
    qtbot.waitUntil(lambda: pixels(diagram) != shown[0], timeout=STEP_MS)
    qtbot.wait(2 * STEP_MS)
    still = StateDiagram()
    qtbot.addWidget(still)
    still.resize(*SIZE)
    still.show_picture(CLOSING, LIGHT)
    assert pixels(diagram) == pixels(still)


@pytest.mark.parametrize("reduced", [False, True])
def test_nothing_walks_without_animation_or_with_reduced_motion(qtbot, diagram, reduced):
    diagram.set_reduced_motion(reduced)
    diagram.show_picture(CLOSING, LIGHT, animate=reduced)
    first = pixels(diagram)
    qtbot.wait(STEP_MS // 2)
    assert pixels(diagram) == first
    assert LIGHT.hosts[0].token in colours_near(first, corner(diagram, "FIN-WAIT-1", 0), 6)


def test_a_token_that_only_came_to_light_does_not_walk(qtbot, diagram):
    diagram.show_picture(CLOSING, LIGHT, animate=False)
    moved_on = picture(*CLOSING.tokens, last=("ESTABLISHED>FIN-WAIT-1", 0), caption="later")
    diagram.show_picture(moved_on, LIGHT)
    first = pixels(diagram)
    qtbot.wait(STEP_MS // 2)
    assert pixels(diagram) == first


def test_the_restart_walks_its_loop(qtbot, diagram):
    diagram.show_picture(picture(client("TIME-WAIT")), LIGHT, animate=False)
    diagram.show_picture(picture(client("TIME-WAIT"), last=("TIME-WAIT>TIME-WAIT", 0)), LIGHT)
    first = pixels(diagram)
    qtbot.waitUntil(lambda: pixels(diagram) != first, timeout=STEP_MS)


def corner(widget: QWidget, name: str, right: int) -> QPoint:
    box = grid(widget).box(NODES[name])
    return QPoint(round(box.x + right * box.width), round(box.y))


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
    press(qtbot, widget, QPoint(188, 28))
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
