"""What a screen reader finds: segments, states, calls, the story; and what it hears of a step."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

KEY = Qt.Key


@pytest.fixture(autouse=True)
def listening():
    """Somebody listens."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def heard(monkeypatch):
    """What is announced."""
    said: list[str] = []
    update = QAccessible.updateAccessibility

    def listen(event) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            said.append(event.message())
        update(event)

    monkeypatch.setattr(QAccessible, "updateAccessibility", listen)
    return said


def parts(widget: QWidget) -> Iterator[tuple[str, QRect]]:
    """Names and places of the accessible children, in their order."""
    interface = QAccessible.queryAccessibleInterface(widget)
    for index in range(interface.childCount()):
        child = interface.child(index)
        name = child.text(QAccessible.Text.Name)
        if name and not child.state().invisible:
            yield name, child.rect()


def names(widget: QWidget) -> list[str]:
    return [name for name, _ in parts(widget)]


def test_segments_states_and_calls_are_objects_at_their_places(make, qtbot):
    window = make("handshake")
    viewport = window.canvas.viewport()
    syn = "Client → Server: SYN seq=100, 0.100–0.200 s"
    qtbot.waitUntil(lambda: syn in names(viewport))
    told = names(viewport)
    assert "Server → Client: SYN, ACK seq=300 ack=101, 0.200–0.300 s" in told
    assert "Client: SYN-SENT, 0.100–0.300 s" in told
    assert "Client: ESTABLISHED, from 0.300 s on" in told
    assert "Client: connect(), 0.100 s" in told
    places = dict(parts(viewport))
    assert told == sorted(told, key=lambda name: places[name].top())
    screen = QRect(viewport.mapToGlobal(viewport.rect().topLeft()), viewport.size())
    assert all(screen.contains(place) for place in places.values())
    window.set_language("zh_CN")
    qtbot.waitUntil(lambda: any(name.startswith("客户端") for name in names(viewport)))


def test_a_lost_segment_is_told_as_lost(make, qtbot):
    window = make("handshake")
    qtbot.keyClick(window.canvas, KEY.Key_Tab)
    qtbot.keyClick(window.canvas, KEY.Key_L)
    viewport = window.canvas.viewport()
    qtbot.waitUntil(lambda: any("lost" in name for name in names(viewport)))


def test_only_what_is_visible_is_told_of_a_long_run(make, qtbot):
    window = make("syn-flood")
    viewport = window.canvas.viewport()
    qtbot.waitUntil(lambda: len(names(viewport)) > 5)
    first = names(viewport)
    assert len(first) <= 200
    qtbot.keyClick(window.canvas, KEY.Key_End)
    qtbot.waitUntil(lambda: names(viewport) != first)


def test_the_states_of_the_diagram_say_who_is_in_them(make, qtbot):
    window = make("handshake")
    diagram = window.right.diagram
    qtbot.waitUntil(lambda: len(names(diagram)) == 12)
    qtbot.keyClick(window.canvas, KEY.Key_End)
    qtbot.waitUntil(lambda: "ESTABLISHED: Client, Server" in names(diagram))
    place = dict(parts(diagram))["ESTABLISHED: Client, Server"]
    assert place.intersects(QRect(diagram.mapToGlobal(diagram.rect().topLeft()), diagram.size()))


def test_a_step_is_announced_with_its_story(make, qtbot, heard):
    window = make("handshake")
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    qtbot.keyClick(window.canvas, KEY.Key_Right)
    story = QAccessible.queryAccessibleInterface(window.right.pages.why._text)
    text = story.text(QAccessible.Text.Name)
    assert text
    assert any(text in one for one in heard)
    assert any(one.startswith("0.100 s. ") and "Client: SYN-SENT" in one for one in heard)


def test_a_picked_segment_is_announced(make, qtbot, heard):
    window = make("handshake")
    qtbot.keyClick(window.canvas, KEY.Key_Tab)
    assert any("SYN seq=100" in one for one in heard)


def test_nothing_is_made_while_nobody_listens(make, qtbot):
    QAccessible.setActive(False)
    window = make("handshake")
    qtbot.wait(150)
    assert window.canvas.viewport().findChildren(QWidget) == []
