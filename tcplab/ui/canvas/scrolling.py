"""Where the canvas is scrolled to, and how it goes elsewhere: at once, or gliding."""

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar

from tcplab.ui.canvas.motion import Glide

FOLLOW = 0.68
"""Where in the viewport the now line stands after it would have left."""

BELOW = 24
"""How much of the viewport the now line leaves below itself."""

_ABOVE, _AROUND = 12, 30


class Scrolling:
    """The two bars of one canvas; all places are the scene's, in logical pixels."""

    def __init__(self, area: QAbstractScrollArea, glide_ms: int) -> None:
        self._area = area
        self._glide = Glide(area, glide_ms, lambda y: self._bar.setValue(round(y)))
        self.stop, self.finish = self._glide.stop, self._glide.finish

    @property
    def _bar(self) -> QScrollBar:
        """Asked for anew: Python may forget what it knows of a part that Qt has made."""
        return self._area.verticalScrollBar()

    @property
    def corner(self) -> QPointF:
        """The place that is at the viewport's top left."""
        return QPointF(self._area.horizontalScrollBar().value(), self._bar.value())

    def to(self, corner: QPointF) -> None:
        """Brings a place to the viewport's top left, or as near as there is room."""
        self._area.horizontalScrollBar().setValue(round(corner.x()))
        self._bar.setValue(round(corner.y()))

    def fit(self, width: float, height: float) -> None:
        """The scene has this size: how far one can scroll in it.

        The first two hosts are at the right: from there one looks, however wide it becomes.
        """
        shown, sideways = self._area.viewport().size(), self._area.horizontalScrollBar()
        right = sideways.maximum() - sideways.value()
        for bar, length, page in (
            (self._bar, height, shown.height()),
            (sideways, width, shown.width()),
        ):
            bar.setPageStep(page)
            bar.setRange(0, max(0, round(length - page)))
            bar.setEnabled(bar.maximum() > 0)  # else it has nothing to take hold of
        sideways.setValue(sideways.maximum() - right)

    def follow(self, now: float, header: float, *, animate: bool) -> None:
        """Brings the now line back if it has left what is visible below the headings."""
        bar, page = self._bar, self._area.viewport().height()
        if header + _ABOVE <= now - bar.value() <= page - BELOW:
            return
        wanted = max(0, min(bar.maximum(), now - FOLLOW * page))
        if animate:
            self._glide.start(bar.value(), wanted)
        else:
            bar.setValue(round(wanted))

    def show(self, top: float, bottom: float) -> None:
        """Brings a stretch into the middle if not all of it is visible."""
        bar = self._bar
        top, bottom = top - _AROUND, bottom + _AROUND
        if not bar.value() <= top <= bottom <= bar.value() + bar.pageStep():
            bar.setValue(round((top + bottom - bar.pageStep()) / 2))
