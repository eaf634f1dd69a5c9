"""The calls of each host in the experiment panel, and the names of hosts."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from tcplab.ui.panels.host_name import HostName
from tcplab.ui.panels.left import LeftPanel
from tests.support.experiments import client, experiment, opened
from tests.support.left_panel import CLOSED, LEFT, named, press

# calls


def test_close_by_hand_closes_and_shows_it(show_left):
    session, panel = show_left(opened())
    session.go(session.last)
    before = session.run
    press(named(panel, QPushButton, "Client: close()"))
    assert session.experiment.calls[-1] == client("close", before.ended)
    assert session.run is not before
    assert session.moment.world.hosts[0].connections == {
        key: connection
        for key, connection in session.moment.world.hosts[0].connections.items()
        if connection.tcb.state.value == "FIN-WAIT-1"
    }
    session.undo()
    assert session.experiment == opened()


def test_what_cannot_be_called_is_disabled_and_says_why(show_left):
    session, panel = show_left()
    session.go_to_time(3_600)
    button = named(panel, QPushButton, "Server: close()")
    assert not button.isEnabled()
    assert "error: connection closing" in button.toolTip()
    assert "RFC 9293 §3.10.4" in button.accessibleDescription()
    press(button)
    assert session.experiment == CLOSED


def test_the_buttons_follow_the_cursor(show_left):
    session, panel = show_left()
    send = named(panel, QPushButton, "Client: send()")
    assert not send.isEnabled()
    session.go_to_time(400)
    assert send.isEnabled()
    press(send)
    assert session.experiment.calls[-1] == client("send", 400, octets=100)


def test_an_experiment_begins_with_listen_on_the_server(show_left):
    session, panel = show_left(experiment())
    assert named(panel, QPushButton, "Server: listen()").property("kind") == "start"
    press(named(panel, QPushButton, "Server: listen()"))
    press(named(panel, QPushButton, "Client: connect()"))
    assert [call.do for call in session.experiment.calls] == ["listen", "connect"]
    session.go(session.last)
    states = [one.tcb.state.value for one in session.moment.world.hosts[0].connections.values()]
    assert states == ["ESTABLISHED"]
    assert named(panel, QPushButton, "Server: listen()").property("kind") == "call"


def test_calls_can_be_pressed_with_the_keyboard(show_left):
    session, panel = show_left(opened())
    session.go(session.last)
    button = named(panel, QPushButton, "Client: abort()")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert session.experiment.calls[-1].do == "abort"


# the host's name


def begin_renaming(panel: LeftPanel, name: str):
    head = next(
        one for one in panel.findChildren(HostName) if one.isVisible() and name in one._head.text()
    )
    QTest.mouseDClick(head._head, LEFT)
    return head._editor


def test_a_double_click_renames_a_host_everywhere(show_left):
    session, panel = show_left()
    editor = begin_renaming(panel, "Client")
    assert (editor.text(), editor.selectedText()) == ("client", "client")
    QTest.keyClicks(editor, "alice")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert [host.name for host in session.experiment.hosts] == ["alice", "server"]
    assert {call.host for call in session.experiment.calls} == {"alice", "server"}
    assert named(panel, QPushButton, "Alice: abort()")
    session.undo()
    assert session.experiment == CLOSED


@pytest.mark.parametrize(("name", "problem"), [("a b", "letters"), ("server", "Another host")])
def test_a_wrong_name_is_explained_beneath_and_changes_nothing(show_left, name, problem):
    session, panel = show_left()
    editor = begin_renaming(panel, "Client")
    QTest.keyClicks(editor, name)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    head = editor.parent()
    assert problem in head._problem.text()
    assert head._problem.isVisible()
    assert session.experiment == CLOSED
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not head._problem.isVisible()
    assert head._head.isVisible()


def test_f2_on_a_call_renames_its_host(show_left, qtbot):
    session, panel = show_left()
    session.go_to_time(400)
    button = named(panel, QPushButton, "Server: close()")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_F2)
    editor = panel.window().focusWidget()
    assert editor.text() == "server"
