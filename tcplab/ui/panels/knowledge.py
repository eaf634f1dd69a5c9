"""The tab Knowledge: the four facts of a handshake, and which of them each side knows by now."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.knowledge_picture import Fact, KnowledgePicture, Side
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear

_KNOWN, _UNKNOWN = "✓", "?"
_ROW = 26


class KnowledgeTab(QWidget):
    """A row for each fact, a column for each side; what this step has told is yellow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[KnowledgePicture, Theme] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self._words = QLabel()
        self._words.setProperty("kind", "secondary")
        self._words.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self._words)
        column.addStretch(1)

    def show_picture(self, picture: KnowledgePicture, theme: Theme) -> None:
        """Shows who knows what."""
        if (picture, theme) != self._shown:
            self._shown = picture, theme
            self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        clear(self._grid)
        if self._shown is None:
            return
        picture, theme = self._shown
        self._words.setText(self._told(picture))
        for column, side in enumerate(picture.sides, 1):
            self._grid.addWidget(self._head(side, theme), 0, column)
            for row, fact in enumerate(side.facts, 1):
                self._grid.setRowMinimumHeight(row, _ROW)
                if column == 1:
                    self._grid.addWidget(QLabel(self._named(fact)), row, 0)
                cell = self._cell(side, fact)
                self._grid.addWidget(cell, row, column, Qt.AlignmentFlag.AlignCenter)

    def _head(self, side: Side, theme: Theme) -> QWidget:
        head = QWidget()
        mark, name = HostMark(), QLabel(self.tr("{0} knows").format(shown_name(side.host)))
        mark.show_role(side.role, theme)
        name.setProperty("kind", "head")
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 4)
        row.setSpacing(6)
        row.addWidget(mark)
        row.addWidget(name)
        return head

    def _cell(self, side: Side, fact: Fact) -> QLabel:
        known = fact.known_at is not None
        cell = QLabel(_KNOWN if known else _UNKNOWN)
        cell.setProperty("kind", "changed" if fact.now else "correct" if known else "hint")
        since = self.tr("since step {0}").format(fact.known_at) if known else self.tr("not yet")
        cell.setToolTip(since)
        who = self.tr("{0} knows").format(shown_name(side.host))
        cell.setAccessibleName(f"{who}: {self._named(fact)}: {since}")
        return cell

    def _named(self, fact: Fact) -> str:
        host = shown_name(fact.host)
        if fact.can == "sends":
            return self.tr("{0} can send").format(host)
        return self.tr("{0} can receive").format(host)

    def _told(self, picture: KnowledgePicture) -> str:
        if not picture.sides:
            return self.tr("No connection has begun, so there is nothing to know yet.")
        if all(side.known == len(side.facts) for side in picture.sides):
            return self.tr(
                "Both sides know that both can send and receive: the connection is open."
            )
        return self.tr("Only what has arrived tells anything; what was sent may be lost.")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
