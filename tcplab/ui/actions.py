"""Every command of the window in one table: its words, its icon, its keys."""

from collections.abc import Callable

import msgspec
from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject
from PySide6.QtGui import QAction, QKeySequence

from tcplab.ui.look.icons import icon
from tcplab.ui.look.theme import Theme

_CONTEXT = "Actions"


class Command(msgspec.Struct, frozen=True):
    """One row of the table; `group` is the menu (and the part of the key list) that it is in."""

    name: str
    group: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str | None = None
    checkable: bool = False


FILE = QT_TRANSLATE_NOOP("Actions", "File")
EDIT = QT_TRANSLATE_NOOP("Actions", "Edit")
STEP = QT_TRANSLATE_NOOP("Actions", "Step")
SEGMENT = QT_TRANSLATE_NOOP("Actions", "Segment")
BRANCH = QT_TRANSLATE_NOOP("Actions", "Branch")
VIEW = QT_TRANSLATE_NOOP("Actions", "View")
HELP = QT_TRANSLATE_NOOP("Actions", "Help")
PRESENTATION = QT_TRANSLATE_NOOP("Actions", "Presentation")
GROUPS = (FILE, EDIT, STEP, SEGMENT, BRANCH, VIEW, PRESENTATION, HELP)

COMMANDS = (
    Command("new", FILE, QT_TRANSLATE_NOOP("Actions", "New experiment"), ("Ctrl+N",), "plus"),
    Command("new_window", FILE, QT_TRANSLATE_NOOP("Actions", "New window"), ("Ctrl+Shift+N",)),
    Command("open", FILE, QT_TRANSLATE_NOOP("Actions", "Open…"), ("Ctrl+O",), "open"),
    Command("save", FILE, QT_TRANSLATE_NOOP("Actions", "Save"), ("Ctrl+S",), "save"),
    Command("save_as", FILE, QT_TRANSLATE_NOOP("Actions", "Save as…"), ("Ctrl+Shift+S",)),
    Command("save_lesson", FILE, QT_TRANSLATE_NOOP("Actions", "Save as lesson…")),
    Command("export", FILE, QT_TRANSLATE_NOOP("Actions", "Export…"), ("Ctrl+E",), "export"),
    Command("print", FILE, QT_TRANSLATE_NOOP("Actions", "Print…"), ("Ctrl+P",), "print"),
    Command("quit", FILE, QT_TRANSLATE_NOOP("Actions", "Quit"), ("Ctrl+Q",)),
    Command("undo", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo"), ("Ctrl+Z",), "undo"),
    Command("redo", EDIT, QT_TRANSLATE_NOOP("Actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), "redo"),
    Command("revert", EDIT, QT_TRANSLATE_NOOP("Actions", "Undo all edits"), ("Ctrl+R",), "restart"),
    Command("hosts", EDIT, QT_TRANSLATE_NOOP("Actions", "Host options…"), ("O",), "sliders"),
    Command("copy_picture", EDIT, QT_TRANSLATE_NOOP("Actions", "Copy picture"), ("Ctrl+C",)),
    Command("copy_text", EDIT, QT_TRANSLATE_NOOP("Actions", "Copy as text"), ("Ctrl+Shift+C",)),
    Command("copy_link", EDIT, QT_TRANSLATE_NOOP("Actions", "Copy as link"), ("Ctrl+K",)),
    Command("paste", EDIT, QT_TRANSLATE_NOOP("Actions", "Open pasted link"), ("Ctrl+V",)),
    Command("start", STEP, QT_TRANSLATE_NOOP("Actions", "To the start"), ("Home",), "to-start"),
    Command("back", STEP, QT_TRANSLATE_NOOP("Actions", "Step back"), ("Left", "PgUp"), "back"),
    Command("play", STEP, QT_TRANSLATE_NOOP("Actions", "Play or pause"), ("Space",), "play"),
    Command(
        "forward",
        STEP,
        QT_TRANSLATE_NOOP("Actions", "Step forward"),
        ("Right", "PgDown"),
        "forward",
    ),
    Command("end", STEP, QT_TRANSLATE_NOOP("Actions", "To the end"), ("End",), "to-end"),
    Command(
        "previous_state",
        STEP,
        QT_TRANSLATE_NOOP("Actions", "To the previous change of state"),
        ("Shift+Left",),
    ),
    Command(
        "next_state",
        STEP,
        QT_TRANSLATE_NOOP("Actions", "To the next change of state"),
        ("Shift+Right",),
    ),
    Command(
        "predict", STEP, QT_TRANSLATE_NOOP("Actions", "Predict, then see"), ("P",), checkable=True
    ),
    Command("ask", STEP, QT_TRANSLATE_NOOP("Actions", "Ask about the next step"), ("Shift+P",)),
    Command("lose", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Lose it, or bring it back"), ("L",)),
    Command("duplicate", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Duplicate it"), ("D",)),
    Command("earlier", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Arrive 50 ms earlier"), ("[",)),
    Command("later", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Arrive 50 ms later"), ("]",)),
    Command(
        "clear",
        SEGMENT,
        QT_TRANSLATE_NOOP("Actions", "Clear it; remove a call or a cut"),
        ("Del",),
    ),
    Command("next_call", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Pick the next call"), ("T",)),
    Command(
        "next_cut", SEGMENT, QT_TRANSLATE_NOOP("Actions", "Pick the next cut of a cable"), ("K",)
    ),
    Command(
        "compare", BRANCH, QT_TRANSLATE_NOOP("Actions", "Compare"), ("C",), "split", checkable=True
    ),
    Command("next_branch", BRANCH, QT_TRANSLATE_NOOP("Actions", "Next branch"), ("Ctrl+Down",)),
    Command(
        "previous_branch", BRANCH, QT_TRANSLATE_NOOP("Actions", "Previous branch"), ("Ctrl+Up",)
    ),
    Command("rename_branch", BRANCH, QT_TRANSLATE_NOOP("Actions", "Rename branch…"), ("Shift+F2",)),
    Command("delete_branch", BRANCH, QT_TRANSLATE_NOOP("Actions", "Delete branch"), ("Ctrl+Del",)),
    Command(
        "panel", VIEW, QT_TRANSLATE_NOOP("Actions", "Experiment panel"), ("F9",), "panel", True
    ),
    Command("why", VIEW, QT_TRANSLATE_NOOP("Actions", "Why"), ("1",)),
    Command("tcb", VIEW, QT_TRANSLATE_NOOP("Actions", "TCB"), ("2",)),
    Command("netstat", VIEW, QT_TRANSLATE_NOOP("Actions", "netstat"), ("3",)),
    Command("header", VIEW, QT_TRANSLATE_NOOP("Actions", "Header"), ("4",)),
    Command("knowledge", VIEW, QT_TRANSLATE_NOOP("Actions", "Knowledge"), ("5",)),
    Command("program", VIEW, QT_TRANSLATE_NOOP("Actions", "Program"), ("6",)),
    Command("plots", VIEW, QT_TRANSLATE_NOOP("Actions", "Plots"), ("G",)),
    Command(
        "relative",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Relative sequence numbers"),
        ("N",),
        checkable=True,
    ),
    Command("zoom_in", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom in"), ("Ctrl++", "Ctrl+=")),
    Command("zoom_out", VIEW, QT_TRANSLATE_NOOP("Actions", "Zoom out"), ("Ctrl+-",)),
    Command("zoom_reset", VIEW, QT_TRANSLATE_NOOP("Actions", "Original size"), ("Ctrl+0",)),
    Command(
        "larger_text",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Larger text"),
        ("Ctrl+Shift++", "Ctrl+Shift+="),
    ),
    Command(
        "smaller_text",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Smaller text"),
        ("Ctrl+Shift+-", "Ctrl+Shift+_"),
    ),
    Command(
        "resets",
        VIEW,
        QT_TRANSLATE_NOOP("Actions", "Resets in the state diagram"),
        ("X",),
        checkable=True,
    ),
    Command("still", VIEW, QT_TRANSLATE_NOOP("Actions", "Reduced motion"), ("M",), checkable=True),
    Command(
        "present", PRESENTATION, QT_TRANSLATE_NOOP("Actions", "Present"), ("F5",), "present", True
    ),
    Command("blank", PRESENTATION, QT_TRANSLATE_NOOP("Actions", "Blank the picture"), ("B", ".")),
    Command("ink", PRESENTATION, QT_TRANSLATE_NOOP("Actions", "Draw by hand"), ("I",)),
    Command("spotlight", PRESENTATION, QT_TRANSLATE_NOOP("Actions", "Spotlight"), ("S",)),
    Command("menu", HELP, QT_TRANSLATE_NOOP("Actions", "Menu"), ("F10",), "menu"),
    Command("keys", HELP, QT_TRANSLATE_NOOP("Actions", "Keys"), ("F1",), "help"),
    Command("hint", HELP, QT_TRANSLATE_NOOP("Actions", "Show how to lose a segment")),
    Command("about", HELP, QT_TRANSLATE_NOOP("Actions", "About TCP Lab")),
)


def translated(text: str) -> str:
    """A word of the table in the language of the interface."""
    return QCoreApplication.translate(_CONTEXT, text)


class Actions:
    """The table as QActions of one window; `actions["undo"]` is one of them."""

    def __init__(self, owner: QObject) -> None:
        self._actions: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(owner)
            action.setObjectName(command.name)
            action.setShortcuts([QKeySequence(key) for key in command.keys])
            action.setCheckable(command.checkable)
            self._actions[command.name] = action
        self.retranslate()

    def connect(self, do: dict[str, Callable[[], object]]) -> None:
        """Has every action do something, by its name."""
        for name, action in self._actions.items():
            action.triggered.connect(lambda _checked, name=name: do[name]())

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def group(self, group: str) -> list[QAction]:
        """The actions of one menu, in the order of the table."""
        return [self._actions[one.name] for one in COMMANDS if one.group == group]

    def retranslate(self) -> None:
        """Says everything in the language of the interface; tooltips name the first key."""
        for command in COMMANDS:
            action = self._actions[command.name]
            action.setText(translated(command.text))
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{action.text()} ({key})" if key else action.text())

    def set_theme(self, theme: Theme) -> None:
        """Draws the icons in the theme's ink."""
        for command in COMMANDS:
            if command.icon is not None:
                self._actions[command.name].setIcon(icon(command.icon, theme))
