"""What stands upright in the bands and beside them can be read: no text lies on another."""

import re
from html import unescape
from itertools import combinations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QTransform

from tcplab.files.lessons import open_argument
from tcplab.lab.sequence_picture import sequence_picture
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.sim.network import Injection
from tcplab.sim.run import run
from tcplab.ui.canvas.bands import tears
from tcplab.ui.canvas.scene import SequenceScene
from tcplab.ui.canvas.sizes import present_sizes
from tcplab.ui.look.theme import load_theme
from tests.support.drawn import svg, texts
from tests.support.experiments import call, client, experiment, inject, opened, server

THREE = ("client", "server", "other")
SEVERAL = experiment(
    server("listen", 0, port=80),
    *(client("connect", 100 + 150 * turn, to="server:80") for turn in range(5)),
    *(call("other", "connect", 160 + 170 * turn, to="server:80") for turn in range(4)),
    client("close", 2_500), call("other", "close", 2_700), server("close", "end-of-stream"),
    hosts=THREE,
)  # fmt: skip
FLOOD = Experiment(
    "Flood",
    tuple(HostSetup(name) for name in ("client", "server", "attacker")),
    2_000,
    calls=(server("listen", 0, port=80, backlog=256),),
    injections=tuple(
        Injection(f"10.9.0.{one}:5000", "server:80", 200, ("SYN",), seq=one, by="attacker")
        for one in range(1, 201)
    ),
)
FORGED = opened(
    client("send", 900, octets=20),
    client("close", 2_000),
    hosts=("client", "server", "attacker"),
    injections=(inject("client:40000", "server:80", 1_400, "RST", seq=9, by="attacker"),),
)
RUNS = {
    "gives-up:server": open_argument("gives-up:server").experiment,
    "cable-pulled": open_argument("cable-pulled:back-in-time").experiment,
    "last-ack-lost": open_argument("last-ack-lost").experiment,
    "abort": open_argument("abort").experiment,
    "several": SEVERAL,
    "flood": FLOOD,
    "forged": FORGED,
}
_GROUP = re.compile(r"<g ([^>]*)>\s*((?:<text.*?</text>\s*)*)</g>", re.DOTALL)
_TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')
_MATRIX = re.compile(r"matrix\(([^)]*)\)")


def scene(what: Experiment, present: int | None, width: int = 1_000) -> SequenceScene:
    sizes = None if present is None else present_sizes(present)
    theme = load_theme("light" if present is None else "present")
    return SequenceScene(sequence_picture(run(what)), theme, present or width, sizes=sizes)


def boxes(of: SequenceScene, cursor: int | None) -> list[tuple[str, QRectF]]:
    """Every text that does not follow an arrow, with what its letters cover."""
    found = []
    for group, inside in _GROUP.findall(svg(of, cursor)):
        matrix = _MATRIX.search(group)
        values = [float(one) for one in (matrix[1] if matrix else "1,0,0,1,0,0").split(",")]
        a, b, c, d, dx, dy = values
        if b and a:
            continue  # along an arrow: those are tested by their boxes
        for raw, text in _TEXT.findall(inside):
            attributes = dict(_ATTRIBUTE.findall(raw))
            font = QFont(attributes["font-family"].strip("'"))
            font.setPixelSize(round(float(attributes["font-size"])))
            font.setWeight(QFont.Weight(int(attributes["font-weight"])))
            words = unescape(text).strip()
            width = QFontMetricsF(font).horizontalAdvance(words)
            px, x, y = font.pixelSize(), float(attributes["x"]), float(attributes["y"])
            letters = QRectF(x + 1, y - 0.7 * px, width - 2, 0.7 * px)
            found.append((words, QTransform(a, b, c, d, dx, dy).mapRect(letters)))
    return found


@pytest.mark.parametrize("present", [None, 1024, 1920])
@pytest.mark.parametrize("name", RUNS)
def test_no_text_lies_on_another(name, present):
    of = scene(RUNS[name], present)
    last = of.picture.last
    for cursor in (None, last // 3, last // 2, last):
        found = boxes(of, cursor)
        assert len(found) > 5
        covered = [
            (one, other)
            for (one, here), (other, there) in combinations(found, 2)
            if here.intersects(there)
        ]
        assert covered == []


@pytest.mark.parametrize("present", [None, 1024])
def test_what_has_no_band_of_its_own_is_counted_within_the_picture(present):
    of = scene(FLOOD, present)
    counted = [box for words, box in boxes(of, None) if words == "+197"]
    assert counted
    assert all(box.left() >= 0 and box.right() <= of.width for box in counted)


@pytest.mark.parametrize("present", [None, 1024])
def test_the_attacker_has_a_lifeline_of_its_own_outside_the_clients(present):
    of = scene(FORGED, present)
    attacker, own = of.geometry.columns[2], of.geometry.columns[0]
    assert of.picture.order == (2, 0, 1)
    assert attacker.right < own.left
    assert {"Attacker", "Client", "Server"} <= set(texts(of, None))
    arrow = next(at for at, one in enumerate(of.picture.arrows) if one.injected)
    assert of.geometry.way(arrow).x0 < own.left


def test_a_call_in_a_band_that_ends_at_once_is_still_said():
    said = texts(scene(RUNS["gives-up:server"], 1024), None)
    assert {"connect()", "crash()", "listen()"} <= set(said)


@pytest.mark.parametrize("lesson", ["two-way-handshake:ghost", "netstat:both-answer", "teardown"])
def test_no_tear_goes_through_a_word_in_a_band(lesson):
    of = scene(open_argument(lesson).experiment, None)
    whole = QRectF(0, 0, of.width, of.height)
    gaps = list(tears(of.geometry, whole))
    words = [box for text, box in boxes(of, None) if text in ("still listening", "CLOSED")]
    assert gaps
    assert words
    assert not [(y, box) for y in gaps for box in words if box.top() - 3 < y < box.bottom() + 3]
