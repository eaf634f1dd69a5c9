"""Two runs side by side in the real window: chosen, stepped through, edited, left."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QMenu

from tcplab.files.labfile import write_lab_file
from tcplab.files.lessons import Opened
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.ui import slicing
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.compare.view import CompareView
from tcplab.ui.look.theme import load_theme
from tests.support.canvas import move
from tests.support.drawn import near
from tests.support.experiments import client, opened
from tests.support.hands import LEFT, at, pull

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def key(window, key: Qt.Key, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    window.activateWindow()  # a dialog may have been there
    assert QTest.qWaitForWindowActive(window)
    QTest.keyClick(window.shown_canvas, key, modifiers)
    while not window.updatesEnabled():  # what comes part by part is there then
        QApplication.processEvents()


def lose(canvas: SequenceCanvas, host: str, nth: int) -> None:
    """Picks the segment and presses L."""
    arrows = canvas.scene.picture.arrows
    canvas.setFocus()
    canvas.pick(next(i for i, one in enumerate(arrows) if (one.host, one.nth) == (host, nth)))
    QTest.keyClick(canvas, KEY.Key_L)


@pytest.fixture
def forked(make):
    """The last ACK is lost; in a branch it is not, and that is put beside the branch it left."""
    window = make("last-ack-lost")
    key(window, KEY.Key_End)
    lose(window.canvas, "client", 4)
    key(window, KEY.Key_C)
    return window


def names(window) -> list[str]:
    return [label.text() for label in window.compare.heading.names]


def offered(window) -> list[str]:
    """The rows of the menu of what can be compared, as it opens."""
    menu: QMenu = window.compare_menu
    menu.aboutToShow.emit()
    return [one.text() for one in menu.actions() if one.isEnabled() and not one.isSeparator()]


def test_a_branch_stands_beside_its_origin(forked):
    view, comparing = forked.compare, forked.comparing
    assert names(forked) == [
        "A  The last ACK is lost",
        "B  The client’s 4th segment no longer lost",
    ]
    assert [side.in_view for side in comparing.sides] == [False, True]
    hidden = (forked.left, forked.right, forked.canvas, forked.timeline)
    assert not any(part.isVisible() for part in hidden)
    left, right = view.canvases
    assert (left.geometry().left(), right.geometry().left()) == (0, left.width())
    assert right.width() - left.width() >= 96
    rows = [canvas.scene.geometry.map.rows for canvas in view.canvases]
    assert rows[0] == rows[1]
    assert {2_600, 61_700} <= set(rows[0].times)  # of either run
    scales = {canvas.scene.geometry.map.scale for canvas in view.canvases}
    assert len(scales) == 1
    said = view.results.findChildren(QLabel)
    texts = [one.text() for one in said]
    assert "The client’s 4th segment is lost in A only" in texts
    assert any("Only in A: TIME-WAIT → TIME-WAIT" in text for text in texts)
    assert {"A, Segments sent: 9", "B, Segments sent: 7"} <= {one.accessibleName() for one in said}
    assert left.accessibleName() == "Sequence diagram A: The last ACK is lost"
    key(forked, KEY.Key_Escape)
    assert not comparing.on
    assert not view.isVisible()
    assert forked.canvas.isVisible()
    assert QApplication.focusWidget() is forked.canvas


def test_the_table_is_narrow_where_the_window_is_and_begins_with_what_differs(forked, qtbot):
    forked.resize(1024, 768)
    results = forked.compare.results
    area = results._area
    qtbot.waitUntil(lambda: results.width() == 1024)
    QTest.qWait(50)  # for the layouts
    assert results._table.width() == area.viewport().width()  # nine columns, in English
    results.setFixedWidth(600)
    told, (a, b), sides, changed = results._shown
    bar = area.horizontalScrollBar()
    results.show_results(told, (a, replace(a, changes=99)), sides, changed)
    qtbot.waitUntil(lambda: bar.value() == bar.maximum() > 0)
    for results_of_b, value in ((b, 0), (replace(a, changes=88), bar.maximum())):
        results.show_results(told, (a, results_of_b), sides, changed)
        qtbot.waitUntil(lambda value=value: bar.value() == value)


def test_what_takes_long_to_compare_holds_nothing_up_and_can_be_given_up(
    forked, qtbot, monkeypatch
):
    comparing = forked.comparing
    monkeypatch.setattr(slicing, "AT_ONCE_S", 0.0)
    key(forked, KEY.Key_C)
    assert not comparing.on
    for ends in ("given up", "done"):
        key(forked, KEY.Key_C)
        assert comparing.busy
        assert forked.busy_bar.isVisible()
        assert not comparing.on
        assert forked.canvas.isVisible()
        if ends == "given up":
            key(forked, KEY.Key_C)
            assert not comparing.busy
    qtbot.waitUntil(lambda: comparing.on)
    qtbot.waitUntil(lambda: not forked.renewing.busy)
    assert not comparing.busy
    assert forked.compare.isVisible()
    assert names(forked)[0] == "A  The last ACK is lost"


def test_both_cursors_step_together_by_time(forked, click):
    view, comparing = forked.compare, forked.comparing
    key(forked, KEY.Key_Home)
    for _ in range(12):
        key(forked, KEY.Key_Right)
    assert (comparing.tick.at_ms, comparing.tick.a, comparing.tick.b) == (2_600, 12, 11)
    assert [canvas.view.cursor for canvas in view.canvases] == [12, 11]
    assert [canvas.view.idle for canvas in view.canvases] == [False, True]
    assert len({canvas.view.now for canvas in view.canvases}) == 1
    assert forked.toolbar.step.text() == "Step 12 of 16"
    assert forked.session.cursor == 11
    key(forked, KEY.Key_End)  # the one in view has ended before
    assert (comparing.tick.at_ms, forked.session.cursor) == (62_700, 12)
    key(forked, KEY.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert comparing.tick.at_ms == 61_700
    left = view.canvases[0]
    y = round(left.scene.geometry.y(1_000) - left.corner.y())
    click(left.viewport(), QPoint(round(left.scene.geometry.columns[0].left) + 20, y + 6))
    assert comparing.tick.at_ms == 1_000
    left.verticalScrollBar().setValue(30)
    assert view.canvases[1].verticalScrollBar().value() == 30
    key(forked, KEY.Key_Plus, CONTROL)
    scales = {canvas.scene.geometry.map.scale for canvas in view.canvases}
    assert len(scales) == 1


def test_what_is_in_common_is_dim_and_the_first_difference_marked(forked):
    theme, (left, _) = load_theme("light"), forked.compare.canvases
    key(forked, KEY.Key_End)
    left.verticalScrollBar().setValue(0)
    image: QImage = left.viewport().grab().toImage()
    geometry = left.scene.geometry
    common, after = (next(i for i, one in enumerate(left.scene.picture.arrows)
                          if (one.host, one.nth) == which)
                     for which in (("client", 2), ("client", 4)))  # fmt: skip
    for index, bright in ((common, False), (after, True)):
        assert near(image, *geometry.way(index).at(0.1), theme.ink, 3) is bright
    cross = geometry.way(after).at(left.scene.places.arrow(after).stop)
    assert near(image, 20, cross[1], theme.loss_line, 8)
    left.hover(common, None)  # what is pointed at is in ink again
    image = left.viewport().grab().toImage()
    assert near(image, *geometry.way(common).at(0.1), theme.ink, 3)


def test_an_edit_is_compared_at_once_and_undone(forked):
    session, comparing = forked.session, forked.comparing
    lose(forked.compare.own, "client", 2)
    assert (session.branches.here, len(session.branches)) == (3, 3)
    assert [side.letter for side in comparing.sides] == ["A", "C"]
    key(forked, KEY.Key_Home)
    lose(forked.compare.own, "server", 2)  # of the future
    assert session.branches.here == 3
    assert comparing.sides[1].run.experiment == session.experiment
    key(forked, KEY.Key_Z, CONTROL)
    key(forked, KEY.Key_Z, CONTROL)
    assert [side.letter for side in comparing.sides] == ["A", "B"]


def test_a_hand_that_forks_has_its_branch_beside_the_origin_at_once(forked):
    own, comparing = forked.compare.own, forked.comparing
    key(forked, KEY.Key_End)
    arrows = own.scene.picture.arrows
    ack = next(i for i, one in enumerate(arrows) if (one.host, one.nth) == ("client", 2))
    start = at(own, *own.scene.geometry.way(ack).at(1))
    pull(own, start, start + QPoint(0, 6), start + QPoint(0, 30), let_go=False)
    assert forked.session.branches.here == 3
    assert [side.letter for side in comparing.sides] == ["A", "C"]
    QTest.mouseRelease(own.viewport(), LEFT, pos=start + QPoint(0, 30))
    assert comparing.sides[1].name == forked.branching.lane(3).name


@pytest.mark.parametrize("way", [(), (20,)], ids=["pressed", "panning"])
def test_a_canvas_that_goes_lets_go_of_what_it_holds(forked, way):
    other = next(one for one in forked.compare.canvases if one is not forked.compare.own)
    start = QPoint(other.viewport().width() // 2, other.viewport().height() - 12)
    pull(other, start, *(start - QPoint(0, y) for y in way), let_go=False)
    key(forked, KEY.Key_C)
    assert other.scene is None
    move(other, start - QPoint(0, 60))
    QTest.mouseRelease(other.viewport(), LEFT, pos=start)
    assert not other.hand.busy


def test_the_other_branch_comes_into_view_and_the_two_change_places(forked):
    session, comparing = forked.session, forked.comparing
    key(forked, KEY.Key_Up, CONTROL)
    assert session.branches.here == 1
    assert [(side.letter, side.in_view) for side in comparing.sides] == [("A", True), ("B", False)]
    assert forked.compare.canvases[0] is forked.compare.own
    key(forked, KEY.Key_Delete, CONTROL)  # what is compared is gone
    assert not comparing.on


def test_with_what_one_compares(make, answer, tmp_path, qtbot):
    window = make("no-time-wait")
    key(window, KEY.Key_C)  # the same schedule with the rule kept
    assert names(window)[1] == "B  The same late FIN with TIME-WAIT"
    assert "Another file…" in offered(window)
    key(window, KEY.Key_C)
    assert not window.comparing.on
    lose(window.canvas, "client", 1)
    assert offered(window)[0] == "As it was opened"
    path = tmp_path / "other.tcplab"
    write_lab_file(path, Experiment("Other", (HostSetup("client"), HostSetup("server"))))

    def choose(dialog: QFileDialog) -> None:
        dialog.findChild(QLineEdit, "fileNameEdit").setText(str(path))
        dialog.accept()

    answer(choose)
    window.compare_menu.actions()[-1].trigger()
    qtbot.waitUntil(lambda: not window.renewing.busy)
    assert names(window)[1] == "B  other.tcplab"
    key(window, KEY.Key_Z, CONTROL)
    window.documents.open_lesson("handshake")
    assert not window.comparing.on


def test_where_there_is_nothing_to_compare_with_a_sentence_says_what_could_be(make, answer, click):
    window = make("handshake")
    assert offered(window) == ["Another file…"]
    key(window, KEY.Key_C)
    assert QApplication.activeModalWidget() is None
    assert not window.action["compare"].isChecked()
    notices = window.notices
    assert notices.isVisible()
    assert notices.text().endswith("edit it (lose a segment), or open a file.")
    met = answer(QFileDialog.reject)
    click(notices.buttons[0])
    assert isinstance(met[0], QFileDialog)
    assert not notices.isVisible()
    key(window, KEY.Key_C)
    lose(window.canvas, "client", 2)
    assert not notices.isVisible()  # now there is
    key(window, KEY.Key_C)
    assert window.comparing.on
    assert names(window)[0].startswith("A  ")


def test_what_a_question_hides_stays_hidden(make):
    window = make("no-time-wait")
    key(window, KEY.Key_P)
    assert not window.action["compare"].isEnabled()
    key(window, KEY.Key_C)
    assert not window.comparing.on
    key(window, KEY.Key_P)
    key(window, KEY.Key_C)
    assert window.comparing.on
    key(window, KEY.Key_P)
    assert window.predicting.on
    assert not window.comparing.on


@pytest.mark.parametrize("size", [(1024, 640), (1920, 1080)])
def test_there_is_room_in_every_window(make, size):
    window = make("last-ack-lost", size)
    window.set_language("zh_CN")
    key(window, KEY.Key_End)
    lose(window.canvas, "client", 4)
    key(window, KEY.Key_C)
    view = window.compare
    assert view.results.isVisible()
    for canvas in view.canvases:
        assert canvas.horizontalScrollBar().maximum() == 0
        assert canvas.height() > 300
    assert view.canvases[1].geometry().right() == window.width() - 1


def test_what_is_seen_of_both_is_found_out_before_either_is_painted(make, qtbot, monkeypatch):
    window, painted = make("last-ack-lost"), []
    key(window, KEY.Key_End)
    lose(window.canvas, "client", 4)
    qtbot.waitUntil(window.updatesEnabled)

    def told(view, *of):
        painted.append(window.updatesEnabled())
        return seen_over(view, *of)

    seen_over = CompareView._seen_over
    monkeypatch.setattr(CompareView, "_seen_over", told)
    for _ in range(3):  # made, left, and shown again
        key(window, KEY.Key_C)
        qtbot.waitUntil(window.updatesEnabled)
    assert window.compare.isVisible()
    assert painted
    assert not any(painted)


def test_long_runs_are_put_beside_each_other_part_by_part(make, qtbot):
    window = make(Opened(opened(client("send", 900, octets=10, times=400, every_ms=60))))
    qtbot.waitUntil(lambda: not window.session.busy)
    key(window, KEY.Key_End)
    lose(window.canvas, "client", 300)
    qtbot.waitUntil(lambda: not window.session.busy and window.updatesEnabled())
    heard = []
    window.comparing.changed.connect(
        lambda: heard.append((window.canvas.isVisible(), window.updatesEnabled()))
    )
    key(window, KEY.Key_C)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == [(True, False)]  # what was seen stays on the screen until all is ready
    qtbot.waitUntil(window.updatesEnabled)
    view = window.compare
    assert view.isVisible()
    assert not window.canvas.isVisible()
    assert view.own.hasFocus()
    assert names(window)[1] == "B  The client’s 300th segment lost"
    runs = [side.run for side in window.comparing.sides]
    assert [canvas.run for canvas in view.canvases] == runs
    key(window, KEY.Key_C)
    assert window.canvas.isVisible()
    assert window.canvas.hasFocus()
