""" "Take me there": clicks and keys on the state diagram where the run never comes."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tcplab.files.lessons import Opened
from tcplab.lab.diagram_layout import EDGES, NODES, along
from tcplab.ui.diagram.edges import way_of
from tcplab.ui.window import MainWindow
from tests.support.experiments import experiment

KEY = Qt.Key


@pytest.fixture
def at_end(make):
    window = make("handshake")
    window.go(window.session.last)
    return window


def node(window: MainWindow, name: str) -> QPoint:
    box = window.right.diagram._scene.look.grid.box(NODES[name])
    return QPoint(round(box.x + box.width / 2), round(box.y + box.height / 2))


def edge(window: MainWindow, name: str) -> QPoint:
    x, y = along(way_of(window.right.diagram._scene, EDGES[name]), 0.5)
    return QPoint(round(x), round(y))


def states(window: MainWindow) -> list[str]:
    return [token.state for token in window.right.diagram._scene.picture.tokens]


def test_a_click_offers_the_way_and_the_button_goes_it(at_end, click, qtbot):
    window, way = at_end, at_end.right.way
    before = window.session.experiment
    assert not way.isVisible()
    click(window.right.diagram, node(window, "CLOSING"))
    assert way.isVisible()
    assert way.text.text() == "No way there in this run."
    assert way.button.text() == "Take me there"
    assert window.session.experiment == before
    click(way.button)
    assert way.button.text() == "Stop"
    qtbot.waitUntil(lambda: window.session.experiment != before)
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert states(window) == ["FIN-WAIT-1", "CLOSING"]  # the client's FIN was sent first
    assert not way.isVisible()
    assert window.session.unsaved
    window.action["undo"].trigger()
    assert window.session.experiment == before


def test_a_click_where_the_run_comes_goes_there_as_ever(at_end, click):
    click(at_end.right.diagram, node(at_end, "CLOSING"))
    click(at_end.right.diagram, node(at_end, "SYN-SENT"))
    assert states(at_end)[0] == "SYN-SENT"
    assert not at_end.right.way.isVisible()


def test_an_edge_is_offered_too_and_the_bar_tells_of_the_search(at_end, click, qtbot):
    window, way = at_end, at_end.right.way
    click(window.right.diagram, edge(window, "SYN-RECEIVED>FIN-WAIT-1"))
    click(way.button)
    assert window.busy_bar.isVisible()
    qtbot.waitUntil(lambda: not way.seeking.busy, timeout=60_000)
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert not window.busy_bar.isVisible()
    taken = [use.edge for use in window.right.diagram._scene.picture.edges if use.last]
    assert "SYN-RECEIVED>FIN-WAIT-1" in taken


def test_what_no_program_can_do_is_said_at_once(at_end, click):
    click(at_end.right.diagram, edge(at_end, "LISTEN>SYN-SENT"))
    way = at_end.right.way
    assert way.text.text() == "No program gets there: a socket that listens cannot send."
    assert not way.button.isVisible()


def test_escape_ends_the_search_and_then_the_notice(at_end, click):
    window, way = at_end, at_end.right.way
    before = window.session.experiment
    click(window.right.diagram, edge(window, "TIME-WAIT>TIME-WAIT"))
    click(way.button)
    assert way.seeking.busy
    QTest.keyClick(window.canvas, KEY.Key_Escape)
    assert not way.seeking.busy
    assert not window.busy_bar.isVisible()
    assert way.button.text() == "Take me there"
    QTest.keyClick(window.canvas, KEY.Key_Escape)
    assert not way.isVisible()
    assert window.session.experiment == before


def test_the_keyboard_alone_will_do(at_end, qtbot):
    window, way, diagram = at_end, at_end.right.way, at_end.right.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    assert diagram._scene.focused_node == "ESTABLISHED"
    QTest.keyClick(diagram, KEY.Key_Down)
    name = diagram._scene.focused_node
    assert name == "CLOSING"
    QTest.keyClick(diagram, KEY.Key_Space)
    assert way.isVisible()
    QTest.keyClick(diagram, KEY.Key_Tab)
    assert window.focusWidget() is way.button
    QTest.keyClick(way.button, KEY.Key_Return)
    qtbot.waitUntil(lambda: "CLOSING" in states(window))
    assert not way.isVisible()
    assert window.focusWidget() is diagram


def test_another_moment_takes_the_offer_and_the_search_away(at_end, click):
    window, way = at_end, at_end.right.way
    click(window.right.diagram, edge(window, "TIME-WAIT>TIME-WAIT"))
    click(way.button)
    QTest.keyClick(window.canvas, KEY.Key_Left)
    assert not way.seeking.busy
    assert not way.isVisible()


def test_a_search_without_end_says_how_far_it_went(at_end, click, qtbot, monkeypatch):
    monkeypatch.setattr("tcplab.ui.seeking._PATIENCE_S", 0.05)
    window, way = at_end, at_end.right.way
    before = window.session.experiment
    click(window.right.diagram, edge(window, "TIME-WAIT>TIME-WAIT"))
    click(way.button)
    qtbot.waitUntil(lambda: not way.seeking.busy)
    assert way.text.text().startswith("No way found within ")
    assert way.text.text().endswith(" runs.")
    assert window.session.experiment == before


def test_where_all_was_tried_nothing_more_is_promised(make, click, qtbot):
    window = make(Opened(experiment(hosts=("client",))))
    way = window.right.way
    click(window.right.diagram, node(window, "ESTABLISHED"))
    click(way.button)
    qtbot.waitUntil(lambda: not way.seeking.busy, timeout=60_000)
    assert way.text.text() == "No way found with up to 3 more calls or mishaps."
    assert not way.button.isVisible()


def test_it_is_offered_in_chinese(at_end, click, qtbot):
    click(at_end.right.diagram, node(at_end, "CLOSING"))
    at_end.set_language("zh_CN")
    qtbot.waitUntil(lambda: at_end.right.way.text.text() == "本次运行不会到这里。")
    assert at_end.right.way.button.text() == "带我去"
