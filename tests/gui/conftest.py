"""What the tests of the window share: settings of their own, and the real window."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import thread_time

import pytest
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLocale,
    QPoint,
    QSettings,
    QStandardPaths,
    Qt,
    QTimer,
)
from PySide6.QtWidgets import QApplication, QWidget

from tcplab.files.lessons import Opened, open_argument
from tcplab.lab.lesson import Lesson
from tcplab.sim.experiment import Experiment
from tcplab.ui import seeking, slicing
from tcplab.ui.app import make_window
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.fonts import load_fonts
from tcplab.ui.look.scaling import set_text_scale
from tcplab.ui.look.theme import apply_theme, load_theme, style_sheet
from tcplab.ui.panels.left import LeftPanel
from tcplab.ui.panels.right import RightPanel
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.window import MainWindow
from tests.support import right_panel
from tests.support.canvas import CLOSE, Touchable, touchable
from tests.support.diagram import show_diagram
from tests.support.experiments import opened
from tests.support.left_panel import CLOSED, show_panel

_PATIENCE_MS = 5_000


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    """The program's own; Qt would load them once more whenever it is told to."""
    load_fonts()


@pytest.fixture(autouse=True)
def busy_with_itself_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes at once, and how long a search goes on, is no matter of who else runs here."""
    monkeypatch.setattr(slicing, "perf_counter", thread_time)
    monkeypatch.setattr(seeking, "perf_counter", thread_time)


@pytest.fixture(autouse=True)
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Remembered values and unsaved work in folders of this test; English, whatever the system."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    QStandardPaths.setTestModeEnabled(sys.platform != "linux")  # elsewhere no variable is asked
    before = QSettings.defaultFormat()
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    folder = str(tmp_path / "settings")
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
    settings = Settings()
    settings.language = "en"
    settings.theme = "light"
    settings.reduced_motion = True
    settings.knows_losing = True
    yield settings
    QSettings.setDefaultFormat(before)


@pytest.fixture
def undressed(qapp: QApplication) -> Iterator[None]:
    """Theme, font and locale of the application are as before when the test is over."""
    palette, font, locale = qapp.palette(), qapp.font(), QLocale()
    yield
    # What the test showed is closed by now; each widget that is left would be polished again.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")
    qapp.setStyle("Fusion")
    qapp.setPalette(palette)
    qapp.setFont(font)
    set_text_scale(1)
    QLocale.setDefault(locale)


@pytest.fixture
def make(qtbot, qapp, undressed, settings) -> Callable[..., MainWindow]:
    """Shows the real window, on a lesson, a file or an Opened, and gives it the keyboard."""

    def make(what: str | Opened = "handshake", size: tuple[int, int] = (1440, 900)) -> MainWindow:
        opened = open_argument(what) if isinstance(what, str) else what
        window = make_window(qapp, opened)
        qtbot.addWidget(window, before_close_func=_leave_nothing)
        window.resize(*size)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return make


def _leave_nothing(window: MainWindow) -> None:
    """A window that closes at the end of a test asks nothing, and takes its language along."""
    window.session.open(window.session.experiment)
    window.set_language("en")


@pytest.fixture
def show_left(qapp, qtbot, settings, undressed) -> Callable[..., tuple[Session, LeftPanel]]:
    """Shows the experiment panel on a session with an experiment, or with a lesson."""
    theme = load_theme("light")
    apply_theme(qapp, theme)
    qapp.setStyleSheet(style_sheet(theme))

    def shown(what: Experiment = CLOSED, lesson: Lesson | None = None):
        session = Session(what, lesson)
        return session, show_panel(qtbot, session, settings)

    return shown


@pytest.fixture
def show_right(qapp, qtbot, settings, undressed) -> Callable[..., tuple[Session, RightPanel]]:
    """Shows the panel of diagram and pages on a session with an experiment, or with a lesson."""
    theme = load_theme("light")
    apply_theme(qapp, theme)
    qapp.setStyleSheet(style_sheet(theme))

    def shown(what: Experiment = right_panel.CLOSED, lesson: Lesson | None = None):
        session = Session(what, lesson)
        return session, right_panel.show_panel(qtbot, session, settings)

    return shown


@pytest.fixture
def touch(qtbot) -> Callable[..., Touchable]:
    """A session and a canvas that shows its run, and grants what hands do on it."""

    def touch(what: Experiment = opened(*CLOSE)) -> Touchable:  # noqa: B008
        return touchable(qtbot, what)

    return touch


@pytest.fixture
def diagram(qtbot) -> StateDiagram:
    """The state diagram alone."""
    return show_diagram(qtbot)


@pytest.fixture
def answer(qtbot) -> Callable[[Callable[[QWidget], None]], list[QWidget]]:
    """Does something with the next modal dialog as soon as it is there; gives those it met."""

    def answer(act: Callable[[QWidget], None]) -> list[QWidget]:
        met: list[QWidget] = []

        def look(looks: int) -> None:
            dialog = QApplication.activeModalWidget()
            if dialog is not None and dialog.isVisible():
                met.append(dialog)
                assert _dressed(dialog), dialog
                QTimer.singleShot(_PATIENCE_MS, dialog, dialog.reject)  # rather than wait for ever
                act(dialog)
            elif looks:
                QTimer.singleShot(10, lambda: look(looks - 1))

        QTimer.singleShot(0, lambda: look(300))
        return met

    return answer


def _dressed(dialog: QWidget | None) -> bool:
    """Whether a style sheet reaches it."""
    return dialog is not None and bool(dialog.styleSheet() or _dressed(dialog.parentWidget()))


@pytest.fixture
def click(qtbot) -> Callable[[QWidget, QPoint | None], None]:
    """A left click with the mouse, in the middle of a widget unless said where."""

    def click(widget: QWidget, at: QPoint | None = None) -> None:
        qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())

    return click
