"""The state diagram's head and the tabs below it, following a real session."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QPushButton, QToolButton, QWidget

from tcplab.files.lessons import read_lesson
from tcplab.files.wording import read_words
from tcplab.lab.diagram_layout import EDGES, NODES
from tcplab.lab.fates import lost
from tcplab.lab.story_picture import story_picture
from tcplab.sim.experiment import Experiment, HostSetup
from tcplab.ui.look.theme import apply_theme, load_theme, style_sheet
from tcplab.ui.panels.changes import Changes
from tcplab.ui.panels.header_grid import HeaderGrid, bits
from tcplab.ui.panels.prose import Prose
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.panels.why import WhyTab
from tcplab.ui.session import Session
from tests.support.experiments import client, experiment, opened, server

CLOSED = opened(client("close", 1_500), server("close", "end-of-stream", after_ms=2_000))
REPEATED = lost(CLOSED, "client", 4)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def theme(qapp, undressed):
    theme = load_theme("light")
    apply_theme(qapp, theme)
    qapp.setStyleSheet(style_sheet(theme))
    return theme


@pytest.fixture
def show(qtbot, settings, theme):
    """Shows the panel on a session with an experiment, or with a lesson."""

    def shown(what: Experiment = CLOSED, lesson=None) -> tuple[Session, RightPanel]:
        session = Session(what, lesson)
        panel = RightPanel(session, settings)
        panel.set_theme(theme)
        panel.resize(376, 744)
        qtbot.addWidget(panel)
        with qtbot.waitActive(panel):
            panel.show()
            panel.activateWindow()
        return session, panel

    return shown


def texts(widget: QWidget) -> list[str]:
    """All words of a widget that can be seen, from top to bottom, from left to right."""
    QCoreApplication.processEvents()  # new rows are shown by the loop
    labels = [one for one in widget.findChildren(QLabel) if one.isVisible() and one.text()]
    buttons = [one for one in widget.findChildren(QAbstractButton) if one.isVisible()]
    everything = [*labels, *buttons]

    def centre(one: QWidget) -> QPoint:
        return one.mapTo(widget, one.rect().center())

    lines: list[list[QWidget]] = []
    for one in sorted(everything, key=lambda one: centre(one).y()):
        if lines and centre(one).y() - centre(lines[-1][0]).y() < 8:
            lines[-1].append(one)
        else:
            lines.append([one])
    ordered = [one for line in lines for one in sorted(line, key=lambda one: centre(one).x())]
    said = [one.prose if isinstance(one, Prose) else one.text() for one in ordered]
    return [text for text in said if text]


# Why


def test_why_tells_what_happened_what_changed_and_where_it_is_written(show):
    session, panel = show(REPEATED)
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


def test_the_other_rules_of_a_step_can_be_unfolded(show):
    session, panel = show()
    session.go_to_time(1_500)
    more = next(one for one in panel.pages.why.findChildren(QPushButton) if one.text() == "2 more")
    assert "The client sends its FIN" not in texts(panel.pages.why)
    QTest.mouseClick(more, LEFT)
    assert "The client calls close()" in texts(panel.pages.why)
    assert "The client sends its FIN" in texts(panel.pages.why)
    QTest.mouseClick(more, LEFT)
    assert "The client sends its FIN" not in texts(panel.pages.why)
    assert more.text() == "2 more"


def test_a_lessons_words_come_before_the_rules(show):
    lesson = read_lesson("handshake")
    session, panel = show(lesson.experiment, lesson)
    assert texts(panel.pages.why)[:2] == [lesson.title.en, lesson.question.en]
    session.go(2)
    told = next(say.text.en for say in lesson.variants[0].says if "seq=100" in say.text.en)
    shown = texts(panel.pages.why)
    rule = story_picture(session.run, 2, read_words("en")).main.text
    assert shown.index(told) < shown.index("State") < shown.index(rule)


def test_an_edit_silences_what_no_longer_holds(show):
    lesson = read_lesson("handshake")
    session, panel = show(lesson.experiment, lesson)
    session.go(3)
    told = texts(panel.pages.why)[1]
    session.edit(lost(session.experiment, "client", 1))
    session.go(3)
    assert told not in texts(panel.pages.why)


def test_an_experiment_without_calls_says_how_to_begin(show):
    _, panel = show(experiment())
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


def test_words_follow_the_language(show, settings, qapp):
    session, panel = show()
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


def test_the_table_follows_the_cursor(show):
    session, panel = show()
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


def test_a_page_made_before_it_comes_to_the_front_shows_where_one_is_then(show):
    session, panel = show()
    panel.pages.prepare("tcb")
    made = panel.pages.tcb
    assert not made.isVisible()
    session.go_to_time(1_600)
    panel.pages.show_tab("tcb")
    assert panel.pages.tcb is made
    assert made.isVisible()
    assert row(panel, "RCV.NXT") == ["301", "101 →", "102"]


def test_a_step_a_language_and_a_theme_keep_the_rows_of_the_table(show, theme):
    session, panel = show()
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
def test_all_tabs_have_room(show, width):
    lesson = read_lesson("sockets")
    _, panel = show(lesson.variants[0].experiment, lesson)
    panel.setFixedWidth(width)  # as the window does it
    for _ in range(3):
        QCoreApplication.processEvents()
    bar = panel.pages.tabs.bar
    assert bar.isTabVisible(bar.count() - 1)
    assert bar.tabRect(bar.count() - 1).right() <= bar.width() <= width


@pytest.mark.parametrize("width", [312, 376, 480])
def test_no_value_of_the_table_is_cut_off(show, width):
    """In a narrow panel what is new is said alone, and long values take two lines."""
    session, panel = show()
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


def test_numbers_can_count_from_each_iss(show):
    session, panel = show()
    panel.pages.show_tab("tcb")
    session.go_to_time(400)
    panel.pages.set_relative(True)
    assert row(panel, "SND.NXT") == ["1", "1"]
    panel.pages.set_relative(False)
    assert row(panel, "SND.NXT") == ["101", "301"]


def test_what_changed_is_yellow_and_numbers_have_their_hosts_colour(show, theme):
    session, panel = show()
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


# Header


def test_the_header_of_the_segment_that_arrived_then_of_the_answer(show):
    session, panel = show()
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


def test_a_user_timeout_is_told_in_seconds_or_in_minutes(show):
    patience = {"client": 36_000, "server": 300}
    hosts = tuple(HostSetup(name, user_timeout_option_s=s) for name, s in patience.items())
    _, panel = show(opened(hosts=hosts))
    panel.pages.show_tab("header")
    grid = panel.pages.header.findChild(HeaderGrid)
    for host, told in (("client", "600 min (1c 04 82 58)"), ("server", "300 s (1c 04 01 2c)")):
        panel.pages.pick((host, 1))
        assert f"Option: user timeout: {told}" in grid.accessibleDescription()


def test_a_field_that_is_pointed_at_tells_its_bits(show):
    session, panel = show()
    panel.pages.show_tab("header")
    session.go_to_time(1_600)
    QCoreApplication.processEvents()
    grid = panel.pages.header.findChild(HeaderGrid)
    flags = grid.field_at(QPoint(20, 100))
    assert bits(flags) == "Offset, reserved, flags\n01010000 00010001"
    assert grid.field_at(QPoint(grid.width() - 20, 10)).name == "Destination port"
    assert grid.field_at(QPoint(20, grid.height() + 5)) is None


def test_the_set_flags_are_filled(show):
    session, panel = show()
    panel.pages.show_tab("header")
    session.go_to_time(1_600)
    flags = {one.text(): one.property("kind") for one in panel.pages.header.findChildren(QLabel)}
    filled = [name for name, kind in flags.items() if kind == "flag-set"]
    assert filled == ["ACK", "FIN"]


def test_a_step_without_a_segment_says_so(show):
    _, panel = show()
    panel.pages.show_tab("header")
    assert texts(panel.pages.header) == ["No segment in this step"]


def test_a_picked_segment_is_shown_until_the_next_step(show):
    session, panel = show()
    panel.pages.show_tab("header")
    panel.pages.pick(("server", 1))
    assert texts(panel.pages.header)[0].startswith("SYN, ACK from Server")
    session.go_to_time(1_500)
    assert texts(panel.pages.header)[0].startswith("FIN, ACK from Client")
    panel.pages.pick(("server", 1))
    panel.pages.pick(None)
    assert texts(panel.pages.header)[0].startswith("FIN, ACK from Client")


# tabs, diagram


def test_the_arrow_keys_go_along_the_tabs(show):
    _, panel = show()
    panel.pages.tabs.bar.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    assert panel.pages.tabs.page == 1
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    QTest.keyClick(panel.pages.tabs.bar, Qt.Key.Key_Right)
    assert panel.pages.tabs.page == 3
    assert panel.pages.header.isVisible()


def test_a_click_on_a_tab_shows_it_as_of_now(show):
    session, panel = show()
    panel.resize(480, 744)
    session.go_to_time(400)
    bar = panel.pages.tabs.bar
    QTest.mouseClick(bar, LEFT, pos=bar.tabRect(1).center())
    assert row(panel, "State") == ["ESTABLISHED", "SYN-RECEIVED →", "ESTABLISHED"]


def test_what_was_seen_is_counted_and_stays_seen(show, settings):
    session, panel = show()
    session.go(session.last)
    session.go(0)
    assert "12 of 26 transitions seen" in texts(panel.head)[1]
    assert len(settings.seen) == 12
    assert settings.seen <= set(EDGES)
    _, again = show(opened())
    assert "12 of 26" in texts(again.head)[1]


def test_the_diagram_says_who_stands_where(show):
    session, panel = show()
    session.go_to_time(3_700)
    description = panel.diagram.accessibleDescription()
    assert "Client: TIME-WAIT" in description
    assert "Server: LAST-ACK" in description


def test_a_click_on_a_state_goes_where_it_is_entered(show):
    session, panel = show()
    box = panel.diagram._scene.look.grid.box(NODES["CLOSE-WAIT"])
    QTest.mouseClick(panel.diagram, LEFT, pos=QPoint(round(box.x + 20), round(box.y + 10)))
    assert session.now == 1_600


@pytest.mark.parametrize(("width", "height"), [(312, 520), (328, 644), (376, 744), (480, 924)])
def test_diagram_and_tabs_share_the_height(show, width, height):
    _, panel = show()
    panel.resize(width, height)
    QCoreApplication.processEvents()
    diagram = {520: 296, 644: 382, 744: 448, 924: 612}[height]
    assert panel.diagram.height() == diagram
    assert panel.pages.geometry().bottom() == height - 1
    assert panel.pages.tabs.height() > 180
