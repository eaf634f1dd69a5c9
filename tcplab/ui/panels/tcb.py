"""The tab TCB: the variables of both ends side by side, with what the step has changed."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.tcb_picture import Cell, Column, TcbPicture
from tcplab.lab.words import Words
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.scaling import fit
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear

_ROW, _NAME, _APART, _MARGIN = 24, 64, 4, 16
_WORDS_OF_TIMERS = {
    "time_wait": "2MSL timer",
    "delayed_ack": "delayed ACK timer",
    "persist": "persist timer",
    "keepalive": "keep-alive timer",
    "fin_wait_2": "FIN-WAIT-2 timer",
    "user": "user timer",
}


class TcbTab(QWidget):
    """A row for each variable, a column for each host; made anew only when these are others."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[TcbPicture, Words, Theme] | None = None
        self._values: dict[tuple[str, int], _Value] = {}
        self._names: list[QLabel] = []
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(0)
        self._grid.setRowMinimumHeight(0, _ROW)
        self._grid.setColumnMinimumWidth(0, _NAME)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 12)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_picture(self, picture: TcbPicture, words: Words, theme: Theme) -> None:
        """Shows a moment; `words` say what the variables mean."""
        shown = (picture, words, theme)
        before, self._shown = self._shown, shown
        if before is None or _frame(before) != _frame(shown):
            self._build()
        if before is None or before != shown:
            self._fill()

    def _build(self) -> None:
        picture, words, theme = self._shown
        clear(self._grid)
        self._values, self._names = {}, []
        for index, column in enumerate(picture.columns, 1):
            self._grid.addWidget(self._head(column, theme), 0, index)
            self._grid.setColumnStretch(index, 1)
        for index, row in enumerate(picture.rows, 1):
            self._grid.addWidget(_rule(), 2 * index - 1, 0, 1, len(picture.columns) + 1)
            self._names.append(self._name(row.name, words))
            self._grid.addWidget(self._names[-1], 2 * index, 0)
            for place in range(len(row.cells)):
                value = self._values[row.name, place] = _Value()
                self._grid.addWidget(value, 2 * index, place + 1)

    def _fill(self) -> None:
        picture = self._shown[0]
        for row in picture.rows:
            for place, cell in enumerate(row.cells):
                host = shown_name(picture.columns[place].host)
                text = self._spelled(cell)
                value = self._values[row.name, place]
                value.show_cell(cell, text)
                value.setAccessibleName(f"{host}, {self._named(row.name)}: {text}")
        self._fit()

    def _fit(self) -> None:
        """Where the table has no room, what is wider than its column's share is shortened."""
        wide = {at: value.needed() for at, value in self._values.items()}
        columns = range(len(self._shown[0].columns))
        names = max((name.minimumSizeHint().width() for name in self._names), default=0)
        room = self.width() - 2 * _MARGIN - max(names, _NAME)
        room -= len(columns) * self._grid.horizontalSpacing()
        most = [
            max((w for (_, at), w in wide.items() if at == place), default=0) for place in columns
        ]
        if sum(most) <= room:
            return
        for at, value in self._values.items():
            if wide[at] > room // len(columns):
                value.shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None and event.size().width() != event.oldSize().width():
            self._fill()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        if self._shown is not None:
            self._build()
            self._fill()

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

    def _name(self, row: str, words: Words) -> QLabel:
        _, slash, timer = row.partition("timer/")
        key = _WORDS_OF_TIMERS[timer] if slash else "state" if row == "State" else row
        entry = words.get(f"variable/{key}")
        name = QLabel(self._named(row))
        name.setProperty("kind", "secondary")
        fit(name, "setMinimumHeight", _ROW)
        name.setToolTip(entry.text if entry is not None else "")
        return name

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


def _frame(shown: tuple[TcbPicture, Words, Theme]) -> object:
    """What the table is built for: its columns, the names of its rows, words and colours."""
    picture, words, theme = shown
    return picture.columns, [row.name for row in picture.rows], words, theme


class _Value(QWidget):
    """A value, or "from → to" with what is new marked; where it is narrow, what is new alone."""

    def __init__(self) -> None:
        super().__init__()
        self._before, self._value = QLabel(), _said(None, None)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_APART)
        row.addWidget(self._before)
        row.addWidget(self._value)
        row.addStretch(1)

    def show_cell(self, cell: Cell, text: str) -> None:
        changed = cell.before is not None
        self._before.setText(f"{cell.before} →")
        self._before.setVisible(bool(cell.before))
        role = None if cell.role is None or not cell.text else str(min(cell.role, 2))
        kind = "changed" if changed else None if role is None else f"host{role}"
        look = (kind, role if changed else None)
        if look != (self._value.property("kind"), self._value.property("host")):
            gone, self._value = self._value, _said(*look)  # a label never loses its padding
            self.layout().replaceWidget(gone, self._value)
            self._value.ensurePolished()  # it is measured at once
            gone.hide()
            gone.deleteLater()
        self._value.setWordWrap(False)
        self._value.setText(text)
        self._value.setToolTip(f"{cell.before} → {text}" if cell.before else "")

    def needed(self) -> int:
        """How wide it is when all of it is said."""
        before = 0 if self._before.isHidden() else self._before.sizeHint().width() + _APART
        return before + self._value.sizeHint().width()

    def shorten(self) -> None:
        """Leaves out what it was before, and has two lines for what is still too long."""
        self._before.hide()
        self._value.setWordWrap(", " in self._value.text())


def _said(kind: str | None, host: str | None) -> QLabel:
    label = QLabel()
    label.setProperty("kind", kind)
    label.setProperty("host", host)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "top")
    line.setFixedHeight(1)
    return line
