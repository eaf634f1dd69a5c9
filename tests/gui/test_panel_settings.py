"""What the experiment panel says of everybody: closing, network, stacks; and the list of edits."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QToolButton,
    QToolTip,
    QWidget,
)

from tcplab.lab.closing import Closing, recognised
from tcplab.lab.fates import lost
from tcplab.sim.network import Network
from tcplab.ui.hosts.fields import NumberField
from tcplab.ui.panels.knob_slider import KnobSlider
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.stack_menu import StackMenu
from tcplab.ui.panels.value_field import ValueField
from tests.support.experiments import client, opened
from tests.support.left_panel import CLOSED, LEFT, named, press

# closing


def segment(panel: LeftPanel, name: str) -> QPushButton:
    return named(panel, QPushButton, f"Closes first: {name}")


def test_closing_shows_what_the_calls_amount_to(show_left):
    _, panel = show_left()
    assert segment(panel, "Client").isChecked()
    checked = [one.text() for one in panel.findChildren(QRadioButton) if one.isChecked()]
    assert checked == ["Peer waits 2.0 s"]


@pytest.mark.parametrize(
    ("name", "closing"),
    [("Server", Closing(1, "waits")), ("Both", Closing(None))],
)
def test_a_press_lets_another_close_first(show_left, name, closing):
    session, panel = show_left()
    press(segment(panel, name))
    assert recognised(session.experiment) == closing
    assert segment(panel, name).isChecked()
    session.undo()
    assert segment(panel, "Client").isChecked()


def test_a_radio_lets_the_peer_go_on_otherwise(show_left):
    session, panel = show_left()
    radios = panel.findChildren(QRadioButton)
    for radio, peer in zip(radios, ("at-once", "waits", "sends", "aborts"), strict=True):
        QTest.mouseClick(radio, LEFT, pos=QPoint(8, radio.height() // 2))
        assert recognised(session.experiment) == Closing(0, peer)
        assert radio.isChecked()


def test_by_hand_nothing_is_chosen_and_a_choice_takes_over(show_left):
    session, panel = show_left(opened(client("abort", 900)))
    radios = panel.findChildren(QRadioButton)
    assert panel.panel.closing._head.hint == "by hand"
    assert not any(one.isChecked() for one in radios)
    QTest.mouseClick(radios[0], LEFT, pos=QPoint(8, radios[0].height() // 2))
    assert recognised(session.experiment) == Closing(0, "at-once")


def test_pressing_what_is_chosen_already_changes_nothing(show_left):
    session, panel = show_left()
    press(segment(panel, "Client"))
    assert not session.history.can_undo
    assert segment(panel, "Client").isChecked()


# network


def drag(slider: QSlider, *xs: int) -> None:
    """Presses at the first x, moves along the others, and lets go."""
    y = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(xs[0], y))
    for x in xs[1:]:
        QTest.mouseMove(slider, QPoint(x, y))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(xs[-1], y))


def test_a_drag_of_the_delay_is_seen_at_once_and_undone_as_one(show_left):
    session, panel = show_left()
    slider = named(panel, KnobSlider, "Delay")
    seen = []
    session.run_changed.connect(lambda: seen.append(session.experiment.network.delay_ms))
    drag(slider, 20, 30, 40, 50)
    assert len(seen) > 2
    assert seen == sorted(set(seen))
    assert session.experiment.network.delay_ms == seen[-1] > 100
    assert all(delay % 10 == 0 for delay in seen)
    assert len(session.history.versions) == 2
    assert named(panel, ValueField, "Delay").text() == f"{seen[-1]} ms"
    session.undo()
    assert session.experiment == CLOSED
    assert slider.value() == 100


def test_each_drag_is_an_edit_of_its_own(show_left):
    session, panel = show_left()
    drag(named(panel, KnobSlider, "Delay"), 20, 30)
    drag(named(panel, KnobSlider, "Loss"), 10, 20)
    assert len(session.history.versions) == 3


def test_the_arrow_keys_move_a_slider_by_its_step(show_left):
    session, panel = show_left()
    slider = named(panel, KnobSlider, "Delay")
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert session.experiment.network.delay_ms == 120
    assert len(session.history.versions) == 3


def test_the_wheel_that_scrolls_the_panel_changes_nothing_on_its_way(show_left):
    session, panel = show_left()
    slider, menu = named(panel, KnobSlider, "Delay"), named(panel, StackMenu, "Stack")

    def turn(widget: QWidget) -> None:
        at = QPointF(widget.rect().center())
        turned = (QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton)
        rest = (Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)
        event = QWheelEvent(at, widget.mapToGlobal(at), *turned, *rest)
        QCoreApplication.sendEvent(widget, event)

    for widget in (slider, menu):
        turn(widget)
        assert session.experiment == CLOSED
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    turn(slider)
    assert session.experiment.network.delay_ms < 100


def type_into(field: QLineEdit, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, key)


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("Delay", "250", "delay_ms", 250),
        ("Delay", "90000 ms", "delay_ms", 90_000),
        ("Jitter", "7", "jitter_ms", 7),
        ("Loss", "2.5", "loss", 0.025),
        ("Duplicate", "100 %", "duplicate", 1.0),
        ("Reorder", "12,5", "reorder", 0.125),
        ("Seed", "42", "seed", 42),
    ],
)
def test_a_value_can_be_typed(show_left, name, text, field, value):
    session, panel = show_left()
    type_into(named(panel, ValueField, name), text)
    assert session.experiment.network == replace(Network(), **{field: value})


@pytest.mark.parametrize("text", ["-5", "abc", "101", ""])
def test_a_wrong_value_is_put_back(show_left, text):
    session, panel = show_left()
    field = named(panel, ValueField, "Loss")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    type_into(field, text)
    assert field.text() == "0 %"
    assert session.experiment == CLOSED


def test_the_end_of_the_experiment_can_be_typed_and_taken_away(show_left):
    session, panel = show_left()
    field = named(panel, NumberField, "Ends at")
    assert (field.text(), field.placeholderText()) == ("", "when all is quiet")
    type_into(field, "1700")
    assert (session.experiment.horizon_ms, session.run.ended) == (1_700, 1_700)
    assert panel.panel.edits.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    type_into(field, "x")
    assert (session.experiment.horizon_ms, field.text()) == (1_700, "1700")
    assert QToolTip.text().startswith("Right are 0 to 2147483647")
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.experiment == CLOSED


def test_the_dice_choose_another_seed(show_left):
    session, panel = show_left()
    press(named(panel, QToolButton, "Another seed"))
    assert session.history.can_undo or session.experiment.network.seed == 0
    seeds = set()
    for _ in range(5):
        press(named(panel, QToolButton, "Another seed"))
        seeds.add(session.experiment.network.seed)
    assert len(seeds) > 1


# stack


def choose(menu: StackMenu, name: str) -> None:
    """Opens the menu, goes to a stack by keys, and presses Enter."""
    menu.setFocus(Qt.FocusReason.TabFocusReason)
    menu.showPopup()
    view = menu.view()
    view.setCurrentIndex(menu.model().index(menu.findData(name), 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def test_a_stack_is_chosen_for_both(show_left):
    session, panel = show_left()
    menu = named(panel, StackMenu, "Stack")
    choose(menu, "linux")
    assert [host.stack for host in session.experiment.hosts] == ["linux", "linux"]
    assert menu.currentText() == "Linux"
    session.undo()
    assert menu.currentText() == "Textbook"


def test_each_host_can_have_its_own(show_left):
    session, panel = show_left()
    press(next(one for one in panel.findChildren(QPushButton) if one.text() == "both hosts"))
    choose(named(panel, StackMenu, "Stack of Server"), "no-time-wait")
    assert [host.stack for host in session.experiment.hosts] == ["textbook", "no-time-wait"]
    assert named(panel, StackMenu, "Stack of Server").property("kind") == "broken"
    press(next(one for one in panel.findChildren(QPushButton) if one.text() == "each host"))
    assert [host.stack for host in session.experiment.hosts] == ["textbook", "textbook"]


def test_different_stacks_are_shown_for_each_host(show_left):
    session, panel = show_left()
    hosts = session.experiment.hosts
    session.edit(replace(CLOSED, hosts=(hosts[0], replace(hosts[1], stack="rfc9293"))))
    assert named(panel, StackMenu, "Stack of Client").currentText() == "Textbook"
    assert named(panel, StackMenu, "Stack of Server").currentText() == "RFC 9293"


# edits


def listed(panel: LeftPanel) -> list[tuple[str, bool]]:
    """What the list says that anybody can see, and whether it is not grey."""
    labels = [one for one in panel.panel.edits.findChildren(QLabel) if one.isVisible()]
    return [(one.text(), one.isEnabled()) for one in labels if one.property("kind") == "secondary"]


def test_edits_are_listed_and_each_is_taken_back_alone(show_left):
    session, panel = show_left()
    assert not panel.panel.edits.isVisible()
    session.edit(lost(lost(CLOSED, "client", 1), "client", 99))
    QCoreApplication.processEvents()  # new rows are shown by the loop
    assert listed(panel) == [
        ("The client’s 1st segment lost", True), ("The client’s 99th segment lost", False),
    ]  # fmt: skip
    press(named(panel, QToolButton, "Take it back: The client’s 1st segment lost"))
    assert session.experiment == lost(CLOSED, "client", 99)
    assert listed(panel) == [("The client’s 99th segment lost", False)]
    row = named(panel, QToolButton, "Take it back: The client’s 99th segment lost").parent()
    assert "sends no 99th segment" in row.toolTip()
    assert row.findChildren(QPushButton)[0].height() >= 18  # its words are in it
    session.undo()
    QCoreApplication.processEvents()
    assert len(listed(panel)) == 2
    title = named(panel, QPushButton, "The client’s 99th segment lost")
    title.setFocus()
    QTest.keyClick(title, Qt.Key.Key_Delete)
    assert session.experiment == lost(CLOSED, "client", 1)
    session.undo()
    QCoreApplication.processEvents()
    press(named(panel, QToolButton, "Fold the edits"))
    assert listed(panel) == []
    press(named(panel, QToolButton, "Show the edits"))
    session.back_to_original()
    assert not panel.panel.edits.isVisible()
