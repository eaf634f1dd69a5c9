"""Questions before steps: which one waits for its answer, and how those before were answered."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from PySide6.QtCore import QObject, Signal

from tcplab.files.wording import read_words
from tcplab.lab.fates import own_losses
from tcplab.lab.prediction import (
    Answer,
    Asked,
    Question,
    answer,
    is_right,
    question_about,
    questions,
)
from tcplab.ui.canvas.curtain import Curtain
from tcplab.ui.session import Session
from tcplab.ui.settings import Settings

Mark = Literal["right", "wrong", "here", "open"]


class Outcome(NamedTuple):
    """How a question was answered; `given` is None where the answer was only shown."""

    question: Question
    given: Answer | None
    right: bool


class Predicting(QObject):
    """While it is on, nobody sees beyond the cursor, and a question waits before its step.

    A lesson asks its own questions, any other run asks about every change of state. `changed`
    tells that another question waits, or none, or that it was switched on or off.
    """

    changed = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__(session)
        self._session = session
        self._settings = settings
        self._questions: tuple[Question, ...] = ()
        self._outcomes: dict[Question, Outcome] = {}
        self.on = False
        self._told = False
        self._read = True
        session.run_changed.connect(self._begin)
        session.moment_changed.connect(self._look)

    @property
    def question(self) -> Question | None:
        """What must be answered before the next step is seen, once the last verdict was read."""
        return next(self._waiting(), None) if self._read else None

    @property
    def curtain(self) -> Curtain:
        """What may be seen now; what somebody has lost by hand is known to be lost."""
        session, question = self._session, self.question
        if not self.on:
            return Curtain()
        told = own_losses(session.original, session.experiment)
        if question is None:
            return Curtain(session.cursor, told=told)
        at_ms = session.run.moments[question.moment].world.now
        return Curtain(session.cursor, question.host, at_ms, told)

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """How the questions about the step under the cursor were answered."""
        here = self._session.cursor
        return tuple(one for one in self._outcomes.values() if one.question.moment == here)

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What became of each question, in their order."""
        return tuple(self._mark(one) for one in self._questions)

    @property
    def last_time(self) -> int | None:
        """How many of these questions were answered rightly when they were answered last."""
        lesson = self._session.lesson
        known = {} if lesson is None else self._settings.answers(lesson.id)
        judged = [known[one.id] for one in self._questions if one.id in known]
        return sum(judged) if judged else None

    def toggle(self) -> None:
        """Switches the questions on, from here or from the start if none is left, or off."""
        self.on = not self.on
        if self.on:
            self._begin()
            if all(one.moment <= self._session.cursor for one in self._questions):
                self._session.go(0)
        self._look()

    def ask_here(self) -> None:
        """Asks about the next step, whatever it is."""
        session = self._session
        if session.cursor == session.last:
            return
        if not self.on:
            self.on = True
            self._begin()
        if self.question is None:
            asked = question_about(session.run, session.cursor + 1)
            self._outcomes.pop(asked, None)
            together = {*self._questions, asked}
            self._questions = tuple(sorted(together, key=lambda one: one.moment))
        self._look()

    def answer(self, given: Answer) -> None:
        """Judges an answer by the run, and plays the step."""
        question = self.question
        if question is None:
            return
        words = read_words(self._settings.language)
        right = is_right(self._session.run, question, given, words)
        lesson = self._session.lesson
        if lesson is not None and question.id:
            self._settings.remember_answer(lesson.id, question.id, right)
        self._conclude(Outcome(question, given, right))

    def show_answer(self) -> None:
        """Plays the step unanswered."""
        if (question := self.question) is not None:
            self._conclude(Outcome(question, None, False))

    def go_on(self) -> bool:
        """The verdict has been read; whether another question waits already."""
        self._read = True
        if self.question is not None:
            self.changed.emit()
        return self.question is not None

    def right_answer(self, question: Question) -> Answer | None:
        """What the run answers."""
        return answer(self._session.run, question)

    def words_of(self, question: Question) -> str:
        """The question as it is asked."""
        if question.text is not None:
            return question.text.written_in(self._settings.language)
        words = read_words(self._settings.language)
        entry = words.get(f"host/{question.host}")
        host = question.host if entry is None else entry.text
        if question.kind is Asked.SEGMENT:
            return self.tr("What will {0} send in the next step?").format(host)
        return self.tr("Which state will {0} be in after the next step?").format(host)

    def _conclude(self, outcome: Outcome) -> None:
        self._outcomes[outcome.question] = outcome
        self._bar()
        if self.question is None:
            self._read = False
            self._session.step(1)  # and the step is told
        else:
            self.changed.emit()

    def _begin(self) -> None:
        """Every question anew."""
        self._outcomes.clear()
        self._read = True
        self._questions = tuple(self._asked()) if self.on else ()
        self._session.barrier = None

    def _look(self) -> None:
        """Another moment, or other questions."""
        self._bar()
        if self.on or self._told:  # while nobody is asked anything there is no news
            self._told = self.on
            self.changed.emit()

    def _bar(self) -> None:
        """Nobody goes beyond the next question that has no answer."""
        cursor = self._session.cursor
        self._read = self._read or not self.outcomes
        ahead = (
            one.moment - 1
            for one in self._questions
            if self.on and one.moment > cursor and one not in self._outcomes
        )
        self._session.barrier = next(ahead, None)

    def _asked(self) -> Iterator[Question]:
        session = self._session
        asked: tuple[Question, ...] = ()
        if session.lesson is not None:
            asked = questions(session.lesson, session.run, session.original, session.original_run)
        if asked:
            yield from asked
            return
        for moment in session.run.moments[1:]:
            assert moment.step is not None  # only moment 0 has none
            changes = (one.line for one in moment.step.happened)
            if any(one.before.state is not one.after.state for one in changes):
                yield question_about(session.run, moment.index)

    def _waiting(self) -> Iterator[Question]:
        upcoming = self._session.cursor + 1
        return (
            one
            for one in self._questions
            if self.on and one.moment == upcoming and one not in self._outcomes
        )

    def _mark(self, question: Question) -> Mark:
        if question in self._outcomes:
            return "right" if self._outcomes[question].right else "wrong"
        return "here" if question == self.question else "open"
