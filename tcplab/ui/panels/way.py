"""Below the state diagram: that this run never comes there, and the button that finds a way."""

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from tcplab.lab.way_there import IMPOSSIBLE, MOST, TRIES, Search, Way
from tcplab.ui.look.spoken import announce
from tcplab.ui.seeking import Seeking
from tcplab.ui.session import Session


class WayNotice(QWidget):
    """Offers the way from the session's moment to a place; what is found is an edit.

    It goes as soon as the moment is another one, or by Escape, which ends a search first.
    """

    left = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._place = ""
        self._failed: Search | None = None
        self._wanted: Way | None = None
        self.seeking = Seeking(self)
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.button = QPushButton()
        self.button.setAutoDefault(True)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the step keys alone
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self._escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        self._escape.setContext(Qt.ShortcutContext.WindowShortcut)
        self._escape.activated.connect(self._give_up)
        self.button.clicked.connect(self._press)
        self.seeking.ended.connect(self._end)
        session.moment_changed.connect(self.dismiss)
        session.busy_changed.connect(self._arrive)
        self.dismiss()

    def offer(self, place: str) -> None:
        """Says that the run never comes to a state or an edge."""
        self.seeking.cancel()
        self._place = place
        self._failed = Search(0, over=True) if place in IMPOSSIBLE else None
        self._escape.setEnabled(True)
        self.show()
        self._say()

    def dismiss(self) -> None:
        """Nothing is offered or looked for any more."""
        self.seeking.cancel()
        self._escape.setEnabled(False)
        if self.isAncestorOf(self.window().focusWidget() or self.window()):
            self.left.emit()
        self.hide()

    def _give_up(self) -> None:
        if self.seeking.busy:
            self.seeking.cancel()
            self._say()
        else:
            self.dismiss()

    def _press(self) -> None:
        if self.seeking.busy:
            self._give_up()
        else:
            self.seeking.start(self._session.run, self._session.cursor, self._place)
            self._say()

    def _end(self, search: Search) -> None:
        if search.way is None:
            self._failed = search
            self._say()
        else:
            self._wanted = search.way
            self._session.edit(search.way.experiment)
            QTimer.singleShot(0, self, lambda: self._arrive(self._session.busy))

    def _arrive(self, busy: bool) -> None:
        """The run that leads there is the present one, soon or when it has been computed."""
        wanted = self._wanted
        if wanted is not None and not busy:
            self._wanted = None
            if self._session.experiment == wanted.experiment:
                self._session.go(wanted.moment)

    def _say(self) -> None:
        failed, seeking = self._failed, self.seeking.busy
        if seeking:
            text = self.tr("Looking for a way …")
        elif failed is None:
            text = self.tr("No way there in this run.")
        elif self._place in IMPOSSIBLE:
            text = self.tr("No program gets there: a socket that listens cannot send.")
        elif failed.over and failed.tries < TRIES:
            text = self.tr("No way found with up to {0} more calls or mishaps.").format(MOST)
        else:
            text = self.tr("No way found within {0} runs.").format(f"{failed.tries:,}")
        self.text.setText(text)
        self.button.setText(self.tr("Stop") if seeking else self.tr("Take me there"))
        if failed is not None and self.button.hasFocus():
            self.left.emit()
        self.button.setVisible(failed is None)
        announce(self, text)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange and not self.isHidden():
            self._say()
        super().changeEvent(event)

    def hideEvent(self, event: QEvent) -> None:
        # While questions are asked nobody sees the diagram that was clicked.
        self.seeking.cancel()
        super().hideEvent(event)
