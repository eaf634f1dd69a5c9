"""The measures of the canvas hold what is written in them."""

import pytest
from PySide6.QtGui import QFontMetricsF

from tcplab.engine.tcb import State
from tcplab.files.lessons import open_argument
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.sim.experiment import Experiment
from tcplab.sim.run import run
from tcplab.ui.canvas.bands import INSET
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import Sizes, main_sizes, present_sizes
from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.look.theme import load_theme
from tests.support.canvas import show_canvas
from tests.support.drawn import texts
from tests.support.experiments import call, experiment

SIZES = {
    "1024": main_sizes(712),
    "1440": main_sizes(816),
    "1920": main_sizes(1168),
    "present": present_sizes(1024),
    "present large": present_sizes(1920),
}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
def test_every_state_has_room_for_its_name_in_a_band(qapp, sizes: Sizes):
    metrics = QFontMetricsF(ui_font(sizes.state_px, SEMIBOLD))
    room = sizes.band - INSET * sizes.stroke
    names = [state.value for state in State if metrics.horizontalAdvance(state.value) > room]
    assert names == []


def of_hosts(count: int) -> Experiment:
    """So many hosts but the server connect to it, and close."""
    names = ("client", "server", "bob", "carol", "dave", "eve")[:count]
    clients = [name for name in names if name != "server"]
    calls = [call("server", "listen", 0, port=80)]
    for nth, name in enumerate(clients):
        calls += [
            call(name, "connect", 100 + 150 * nth, to="server:80"),
            call(name, "close", 1_500 + 200 * nth),
        ]
    return experiment(*calls, hosts=names)


@pytest.mark.parametrize(
    ("width", "what"),
    [(702, "accept-queue:full"), (806, "four"), (702, "syn-flood")],
)
def test_hosts_fit_in_the_narrow_windows_where_columns_can_be_narrower(qapp, width, what):
    opened = of_hosts(4) if what == "four" else open_argument(what).experiment
    scene = SequenceScene(sequence_picture(run(opened)), load_theme("light"), width)
    assert scene.width == pytest.approx(width)
    assert scene.geometry.zone[1] - scene.geometry.zone[0] >= 150
    said = texts(scene, None)
    assert {"SYN", "SYN-SENT"} <= set(said)
    assert not [one for one in said if one.startswith("conn") and "…" in one]


def test_two_hosts_take_what_the_design_gives_them(qapp):
    scene = SequenceScene(sequence_picture(run(of_hosts(2))), load_theme("light"), 816)
    assert scene.geometry.sizes == main_sizes(816)


def test_of_more_hosts_the_first_two_are_in_view(qtbot):
    canvas = show_canvas(qtbot, of_hosts(6), 0)
    bar = canvas.horizontalScrollBar()
    assert bar.value() == bar.maximum() > 0
    left = canvas.scene.geometry.columns[0].outer - canvas.corner.x()
    assert left > 0
    canvas.resize(1_168, 736)
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    canvas.resize(1_100, 736)
    assert bar.value() < bar.maximum()  # where somebody looked


def test_a_bar_takes_its_room_once_however_often_all_is_laid_out_anew(qtbot):
    canvas = show_canvas(qtbot, size=(816, 300))
    for width in (817, 818):
        canvas.resize(width, 300)
        assert canvas.scene.width == canvas.viewport().width() < width
