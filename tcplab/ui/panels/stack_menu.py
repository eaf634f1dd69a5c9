"""The menu of stacks: each with a line about it, the broken ones apart and in rust."""

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStyleOptionViewItem,
    QStylePainter,
    QWidget,
)

from tcplab.engine.stack import BROKEN, STACKS
from tcplab.ui.look.fonts import SEMIBOLD, ui_font
from tcplab.ui.look.icons import icon
from tcplab.ui.look.scaling import fit, letters, line
from tcplab.ui.look.theme import Theme

_CAPTION = Qt.ItemDataRole.UserRole + 1
_ROW = 44
_GAP = 9
_LEFT = 36
_WIDTH = 316

AnyIndex = QModelIndex | QPersistentModelIndex


class StackMenu(QComboBox):
    """`stack_chosen` carries the name of the stack that the user chose."""

    stack_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        names = [name for name in STACKS if name not in BROKEN]
        for name in names:
            self.addItem("", name)
        self.insertSeparator(self.count())
        for name in STACKS:
            if name in BROKEN:
                self.addItem("", name)
        self.setMaxVisibleItems(self.count())
        fit(self, "setFixedHeight", 26)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(8)
        self.activated.connect(self._choose)
        self._shown = 0
        self._theme: Theme | None = None
        self.retranslate()

    def show_stack(self, name: str) -> None:
        """Shows which stack it is."""
        self._shown = self.findData(name)
        self.setCurrentIndex(self._shown)
        self.setProperty("kind", "broken" if name in BROKEN else None)
        self.style().unpolish(self)
        self.style().polish(self)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # whoever scrolls the panel passes by

    def paintEvent(self, event: QPaintEvent) -> None:
        """A name that has no room ends in "…"."""
        painter, option = QStylePainter(self), QStyleOptionComboBox()
        self.initStyleOption(option)
        control, part = QStyle.ComplexControl.CC_ComboBox, QStyle.SubControl.SC_ComboBoxEditField
        room = self.style().subControlRect(control, option, part, self).width() - 2
        right = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(self.currentText(), right, room)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawComplexControl(control, option)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def _choose(self, index: int) -> None:
        if index != self._shown:
            self.setCurrentIndex(self._shown)  # until the experiment says so
            self.stack_chosen.emit(self.itemData(index))

    def set_theme(self, theme: Theme) -> None:
        """Paints the open menu in the theme's colours."""
        self._theme = theme

    def showPopup(self) -> None:
        """What opens is made when it is wanted."""
        if not isinstance(self.itemDelegate(), _StackDelegate):
            self.setItemDelegate(_StackDelegate(self))
        fit(self.view(), "setMinimumWidth", _WIDTH)
        super().showPopup()

    @property
    def theme(self) -> Theme | None:
        """The colours in which it is painted."""
        return self._theme

    def retranslate(self) -> None:
        """Says everything in the language of the interface."""
        words = {
            "textbook": (
                self.tr("Textbook"),
                self.tr("no options, no delayed ACK, MSL 30 s"),
            ),
            "rfc9293": (
                self.tr("RFC 9293"),
                self.tr("MSL 2 min, delayed ACK, Nagle, MSS option"),
            ),
            "linux": (
                self.tr("Linux"),
                self.tr("TIME-WAIT 60 s, RTO from 200 ms"),
            ),
            "two-way-handshake": (
                self.tr("Broken: two-way handshake"),
                self.tr("ESTABLISHED as soon as the SYN is there"),
            ),
            "no-time-wait": (
                self.tr("Broken: no TIME-WAIT"),
                self.tr("CLOSED at once after the last ACK"),
            ),
        }
        for index in range(self.count()):
            name = self.itemData(index)
            if name in words:
                title, caption = words[name]
                self.setItemText(index, title)
                self.setItemData(index, caption, _CAPTION)
                self.setItemData(index, f"{title}, {caption}", Qt.ItemDataRole.AccessibleTextRole)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _StackDelegate(QStyledItemDelegate):
    """Two lines for each stack, a check mark beside the present one."""

    def __init__(self, menu: StackMenu) -> None:
        super().__init__(menu)
        self._menu = menu

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:
        return QSize(round(letters(_WIDTH)), _GAP if self._is_separator(index) else line(_ROW, 2))

    @staticmethod
    def _is_separator(index: AnyIndex) -> bool:
        return index.data(Qt.ItemDataRole.AccessibleDescriptionRole) == "separator"

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        theme, box = self._menu.theme, QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._is_separator(index):
            painter.fillRect(QRectF(box.left() + 8, box.center().y(), box.width() - 16, 1),
                             QColor(theme.hairline))  # fmt: skip
            painter.restore()
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.selected))
            painter.drawRoundedRect(box, 5, 5)
        if index.row() == self._menu.currentIndex():
            check = QRectF(box.left() + 10, box.top() + 6, 16, 16).toRect()
            icon("check", theme).paint(painter, check)
        broken = index.data(Qt.ItemDataRole.UserRole) in BROKEN
        text = box.adjusted(_LEFT, 5, -10, -5)
        painter.setFont(ui_font(letters(13), SEMIBOLD))
        painter.setPen(QColor(theme.loss if broken else theme.ink))
        painter.drawText(text, Qt.AlignmentFlag.AlignTop, index.data())
        painter.setFont(ui_font(letters(12)))
        painter.setPen(QColor(theme.ink3))
        painter.drawText(text, Qt.AlignmentFlag.AlignBottom, index.data(_CAPTION))
        painter.restore()
