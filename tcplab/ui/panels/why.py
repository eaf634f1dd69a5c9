"""The tab Why: what happened in this step, why, what it changed, and where it is written."""

from PySide6.QtCore import QEvent, QSize, Qt, QUrl, Signal
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from tcplab.lab.story_picture import Sentence, StoryPicture
from tcplab.lab.words import Words
from tcplab.ui.look.icons import icon
from tcplab.ui.look.spoken import announce
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.changes import Changes, is_large
from tcplab.ui.panels.prose import Prose
from tcplab.ui.panels.rows import clear


class WhyTab(QWidget):
    """What the lesson says of the step, else the rule; what has changed; then the rule.

    `link_opened` carries the address of a rule (a QUrl) that the user wants to read;
    `questions_wanted` asks for the lesson's questions.
    """

    link_opened = Signal(QUrl)
    questions_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[StoryPicture, Words, Theme] | None = None
        self._unfolded = False
        self._title = QLabel()
        self._title.setProperty("kind", "title")
        self._title.setWordWrap(True)
        self._text = Prose()
        self._rule = Prose("secondary")
        self._changes = Changes()
        self._citation = _Citation()
        self._citation.opened.connect(self.link_opened)
        self._more = QPushButton()
        self._more.setProperty("kind", "link")
        self._more.clicked.connect(self._toggle)
        self._others = QVBoxLayout()
        self._questions = 0
        self.predict = QPushButton()
        self.predict.hide()
        self.predict.clicked.connect(self.questions_wanted)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(6)
        for widget in (self._title, self._text, self._changes, self._rule):
            column.addWidget(widget)
        self._foot = QBoxLayout(_direction())
        self._foot.setSpacing(16)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute  # it is mirrored
        self._foot.addWidget(self._citation, 1, left)
        self._foot.addWidget(self._more, 0, Qt.AlignmentFlag.AlignRight)
        column.addLayout(self._foot)
        column.addWidget(self.predict, 0, Qt.AlignmentFlag.AlignLeft)
        self._others.setSpacing(4)
        column.addLayout(self._others)
        column.addStretch(1)

    def show_picture(self, picture: StoryPicture, words: Words, theme: Theme) -> None:
        """Shows a step; `words` name its variables."""
        shown = (picture, words, theme)
        if shown == self._shown:
            return
        self._shown = shown
        main = picture.main
        self._title.setText(main.title if main is not None else "")
        explained = main.text if main is not None else ""
        self._text.set_prose(picture.narration or explained)
        self._rule.set_prose(explained if picture.narration else "")
        self._changes.show_changes(picture.changes, words, theme)
        self._citation.show_sentence(main, theme)
        self.retranslate()
        self._show_others()
        if self.isVisible():
            announce(self, f"{self._title.text()}. {self._text.prose}")

    def offer_questions(self, count: int) -> None:
        """Offers so many questions about the lesson; 0 for none."""
        if count != self._questions:
            self._questions = count
            self.predict.setVisible(count > 0)
            self.retranslate()

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self.retranslate()
        self._show_others()

    def _show_others(self) -> None:
        clear(self._others)
        if self._shown is None:
            return
        picture, _, theme = self._shown
        for sentence in picture.others if self._unfolded else ():
            other = _Other(sentence, theme)
            other.citation.opened.connect(self.link_opened)
            self._others.addWidget(other)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        offer, count = self.tr("Predict, then see: "), self.tr("{0} questions (P)")
        if self._questions == 1:
            count = self.tr("one question (P)")
        offer = f"{offer.rstrip()}\n" if is_large() else offer
        self.predict.setText(offer + count.format(self._questions))
        picture = self._shown[0] if self._shown is not None else None
        if picture is None:
            return
        if picture.main is None:
            self._title.setText(self.tr("Before anything has happened"))
            start = self.tr("Start with listen() on the server.")
            rest = self.tr("Every host is up, and no segment is on its way.")
            self._text.set_prose(start if picture.untouched else rest)
        count = len(picture.others)
        self._more.setVisible(count > 0)
        self._more.setText(self.tr("Less") if self._unfolded else self.tr("{0} more").format(count))
        self._more.setToolTip(self.tr("What else happened in this step"))
        self._more.setAccessibleDescription(self._more.toolTip())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        if event.type() == QEvent.Type.FontChange:
            self._foot.setDirection(_direction())
            self.retranslate()
        super().changeEvent(event)


def _direction() -> QBoxLayout.Direction:
    """Of the citation and of what there is more: large ones stand one below another."""
    directions = QBoxLayout.Direction
    return directions.TopToBottom if is_large() else directions.LeftToRight


class _Other(QWidget):
    """A further sentence of the step."""

    def __init__(self, sentence: Sentence, theme: Theme) -> None:
        super().__init__()
        title = QLabel(sentence.title)
        title.setProperty("kind", "head")
        title.setWordWrap(True)
        text = Prose("secondary")
        text.set_prose(sentence.text)
        self.citation = _Citation()
        self.citation.show_sentence(sentence, theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(2)
        for widget in (title, text, self.citation):
            column.addWidget(widget)


class _Citation(QPushButton):
    """Where a rule stands, as a link; hidden if no rule is meant."""

    opened = Signal(QUrl)

    def __init__(self) -> None:
        super().__init__()
        self._url = QUrl()
        self.setProperty("kind", "citation")
        self.setIconSize(QSize(12, 12))
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the icon stands behind the text
        self.clicked.connect(lambda: self.opened.emit(self._url))

    def show_sentence(self, sentence: Sentence | None, theme: Theme) -> None:
        self.setVisible(sentence is not None and bool(sentence.citation))
        if sentence is not None:
            self._url = QUrl(sentence.url)
            self.setText(sentence.citation)
            self.setToolTip(sentence.url)
            self.setIcon(icon("external", theme))
