"""How the real window looks: languages, themes, every size, where it stands, the drawer."""

import re
from itertools import combinations

import pytest
from PySide6.QtCore import (
    QLocale,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from tcplab.ui.actions import FILE, GROUPS, VIEW
from tcplab.ui.look.theme import load_theme
from tcplab.ui.menus import show_menu_bar
from tcplab.ui.placement import LEAST, place
from tcplab.ui.settings import Settings
from tests.support.drawn import shown_colour

KEY = Qt.Key
HAN = re.compile("[一-鿿]")
SIZES = (
    (1024, 640), (1024, 768), (1200, 700), (1199, 900), (1280, 800), (1440, 900), (1920, 1080),
    (2560, 1440),
)  # fmt: skip
# What is the same in every language: names of the trade, numbers, keys.
LATIN = re.compile(r"TCP Lab|SYN|ACK|[A-Z0-9 _./:()×•§→-]*")


# Languages


def test_the_first_start_speaks_as_the_system(settings):
    settings._store.remove("language")
    assert Settings().language == ("zh_CN" if QLocale.system().name() == "zh_CN" else "en")


def shown_texts(window) -> list[str]:
    texts = [one.text() for one in window.findChildren(QLabel) if one.isVisible()]
    texts += [one.text() for one in window.findChildren(QAbstractButton) if one.isVisible()]
    texts += [one.toolTip() for one in window.findChildren(QToolButton) if one.isVisible()]
    texts += [one.placeholderText() for one in window.findChildren(QLineEdit) if one.isVisible()]
    texts += [action.text() for menu in window.menu.actions() for action in menu.menu().actions()]
    texts += [menu.text() for menu in window.menu.actions()]
    return [text for text in texts if text]


def test_the_language_is_switched_at_once_everywhere(make, qtbot):
    window = make("last-ack-lost")
    window.session.go(5)
    window.canvas.set_room(3)
    bar = window.canvas.verticalScrollBar()
    bar.setValue(bar.maximum())
    chinese = next(
        one for one in window.toolbar._language.menu().actions() if one.text() == "简体中文"
    )
    english = shown_texts(window)
    assert not any(HAN.search(text) for text in english)
    chinese.trigger()
    qtbot.waitUntil(window.updatesEnabled)
    left = [one for one in shown_texts(window) if not HAN.search(one) and not _same(one)]
    assert left == []
    assert window.toolbar.step.text() == "第 5 步，共 15 步"
    assert HAN.search(window.canvas.accessibleName())
    assert bar.value() == bar.maximum() > 200
    assert Settings().language == "zh_CN"
    window.set_language("en")
    qtbot.waitUntil(window.updatesEnabled)
    assert shown_texts(window) == english


def _same(text: str) -> bool:
    """A text that stands so in Chinese too, such as a call, a state, or a variable."""
    plain = re.sub(r"<[^>]*>", "", text)
    return bool(LATIN.fullmatch(plain)) or bool(re.fullmatch(r"[a-z_]+(\(\))?|\d+ \w+", plain))


def test_a_window_in_chinese_begins_in_chinese(make, settings):
    settings.language = "zh_CN"
    window = make("last-ack-lost")
    assert HAN.search(window.toolbar.step.text())
    assert window.toolbar._language._words == "中文"


# Themes


def test_the_theme_is_switched_and_remembered(qtbot, make):
    window = make("handshake")
    spot = QPoint(window.toolbar.width() // 3, 4)
    for name in ("dark", "light"):
        choice = next(one for one in window.menu._themes.actions() if one.data() == name)
        choice.trigger()
        qtbot.waitUntil(window.updatesEnabled)
        window.menu.actions()[GROUPS.index(VIEW)].menu().aboutToShow.emit()
        assert choice.isChecked()
        theme = load_theme(name)
        assert shown_colour(window, window.toolbar, spot) == theme.panel
        assert shown_colour(window, window.canvas, QPoint(3, 60)) == theme.canvas
        assert Settings().theme == name


def test_macos_has_the_same_menus_in_its_bar(qtbot, make):
    window = make("handshake")
    show_menu_bar(window)
    bar = window.menuBar()
    for language in ("en", "zh_CN"):
        window.set_language(language)
        qtbot.waitUntil(window.updatesEnabled)
        titles = [one.text() for one in window.menu.actions()]
        assert [one.text() for one in bar.actions()] == titles
    file, view = (bar.actions()[GROUPS.index(one)].menu() for one in (FILE, VIEW))
    assert window.action["save"] in file.actions()
    view.aboutToShow.emit()
    dark = next(one for one in view.actions() if one.data() == "dark")
    assert not dark.isChecked()
    dark.trigger()
    assert window.theme == load_theme("dark")
    assert window.action["about"].menuRole() is QAction.MenuRole.AboutRole


def test_what_was_not_seen_is_in_the_new_theme_when_it_comes(qtbot, make):
    window = make("last-ack-lost")
    tabs, names = window.right.pages.tabs, ("tcb", "header", "why")
    for name in names:
        window.right.pages.show_tab(name)
    for _ in range(2):  # there and gone
        window.action["predict"].trigger()
        qtbot.waitUntil(window.updatesEnabled)
    window.set_theme("dark")
    qtbot.waitUntil(window.updatesEnabled)
    behind = [area for area in tabs._areas.values() if area.window() is not window]
    assert len(behind) == 2
    window.set_language("zh_CN")
    qtbot.waitUntil(window.updatesEnabled)
    for name in names:
        window.right.pages.show_tab(name)
        QApplication.processEvents()
        page = getattr(window.right.pages, name)
        assert page.window() is window
        assert shown_colour(window, page, QPoint(2, 2)) == load_theme("dark").canvas
        assert any(HAN.search(label.text()) for label in page.findChildren(QLabel))
    assert window.predict.window() is not window
    window.action["predict"].trigger()
    qtbot.waitUntil(window.updatesEnabled)
    assert window.predict.isVisible()
    assert window.predict.window() is window
    assert HAN.search(window.predict.onward.text())
    assert shown_colour(window, window.predict, QPoint(4, 4)) == load_theme("dark").canvas
    for menu in (window.menu, window.branch_menu):  # the style sheet is the window's
        menu.resize(40, 40)
        assert menu.grab().toImage().pixelColor(3, 3).name().upper() == load_theme("dark").raised


def test_the_system_theme_is_followed_while_it_is_chosen(make, settings):
    settings.theme = "system"
    hints = QGuiApplication.styleHints()
    window = make("handshake")
    try:
        hints.setColorScheme(Qt.ColorScheme.Dark)
        if hints.colorScheme() is not Qt.ColorScheme.Dark:
            pytest.skip("this platform cannot be told to be dark")
        assert window.theme.name == "dark"
        hints.setColorScheme(Qt.ColorScheme.Light)
        assert window.theme.name == "light"
        window.set_theme("light")
        hints.setColorScheme(Qt.ColorScheme.Dark)
        assert window.theme.name == "light"
    finally:
        hints.unsetColorScheme()


def test_fonts_are_the_programs_own_in_every_theme(qtbot, make):
    window = make("handshake")
    for name in ("dark", "light"):
        window.set_theme(name)
        qtbot.waitUntil(window.updatesEnabled)
        for label in window.findChildren(QLabel):
            assert label.fontInfo().family() in ("Inter", "Inter SemiBold", "JetBrains Mono")


# Sizes


def overlapping(widgets: list[QWidget]) -> list[tuple[str, str]]:
    return [
        (str(one), str(other))
        for one, other in combinations(widgets, 2)
        if one.geometry().intersects(other.geometry())
    ]


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_nothing_overlaps_or_leaves_the_window_in_any_size(make, settings, language):
    settings.language = language
    window = make("synack-lost")
    window.session.go(window.session.last)
    for width, height in SIZES:
        window.resize(width, height)
        QApplication.processEvents()
        assert window.size() == QSize(width, height)
        bar = window.toolbar
        parts = [window.left, window.canvas, window.right, window.timeline, bar]
        shown = [part for part in parts if part.isVisible()]
        assert overlapping(shown) == []
        covered = sum(part.width() * part.height() for part in shown)
        assert covered == width * height, "no gap between the parts"
        groups = [bar._left, bar._heading, bar._middle, bar._right]
        assert overlapping(groups) == []
        assert all(bar.rect().contains(group.geometry()) for group in groups)
        for group in groups:
            inside = [one for one in group.children() if _is_shown(one)]
            assert overlapping(inside) == []
            assert all(group.rect().contains(one.geometry()) for one in inside)
            for one in inside:
                if one not in (bar.title, bar.subtitle):
                    assert one.width() >= one.sizeHint().width(), (one, width)


def _is_shown(one) -> bool:
    return isinstance(one, QWidget) and one.isVisible()


def test_the_transport_stands_still_as_one_steps(make):
    window = make("last-ack-lost")
    places = set()
    for index in range(window.session.last + 1):
        window.session.go(index)
        places.add(window.toolbar._middle.x())
    assert len(places) == 1


def test_a_title_too_long_ends_in_an_ellipsis_and_tells_all(make, qtbot):
    window = make("handshake", size=(1024, 640))
    title = "A title that is much longer than any window of this width could ever show at once"
    window.toolbar.show_title(title, "", changed=True)
    window.grab()
    assert window.toolbar.title.toolTip() == title
    assert window.toolbar.changed.isVisible()


# The drawer


def test_in_a_narrow_window_the_panel_is_a_drawer(make, qtbot, click):
    window = make("handshake", size=(1024, 640))
    assert not window.left.isVisible()
    qtbot.keyClick(window.canvas, KEY.Key_F9)
    assert window.left.isVisible()
    assert window.left.isAncestorOf(QApplication.focusWidget())
    assert window.canvas.x() == 0, "it lies over the canvas"
    qtbot.keyClick(QApplication.focusWidget(), KEY.Key_Escape)
    assert not window.left.isVisible()
    assert QApplication.focusWidget() is window.canvas
    panel = next(
        one for one in window.toolbar.findChildren(QToolButton)
        if one.defaultAction() is window.action["panel"]
    )  # fmt: skip
    click(panel)
    assert window.left.isVisible()
    click(window.left, QPoint(4, 100))
    assert window.left.isVisible()
    click(panel)
    assert not window.left.isVisible()
    click(panel)
    click(window.canvas.viewport(), QPoint(600, 300))
    assert not window.left.isVisible()


def test_a_wide_window_has_the_panel_beside(make):
    window = make("handshake", size=(1280, 800))
    assert window.left.isVisible()
    assert not window.action["panel"].isEnabled()
    assert window.left.geometry().right() < window.canvas.geometry().left()


# Where it stands


def test_the_window_comes_back_where_it_was(make, settings):
    window = make("handshake")
    window.setGeometry(0, 30, 800, 700)
    window.close()
    again = make("handshake")
    place(again, settings.geometry)
    assert again.geometry() == QRect(0, 30, 800, 700)


def test_a_window_on_a_screen_that_is_gone_comes_to_one_that_is_there(make, settings):
    window = make("handshake")
    window.setGeometry(40_000, 30_000, 1100, 700)
    window.close()
    again = make("handshake")
    place(again, settings.geometry)
    available = QGuiApplication.primaryScreen().availableGeometry()
    bar = QRect(again.geometry().topLeft(), QSize(again.width(), 40))
    assert available.intersects(bar)
    assert available.top() <= again.geometry().top() + 1


def test_nonsense_in_the_settings_is_ignored(make, settings):
    for key in ("geometry", "language", "theme", "speed", "recent", "seen", "done"):
        settings._store.setValue(key, "nonsense")
    window = make("handshake")
    assert window.theme.name in ("light", "dark")
    assert window.player.speed == 1.0


def test_the_least_size_is_no_larger_than_the_screen(make):
    window = make("handshake")
    available = QGuiApplication.primaryScreen().availableSize()
    assert window.minimumSize() == LEAST.boundedTo(available)
