"""How large text is, from 100 % to 200 %: one value of the application, for fonts and for boxes.

Letters grow by it, and a box around a line of them by as much as the line does; what holds no text
stays as it is. Pictures that are exported or shown on a stage have sizes of their own.
"""

from PySide6.QtWidgets import QApplication, QWidget

STEPS = (100, 125, 150, 175, 200)
"""What can be chosen, in per cent."""

_LINE = 16
"""How high a line of the interface's usual letters is."""

_PROPERTY = "textScale"


def text_scale() -> float:
    """By how much all text is larger than usual; 1 is usual."""
    application = QApplication.instance()
    return (application.property(_PROPERTY) if application is not None else None) or 1.0


def set_text_scale(scale: float) -> None:
    """From now on; whoever changes it dresses the windows anew and calls `refit`."""
    QApplication.instance().setProperty(_PROPERTY, scale)


def letters(px: float) -> float:
    """Pixels that count letters: a font's size, the width of a column of text."""
    return px * text_scale()


def line(px: float, lines: int = 1) -> int:
    """The height of a box that is `px` high around so many lines of usual text."""
    return round(px + lines * _LINE * (text_scale() - 1))


_FITTED = {
    "setFixedHeight": line,
    "setMinimumHeight": line,
    "setFixedWidth": lambda px: round(letters(px)),
    "setMinimumWidth": lambda px: round(letters(px)),
    "setMaximumWidth": lambda px: round(letters(px)),
}


def fit(widget: QWidget, setter: str, px: int) -> None:
    """Calls one of a widget's setters of size with `px` at usual text; `refit` does it again."""
    widget.setProperty(f"fit-{setter}", px)
    getattr(widget, setter)(_FITTED[setter](px))


def refit(part: QWidget) -> None:
    """After a change: what was fitted in a part of a window is so again."""
    for widget in (part, *part.findChildren(QWidget)):
        for name in widget.dynamicPropertyNames():
            kind, _, setter = bytes(name.data()).decode().partition("-")
            if kind == "fit":
                fit(widget, setter, widget.property(f"fit-{setter}"))


class Lengths(dict[str, str]):
    """For a style sheet: `$px13` is a length of letters, `$line26` the height of a box."""

    def __missing__(self, key: str) -> str:
        for kind, length in (("px", letters), ("line", line)):
            if key.startswith(kind) and key[len(kind) :].isdigit():
                return f"{round(length(int(key[len(kind) :])))}px"
        raise KeyError(key)
