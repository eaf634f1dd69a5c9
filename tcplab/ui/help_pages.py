"""The page behind Help that lists all keys."""

from collections.abc import Iterator

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from tcplab.ui.actions import (
    BRANCH,
    COMMANDS,
    EDIT,
    FILE,
    HELP,
    PRESENTATION,
    SEGMENT,
    STEP,
    VIEW,
    Command,
    translated,
)
from tcplab.ui.unhurried import Unhurried, polish

translate = QCoreApplication.translate

_NAME = "keys"

_COLUMNS = ((FILE, STEP, EDIT), (SEGMENT, BRANCH), (VIEW, PRESENTATION, HELP))
# Keys that the parts of the window know themselves.
_OF_CONTROLS = (
    Command("pick", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Pick the next one"), ("Tab",)),
    Command("unpick", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Pick none; give a drag up"), ("Esc",)),
    Command("touch", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Open its menu"), ("Menu", "Shift+F10")),
    Command("edit", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Edit a call or what is forged"), ("E",)),
    Command("cut", SEGMENT, QT_TRANSLATE_NOOP("Actions", "A cut shorter, longer"), ("{", "}")),
    Command("rename", EDIT, QT_TRANSLATE_NOOP("Actions", "Rename the host"), ("F2",)),
    Command("scroll", VIEW, QT_TRANSLATE_NOOP("Actions", "Scroll the diagram"), ("Up", "Down")),
)
# What the mouse does on the diagram, and what comes of it.
_BY_HAND = (
    (QT_TRANSLATE_NOOP("Help", "Drag a head"), QT_TRANSLATE_NOOP("Help", "The segment is late")),
    (QT_TRANSLATE_NOOP("Help", "Drag a call"), QT_TRANSLATE_NOOP("Help", "At another time")),
    (
        QT_TRANSLATE_NOOP("Help", "Drag a call’s button"),
        QT_TRANSLATE_NOOP("Help", "To a moment of its lifeline"),
    ),
    (
        QT_TRANSLATE_NOOP("Help", "Drag sideways"),
        QT_TRANSLATE_NOOP("Help", "A forged segment"),
    ),
    (
        QT_TRANSLATE_NOOP("Help", "Drag along a lifeline"),
        QT_TRANSLATE_NOOP("Help", "The cable is out meanwhile"),
    ),
    (QT_TRANSLATE_NOOP("Help", "Right click"), QT_TRANSLATE_NOOP("Help", "All this as a menu")),
)


def show_keys(parent: QWidget) -> None:
    """All keys, grouped as in the menu, unless they are on their way."""
    if parent.findChild(QDialog, _NAME) is None:
        dialog = QDialog(parent)
        dialog.setObjectName(_NAME)
        dialog.setWindowTitle(translate("Help", "Keys"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        Unhurried(dialog).begin(_opening(dialog))


def _opening(dialog: QDialog) -> Iterator[None]:
    page, area = QWidget(), QScrollArea(dialog)
    area.setWidget(page)
    area.setWidgetResizable(True)
    columns = QHBoxLayout(page)
    columns.setSpacing(28)
    for groups in _COLUMNS:
        column = QVBoxLayout()
        column.setSpacing(16)
        columns.addLayout(column)
        for group in groups:
            rows = [one for one in (*COMMANDS, *_OF_CONTROLS) if one.group == group and one.keys]
            texts = [(_keys(one), translated(one.text)) for one in rows]
            column.addWidget(_group(translated(group), texts))
            yield
        if SEGMENT in groups:
            texts = [(translate("Help", what), translate("Help", for_)) for what, for_ in _BY_HAND]
            column.insertWidget(1, _group(translate("Help", "By hand"), texts))
            yield
        column.addStretch(1)
    for group in page.children():
        if isinstance(group, QWidget):
            polish(group)
            yield
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, dialog)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(area)
    layout.addWidget(buttons)
    wanted = page.sizeHint() + QSize(60, 90)
    dialog.resize(wanted.boundedTo(dialog.parentWidget().window().size()))
    yield
    dialog.open()


def _keys(command: Command) -> str:
    return "  ".join(_native(key) for key in command.keys)


def _group(name: str, rows: list[tuple[str, str]]) -> QWidget:
    """A head, and rows of what one does and what it does."""
    widget = QWidget()
    grid = QGridLayout(widget)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    head = QLabel(name)
    head.setProperty("kind", "head")
    grid.addWidget(head, 0, 0, 1, 2)
    for row, (what, text) in enumerate(rows, 1):
        keys = QLabel(what)
        keys.setProperty("kind", "mono")
        grid.addWidget(keys, row, 0)
        grid.addWidget(QLabel(text), row, 1)
    grid.setColumnStretch(1, 1)
    return widget


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
