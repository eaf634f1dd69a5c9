"""Emptying a layout whose rows are made anew for every picture."""

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout) -> None:
    """Takes all widgets out of a layout; they vanish at once and are deleted later."""
    while layout.count():
        widget = layout.takeAt(0).widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
