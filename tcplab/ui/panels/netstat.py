"""The tab netstat: what ss or netstat prints on every host, and how long each state lasts."""

import math
from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from tcplab.lab.netstat_picture import HostSockets, NetstatPicture, Row, Tool
from tcplab.lab.netstat_text import Flags
from tcplab.lab.words import duration
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.fonts import MONO_FAMILIES, UI_FAMILIES
from tcplab.ui.look.scaling import letters
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import drop
from tcplab.ui.panels.segments import Segments

_TOOLS: tuple[Tool, ...] = ("ss", "netstat")
_LETTERS = {"a": "all", "n": "numeric", "p": "processes", "t": "tcp", "u": "udp", "l": "listening"}
_MOST = 60
"""More sockets than so many are counted, not listed."""
_FOOT = 10  # for the bar
_PRINTED = f"font-family: {','.join(MONO_FAMILIES)}; margin: 0 4px 1px 3px; white-space: pre"
_CAPTION = f"font-family: {','.join(UI_FAMILIES)}; margin: 0 0 0 2px"


class NetstatTab(QWidget):
    """`asked` carries the Tool and the Flags that the user wants."""

    asked = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[NetstatPicture, Theme] | None = None
        self._tool: Tool = "ss"
        self._tools = Segments(len(_TOOLS))
        self._tools.set_texts(_TOOLS, "")
        self._tools.chosen.connect(self._choose)
        self.flags = {letter: QPushButton(f"-{letter}") for letter in _LETTERS}
        for button in self.flags.values():
            button.setProperty("kind", "call")
            button.setCheckable(True)
            button.clicked.connect(self._ask)
        self._parts: list[_Printed] = []
        self._hosts = QVBoxLayout()
        self._hosts.setSpacing(12)
        self._lay_out()
        self._mark_chosen(Flags())
        self.retranslate()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self._tools)
        row.addSpacing(8)
        for button in self.flags.values():
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(10)
        column.addLayout(row)
        column.addLayout(self._hosts)
        column.addStretch(1)

    @property
    def tool(self) -> Tool:
        """Which tool is asked."""
        return self._tool

    @property
    def chosen(self) -> Flags:
        """The flags that are set."""
        return Flags(**{name: self.flags[letter].isChecked() for letter, name in _LETTERS.items()})

    def show_picture(self, picture: NetstatPicture, theme: Theme) -> None:
        """Shows what is printed."""
        if (picture, theme) == self._shown:
            return
        self._shown = picture, theme
        self._fill()

    def _fill(self) -> None:
        if self._shown is None:
            return
        picture, theme = self._shown
        while len(self._parts) < len(picture.hosts):
            self._parts.append(_Printed())
            self._hosts.addWidget(self._parts[-1])
        while len(self._parts) > len(picture.hosts):
            drop(self._hosts, self._parts.pop())
        for part, host in zip(self._parts, picture.hosts, strict=True):
            part.show_host(host, theme, self._lines(host, theme), self._left_out(host))

    def _lines(self, host: HostSockets, theme: Theme) -> str:
        """What is printed as HTML, with a caption below each row."""
        lines = [_line(line.rstrip(), _PRINTED, theme.ink3) for line in host.heading]
        for row in host.rows[:_MOST]:
            lines.append(_line(row.text.rstrip(), _PRINTED, theme.ink))
            lines.append(_line(self._caption(row), _CAPTION, theme.ink3))
        return "".join(lines)

    def _left_out(self, host: HostSockets) -> str:
        left = host.left_out + max(0, len(host.rows) - _MOST)
        return self.tr("{0} more that are not listed here").format(left) if left else ""

    def _caption(self, row: Row) -> str:
        """How long the state lasts, and whether it can be caught."""
        if row.lasts_ms is None:
            return self.tr("{0} for {1} so far").format(row.state.value, duration(row.lasted_ms))
        catch = (
            self.tr("can be caught")
            if row.caught
            else self.tr("gone between two looks a second apart")
        )
        return self.tr("{0} for {1} of {2}: {3}").format(
            row.state.value, duration(row.lasted_ms), duration(row.lasts_ms), catch
        )

    # gestures

    def _choose(self, index: int) -> None:
        self._tool = _TOOLS[index]
        self._ask()

    def _ask(self) -> None:
        self._mark_chosen(self.chosen)
        self.asked.emit(self._tool, self.chosen)

    def _mark_chosen(self, flags: Flags) -> None:
        self._tools.choose(_TOOLS.index(self._tool))
        for letter, name in _LETTERS.items():
            self.flags[letter].setChecked(getattr(flags, name))

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._tools.set_texts(_TOOLS, self.tr("Which tool"))
        meanings = {
            "a": self.tr("all sockets, listening or not"),
            "n": self.tr("numbers instead of names"),
            "p": self.tr("the program that holds the socket"),
            "t": self.tr("TCP"),
            "u": self.tr("UDP: the lab has none"),
            "l": self.tr("listening sockets alone"),
        }
        for letter, meaning in meanings.items():
            self.flags[letter].setToolTip(f"-{letter}: {meaning}")
            self.flags[letter].setAccessibleName(f"-{letter}")
            self.flags[letter].setAccessibleDescription(meaning)
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Printed(QWidget):
    """What one host prints."""

    def __init__(self) -> None:
        super().__init__()
        self._mark, self._name, self._prompt = HostMark(), QLabel(), QLabel()
        self._name.setProperty("kind", "head")
        self._prompt.setProperty("kind", "code-result")
        self._paper = _Paper()
        self._more = QLabel()
        self._more.setProperty("kind", "hint")
        head = QHBoxLayout()
        head.setSpacing(6)
        for widget in (self._mark, self._name, self._prompt):
            head.addWidget(widget)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._paper)
        column.addWidget(self._more)

    def show_host(self, host: HostSockets, theme: Theme, lines: str, more: str) -> None:
        """`lines` as HTML; `more` says how many are left out, if some are."""
        self._mark.show_role(host.role, theme)
        self._name.setText(shown_name(host.host))
        self._prompt.setText(f"$ {host.command}")
        self._paper.print(lines)
        self._more.setText(more)
        self._more.setVisible(bool(more))


class _Paper(QTextEdit):
    """Lines as they are printed, all of them high; they scroll sideways, as in a narrow terminal.

    One document, not a label for each: a hundred of those would take longer than a frame.
    """

    def __init__(self) -> None:
        super().__init__()
        self._printed = ""
        self.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)  # of the captions alone
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.document().setDocumentMargin(0)

    def print(self, lines: str) -> None:
        """Shows a paragraph of HTML for each line."""
        if lines != self._printed:
            self._printed = lines
            self.setHtml(lines)
            self._fit()

    def _fit(self) -> None:
        document = self.document()
        below = document.lastBlock().blockFormat().bottomMargin()  # which is not in its height
        self.setFixedHeight(math.ceil(document.size().height() + below) + _FOOT)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.lineWrapColumnOrWidth() != self.viewport().width():
            self.setLineWrapColumnOrWidth(self.viewport().width())
            self._fit()


def _line(text: str, style: str, colour: str) -> str:
    style = f"{style}; color: {colour}; font-size: {round(letters(11))}px"
    return f'<p style="{style}">{escape(text)}</p>'
