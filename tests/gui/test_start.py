"""How a window comes to be: its ground first, then the run, then what stands around it."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.lessons import open_argument
from tcplab.ui import app
from tcplab.ui.look.fonts import MONO_FAMILIES, UI_FAMILIES
from tcplab.ui.look.theme import load_theme
from tcplab.ui.window import MainWindow


def test_what_is_seen_stays_where_it_is_while_the_rest_is_made(qtbot, qapp, undressed, settings):
    settings.language, theme = "zh_CN", load_theme("light")
    qapp.setFont(QFont("Serif"))  # the desktop's
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.resize(1440, 900)
    steps = window.furnish(qapp, open_argument("teardown"))
    with qtbot.waitSignal(window.ground.painted):
        window.show()
    ground = window.grab().toImage()
    assert ground.pixelColor(720, 450).name().upper() == theme.canvas
    assert ground.pixelColor(720, 20).name().upper() == theme.panel
    next(steps)
    next(steps)
    assert window.canvas.isVisible()
    assert not window.complete
    title = window.toolbar.subtitle.text()
    parts = (window.toolbar, window.canvas, window.timeline)
    before = [part.geometry() for part in parts]
    qapp.processEvents()
    assert window.canvas.grab().toImage().pixelColor(5, 450).name().upper() == theme.canvas
    assert list(steps) == [None]
    assert window.complete
    assert window.ground.isHidden()
    assert [part.geometry() for part in parts] == before
    assert window.corner.width() == window.corner.sizeHint().width()
    assert all(part.isVisible() for part in (*parts, window.left, window.right))
    assert window.toolbar.subtitle.text() == title
    assert QApplication.focusWidget() is window.canvas
    families = {widget.font().family() for widget in window.findChildren(QWidget)}
    assert families == {UI_FAMILIES[0], MONO_FAMILIES[0]}
    window.set_language("en")


def test_a_window_that_is_closed_at_once_is_not_furnished(qapp, qtbot, undressed, settings):
    window = MainWindow(settings)
    qtbot.addWidget(window)
    window.ground.painted.connect(window.close, Qt.ConnectionType.QueuedConnection)
    assert not app._furnished_in_sight(qapp, window, None)
    assert not window.complete
    assert not window.isVisible()
