"""The section of the edits: what is otherwise than in what was opened; each can be taken back."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tcplab.lab.edits_picture import EditsPicture
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.edit_row import EditRow
from tcplab.ui.panels.section_head import SectionHead

_MOST = 40
"""So many have a row; of more there is only a count."""


class EditsSection(QWidget):
    """`taken_back` carries the Experiment without an edit, `place_asked` an Edit to be led to.

    Nothing is there while nothing is edited; the rows can be folded away.
    """

    taken_back = Signal(object)
    place_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = EditsPicture(())
        self._theme: Theme | None = None
        self._head = SectionHead()
        self._fold = QToolButton()
        self._fold.setProperty("kind", "icon")
        self._fold.setFixedSize(22, 22)
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._show_folded)
        self._more = QLabel()
        self._more.setProperty("kind", "small")
        self._holder = QWidget()
        self._rows: list[EditRow] = []
        self._column = QVBoxLayout(self._holder)
        self._lay_out()
        self._show_folded()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self._head, 1)
        top.addWidget(self._fold)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self._holder)

    def show_picture(self, picture: EditsPicture) -> None:
        """Shows the edits; while one is dragged only words change."""
        if picture == self._picture:
            return
        self._picture = picture
        edits = picture.edits[:_MOST]
        for row in self._rows[len(edits) :]:
            row.hide()
            row.deleteLater()
        del self._rows[len(edits) :]
        while len(self._rows) < len(edits):
            row = EditRow()
            row.taken_back.connect(self.taken_back)
            row.place_asked.connect(self.place_asked)
            self._column.insertWidget(len(self._rows), row)
            self._rows.append(row)
        self.retranslate()

    def set_theme(self, theme: Theme) -> None:
        """Draws marks and icons in the theme's colours."""
        self._theme = theme
        self.retranslate()
        self._show_folded()

    def _show_folded(self) -> None:
        folded = self._fold.isChecked()
        self._holder.setVisible(not folded)
        self._fold.setToolTip(self.tr("Show the edits") if folded else self.tr("Fold the edits"))
        self._fold.setAccessibleName(self._fold.toolTip())
        if self._theme is not None:
            self._fold.setIcon(icon("unfold" if folded else "chevron", self._theme))

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        edits = self._picture.edits
        self._head.set_name(self.tr("Edits"))
        self._head.set_hint(str(len(edits)))
        self._more.setText(self.tr("and {0} more").format(len(edits) - len(self._rows)))
        self._more.setVisible(len(edits) > len(self._rows))
        if self._theme is not None:
            for row, edit in zip(self._rows, edits, strict=False):
                row.show_edit(edit, self._theme)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
            self._show_folded()
        super().changeEvent(event)
