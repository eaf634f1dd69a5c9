"""Going through a run in the real window, by keys, buttons and mouse."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSlider,
    QToolButton,
)

from tcplab.files.lessons import Opened
from tcplab.sim.experiment import Experiment, HostSetup

KEY = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def press(qtbot):
    """Presses a key where the keyboard is."""

    def press(key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier, times: int = 1) -> None:
        for _ in range(times):
            qtbot.keyClick(QApplication.focusWidget(), key, modifiers)

    return press


def button(window, name: str) -> QToolButton:
    """The toolbar's button for an action."""
    action = window.action[name]
    return next(
        one for one in window.toolbar.findChildren(QToolButton) if one.defaultAction() is action
    )


def test_it_opens_at_the_beginning_with_the_keyboard_on_the_canvas(make):
    window = make("handshake")
    assert window.session.cursor == 0
    assert QApplication.focusWidget() is window.canvas
    assert window.toolbar.step.text() == "Step 0 of 5"


@pytest.mark.parametrize(("forward", "back"), [("Right", "Left"), ("PageDown", "PageUp")])
def test_keys_step(make, press, forward, back):
    window = make("handshake")
    press(getattr(KEY, f"Key_{forward}"), times=3)
    assert window.session.cursor == 3
    press(getattr(KEY, f"Key_{back}"))
    assert window.session.cursor == 2
    assert window.toolbar.step.text() == "Step 2 of 5"


def test_home_and_end(make, press):
    window = make("handshake")
    press(KEY.Key_End)
    assert window.session.cursor == window.session.last == 5
    press(KEY.Key_Right)
    assert window.session.cursor == 5
    press(KEY.Key_Home)
    assert window.session.cursor == 0


def test_shift_and_arrows_go_to_changes_of_state(make, press):
    window = make("last-ack-lost")
    seen = []
    while window.session.cursor < window.session.last:
        press(KEY.Key_Right, SHIFT)
        seen.append(window.session.cursor)
    assert 2 < len(seen) < window.session.last
    press(KEY.Key_Left, SHIFT)
    assert window.session.cursor == seen[-2]


def test_buttons_step_and_are_disabled_at_the_ends(make, click):
    window = make("handshake")
    assert not button(window, "back").isEnabled()
    click(button(window, "forward"))
    click(button(window, "forward"))
    assert window.session.cursor == 2
    click(button(window, "back"))
    assert window.session.cursor == 1
    click(button(window, "end"))
    assert window.session.cursor == window.session.last
    assert not button(window, "forward").isEnabled()
    click(button(window, "start"))
    assert window.session.cursor == 0


def test_every_view_shows_the_same_moment(make, press):
    window = make("last-ack-lost")
    press(KEY.Key_Right, times=4)
    assert window.canvas.view.cursor == 4
    told = window.right.diagram.accessibleDescription()
    assert "Client: ESTABLISHED, Server: SYN-RECEIVED" in told
    sections = [section for section in window.left.panel.calls if section.isVisible()]
    states = [section.findChildren(QLabel)[-1].text() for section in sections]
    assert states == ["in ESTABLISHED", "in SYN-RECEIVED"]


def test_space_plays_and_pauses(make, press, qtbot):
    window = make("handshake")
    window.player.speed = 50.0
    with qtbot.waitSignal(window.player.playing_changed, check_params_cb=lambda on: not on):
        press(KEY.Key_Space)
        assert window.player.playing
    assert window.session.cursor == window.session.last


def test_a_step_by_hand_stops_the_playing(make, press):
    window = make("handshake")
    press(KEY.Key_Space)
    assert window.player.playing
    press(KEY.Key_Right)
    assert not window.player.playing
    assert window.session.cursor == 1


def test_a_chosen_speed_is_used_and_remembered(make):
    window = make("handshake")
    fast = next(one for one in window.toolbar.findChildren(object) if _is_speed(one, 4.0))
    fast.trigger()
    assert window.player.speed == 4.0
    assert make("handshake").player.speed == 4.0


def _is_speed(one, speed) -> bool:
    return hasattr(one, "data") and callable(one.data) and one.data() == speed


def test_losing_a_segment_by_keys_undo_and_redo(make, press):
    window = make("handshake")
    press(KEY.Key_Tab)
    assert window.canvas.picked is not None
    before = window.session.experiment
    press(KEY.Key_L)
    lost = window.session.experiment
    assert [fate.do for fate in lost.fates] == ["lose"]
    assert window.isWindowModified()
    press(KEY.Key_Z, CONTROL)
    assert window.session.experiment == before
    assert not window.isWindowModified()
    press(KEY.Key_Z, CONTROL | SHIFT)
    assert window.session.experiment == lost
    press(KEY.Key_Z, CONTROL)
    press(KEY.Key_Y, CONTROL)
    assert window.session.experiment == lost


def test_delay_duplicate_and_clear_by_keys(make, press):
    window = make("handshake")
    press(KEY.Key_Tab)
    press(KEY.Key_BracketRight, times=2)
    press(KEY.Key_BracketLeft)
    press(KEY.Key_D)
    fates = {fate.do: fate.ms for fate in window.session.experiment.fates}
    assert fates == {"delay": 50, "duplicate": None}
    press(KEY.Key_Delete)
    assert window.session.experiment.fates == ()


def test_back_to_the_lesson_is_one_edit_that_can_be_undone(make, press):
    window = make("handshake")
    press(KEY.Key_Tab)
    press(KEY.Key_L)
    press(KEY.Key_D)
    edited = window.session.experiment
    assert window.action["revert"].text() == "Back to the lesson"
    press(KEY.Key_R, CONTROL)
    assert not window.session.unsaved
    assert not window.action["revert"].isEnabled()
    press(KEY.Key_Z, CONTROL)
    assert window.session.experiment == edited


def test_a_click_on_the_timeline_goes_there(make, click):
    window = make("last-ack-lost")
    click(window.timeline, QPoint(round(window.timeline.scene.x_of(7)), 20))
    assert window.session.cursor == 7


def test_relative_numbers_are_shown_everywhere_and_remembered(make, press):
    window = make("handshake")
    press(KEY.Key_N)
    assert window.settings.relative_numbers
    assert make("handshake").action["relative"].isChecked()


def test_tabs_by_number(make, press):
    window = make("handshake")
    for key, page in (
        (KEY.Key_2, 1),
        (KEY.Key_3, 2),
        (KEY.Key_4, 3),
        (KEY.Key_5, 4),
        (KEY.Key_1, 0),
    ):
        press(key)
        assert window.right.pages.tabs.page == page


def test_f1_shows_every_key(make, press, qtbot):
    window = make("handshake")
    press(KEY.Key_F1)
    dialog = window.findChild(QDialog, "keys")
    press(KEY.Key_F1)  # it is on its way
    assert not dialog.isVisible()  # until it is whole
    qtbot.waitUntil(dialog.isVisible)
    assert window.findChildren(QDialog) == [dialog]
    shown = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for key in ("Space", "Ctrl+Z", "Home", "PgDown", "F9", "F10", "Shift+Right", "Tab"):
        assert key in shown, key
    assert dialog.findChild(QScrollArea).horizontalScrollBar().maximum() == 0  # all can be read
    qtbot.keyClick(dialog, KEY.Key_Escape)
    assert not dialog.isVisible()


def test_f10_lets_the_menu_down_for_the_keyboard(make, press, qtbot):
    window = make("handshake")
    press(KEY.Key_F10)
    assert window.menu.isVisible()
    assert window.menu.activeAction() is window.menu.actions()[0]
    qtbot.keyClick(window.menu, KEY.Key_Escape)
    assert not window.menu.isVisible()


def test_a_slider_keeps_its_arrow_keys(make, press):
    window = make("handshake")
    slider = window.left.findChild(QSlider)
    slider.setFocus()
    before = slider.value()
    press(KEY.Key_Right)
    assert slider.value() > before
    assert window.session.cursor == 0
    press(KEY.Key_Space)
    assert window.player.playing


def test_a_text_field_keeps_its_letters(make, press, qtbot):
    window = make("handshake")
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    for key in (KEY.Key_N, KEY.Key_1, KEY.Key_Left, KEY.Key_L, KEY.Key_Space, KEY.Key_Home):
        press(key)
    assert field.text() == "nl 1"
    assert field.cursorPosition() == 0
    assert (window.session.cursor, window.player.playing) == (0, False)
    assert not window.settings.relative_numbers


def test_radio_and_combo_keep_their_keys(make, press):
    window = make("teardown")
    radio = next(one for one in window.left.findChildren(QRadioButton) if one.isChecked())
    radio.setFocus()
    press(KEY.Key_Right)
    assert window.session.cursor == 0
    combo = window.left.findChild(QComboBox)
    combo.setFocus()
    press(KEY.Key_End)
    assert window.session.cursor == 0


def test_tab_reaches_every_part_and_comes_back(make, press):
    window = make("handshake")
    parts = {"toolbar": 0, "left": 0, "canvas": 0, "right": 0, "timeline": 0}
    for _ in range(80):
        press(KEY.Key_Tab)
        focus = QApplication.focusWidget()
        for name in parts:
            part = getattr(window, name)
            parts[name] += focus is part or part.isAncestorOf(focus)
    assert all(parts.values()), parts
    assert parts["toolbar"] > 8


def test_a_host_gets_another_name_everywhere(make, press, qtbot):
    window = make("handshake")
    window.left.panel.calls[0].findChildren(QPushButton)[0].setFocus()
    press(KEY.Key_F2)
    qtbot.keyClicks(QApplication.focusWidget(), "laptop 1")
    press(KEY.Key_Backspace, times=2)
    press(KEY.Key_Return)
    assert [host.name for host in window.session.experiment.hosts] == ["laptop", "server"]
    assert window.canvas.scene.picture.lifelines[0].name == "laptop"
    press(KEY.Key_Z, CONTROL)
    assert window.canvas.scene.picture.lifelines[0].name == "client"


def test_an_empty_experiment_says_how_to_begin(make):
    hosts = (HostSetup("client"), HostSetup("server"))
    window = make(Opened(Experiment("Empty", hosts)))
    assert window.toolbar.step.text() == "Step 0 of 0"
    assert not button(window, "play").isEnabled()
    shown = [label.text() for label in window.right.findChildren(QLabel) if label.isVisible()]
    assert any("Start with listen() on the server." in text for text in shown)
