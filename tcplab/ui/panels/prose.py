"""A paragraph with the line height of the design, in the style of body text."""

import re

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from tcplab.ui.look.scaling import letters

_LINE = 20
_UNIT = re.compile(r"(?<=\d) (?=(?:ms|s|min|h)\b)")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_STATE = re.compile(r"(?<=[A-Z])-(?=[A-Z0-9])")


def together(text: str) -> str:
    """The text with every number and its unit on one line."""
    return _UNIT.sub("\u00a0", text)


def unbroken(text: str) -> str:
    """A number and its unit stay on one line, and so does the name of a state."""
    return _STATE.sub("\u2060-\u2060", together(text))


class Prose(QLabel):
    """Wraps at the width it is given; can be selected with the mouse; hides itself if empty."""

    def __init__(self, kind: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", kind)
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._plain = ""

    def set_prose(self, text: str) -> None:
        """Plain text; an empty line in it begins a new paragraph."""
        self._plain = text
        paragraphs = unbroken(text).translate(_ESCAPED).split("\n\n")
        style = f"margin:0; line-height:{round(letters(_LINE))}px; -qt-line-height-type:fixed"
        self.setText("".join(f'<p style="{style}">{each}</p>' for each in paragraphs))
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.FontChange and self._plain:
            self.set_prose(self._plain)
        super().changeEvent(event)

    @property
    def prose(self) -> str:
        """The plain text that is shown."""
        return self._plain
