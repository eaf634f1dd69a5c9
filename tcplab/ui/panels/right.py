"""The right side: the state diagram above the tabs, showing the session's moment."""

from bisect import bisect_right

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from tcplab.lab.state_story import next_moment, seen_until, state_picture
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.pages import Pages
from tcplab.ui.panels.progress import DiagramHead
from tcplab.ui.panels.way import WayNotice
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

# How high the diagram is in a panel of such a height; what lies between goes straight.
_DIAGRAM = ((520, 296), (644, 382), (744, 448), (924, 612))
_FIRST = 1_000  # the diagram takes its height, the tabs what is left


class RightPanel(QWidget):
    """Follows the session's cursor; what has been seen of the diagram is remembered.

    A click on a state or an edge leads to where the run comes to it next, or offers a way there.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._theme: Theme | None = None
        self._seen = settings.seen
        self._met, self._behind = True, False
        self.setProperty("surface", "canvas")
        self.setProperty("rule", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.head = DiagramHead()
        self.diagram = StateDiagram()
        self.diagram.set_reduced_motion(settings.reduced_motion)
        self.way = WayNotice(session)
        self.pages = Pages(session, settings)
        self._lay_out()
        session.run_changed.connect(self._meet)
        session.moment_changed.connect(self._follow)
        session.document_changed.connect(self._catch_up)
        self.diagram.state_clicked.connect(self._go_where)
        self.diagram.edge_clicked.connect(self._go_where)
        self.way.left.connect(self._focus_diagram)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("rule", "top")
        line.setFixedHeight(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.diagram, _FIRST)
        column.addWidget(self.way)
        column.addWidget(line)
        column.addWidget(self.pages, 1)

    # what the session shows

    def _meet(self) -> None:
        """Another run; its moment comes after it."""
        self._met = False

    def _follow(self) -> None:
        """Another moment; beside a hand that moves it is shown with the document."""
        self._behind = True
        if not self._session.in_gesture:
            self._catch_up()

    def _catch_up(self) -> None:
        if self._behind:
            self._behind = False
            if not self._met:
                self._met = True
                self.pages.show_run()
            self._show_moment()

    def _show_moment(self) -> None:
        if self._theme is None:
            return
        session = self._session
        self._remember()
        picture = state_picture(session.run, session.cursor, self._seen)
        self.diagram.show_picture(picture, self._theme)
        self.head.show_progress(picture.seen, picture.total, self._theme)
        self.pages.show_moment()

    def _remember(self) -> None:
        seen = seen_until(self._session.run, self._session.cursor)
        if not seen <= self._seen:
            self._seen |= seen
            self._settings.seen = self._seen

    # what the window tells

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
            self.pages.show_run()
        self.pages.set_theme(theme)
        self._show_moment()

    def _go_where(self, place: str) -> None:
        """To the next moment at which a state is entered or an edge is gone."""
        moment = next_moment(self._session.run, self._session.cursor, place)
        if moment is not None:
            self.way.dismiss()
            self._session.go(moment)
        elif not self._session.busy:
            self.way.offer(place)

    def _focus_diagram(self) -> None:
        self.diagram.setFocus(Qt.FocusReason.ShortcutFocusReason)

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
