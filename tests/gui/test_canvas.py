"""What the sequence canvas draws, and what it tells those who cannot see it."""

from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from tcplab.sim.experiment import HostSetup
from tcplab.sim.run import run
from tcplab.ui.canvas.standing import call_of_moment
from tcplab.ui.canvas.tabs import seen_tabs
from tcplab.ui.look.theme import load_theme
from tests.support.canvas import drawn, move, show_canvas
from tests.support.drawn import image, near, svg
from tests.support.experiments import CONNECT, LISTEN, client, experiment, inject, opened, server


@pytest.fixture
def shown(qtbot):
    """Shows a canvas: shown(experiment or run, cursor, size)."""
    return partial(show_canvas, qtbot)


def test_a_handshake_with_everything_that_belongs_to_it(shown):
    words = drawn(shown(opened(), 5))
    for text in ("SYN", "SYN, ACK", "ACK", "seq=", "100", "300", "ack=", "101", "301"):
        assert text in words
    for text in ("Client", "10.0.0.1:40000", "Server", "10.0.0.2:80", "connect()", "listen()"):
        assert text in words
    for text in ("CLOSED", "SYN-SENT", "ESTABLISHED", "LISTEN", "SYN-RECEIVED", "now 0.400"):
        assert text in words


def test_the_lost_last_ack_with_its_timers(shown):
    words = drawn(shown())
    for text in ("lost", "↻ retransmission", "now 5.100", "… 1.8 s", "… 59.8 s", "TIME-WAIT"):
        assert text in words
    for first, second in (
        ("2MSL 60 s", "58.8 s left"), ("2MSL 60 s", "restarted"),
        ("RTO 1.2 s", "ran out"), ("RTO 2.4 s", "doubled"),
    ):  # fmt: skip
        assert (first, second) in pairwise(words)


def test_timers_of_the_past_are_drawn_only_if_they_ran_out(shown):
    words = drawn(shown(cursor=8))
    assert not any(text.startswith("RTO") for text in words if text != "RTO 1.2 s")


def test_all_timers_of_a_host_are_drawn_as_one_points_beside_it(shown):
    canvas = shown(cursor=8)
    column = canvas.scene.geometry.columns[0]
    move(canvas, QPoint(round(column.edge) - 40, round(canvas.scene.geometry.y(700))))
    assert "RTO 1.0 s" in drawn(canvas)
    move(canvas, QPoint(5, 300))
    assert "RTO 1.0 s" not in drawn(canvas)


def test_numbers_relative_or_absolute(shown):
    canvas = shown(opened(), 5)
    assert "300" in drawn(canvas)
    canvas.set_relative(True)
    assert "300" not in drawn(canvas)
    assert {"0", "1"} <= set(drawn(canvas))


def test_numbers_have_the_colour_of_the_host_whose_octets_they_count(shown):
    canvas, theme = shown(opened(), 5), load_theme("light")
    syn_ack = canvas.scene.places.placed(1)[0]
    tokens = {token.text: token.role for token in syn_ack.text.tokens}
    assert (tokens["300"], tokens["101"]) == (1, 0)
    whole = image(canvas.scene, canvas.view, 3.0)
    for role in (0, 1):
        box = syn_ack.box
        assert near(whole, box.cx, box.cy, theme.host(role).text, reach=round(box.hx))


def test_the_arrow_of_this_step_lies_on_yellow(shown):
    canvas, theme = shown(), load_theme("light")
    whole = image(canvas.scene, canvas.view)
    again, before = (canvas.scene.geometry.way(index) for index in (7, 5))
    assert near(whole, *again.at(0.3), theme.mark, reach=5)
    assert not near(whole, *before.at(0.3), theme.mark, reach=5)


def test_what_is_to_come_is_dashed_and_pale(shown):
    canvas, theme = shown(opened(), 3), load_theme("light")
    whole = image(canvas.scene, canvas.view)
    past, future = canvas.scene.geometry.way(0), canvas.scene.geometry.way(1)

    def share_of(way, colour):
        points = [way.at(share / 100) for share in range(10, 90)]
        return sum(near(whole, x, y, colour, reach=1) for x, y in points) / len(points)

    assert share_of(past, theme.ink) > 0.8
    assert share_of(future, theme.ink) == 0
    assert 0.2 < share_of(future, theme.future) < 0.95


def test_an_arrow_on_its_way_is_solid_as_far_as_it_has_come(shown):
    canvas = shown(opened(server("send", 350, octets=1)), 5)
    theme, geometry = load_theme("light"), canvas.scene.geometry
    arrow = next(i for i, a in enumerate(canvas.scene.picture.arrows) if a.sent < 350 < a.due)
    whole = image(canvas.scene, canvas.view)
    assert near(whole, *geometry.way(arrow).at(0.3), theme.ink)
    assert not near(whole, *geometry.way(arrow).at(0.8), theme.ink)


@pytest.mark.parametrize("name", ["light", "dark", "present"])
def test_every_theme_draws_in_its_own_colours(shown, name):
    canvas, theme = shown(), load_theme(name)
    canvas.set_theme(theme)
    whole, geometry = image(canvas.scene, canvas.view), canvas.scene.geometry
    assert near(whole, 3, 3, theme.canvas)
    for role, band_ms in ((0, 1000), (1, 1200)):
        column = geometry.columns[role]
        middle = (column.left + column.right) / 2
        assert near(whole, middle, geometry.y(band_ms), theme.host(role).tints[2])
        assert near(whole, column.line - column.side * -1.5, geometry.y(600), theme.host(role).line)


def test_a_picture_of_more_pixels_shows_the_same_places(shown):
    canvas, theme = shown(), load_theme("light")
    for ratio in (1.0, 1.5, 2.0):
        whole = image(canvas.scene, canvas.view, ratio)
        column = canvas.scene.geometry.columns[0]
        assert near(whole, column.right - 1.5, canvas.scene.geometry.y(600), theme.host(0).line)


def test_on_paper_the_hatching_stays_inside_its_band(shown):
    """SVG knows no clips."""
    scene = shown().scene
    paper = QImage(round(scene.width), round(scene.height), QImage.Format.Format_RGB32)
    paper.fill(QColor("#FFFFFF"))
    painter = QPainter(paper)
    drawing = QSvgRenderer(svg(scene, None).encode())
    drawing.render(painter, QRectF(0, 0, scene.width, scene.height))
    painter.end()
    column, y = scene.geometry.columns[0], scene.geometry.y(65_100) - 6
    theme = load_theme("light")
    assert near(paper, column.left + 40, y, theme.host(0).tints[0], reach=8)
    beside = [paper.pixelColor(round(column.left - dx), round(y)) for dx in range(20, 60)]
    assert set(map(QColor.name, beside)) == {"#ffffff"}


def test_three_hosts_and_arrows_behind_the_band_between(shown):
    forged = inject("client:40000", "server:80", 1_400, "RST", seq=5_000, by="attacker")
    canvas = shown(opened(hosts=("client", "server", "attacker"), injections=(forged,)), 7)
    geometry, theme = canvas.scene.geometry, load_theme("light")
    attacker, middle, right = (geometry.columns[i] for i in (2, 0, 1))
    assert attacker.right < middle.left < right.left
    index = next(i for i, a in enumerate(canvas.scene.picture.arrows) if a.injected)
    way = geometry.way(index)
    share = ((middle.left + middle.right) / 2 - way.x0) / (way.x1 - way.x0)
    whole = image(canvas.scene, canvas.view)
    assert near(whole, *way.at(share), theme.host(0).tints[3 - 1])
    assert not near(whole, *way.at(share), theme.ink)
    assert near(whole, *way.at(share * 0.5), theme.ink)
    assert "Attacker" in drawn(canvas)


def test_a_broken_stack_is_marked(shown):
    canvas = shown(opened(hosts=("client", HostSetup("server", "two-way-handshake"))), 3)
    assert "broken" in drawn(canvas)


def test_a_refused_call_shows_its_errno(shown):
    words = drawn(shown(experiment(CONNECT, client("send", 50, octets=3)), 4))
    assert {"EBADF", "ECONNREFUSED"} <= set(words)


def test_a_long_errno_keeps_away_from_the_axis(shown):
    one_port = HostSetup("client", first_port=40_000, last_port=40_000)
    calls = (LISTEN, CONNECT, client("connect", 600, to="server:80"))
    canvas = shown(experiment(*calls, hosts=(one_port, "server")), 6)
    refused = next(one for one in canvas.scene.picture.tabs if one.errno == "EADDRNOTAVAIL")
    visible = QRectF(canvas.corner, canvas.viewport().size())
    geometry = canvas.scene.geometry
    placed = call_of_moment(canvas.scene, 0, refused.moment, canvas.view, visible).placed
    (seen,) = seen_tabs(geometry, canvas.view, 0, [placed]).things
    left = seen.errno_from - geometry.sizes.call.width("EADDRNOTAVAIL")
    assert left >= geometry.columns[0].outer + 5
    assert seen.errno_from < geometry.columns[0].edge


def test_connections_without_a_band_are_counted(shown):
    attack = tuple(
        inject(f"9.9.9.9:{1000 + i}", "server:80", 1_000 + i, "SYN", by="attacker")
        for i in range(200)
    )
    hosts = ("client", HostSetup("server", backlog=300), "attacker")
    what = run(experiment(LISTEN, hosts=hosts, injections=attack, horizon=1_900))
    words = drawn(shown(what, len(what.moments) - 1))
    assert ("+197", "SYN-RECEIVED") in pairwise(words)


def test_the_audience_sees_larger_words_and_no_gutter(shown):
    canvas = shown(size=(652, 580))
    canvas.set_present(1024)
    sizes = canvas.scene.geometry.sizes
    assert (sizes.label_px, sizes.gutter) == (22, 0)
    assert "now" in drawn(canvas)
    assert "5.100" not in drawn(canvas)
    assert "close()" in drawn(canvas)


def test_it_is_told_in_words(shown):
    canvas = shown()
    assert canvas.accessibleName() == "Sequence diagram"
    told = canvas.accessibleDescription()
    for part in ("5.100 s", "Server → Client: FIN, ACK seq=301 ack=102", "TIME-WAIT", "LAST-ACK"):
        assert part in told
    canvas.pick(6)
    assert "Client → Server: ACK seq=102 ack=302, lost" in canvas.accessibleDescription()


def test_an_empty_experiment_is_drawn(shown):
    words = drawn(shown(experiment(), 0))
    assert words.count("CLOSED") == 2
    assert "now 0.000" in words


def test_the_background_is_the_canvas_colour(shown):
    grabbed = shown().viewport().grab().toImage()
    assert grabbed.pixelColor(2, 2) == QColor(load_theme("light").canvas)
