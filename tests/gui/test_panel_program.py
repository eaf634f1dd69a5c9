"""The tab Program: there for lessons with programs, with the line that executes marked."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

KEY = Qt.Key


@pytest.fixture
def programs(make, qtbot):
    """The window on the lesson about sockets, with its programs in front."""

    def programs(what="sockets"):
        window = make(what)
        window.action["program"].trigger()
        qtbot.waitUntil(lambda: bool(labels(window, "code")))
        return window

    return programs


def labels(window, kind):
    found = window.right.pages.program.findChildren(QLabel)
    return [one.text() for one in found if one.property("kind") == kind and one.isVisible()]


def test_only_lessons_with_programs_have_the_tab(make):
    bar = make("handshake").right.pages.tabs.bar
    visible = [bar.tabText(at) for at in range(bar.count()) if bar.isTabVisible(at)]
    assert "Program" not in visible
    bar = make("sockets").right.pages.tabs.bar
    assert "Program" in [bar.tabText(at) for at in range(bar.count()) if bar.isTabVisible(at)]


def test_each_call_marks_its_line(programs, qtbot):
    window = programs()
    seen = []
    while window.session.cursor < window.session.last:
        qtbot.keyClick(window.canvas, KEY.Key_Right)
        here = [text for text in labels(window, "code-here") if len(text) > 1]
        seen += here
        step = window.session.moment.step
        call = getattr(step.cause, "call", None)
        if call is not None:
            assert any(f"{call.do}(" in line for line in here), (call.do, here)
    assert any("listener.accept()" in line for line in seen)


def test_what_calls_return_stands_beside_them(programs, qtbot):
    window = programs()
    qtbot.keyClick(window.canvas, KEY.Key_End)
    results = labels(window, "code-result")
    assert "→ ok" in results
    assert "has ended" in labels(window, "hint")


def test_an_edited_call_hides_its_program(programs, qtbot):
    window = programs()
    experiment = window.session.experiment
    calls = tuple(one for one in experiment.calls if one.host != "client")
    window.session.edit(replace(experiment, calls=calls))
    assert not any("s.connect" in text for text in labels(window, "code"))
