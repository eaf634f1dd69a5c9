"""What each row of the table of actions does in a window."""

from collections.abc import Callable
from functools import partial
from types import ModuleType

from PySide6.QtCore import QT_TRANSLATE_NOOP

from tcplab.ui.canvas.keys import DELAY_STEP
from tcplab.ui.canvas.widget import SequenceCanvas
from tcplab.ui.looks import set_relative, set_still
from tcplab.ui.notices import CLOSE, Choice
from tcplab.ui.panels.pages import NAMES
from tcplab.ui.starting import start_another

_ALONE = QT_TRANSLATE_NOOP(
    "Notices",
    "There is nothing to compare this run with yet: edit it (lose a segment), or open a file.",
)
_CHOOSE = QT_TRANSLATE_NOOP("Notices", "Choose a file…")


def commands(window) -> dict[str, Callable[[], object]]:
    """By the names of the table; `window` is a MainWindow with all its parts."""
    return (
        _documents(window) | _steps(window) | _segments(window)
        | _branches(window) | _presentation(window) | _views(window)
    )  # fmt: skip


def _documents(window) -> dict[str, Callable[[], object]]:
    documents, printing, session = window.documents, window.printing, window.session
    return {
        "new": documents.new,
        "new_window": start_another,
        "open": documents.ask_and_open,
        "save": documents.save,
        "save_as": documents.save_as,
        "save_lesson": lambda: documents.save_lesson(window.left.look_for_own),
        "export": printing.ask_and_export,
        "print": printing.ask_and_print,
        "quit": window.close,
        "undo": session.undo,
        "redo": session.redo,
        "revert": documents.revert,
        "hosts": lambda: window.host_dialog.open_at(0),
        "copy_picture": printing.copy_picture,
        "copy_text": printing.copy_text,
        "copy_link": printing.copy_link,
        "paste": documents.open_pasted,
    }


def _steps(window) -> dict[str, Callable[[], object]]:
    predicting = window.predicting

    def forward() -> None:
        """The next step; if a question waits for it, first that, then its answer."""
        if predicting.question is not None:
            predicting.show_answer()
        elif not predicting.go_on():
            window.walk.step(1)

    def stop_and(move: Callable[..., None], *values: int) -> None:
        window.player.stop()
        move(*values)

    return {
        "start": lambda: window.go(0),
        "back": lambda: stop_and(window.walk.step, -1),
        "play": lambda: window.player.toggle(window.walk),
        "forward": lambda: stop_and(forward),
        "end": lambda: window.go(window.walk.last),
        "previous_state": lambda: stop_and(window.walk.step_to_state, -1),
        "next_state": lambda: stop_and(window.walk.step_to_state, 1),
        "predict": lambda: stop_and(predicting.toggle),
        "ask": lambda: stop_and(predicting.ask_here),
    }


def _segments(window) -> dict[str, Callable[[], object]]:
    def canvas() -> SequenceCanvas:
        return window.presenting.canvas or window.shown_canvas

    return {
        "lose": lambda: canvas().act.lose(),
        "duplicate": lambda: canvas().act.duplicate(),
        "earlier": lambda: canvas().act.shift(-DELAY_STEP),
        "later": lambda: canvas().act.shift(DELAY_STEP),
        "clear": lambda: canvas().act.clear(),
        "next_call": lambda: canvas().act.next_call(),
        "next_cut": lambda: canvas().act.next_cut(),
        "zoom_in": lambda: canvas().zoom.more(),
        "zoom_out": lambda: canvas().zoom.less(),
        "zoom_reset": lambda: canvas().zoom.reset(),
    }


def _presentation(window) -> dict[str, Callable[[], object]]:
    presenting = window.presenting
    return {
        "present": presenting.toggle,
        "blank": presenting.toggle_black,
        "ink": lambda: presenting.take("ink"),
        "spotlight": lambda: presenting.take("spotlight"),
    }


def _branches(window) -> dict[str, Callable[[], object]]:
    branching, session, comparing = window.branching, window.session, window.comparing

    def compare() -> None:
        window.player.stop()
        if not comparing.toggle():
            choose = Choice(_CHOOSE, window.compare_menu.ask_for_file)
            window.notices.tell("compare", _ALONE, choose, CLOSE)
        window.action["compare"].setChecked(comparing.on)

    return {
        "compare": compare,
        "next_branch": lambda: branching.step(1),
        "previous_branch": lambda: branching.step(-1),
        "rename_branch": lambda: branching.ask_name(window.wardrobe, session.branches.here),
        "delete_branch": lambda: branching.delete(session.branches.here),
    }


def _views(window) -> dict[str, Callable[[], object]]:
    return {
        "panel": window.drawer.toggle,
        "plots": window.plotting.show,
        **{name: partial(window.right.pages.show_tab, name) for name in NAMES},
        "relative": partial(set_relative, window),
        "larger_text": lambda: window.text_size.step(1),
        "smaller_text": lambda: window.text_size.step(-1),
        "resets": lambda: window.right.set_resets(window.action["resets"].isChecked()),
        "still": partial(set_still, window),
        "menu": lambda: window.toolbar.open_menu(window.menu),
        "keys": lambda: _help().show_keys(window.wardrobe),
        "hint": window.hinting.show_again,
        "about": lambda: _about().AboutDialog(window.wardrobe).open(),
    }


def _help() -> ModuleType:
    from tcplab.ui import help_pages  # its dialogs are for later

    return help_pages


def _about() -> ModuleType:
    from tcplab.ui import about  # as above

    return about
