"""Which keys a focused control keeps for itself, though the window has commands on them too."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QTabBar,
    QTextEdit,
)

_KEY = Qt.Key
_SIDEWAYS = {_KEY.Key_Left, _KEY.Key_Right}
_FAR = {_KEY.Key_Home, _KEY.Key_End, _KEY.Key_PageUp, _KEY.Key_PageDown}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_TYPED = (_PLAIN[0], _PLAIN[1], Qt.KeyboardModifier.ShiftModifier)


def belongs(widget: QObject | None, event: QKeyEvent) -> bool:
    """Whether its key is the focused widget's own rather than a command of the window."""
    key, modifiers = Qt.Key(event.key()), event.modifiers()
    if key == _KEY.Key_C and modifiers == Qt.KeyboardModifier.ControlModifier:
        return _is_selected_in(widget)
    if isinstance(widget, QLineEdit | QAbstractSpinBox | QTextEdit | QPlainTextEdit):
        writes = key < _KEY.Key_Escape or key in _SIDEWAYS | _FAR
        return modifiers in _TYPED and writes and not _only_shown(widget, key)
    return modifiers in _PLAIN and key in _moves(widget)


def _is_selected_in(widget: QObject | None) -> bool:
    """Whether there is text to be copied; a line edit claims the key by itself."""
    match widget:
        case QLabel():
            return widget.hasSelectedText()
        case QTextEdit() | QPlainTextEdit():
            return widget.textCursor().hasSelection()
    return False


def _only_shown(widget: QObject, key: Qt.Key) -> bool:
    """A text that can only be read needs no letters."""
    return key < _KEY.Key_Escape and bool(getattr(widget, "isReadOnly", bool)())


def _moves(widget: QObject | None) -> set[Qt.Key]:
    """The keys that do something in a control that nobody types into."""
    match widget:
        case QAbstractSlider():
            return _SIDEWAYS | _FAR
        case QComboBox():
            return _FAR | {_KEY.Key_Space}
        case QRadioButton():
            return _SIDEWAYS | {_KEY.Key_Space}
        case QAbstractButton():
            return {_KEY.Key_Space}
        case QTabBar():
            return _SIDEWAYS | {_KEY.Key_Home, _KEY.Key_End}
        case QListView():
            return _FAR | {_KEY.Key_Space}
        case QAbstractItemView():
            return _SIDEWAYS | _FAR
    return set()
