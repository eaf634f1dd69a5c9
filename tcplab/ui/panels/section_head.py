"""The head of a section: its name at the left, a few words about it at the right."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from tcplab.ui.look.scaling import fit


class SectionHead(QWidget):
    """One line; the hint gives way where there is no room for both."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel()
        self._name.setProperty("kind", "head")
        self._hint = QLabel()
        self._hint.setProperty("kind", "hint")
        self._hint.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._hint.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._name)
        row.addWidget(self._hint, 1)
        fit(self, "setFixedHeight", 22)

    def set_name(self, name: str) -> None:
        self._name.setText(name)

    def set_hint(self, hint: str) -> None:
        self._hint.setText(hint)
        self._hint.setToolTip(hint if len(hint) > 24 else "")

    @property
    def hint(self) -> str:
        """The words at the right."""
        return self._hint.text()
