"""Text from 100 % to 200 %: chosen by menu and key, everywhere at once, remembered, never cut."""

from itertools import combinations

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QWidget

from tcplab.ui.bar_parts import ElidedLabel
from tcplab.ui.canvas.bands import INSET
from tcplab.ui.canvas.sizes import sizes_for
from tcplab.ui.canvas.tabs import OFF
from tcplab.ui.canvas.widths import least_width
from tcplab.ui.frame import frame, room_for
from tcplab.ui.look.fonts import load_fonts
from tcplab.ui.look.scaling import STEPS, line, set_text_scale, text_scale
from tcplab.ui.settings import Settings

KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier
BOTH = MODIFIER.ControlModifier | MODIFIER.ShiftModifier


def test_every_step_fits_from_1440_on_and_the_canvas_holds_two_hosts():
    for width in (1440, 1680, 1920, 2560):
        assert room_for(width) == STEPS[-1]
        for percent in STEPS:
            parts = frame(width, 840, scale=percent / 100)
            assert parts.left + parts.canvas + parts.right == width
            assert parts.canvas >= least_width(percent / 100)
            assert parts.bottom <= parts.height / 3
    assert 100 < room_for(1280) < 200
    assert room_for(800) == 100


@pytest.mark.parametrize("percent", STEPS[1:])
def test_states_calls_and_times_have_room_in_every_size(percent, qapp):
    load_fonts()
    set_text_scale(percent / 100)
    sizes = sizes_for(1_000, None)
    inset = INSET * sizes.stroke
    assert sizes.state.width("SYN-RECEIVED") + inset <= sizes.band
    tab = sizes.call.width("connect()") + (OFF + 15) * sizes.stroke
    assert tab <= sizes.outer_left
    assert sizes.small_strong.width("now 0.200") + 5 * sizes.stroke <= sizes.gutter
    set_text_scale(1)


def px(widget: QWidget) -> int:
    return widget.fontInfo().pixelSize()


def test_a_diagram_that_is_hidden_meanwhile_has_letters_of_the_new_size(make, qtbot):
    window = make("no-time-wait")
    for name in ("compare", "larger_text", "forward", "smaller_text", "compare"):
        window.action[name].trigger()
        qtbot.waitUntil(lambda: not window.renewing.busy)
    diagram = window.right.diagram
    before = diagram.grab().toImage()
    diagram.resize(diagram.width() - 1, diagram.height())
    diagram.resize(diagram.width() + 1, diagram.height())
    assert diagram.grab().toImage() == before


def test_answers_are_as_high_again_in_letters_of_the_same_size(make, qtbot):
    window = make("last-ack-lost")
    window.action["predict"].trigger()
    qtbot.waitUntil(lambda: not window.renewing.busy)
    while not (buttons := window.predict.kinds.findChildren(QPushButton)):
        window.action["forward"].trigger()
    qtbot.waitUntil(lambda: not window.renewing.busy)
    before = [one.height() for one in buttons]
    for name in ("larger_text", "smaller_text"):
        window.action[name].trigger()
        qtbot.waitUntil(lambda: not window.renewing.busy)
    assert [one.height() for one in buttons] == before


def boxes(window: QWidget) -> list[tuple[str, tuple[int, ...]]]:
    """Where all that is seen above and at the left is."""
    every = [*window.toolbar.findChildren(QWidget), *window.left.findChildren(QWidget)]
    seen = (one for one in every if one.isVisible())
    return sorted((type(one).__name__, one.geometry().getRect()) for one in seen)


def test_keys_and_the_menu_change_it_at_once_and_it_is_remembered(make, qtbot):
    window = make("last-ack-lost")
    qtbot.waitUntil(lambda: not window.renewing.busy)
    name, before, places = window.toolbar.step, px(window.toolbar.step), boxes(window)
    label = window.canvas.scene.geometry.sizes.label_px
    QTest.keyClick(window.canvas, KEY.Key_Plus, BOTH)
    assert window.text_size.percent == 125
    window.text_size.menu.aboutToShow.emit()
    largest = window.text_size.menu.actions()[-1]
    assert largest.isEnabled()
    largest.trigger()
    qtbot.waitUntil(window.updatesEnabled)
    assert px(name) == 2 * before
    assert window.canvas.scene.geometry.sizes.label_px == 2 * label
    assert window.toolbar.height() == line(44)
    assert Settings().text_percent == 200
    window.resize(1280, 800)  # too narrow for that; what was chosen is not forgotten
    assert window.text_size.percent == room_for(1280)
    window.text_size.menu.aboutToShow.emit()
    assert not largest.isEnabled()
    assert "wider" in largest.toolTip()
    window.resize(1440, 900)
    assert window.text_size.percent == 200
    for _ in STEPS:
        QTest.keyClick(window, KEY.Key_Minus, BOTH)
    qtbot.waitUntil(window.updatesEnabled)
    assert text_scale() == 1
    assert px(name) == before
    assert window.canvas.scene.geometry.sizes.label_px == label
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert boxes(window) == places


def cut(part: QWidget) -> list[str]:
    """The words that have less room than they need, of labels and buttons that can be seen."""
    found = []
    for one in part.findChildren(QWidget):
        if not one.isVisible() or one.visibleRegion().isEmpty():
            continue
        whole = isinstance(one, QLabel) and not isinstance(one, ElidedLabel) and not one.wordWrap()
        if not (whole or isinstance(one, QAbstractButton)) or not one.text():
            continue
        need = one.minimumSizeHint()
        told = one.toolTip() or one.sizePolicy().horizontalPolicy().name == "Ignored"
        if (one.width() < need.width() and not told) or one.height() < need.height() - 2:
            found.append(f"{one.text()} {one.size().toTuple()} < {need.toTuple()}")
    return found


def test_what_is_read_is_not_scrolled_sideways_at_150_per_cent(make, settings, qtbot):
    settings.text_percent = 150
    window = make("last-ack-lost", (1440, 900))
    window.session.go(14)
    why = window.right.pages.why
    assert why.isVisible()
    area = why.parent().parent()
    qtbot.waitUntil(lambda: area.horizontalScrollBar().maximum() == 0)
    assert why.width() <= area.viewport().width()


@pytest.mark.parametrize("language", ["en", "zh_CN"])
@pytest.mark.parametrize("size", [(1440, 900), (1920, 1080)], ids=str)
def test_nothing_is_cut_or_overlaps_at_200_per_cent(make, settings, qtbot, language, size):
    settings.language, settings.text_percent = language, 200
    window = make("last-ack-lost", size)
    window.session.go(13)
    window.action["panel"].trigger()  # the drawer
    assert window.text_size.percent == 200
    for name in ("why", "tcb", "netstat", "knowledge"):
        window.action[name].trigger()
        qtbot.waitUntil(lambda: cut(window) == [])  # once what has just come is laid out
    texts = [
        QRect(one.mapTo(window, one.rect().topLeft()), one.size())
        for one in window.toolbar.findChildren(QWidget)
        if one.isVisible() and isinstance(one, QLabel | QAbstractButton)
    ]
    assert not [pair for pair in combinations(texts, 2) if pair[0].intersects(pair[1])]
    shown = window.canvas.scene.places.between(0, window.canvas.scene.height)
    boxes = [piece.box for _, pieces in shown for piece in pieces]
    assert len(boxes) > len(window.canvas.scene.picture.arrows)  # flags and numbers
