"""The state diagram answers mouse and keyboard, and moves its tokens."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QAction, QHelpEvent, QKeySequence
from PySide6.QtWidgets import QPushButton, QToolTip, QVBoxLayout, QWidget

from tcplab.lab.diagram_layout import EDGES, NODES
from tcplab.ui.diagram.widget import STEP_MS, StateDiagram
from tests.support.diagram import (
    CLOSING,
    LIGHT,
    SIZE,
    client,
    colours,
    colours_near,
    corner,
    edge_point,
    node_point,
    picture,
    pixels,
    press,
)


@pytest.mark.parametrize("name", NODES)
def test_a_click_on_a_node_tells_its_state(qtbot, diagram, name):
    with qtbot.waitSignal(diagram.state_clicked) as clicked:
        press(diagram, node_point(diagram, name))
    assert clicked.args == [NODES[name].state]


@pytest.mark.parametrize("edge", EDGES)
def test_a_click_on_an_edge_tells_its_id(qtbot, diagram, edge):
    with qtbot.waitSignal(diagram.edge_clicked) as clicked:
        press(diagram, edge_point(diagram, edge))
    assert clicked.args == [edge]


def test_a_press_that_ends_elsewhere_is_no_click(qtbot, diagram):
    start, end = (node_point(diagram, name) for name in ("LISTEN", "CLOSED"))
    with (
        qtbot.assertNotEmitted(diagram.state_clicked),
        qtbot.assertNotEmitted(diagram.edge_clicked),
    ):
        qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=start)
        qtbot.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=end)
        press(diagram, QPoint(2, 2))
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
    press(diagram, node_point(diagram, "LISTEN"))
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
