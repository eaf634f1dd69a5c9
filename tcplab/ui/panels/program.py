"""The tab Program: what runs on each host, with the line that executes and what calls returned."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from tcplab.lab.program_picture import ProgramLine, ProgramPicture
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.host_mark import HostMark

_HERE, _WAITS = "▶", "…"


class ProgramTab(QWidget):
    """One listing below the other; made anew only for other programs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pictures: tuple[ProgramPicture, ...] = ()
        self._theme: Theme | None = None
        self._listings: list[_Listing] = []
        self._none = QLabel()
        self._none.setProperty("kind", "secondary")
        self._none.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 8, 16, 12)
        self._column.setSpacing(12)
        self._column.addWidget(self._none)
        self._column.addStretch(1)
        self.retranslate()

    def show_pictures(self, pictures: Sequence[ProgramPicture], theme: Theme) -> None:
        """Shows the programs at a moment."""
        before = [_code(one) for one in self._pictures]
        self._pictures, self._theme = tuple(pictures), theme
        if before != [_code(one) for one in pictures]:
            self._build()
        for listing, picture in zip(self._listings, pictures, strict=True):
            listing.show_picture(picture, theme)
        self._none.setVisible(not pictures)

    @property
    def moving(self) -> QWidget | None:
        """The line to look at: that of the program which does not wait."""
        busy = [one for one in self._listings if not one.waits] or self._listings
        return next((one.here for one in busy if one.here is not None), None)

    def _build(self) -> None:
        for listing in self._listings:
            listing.hide()
            listing.deleteLater()
        self._listings = [_Listing(picture) for picture in self._pictures]
        for index, listing in enumerate(self._listings):
            self._column.insertWidget(index, listing)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        self._none.setText(
            self.tr("The programs are shown as long as they make the calls of the lesson.")
        )
        if self._theme is not None:
            for listing, picture in zip(self._listings, self._pictures, strict=True):
                listing.show_picture(picture, self._theme)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Listing(QWidget):
    """A host's name over the lines of its program."""

    def __init__(self, picture: ProgramPicture) -> None:
        super().__init__()
        self.here: QWidget | None = None
        self.waits = False
        self._mark, self._name, self._state = HostMark(), QLabel(), QLabel()
        self._name.setProperty("kind", "head")
        self._state.setProperty("kind", "hint")
        head = QHBoxLayout()
        head.setSpacing(6)
        for part in (self._mark, self._name, self._state):
            head.addWidget(part)
        head.addStretch(1)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.setColumnMinimumWidth(0, 16)
        grid.setColumnStretch(1, 1)
        self._rows = [(QLabel(), QLabel(line.code), QLabel()) for line in picture.lines]
        for number, (sign, code, result) in enumerate(self._rows):
            code.setTextFormat(Qt.TextFormat.PlainText)
            for column, label in enumerate((sign, code, result)):
                label.setProperty("kind", "code")
                grid.addWidget(label, number, column)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addLayout(grid)

    def show_picture(self, picture: ProgramPicture, theme: Theme) -> None:
        """Marks the line that executes, and says what came of the calls before it."""
        self.waits = picture.waits
        self.here = None if picture.executing is None else self._rows[picture.executing][1]
        self._mark.show_role(picture.role, theme)
        self._name.setText(shown_name(picture.host))
        self._state.setText(self._stage(picture))
        for number, (labels, line) in enumerate(zip(self._rows, picture.lines, strict=True)):
            executing = number == picture.executing
            sign, code, result = labels
            sign.setText((_WAITS if picture.waits else _HERE) if executing else "")
            result.setText(_result(line))
            _show_as(sign, "code-here" if executing else "code")
            _show_as(code, "code-here" if executing else "code")
            failed = line.returned is not None and line.returned.startswith("E")
            _show_as(result, "code-failed" if failed else "code-result")
            code.setAccessibleDescription(self._stage(picture) if executing else _result(line))

    def _stage(self, picture: ProgramPicture) -> str:
        if picture.executing is None:
            return self.tr("has ended")
        return self.tr("waits in a call") if picture.waits else self.tr("runs")


def _show_as(label: QLabel, kind: str) -> None:
    if label.property("kind") != kind:
        label.setProperty("kind", kind)
        label.style().polish(label)


def _result(line: ProgramLine) -> str:
    return "" if line.returned is None else f"→ {line.returned}"


def _code(picture: ProgramPicture) -> tuple[str, tuple[str, ...]]:
    return picture.host, tuple(line.code for line in picture.lines)
