"""Emptying a layout whose rows are made anew for every picture.

Nobody asks a layout for its items: what PySide hands out for one outlives it where its widget goes
some other way than by `removeWidget`, and is then taken for whatever comes to lie in its place.
"""

from PySide6.QtWidgets import QLayout, QWidget


def clear(layout: QLayout) -> None:
    """Takes all widgets out of a layout of nothing else; they are gone as in `drop`."""
    for one in layout.parentWidget().children():
        if isinstance(one, QWidget) and layout.indexOf(one) >= 0:
            drop(layout, one)


def drop(layout: QLayout, row: QWidget) -> None:
    """Takes one widget out of a layout; it vanishes at once and is deleted later."""
    layout.removeWidget(row)  # takeAt() hands over its item, which nobody would free
    row.hide()
    row.deleteLater()
