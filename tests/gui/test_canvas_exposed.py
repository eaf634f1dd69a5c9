"""After a change only what looks different is painted, and the screen is as if all had been."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QImage

from tcplab.files.lessons import open_argument
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Fate, Network
from tcplab.sim.run import run
from tests.support.canvas import show_canvas
from tests.support.drawn import alike
from tests.support.experiments import client, opened, server

LOSSY = opened(
    client("send", 900, octets=100, times=20, every_ms=70),
    client("close", 4_000),
    server("close", "end-of-stream", after_ms=500),
    network=Network(100, jitter_ms=60, loss=0.2, duplicate=0.1, seed=3),
)
SEVERAL = opened(
    *(client("connect", 150 + 130 * turn, to="server:80") for turn in range(4)),
    client("close", 2_500), server("close", "end-of-stream"),
)  # fmt: skip
RUNS = {
    "last-ack-lost": open_argument("last-ack-lost").experiment,
    "gives-up": open_argument("gives-up").experiment,
    "cable-pulled": open_argument("cable-pulled:back-in-time").experiment,
    "lossy": LOSSY,
    "several": SEVERAL,
}


def on_screen(canvas) -> QImage:
    """What stands on the screen, without painting anything for it."""
    QCoreApplication.processEvents()
    screen = canvas.screen().grabWindow(canvas.winId())
    return screen.toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted_anew(canvas) -> QImage:
    canvas.viewport().update()
    return on_screen(canvas)


@pytest.mark.parametrize("size", [(816, 736), (1_168, 420)])
@pytest.mark.parametrize("name", RUNS)
def test_the_screen_is_as_if_all_had_been_painted(qtbot, name: str, size):
    what: Experiment = RUNS[name]
    last = len(run(what).moments) - 1
    canvas = show_canvas(qtbot, what, 0, size)
    on_screen(canvas)
    for cursor in (*range(last + 1), *range(last, -1, -3)):
        canvas.show_cursor(cursor)
        seen = on_screen(canvas)
        assert alike(seen, painted_anew(canvas)), cursor


@pytest.mark.parametrize("size", [(816, 736), (1_168, 420)])
@pytest.mark.parametrize("name", RUNS)
def test_after_an_edit_the_screen_is_as_if_all_had_been_painted(qtbot, name: str, size):
    before = run(RUNS[name])
    canvas = show_canvas(qtbot, before, 0, size)
    canvas.zoom.more()  # so that something of it stays where it is
    for place, one in enumerate(before.flights[::2]):
        canvas.show_cursor((5 * place) % len(before.moments))
        on_screen(canvas)
        for do, ms in (("lose", None), ("delay", 130), ("duplicate", 40)):
            fate = Fate(one.source.host, one.nth, do, ms)
            canvas.show_run(run(replace(before.experiment, fates=(fate,)), before))
            seen = on_screen(canvas)
            assert alike(seen, painted_anew(canvas)), fate


def painted(canvas, do) -> float:
    """How much of the viewport is painted after something has been done, as a share."""
    regions = []

    class Watch(QObject):
        def eventFilter(self, _, event) -> bool:
            if event.type() == QEvent.Type.Paint:
                regions.append(event.region())
            return False

    watch, viewport = Watch(), canvas.viewport()
    on_screen(canvas)
    viewport.installEventFilter(watch)
    do()
    on_screen(canvas)
    viewport.removeEventFilter(watch)
    area = sum(rect.width() * rect.height() for region in regions for rect in region)
    return area / (viewport.width() * viewport.height())


def test_after_an_edit_only_what_it_changes_is_painted_again(qtbot):
    before = run(LOSSY)
    canvas = show_canvas(qtbot, before, 0, (1_168, 924))
    late = before.flights[-8]
    fate = Fate(late.source.host, late.nth, "delay", 50)
    edited = run(replace(LOSSY, fates=(*LOSSY.fates, fate)), before)
    assert 0 < painted(canvas, lambda: canvas.show_run(edited)) < 0.25
    assert painted(canvas, lambda: canvas.show_run(edited)) == 0


def test_a_step_paints_less_than_half_of_a_long_run(qtbot):
    canvas = show_canvas(qtbot, LOSSY, 20, (1_168, 924))
    assert 0 < painted(canvas, lambda: canvas.show_cursor(21)) < 0.5


def test_of_an_arrow_that_falls_far_its_line_is_painted_not_the_box_around_it(qtbot):
    before = run(opened(client("send", 900, octets=100, times=20, every_ms=70)))
    late, shares = before.flights[10], []
    canvas = show_canvas(qtbot, before, 12, (1_168, 924))
    canvas.hover(10, None)
    for ms in range(700, 900, 60):
        fate = Fate(late.source.host, late.nth, "delay", ms)
        edited = run(replace(before.experiment, fates=(fate,)), before)
        shares.append(painted(canvas, lambda edited=edited: canvas.show_run(edited)))
        assert alike(on_screen(canvas), painted_anew(canvas)), ms
    way = canvas.scene.geometry.way(10)
    box = (way.x1 - way.x0) * (way.y1 - way.y0) / (canvas.width() * canvas.height())
    assert max(shares[1:]) < 0.7 * box  # with its labels, and what comes of it
