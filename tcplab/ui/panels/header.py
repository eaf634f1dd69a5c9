"""The tab Header: a segment's header as the RFC draws it, octets and values."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from tcplab.lab.header_picture import FLAG_BITS, HeaderPicture, Option
from tcplab.ui.host_names import shown_name
from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme
from tcplab.ui.panels.header_grid import FieldText, HeaderGrid


class HeaderTab(QWidget):
    """`position_chosen` carries the place of another segment of the same step."""

    position_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[HeaderPicture | None, Theme] | None = None
        self._title = QLabel()
        self._title.setProperty("kind", "head")
        self._title.setWordWrap(True)
        self._place = QLabel()
        self._place.setProperty("kind", "hint")
        self._back, self._forward = QToolButton(), QToolButton()
        self._grid = HeaderGrid()
        self._flags = [QLabel(name) for name in FLAG_BITS]
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 6)
        column.setSpacing(6)
        head = QHBoxLayout()
        head.setSpacing(2)
        head.addWidget(self._title, 1)
        head.addWidget(self._place)
        for button, step in ((self._back, -1), (self._forward, 1)):
            button.setProperty("kind", "icon")
            button.setFixedSize(22, 22)
            button.clicked.connect(lambda _checked, step=step: self._move(step))
            head.addWidget(button)
        column.addLayout(head)
        column.addWidget(self._grid)
        row = QHBoxLayout()
        row.setSpacing(3)
        for label in self._flags:
            row.addWidget(label, 1)
        column.addLayout(row)
        column.addStretch(1)

    def show_picture(self, picture: HeaderPicture | None, theme: Theme) -> None:
        """Shows one segment; None: the step has none."""
        shown = (picture, theme)
        if shown != self._shown:
            self._shown = shown
            self._back.setIcon(icon("back", theme))
            self._forward.setIcon(icon("forward", theme))
            self.retranslate()

    def _move(self, step: int) -> None:
        picture = self._shown[0] if self._shown is not None else None
        if picture is not None:
            self.position_chosen.emit((picture.position + step) % picture.count)

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        if self._shown is None:
            return
        picture, theme = self._shown
        several = picture is not None and picture.count > 1
        for widget in (self._place, self._back, self._forward):
            widget.setVisible(several)
        self._grid.setVisible(picture is not None)
        for label in self._flags:
            label.setVisible(picture is not None)
        if picture is None:
            self._title.setText(self.tr("No segment in this step"))
            return
        self._title.setText(self._titled(picture))
        self._place.setText(self.tr("{0} of {1}").format(picture.position + 1, picture.count))
        self._back.setAccessibleName(self.tr("The segment before"))
        self._forward.setAccessibleName(self.tr("The next segment"))
        self._grid.show_rows(self._rows(picture), theme)
        for label, name in zip(self._flags, FLAG_BITS, strict=True):
            is_set = name in picture.flags
            label.setProperty("kind", "flag-set" if is_set else "flag")
            label.style().unpolish(label)
            label.style().polish(label)
            label.setAccessibleName(f"{name} = {int(is_set)}")

    def _titled(self, picture: HeaderPicture) -> str:
        flags = ", ".join(picture.flags)
        at = f"{picture.sent / 1000:.3f}"
        what = self.tr("{0} from {1}, sent {2} s, {3} octets").format(
            flags, shown_name(picture.host), at, picture.size
        )
        if picture.lost is not None:
            return self.tr("{0}, lost").format(what)
        return self.tr("{0}, again").format(what) if picture.retransmission else what

    def _rows(self, picture: HeaderPicture) -> list[list[FieldText]]:
        fields = {}
        names = self._names()
        for field in picture.fields:
            value = str(field.value) if field.used else self.tr("not used")
            if field.name == "offset":
                value = self.tr("{0} words").format(field.value)
            elif field.name == "checksum":
                value = self.tr("correct") if picture.correct else self.tr("wrong")
            hexadecimal = field.octets.hex(" ")
            fields[field.name] = FieldText(names[field.name], hexadecimal, value, field.role)
        pairs = (
            ("source-port", "destination-port"),
            ("seq",),
            ("ack",),
            ("offset", "window"),
            ("checksum", "urgent"),
        )
        rows = [[fields[name] for name in pair] for pair in pairs]
        rows += [[self._option(option)] for option in picture.options]
        if picture.data_length:
            more = " …" if len(picture.data) < picture.data_length else ""
            count = self.tr("{0} octets").format(picture.data_length)
            rows.append([FieldText(self.tr("Data"), picture.data[:12].hex(" ") + more, count)])
        return rows

    def _names(self) -> dict[str, str]:
        return {
            "source-port": self.tr("Source port"),
            "destination-port": self.tr("Destination port"),
            "seq": self.tr("Sequence number"),
            "ack": self.tr("Acknowledgment number"),
            "offset": self.tr("Offset, reserved, flags"),
            "window": self.tr("Window"),
            "checksum": self.tr("Checksum"),
            "urgent": self.tr("Urgent pointer"),
        }

    def _option(self, option: Option) -> FieldText:
        names = {
            "end": self.tr("End of options, padding"),
            "mss": self.tr("Option: maximum segment size"),
            "window-scale": self.tr("Option: window scale"),
            "sack-permitted": self.tr("Option: SACK permitted"),
            "timestamps": self.tr("Option: timestamps"),
            "user-timeout": self.tr("Option: user timeout"),
        }
        value = ", ".join(str(value) for value in option.values)
        if option.name == "user-timeout":
            minutes, count = option.values
            value = f"{count} min" if minutes else f"{count} s"
        return FieldText(names[option.name], option.octets.hex(" "), value)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
