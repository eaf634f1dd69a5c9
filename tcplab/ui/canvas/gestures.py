"""What a drag on the canvas asks for, from where it began to where the pointer is now.

All places are those of the scene as it was when the drag began: its rows stay where they were under
the hand, whatever the run becomes meanwhile.
"""

from typing import Literal, NamedTuple, Protocol

from PySide6.QtCore import QPointF, Qt

from tcplab.lab.arrows import Arrow
from tcplab.lab.forging import forged
from tcplab.lab.sequence_picture import Tab
from tcplab.lab.touch import (
    Befall,
    Put,
    Wish,
    call_of,
    forgery_of,
    shifted_call,
    shifted_cut,
    shifted_forgery,
    spanned,
)
from tcplab.lab.words import duration
from tcplab.sim.experiment import Call
from tcplab.sim.network import Cut, Injection
from tcplab.sim.run import Run
from tcplab.ui.canvas.geometry import Geometry, Way
from tcplab.ui.canvas.marks import Guide
from tcplab.ui.canvas.pointer import Grip, Target
from tcplab.ui.canvas.words import seconds, translate

_GRAINS = (10, 50, 100, 500, 1_000, 5_000, 10_000, 60_000, 600_000, 3_600_000)
_SNAP = 3.0
_NEAR = 60.0
"""Who begins so near to a lifeline draws a segment as its host."""


class Moved(NamedTuple):
    """What is wanted now, if anything is, and what is said of it beside the pointer."""

    wish: Wish | None = None
    guide: Guide | None = None


class Gesture(Protocol):
    """A drag that is under way, and how the pointer looks meanwhile."""

    @property
    def shape(self) -> Qt.CursorShape: ...

    def move(self, start: QPointF, place: QPointF) -> Moved:
        """What it asks for when the pointer has come from `start` to `place`."""
        ...


class DelayArrow(NamedTuple):
    """The head of a segment, or of its copy: a base delay of the scale is one of time, anywhere."""

    arrow: Arrow
    pace: float

    shape = Qt.CursorShape.SizeVerCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        away = self.arrow.delayed + (place.y() - start.y()) * self.pace
        ms = max(0, round(away / _GRAINS[0]) * _GRAINS[0])
        assert self.arrow.nth is not None  # what is injected has another handle
        do: Literal["copy", "delay"] = "copy" if self.arrow.copy else "delay"
        return Moved(Befall(self.arrow.host, self.arrow.nth, do, ms))


class ShiftForgery(NamedTuple):
    """The head of a forged segment: when it arrives."""

    at: int
    injection: Injection
    pace: float

    shape = Qt.CursorShape.SizeVerCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        by = round((place.y() - start.y()) * self.pace / _GRAINS[0]) * _GRAINS[0]
        return Moved(Put("injections", self.at, shifted_forgery(self.injection, by)))


class ShiftCall(NamedTuple):
    """A call's tab: when the call is made."""

    geometry: Geometry
    at: int
    call: Call
    tab: Tab

    shape = Qt.CursorShape.ClosedHandCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        stood = self.geometry.y(self.tab.at_ms)
        ms = time_at(self.geometry, stood + place.y() - start.y())
        call = shifted_call(self.call, ms - self.tab.at_ms)
        shown = self.tab.at_ms + _start(call) - _start(self.call)
        text = f"{self.tab.text} {seconds(shown)} s"
        return Moved(
            Put("calls", self.at, call), Guide(self.tab.lifeline, self.geometry.y(shown), text)
        )


class CutCable(NamedTuple):
    """Along a lifeline: its host's cable is out from where the drag began to where it is now."""

    geometry: Geometry
    lifeline: int
    host: str

    shape = Qt.CursorShape.SplitVCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        times = (time_at(self.geometry, start.y()), time_at(self.geometry, place.y()))
        cut = spanned(self.host, *times)
        return Moved(Put("cuts", None, cut), _cut_guide(self.geometry, self.lifeline, cut, place))


class ReshapeCut(NamedTuple):
    """A cut by one of its ends, or as a whole."""

    geometry: Geometry
    lifeline: int
    at: int
    cut: Cut
    grip: Grip

    shape = Qt.CursorShape.SizeVerCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        now, cut = time_at(self.geometry, place.y()), self.cut
        if self.grip == "from":
            cut = spanned(cut.host, now, cut.to_ms)
        elif self.grip == "to":
            cut = spanned(cut.host, cut.from_ms, now)
        else:
            cut = shifted_cut(cut, now - time_at(self.geometry, start.y()))
        guide = _cut_guide(self.geometry, self.lifeline, cut, place)
        return Moved(Put("cuts", self.at, cut), guide)


class DrawSegment(NamedTuple):
    """From anywhere towards a lifeline: a segment that nobody has sent arrives there."""

    geometry: Geometry
    run: Run

    shape = Qt.CursorShape.CrossCursor

    def move(self, start: QPointF, place: QPointF) -> Moved:
        target, reached = _towards(self.geometry, start.x(), place.x())
        if target is None:
            return Moved()
        ms = time_at(self.geometry, place.y())
        if not reached:
            words = translate("Canvas", "draw on to a lifeline")
            way = Way(start.x(), start.y(), place.x(), place.y())
            return Moved(None, Guide(target, place.y(), words, way))
        lifelines = self.geometry.picture.lifelines
        source = _begun_at(self.geometry, start.x())
        by = None if source in (None, target) else lifelines[source].name
        wish = Put("injections", None, forged(self.run, lifelines[target].name, ms, by))
        return Moved(wish, Guide(target, self.geometry.y(ms), f"{seconds(ms)} s"))


def grabbed(run: Run, geometry: Geometry, under: Target) -> Gesture | None:
    """The gesture that begins at once where a button goes down; None: it may still be a click."""
    picture, pace = geometry.picture, geometry.map.rows.delay / geometry.map.scale
    if under.handle == "delay" and under.arrow is not None:
        arrow = picture.arrows[under.arrow]
        if arrow.nth is not None:
            return DelayArrow(arrow, pace)
        if (at := forgery_of(run.experiment, arrow.id)) is not None:
            return ShiftForgery(at, run.experiment.injections[at], pace)
    return None


def begun(run: Run, geometry: Geometry, under: Target, away: QPointF) -> Gesture | None:
    """The gesture that a drag turns out to be after its first few pixels; None: of the canvas."""
    picture, experiment = geometry.picture, run.experiment
    if under.tab is not None:
        at = call_of(run, under.tab)
        return None if at is None else ShiftCall(geometry, at, experiment.calls[at], under.tab)
    if (out := under.outage) is not None and out.cut is not None and under.grip is not None:
        cut = experiment.cuts[out.cut]
        return ReshapeCut(geometry, out.lifeline, out.cut, cut, under.grip)
    sideways = abs(away.x()) > abs(away.y())
    if under.cable is not None and not sideways:
        return CutCable(geometry, under.cable, picture.lifelines[under.cable].name)
    if under.arrow is None and sideways and not under.gutter:
        return DrawSegment(geometry, run)
    return None


def time_at(geometry: Geometry, y: float) -> int:
    """The time (ms) that a drag to a place means: a row's if one is near, else a round one."""
    row = geometry.map.nearest_row(y - geometry.first)
    if abs(geometry.y(row) - y) <= _SNAP:
        return row
    pixel = geometry.ms(y + 0.5) - geometry.ms(y - 0.5)
    grain = next((one for one in _GRAINS if one >= pixel), _GRAINS[-1])
    return max(0, round(geometry.ms(y) / grain) * grain)


def _start(call: Call) -> int:
    return call.after_ms if call.at_ms is None else call.at_ms


def _cut_guide(geometry: Geometry, lifeline: int, cut: Cut, place: QPointF) -> Guide:
    words = translate("Canvas", "cable out")
    text = f"{words} {seconds(cut.from_ms)}–{seconds(cut.to_ms)} s"
    lasts = duration(cut.to_ms - cut.from_ms)
    return Guide(lifeline, geometry.y(time_at(geometry, place.y())), f"{text} ({lasts})")


def _towards(geometry: Geometry, start: float, now: float) -> tuple[int | None, bool]:
    """The lifeline that a drag comes to, and whether it has come near enough."""
    direction = 1 if now > start else -1
    own = _begun_at(geometry, start)
    ahead = sorted(
        ((column.line - start) * direction, index)
        for index, column in enumerate(geometry.columns)
        if index != own and (column.line - start) * direction > 0
    )
    gone, before = (now - start) * direction, 0.0
    for place, (away, index) in enumerate(ahead):
        following = ahead[place + 1][0] if place + 1 < len(ahead) else None
        if following is None or gone < (away + following) / 2:
            return index, gone >= (before + away) / 2
        before = away
    return None, False


def _begun_at(geometry: Geometry, x: float) -> int | None:
    """The host beside or in whose band, or near whose lifeline, a place is."""
    for index, column in enumerate(geometry.columns):
        low, high = sorted((column.outer, column.line - column.side * _NEAR))
        if low <= x <= high:
            return index
    return None
