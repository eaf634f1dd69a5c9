"""Where everything in the window stands, for its size and for what is being done."""

from tcplab.ui.bar_parts import BUSY_HEIGHT
from tcplab.ui.frame import DRAWER, Frame, frame
from tcplab.ui.toolbar import HEIGHT


def arrange(window) -> None:
    """Places, shows and hides the parts of a MainWindow."""
    area = window.centralWidget().rect()
    asking, comparing = window.predicting.on, window.comparing.on
    parts = frame(area.width(), area.height() - HEIGHT, predicting=asking)
    window.toolbar.setGeometry(0, 0, area.width(), HEIGHT)
    window.busy_bar.setGeometry(0, HEIGHT, area.width(), BUSY_HEIGHT)
    below = window.notices.height_needed
    if comparing:
        height = area.height() - HEIGHT - below
        window.compare.setGeometry(0, HEIGHT, area.width(), height)
        window.notices.setGeometry(0, HEIGHT + height, area.width(), below)
    else:
        _place_one(window, parts, below)
    _show(window, parts, asking=asking, comparing=comparing)


def _place_one(window, parts: Frame, below: int) -> None:
    """One run: the canvas in the middle, panels around it."""
    area = window.centralWidget().rect()
    bottom = HEIGHT + parts.height
    window.left.setGeometry(0, HEIGHT, parts.left or DRAWER, area.height() - HEIGHT)
    window.canvas.setGeometry(parts.left, HEIGHT, parts.canvas, parts.height - below)
    window.notices.setGeometry(parts.left, bottom - below, parts.canvas, below)
    for side in window.sides:
        side.setGeometry(area.width() - parts.right, HEIGHT, parts.right, parts.height)
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
