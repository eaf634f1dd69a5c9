"""The window of the plots: loaded when first shown, tied to the cursor, saved in three ways."""

import csv
import subprocess
import sys
from itertools import pairwise

import pytest
from pyqtgraph import InfLineLabel, ScatterPlotItem
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QMessageBox

KEY = Qt.Key


class Paints(QObject):
    """Whether plots were to be seen whenever they were painted before all was drawn."""

    def __init__(self, plots) -> None:
        super().__init__()
        self._plots = plots
        self.before: list[bool] = []
        plots.area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self._plots.busy:
            self.before.append(self._plots.area.ci.opacity() > 0)
        return False


@pytest.fixture
def plotted(make, qtbot):
    """A window with its plots, of which nobody has seen a part alone."""

    def plotted(what: str):
        window = make(what)
        qtbot.keyClick(window.canvas, KEY.Key_G)
        qtbot.waitUntil(lambda: window.plotting.plots is not None)
        plots = window.plotting.plots
        paints = Paints(plots)
        qtbot.waitUntil(lambda: plots._picture is not None and not plots.busy)
        assert not any(paints.before)
        return window, plots

    return plotted


def names(plots) -> list[str]:
    """What the legends tell apart."""
    return [label.text for plot in plots.plots for _, label in plot.legend.items]


def test_they_follow_the_cursor_and_lead_it(plotted, qtbot):
    window, plots = plotted("last-ack-lost")
    assert {"Client seq", "Client lost", "Server sent again", "Server timed out"} <= set(
        names(plots)
    )
    for place, least in ((1, 2), (2, 2), (4, 8)):  # what a colour says, a sign says too
        signs = [one for one in plots.plots[place].items if isinstance(one, ScatterPlotItem)]
        marks = {one.opts["symbol"]: one.opts["brush"].color().name() for one in signs}
        assert len(marks) >= least
    legends = [plot.legend.sceneBoundingRect() for plot in plots.plots if plot.legend.items]
    assert all(one.bottom() <= two.top() for one, two in pairwise(legends))
    window.session.go(13)
    qtbot.waitUntil(lambda: plots._lines[0].value() == plots._clock.x(2700))
    assert plots.values.text().startswith("2.700 s · Client RTO 1 s · Server RTO 2 s")
    assert "Client TIME-WAIT" in plots.values.text()
    line = plots._lines[2]
    line.setValue(plots._clock.x(1000))
    line.sigDragged.emit(line)
    assert window.session.now == 1000
    qtbot.keyClick(plots, KEY.Key_Right)
    assert window.session.now == 1100
    shown = plots.plots[0].viewRange()[0]
    qtbot.keyClick(plots, KEY.Key_Plus)
    nearer = plots.plots[0].viewRange()[0]
    assert nearer[1] - nearer[0] < shown[1] - shown[0]
    assert plots.plots[4].viewRange()[0] == pytest.approx(nearer)  # all have one axis of time
    qtbot.keyClick(plots, KEY.Key_Escape)
    assert plots.isHidden()
    plots.deleteLater()  # a window may go before its session
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    window.session.go(0)


def test_a_silence_that_is_cut_short_is_marked_and_to_scale_none_is(plotted, qtbot):
    _, plots = plotted("last-ack-lost")
    assert len(plots._clock.breaks()) == 1
    plots.to_scale.click()
    qtbot.waitUntil(lambda: not plots.busy)
    assert plots._clock.breaks() == []
    assert plots._clock.x(2700) == 2.7


def test_at_200_per_cent_nothing_that_is_written_beside_a_plot_is_cut(plotted, settings, qtbot):
    settings.text_percent = 200
    window, plots = plotted("teardown")
    assert plots.width() >= min(1_840, window.screen().availableSize().width())
    plots.resize(1_440, 860)
    plot, axis = plots.plots[0], plots.plots[-1].getAxis("bottom")
    labels = [one for one in plot.vb.allChildItems() if isinstance(one, InfLineLabel)]
    (silence,) = [one for one in labels if one.toPlainText().endswith("59.9 s")]

    def inside() -> bool:
        words = silence.textItem
        box, room = words.mapRectToScene(words.boundingRect()), plot.vb.sceneBoundingRect()
        return room.width() > 800 and room.left() <= box.left() <= box.right() <= room.right()

    qtbot.waitUntil(inside)
    width = plot.vb.sceneBoundingRect().width()
    ticks = axis.tickValues(*plots.plots[-1].viewRange()[0], width)[-1][1]
    assert axis.tickStrings(ticks, 1, 1)[-1] == "62.2"


def test_another_run_another_connection_language_and_theme(plotted, qtbot):
    window, plots = plotted("handshake")
    assert not plots.pairs.isVisible()
    window.documents.open_lesson("syn-flood")
    qtbot.waitUntil(lambda: plots.pairs.count() > 1)
    qtbot.waitUntil(plots.pairs.isVisible)
    window.set_language("zh_CN")
    qtbot.waitUntil(lambda: plots.windowTitle() == "曲线图")
    window.set_theme("dark")
    qtbot.waitUntil(lambda: plots._theme.dark)


def test_they_are_saved_as_picture_drawing_and_values(plotted, tmp_path, answer):
    window, _ = plotted("last-ack-lost")
    for kind in ("png", "svg", "csv"):
        window.plotting.save(tmp_path / f"plots.{kind}")
    assert not QImage(str(tmp_path / "plots.png")).isNull()
    renderer = QSvgRenderer(str(tmp_path / "plots.svg"))
    assert renderer.isValid()
    with open(tmp_path / "plots.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {
        "time_ms": "2600",
        "plot": "timeout",
        "host": "Server",
        "name": "RTO",
        "value": "",
    } in rows
    met = answer(lambda box: box.accept())
    window.plotting.save(tmp_path / "plots.doc")
    assert isinstance(met[0], QMessageBox)
    assert '".doc" is no kind of plot' in met[0].text()


LOOK = """
import sys
from tcplab.ui.app import make_application, make_window
from tcplab.ui.warming import Warming
application = make_application(["tcplab"])
warming = Warming(make_window(application, None))
warming._timer.setInterval(0)
turns = 0
while not warming.done:
    known = set(sys.modules)
    application.processEvents()
    turns += any(one.startswith("tcplab.ui.") for one in set(sys.modules) - known)
print("tcplab.ui.about" in sys.modules, turns > 4, {"pyqtgraph", "numpy"} & set(sys.modules))
"""


def test_pyqtgraph_is_not_there_before_the_first_plot_though_what_is_small_is_read_before():
    done = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, text=True, check=True)
    assert done.stdout.split(maxsplit=2) == ["True", "True", "set()\n"]
