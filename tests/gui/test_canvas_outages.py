"""A host that cannot be reached, and what reaches it for nothing, can be told from the picture."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from tcplab.lab.branches_picture import Lane
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.sim.experiment import Experiment
from tcplab.sim.network import Cut
from tcplab.sim.run import run
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import main_sizes, present_sizes
from tcplab.ui.look.theme import load_theme
from tcplab.ui.timeline.scene import TimelineScene
from tests.support.drawn import image, near, texts
from tests.support.experiments import client, opened, server

CUT = opened(client("send", 2_000, octets=20), cuts=(Cut("client", 1_000, 8_000),))
CRASHED = opened(server("crash", 1_000), client("send", 1_500, octets=20), server("reboot", 4_000))
LIGHT = load_theme("light")


def scene(what: Experiment, present: int | None = None) -> SequenceScene:
    sizes = None if present is None else present_sizes(present)
    return SequenceScene(sequence_picture(run(what)), LIGHT, present or 1_168, sizes=sizes)


def is_torn(of: SequenceScene, lifeline: int, ms: int) -> bool:
    column = of.geometry.columns[lifeline]
    x = column.line + column.side * of.geometry.sizes.lifeline / 2
    return near(image(of, None), x, of.geometry.y(ms), LIGHT.loss_line, 4)


@pytest.mark.parametrize("present", [None, 1024])
def test_a_cable_that_is_out_is_said_and_tears_the_lifeline(present):
    of = scene(CUT, present)
    assert "cable out" in texts(of, None)
    torn = [is_torn(of, 0, ms) for ms in (600, 2_030, 7_900, 8_500)]
    assert torn == [False, True, True, False]
    assert not is_torn(of, 1, 2_030)


def test_a_host_that_is_down_is_said_and_its_lifeline_dashed():
    of = scene(CRASHED)
    assert "host is down" in texts(of, None)
    assert [is_torn(of, 1, ms) for ms in (900, 1_550, 4_200)] == [False, True, False]


def test_what_is_dropped_ends_in_a_cross_without_a_head():
    of = scene(CRASHED)
    dropped = next(at for at, one in enumerate(of.picture.arrows) if one.dropped)
    assert any("dropped" in text for text in texts(of, None))
    drawn = image(of, None)
    for index, crossed in ((dropped, True), (0, False)):
        way = of.geometry.way(index)
        x = way.x1 + (7 if way.x1 < way.x0 else -7)
        assert near(drawn, x, way.y1, LIGHT.loss_line, 3) is crossed


def test_an_option_that_is_set_is_told_from_others():
    what = opened(client("setsockopt", 900, option="SO_LINGER", value=0))
    assert any(text.startswith("SO_LINGER") for text in texts(scene(what), None))


def test_the_timeline_shows_it_on_the_hosts_strip():
    lane = Lane(1, "A", "", run(CUT))
    of = TimelineScene((lane,), 1, Look(LIGHT, main_sizes(1_192)), 1_192)
    picture = of.picture
    drawn = QImage(1_192, 112, QImage.Format.Format_RGB32)
    painter = QPainter(drawn)
    of.paint(painter, 112, picture.last, of.x_of(picture.last))
    painter.end()
    rows = [QRectF(of.x(ms) - 4, 50 + 7 * row, 8, 5) for row in (0, 1) for ms in (500, 4_000)]
    seen = [near(drawn, row.center().x(), row.center().y() + 3, LIGHT.loss_line, 3) for row in rows]
    assert seen == [False, True, False, False]
