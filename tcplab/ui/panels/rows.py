"""Emptying a layout whose rows are made anew for every picture."""

from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout) -> None:
    """Takes all widgets out of a layout of nothing else; they are gone as in `drop`."""
    while layout.count():
        drop(layout, layout.itemAt(0).widget())


def drop(layout: QLayout, row: QWidget) -> None:
    """Takes one widget out of a layout; it vanishes at once and is deleted later."""
    layout.removeWidget(row)  # takeAt() hands over its item, which nobody would free
    row.hide()
    row.deleteLater()
