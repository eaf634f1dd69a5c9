"""The experiment panel with mouse and keys, on a real session."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QSlider, QToolButton, QWidget

from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.lab.closing import Closing, recognised
from tcplab.lab.fates import lost
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Network
from tcplab.ui.look.theme import apply_theme, load_theme, style_sheet
from tcplab.ui.panels.host_name import HostName
from tcplab.ui.panels.knob_slider import KnobSlider
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.lesson_delegate import ROW_ROLE
from tcplab.ui.panels.lessons import LessonList
from tcplab.ui.panels.stack_menu import StackMenu
from tcplab.ui.panels.value_field import ValueField
from tcplab.ui.session import Session
from tests.support.experiments import client, experiment, opened, server

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def show(qapp, qtbot, settings, undressed):
    """Shows the panel on a session with an experiment, or with a lesson."""
    theme = load_theme("light")
    apply_theme(qapp, theme)
    qapp.setStyleSheet(style_sheet(theme))

    def shown(what: Experiment = CLOSED, lesson=None) -> tuple[Session, LeftPanel]:
        session = Session(what, lesson)
        panel = LeftPanel(session, settings)
        panel.set_theme(theme)
        panel.resize(248, 856)
        qtbot.addWidget(panel)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return session, panel

    return shown


def named(panel: QWidget, kind: type, name: str):
    """The one visible widget of a kind with this accessible name."""
    found = [one for one in panel.findChildren(kind) if one.accessibleName() == name]
    visible = [one for one in found if one.isVisible()]
    assert len(visible) == 1, [one.accessibleName() for one in panel.findChildren(kind)]
    return visible[0]


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT)


def test_the_open_lesson_and_its_variants_stay_in_view(show):
    """In whole rows; also where a list that had room for all becomes short again."""
    _, panel = show(lesson=read_lesson("netstat"))
    (listed,) = panel.findChildren(LessonList)
    for height in (856, 2_000, 700):
        panel.resize(248, height)
        QCoreApplication.processEvents()
        rows = [listed.model().index(row, 0) for row in range(listed.model().rowCount())]
        mine = [row for row in rows if row.data(ROW_ROLE).lesson == "netstat"]
        assert len(mine) > 2
        for row in mine:
            assert listed.viewport().rect().contains(listed.visualRect(row)), height
        assert listed.visualRect(rows[0]).top() % listed.visualRect(rows[0]).height() == 0


# calls


def test_close_by_hand_closes_and_shows_it(show):
    session, panel = show(opened())
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


def test_what_cannot_be_called_is_disabled_and_says_why(show):
    session, panel = show()
    session.go_to_time(3_600)
    button = named(panel, QPushButton, "Server: close()")
    assert not button.isEnabled()
    assert "error: connection closing" in button.toolTip()
    assert "RFC 9293 §3.10.4" in button.accessibleDescription()
    press(button)
    assert session.experiment == CLOSED


def test_the_buttons_follow_the_cursor(show):
    session, panel = show()
    send = named(panel, QPushButton, "Client: send()")
    assert not send.isEnabled()
    session.go_to_time(400)
    assert send.isEnabled()
    press(send)
    assert session.experiment.calls[-1] == client("send", 400, octets=100)


def test_an_experiment_begins_with_listen_on_the_server(show):
    session, panel = show(experiment())
    assert named(panel, QPushButton, "Server: listen()").property("kind") == "start"
    press(named(panel, QPushButton, "Server: listen()"))
    press(named(panel, QPushButton, "Client: connect()"))
    assert [call.do for call in session.experiment.calls] == ["listen", "connect"]
    session.go(session.last)
    states = [one.tcb.state.value for one in session.moment.world.hosts[0].connections.values()]
    assert states == ["ESTABLISHED"]
    assert named(panel, QPushButton, "Server: listen()").property("kind") == "call"


def test_calls_can_be_pressed_with_the_keyboard(show):
    session, panel = show(opened())
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


def test_a_double_click_renames_a_host_everywhere(show):
    session, panel = show()
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
def test_a_wrong_name_is_explained_beneath_and_changes_nothing(show, name, problem):
    session, panel = show()
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


def test_f2_on_a_call_renames_its_host(show, qtbot):
    session, panel = show()
    session.go_to_time(400)
    button = named(panel, QPushButton, "Server: close()")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_F2)
    editor = panel.window().focusWidget()
    assert editor.text() == "server"


# closing


def segment(panel: LeftPanel, name: str) -> QPushButton:
    return named(panel, QPushButton, f"Closes first: {name}")


def test_closing_shows_what_the_calls_amount_to(show):
    _, panel = show()
    assert segment(panel, "Client").isChecked()
    checked = [one.text() for one in panel.findChildren(QRadioButton) if one.isChecked()]
    assert checked == ["Peer waits 2.0 s"]


@pytest.mark.parametrize(
    ("name", "closing"),
    [("Server", Closing(1, "waits")), ("Both", Closing(None))],
)
def test_a_press_lets_another_close_first(show, name, closing):
    session, panel = show()
    press(segment(panel, name))
    assert recognised(session.experiment) == closing
    assert segment(panel, name).isChecked()
    session.undo()
    assert segment(panel, "Client").isChecked()


def test_a_radio_lets_the_peer_go_on_otherwise(show):
    session, panel = show()
    radios = panel.findChildren(QRadioButton)
    for radio, peer in zip(radios, ("at-once", "waits", "sends", "aborts"), strict=True):
        QTest.mouseClick(radio, LEFT, pos=QPoint(8, radio.height() // 2))
        assert recognised(session.experiment) == Closing(0, peer)
        assert radio.isChecked()


def test_by_hand_nothing_is_chosen_and_a_choice_takes_over(show):
    session, panel = show(opened(client("abort", 900)))
    radios = panel.findChildren(QRadioButton)
    assert panel.panel.closing._head.hint == "by hand"
    assert not any(one.isChecked() for one in radios)
    QTest.mouseClick(radios[0], LEFT, pos=QPoint(8, radios[0].height() // 2))
    assert recognised(session.experiment) == Closing(0, "at-once")


def test_pressing_what_is_chosen_already_changes_nothing(show):
    session, panel = show()
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


def test_a_drag_of_the_delay_is_seen_at_once_and_undone_as_one(show):
    session, panel = show()
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


def test_each_drag_is_an_edit_of_its_own(show):
    session, panel = show()
    drag(named(panel, KnobSlider, "Delay"), 20, 30)
    drag(named(panel, KnobSlider, "Loss"), 10, 20)
    assert len(session.history.versions) == 3


def test_the_arrow_keys_move_a_slider_by_its_step(show):
    session, panel = show()
    slider = named(panel, KnobSlider, "Delay")
    slider.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert session.experiment.network.delay_ms == 120
    assert len(session.history.versions) == 3


def test_the_wheel_that_scrolls_the_panel_changes_nothing_on_its_way(show):
    session, panel = show()
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


def type_into(field: ValueField, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
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
def test_a_value_can_be_typed(show, name, text, field, value):
    session, panel = show()
    type_into(named(panel, ValueField, name), text)
    assert session.experiment.network == replace(Network(), **{field: value})


@pytest.mark.parametrize("text", ["-5", "abc", "101", ""])
def test_a_wrong_value_is_put_back(show, text):
    session, panel = show()
    field = named(panel, ValueField, "Loss")
    field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(field, Qt.Key.Key_Delete)
    type_into(field, text)
    assert field.text() == "0 %"
    assert session.experiment == CLOSED


def test_the_dice_choose_another_seed(show):
    session, panel = show()
    press(named(panel, QToolButton, "Another seed"))
    assert session.history.can_undo or session.experiment.network.seed == 0
    seeds = set()
    for _ in range(5):
        press(named(panel, QToolButton, "Another seed"))
        seeds.add(session.experiment.network.seed)
    assert len(seeds) > 1


# edits


def listed(panel: LeftPanel) -> list[tuple[str, bool]]:
    """What the list says that anybody can see, and whether it is not grey."""
    labels = [one for one in panel.panel.edits.findChildren(QLabel) if one.isVisible()]
    return [(one.text(), one.isEnabled()) for one in labels if one.property("kind") == "secondary"]


def test_edits_are_listed_and_each_is_taken_back_alone(show):
    session, panel = show()
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


# stack


def choose(menu: StackMenu, name: str) -> None:
    """Opens the menu, goes to a stack by keys, and presses Enter."""
    menu.setFocus(Qt.FocusReason.TabFocusReason)
    menu.showPopup()
    view = menu.view()
    view.setCurrentIndex(menu.model().index(menu.findData(name), 0))
    QTest.keyClick(view, Qt.Key.Key_Return)


def test_a_stack_is_chosen_for_both(show):
    session, panel = show()
    menu = named(panel, StackMenu, "Stack")
    choose(menu, "linux")
    assert [host.stack for host in session.experiment.hosts] == ["linux", "linux"]
    assert menu.currentText() == "Linux"
    session.undo()
    assert menu.currentText() == "Textbook"


def test_each_host_can_have_its_own(show):
    session, panel = show()
    press(next(one for one in panel.findChildren(QPushButton) if one.text() == "both hosts"))
    choose(named(panel, StackMenu, "Stack of Server"), "no-time-wait")
    assert [host.stack for host in session.experiment.hosts] == ["textbook", "no-time-wait"]
    assert named(panel, StackMenu, "Stack of Server").property("kind") == "broken"
    press(next(one for one in panel.findChildren(QPushButton) if one.text() == "each host"))
    assert [host.stack for host in session.experiment.hosts] == ["textbook", "textbook"]


def test_different_stacks_are_shown_for_each_host(show):
    session, panel = show()
    hosts = session.experiment.hosts
    session.edit(replace(CLOSED, hosts=(hosts[0], replace(hosts[1], stack="rfc9293"))))
    assert named(panel, StackMenu, "Stack of Client").currentText() == "Textbook"
    assert named(panel, StackMenu, "Stack of Server").currentText() == "RFC 9293"


# lessons


def lesson_rows(panel: LeftPanel):
    view = panel.findChild(LessonList)
    model = view.model()
    return view, [model.index(row) for row in range(model.rowCount())]


def test_a_click_on_a_lesson_asks_for_it(show, qtbot):
    _, panel = show()
    view, rows = lesson_rows(panel)
    second = next(one for one in rows if one.data(ROW_ROLE).number == 2)
    with qtbot.waitSignal(panel.lesson_chosen) as asked:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(second).center())
    assert asked.args == [lesson_ids()[1], 0]


def test_the_keyboard_goes_along_lessons_and_past_headings(show, qtbot):
    _, panel = show()
    view = panel.findChild(LessonList)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.lesson_chosen) as asked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked.args[0] in lesson_ids()[:3]


def test_the_open_lesson_is_marked_and_done_once_its_end_is_seen(show, settings):
    lesson = read_lesson("handshake")
    session, panel = show(lesson.experiment, lesson)
    opened_rows = [row.data(ROW_ROLE) for row in lesson_rows(panel)[1]]
    assert [row.lesson for row in opened_rows if row.is_open] == ["handshake"]
    assert settings.done == frozenset()
    session.go(session.last)
    assert settings.done == {"handshake"}
    assert panel.panel.lessons._head.hint.startswith("1 of ")
    assert panel.listed[0] == lesson.id


def test_an_edited_lesson_is_not_done_by_its_end(show, settings):
    lesson = read_lesson("handshake")
    session, _ = show(lesson.experiment, lesson)
    session.edit(lost(session.experiment, "client", 1))
    session.go(session.last)
    assert settings.done == frozenset()


# whatever else


def test_every_control_has_a_name_for_those_who_cannot_see_it(show):
    _, panel = show()
    kinds = (QPushButton, QToolButton, QSlider, ValueField, StackMenu, LessonList)
    nameless = [
        one
        for kind in kinds
        for one in panel.findChildren(kind)
        if one.isVisible() and not (one.accessibleName() or one.text())
    ]
    assert nameless == []


def test_tab_goes_through_all_sections(show):
    session, panel = show()
    session.go_to_time(1_000)
    panel.findChild(LessonList).setFocus(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(40):
        widget = panel.window().focusWidget()
        visited.append(type(widget).__name__)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    for kind in ("LessonList", "QRadioButton", "KnobSlider", "ValueField", "StackMenu"):
        assert kind in visited
    assert visited.count("KnobSlider") >= 5


def test_nothing_overflows_at_the_narrowest_width(show):
    _, panel = show()
    panel.resize(240, 640)
    QCoreApplication.processEvents()
    area = panel.panel.findChildren(QWidget)
    page = panel.panel.lessons.parent()
    too_wide = [
        one for one in area
        if one.isVisible() and one.parent() is page and one.geometry().right() > page.width()
    ]  # fmt: skip
    assert too_wide == []
    assert page.minimumSizeHint().width() <= 240


def test_a_change_of_language_says_everything_again(show, qapp):
    _, panel = show()
    qapp.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert named(panel, QPushButton, "Client: close()").isVisible()
