"""The right side: the state diagram above the tabs, showing the session's moment."""

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tcplab.files.wording import read_words
from tcplab.lab.header_picture import header_picture
from tcplab.lab.lesson import Text
from tcplab.lab.moments import narration
from tcplab.lab.state_story import next_moment, seen_until, state_picture
from tcplab.lab.story_picture import story_picture
from tcplab.lab.tcb_picture import tcb_picture
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.header import HeaderTab
from tcplab.ui.panels.progress import DiagramHead
from tcplab.ui.panels.tabs import Tabs
from tcplab.ui.panels.tcb import TcbTab
from tcplab.ui.panels.why import WhyTab
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

# How high the diagram is in a panel of such a height; what lies between goes straight.
_DIAGRAM = ((520, 296), (644, 382), (744, 448), (924, 612))
_FIRST = 1_000  # the diagram takes its height, the tabs what is left


class RightPanel(QWidget):
    """Follows the session's cursor; what has been seen of the diagram is remembered.

    A click on a state or an edge leads to where the run comes to it next.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._theme: Theme | None = None
        self._relative = settings.relative_numbers
        self._position = 0
        self._picked: tuple[str, int] | None = None
        self._told: Mapping[int, Text] = {}
        self._seen = settings.seen
        self.setProperty("surface", "canvas")
        self.setProperty("rule", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = DiagramHead()
        self.diagram = StateDiagram()
        self.diagram.set_reduced_motion(settings.reduced_motion)
        self.why = WhyTab()
        self.tabs = Tabs((lambda: self.why, lambda: self.tcb, lambda: self.header))
        self._lay_out()
        session.run_changed.connect(self._show_run)
        session.moment_changed.connect(self._show_moment)
        self.diagram.state_clicked.connect(self._go_where)
        self.diagram.edge_clicked.connect(self._go_where)
        self.tabs.bar.currentChanged.connect(self._show_page)
        self.why.link_opened.connect(QDesktopServices.openUrl)
        self.retranslate()

    # Pages that may never come to the front are made when they do.

    @cached_property
    def tcb(self) -> TcbTab:
        """The page of the variables."""
        return TcbTab()

    @cached_property
    def header(self) -> HeaderTab:
        """The page of a segment's header."""
        page = HeaderTab()
        page.position_chosen.connect(self._choose_position)
        return page

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("rule", "top")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.diagram, _FIRST)
        column.addWidget(line)
        column.addWidget(self.tabs, 1)

    # what the session shows

    def _show_run(self) -> None:
        session, own = self._session, self._session.original_run
        self._told = {}
        if session.lesson is not None:
            self._told = narration(session.lesson, session.run, session.original, own)

    def _show_moment(self) -> None:
        if self._theme is None:
            return
        session = self._session
        self._position, self._picked = 0, None
        self._remember()
        picture = state_picture(session.run, session.cursor, self._seen)
        self.diagram.show_picture(picture, self._theme)
        self.head.show_progress(picture.seen, picture.total, self._theme)
        self._show_page()
        self.tabs.to_top()

    def _remember(self) -> None:
        seen = seen_until(self._session.run, self._session.cursor)
        if not seen <= self._seen:
            self._seen |= seen
            self._settings.seen = self._seen

    def _show_page(self) -> None:
        """Only the page in front is made; the others wait until they come there."""
        if self._theme is None:
            return
        run, cursor, theme = self._session.run, self._session.cursor, self._theme
        words = read_words(self._settings.language)
        match self.tabs.page:
            case 0:
                picture = story_picture(
                    run,
                    cursor,
                    words,
                    self._settings.language,
                    lesson=self._session.lesson,
                    told=self._told,
                )
                self.why.show_picture(picture, words, theme)
            case 1:
                variables = tcb_picture(run, cursor, relative=self._relative)
                self.tcb.show_picture(variables, words, theme)
            case 2:
                header = header_picture(run, cursor, self._position, self._picked)
                self.header.show_picture(header, theme)

    # what the window tells

    def show_tab(self, index: int) -> None:
        """Brings Why (0), TCB (1) or Header (2) to the front."""
        self.tabs.show_page(index)

    def pick(self, segment: tuple[str, int] | None) -> None:
        """The header of one transmission, by sender and ordinal; None: of the step again."""
        self._picked, self._position = segment, 0
        self._show_page()

    def set_relative(self, relative: bool) -> None:
        """Whether sequence numbers count from each ISS."""
        self._relative = relative
        self._show_page()

    def set_resets(self, shown: bool) -> None:
        """Whether the diagram shows every way out by RST."""
        self.diagram.set_resets(shown)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether the tokens jump instead of walking."""
        self.diagram.set_reduced_motion(reduced)

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        first, self._theme = self._theme is None, theme
        if first:
            self._show_run()
        self._show_moment()

    def _go_where(self, place: str) -> None:
        """To the next moment at which a state is entered or an edge is gone."""
        moment = next_moment(self._session.run, self._session.cursor, place)
        if moment is not None:
            self._session.go(moment)

    def _choose_position(self, position: int) -> None:
        self._position = position
        self._show_page()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.head.retranslate()
        texts = (self.tr("Why"), self.tr("TCB"), self.tr("Header"))
        self.tabs.set_texts(texts, self.tr("About this step"))
        self._show_page()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.diagram.setMaximumHeight(_between(_DIAGRAM, event.size().height()))
        super().resizeEvent(event)


def _between(points: tuple[tuple[int, int], ...], at: int) -> int:
    """The height at a panel's height: straight between two points, in proportion beyond them."""
    index = bisect_right(points, at, key=lambda point: point[0])
    if index == 0:
        return max(260, points[0][1] - (points[0][0] - at) // 2)
    if index == len(points):
        return points[-1][1] + (at - points[-1][0]) // 2
    (x0, y0), (x1, y1) = points[index - 1], points[index]
    return round(y0 + (y1 - y0) * (at - x0) / (x1 - x0))
