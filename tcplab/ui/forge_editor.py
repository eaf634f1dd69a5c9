"""The fields of a forged segment, to be changed where it is drawn."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tcplab.engine.segment import FLAGS
from tcplab.lab.forging import Aim
from tcplab.sim.network import Injection, parse_endpoint
from tcplab.ui.host_names import shown_name
from tcplab.ui.hosts.fields import NumberField
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import fit
from tcplab.ui.look.spoken import announce
from tcplab.ui.look.theme import Theme, dress_alone
from tcplab.ui.panels.value_field import ValueField

_WIDTH = 316
_MOST = 2**32 - 1
_MOST_MS, _MOST_TIMES, _PORTS = 2**31 - 1, 100_000, 65_536
_FIELDS = {
    "seq": ("", 0, _MOST),
    "ack": ("", 0, _MOST),
    "window": ("", 0, 65_535),
    "octets": ("", 0, 65_495),
    "at_ms": ("ms", 0, _MOST_MS),
    "times": ("", 1, _MOST_TIMES),
    "every_ms": ("ms", 0, _MOST_MS),
}
"""The unit, the least and the most of each number."""
_TSVAL = "TSval"
_ROWS = (("seq", "ack"), ("window", "octets"), (_TSVAL, "at_ms"), ("times", "every_ms"))
_NAMES = {"octets": "len", "at_ms": "at", "every_ms": "every"}
_APART = 14


class ForgeEditor(QFrame):
    """`edited` carries what of the Injection is to be otherwise, `removed` that it is not any more.

    Whoever cannot grant it calls `refuse`. Esc closes it, and so do Enter and going elsewhere
    unless it says what is wrong.
    """

    edited = Signal(dict)
    removed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._injection: Injection | None = None
        self._aim: Aim | None = None
        self._theme: Theme | None = None
        self.setProperty("surface", "popup")
        fit(self, "setFixedWidth", _WIDTH)
        self._ends = {name: self._end(name) for name in ("from_", "to")}
        self._note, self._refusal = QLabel(), QLabel()
        for label, kind in ((self._note, "small"), (self._refusal, "loss")):
            label.setProperty("kind", kind)
            label.setWordWrap(True)
        self._close = QToolButton()
        self._close.setProperty("kind", "icon")
        self._close.setFixedSize(22, 22)
        self._close.clicked.connect(self.hide)
        self._remove = QPushButton()
        self._remove.clicked.connect(self.removed)
        self._flags = {name: self._flag(name) for name in FLAGS}
        self._fields = {name: self._field(name, *form) for name, form in _FIELDS.items()}
        self._timestamp = NumberField(0, _MOST)
        self._timestamp.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._timestamp.setAccessibleName(_TSVAL)
        self._timestamp.entered.connect(lambda value: self._change(timestamp=value))
        self._ports = QCheckBox()
        self._ports.clicked.connect(lambda: self._change(next_port=self._ports.isChecked()))
        self._lay_out()
        self.hide()
        QApplication.instance().focusChanged.connect(self._follow_focus)

    def _end(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setAccessibleName(name.rstrip("_"))

        def finish() -> None:
            if field.isModified():
                field.setModified(False)
                self._change(**{name: field.text().strip()})

        field.editingFinished.connect(finish)
        return field

    def _flag(self, name: str) -> QPushButton:
        button = QPushButton(name)
        place = {"SYN": "first", "URG": "last"}.get(name, "middle")
        button.setProperty("segment", place)
        button.setCheckable(True)
        button.clicked.connect(self._change_flags)
        return button

    def _field(self, name: str, unit: str, least: int, most: int) -> ValueField:
        field = ValueField(unit, least, most)
        field.setProperty("kind", "")
        field.setAccessibleName(_NAMES.get(name, name))
        field.value_entered.connect(lambda value: self._change(**{name: int(value)}))
        return field

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._ends["from_"], 1)
        top.addWidget(QLabel("→"))
        top.addWidget(self._ends["to"], 1)
        top.addWidget(self._close)
        flags = QHBoxLayout()
        flags.setSpacing(0)
        for button in self._flags.values():
            flags.addWidget(button, 1)
        grid, fields = QGridLayout(), {**self._fields, _TSVAL: self._timestamp}
        for row, names in enumerate(_ROWS):
            for half, name in enumerate(names):
                label = QLabel(_NAMES.get(name, name))
                label.setProperty("kind", "mono")
                fit(label, "setFixedWidth", 46)
                grid.addWidget(label, row, 2 * half)
                grid.addWidget(fields[name], row, 2 * half + 1)
        grid.addWidget(self._ports, len(_ROWS), 0, 1, 4)
        bottom = QHBoxLayout()
        bottom.addWidget(self._note, 1)
        bottom.addWidget(self._remove, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 10)
        column.setSpacing(6)
        for part in (top, flags, grid, bottom):
            column.addLayout(part)
        column.insertWidget(1, self._refusal)

    def open(self, injection: Injection, aim: Aim, beside: QRect, theme: Theme) -> None:
        """Shows a segment below or above its arrow in the parent, and takes the keyboard."""
        self.set_theme(theme)
        for end in self._ends.values():
            end.setModified(False)
        self.show_injection(injection, aim)
        self.adjustSize()
        area = self.parentWidget().rect()
        wanted = beside.center().x() - self.width() // 2
        x = min(max(8, wanted), area.width() - self.width() - 8)
        y = beside.bottom() + _APART
        if y + self.height() > area.height() - 8:
            y = max(8, beside.top() - _APART - self.height())
        self.move(x, y)
        self.show()
        self.raise_()
        chosen = next((one for one in self._flags.values() if one.isChecked()), self._flags["SYN"])
        chosen.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_theme(self, theme: Theme) -> None:
        """In the theme's colours; not every window below it has a style sheet."""
        if theme is not self._theme:
            self._theme = theme
            dress_alone(self, theme)
            self._close.setIcon(icon("close", theme))

    def show_injection(self, injection: Injection, aim: Aim) -> None:
        """Shows a segment's fields, and what it meets."""
        self._injection, self._aim = injection, aim
        self._refusal.hide()
        for name, end in self._ends.items():
            if not end.isModified():  # else it is being typed
                end.setText(getattr(injection, name))
        for name, button in self._flags.items():
            button.setChecked(name in injection.flags)
        for name, field in self._fields.items():
            value = getattr(injection, name)
            field.setEnabled(value is not None)
            field.set_value(value or 0)
        self._timestamp.show_value(injection.timestamp, None)
        left = _PORTS - parse_endpoint(injection.from_).port
        self._fields["times"].set_most(left if injection.next_port else _MOST_TIMES)
        self._ports.setChecked(injection.next_port)
        self._ports.setEnabled(injection.next_port or 1 < injection.times <= left)
        self.retranslate()

    def _change_flags(self) -> None:
        flags = tuple(name for name, button in self._flags.items() if button.isChecked())
        ack = None
        if "ACK" in flags and self._injection is not None and self._aim is not None:
            ack = self._injection.ack if self._injection.ack is not None else self._aim.ack or 0
        self._change(flags=flags, ack=ack)

    def _change(self, **changes: object) -> None:
        if self._injection is not None:
            self.edited.emit(changes)

    def refuse(self, sentence: str) -> None:
        """Says what is wrong with what was typed; all is as it was."""
        if self._injection is not None and self._aim is not None:
            self.show_injection(self._injection, self._aim)
        self._refusal.setText(sentence)
        self._refusal.show()
        self.adjustSize()
        announce(self, sentence)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._remove.setText(self.tr("Remove"))
        self._close.setToolTip(self.tr("Close"))
        self._close.setAccessibleName(self.tr("Close"))
        tip = self.tr("The option of RFC 7323; nothing: the segment has none")
        self._timestamp.setToolTip(tip)
        self._ends["from_"].setToolTip(self.tr("Whom it pretends to come from, NAME:PORT"))
        self._ends["to"].setToolTip(self.tr("Whom it reaches, NAME:PORT"))
        self._fields["at_ms"].setToolTip(self.tr("When it arrives"))
        self._fields["times"].setToolTip(self.tr("How often it comes"))
        self._fields["every_ms"].setToolTip(self.tr("How long after the one before"))
        self._ports.setText(self.tr("each from the next port"))
        if self._injection is not None and self._aim is not None:
            self._note.setText(self._met(self._aim))

    def _met(self, aim: Aim) -> str:
        """What it meets where it arrives."""
        host = shown_name(aim.host)
        if aim.place == "none":
            return self.tr("{0} will be in {1}.").format(host, aim.state)
        last = (aim.low + max(0, aim.size - 1)) & _MOST
        words: dict[str, Callable[[], str]] = {
            "next": lambda: self.tr("{0}, {1}: seq is RCV.NXT, what is expected next."),
            "inside": lambda: self.tr("{0}, {1}: seq is in the window {2}–{3}."),
            "outside": lambda: self.tr("{0}, {1}: seq is outside the window {2}–{3}."),
        }
        return words[aim.place]().format(host, aim.state, aim.low, last)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if event.key() == Qt.Key.Key_Escape or (entered and not self._refusal.isVisible()):
            self.parentWidget().setFocus()
            self.hide()
        elif not entered:
            super().keyPressEvent(event)

    def _follow_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        away = now is not None and not self.isAncestorOf(now) and now is not self
        if away and self.isVisible() and not self._refusal.isVisible():
            self.hide()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
