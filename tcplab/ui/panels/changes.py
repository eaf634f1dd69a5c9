"""The variables that a step has changed, a row each: whose, which, from what to what."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QWidget

from tcplab.lab.story_picture import Changed
from tcplab.lab.words import Entry, Words
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear

_ROW = 23


class Changes(QWidget):
    """Yellow is what is new; a number has the colour of the host whose sequence space it counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 4, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(1, 1)
        self._shown: tuple[Changed, ...] = ()
        self._words: Words = {}
        self._theme: Theme | None = None

    def show_changes(self, changes: tuple[Changed, ...], words: Words, theme: Theme) -> None:
        """Shows them in their order; `words` name the variables."""
        self._shown, self._words, self._theme = changes, words, theme
        self._fill()

    def _fill(self) -> None:
        clear(self._grid)
        host = None
        for row, change in enumerate(self._shown):
            self._add(row, change, marked=change.host != host)
            host = change.host
        self.setVisible(bool(self._shown))

    def _add(self, row: int, change: Changed, *, marked: bool) -> None:
        words = self._words.get(f"variable/{change.name}", Entry(change.name, change.name))
        mark = HostMark()
        mark.show_role(change.role if marked else None, self._theme)
        name = QLabel(words.title)
        name.setProperty("kind", "secondary")
        name.setToolTip(words.text)
        name.setMinimumHeight(_ROW)
        value = _Value(change, self._spelled(change.before), self._spelled(change.after))
        value.setAccessibleName(self._said(change, words.title))
        self._grid.addWidget(mark, row, 0)
        self._grid.addWidget(name, row, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        self._grid.addWidget(value, row, 2, right)

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
        super().changeEvent(event)


class _Value(QWidget):
    """ "58.8 s → 60.0 s", the new value marked; or "302, unchanged"."""

    def __init__(self, change: Changed, before: str, after: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        role = change.number_role
        if change.before == change.after:
            row.addWidget(_label(self.tr("{0}, unchanged").format(after), "secondary"))
            return
        if change.before is not None:
            row.addWidget(_label(before, "secondary"))
            row.addWidget(_label("→", "secondary"))
        new = _label(after, "changed")
        new.setProperty("host", None if role is None else str(min(role, 2)))
        row.addWidget(new)


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("kind", kind)
    return label
