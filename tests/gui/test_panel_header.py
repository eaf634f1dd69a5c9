"""The page of a segment's header, field by field."""

from PySide6.QtCore import QCoreApplication, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from tcplab.sim.experiment import HostSetup
from tcplab.ui.panels.header_grid import HeaderGrid, bits
from tests.support.experiments import opened
from tests.support.right_panel import LEFT, texts


def test_the_header_of_the_segment_that_arrived_then_of_the_answer(show_right):
    session, panel = show_right()
    panel.pages.show_tab("header")
    session.go_to_time(1_600)
    assert texts(panel.pages.header)[:2] == [
        "FIN, ACK from Client, sent 1.500 s, 20 octets",
        "1 of 2",
    ]
    grid = panel.pages.header.findChild(HeaderGrid)
    assert "Sequence number: 101 (00 00 00 65)" in grid.accessibleDescription()
    forward = next(one for one in panel.pages.header.findChildren(QToolButton)
                   if one.accessibleName() == "The next segment")  # fmt: skip
    QTest.mouseClick(forward, LEFT)
    assert texts(panel.pages.header)[:2] == ["ACK from Server, sent 1.600 s, 20 octets", "2 of 2"]
    QTest.mouseClick(forward, LEFT)
    assert texts(panel.pages.header)[1] == "1 of 2"


def test_a_user_timeout_is_told_in_seconds_or_in_minutes(show_right):
    patience = {"client": 36_000, "server": 300}
    hosts = tuple(HostSetup(name, user_timeout_option_s=s) for name, s in patience.items())
    _, panel = show_right(opened(hosts=hosts))
    panel.pages.show_tab("header")
    grid = panel.pages.header.findChild(HeaderGrid)
    for host, told in (("client", "600 min (1c 04 82 58)"), ("server", "300 s (1c 04 01 2c)")):
        panel.pages.pick((host, 1))
        assert f"Option: user timeout: {told}" in grid.accessibleDescription()


def test_a_field_that_is_pointed_at_tells_its_bits(show_right):
    session, panel = show_right()
    panel.pages.show_tab("header")
    session.go_to_time(1_600)
    QCoreApplication.processEvents()
    grid = panel.pages.header.findChild(HeaderGrid)
    flags = grid.field_at(QPoint(20, 100))
    assert bits(flags) == "Offset, reserved, flags\n01010000 00010001"
    assert grid.field_at(QPoint(grid.width() - 20, 10)).name == "Destination port"
    assert grid.field_at(QPoint(20, grid.height() + 5)) is None


def test_the_set_flags_are_filled(show_right):
    session, panel = show_right()
    panel.pages.show_tab("header")
    session.go_to_time(1_600)
    flags = {one.text(): one.property("kind") for one in panel.pages.header.findChildren(QLabel)}
    filled = [name for name, kind in flags.items() if kind == "flag-set"]
    assert filled == ["ACK", "FIN"]


def test_a_step_without_a_segment_says_so(show_right):
    _, panel = show_right()
    panel.pages.show_tab("header")
    assert texts(panel.pages.header) == ["No segment in this step"]


def test_a_picked_segment_is_shown_until_the_next_step(show_right):
    session, panel = show_right()
    panel.pages.show_tab("header")
    panel.pages.pick(("server", 1))
    assert texts(panel.pages.header)[0].startswith("SYN, ACK from Server")
    session.go_to_time(1_500)
    assert texts(panel.pages.header)[0].startswith("FIN, ACK from Client")
    panel.pages.pick(("server", 1))
    panel.pages.pick(None)
    assert texts(panel.pages.header)[0].startswith("FIN, ACK from Client")
