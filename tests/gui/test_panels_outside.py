"""The tabs that look at a run from outside: what netstat prints, and who knows what."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTextEdit

from tcplab.ui.panels.netstat import NetstatTab

KEY = Qt.Key


@pytest.fixture
def front(make, qtbot):
    """A window on a lesson, at a time, with the page of a key in front."""

    def front(lesson, now, key):
        window = make(lesson)
        window.session.go_to_time(now)
        qtbot.keyClick(window.canvas, key)
        return window

    return front


def texts(page, *kinds):
    """The labels of these kinds that are not gone, from top to bottom."""
    found = [one for one in page.findChildren(QLabel) if one.property("kind") in kinds]
    return [one.text() for one in found if one.isVisibleTo(page)]


def lines(page, font):
    """What is printed in a font, from top to bottom: "Inter" are the captions."""
    found = []
    for paper in page.findChildren(QTextEdit):
        block = paper.document().begin()
        while block.isValid():
            if block.begin().fragment().charFormat().fontFamilies()[0] == font:
                found.append(block.text())
            block = block.next()
    return found


def printed(window, qtbot):
    """The lines below the headings."""
    page = window.right.pages.netstat
    qtbot.waitUntil(lambda: bool(lines(page, "JetBrains Mono")))
    heads = ("State", "Active", "Proto")
    return [line for line in lines(page, "JetBrains Mono") if line.split()[0] not in heads]


def test_what_ss_prints_at_this_moment(front, qtbot):
    window = front("teardown", 1_100, KEY.Key_3)
    client, listener, server = printed(window, qtbot)
    assert client.split()[:1] + client.split()[-2:] == [
        "FIN-WAIT-1",
        "10.0.0.1:40000",
        "10.0.0.2:80",
    ]
    assert listener.split()[0] == "LISTEN"
    assert server.split()[0] == "CLOSE-WAIT"


def test_it_follows_the_cursor(front, qtbot):
    window = front("teardown", 0, KEY.Key_3)
    assert [line.split()[0] for line in printed(window, qtbot)] == ["LISTEN"]
    window.session.go_to_time(400)
    qtbot.waitUntil(lambda: "ESTAB" in {line.split()[0] for line in printed(window, qtbot)})


def test_flags_leave_out_what_the_tool_leaves_out(front, qtbot, click):
    window = front("teardown", 62_000, KEY.Key_3)
    page = window.right.pages.netstat
    assert len(printed(window, qtbot)) == 2  # LISTEN and TIME-WAIT
    click(page.flags["a"])
    left = ["1 more that are not listed here"] * 2
    qtbot.waitUntil(lambda: texts(page, "hint") == left)
    assert printed(window, qtbot) == []
    assert "$ ss -tn" in texts(page, "code-result")


def test_the_other_tool(front, qtbot, click):
    window = front("teardown", 1_100, KEY.Key_3)
    page: NetstatTab = window.right.pages.netstat
    click(page._tools.button(1))
    qtbot.waitUntil(lambda: "$ netstat -ant" in texts(page, "code-result"))
    assert any("FIN_WAIT1" in line for line in printed(window, qtbot))


def test_whether_a_state_can_be_caught(front, qtbot):
    window = front("teardown", 1_100, KEY.Key_3)
    printed(window, qtbot)
    captions = lines(window.right.pages.netstat, "Inter")
    assert "FIN-WAIT-1 for 100 ms of 200 ms: gone between two looks a second apart" in captions
    assert any(one.startswith("LISTEN for 1.1 s so far") for one in captions)


def test_knowledge_fills_in_as_segments_arrive(front, qtbot):
    window = front("handshake", 200, KEY.Key_5)
    page = window.right.pages.knowledge
    known = []
    for now in (100, 200, 300, 400):
        window.session.go_to_time(now)
        qtbot.waitUntil(lambda: bool(texts(page, "changed", "correct", "hint")))
        known.append(texts(page, "changed", "correct", "hint").count("✓"))
    assert known == [0, 2, 6, 8]


def test_before_a_connection_there_is_nothing_to_know(front):
    window = front("handshake", 0, KEY.Key_5)
    assert "nothing to know" in window.right.pages.knowledge._words.text()
