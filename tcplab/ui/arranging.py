"""Where everything in the window stands, for its size and for what is being done."""

from tcplab.ui.bar_parts import BUSY_HEIGHT
from tcplab.ui.frame import DRAWER, Frame, bar_height, frame
from tcplab.ui.look.scaling import letters, text_scale
from tcplab.ui.looks import fetch
from tcplab.ui.timeline.scene import lanes_wanted


def arrange(window) -> None:
    """Places, shows and hides the parts of a MainWindow."""
    area, top = window.centralWidget().rect(), bar_height()
    asking, comparing = window.predicting.on, window.comparing.on
    for part in ([window.predict] if asking else []) + ([window.compare] if comparing else []):
        fetch(window, part)
    room = (area.width(), area.height() - top)
    lanes = lanes_wanted(window.branching.lanes)
    parts = frame(*room, predicting=asking, scale=text_scale(), lanes=lanes)
    window.toolbar.setGeometry(0, 0, area.width(), top)
    window.busy_bar.setGeometry(0, top, area.width(), BUSY_HEIGHT)
    below = window.notices.height_needed
    if below and not window.notices.styleSheet():  # to read one takes a millisecond of the start
        window.notices.setStyleSheet(window.sheet)
    if comparing:
        height = area.height() - top - below
        window.compare.setGeometry(0, top, area.width(), height)
        window.notices.setGeometry(0, top + height, area.width(), below)
    else:
        _place_one(window, parts, below)
    _show(window, parts, asking=asking, comparing=comparing)


def _place_one(window, parts: Frame, below: int) -> None:
    """One run: the canvas in the middle, panels around it."""
    area, top = window.centralWidget().rect(), bar_height()
    bottom = top + parts.height
    window.left.setGeometry(0, top, parts.left or round(letters(DRAWER)), area.height() - top)
    window.canvas.setGeometry(parts.left, top, parts.canvas, parts.height - below)
    window.notices.setGeometry(parts.left, bottom - below, parts.canvas, below)
    for side in window.sides:
        side.setGeometry(area.width() - parts.right, top, parts.right, parts.height)
    window.timeline.setGeometry(parts.left, bottom, area.width() - parts.left, parts.bottom)


def _show(window, parts: Frame, *, asking: bool, comparing: bool) -> None:
    drawer = parts.drawer and not asking and not comparing
    beside = not asking and not comparing and not parts.drawer
    window.action["panel"].setEnabled(drawer)
    window.action["panel"].setChecked(drawer and window.drawer.is_open)
    window.left.setVisible(beside or (drawer and window.drawer.is_open))
    for side in window.sides:
        side.setVisible(not comparing and asking is not (side is window.right))
    for part in (window.canvas, window.timeline):
        part.setVisible(not comparing)
    window.action["compare"].setChecked(comparing)
    if comparing or "compare" in vars(window):
        window.compare.setVisible(comparing)
    for part in (window.left, window.notices, window.busy_bar):
        part.raise_()
