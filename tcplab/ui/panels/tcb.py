"""The tab TCB: the variables of both ends side by side, with what the step has changed."""

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.tcb_picture import Cell, Column, Row, TcbPicture
from tcplab.lab.words import Words
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.scaling import fit
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear, drop

_ROW, _NAME, _APART, _MARGIN, _LINE = 24, 64, 4, 16, 1
_WORDS_OF_TIMERS = {
    "time_wait": "2MSL timer",
    "delayed_ack": "delayed ACK timer",
    "persist": "persist timer",
    "keepalive": "keep-alive timer",
    "fin_wait_2": "FIN-WAIT-2 timer",
    "user": "user timer",
}


translate = QCoreApplication.translate


class TcbTab(QWidget):
    """A row for each variable, a column for each host; both are kept from step to step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[TcbPicture, Words, Theme] | None = None
        self._heads: list[_Head] = []
        self._rows: list[tuple[QLabel, list[_Value]]] = []
        self._visible = 0  # so many of them
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(_LINE)
        self._grid.setRowMinimumHeight(0, _ROW)
        self._grid.setColumnMinimumWidth(0, _NAME)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 12)
        column.addLayout(self._grid)
        column.addStretch(1)

    def show_picture(self, picture: TcbPicture, words: Words, theme: Theme) -> None:
        """Shows a moment; `words` say what the variables mean."""
        shown = (picture, words, theme)
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def _fill(self) -> None:
        picture, words, theme = self._shown
        if len(self._heads) != len(picture.columns):
            self._begin(len(picture.columns))
        for head, column in zip(self._heads, picture.columns, strict=True):
            head.show_column(column, theme)
        while len(self._rows) < len(picture.rows):
            self._add()
        for (name, values), row in zip(self._rows, picture.rows, strict=False):
            self._fill_row(name, values, row, words)
        self._show_rows(len(picture.rows))
        self._fit()
        self.update()

    def _begin(self, columns: int) -> None:
        """A table without rows."""
        clear(self._grid)
        self._heads, self._rows, self._visible = [_Head() for _ in range(columns)], [], 0
        for index, head in enumerate(self._heads, 1):
            self._grid.addWidget(head, 0, index)
            self._grid.setColumnStretch(index, 1)

    def _add(self) -> None:
        """One more row."""
        name, values = QLabel(), [_Value() for _ in self._heads]
        name.setProperty("kind", "secondary")
        fit(name, "setMinimumHeight", _ROW)
        self._rows.append((name, values))
        self._visible = len(self._rows)
        for place, part in enumerate((name, *values)):
            self._grid.addWidget(part, len(self._rows), place)

    def _show_rows(self, count: int) -> None:
        """As many of those that are there; a new one shows itself."""
        for at, (name, values) in enumerate(self._rows):
            if (at < count) is not (at < self._visible):
                for part in (name, *values):
                    part.setVisible(at < count)
        self._visible = count

    def _fill_row(self, name: QLabel, values: list["_Value"], row: Row, words: Words) -> None:
        called = self._named(row.name)
        _, slash, timer = row.name.partition("timer/")
        key = _WORDS_OF_TIMERS[timer] if slash else "state" if row.name == "State" else row.name
        entry = words.get(f"variable/{key}")
        name.setText(called)
        name.setToolTip(entry.text if entry is not None else "")
        for value, cell, column in zip(values, row.cells, self._shown[0].columns, strict=True):
            text = self._spelled(cell)
            value.show_cell(cell, text)
            value.setAccessibleName(f"{shown_name(column.host)}, {called}: {text}")

    def _fit(self) -> None:
        """Where the table has no room, what is wider than its column's share is shortened."""
        rows = self._rows[: len(self._shown[0].rows)]
        wide = [[value.needed() for value in values] for _, values in rows]
        names = max((name.minimumSizeHint().width() for name, _ in rows), default=0)
        room = self.width() - 2 * _MARGIN - max(names, _NAME)
        room -= len(self._heads) * self._grid.horizontalSpacing()
        if sum(map(max, zip(*wide, strict=True))) <= room:
            return
        for (_, values), needs in zip(rows, wide, strict=True):
            for value, need in zip(values, needs, strict=True):
                if need > room // len(self._heads):
                    value.shorten()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._shown is not None and event.size().width() != event.oldSize().width():
            self._fill()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline above each row."""
        if self._shown is None:
            return
        painter, ink = QPainter(self), QColor(self._shown[2].hairline)
        wide = self._grid.geometry()
        for index in range(1, len(self._shown[0].rows) + 1):
            top = self._grid.cellRect(index, 0).top() - _LINE
            painter.fillRect(wide.left(), top, wide.width(), _LINE, ink)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        if self._shown is not None:
            self._fill()

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


class _Head(QWidget):
    """Whose column it is, and how many more connections it has."""

    def __init__(self) -> None:
        super().__init__()
        self._mark, self._name, self._others = HostMark(), QLabel(), QLabel()
        self._name.setProperty("kind", "head")
        self._others.setProperty("kind", "hint")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for part in (self._mark, self._name, self._others):
            row.addWidget(part)
        row.addStretch(1)

    def show_column(self, column: Column, theme: Theme) -> None:
        self._mark.show_role(column.role, theme)
        self._name.setText(shown_name(column.host))
        self._others.setText(translate("TcbTab", "+{0} more").format(column.others))
        self._others.setVisible(bool(column.others))
        to = "" if column.remote is None else f" → {column.remote}"
        self.setToolTip(f"{column.local}{to}")


class _Value(QWidget):
    """A value, or "from → to" with what is new marked; where it is narrow, what is new alone."""

    def __init__(self) -> None:
        super().__init__()
        self._before: QLabel | None = None
        self._value: QLabel | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(_APART)
        self._row.addStretch(1)

    def show_cell(self, cell: Cell, text: str) -> None:
        changed = cell.before is not None
        role = None if cell.role is None or not cell.text else str(min(cell.role, 2))
        kind = "changed" if changed else None if role is None else f"host{role}"
        self._look_so(kind, role if changed else None)
        self._show_before(cell.before)
        self._value.setWordWrap(False)
        self._value.setText(text)
        self._value.setToolTip(f"{cell.before} → {text}" if cell.before else "")

    def _look_so(self, kind: str | None, host: str | None) -> None:
        """Another look is another label: one never loses its padding."""
        gone = self._value
        if gone is not None and (kind, host) == (gone.property("kind"), gone.property("host")):
            return
        self._value = QLabel()
        self._value.setProperty("kind", kind)
        self._value.setProperty("host", host)
        self._value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row.insertWidget(self._row.count() - 1, self._value)
        if gone is not None:
            self._value.ensurePolished()  # it is measured at once
            drop(self._row, gone)

    def _show_before(self, before: str | None) -> None:
        """Most values have none."""
        if before and self._before is None:
            self._before = QLabel()
            self._row.insertWidget(0, self._before)
        if self._before is not None:
            self._before.setText(f"{before} →")
            self._before.setVisible(bool(before))

    def needed(self) -> int:
        """How wide it is when all of it is said."""
        is_shown = self._before is not None and not self._before.isHidden()
        before = self._before.sizeHint().width() + _APART if is_shown else 0
        return before + self._value.sizeHint().width()

    def shorten(self) -> None:
        """Leaves out what it was before, and has two lines for what is still too long."""
        if self._before is not None:
            self._before.hide()
        self._value.setWordWrap(", " in self._value.text())
