"""The dialog of a host's choices, by mouse and keys, behind the real window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QToolButton

from tcplab.lab.host_options import NAMES
from tcplab.sim.experiment import HostSetup
from tcplab.ui.hosts.words import GROUPS
from tcplab.ui.panels.padded_scroll import PaddedScroll

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(make, qtbot):
    """The window of the handshake, with the dialog that the key O has opened."""
    window = make("handshake")
    QTest.keyClick(window.canvas, KEY.Key_O)
    dialog = window.host_dialog
    assert not dialog.isVisible()  # until it is whole
    qtbot.waitUntil(dialog.isActiveWindow)
    return window, dialog


def write(field, text: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClick(field, KEY.Key_Delete)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, KEY.Key_Return)


def test_every_choice_of_a_file_has_its_field(opened, qtbot):
    _, dialog = opened
    assert set(dialog.fields) == {key for group in GROUPS.values() for key in group} == set(NAMES)
    assert all(field.accessibleName() for field in dialog.fields.values())
    assert dialog.fields["msl_s"].placeholderText() == "30"
    assert "TIME-WAIT lasts twice as long" in dialog.fields["msl_s"].toolTip()
    assert "msl_s: 0–" in dialog.fields["msl_s"].toolTip()
    (area,) = dialog.findChildren(PaddedScroll)
    assert area.verticalScrollBar().maximum() == 0  # all of them are seen at once
    dialog.resize(800, 500)
    qtbot.waitUntil(lambda: area.widget().width() == area.viewport().width() < area.width())
    assert area.verticalScrollBar().maximum() > 0
    units = [one for one in dialog.findChildren(QLabel) if one.text() == "octets"]
    ends = [one.mapTo(area, QPoint(one.width(), 0)).x() for one in units]
    assert max(ends) < area.viewport().width() - 4


def test_what_is_typed_is_an_edit_at_once_and_can_be_undone(opened):
    window, dialog = opened
    session, field = window.session, dialog.fields["msl_s"]
    before = session.experiment
    write(field, "7")
    assert session.experiment.hosts[0].msl_s == 7
    assert window.left.panel.edits.isVisibleTo(window)
    assert dialog.isVisible()  # Enter ends what is typed, and no more
    write(field, "9999999")
    assert (session.experiment.hosts[0].msl_s, field.text()) == (7, "7")
    assert dialog.hint.text().startswith("Right are 0 to 2147483")
    QTest.keyClick(field, KEY.Key_Z, CONTROL)
    assert session.experiment == before
    assert field.text() == ""
    write(dialog.fields["last_port"], "39999")
    assert session.experiment == before
    assert "at least the first port" in dialog.hint.text()


def test_answers_are_chosen_for_any_host_and_all_are_taken_back(opened):
    window, dialog = opened
    session = window.session
    QTest.keyClick(dialog.host, KEY.Key_Down)
    stamps, shift = dialog.fields["timestamps"], dialog.fields["window_scale"]
    assert stamps.currentText() == "as the stack: no"
    QTest.keyClick(stamps, KEY.Key_Down)
    for _ in range(2):
        QTest.keyClick(shift, KEY.Key_Down)
    server = session.experiment.hosts[1]
    assert (server.timestamps, server.window_scale) == (True, 0)
    assert server.window_scale is not False
    QTest.keyClick(shift, KEY.Key_Up)
    assert session.experiment.hosts[1].window_scale is False
    back = dialog.findChild(QDialogButtonBox).buttons()
    next(one for one in back if "stack" in one.text()).click()
    assert session.experiment.hosts[1] == HostSetup("server")  # its number is no longer its own


def test_the_button_of_a_host_opens_it_and_another_language_is_spoken_at_once(make, click, qtbot):
    window = make("no-time-wait")  # its hosts have stacks of their own
    session = window.session
    session.go(0)
    buttons = window.left.panel.stack.findChildren(QToolButton)
    shown = [one for one in buttons if one.isVisible()]
    click(shown[-1])
    dialog = window.host_dialog
    qtbot.waitUntil(dialog.isActiveWindow)
    assert dialog.host.currentText() == ("Server" if len(shown) > 1 else "Client")
    at = dialog.host.currentIndex()
    window.set_language("zh_CN")
    qtbot.waitUntil(lambda: dialog.windowTitle() == "主机选项")
    assert "时间戳" in [one.text() for one in dialog.findChildren(QLabel)]
    assert dialog.host.currentIndex() == at
    QTest.keyClick(dialog, KEY.Key_Escape)
    assert not dialog.isVisible()
    click(shown[-1])
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.fields["msl_s"].isVisible()
