"""Below a comparison: the first difference in words, and what both runs come to in a table."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tcplab.lab.comparison import Results
from tcplab.lab.comparison_story import Told
from tcplab.lab.words import duration
from tcplab.ui.bar_parts import ElidedLabel
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.scaling import fit, letters
from tcplab.ui.panels.padded_scroll import BAR, PaddedScroll
from tcplab.ui.panels.prose import together
from tcplab.ui.panels.rows import clear

_MOST, _NAME = 640, 80
_NARROW, _APART, _CLOSE = 1_200, 16, 8
_SHORT = 10


class _Column(NamedTuple):
    """A column of the table: what is counted, what it comes to in either run, and the difference.

    A difference of "" is none; one that no number says is "≠".
    """

    name: str
    values: tuple[str, str]
    difference: str


_Shown = tuple[Told, tuple[Results, Results], tuple[tuple[str, str], ...], str]


class ResultsStrip(QWidget):
    """Says what is different and why; all is read by the screen reader as text."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "panel")
        self.setProperty("rule", "top")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._shown: _Shown | None = None
        self._first = QWidget()
        self._title, self._text = QLabel(), QLabel()
        self._title.setProperty("kind", "difference")
        for label in (self._title, self._text):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, BAR, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addStretch(1)
        said = PaddedScroll(words)
        self._table, self._grid = QWidget(), QGridLayout()
        self._grid.setVerticalSpacing(3)
        holder = QVBoxLayout(self._table)
        holder.setContentsMargins(0, 0, 0, 0)
        holder.addLayout(self._grid)
        holder.addStretch(1)
        self._area = QScrollArea()  # sideways, where so many columns have no room
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._table)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 14, 16, 8)
        self._row.setSpacing(24)
        self._row.addWidget(said)
        self._area.horizontalScrollBar().rangeChanged.connect(self._lead)
        self._row.addWidget(self._area, 1)
        self._words = said

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = event.size().width()
        self._words.setFixedWidth(min(_MOST, width // 3))
        self._grid.setHorizontalSpacing(_CLOSE if width < letters(_NARROW) else _APART)

    def show_results(
        self, told: Told, results: tuple[Results, Results], sides: tuple[tuple[str, str], ...],
        changed: str,
    ) -> None:  # fmt: skip
        """`sides` are the letters and the names of both runs; `changed` is the edited one's."""
        shown = (told, results, sides, changed)
        if shown != self._shown:
            self._shown = shown
            self.retranslate()

    def forget(self) -> None:
        """Whatever comes next is news."""
        self._shown = None

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        if self._shown is None:
            return
        told = self._shown[0]
        self._title.setText(told.title)
        self._text.setText(together("\n".join(self._lines())))
        self._fill()

    def _lines(self) -> Iterator[str]:
        """What happens in either run, what was changed, and at last the reasons in full."""
        told, _, sides, changed = self._shown
        apart = " " if told.prefix.endswith(".") else ""
        yield told.prefix + apart + told.text
        letters = [letter for letter, _ in sides]
        here = [one for one in zip(letters, told.here, strict=True) if one[1] is not None]
        if told.here[0] == told.here[1]:
            here = [("", one) for _, one in here[:1]]  # both say the same
        for letter, sentence in here:
            title = sentence.title
            yield self.tr("In {0}: {1}").format(letter, title) if letter else title
        for name, *values in told.values:
            a, b = (self.tr("none") if value is None else value for value in values)
            yield self.tr("{0}: {1} in {2}, {3} in {4}").format(name, a, letters[0], b, letters[1])
        if told.because:
            edits = self.tr("; ").join(told.because)
            yield self.tr("Changed in {0}: {1}").format(changed, edits)
        for letter, edges in told.only:
            yield self.tr("Only in {0}: {1}").format(letter, ", ".join(edges))
        for letter, sentence in here:
            text = sentence.text
            yield self.tr("Why in {0}: {1}").format(letter, text) if letter else text

    def _fill(self) -> None:
        clear(self._grid)
        _, results, sides, _ = self._shown
        columns = list(self._columns(*results))
        for row, (letter, name) in enumerate(sides, 1):
            run = ElidedLabel("head")
            run.setText(f"{letter}  {name}")
            fit(run, "setMinimumWidth", _NAME)
            self._grid.addWidget(run, 2 * row, 0)
        minus, ends = _label(f"{sides[0][0]} − {sides[1][0]}", "hint"), []
        self._put(minus, 6, 0)
        for place, column in enumerate(columns, 1):
            head = _label(_in_two_lines(column.name), "small")
            head.setAlignment(Qt.AlignmentFlag.AlignRight)
            head.setAccessibleName(column.name)
            self._put(head, 0, place)
            for row, value in enumerate(column.values, 1):
                said = _label(value, "number")
                said.setAccessibleName(f"{sides[row - 1][0]}, {column.name}: {value}")
                self._put(said, 2 * row, place)
            changed = _label(column.difference or "0", "changed" if column.difference else "hint")
            self._put(changed, 6, place)
            ends.append((changed, column))
        for row in (1, 3, 5):
            self._grid.addWidget(_rule(), row, 0, 1, len(columns) + 1)
        self._grid.setColumnStretch(0, 1)
        self._first = next((one for one, column in ends if column.difference), minus)
        self._first.installEventFilter(self)

    def _lead(self) -> None:
        """Where not all columns can be seen, the first that differs can."""
        self._area.horizontalScrollBar().setValue(0)
        self._area.ensureWidgetVisible(self._first, _CLOSE, 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What differs first has its place now."""
        if watched is self._first and event.type() == QEvent.Type.Move:
            self._lead()
        return super().eventFilter(watched, event)

    def _put(self, label: QLabel, row: int, column: int) -> None:
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        height = Qt.AlignmentFlag.AlignVCenter if row else Qt.AlignmentFlag.AlignBottom
        self._grid.addWidget(label, row, column, side | height)

    def _columns(self, a: Results, b: Results) -> Iterator[_Column]:
        ends = {end.host: end for end in b.hosts}
        for end in a.hosts:
            other = ends.get(end.host)
            if other is None or not (end.at_ms or other.at_ms):
                continue  # nothing ever happened there
            host = shown_name(end.host)
            if end.states == other.states:
                reached = self.tr("{0} reaches {1}").format(host, end.states)
                yield _times(reached, end.at_ms, other.at_ms)
            else:
                yield _Column(self.tr("{0} ends in").format(host), (end.states, other.states), "≠")
        yield _times(self.tr("Ends after"), a.ended, b.ended)
        yield _count(self.tr("Segments sent"), a.sent, b.sent)
        yield _count(self.tr("Lost"), a.lost, b.lost)
        yield _count(self.tr("Sent again"), a.resent, b.resent)
        yield _count(self.tr("Octets read"), a.octets, b.octets)
        errors = [", ".join(sorted({errno for _, _, errno in one.errors})) for one in (a, b)]
        if any(errors):
            differ = "≠" if errors[0] != errors[1] else ""
            yield _Column(self.tr("Errors"), (errors[0] or "–", errors[1] or "–"), differ)
        yield _count(self.tr("Transitions"), a.changes, b.changes)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _count(name: str, a: int, b: int) -> _Column:
    return _Column(name, (f"{a:,}", f"{b:,}"), f"{_sign(a - b)}{abs(a - b):,}" if a != b else "")


def _times(name: str, a: int, b: int) -> _Column:
    difference = f"{_sign(a - b)}{duration(abs(a - b))}" if a != b else ""
    return _Column(name, (duration(a), duration(b)), difference)


def _sign(number: int) -> str:
    return "+" if number > 0 else "−"


def _in_two_lines(name: str) -> str:
    """Broken where both lines are about as long; a short one is left as it is."""
    gaps = [at for at, letter in enumerate(name) if letter == " "]
    if len(name) <= _SHORT or not gaps:
        return name
    at = min(gaps, key=lambda gap: abs(2 * gap - len(name)))
    return f"{name[:at]}\n{name[at + 1 :]}"


def _label(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    return label


def _rule() -> QFrame:
    line = QFrame()
    line.setProperty("rule", "top")
    line.setFixedHeight(1)
    return line
