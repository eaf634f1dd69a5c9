"""The right side while questions are asked: the question or the answer, the diagram, the score."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QDesktopServices, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from tcplab.engine.tcb import State
from tcplab.files.wording import read_words
from tcplab.lab.lesson import Asked
from tcplab.lab.moments import narration
from tcplab.lab.prediction import KINDS, Answer, Question, moments_to_choose, sentence
from tcplab.lab.state_story import state_picture
from tcplab.lab.story_picture import story_picture
from tcplab.ui.diagram.widget import StateDiagram
from tcplab.ui.look.spoken import announce
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.choices import Choices, NumberChoice
from tcplab.ui.panels.marks import Marks
from tcplab.ui.panels.padded_scroll import PaddedScroll
from tcplab.ui.panels.prose import Prose
from tcplab.ui.panels.why import WhyTab
from tcplab.ui.predicting import Outcome, Predicting
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

_MARGIN, _APART = 32, 8
_TOP = (190, 250)
_ASKED, _TOLD = 0, 1


class PredictPanel(QWidget):
    """Shows the question that waits, else what the step under the cursor was.

    `forward_asked` asks for the next step.
    """

    forward_asked = Signal()

    def __init__(self, session: Session, settings: Settings, predicting: Predicting) -> None:
        super().__init__()
        self._session = session
        self._settings = settings
        self._predicting = predicting
        self._theme: Theme | None = None
        self._hinted: Question | None = None
        self._shown: Question | None = None
        self.setProperty("surface", "canvas")
        self.setProperty("rule", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.heading = QLabel()
        self.heading.setProperty("kind", "question")
        self.heading.setWordWrap(True)
        self._how = Prose("secondary")
        self.kinds, self.sentences, self.number = Choices(4), Choices(1), NumberChoice()
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self._why = WhyTab()
        self._asked = QWidget()
        self.diagram = StateDiagram()
        self._marks = Marks()
        self._score = QLabel()
        self.hint, self.reveal = QPushButton(), QPushButton()
        self.onward, self.leave = QPushButton(), QPushButton()
        self.onward.setProperty("kind", "primary")
        self._buttons = (self.hint, self.reveal, self.leave, self.onward)
        self._lay_out()
        self._connect()
        self.retranslate()

    def _lay_out(self) -> None:
        asked = self._asked
        column = QVBoxLayout(asked)
        column.setContentsMargins(_MARGIN, 24, _MARGIN, 8)
        column.setSpacing(10)
        answers = (self.kinds, self.sentences, self.number)
        for widget in (self.heading, self._how, *answers):
            column.addWidget(widget)
        column.addStretch(1)
        told = QWidget()
        column = QVBoxLayout(told)
        column.setContentsMargins(_MARGIN - 16, 20, _MARGIN - 16, 0)
        column.setSpacing(0)
        self.verdict.setContentsMargins(16, 0, 16, 0)
        column.addWidget(self.verdict)
        column.addWidget(PaddedScroll(self._why), 1)
        self._pages = QStackedWidget()
        for page in (asked, told, self._why):
            page.setProperty("surface", "canvas")
        self._pages.addWidget(PaddedScroll(asked))
        self._pages.addWidget(told)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 8, _MARGIN, 16)
        foot.setSpacing(_APART)
        for widget in (self._marks, self._score):
            foot.addWidget(widget)
        foot.addStretch(1)
        for button in self._buttons:
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            foot.addWidget(button)
        line = QFrame()
        line.setProperty("rule", "top")
        line.setFixedHeight(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self._pages)
        whole.addWidget(line)
        whole.addWidget(self.diagram, 1)
        whole.addLayout(foot)

    def _connect(self) -> None:
        predicting = self._predicting
        predicting.changed.connect(self.refresh)
        self.diagram.state_clicked.connect(self._choose_state)
        for choice in (self.kinds, self.sentences, self.number):
            choice.chosen.connect(predicting.answer)
        self.hint.clicked.connect(self._give_hint)
        self.reveal.clicked.connect(predicting.show_answer)
        self.leave.clicked.connect(predicting.toggle)
        self.onward.clicked.connect(self.forward_asked)
        self._why.link_opened.connect(QDesktopServices.openUrl)

    # what is shown

    def refresh(self) -> None:
        """Shows the question that waits, or the step."""
        if self._theme is None or not self._predicting.on:
            return
        question = self._predicting.question
        if question is None:
            self._tell()
        else:
            self._ask(question)
        picture = state_picture(self._session.run, self._session.cursor, self._settings.seen)
        self.diagram.show_picture(picture, self._theme)
        self._marks.show_marks(self._predicting.marks, self._theme)
        self._marks.setToolTip(self._score_words())
        self._marks.setAccessibleName(self._score_words())
        self._score.setText(self._score_words())
        self.hint.setVisible(question is not None)
        self.reveal.setVisible(question is not None)
        self.onward.setVisible(question is None)
        self.onward.setEnabled(self._session.cursor < self._session.last)
        self._fit()

    def _ask(self, question: Question) -> None:
        words = self._predicting.words_of(question)
        self._pages.setCurrentIndex(_ASKED)
        self.heading.setText(words)
        self._how.set_prose(self._how_words(question))
        self.kinds.setVisible(question.kind is Asked.SEGMENT)
        self.sentences.setVisible(question.kind is Asked.SENTENCE)
        self.number.setVisible(question.kind is Asked.NUMBER)
        if question != self._shown:
            self.number.begin()
            announce(self, words)
        self._shown = question
        if question.kind is Asked.SEGMENT:
            self.kinds.offer([(kind, self._kind_words(kind)) for kind in KINDS])
        if question.kind is Asked.SENTENCE:
            run, known = self._session.run, read_words(self._settings.language)
            moments = moments_to_choose(run, question, known)
            self.sentences.offer([(moment, sentence(run, moment, known)) for moment in moments])

    def _tell(self) -> None:
        self._shown = None
        session, language = self._session, self._settings.language
        self._pages.setCurrentIndex(_TOLD)
        verdicts = [self._verdict_words(one) for one in self._predicting.outcomes]
        well = all(one.right for one in self._predicting.outcomes)
        self.verdict.setProperty("kind", "right" if well else "wrong")
        self.verdict.style().polish(self.verdict)
        self.verdict.setText("\n".join(verdicts))
        self.verdict.setVisible(bool(verdicts))
        told = {}
        if session.lesson is not None:
            own = session.original_run
            told = narration(session.lesson, session.run, session.original, own)
        words = read_words(language)
        story = story_picture(
            session.run, session.cursor, words, language, lesson=session.lesson, told=told
        )
        self._why.show_picture(story, words, self._theme)

    # words

    def _how_words(self, question: Question) -> str:
        if question == self._hinted:
            run, words = self._session.run, read_words(self._settings.language)
            language = self._settings.language
            main = story_picture(run, question.moment, words, language).main
            if main is not None and main.citation:
                return self.tr("It is written in {0}.").format(main.citation)
            return self.tr("No rule of TCP decides it, but the network or a program.")
        match question.kind:
            case Asked.STATE:
                return self.tr("Click a state in the diagram.")
            case Asked.NUMBER:
                return self.tr("Type the number and press Enter.")
            case _:
                return self.tr("Click an answer.")

    def _verdict_words(self, outcome: Outcome) -> str:
        right = self._answer_words(
            outcome.question, self._predicting.right_answer(outcome.question)
        )
        if outcome.given is None:
            return self.tr("The answer: {0}").format(right)
        if outcome.right:
            return self.tr("Right: {0}").format(self._answer_words(outcome.question, outcome.given))
        given = self._answer_words(outcome.question, outcome.given)
        return self.tr("Not {0}, but {1}").format(given, right)

    def _answer_words(self, question: Question, answer: Answer | None) -> str:
        if isinstance(answer, State):
            return answer.value
        if isinstance(answer, tuple):
            return self._kind_words(answer)
        if question.kind is Asked.SENTENCE and answer is not None:
            words = read_words(self._settings.language)
            return sentence(self._session.run, answer, words)
        return str(answer)

    def _kind_words(self, kind: Sequence[str]) -> str:
        if not kind:
            return self.tr("nothing")
        *flags, last = kind
        if last != "data":
            return ",".join(kind)
        return self.tr("{0} with data").format(",".join(flags))

    def _score_words(self) -> str:
        marks = self._predicting.marks
        if "here" in marks:
            place = marks.index("here") + 1
            return self.tr("Question {0} of {1}").format(place, len(marks))
        last_time = self._predicting.last_time
        if last_time is not None and {"right", "wrong"}.isdisjoint(marks):
            return self.tr("{0} of {1} right last time").format(last_time, len(marks))
        return self.tr("{0} of {1} right").format(marks.count("right"), len(marks))

    # gestures

    def _choose_state(self, state: str) -> None:
        question = self._predicting.question
        if question is not None and question.kind is Asked.STATE:
            self._predicting.answer(State(state))

    def _give_hint(self) -> None:
        self._hinted = self._predicting.question
        self.refresh()

    # what the window tells

    def set_theme(self, theme: Theme) -> None:
        """Draws everything in the theme's colours."""
        self._theme = theme
        self.refresh()

    def set_reduced_motion(self, reduced: bool) -> None:
        """Whether the tokens jump instead of walking."""
        self.diagram.set_reduced_motion(reduced)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self.number.retranslate()
        self.hint.setText(self.tr("Hint"))
        self.reveal.setText(self.tr("Show me"))
        self.onward.setText(self.tr("Go on"))
        self.leave.setText(self.tr("Leave"))
        self.leave.setToolTip(self.tr("Ask no more, and show everything again (P)"))
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """A question is shown with all its answers, even if the diagram must be lower."""
        least, most = _TOP
        high = max(least, min(most, self.height() // 3))
        if self._predicting.question is not None:
            self.kinds.fit(self.width() - 2 * _MARGIN - 1)
            layout = self._asked.layout()
            high = max(
                high, min(layout.totalHeightForWidth(self.width() - 1), 5 * self.height() // 9)
            )
        self._pages.setFixedHeight(high)
        self._fit_foot()

    def _fit_foot(self) -> None:
        """Marks and words have room beside the buttons; else the marks alone, or the words."""
        buttons = [one.sizeHint().width() for one in self._buttons if not one.isHidden()]
        room = self.width() - 1 - 2 * _MARGIN - sum(buttons) - _APART * len(buttons)
        marks, words = self._marks.sizeHint().width(), self._score.sizeHint().width()
        marked = 0 < marks <= room
        self._marks.setVisible(marked)
        self._score.setVisible(not marked or marks + _APART + words <= room)
