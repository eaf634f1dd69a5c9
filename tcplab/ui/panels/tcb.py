"""The tab TCB: the variables of both ends side by side, with what the step has changed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.tcb_picture import Cell, Column, Row, TcbPicture
from tcplab.lab.words import Words
from tcplab.ui.host_names import shown_name
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear
from tcplab.ui.theme import Theme

_ROW = 24
_WORDS_OF_TIMERS = {
    "time_wait": "2MSL timer",
    "delayed_ack": "delayed ACK timer",
    "persist": "persist timer",
    "keepalive": "keep-alive timer",
    "fin_wait_2": "FIN-WAIT-2 timer",
    "user": "user timer",
}


class TcbTab(QWidget):
    """A row for each variable, a column for each host."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[TcbPicture, Words, Theme] | None = None
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(0)
        self._grid.setRowMinimumHeight(0, _ROW)
        self._grid.setColumnMinimumWidth(0, 76)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_picture(self, picture: TcbPicture, words: Words, theme: Theme) -> None:
        """Shows a moment; `words` say what the variables mean."""
        shown = (picture, words, theme)
        if shown != self._shown:
            self._shown = shown
            self.retranslate()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        if self._shown is None:
            return
        picture, words, theme = self._shown
        grid = self._grid
        clear(grid)
        for index, column in enumerate(picture.columns, 1):
            grid.addWidget(self._head(column, theme), 0, index)
            grid.setColumnStretch(index, 1)
        for index, row in enumerate(picture.rows, 1):
            grid.addWidget(_rule(), 2 * index - 1, 0, 1, len(picture.columns) + 1)
            self._add(grid, 2 * index, row, words, picture.columns)

    def _head(self, column: Column, theme: Theme) -> QWidget:
        head = QWidget()
        mark = HostMark()
        mark.show_role(column.role, theme)
        name = QLabel(shown_name(column.host))
        name.setProperty("kind", "head")
        whole = column.local if column.remote is None else f"{column.local} → {column.remote}"
        head.setToolTip(whole)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(mark)
        row.addWidget(name)
        if column.others:
            others = QLabel(self.tr("+{0} more").format(column.others))
            others.setProperty("kind", "hint")
            row.addWidget(others)
        row.addStretch(1)
        return head

    def _add(
        self, grid: QGridLayout, at: int, row: Row, words: Words, columns: tuple[Column, ...]
    ) -> None:
        _, slash, timer = row.name.partition("timer/")
        key = _WORDS_OF_TIMERS[timer] if slash else "state" if row.name == "State" else row.name
        entry = words.get(f"variable/{key}")
        name = QLabel(self._named(row.name))
        name.setProperty("kind", "secondary")
        name.setMinimumHeight(_ROW)
        name.setToolTip(entry.text if entry is not None else "")
        grid.addWidget(name, at, 0)
        for index, (cell, column) in enumerate(zip(row.cells, columns, strict=True), 1):
            value = _Value(cell, self._spelled(cell))
            host = shown_name(column.host)
            value.setAccessibleName(f"{host}, {name.text()}: {self._spelled(cell)}")
            grid.addWidget(value, at, index)

    def _named(self, name: str) -> str:
        names = {
            "State": self.tr("State"),
            "timer/time_wait": "2MSL",
            "timer/delayed_ack": self.tr("Delayed ACK"),
            "timer/persist": self.tr("Persist"),
            "timer/keepalive": self.tr("Keep-alive"),
            "timer/fin_wait_2": "FIN-WAIT-2",
            "timer/user": self.tr("User timeout"),
        }
        return names.get(name, name)

    def _spelled(self, cell: Cell) -> str:
        if cell.running is None or cell.before is not None:
            return cell.text or "–"
        if not cell.running:
            return self.tr("{0}, idle").format(cell.text)
        return self.tr("{0}, {1} left").format(cell.text, cell.left)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Value(QWidget):
    """A value, or "from → to" with what is new marked."""

    def __init__(self, cell: Cell, text: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        if cell.before is not None and cell.before:
            row.addWidget(QLabel(cell.before))
            row.addWidget(QLabel("→"))
        value = QLabel(text)
        if cell.before is not None:
            value.setProperty("kind", "changed")
            value.setProperty("host", None if cell.role is None else str(min(cell.role, 2)))
        elif cell.role is not None and cell.text:
            value.setProperty("kind", f"host{min(cell.role, 2)}")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(value)
        row.addStretch(1)


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "top")
    line.setFixedHeight(1)
    return line
