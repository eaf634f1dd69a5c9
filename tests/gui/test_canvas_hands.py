"""What mouse and keys on the sequence canvas make it say."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from tcplab.lab.fates import delayed_to, toggled_loss
from tcplab.lab.touch import Befall
from tcplab.sim.network import Network
from tcplab.sim.run import run
from tcplab.ui.canvas.handles import Handle, handles, paint_disc
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.look.theme import load_theme
from tests.support.canvas import CLOSE, LAST_ACK_LOST, click, move, said, show_canvas, spot
from tests.support.drawn import alike
from tests.support.experiments import opened


@pytest.fixture
def shown(qtbot):
    """Shows a canvas: shown(experiment or run, cursor, size)."""
    return partial(show_canvas, qtbot)


def test_a_click_on_a_row_chooses_its_last_moment(shown):
    canvas = shown()
    chosen = said(canvas.moment_chosen)
    click(canvas, QPoint(20, round(canvas.scene.geometry.y(1900)) + 3))
    assert chosen == [8]


def test_a_click_on_a_band_chooses_the_moment_when_it_begins(shown):
    canvas = shown()
    chosen, column = said(canvas.moment_chosen), canvas.scene.geometry.columns[1]
    click(canvas, QPoint(round(column.left + 50), round(canvas.scene.geometry.y(1000))))
    assert canvas.scene.picture.moment_times[chosen[0]] == 700


def test_a_click_on_a_call_chooses_its_moment(shown):
    canvas = shown()
    chosen, column = said(canvas.moment_chosen), canvas.scene.geometry.columns[0]
    click(canvas, QPoint(round(column.left - 40), round(canvas.scene.geometry.y(1500))))
    assert chosen == [6]


def test_a_click_on_an_arrow_or_its_label_picks_it(shown):
    canvas = shown()
    picked = said(canvas.segment_picked)
    click(canvas, spot(canvas, 3, 0.8))
    box = canvas.scene.places.placed(5)[0].box
    click(canvas, QPoint(round(box.cx), round(box.cy)))
    assert [(arrow.host, arrow.nth) for arrow in picked] == [("client", 3), ("server", 3)]
    assert canvas.picked is picked[-1]


@pytest.mark.parametrize("do", ["lose", "duplicate"])
def test_the_handles_ask_for_a_fate(shown, do):
    canvas = shown()
    asked = said(canvas.edit_asked)
    move(canvas, spot(canvas, 8, 0.4))
    handle = next(one for one in handles(canvas.scene.geometry, 8) if one.do == do)
    click(canvas, (QPointF(handle.x, handle.y) - canvas.corner).toPoint())
    assert asked == [Befall("client", 5, do)]


def test_handles_stand_where_they_should_on_whole_pixels(shown):
    geometry = shown().scene.geometry
    places = {one.do: (one.x, one.y) for one in handles(geometry, 8)}
    way = geometry.way(8)
    assert places["delay"] == tuple(map(round, way.at(1)))
    assert places["duplicate"] == tuple(map(round, way.at(0.85)))
    assert places["lose"] == tuple(map(round, way.at(0.70)))


def test_a_segment_lost_by_fate_can_be_brought_back_and_one_lost_by_chance_cannot(shown):
    geometry = shown().scene.geometry
    assert {one.do for one in handles(geometry, 6)} == {"lose", "duplicate"}
    by_chance = shown(opened(network=Network(loss=1.0), horizon=2_000), 2).scene.geometry
    assert {one.do for one in handles(by_chance, 0)} == {"duplicate"}


def test_dragging_the_head_delays_live_and_asks_once(shown):
    canvas = shown(opened(*CLOSE, network=Network(200)), 6)
    dragged, asked = said(canvas.edit_dragged), said(canvas.edit_asked)
    canvas.resize(canvas.width(), round(canvas.scene.height))  # no room for more
    scale, bar = canvas.scene.geometry.map.scale, canvas.verticalScrollBarPolicy()

    def show(wish: Befall) -> None:
        """As the window does: a run for every move."""
        what = opened(*CLOSE, network=Network(200))
        canvas.show_run(run(delayed_to(what, wish.host, wish.nth, wish.ms)))

    canvas.edit_dragged.connect(show)
    move(canvas, spot(canvas, 3, 0.5))
    start = spot(canvas, 3, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    for down in (10, round(scale / 2), round(scale)):
        move(canvas, start + QPoint(0, down))
    assert canvas.scene.geometry.map.scale == scale
    assert canvas.scene.height > canvas.viewport().height()
    assert canvas.verticalScrollBarPolicy() == bar  # else the columns would move under the hand
    end = start + QPoint(0, round(scale))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert [wish.ms for wish in dragged][-2:] == [100, 200]
    assert asked == [dragged[-1]] == [Befall("client", 3, "delay", 200)]
    barred = canvas.verticalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOn
    assert barred is (canvas.scene.height > canvas.viewport().height())  # let go, it settles


def test_dragging_up_never_arrives_before_the_network_lets_it(shown):
    canvas = shown()
    dragged = said(canvas.edit_dragged)
    move(canvas, spot(canvas, 3, 0.5))
    start = spot(canvas, 3, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(canvas, start - QPoint(0, 50))
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(0, 50))
    assert {wish.ms for wish in dragged} == {0}


def test_tab_picks_one_segment_after_the_other_and_then_leaves(qtbot):
    both = QWidget()
    qtbot.addWidget(both)
    canvas, after = SequenceCanvas(load_theme("light")), QLineEdit()
    layout = QVBoxLayout(both)
    layout.addWidget(canvas)
    layout.addWidget(after)
    both.resize(816, 700)
    canvas.show_run(run(opened()))
    with qtbot.waitActive(both):
        both.show()
        both.activateWindow()
    canvas.setFocus()
    picked = said(canvas.segment_picked)
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert [(arrow.host, arrow.nth) for arrow in picked] == [
        ("client", 1), ("server", 1), ("client", 2),
    ]  # fmt: skip
    assert canvas.view.ring
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert after.hasFocus()
    assert canvas.picked is None


def test_shift_tab_goes_back_and_escape_lets_go(shown):
    canvas = shown(opened(), 0)
    canvas.setFocus()
    for key in (Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
        QTest.keyClick(canvas, key)
    assert (canvas.picked.host, canvas.picked.nth) == ("client", 1)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.picked is None
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.picked is None


def test_tab_begins_with_what_this_step_has_changed(shown):
    canvas = shown()
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_Tab)
    assert canvas.view.picked == 7


@pytest.mark.parametrize(
    ("key", "wish"),
    [
        ("l", Befall("client", 4, "lose")),
        ("d", Befall("client", 4, "duplicate")),
        ("]", Befall("client", 4, "delay", 50)),
        ("[", Befall("client", 4, "delay", 0)),
        (Qt.Key.Key_Delete, Befall("client", 4, "clear")),
    ],
)
def test_keys_act_on_the_picked_segment(shown, key, wish):
    canvas = shown()
    canvas.pick(6)
    asked = said(canvas.edit_asked)
    QTest.keyClick(canvas, key)
    assert asked == [wish]


def test_keys_without_a_segment_say_nothing(shown):
    canvas = shown()
    asked = said(canvas.edit_asked)
    for key in ("l", "d", "]", "["):
        QTest.keyClick(canvas, key)
    assert asked == []


def test_enter_goes_to_the_picked_segment(shown):
    canvas = shown()
    canvas.pick(2)
    chosen = said(canvas.moment_chosen)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert chosen == [canvas.scene.picture.arrows[2].ended_moment]


def test_what_is_picked_stays_picked_after_an_edit(shown):
    canvas = shown()
    canvas.pick(3)
    canvas.show_run(run(toggled_loss(LAST_ACK_LOST, "client", 3)))
    assert (canvas.picked.host, canvas.picked.nth, canvas.picked.lost) == ("client", 3, "fate")


def test_a_picked_segment_is_brought_into_view(shown):
    canvas = shown(size=(712, 360), cursor=0)
    canvas.setFocus()
    for _ in range(9):
        QTest.keyClick(canvas, Qt.Key.Key_Tab)
    way = canvas.scene.geometry.way(8)
    assert 50 < way.y0 - canvas.verticalScrollBar().value() < 360


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_handles_look_the_same_wherever_they_are_cut(shown, ratio):
    look, seen = shown().scene.look, [Handle("lose", 20 + 31 * at, 20 + at) for at in range(4)]
    whole, images = QRegion(0, 0, 144, 48), []
    stairs = QRegion(0, 0, 70, 20) + QRegion(20, 20, 70, 28)
    for parts in ((whole,), (stairs, whole - stairs)):
        drawn = QImage(QSize(144, 48) * ratio, QImage.Format.Format_RGB32)
        drawn.setDevicePixelRatio(ratio)
        drawn.fill("white")
        painter = QPainter(drawn)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for part in parts:
            painter.setClipRegion(part)
            for handle in seen:
                paint_disc(painter, look, handle, filled=False)
        painter.end()
        images.append(drawn)
    assert alike(*images)
