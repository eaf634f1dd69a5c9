"""What the tabs below the diagram tell of the step under the cursor: why, variables, header …"""

from collections.abc import Mapping
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from tcplab.files.wording import read_words
from tcplab.lab.lesson import Program, Text
from tcplab.lab.moments import narration
from tcplab.lab.story_picture import story_picture
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.tabs import Tabs
from tcplab.ui.panels.why import WhyTab
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.unhurried import polish

if TYPE_CHECKING:
    from tcplab.ui.panels.header import HeaderTab
    from tcplab.ui.panels.knowledge import KnowledgeTab
    from tcplab.ui.panels.netstat import NetstatTab
    from tcplab.ui.panels.program import ProgramTab
    from tcplab.ui.panels.tcb import TcbTab

NAMES = ("why", "tcb", "netstat", "header", "knowledge", "program")
"""The pages from left to right; the last one is there for lessons with programs alone."""


class Pages(QWidget):
    """Shows the session's moment on the page in front; a page is made when it comes there.

    `questions_wanted` asks for the lesson's questions.
    """

    questions_wanted = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._theme: Theme | None = None
        self._relative = settings.relative_numbers
        self._position = 0
        self._picked: tuple[str, int] | None = None
        self._told: Mapping[int, Text] = {}
        self.tabs = Tabs(tuple(partial(getattr, self, name) for name in NAMES))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs)
        self.tabs.bar.currentChanged.connect(self._show_page)
        self.retranslate()

    @cached_property
    def why(self) -> WhyTab:
        """Why it happened."""
        page = WhyTab()
        page.link_opened.connect(QDesktopServices.openUrl)
        page.questions_wanted.connect(self.questions_wanted)
        return page

    # The pages behind the first one, and what they need, are read when they come to the front.

    @cached_property
    def tcb(self) -> "TcbTab":
        """The variables of both ends."""
        from tcplab.ui.panels.tcb import TcbTab

        return TcbTab()

    @cached_property
    def netstat(self) -> "NetstatTab":
        """What ss and netstat print."""
        from tcplab.ui.panels.netstat import NetstatTab

        page = NetstatTab()
        page.asked.connect(self._show_page)
        return page

    @cached_property
    def header(self) -> "HeaderTab":
        """A segment's header."""
        from tcplab.ui.panels.header import HeaderTab

        page = HeaderTab()
        page.position_chosen.connect(self._choose_position)
        return page

    @cached_property
    def knowledge(self) -> "KnowledgeTab":
        """Who knows what."""
        from tcplab.ui.panels.knowledge import KnowledgeTab

        return KnowledgeTab()

    @cached_property
    def program(self) -> "ProgramTab":
        """What the hosts run."""
        from tcplab.ui.panels.program import ProgramTab

        return ProgramTab()

    # what the session shows

    def show_run(self) -> None:
        """What the lesson says of another run."""
        session, own = self._session, self._session.original_run
        self._told = {}
        if session.lesson is not None:
            self._told = narration(session.lesson, session.run, session.original, own)
        self.tabs.show_tab(NAMES.index("program"), bool(self._programs()))

    def show_moment(self) -> None:
        """Another step, from its beginning."""
        self._position, self._picked = 0, None
        self._show_page()
        self.tabs.to_top()

    def prepare(self, name: str) -> None:
        """Makes a page that may come to the front soon."""
        page = self.tabs.prepare(NAMES.index(name))
        self._fill(name)
        polish(page)

    def _show_page(self) -> None:
        """Only the page in front is kept up to date; the others wait until they come there."""
        if self._theme is not None:
            self._fill(NAMES[self.tabs.page])

    def _fill(self, name: str) -> None:
        run, cursor, theme = self._session.run, self._session.cursor, self._theme
        words = read_words(self._settings.language)
        match name:
            case "why":
                language, lesson = self._settings.language, self._session.lesson
                picture = story_picture(
                    run, cursor, words, language, lesson=lesson, told=self._told
                )
                self.why.show_picture(picture, words, theme)
                self.why.offer_questions(self._questions() if cursor == 0 else 0)
            case "tcb":
                from tcplab.lab.tcb_picture import tcb_picture

                variables = tcb_picture(run, cursor, relative=self._relative)
                self.tcb.show_picture(variables, words, theme)
            case "netstat":
                from tcplab.lab.netstat_picture import netstat_picture

                page = self.netstat
                page.show_picture(netstat_picture(run, cursor, page.tool, page.chosen), theme)
            case "header":
                from tcplab.lab.header_picture import header_picture

                header = header_picture(run, cursor, self._position, self._picked)
                self.header.show_picture(header, theme)
            case "knowledge":
                from tcplab.lab.knowledge_picture import knowledge_picture

                self.knowledge.show_picture(knowledge_picture(run, cursor), theme)
            case "program":
                from tcplab.lab.program_picture import program_pictures

                self.program.show_pictures(program_pictures(self._programs(), run, cursor), theme)
                self.tabs.reveal(self.program.moving)

    def _programs(self) -> tuple[Program, ...]:
        variant = self._session.variant
        return () if variant is None else variant.programs

    def _questions(self) -> int:
        variant = self._session.variant
        return 0 if variant is None or self._session.changed else len(variant.asks)

    # what the window tells

    def show_tab(self, name: str) -> None:
        """Brings a page to the front, if it is there."""
        self.tabs.show_page(NAMES.index(name))

    def pick(self, segment: tuple[str, int] | None) -> None:
        """The header of one transmission, by sender and ordinal; None: of the step again."""
        self._picked, self._position = segment, 0
        self._show_page()

    def set_relative(self, relative: bool) -> None:
        """Whether sequence numbers count from each ISS."""
        self._relative = relative
        self._show_page()

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        self._theme = theme
        self._show_page()

    def _choose_position(self, position: int) -> None:
        self._position = position
        self._show_page()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        texts = (
            *(self.tr("Why"), self.tr("TCB"), self.tr("netstat"), self.tr("Header")),
            *(self.tr("Knowledge"), self.tr("Program")),
        )
        self.tabs.set_texts(texts, self.tr("About this step"))
        self._show_page()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
