"""A change of what is seen comes in turns of the event loop, and is seen as one."""

from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QSlider, QWidget

from tcplab.lab.fates import delayed
from tcplab.ui.look.scaling import refit
from tcplab.ui.look.theme import load_theme
from tcplab.ui.veil import Veil
from tests.support.drawn import alike, shown_colour


class Turns(QObject):
    """In which turn of the event loop a part of the window was dressed, or told of a language; and
    what stood on the screen, one after the other."""

    def __init__(self, window) -> None:
        super().__init__()
        self.window, self.turn = window, 0
        self.of: dict[QEvent.Type, dict[QObject, int]] = {
            QEvent.Type.StyleChange: {},
            QEvent.Type.LanguageChange: {},
        }
        self.screens: list[QImage] = []
        for part in (*window.centralWidget().children(), window.wardrobe):
            part.installEventFilter(self)

    def until_done(self, more: int = 20) -> None:
        """And for some turns `more`: the veil goes."""
        while self.window.renewing.busy or more:
            more -= not self.window.renewing.busy
            self.turn += 1
            QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 0)
            screen = self.window.screen().grabWindow(self.window.winId()).toImage()
            if not self.screens or not alike(screen, self.screens[-1]):
                self.screens.append(screen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.of:
            self.of[event.type()].setdefault(watched, self.turn)
        return False


def test_a_new_look_comes_part_by_part_and_is_seen_at_once(make):
    """Qt goes through all that is below a style sheet at once: no part waits for another."""
    window = make("last-ack-lost", (1280, 640))
    changes = {
        QEvent.Type.StyleChange: (
            lambda: window.set_theme("dark"),
            window.action["larger_text"].trigger,
        ),
        QEvent.Type.LanguageChange: (lambda: window.set_language("zh_CN"),),
    }
    for kind, acts in changes.items():
        for change in acts:
            turns = Turns(window)
            change()
            turns.until_done()
            told = turns.of[kind]
            assert len(set(told.values())) == len(told) >= 5
            assert len(turns.screens) == 2  # as it was, and as it is
            whole = window.grab().toImage()
            assert alike(turns.screens[-1].convertToFormat(whole.format()), whole)


def test_an_edit_is_seen_at_once_in_a_turn_after_it(qtbot, make):
    window = make("last-ack-lost")
    qtbot.waitUntil(lambda: not window.renewing.busy)
    for later in (50, 90):
        turns = Turns(window)
        window.session.edit(delayed(window.session.original, "client", 3, later))
        assert window.renewing.busy
        turns.until_done()
        assert len(turns.screens) == 2
        whole = window.grab().toImage()
        assert alike(turns.screens[-1].convertToFormat(whole.format()), whole)


def test_the_left_panel_is_put_together_again_as_it_was(qtbot, make):
    window = make("last-ack-lost", (1280, 640))
    panel = window.left.panel
    window.go(window.session.last)
    bar, field = panel._area.verticalScrollBar(), panel.network.findChild(QSlider)
    field.setFocus(Qt.FocusReason.TabFocusReason)
    bar.setValue(bar.maximum() // 2)
    qtbot.waitUntil(lambda: not window.renewing.busy)

    def places() -> list[QRect | None]:
        return [one.geometry() if one.isVisible() else None for one in panel.sections]

    before, scrolled = places(), bar.value()
    assert scrolled > 0
    for theme in ("dark", "light"):
        window.set_theme(theme)
        qtbot.waitUntil(lambda: not window.renewing.busy)
        assert places() == before
        assert bar.value() == scrolled
        assert field.hasFocus()
        whole, left = load_theme(theme), panel._area.viewport()
        assert shown_colour(window, left, QPoint(1, left.height() // 2)) == whole.panel


def test_other_colours_on_the_way_to_larger_letters_leave_every_box_large(qtbot, make):
    window = make("last-ack-lost", (1800, 900))
    qtbot.waitUntil(lambda: not window.renewing.busy)
    section = window.left.panel.sections[-1]
    window.action["larger_text"].trigger()
    qtbot.waitUntil(lambda: section.parent() is window.centralWidget())
    window.set_theme("dark")
    qtbot.waitUntil(lambda: not window.renewing.busy)
    boxes = window.left.findChildren(QWidget)
    heights = [(box.minimumHeight(), box.maximumHeight()) for box in boxes]
    refit(window.left)
    assert [(box.minimumHeight(), box.maximumHeight()) for box in boxes] == heights


def test_a_veil_that_is_made_while_the_last_one_goes_stays(qtbot):
    area = QWidget()
    qtbot.addWidget(area)
    parts = [QWidget(area) for _ in range(3)]
    area.show()
    veil = Veil(area)
    for _ in range(2):
        while veil.make():
            QCoreApplication.processEvents()
        veil.cover()
        over = [one for one in area.findChildren(QWidget) if one.isVisible() and one not in parts]
        assert len(over) == len(parts)
