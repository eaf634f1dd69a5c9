"""The stage: a window of its own, as large as the screen, that follows the session."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QKeyEvent, QPalette, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from tcplab.files.wording import read_words
from tcplab.lab.lesson import Text
from tcplab.lab.moments import narration
from tcplab.lab.state_story import state_picture
from tcplab.lab.story_picture import StoryPicture, story_picture
from tcplab.ui.canvas.sizes import PRESENT_WIDTH
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.theme import load_theme, style_sheet
from tcplab.ui.predicting import Predicting
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings
from tcplab.ui.stage.heading import Heading, HeadingLine
from tcplab.ui.stage.pointing import Pointing
from tcplab.ui.stage.sentence import SentenceStrip, first_sentence

_HEADING, _STRIP = 54.0, 136.0
_STRIP_MOST = 0.2  # of the height: on a wide screen the run needs its room
_CANVAS = 0.65  # of the width


class Stage(QWidget):
    """`left` says that the presentation is over, by Esc or by closing the window."""

    left = Signal()

    def __init__(self, session: Session, settings: Settings, predicting: Predicting) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._predicting = predicting
        self._told: dict[int, Text] = {}
        self.theme = load_theme("present")
        self.setObjectName("stage")
        self.setAcceptDrops(True)  # of calls, from the window on the other screen
        self.setPalette(QPalette(self.theme.canvas))
        self.setStyleSheet(style_sheet(self.theme))  # for the scroll bar and what opens over it
        self.heading = HeadingLine(self.theme, self)
        self.canvas = SequenceCanvas(self.theme, self)
        self.diagram = StateDiagram(self)
        self.sentence = SentenceStrip(self)
        self.pointing = Pointing(self)
        self.black = QWidget(self)
        self.black.setStyleSheet("background: black")
        self.black.hide()
        session.run_changed.connect(self.show_run)
        session.moment_changed.connect(self.show_moment)
        predicting.changed.connect(self._show_question)

    @property
    def scale(self) -> float:
        """1 in a window of 1024: all that is read grows with the picture on the wall."""
        return self.width() / PRESENT_WIDTH

    def show_run(self) -> None:
        """Another run, and what its lesson says of it; nobody sees it while the stage is hidden."""
        if self.isHidden():
            return
        session = self._session
        self._told = {}
        if session.lesson is not None:
            own = (session.original, session.original_run)
            self._told = narration(session.lesson, session.run, *own)
        self.canvas.show_run(session.run)

    def show_moment(self) -> None:
        """Another step; what was drawn by hand is gone, and a blank picture is back."""
        if self.isHidden():
            return
        session, language = self._session, self._settings.language
        self.pointing.wipe()
        self.black.hide()
        self.canvas.show_cursor(session.cursor, animate=True)
        picture = state_picture(session.run, session.cursor, self._settings.seen)
        self.diagram.show_picture(picture, self.theme)
        step = self.tr("Step {0} of {1}").format(session.cursor, session.last)
        if self._predicting.on:
            step = self.tr("Step {0}").format(session.cursor)
        keys = (self.tr("back"), self.tr("on"))
        self.heading.say(Heading(session.title(language), step, keys), self.scale)
        self.sentence.say(self._sentence(), self.scale)

    def _sentence(self) -> str:
        session, language = self._session, self._settings.language
        question = self._predicting.question
        if question is not None:
            return self._predicting.words_of(question)
        story = story_picture(
            *(session.run, session.cursor, read_words(language), language),
            lesson=session.lesson,
            told=self._told,
        )
        begins = session.cursor == 0
        return _told(story, begins=begins) or self.tr("Before anything has happened")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_run()
        self._show_question()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden():  # and not minimized
            self.canvas.forget()

    def _show_question(self) -> None:
        self.canvas.set_curtain(self._predicting.curtain._replace(asked=None))  # the strip asks
        self.show_moment()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Nothing moves by itself any more."""
        self.canvas.set_reduced_motion(reduced)
        self.diagram.set_reduced_motion(reduced)

    def toggle_black(self) -> None:
        """Nothing to be looked at, until the same key or the next step."""
        self.black.setVisible(self.black.isHidden())
        self.black.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            if self.pointing.tool is not None:
                self.pointing.take(None, self.scale)
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.ignore()  # whoever made it puts it away
        self.left.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.show_moment()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width, height, scale = self.width(), self.height(), self.scale
        top = round(_HEADING * scale)
        strip = round(min(_STRIP * scale, _STRIP_MOST * height))
        middle, split = height - top - strip, round(_CANVAS * width)
        self.heading.setGeometry(0, 0, width, top)
        self.canvas.set_present(width)
        self.canvas.setGeometry(0, top, split, middle)
        self.diagram.setGeometry(split, top, width - split, middle)
        self.sentence.setGeometry(0, height - strip, width, strip)
        self.pointing.setGeometry(self.rect())
        self.black.setGeometry(self.rect())
        self.show_moment()


def _told(story: StoryPicture, *, begins: bool) -> str:
    """What the lesson says of the step, else the first sentence of its rule; to begin with, all
    that the lesson asks."""
    if story.narration or story.main is None:
        return story.narration
    return story.main.text if begins else first_sentence(story.main.text)
