"""The calls of one host's program as buttons, and the host's name, which can be changed."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from tcplab.lab.calls_picture import HostCalls, Offer
from tcplab.ui.call_drag import CallDragger
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.scaling import fit
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark
from tcplab.ui.panels.host_name import HostName
from tcplab.ui.panels.offers import offer_words
from tcplab.ui.panels.rows import clear

_COLUMNS = 3


class HostCallsSection(QWidget):
    """`call_made` carries the Call that was pressed, `host_renamed` the old and the new name.

    A double click on the name, or F2, begins to change it. A call can be dragged to a lifeline.
    """

    call_made = Signal(object)
    host_renamed = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: HostCalls | None = None
        self._names: frozenset[str] = frozenset()
        self._pulses = False
        self._mark = HostMark()
        self._name = HostName()
        self._name.name_entered.connect(self._rename)
        self._state = QLabel()
        self._state.setProperty("kind", "hint")
        self._buttons: dict[str, QPushButton] = {}
        self._dragger = CallDragger(self)
        self._grid = QGridLayout()
        self._lay_out()
        key = QShortcut(QKeySequence(Qt.Key.Key_F2), self, self._name.begin)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _lay_out(self) -> None:
        top = Qt.AlignmentFlag.AlignTop
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._mark, 0, top)
        row.addWidget(self._name, 1, top)
        row.addWidget(self._state, 0, top)
        for widget in (self._mark, self._state):
            fit(widget, "setFixedHeight", 24)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        column.addLayout(row)
        column.addLayout(self._grid)

    def show_picture(
        self, picture: HostCalls, names: frozenset[str], theme: Theme, *, pulses: bool
    ) -> None:
        """Shows one host; `names` are those of all hosts; `pulses` marks where to begin."""
        self._mark.show_role(picture.role, theme)
        if (picture, names, pulses) == (self._picture, self._names, self._pulses):
            return
        self._picture, self._names, self._pulses = picture, names, pulses
        self._dragger.host = picture.host
        self._show_buttons([offer.call.do for offer in picture.offers])
        self.retranslate()

    def _show_buttons(self, deeds: list[str]) -> None:
        if list(self._buttons) == deeds:
            return
        clear(self._grid)
        self._buttons = {do: QPushButton(do) for do in deeds}
        for index, (do, button) in enumerate(self._buttons.items()):
            button.setProperty("kind", "call")
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _checked, do=do: self._press(do))
            button.installEventFilter(self._dragger)
            self._grid.addWidget(button, index // _COLUMNS, index % _COLUMNS)

    def _press(self, do: str) -> None:
        for offer in self._picture.offers if self._picture is not None else ():
            if offer.call.do == do and offer.refusal is None:
                self.call_made.emit(offer.call)

    def _rename(self, name: str) -> None:
        if self._picture is not None:
            self.host_renamed.emit(self._picture.host, name)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        picture = self._picture
        if picture is None:
            return
        name = shown_name(picture.host)
        others = self._names - {picture.host}
        self._name.show_name(self.tr("{0} calls").format(name), picture.host, others)
        self._state.setText(self.tr("in {0}").format(picture.state))
        for offer in picture.offers:
            self._show_offer(self._buttons[offer.call.do], offer, name)

    def _show_offer(self, button: QPushButton, offer: Offer, name: str) -> None:
        call, refusal = offer.call, offer.refusal
        tip = offer_words(offer)
        button.setEnabled(refusal is None)
        button.setToolTip(tip)
        button.setAccessibleName(f"{name}: {call.do}()")
        button.setAccessibleDescription(tip)
        wanted = "start" if self._pulses and call.do == "listen" and refusal is None else "call"
        if button.property("kind") != wanted:
            button.setProperty("kind", wanted)
            button.style().unpolish(button)
            button.style().polish(button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
