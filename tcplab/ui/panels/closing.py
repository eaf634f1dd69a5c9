"""The section that says who closes first, and how the peer goes on."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from tcplab.lab.closing import PEERS, WAIT_MS, Closing
from tcplab.lab.experiment_picture import ClosingPicture
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.fonts import REGULAR, SEMIBOLD
from tcplab.ui.panels.section_head import SectionHead
from tcplab.ui.panels.segments import Segments

_FIRSTS = (0, 1, None)


class ClosingSection(QWidget):
    """`closing_chosen` carries the Closing that the user wants."""

    closing_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture: ClosingPicture | None = None
        self._head = SectionHead()
        self._first = QLabel()
        self._segments = Segments(len(_FIRSTS))
        self._segments.chosen.connect(self._choose_first)
        self._radios = QButtonGroup(self)
        self._captions = [QLabel() for _ in PEERS]
        self._lay_out()
        self._radios.idClicked.connect(self._choose_peer)
        self.retranslate()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._head)
        row = QHBoxLayout()
        row.addWidget(self._first)
        row.addStretch(1)
        row.addWidget(self._segments, 6)
        column.addLayout(row)
        column.addSpacing(2)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.setColumnStretch(0, 1)
        for index, caption in enumerate(self._captions):
            radio = QRadioButton()
            self._radios.addButton(radio, index)
            caption.setProperty("kind", "small")
            caption.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(radio, index, 0)
            grid.addWidget(caption, index, 1)
            grid.setRowMinimumHeight(index, 23)
        column.addLayout(grid)

    def show_picture(self, picture: ClosingPicture) -> None:
        """Shows who closes and how."""
        if picture == self._picture:
            return
        self._picture = picture
        closing = picture.closing
        self.setEnabled(picture.possible)
        self._segments.choose(None if closing is None else _FIRSTS.index(closing.first))
        one_first = closing is not None and closing.first is not None
        self._radios.setExclusive(False)
        for radio in self._radios.buttons():
            peer = PEERS[self._radios.id(radio)]
            chosen = one_first and closing.peer == peer
            radio.setChecked(chosen)
            font = QFont()  # all but its weight is the panel's
            font.setWeight(QFont.Weight(SEMIBOLD if chosen else REGULAR))
            radio.setFont(font)
            radio.setEnabled(closing is None or one_first)
        self._radios.setExclusive(True)
        self.retranslate()

    def _choose_first(self, index: int) -> None:
        closing = self._present()
        self._emit(Closing(_FIRSTS[index], closing.peer, closing.wait_ms))

    def _choose_peer(self, index: int) -> None:
        closing = self._present()
        wait = closing.wait_ms if closing.peer in ("waits", "sends") else WAIT_MS
        self._emit(Closing(closing.first or 0, PEERS[index], max(1, wait)))

    def _present(self) -> Closing:
        closing = self._picture.closing if self._picture is not None else None
        return Closing(0) if closing is None else closing

    def _emit(self, closing: Closing) -> None:
        picture, self._picture = self._picture, None  # what is pressed must be shown to be kept
        if picture is not None:
            self.closing_chosen.emit(closing)
            if self._picture is None:
                self.show_picture(picture)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._head.set_name(self.tr("Closing"))
        self._first.setText(self.tr("First"))
        picture = self._picture
        names = picture.hosts if picture is not None and len(picture.hosts) == 2 else ("", "")
        texts = (*(shown_name(name) for name in names), self.tr("Both"))
        self._segments.set_texts(texts, self.tr("Closes first"))
        wait = self._present().wait_ms or WAIT_MS
        radios = (
            (self.tr("Peer closes at once"), self.tr("3 segments")),
            (self.tr("Peer waits {0} s").format(f"{wait / 1000:.1f}"), self.tr("4 segments")),
            (self.tr("Peer keeps sending"), self.tr("half-close")),
            (self.tr("Peer aborts"), self.tr("RST")),
        )
        for index, (text, caption) in enumerate(radios):
            self._radios.button(index).setText(text)
            self._radios.button(index).setAccessibleDescription(caption)
            self._captions[index].setText(caption)
        self._head.set_hint(self._hint())

    def _hint(self) -> str:
        picture = self._picture
        if picture is None or picture.closing is not None or not picture.possible:
            return ""
        return self.tr("by hand") if picture.closes else self.tr("nobody closes")

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
