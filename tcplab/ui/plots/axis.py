"""The time of the plots: as on the canvas, where long silences are cut short, or to scale."""

from bisect import bisect_left

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QPen

from tcplab.lab.time_map import Rows, Stretch, TimeMap, silence
from tcplab.ui.look.fonts import ui_font
from tcplab.ui.look.scaling import letters
from tcplab.ui.look.theme import Theme

_DELAY, _BREAK = 1.0, 1.3  # how wide a base delay and a break are, in units of the axis
_APART_PX, _LETTER_PX, _GAP_PX = 44.0, 8.0, 10.0
_SOME = 50
"""So many of the times tell how long they are when they are written."""
_WORDS_PX, _WORDS_WIDE, _LATE = 11, 0.09, 0.7
_NO_PEN = Qt.PenStyle.NoPen


class Clock:
    """Times in ms to places on the axis, and back."""

    def __init__(self, rows: Rows, *, to_scale: bool) -> None:
        self._map = None if to_scale else TimeMap(rows, _DELAY, _BREAK)
        self._rows = rows

    def x(self, ms: float) -> float:
        """The place of a time."""
        return ms / 1000 if self._map is None else self._map.y(ms)

    def ms(self, x: float) -> float:
        """The time at a place."""
        return x * 1000 if self._map is None else self._map.ms(x)

    def breaks(self) -> list[Stretch]:
        """The silences that are cut short."""
        return [] if self._map is None else self._map.breaks(0.0, self._map.height)

    def rows(self, left: float, right: float) -> tuple[int, ...]:
        """The times (ms) of events between two places."""
        first = bisect_left(self._rows.times, self.ms(left))
        last = bisect_left(self._rows.times, self.ms(right) + 1)
        return self._rows.times[first:last]

    @property
    def end(self) -> float:
        """The place of the last event."""
        return self.x(self._rows.times[-1])

    @property
    def to_scale(self) -> bool:
        """Whether a second is as wide everywhere."""
        return self._map is None


class TimeAxis(pyqtgraph.AxisItem):
    """Writes seconds: at the events where the time is the canvas's, else at round values."""

    def __init__(self) -> None:
        super().__init__("bottom")
        self._clock: Clock | None = None
        self.enableAutoSIPrefix(False)

    def set_clock(self, clock: Clock) -> None:
        """Another run, or another kind of time."""
        self._clock = clock
        self.picture = None
        self.update()

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list:
        if self._clock is None or self._clock.to_scale:
            return super().tickValues(minVal, maxVal, size)
        rows = self._clock.rows(minVal, maxVal)
        longest = max((len(_seconds(ms)) for ms in rows[:: len(rows) // _SOME + 1]), default=0)
        apart = letters(max(_APART_PX, longest * _LETTER_PX + _GAP_PX))
        least = (maxVal - minVal) * apart / max(size, 1.0)
        found: list[float] = []
        for ms in rows:
            x = self._clock.x(ms)
            if minVal <= x <= maxVal and (not found or x - found[-1] >= least):
                found.append(x)
        return [(least, found)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self._clock is None or self._clock.to_scale:
            return [f"{value:g}" for value in values]
        return [_seconds(round(self._clock.ms(value))) for value in values]


def _seconds(ms: int) -> str:
    return f"{ms / 1000:g}"


class CountAxis(pyqtgraph.AxisItem):
    """Writes whole numbers: there is no half of a connection."""

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, float]]:
        spacings = super().tickSpacing(minVal, maxVal, size)
        return [(step, 0) for step in dict.fromkeys(max(1.0, step) for step, _ in spacings)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [f"{value:g}" for value in values]


def break_marks(clock: Clock, theme: Theme, *, told: bool) -> list[pyqtgraph.LinearRegionItem]:
    """A hatched strip for each silence that is cut short; with how long it is, if that is told and
    has room beside the one before."""
    marks = []
    free = 0.0
    for stretch in clock.breaks():
        ends = (clock.x(stretch.from_ms), clock.x(stretch.to_ms))
        hatch = QBrush(QColor(theme.hairline), Qt.BrushStyle.BDiagPattern)
        mark = pyqtgraph.LinearRegionItem(
            ends, movable=False, brush=hatch, pen=QPen(Qt.PenStyle.NoPen)
        )
        mark.setZValue(-10)
        if told and ends[0] >= free:
            free = ends[0] + _WORDS_WIDE * clock.end
            late = ends[0] > _LATE * clock.end
            words = pyqtgraph.InfLineLabel(
                mark.lines[0],
                text=silence(stretch.to_ms - stretch.from_ms),
                position=1.0,
                anchors=[(int(late), 0)] * 2,  # near the end there is no room on the right
                color=theme.ink3,
            )
            words.setFont(ui_font(letters(_WORDS_PX)))
        marks.append(mark)
    return marks
