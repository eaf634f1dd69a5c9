"""The section of the stacks: which TCP runs on both hosts, or on each."""

from collections.abc import Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from tcplab.lab.experiment_picture import HostStack, StackPicture
from tcplab.lab.words import duration
from tcplab.sim.experiment import StackName
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.section_head import SectionHead
from tcplab.ui.panels.stack_menu import StackMenu

_ROWS = 3


class StackSection(QWidget):
    """`stack_chosen` carries a stack's name and the host that is to have it, None for all;
    `options_asked` the place of a host, all of whose choices are wanted."""

    stack_chosen = Signal(str, object)
    options_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: StackPicture | None = None
        self._theme: Theme | None = None
        self._each = False
        self._head = SectionHead()
        self._scope = QPushButton()
        self._scope.setProperty("kind", "link")
        self._scope.clicked.connect(self._change_scope)
        self._rows: list[_StackRow] = []
        self._places = QVBoxLayout()
        self._summary = QLabel()
        self._summary.setProperty("kind", "small")
        self._summary.setWordWrap(True)
        self._lay_out()
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self._head, 1)
        top.addWidget(self._scope)
        column.addLayout(top)
        self._places.setSpacing(4)
        column.addLayout(self._places)
        column.addWidget(self._summary)

    def show_picture(self, picture: StackPicture) -> None:
        """Shows who has which stack."""
        if picture == self._picture:
            return
        self._picture = picture
        if not picture.alike:
            self._each = True
        self.retranslate()

    def _show_rows(self) -> None:
        picture = self._picture
        if picture is None or self._theme is None:
            return
        shown = picture.hosts[: _ROWS if self._each else 1]
        while len(self._rows) < len(shown):
            self._add_row()
        for index, row in enumerate(self._rows):
            row.setVisible(index < len(shown))
        for row, host in zip(self._rows, shown, strict=False):
            row.show_host(host, self._theme, marked=self._each)

    def _add_row(self) -> None:
        """One for one more host; Tab comes to it after those above."""
        row = _StackRow(self._choose, self.options_asked.emit)
        self._places.addWidget(row)
        if self._rows:
            self.setTabOrder(self._rows[-1].last, row.first)
            self.setTabOrder(row.first, row.last)
        self._rows.append(row)

    def _change_scope(self) -> None:
        self._each = not self._each
        picture = self._picture
        if not self._each and picture is not None and not picture.alike:
            self.stack_chosen.emit(picture.hosts[0].stack, None)
        self.retranslate()

    def _choose(self, stack: StackName, host: str) -> None:
        self.stack_chosen.emit(stack, host if self._each else None)

    def set_theme(self, theme: Theme) -> None:
        """Draws marks and menus in the theme's colours."""
        self._theme = theme
        self._show_rows()

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._head.set_name(self.tr("Stack"))
        self._scope.setText(self.tr("each host") if self._each else self.tr("both hosts"))
        tip = self.tr("One stack for both hosts, or one for each")
        self._scope.setToolTip(tip)
        self._scope.setAccessibleDescription(tip)
        self._show_rows()
        if self._picture is not None:
            self._summary.setText(self._summarised(self._picture.hosts[:2]))

    def _summarised(self, hosts: tuple[HostStack, ...]) -> str:
        first_rto = _joined(_round(one.first_rto_ms) for one in hosts)
        msl = _joined(_round(one.msl_ms) for one in hosts)
        parts = (
            self.tr("ISS {0}").format(" / ".join(str(one.iss) for one in hosts)),
            self.tr("first RTO {0}").format(first_rto),
            self.tr("MSL {0}").format(msl),
        )
        return " · ".join(parts)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _round(ms: int) -> str:
    return duration(ms).replace(".0 s", " s")


def _joined(values: Iterable[str]) -> str:
    """One value where all hosts agree."""
    return " / ".join(dict.fromkeys(values))


class _StackRow(QWidget):
    """A host's mark, where it is needed, and the menu of stacks."""

    def __init__(self, choose, ask) -> None:
        super().__init__()
        self._host, self._role = "", 0
        self._mark = HostMark()
        self._menu = StackMenu()
        self._menu.stack_chosen.connect(lambda stack: choose(stack, self._host))
        self._options = QToolButton()
        self._options.setProperty("kind", "icon")
        self._options.setFixedSize(26, 26)
        self._options.clicked.connect(lambda: ask(self._role))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._menu, 1)
        row.addWidget(self._options)

    @property
    def first(self) -> QWidget:
        """What Tab comes to first."""
        return self._menu

    @property
    def last(self) -> QWidget:
        """What Tab comes to last."""
        return self._options

    def show_host(self, host: HostStack, theme: Theme, *, marked: bool) -> None:
        self._host, self._role = host.host, host.role
        self._mark.setVisible(marked)
        self._mark.show_role(host.role, theme)
        self._menu.set_theme(theme)
        self._menu.show_stack(host.stack)
        self._menu.setAccessibleName(
            self.tr("Stack of {0}").format(shown_name(host.host)) if marked else self.tr("Stack")
        )
        tip = self.tr("Options of {0} (O)") if marked else self.tr("Options of each host (O)")
        self._options.setToolTip(tip.format(shown_name(host.host)))
        self._options.setAccessibleName(self._options.toolTip())
        self._options.setIcon(icon("sliders", theme))
