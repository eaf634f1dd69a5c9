"""Presenting: the stage on the projector, or over the window where there is one screen only."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication, QScreen

from tcplab.ui.actions import EDIT, PRESENTATION, SEGMENT, STEP, Actions
from tcplab.ui.call_drag import Landing
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.stage.pointing import Tool
from tcplab.ui.stage.widget import Stage
from tcplab.ui.touching import Touching

_GROUPS = (EDIT, STEP, SEGMENT, PRESENTATION)
_VIEWS = ("relative", "zoom_in", "zoom_out", "zoom_reset", "resets", "still")


class Presenting(QObject):
    """Makes and shows the stage of a MainWindow; `changed` says that it came or went.

    With a second screen the window keeps the controls and the notes; with one it waits hidden.
    """

    changed = Signal()

    def __init__(self, window) -> None:
        super().__init__(window)
        self._window = window
        self._stage: Stage | None = None
        self.changed.connect(self._show_actions)
        self._show_actions()

    @property
    def on(self) -> bool:
        """Whether the stage is there."""
        return self._stage is not None and self._stage.isVisible()

    @property
    def stage(self) -> Stage | None:
        """What the audience sees, if it was ever shown."""
        return self._stage

    @property
    def canvas(self) -> SequenceCanvas | None:
        """The canvas that the keys mean: the stage's while it is in front."""
        stage = self._stage
        return stage.canvas if stage is not None and stage.isActiveWindow() else None

    def toggle(self) -> None:
        """Begins or ends."""
        if self.on:
            self.end()
        else:
            self.begin()

    def begin(self) -> None:
        """Shows the stage on the other screen if there is one, else on this one."""
        if self._stage is None:
            self._stage = self._made()
        own = self._window.screen()
        screen = beside(own, QGuiApplication.screens())
        self._stage.setGeometry(screen.geometry())
        self._stage.showFullScreen()
        self._stage.activateWindow()
        self._stage.canvas.setFocus()
        if screen is own:
            self._window.hide()
        self.changed.emit()

    def _made(self) -> Stage:
        """The stage, tied to the window's actions and gestures."""
        window = self._window
        stage = Stage(window.session, window.settings, window.predicting)
        stage.addActions(actions_on_stage(window.action))
        stage.left.connect(self.end)
        stage.canvas.moment_chosen.connect(window.go)
        hands = Touching(window.session, stage.canvas, window.settings, stage.theme)
        stage.installEventFilter(Landing(hands))
        for name, show in (
            ("resets", stage.diagram.set_resets),
            ("relative", stage.canvas.set_relative),
            ("still", stage.set_reduced_motion),
        ):
            show(window.action[name].isChecked())
            window.action[name].toggled.connect(show)
        return stage

    def end(self) -> None:
        """The window is as it was."""
        if self.on:
            self._window.show()  # before: the program ends with its last window
            self._stage.pointing.take(None, self._stage.scale)
            self._stage.black.hide()
            self._stage.hide()
            self._window.activateWindow()
            self.changed.emit()

    def _show_actions(self) -> None:
        actions = self._window.action
        actions["present"].setChecked(self.on)
        for name in ("blank", "ink", "spotlight"):
            actions[name].setEnabled(self.on)

    def toggle_black(self) -> None:
        """Blanks the picture, or brings it back."""
        if self.on:
            self._stage.toggle_black()

    def take(self, tool: Tool) -> None:
        """Gives the mouse this tool, or lays it down."""
        if self.on:
            pointing = self._stage.pointing
            pointing.take(None if pointing.tool == tool else tool, self._stage.scale)


def actions_on_stage(actions: Actions) -> list[QAction]:
    """What the keys do before an audience; nothing that opens a dialog."""
    grouped = [action for group in _GROUPS for action in actions.group(group)]
    grouped.remove(actions["hosts"])
    return grouped + [actions[name] for name in _VIEWS]


def beside(own: QScreen, screens: Sequence[QScreen]) -> QScreen:
    """Another screen than one's own, which a projector is; else one's own."""
    return next((one for one in screens if one is not own), own)
