"""A few buttons that share their borders: one of them is chosen."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

_ARROWS = {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down}


class Segments(QWidget):
    """`chosen` carries the index of the button that was pressed; the arrow keys go along them."""

    chosen = Signal(int)

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for index in range(count):
            button = QPushButton()
            place = "first" if index == 0 else "last" if index == count - 1 else "middle"
            button.setProperty("segment", place)
            button.setCheckable(True)
            button.installEventFilter(self)
            self._group.addButton(button, index)
            row.addWidget(button, 1)
        self._group.idClicked.connect(self.chosen)

    def set_texts(self, texts: tuple[str, ...], about: str) -> None:
        """The words on the buttons, and what they choose, for those who cannot see it."""
        for button, text in zip(self._group.buttons(), texts, strict=True):
            button.setText(text)
            button.setToolTip(text)
            button.setAccessibleName(f"{about}: {text}")

    def choose(self, index: int | None) -> None:
        """Shows which is chosen; None for none of them."""
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(self._group.id(button) == index)
        self._group.setExclusive(True)

    def button(self, index: int) -> QPushButton:
        """One of the buttons."""
        return self._group.button(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The arrow keys of a group are its own, though the window steps with them.
        if event.type() == QEvent.Type.ShortcutOverride and event.key() in _ARROWS:
            event.accept()
            return True
        return False
