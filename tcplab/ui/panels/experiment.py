"""The experiment panel: its sections one below the other; it scrolls where the window is low."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tcplab.lab.calls_picture import HOSTS, CallsPicture
from tcplab.lab.edits_picture import EditsPicture
from tcplab.lab.experiment_picture import ClosingPicture, StackPicture
from tcplab.sim.experiment import Experiment
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.calls import HostCallsSection
from tcplab.ui.panels.closing import ClosingSection
from tcplab.ui.panels.edits import EditsSection
from tcplab.ui.panels.lessons import OUTSIDE, LessonsSection
from tcplab.ui.panels.network import NetworkSection
from tcplab.ui.panels.padded_scroll import BAR, PaddedScroll
from tcplab.ui.panels.stack import StackSection

_PADDING = 16
_BETWEEN = 8


class ExperimentPanel(QWidget):
    """Places the sections and hands them their pictures; their signals are theirs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._calls_picture: CallsPicture | None = None
        self.lessons = LessonsSection()
        self.edits = EditsSection()
        self.closing = ClosingSection()
        self.network = NetworkSection()
        self.stack = StackSection()
        self.calls = [HostCallsSection() for _ in range(HOSTS)]
        self._boxes: dict[QWidget, QVBoxLayout] = {}
        self._scrolled: int | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        content = QWidget()
        content.setProperty("surface", "panel")
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 8, BAR, 8)
        column.setSpacing(0)
        column.addLayout(self._inset(self.lessons, _PADDING - OUTSIDE), 1)
        self._edited = QWidget()
        edited = QVBoxLayout(self._edited)
        edited.setContentsMargins(0, 0, 0, 0)
        edited.setSpacing(0)
        edited.addWidget(_rule())
        edited.addLayout(self._inset(self.edits, _PADDING))
        self._edited.hide()
        column.addWidget(self._edited)
        for section in (self.closing, self.network, self.stack):
            column.addWidget(_rule())
            column.addLayout(self._inset(section, _PADDING))
        column.addWidget(_rule())
        for section in self.calls:
            column.addLayout(self._inset(section, _PADDING))
        self._area = PaddedScroll(content)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._area)

    def _inset(self, section: QWidget, margin: int) -> QVBoxLayout:
        box = QVBoxLayout()
        box.setContentsMargins(margin, 0, margin - BAR, 0)
        box.addWidget(section)
        self._boxes[section] = box
        return box

    def show_edits(self, picture: EditsPicture) -> None:
        """Shows what is otherwise than in what was opened."""
        self.edits.show_picture(picture)
        self._edited.setVisible(bool(picture.edits))

    def show_settings(
        self, closing: ClosingPicture, experiment: Experiment, stack: StackPicture
    ) -> None:
        """Shows what an experiment says of everybody."""
        self.closing.show_picture(closing)
        self.network.show_network(experiment.network)
        self.network.show_horizon(experiment.horizon_ms)
        self.stack.show_picture(stack)

    def show_calls(self, picture: CallsPicture) -> None:
        """Shows what each host's program could call now."""
        self._calls_picture = picture
        if self._theme is None:
            return
        names = frozenset(one.host for one in picture.hosts)
        for index, section in enumerate(self.calls):
            section.setVisible(index < len(picture.hosts))
            if index < len(picture.hosts):
                host = picture.hosts[index]
                pulses = picture.untouched and index == min(1, len(picture.hosts) - 1)
                section.show_picture(host, names, self._theme, pulses=pulses)

    @property
    def sections(self) -> list[QWidget]:
        """From the top down."""
        return [*self._boxes]

    def take_apart(self, elsewhere: QWidget) -> None:
        """The sections wait where no style sheet is, but for the one that has the keyboard: Qt
        styles all that is below another sheet in one go."""
        if self._scrolled is None:
            self._scrolled = self._area.verticalScrollBar().value()
        focus = self.window().focusWidget()
        for section, box in self._boxes.items():
            if focus is None or not section.isAncestorOf(focus):
                box.removeWidget(section)  # else PySide would keep what stood for its item
                section.setParent(elsewhere)

    def put_back(self, section: QWidget) -> None:
        """One of them is styled, and where it was."""
        if not self._boxes[section].count():
            self._boxes[section].addWidget(section)

    def put_together(self) -> None:
        """Whatever still waits is where it was."""
        for section in self._boxes:
            self.put_back(section)

    def scroll_back(self) -> None:
        """All are there again."""
        self._area.verticalScrollBar().setValue(self._scrolled or 0)
        self._scrolled = None

    def set_theme(self, theme: Theme) -> None:
        """Draws marks, icons and rows in the theme's colours."""
        self._theme = theme
        for section in (self.lessons, self.edits, self.network, self.stack):
            section.set_theme(theme)
        if self._calls_picture is not None:
            self.show_calls(self._calls_picture)


def _rule() -> QWidget:
    """A hairline as wide as the text, with room above and below."""
    holder = QWidget()
    line = QFrame()
    line.setProperty("rule", "top")
    line.setFixedHeight(1)
    box = QVBoxLayout(holder)
    box.setContentsMargins(_PADDING, _BETWEEN, _PADDING - BAR, _BETWEEN - 1)
    box.addWidget(line)
    return holder
