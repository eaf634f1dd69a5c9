"""The experiment panel as a whole, and its lessons, with mouse and keys."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QSlider, QToolButton, QWidget

from tcplab.files.lessons import lesson_ids, read_lesson
from tcplab.lab.fates import lost
from tcplab.ui.hosts.fields import NumberField
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.lesson_delegate import ROW_ROLE
from tcplab.ui.panels.lessons import LessonList
from tcplab.ui.panels.stack_menu import StackMenu
from tcplab.ui.panels.value_field import ValueField
from tests.support.left_panel import LEFT, named


def test_the_open_lesson_and_its_variants_stay_in_view(show_left):
    """In whole rows; also where a list that had room for all becomes short again."""
    _, panel = show_left(lesson=read_lesson("netstat"))
    (listed,) = panel.findChildren(LessonList)
    for height in (856, 2_000, 700):
        panel.resize(248, height)
        QCoreApplication.processEvents()
        rows = [listed.model().index(row, 0) for row in range(listed.model().rowCount())]
        mine = [row for row in rows if row.data(ROW_ROLE).lesson == "netstat"]
        assert len(mine) > 2
        for row in mine:
            assert listed.viewport().rect().contains(listed.visualRect(row)), height
        assert listed.visualRect(rows[0]).top() % listed.visualRect(rows[0]).height() == 0


# lessons


def lesson_rows(panel: LeftPanel):
    view = panel.findChild(LessonList)
    model = view.model()
    return view, [model.index(row) for row in range(model.rowCount())]


def test_a_click_on_a_lesson_asks_for_it(show_left, qtbot):
    _, panel = show_left()
    view, rows = lesson_rows(panel)
    second = next(one for one in rows if one.data(ROW_ROLE).number == 2)
    with qtbot.waitSignal(panel.lesson_chosen) as asked:
        QTest.mouseClick(view.viewport(), LEFT, pos=view.visualRect(second).center())
    assert asked.args == [lesson_ids()[1], 0]


def test_the_keyboard_goes_along_lessons_and_past_headings(show_left, qtbot):
    _, panel = show_left()
    view = panel.findChild(LessonList)
    view.setFocus(Qt.FocusReason.TabFocusReason)
    for _ in range(2):
        QTest.keyClick(view, Qt.Key.Key_Down)
    with qtbot.waitSignal(panel.lesson_chosen) as asked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked.args[0] in lesson_ids()[:3]


def test_the_open_lesson_is_marked_and_done_once_its_end_is_seen(show_left, settings):
    lesson = read_lesson("handshake")
    session, panel = show_left(lesson.experiment, lesson)
    opened_rows = [row.data(ROW_ROLE) for row in lesson_rows(panel)[1]]
    assert [row.lesson for row in opened_rows if row.is_open] == ["handshake"]
    assert settings.done == frozenset()
    session.go(session.last)
    assert settings.done == {"handshake"}
    assert panel.panel.lessons._head.hint.startswith("1 of ")
    assert panel.listed[0] == lesson.id


def test_an_edited_lesson_is_not_done_by_its_end(show_left, settings):
    lesson = read_lesson("handshake")
    session, _ = show_left(lesson.experiment, lesson)
    session.edit(lost(session.experiment, "client", 1))
    session.go(session.last)
    assert settings.done == frozenset()


# whatever else


def test_every_control_has_a_name_for_those_who_cannot_see_it(show_left):
    _, panel = show_left()
    kinds = (
        *(QPushButton, QToolButton, QSlider, ValueField, NumberField, StackMenu),
        LessonList,
    )
    nameless = [
        one
        for kind in kinds
        for one in panel.findChildren(kind)
        if one.isVisible() and not (one.accessibleName() or one.text())
    ]
    assert nameless == []


def test_tab_goes_through_all_sections(show_left):
    session, panel = show_left()
    session.go_to_time(1_000)
    panel.findChild(LessonList).setFocus(Qt.FocusReason.TabFocusReason)
    visited = []
    for _ in range(40):
        widget = panel.window().focusWidget()
        visited.append(type(widget).__name__)
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    for kind in ("LessonList", "QRadioButton", "KnobSlider", "ValueField", "StackMenu"):
        assert kind in visited
    assert visited.count("KnobSlider") >= 5


def test_nothing_overflows_at_the_narrowest_width(show_left):
    _, panel = show_left()
    panel.resize(240, 640)
    QCoreApplication.processEvents()
    area = panel.panel.findChildren(QWidget)
    page = panel.panel.lessons.parent()
    too_wide = [
        one for one in area
        if one.isVisible() and one.parent() is page and one.geometry().right() > page.width()
    ]  # fmt: skip
    assert too_wide == []
    assert page.minimumSizeHint().width() <= 240


def test_a_change_of_language_says_everything_again(show_left, qapp):
    _, panel = show_left()
    qapp.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert named(panel, QPushButton, "Client: close()").isVisible()
