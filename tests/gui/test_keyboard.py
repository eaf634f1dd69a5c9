"""Nothing but keys: from a fresh start to a lost segment and back, and everywhere in between."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import dump

from tcplab.ui import slicing
from tcplab.ui.panels.lessons import LessonList

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT = MODIFIER.ControlModifier, MODIFIER.ShiftModifier
FAR = 200
"""So many times Tab is pressed at most."""


@pytest.fixture
def window(make, settings, monkeypatch):
    """The window as it is on the very first start."""
    monkeypatch.setattr(slicing, "AT_ONCE_S", 60.0)
    settings.knows_losing = False
    return make()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = MODIFIER.NoModifier) -> None:
    """As the system sends it: to whatever window is in front, shortcuts first."""
    front = QApplication.activePopupWidget() or QApplication.activeWindow()
    QTest.keyClick(front.windowHandle(), key, modifiers)


def focused() -> QWidget | None:
    return QApplication.focusWidget()


def tab_to(is_there, key: Qt.Key = KEY.Key_Tab) -> None:
    """Presses Tab until somebody is there."""
    for _ in range(FAR):
        if is_there(focused()):
            return
        press(key)
    raise AssertionError(f"no way there by {key.name}")


def test_from_a_fresh_start_to_a_lost_segment_and_back(window, qtbot):
    session, canvas = window.session, window.canvas
    assert focused() is canvas
    tab_to(lambda one: isinstance(one, LessonList), KEY.Key_Backtab)
    lessons = focused()
    while lessons.currentIndex().data() != "Four segments close a connection":
        before = lessons.currentIndex().row()
        press(KEY.Key_Down)
        assert lessons.currentIndex().row() > before
    press(KEY.Key_Return)
    assert session.lesson.id == "teardown"
    tab_to(lambda one: one is canvas)  # and with it, its first segment
    while canvas.picked is None or (canvas.picked.host, canvas.picked.nth) != ("client", 5):
        press(KEY.Key_Tab)
        assert focused() is canvas
    press(KEY.Key_L)
    (fate,) = session.experiment.fates
    assert (fate.host, fate.segment, fate.do) == ("client", 5, "lose")
    press(KEY.Key_Z, CTRL)
    assert session.experiment.fates == ()
    press(KEY.Key_Escape)  # nothing is picked, and the next Tab leaves
    press(KEY.Key_Tab)
    assert focused() is not canvas


def test_there_and_back_again(window, answer, qtbot):
    canvas = window.canvas
    press(KEY.Key_F10)
    assert window.menu.isVisible()
    press(KEY.Key_Down)  # in the menu of the first row, which is open too
    press(KEY.Key_Escape)
    press(KEY.Key_Escape)
    assert QApplication.activePopupWidget() is None
    assert focused() is canvas

    press(KEY.Key_End)
    press(KEY.Key_Tab)
    press(KEY.Key_L)  # of what was seen: a branch
    press(KEY.Key_C)
    assert window.comparing.on
    qtbot.waitUntil(window.updatesEnabled)
    assert focused() is window.compare.own
    press(KEY.Key_Escape)  # lets go of what is picked, or leaves
    press(KEY.Key_Escape)
    assert not window.comparing.on
    assert focused() is canvas

    press(KEY.Key_F5)
    stage = window.presenting.stage
    qtbot.waitUntil(stage.isActiveWindow)
    press(KEY.Key_Escape)
    qtbot.waitUntil(window.isActiveWindow)
    assert not window.presenting.on
    assert focused() is canvas

    met = answer(lambda dialog: QTest.keyClick(dialog.windowHandle(), KEY.Key_Escape))
    press(KEY.Key_E, CTRL)
    qtbot.waitUntil(lambda: bool(met))
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert focused() is canvas


@pytest.mark.parametrize("key", [KEY.Key_Tab, KEY.Key_Backtab], ids=["Tab", "Shift+Tab"])
@pytest.mark.parametrize("width", [1440, 1024])
def test_tab_goes_round_and_everything_it_reaches_shows_it(window, key, width):
    window.resize(width, 900)
    seen: list[QWidget] = []
    for _ in range(FAR):
        press(key)
        one = focused()
        if one in seen and one is not seen[-1] and seen[0] is one:
            break
        if not seen or one is not seen[-1]:
            seen.append(one)
        ring = window.ring
        shown = bool(one.property("ownFocus")) or (ring.widget() is one and ring.isVisible())
        assert shown, one
        place = QRect(one.mapTo(window, QPoint()), one.size())
        assert window.rect().contains(place.center()), one
    else:
        raise AssertionError("it never comes back to where it began")
    # Else Python forgets the window's menus as soon as it forgets what it takes for their owner.
    owner = [line for line in dump(window).splitlines() if line.startswith("parent")]
    assert owner == []
    parts = [window.toolbar, window.canvas, window.right, window.timeline]
    parts += [window.left] if width == 1440 else []
    for part in parts:
        assert any(part is one or part.isAncestorOf(one) for one in seen), part


def test_one_arrow_key_leads_from_the_language_of_now_to_the_other(window, qtbot):
    tab_to(lambda one: one is not None and one.accessibleName() == "Language", KEY.Key_Backtab)
    button, shown = focused(), []

    def answer(key: Qt.Key) -> None:
        """In the open menu, which has a loop of its own: the key, then Enter."""
        menu = QApplication.activePopupWidget()
        if menu is None or menu.activeAction() is None:
            QTimer.singleShot(5, lambda: answer(key))
        else:
            shown.append(menu.activeAction().text())
            press(key)
            press(KEY.Key_Return)

    for turn in range(4):
        key, language = ((KEY.Key_Down, "zh_CN"), (KEY.Key_Up, "en"))[turn % 2]
        QTimer.singleShot(0, lambda key=key: answer(key))
        press(KEY.Key_Space)
        qtbot.waitUntil(lambda language=language: window.settings.language == language)
        assert focused() is button
    assert shown == ["English", "简体中文"] * 2
