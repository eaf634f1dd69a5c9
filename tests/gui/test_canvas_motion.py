"""How the sequence canvas follows, glides, zooms, scrolls and pans."""

from functools import partial

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tcplab.lab.fates import delayed_to
from tcplab.sim.network import Network
from tcplab.sim.run import run
from tcplab.ui.canvas.scrolling import FOLLOW
from tcplab.ui.canvas.widget import SequenceCanvas
from tests.support.canvas import CLOSE, move, said, show_canvas, spot
from tests.support.experiments import experiment, opened


@pytest.fixture
def shown(qtbot):
    """Shows a canvas: shown(experiment or run, cursor, size)."""
    return partial(show_canvas, qtbot)


def test_the_now_line_never_leaves_the_view(shown):
    canvas = shown(size=(712, 420), cursor=0)
    header = canvas.scene.geometry.sizes.header
    places = []
    for cursor in [*range(16), *reversed(range(16))]:
        canvas.show_cursor(cursor)
        places.append(canvas.view.now - canvas.verticalScrollBar().value())
    assert all(header < place < 420 for place in places)


def test_it_comes_back_at_two_thirds(shown):
    canvas = shown(size=(712, 420), cursor=0)
    cursor = 0
    while canvas.verticalScrollBar().value() == 0:
        cursor += 1
        canvas.show_cursor(cursor)
    place = canvas.view.now - canvas.verticalScrollBar().value()
    assert place == pytest.approx(FOLLOW * canvas.viewport().height(), abs=1)


def test_a_step_glides_and_a_jump_does_not(shown, qtbot):
    canvas = shown(cursor=2)
    canvas.set_reduced_motion(False)
    start, end = canvas.view.now, canvas.scene.geometry.now(3)
    canvas.show_cursor(3, animate=True)
    assert canvas.view.cursor == 3
    assert canvas.view.now == start
    qtbot.waitUntil(lambda: start < canvas.view.now < end, timeout=1000)
    qtbot.waitUntil(lambda: canvas.view.now == end, timeout=2000)
    canvas.show_cursor(9, animate=True)
    assert canvas.view.now == canvas.scene.geometry.now(9)


def test_what_is_laid_out_anew_meanwhile_has_the_now_line_where_it_is_now(shown, qtbot):
    what = opened(*CLOSE, network=Network(200))
    canvas = shown(what, 5)
    canvas.set_reduced_motion(False)
    move(canvas, spot(canvas, 3, 0.5))
    start = spot(canvas, 3, 1.0)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    canvas.show_run(run(delayed_to(what, "client", 3, 400)))  # on the scale that is held
    canvas.show_cursor(6, animate=True)
    held = canvas.scene.geometry.now(6)
    QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    assert canvas.scene.geometry.now(6) != held
    qtbot.waitUntil(lambda: not canvas._now.running, timeout=1000)
    assert canvas.view.now == canvas.scene.geometry.now(6)


def test_nothing_glides_under_reduced_motion(shown):
    canvas = shown(cursor=2)
    canvas.show_cursor(3, animate=True)
    assert canvas.view.now == canvas.scene.geometry.now(3)


def wheel(canvas: SequenceCanvas, at: QPoint, notches: int, modifiers) -> None:
    place = QPointF(at)
    event = QWheelEvent(
        place, canvas.viewport().mapToGlobal(place), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(canvas.viewport(), event)


def test_the_wheel_zooms_around_the_pointer(shown):
    canvas, at = shown(size=(816, 420)), QPoint(400, 250)
    before = canvas.scene.geometry
    under = before.ms(at.y() + canvas.verticalScrollBar().value())
    wheel(canvas, at, 2, Qt.KeyboardModifier.ControlModifier)
    after = canvas.scene.geometry
    assert after.map.scale == pytest.approx(before.map.scale * 1.25**2)
    now_under = after.ms(at.y() + canvas.verticalScrollBar().value())
    assert now_under == pytest.approx(under, rel=0.02)


def test_the_wheel_alone_scrolls(shown):
    canvas = shown(size=(816, 420), cursor=0)
    wheel(canvas, QPoint(400, 250), -3, Qt.KeyboardModifier.NoModifier)
    assert canvas.verticalScrollBar().value() > 0


def test_keys_zoom_and_scroll(shown):
    canvas = shown(size=(816, 420), cursor=0)
    scale = canvas.scene.geometry.map.scale
    for key, factor in ((Qt.Key.Key_Plus, 1.25), (Qt.Key.Key_Minus, 1), (Qt.Key.Key_Minus, 0.8)):
        QTest.keyClick(canvas, key, Qt.KeyboardModifier.ControlModifier)
        assert canvas.scene.geometry.map.scale == pytest.approx(scale * factor)
    QTest.keyClick(canvas, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert canvas.scene.geometry.map.scale == pytest.approx(scale)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.verticalScrollBar().value() == 40
    QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.verticalScrollBar().value() == 0


def test_dragging_the_paper_pans_and_chooses_nothing(shown):
    canvas = shown(size=(816, 420), cursor=0)
    chosen = said(canvas.moment_chosen)
    start = QPoint(30, 300)
    QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, pos=start)
    move(canvas, start - QPoint(0, 20))
    move(canvas, start - QPoint(0, 90))
    QTest.mouseRelease(
        canvas.viewport(), Qt.MouseButton.LeftButton, pos=start - QPoint(0, 90)
    )  # fmt: skip
    assert canvas.verticalScrollBar().value() == 90
    assert chosen == []


def test_many_hosts_scroll_sideways(shown):
    names = tuple(f"host-{number}" for number in range(9))
    canvas = shown(experiment(hosts=("client", "server", *names)), 0, (500, 400))
    assert canvas.horizontalScrollBar().maximum() > 0
