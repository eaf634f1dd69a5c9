"""The state diagram's head and the tabs below it, following a real session."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton

from tcplab.files.lessons import read_lesson
from tcplab.files.wording import read_words
from tcplab.lab.diagram_layout import EDGES, NODES
from tcplab.lab.fates import lost
from tcplab.lab.story_picture import story_picture
from tcplab.ui.look.theme import apply_theme, load_theme, style_sheet
from tcplab.ui.panels.changes import Changes
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.panels.why import WhyTab
from tcplab.ui.session import Session
from tests.support.experiments import experiment, opened
from tests.support.right_panel import CLOSED, LEFT, texts

REPEATED = lost(CLOSED, "client", 4)


@pytest.fixture
def theme(qapp, undressed):
    theme = load_theme("light")
    apply_theme(qapp, theme)
    qapp.setStyleSheet(style_sheet(theme))
    return theme


# Why


def test_why_tells_what_happened_what_changed_and_where_it_is_written(show_right):
    session, panel = show_right(REPEATED)
    session.go_to_time(4_700)
    words = read_words("en")
    main = story_picture(session.run, session.cursor, words).main
    assert texts(panel.pages.why) == [
        main.title,
        main.text,
        *("2MSL timer", "59 s", "→", "60 s"),
        *("RCV.NXT", "302, unchanged"),
        "RFC 9293 §3.10.7.4, first step",
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_two_long_states_have_room_in_the_narrowest_panel(make, settings, language):
    settings.language = language
    window = make("handshake", (1024, 768))
    window.go(window.session.last)
    panel, why = window.right, window.right.pages.why
    assert "ESTABLISHED" in texts(why)
    labels = [one for one in why.findChild(Changes).findChildren(QLabel) if one.isVisible()]
    assert all(one.width() >= one.sizeHint().width() for one in labels)
    edge = max(one.mapTo(panel, one.rect().topRight()).x() for one in labels)
    assert edge < panel.width() - 16


def test_the_other_rules_of_a_step_can_be_unfolded(show_right):
    session, panel = show_right()
    session.go_to_time(1_500)
    more = next(one for one in panel.pages.why.findChildren(QPushButton) if one.text() == "2 more")
    assert "The client sends its FIN" not in texts(panel.pages.why)
    QTest.mouseClick(more, LEFT)
    assert "The client calls close()" in texts(panel.pages.why)
    assert "The client sends its FIN" in texts(panel.pages.why)
    QTest.mouseClick(more, LEFT)
    assert "The client sends its FIN" not in texts(panel.pages.why)
    assert more.text() == "2 more"


def test_a_lessons_words_come_before_the_rules(show_right):
    lesson = read_lesson("handshake")
    session, panel = show_right(lesson.experiment, lesson)
    assert texts(panel.pages.why)[:2] == [lesson.title.en, lesson.question.en]
    session.go(2)
    told = next(say.text.en for say in lesson.variants[0].says if "seq=100" in say.text.en)
    shown = texts(panel.pages.why)
    rule = story_picture(session.run, 2, read_words("en")).main.text
    assert shown.index(told) < shown.index("State") < shown.index(rule)


def test_an_edit_silences_what_no_longer_holds(show_right):
    lesson = read_lesson("handshake")
    session, panel = show_right(lesson.experiment, lesson)
    session.go(3)
    told = texts(panel.pages.why)[1]
    session.edit(lost(session.experiment, "client", 1))
    session.go(3)
    assert told not in texts(panel.pages.why)


def test_beside_a_hand_that_moves_a_page_follows_with_the_document(show_right):
    session, panel = show_right(REPEATED)
    session.go_to_time(4_700)
    before = texts(panel.pages.why)
    session.begin_gesture()
    session.edit(CLOSED)
    assert texts(panel.pages.why) == before
    session.document_changed.emit()  # now and then
    main = story_picture(session.run, session.cursor, read_words("en")).main
    assert texts(panel.pages.why)[0] == main.title != before[0]
    session.edit(REPEATED)
    session.end_gesture()
    assert texts(panel.pages.why) == before


def test_an_experiment_without_calls_says_how_to_begin(show_right):
    _, panel = show_right(experiment())
    assert texts(panel.pages.why) == [
        "Before anything has happened",
        "Start with listen() on the server.",
    ]


def test_a_citation_asks_for_its_section(qtbot, theme):
    tab = WhyTab()
    qtbot.addWidget(tab)
    session = Session(CLOSED)
    session.go_to_time(1_600)
    words = read_words("en")
    tab.show_picture(story_picture(session.run, session.cursor, words), words, theme)
    link = next(one for one in tab.findChildren(QPushButton) if "RFC 9293" in one.text())
    with qtbot.waitSignal(tab.link_opened) as asked:
        link.click()
    assert asked.args[0].toString().endswith("rfc9293.html#section-3.10.7.4")


def test_words_follow_the_language(show_right, settings, qapp):
    session, panel = show_right()
    session.go_to_time(1_600)
    settings.language = "zh_CN"
    qapp.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    main = story_picture(session.run, session.cursor, read_words("zh_CN"), "zh_CN").main
    assert texts(panel.pages.why)[:2] == [main.title, main.text]
    assert "RFC 9293 §3.10.7.4，第八步" in texts(panel.pages.why)


# TCB


def row(panel: RightPanel, name: str) -> list[str]:
    """The words of one row of the table."""
    shown = texts(panel.pages.tcb)
    names = ["State", "SND.UNA", "SND.NXT", "SND.WND", "RCV.NXT", "RCV.WND", "ISS", "IRS", "RTO"]
    start = shown.index(name)
    ends = [shown.index(one) for one in [*names, "2MSL"] if shown.index(one) > start]
    return shown[start + 1 : min(ends, default=len(shown))]


def test_the_table_follows_the_cursor(show_right):
    session, panel = show_right()
    panel.resize(480, 744)
    panel.pages.show_tab("tcb")
    session.go_to_time(1_600)
    assert texts(panel.pages.tcb)[:2] == ["Client", "Server"]
    assert row(panel, "State") == ["FIN-WAIT-1", "ESTABLISHED →", "CLOSE-WAIT"]
    assert row(panel, "RCV.NXT") == ["301", "101 →", "102"]
    assert row(panel, "RTO") == ["1.0 s, 900 ms left", "1.0 s, idle"]
    session.go_to_time(3_700)
    assert row(panel, "State") == ["FIN-WAIT-2 →", "TIME-WAIT", "LAST-ACK"]
    assert row(panel, "2MSL") == ["60 s", "–"]


def test_a_page_made_before_it_comes_to_the_front_shows_where_one_is_then(show_right):
    session, panel = show_right()
    panel.pages.prepare("tcb")
    made = panel.pages.tcb
    assert not made.isVisible()
    session.go_to_time(1_600)
    panel.pages.show_tab("tcb")
    assert panel.pages.tcb is made
    assert made.isVisible()
    assert row(panel, "RCV.NXT") == ["301", "101 →", "102"]


def test_a_step_a_language_and_a_theme_keep_the_rows_of_the_table(show_right, theme):
    session, panel = show_right()
    panel.pages.show_tab("tcb")
    session.go_to_time(1_600)
    table = panel.pages.tcb
    names = [row[0] for row in table._rows]
    session.go(0)  # with fewer variables
    session.go_to_time(1_600)
    table.retranslate()
    table.show_picture(table._shown[0], table._shown[1], load_theme("dark"))
    assert [row[0] for row in table._rows] == names
    assert row(panel, "RTO") == ["1.0 s, 900 ms left", "1.0 s, idle"]


@pytest.mark.parametrize("width", [312, 376])
def test_all_tabs_have_room(show_right, width):
    lesson = read_lesson("sockets")
    _, panel = show_right(lesson.variants[0].experiment, lesson)
    bar = panel.pages.tabs.bar
    bar.setCurrentIndex(bar.count() - 1)
    for wide in (400, width):
        panel.setFixedWidth(wide)  # as the window does it
        for _ in range(3):
            QCoreApplication.processEvents()
    assert bar.isTabVisible(bar.count() - 1)
    assert bar.tabRect(0).left() == 0
    assert bar.tabRect(bar.count() - 1).right() <= bar.width() <= width


@pytest.mark.parametrize("width", [312, 376, 480])
def test_no_value_of_the_table_is_cut_off(show_right, width):
    """In a narrow panel what is new is said alone, and long values take two lines."""
    session, panel = show_right()
    panel.setFixedWidth(width)
    panel.pages.show_tab("tcb")
    for now in (300, 1_600, 1_700, 3_700):
        session.go_to_time(now)
        for _ in range(3):
            QCoreApplication.processEvents()
        cut = [
            label.text()
            for label in panel.pages.tcb.findChildren(QLabel)
            if label.isVisible() and label.width() < label.minimumSizeHint().width()
        ]
        assert not cut, now


def test_numbers_can_count_from_each_iss(show_right):
    session, panel = show_right()
    panel.pages.show_tab("tcb")
    session.go_to_time(400)
    panel.pages.set_relative(True)
    assert row(panel, "SND.NXT") == ["1", "1"]
    panel.pages.set_relative(False)
    assert row(panel, "SND.NXT") == ["101", "301"]


def test_what_changed_is_yellow_and_numbers_have_their_hosts_colour(show_right, theme):
    session, panel = show_right()
    panel.pages.show_tab("tcb")
    session.go_to_time(1_600)
    QCoreApplication.processEvents()
    changed = next(
        one for one in panel.pages.tcb.findChildren(QLabel) if one.text() == "CLOSE-WAIT"
    )
    image = changed.grab().toImage()
    middle_left = image.pixelColor(2, image.height() // 2).name().upper()
    assert middle_left == theme.mark
    sent = next(one for one in panel.pages.tcb.findChildren(QLabel) if one.text() == "301")
    assert sent.palette().windowText().color().name().upper() == theme.host(1).text


# tabs, diagram


def test_the_arrow_keys_go_along_the_tabs(show_right):
    _, panel = show_right()
    panel.pages.tabs.bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    assert panel.pages.tabs.page == 1
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    assert panel.pages.tabs.page == 3
    assert panel.pages.header.isVisible()


def test_a_click_on_a_tab_shows_it_as_of_now(show_right):
    session, panel = show_right()
    panel.resize(480, 744)
    session.go_to_time(400)
    bar = panel.pages.tabs.bar
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())
    assert row(panel, "State") == ["ESTABLISHED", "SYN-RECEIVED →", "ESTABLISHED"]


def test_what_was_seen_is_counted_and_stays_seen(show_right, settings):
    session, panel = show_right()
    session.go(session.last)
    session.go(0)
    assert "12 of 26 transitions seen" in texts(panel.head)[1]
    assert len(settings.seen) == 12
    assert settings.seen <= set(EDGES)
    _, again = show_right(opened())
    assert "12 of 26" in texts(again.head)[1]


def test_the_diagram_says_who_stands_where(show_right):
    session, panel = show_right()
    session.go_to_time(3_700)
    description = panel.diagram.accessibleDescription()
    assert "Client: TIME-WAIT" in description
    assert "Server: LAST-ACK" in description


def test_a_click_on_a_state_goes_where_it_is_entered(show_right):
    session, panel = show_right()
    box = panel.diagram._scene.look.grid.box(NODES["CLOSE-WAIT"])
    QTest.mouseClick(panel.diagram, LEFT, pos=QPoint(round(box.x + 20), round(box.y + 10)))
    assert session.now == 1_600


@pytest.mark.parametrize(("width", "height"), [(312, 520), (328, 644), (376, 744), (480, 924)])
def test_diagram_and_tabs_share_the_height(show_right, width, height):
    _, panel = show_right()
    panel.resize(width, height)
    QCoreApplication.processEvents()
    diagram = {520: 296, 644: 382, 744: 448, 924: 612}[height]
    assert panel.diagram.height() == diagram
    assert panel.pages.geometry().bottom() == height - 1
    assert panel.pages.tabs.height() > 180
