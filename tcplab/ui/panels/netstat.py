"""The tab netstat: what ss or netstat prints on every host, and how long each state lasts."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from tcplab.lab.netstat_picture import HostSockets, NetstatPicture, Row, Tool
from tcplab.lab.netstat_text import Flags
from tcplab.lab.words import duration
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.rows import clear
from tcplab.ui.panels.segments import Segments

_TOOLS: tuple[Tool, ...] = ("ss", "netstat")
_LETTERS = {"a": "all", "n": "numeric", "p": "processes", "t": "tcp", "u": "udp", "l": "listening"}
_MOST = 60
"""More sockets than so many are counted, not listed."""


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
        clear(self._hosts)
        if self._shown is None:
            return
        picture, theme = self._shown
        for host in picture.hosts:
            self._hosts.addWidget(self._printed(host, theme))

    def _printed(self, host: HostSockets, theme: Theme) -> QWidget:
        part = QWidget()
        mark, name, prompt = HostMark(), QLabel(shown_name(host.host)), QLabel(f"$ {host.command}")
        mark.show_role(host.role, theme)
        name.setProperty("kind", "head")
        prompt.setProperty("kind", "code-result")
        head = QHBoxLayout()
        head.setSpacing(6)
        for widget in (mark, name, prompt):
            head.addWidget(widget)
        head.addStretch(1)
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(head)
        column.addWidget(self._lines(host))
        left = host.left_out + max(0, len(host.rows) - _MOST)
        if left:
            more = QLabel(self.tr("{0} more that are not listed here").format(left))
            more.setProperty("kind", "hint")
            column.addWidget(more)
        return part

    def _lines(self, host: HostSockets) -> QWidget:
        """The lines as they are printed; they scroll sideways, as in a narrow terminal."""
        paper = QWidget()
        paper.setProperty("surface", "canvas")
        column = QVBoxLayout(paper)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for line in host.heading:
            column.addWidget(_typed(line.rstrip(), "terminal-head"))
        for row in host.rows[:_MOST]:
            column.addWidget(_typed(row.text.rstrip(), "terminal"))
            column.addWidget(self._caption(row))
        area = QScrollArea()
        area.setWidget(paper)
        area.setWidgetResizable(True)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFixedHeight(paper.sizeHint().height() + 2)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        return area

    def _caption(self, row: Row) -> QLabel:
        """How long the state lasts, and whether it can be caught."""
        if row.lasts_ms is None:
            words = self.tr("{0} for {1} so far").format(row.state.value, duration(row.lasted_ms))
        else:
            catch = (
                self.tr("can be caught")
                if row.caught
                else self.tr("gone between two looks a second apart")
            )
            words = self.tr("{0} for {1} of {2}: {3}").format(
                row.state.value, duration(row.lasted_ms), duration(row.lasts_ms), catch
            )
        label = QLabel(words)
        label.setProperty("kind", "small")
        label.setIndent(2)
        return label

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


def _typed(text: str, kind: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("kind", kind)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
