"""The variables that a step has changed, a row each: whose, which, from what to what."""

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.story_picture import Changed
from tcplab.lab.words import Entry, Words
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.scaling import fit, text_scale
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear

_ROW = 23
_LARGE = 1.25


class Changes(QWidget):
    """Yellow is what is new; a number has the colour of the host whose sequence space it counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 4, 0, 0)
        self._rows.setSpacing(0)
        self._shown: tuple[Changed, ...] = ()
        self._words: Words = {}
        self._theme: Theme | None = None
        self._large = False

    def show_changes(self, changes: tuple[Changed, ...], words: Words, theme: Theme) -> None:
        """Shows them in their order; `words` name the variables."""
        self._shown, self._words, self._theme = changes, words, theme
        self._fill()

    def _fill(self) -> None:
        clear(self._rows)
        self._large = is_large()
        host = None
        for change in self._shown:
            self._rows.addWidget(self._row(change, marked=change.host != host))
            host = change.host
        self.setVisible(bool(self._shown))

    def _row(self, change: Changed, *, marked: bool) -> QWidget:
        """No columns: a short name leaves its room to two long states."""
        words = self._words.get(f"variable/{change.name}", Entry(change.name, change.name))
        mark = HostMark()
        mark.show_role(change.role if marked else None, self._theme)
        name = QLabel(words.title)
        name.setProperty("kind", "secondary")
        name.setToolTip(words.text)
        fit(name, "setMinimumHeight", _ROW)
        value = _Value(change, self._spelled(change.before), self._spelled(change.after))
        value.setAccessibleName(self._said(change, words.title))
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(mark)
        box.addSpacing(10)
        box.addWidget(name)
        box.addSpacing(4)
        box.addStretch(1)
        if not is_large():
            box.addWidget(value, 0, Qt.AlignmentFlag.AlignVCenter)
            return row
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(row)
        column.addWidget(value, 0, Qt.AlignmentFlag.AlignRight)
        return both

    def _spelled(self, value: str | None) -> str:
        return self.tr("none") if value is None else value

    def _said(self, change: Changed, name: str) -> str:
        host = shown_name(change.host)
        before, after = self._spelled(change.before), self._spelled(change.after)
        if before == after:
            return self.tr("{0}, {1}: {2}, unchanged").format(host, name, after)
        return self.tr("{0}, {1}: from {2} to {3}").format(host, name, before, after)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        if event.type() == QEvent.Type.FontChange and self._large is not is_large():
            QTimer.singleShot(0, self, self._fill)  # the rows are being told of it, too
        super().changeEvent(event)


class _Value(QWidget):
    """ "58.8 s → 60.0 s", the new value marked; or "302, unchanged"."""

    def __init__(self, change: Changed, before: str, after: str) -> None:
        super().__init__()
        directions, large = QBoxLayout.Direction, is_large()
        row = QBoxLayout(directions.TopToBottom if large else directions.LeftToRight, self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        role = change.number_role
        if change.before == change.after:
            row.addWidget(_label(self.tr("{0}, unchanged").format(after), "secondary"))
            return
        if change.before is not None:
            for text in (f"{before} →",) if large else (before, "→"):
                row.addWidget(_label(text, "secondary"), 0, Qt.AlignmentFlag.AlignRight)
        new = _label(after, "changed")
        new.setProperty("host", None if role is None else str(min(role, 2)))
        row.addWidget(new, 0, Qt.AlignmentFlag.AlignRight)


def is_large() -> bool:
    """Whether two long states have no room beside each other: then they stand one below another."""
    return text_scale() > _LARGE


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    return label
