"""The canvas's colours and pens for a theme, and what a painter needs to know of the moment."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from tcplab.ui.canvas.sizes import Sizes
from tcplab.ui.look.theme import Theme

_DIMMED = 0.5


class View(NamedTuple):
    """Which moment of the run is shown, and what is pointed at.

    `cursor` is a moment, None for all of the run without a now line; `now` is the now line's y,
    which may still be on its way; `clock` is the time (ms) there if it is not the moment's, and
    `idle` says that nothing has happened since. `picked` and `hovered` are arrows by index, `ring`
    says that the keyboard picked. `timers` is a lifeline all of whose timers are shown.
    """

    cursor: int | None = None
    now: float | None = None
    hovered: int | None = None
    picked: int | None = None
    ring: bool = False
    timers: int | None = None
    clock: int | None = None
    idle: bool = False

    def past(self, moment: int) -> bool:
        """Whether a moment has been reached."""
        return self.cursor is None or moment <= self.cursor


class Look:
    """Colours by what they are for, and lines as wide as the sizes want them."""

    def __init__(self, theme: Theme, sizes: Sizes) -> None:
        self.theme = theme
        self.sizes = sizes
        self._dimmed: dict[int, QColor] = {}
        self._pens: dict[tuple[int, float, tuple[float, ...]], QPen] = {}
        self.canvas = QColor(theme.canvas)
        self.ink = QColor(theme.ink)
        self.ink2 = QColor(theme.ink2)
        self.ink3 = QColor(theme.ink3)
        self.future = QColor(theme.future)
        self.control = QColor(theme.control)
        self.loss = QColor(theme.loss)
        self.loss_line = QColor(theme.loss_line)
        self.mark = QColor(theme.mark)
        self.hairline = QColor(theme.hairline)
        hosts = [theme.host(role) for role in range(3)]
        self.line = [QColor(host.line) for host in hosts]
        self.text = [QColor(host.text) for host in hosts]
        self.token = [QColor(host.token) for host in hosts]
        self.band_text = [QColor(host.band_text) for host in hosts]
        self.tints = [
            [self.canvas, *(QColor(tint) for tint in host.tints)] for host in hosts
        ]  # fmt: skip
        self.edge = [[mixed(host, tint, 0.45) for tint in tints]
                     for host, tints in zip(self.line, self.tints, strict=True)]  # fmt: skip

    def dimmed(self, colour: QColor) -> QColor:
        """The same as it looks before its time has come."""
        known = self._dimmed.get(colour.rgb())
        if known is None:
            known = self._dimmed[colour.rgb()] = mixed(self.canvas, colour, _DIMMED)
        return known

    def pen(self, colour: QColor, width: float, dashes: tuple[float, ...] = ()) -> QPen:
        """A line of `width` times the sizes' stroke; dashes in pixels, flat ends."""
        key = (colour.rgb(), width, dashes)
        known = self._pens.get(key)
        if known is None:
            known = self._pens[key] = self._pen(colour, width, dashes)
        return QPen(known)  # whoever gets it may change it

    def _pen(self, colour: QColor, width: float, dashes: tuple[float, ...]) -> QPen:
        width *= self.sizes.stroke
        pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        if dashes:
            pen.setDashPattern([dash * self.sizes.stroke / width for dash in dashes])
        return pen


@lru_cache(maxsize=16)
def look_of(theme: Theme, sizes: Sizes) -> Look:
    """The look that goes with a theme and sizes, made once."""
    return Look(theme, sizes)


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """`share` of `other` in `one`: what see-through paint would give, on any device."""
    return QColor.fromRgbF(
        *(a + share * (b - a) for a, b in zip(one.getRgbF()[:3], other.getRgbF()[:3], strict=True))
    )
