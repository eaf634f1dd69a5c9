"""Menus of a right click and of the Menu key, and what goes with them, in the window."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tcplab.files.lessons import Opened
from tcplab.lab.fates import toggled_loss
from tcplab.sim.network import Cut, Fate
from tcplab.ui.pictures import sequence_of
from tests.support.canvas import CLOSE, move, spot
from tests.support.experiments import opened
from tests.support.hands import at, moment_of, on_line, tab_place

KEY = Qt.Key


def right_click(canvas, place: QPoint) -> QMenu:
    """What the system makes of it: the button goes down, and a menu is wanted there."""
    move(canvas, place)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.RightButton, pos=place)
    reason, there = QContextMenuEvent.Reason.Mouse, canvas.viewport().mapToGlobal(place)
    QApplication.sendEvent(canvas.viewport(), QContextMenuEvent(reason, place, there))
    return menu_of(canvas)


def menu_of(canvas: QWidget) -> QMenu:
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def words(menu: QMenu) -> list[str]:
    """What can be chosen, without keys."""
    actions = [one for one in menu.actions() if not one.isSeparator() and one.isEnabled()]
    return [one.text().partition("\t")[0] for one in actions]


def choose(menu: QMenu, text: str) -> None:
    """Presses a row of an open menu."""
    action = next(one for one in menu.actions() if one.text().partition("\t")[0] == text)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def test_a_segment_is_lost_brought_back_delayed_and_as_it_was(touch):
    shown = touch(opened(*CLOSE, fates=(Fate("client", 2, "lose"),)))
    canvas, session = shown.canvas, shown.session
    menu = right_click(canvas, spot(canvas, 0, 0.3))
    assert words(menu) == ["Lose it", "Duplicate it", "50 ms later", "Go to its arrival"]
    choose(menu, "Lose it")
    assert Fate("client", 1, "lose") in session.experiment.fates
    menu = right_click(canvas, spot(canvas, 0, 0.3))
    assert words(menu)[0] == "Bring it back"
    choose(menu, "Bring it back")
    assert Fate("client", 1, "lose") not in session.experiment.fates
    choose(right_click(canvas, spot(canvas, 0, 0.3)), "50 ms later")
    assert session.experiment.fates[-1] == Fate("client", 1, "delay", 50)
    menu = right_click(canvas, spot(canvas, 0, 0.3))
    assert "50 ms earlier" in words(menu)
    choose(menu, "As the network delivers it")
    assert session.experiment.fates == (Fate("client", 2, "lose"),)
    choose(right_click(canvas, spot(canvas, 0, 0.3)), "Go to its arrival")
    assert session.now == 200


def test_a_menu_goes_when_something_else_is_open(touch):
    shown = touch(opened(*CLOSE))
    menu = right_click(shown.canvas, spot(shown.canvas, 0, 0.3))
    assert menu.isVisible()
    shown.session.open(opened(*CLOSE, fates=(Fate("client", 2, "lose"),)))
    assert not menu.isVisible()


def test_a_copy_has_a_menu_of_its_own(touch):
    shown = touch(opened(*CLOSE, fates=(Fate("client", 1, "duplicate", 300),)))
    canvas, session = shown.canvas, shown.session
    copy = next(at for at, one in enumerate(canvas.scene.picture.arrows) if one.copy)
    menu = right_click(canvas, spot(canvas, copy, 0.9))
    assert words(menu) == [
        *("Only once", "50 ms earlier", "50 ms later", "As the network delivers it"),
        "Go to its arrival",
    ]
    choose(menu, "50 ms earlier")
    assert session.experiment.fates == (Fate("client", 1, "duplicate", 250),)


def test_a_call_and_a_cut_have_their_menus(touch):
    shown = touch(opened(*CLOSE, cuts=(Cut("client", 5_000, 8_000),)))
    canvas, session = shown.canvas, shown.session
    place = tab_place(canvas, moment_of(canvas, "close()", 0))
    menu = right_click(canvas, place)
    assert words(menu)[0] == "Edit its arguments…"
    choose(menu, "50 ms earlier")
    assert session.experiment.calls[2].at_ms == 1_450
    choose(
        right_click(canvas, tab_place(canvas, moment_of(canvas, "close()", 0))), "Go to this call"
    )
    assert session.now == 1_450
    menu = right_click(canvas, on_line(canvas, 0, 6_000))
    assert words(menu) == [
        *("50 ms earlier", "50 ms later", "50 ms shorter", "50 ms longer"),
        *("Mend the cable", "Go to its beginning"),
    ]
    choose(menu, "Mend the cable")
    assert session.experiment.cuts == ()
    session.go(0)
    place = tab_place(canvas, moment_of(canvas, "close()", 0))
    choose(right_click(canvas, place), "Take this call away")
    assert [call.do for call in session.experiment.calls] == ["listen", "connect", "close"]


def test_an_empty_place_offers_calls_a_forged_segment_and_a_cut(touch):
    shown = touch(opened())
    canvas, session = shown.canvas, shown.session
    geometry = canvas.scene.geometry
    beside = at(canvas, geometry.columns[0].left + 40, geometry.y(350))
    menu = right_click(canvas, beside)
    assert words(menu) == [
        "Forge a segment to Client", "Cut the cable of Client for 1 s",
        "send()", "shutdown()", "close()", "abort()", "Go to this moment",
    ]  # fmt: skip
    refused = next(one for one in menu.actions() if one.text() == "connect()")
    assert "EISCONN" in refused.toolTip() or "connection already exists" in refused.toolTip()
    choose(menu, "close()")
    assert (session.experiment.calls[-1].host, session.experiment.calls[-1].do) == (
        "client",
        "close",
    )
    session.undo()
    choose(right_click(canvas, beside), "Cut the cable of Client for 1 s")
    (cut,) = session.experiment.cuts
    assert (cut.host, cut.to_ms - cut.from_ms) == ("client", 1_000)
    session.undo()
    between = at(canvas, sum(geometry.zone) / 2, geometry.y(400) + 40)
    menu = right_click(canvas, between)
    assert words(menu) == ["Client", "Server", "Go to this moment"]
    menu.close()


@pytest.mark.parametrize("keys", [(KEY.Key_Menu, ()), (KEY.Key_F10, (KEY.Key_Shift,))])
def test_the_menu_key_opens_the_menu_of_what_is_picked(touch, keys):
    shown = touch(opened())
    key, held = keys
    modifiers = Qt.KeyboardModifier.ShiftModifier if held else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(shown.canvas, key, modifiers)
    assert words(menu_of(shown.canvas))[:2] == ["Client", "Server"]
    menu_of(shown.canvas).close()
    QTest.keyClick(shown.canvas, KEY.Key_Tab)
    QTest.keyClick(shown.canvas, key, modifiers)
    menu = menu_of(shown.canvas)
    assert words(menu)[0] == "Lose it"
    QTest.keyClick(menu, KEY.Key_Down)
    QTest.keyClick(menu, KEY.Key_Return)
    assert shown.session.experiment.fates == (Fate("client", 1, "lose"),)


def test_a_right_press_gives_a_drag_up(touch):
    shown = touch(opened(*CLOSE))
    canvas, session = shown.canvas, shown.session
    start = tab_place(canvas, moment_of(canvas, "close()", 0))
    move(canvas, start)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(canvas, start + QPoint(0, 30))
    assert session.changed
    reason = QContextMenuEvent.Reason.Mouse
    place = start + QPoint(0, 30)
    QApplication.sendEvent(
        canvas.viewport(), QContextMenuEvent(reason, place, canvas.viewport().mapToGlobal(place))
    )
    assert QApplication.activePopupWidget() is None
    assert not session.changed
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert not session.changed


def test_the_head_is_dragged_past_another_segment_and_order_changes(touch):
    shown = touch(opened(*CLOSE))
    canvas, session = shown.canvas, shown.session
    before = [flight.nth for flight in arrivals(session.run, "client")]
    scale = canvas.scene.geometry.map.scale
    index = next(i for i, one in enumerate(canvas.scene.picture.arrows) if one.nth == 2)
    move(canvas, spot(canvas, index, 0.5))
    start = spot(canvas, index, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for down in (20, round(14 * scale)):
        move(canvas, start + QPoint(0, down))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(0, down))
    after = [flight.nth for flight in arrivals(session.run, "client")]
    assert before == sorted(before)
    assert after != sorted(after)
    session.undo()
    assert not session.changed


def test_what_is_not_under_the_hand_follows_it_a_little_later_and_at_the_end(make, qtbot):
    shown = make(Opened(opened(*CLOSE)))
    canvas, session, timeline = shown.canvas, shown.session, shown.timeline
    told = []
    session.document_changed.connect(lambda: told.append(session.run))
    session.begin_gesture()
    session.edit(toggled_loss(session.experiment, "client", 2))
    assert canvas.run is session.run
    assert told == []
    qtbot.waitUntil(lambda: timeline.scene.picture is sequence_of(session.run))
    session.edit(session.before)
    session.end_gesture()
    assert timeline.scene.picture is sequence_of(session.run)
    assert told[-1] is session.run


def arrivals(run, host: str) -> list:
    """What of a host's segments arrives, in the order of arrival."""
    flights = [one for one in run.flights if one.source.host == host and one.lost is None]
    return sorted(flights, key=lambda one: one.due)


def test_help_lists_what_hands_and_keys_can_do(make, qtbot):
    shown = make(Opened(opened()))
    shown.action["keys"].trigger()
    page = shown.findChild(QWidget, "keys")
    qtbot.waitUntil(page.isVisible)
    said = " ".join(one.text() for one in page.findChildren(QWidget) if hasattr(one, "text"))
    for text in ("Pick the next call", "Pick the next cut of a cable", "Open its menu",
                 "All this as a menu", "Edit a call or what is", "give a drag up"):  # fmt: skip
        assert text in said
    page.close()
