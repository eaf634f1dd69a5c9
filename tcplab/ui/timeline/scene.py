"""The timeline laid out for a width, and painted: axis, lanes, playhead."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.branches_picture import Lane
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.time_map import joined
from tcplab.lab.timeline_picture import Mark, TimelinePicture, stretches
from tcplab.sim.run import Run
from tcplab.ui.canvas.faces import Face, face
from tcplab.ui.canvas.look import Look
from tcplab.ui.canvas.words import translate
from tcplab.ui.look.fonts import SEMIBOLD
from tcplab.ui.pictures import sequence_of, timeline_of
from tcplab.ui.timeline.axis import AXIS, EVERYWHERE, MARGIN, SMALL, Axis, Part
from tcplab.ui.timeline.lane import APART, MARKS, LaneScene, Spot
from tcplab.ui.timeline.pitch import PITCH, room_for_lanes

_LABEL, _NAMED, _NARROW = 134.0, 172.0, 500
_LETTER, _NAME = 16.0, 36.0
_LONG = 60_000  # moments
_HAN = "\u2e80"


class Placed(NamedTuple):
    """A lane and how it is drawn; the run of one that is still computed is None, and so is this."""

    lane: Lane
    scene: LaneScene | None
    y: float


def wrapped(letters: Face, text: str, room: float) -> list[str]:
    """The text in one line or two; what has no room in them is left out."""
    if letters.width(text) <= room:
        return [text]
    ends = (at for at in range(len(text) - 1, 0, -1) if letters.width(text[:at]) <= room)
    for at in ends:
        if text[at] == " " or text[at] > _HAN or text[at - 1] > _HAN:
            return [text[:at].rstrip(), letters.cut(text[at:].lstrip(), room)]
    return [letters.cut(text, room)]


def lanes_wanted(lanes: Sequence[Lane]) -> int:
    """How many lanes would be shown if there were room for all.

    Very long runs have no axis in common: to find it out would hold up the window.
    """
    known = [len(lane.run.moments) for lane in lanes if lane.run is not None]
    return len(lanes) if sum(known) <= _LONG else 1


def shown_lanes(
    lanes: Sequence[Lane], here: int, height: float, passed: int = 0
) -> tuple[Lane, ...]:
    """Those for which there is room: always the one in view, then, but for those `passed` by, the
    one that it left, those that left it, and the others."""
    most = min(room_for_lanes(height), lanes_wanted(lanes))
    if len(lanes) <= most:
        return tuple(lanes)
    present = next(lane for lane in lanes if lane.number == here)

    def nearness(lane: Lane) -> tuple[int, int]:
        kin = (lane.number == present.origin, lane.origin == here, True)
        return kin.index(True), lane.number

    others = sorted((lane for lane in lanes if lane is not present), key=nearness)
    nearest = (present, *others[passed : passed + most - 1])
    return tuple(lane for lane in lanes if lane in nearest)


def differing(
    before: "TimelineScene", after: "TimelineScene", cursors: tuple[int, int]
) -> Part | None:
    """Where two scenes, each at its moment, look different; None if they do nowhere."""
    frames = [
        (one.width, one.here, one.axis.left, one.axis.right, one.look.theme,
         [(placed.lane.number, placed.lane.letter, placed.lane.name, placed.lane.origin, placed.y,
           placed.scene is None or placed.scene.begins) for placed in one.lanes])
        for one in (before, after)
    ]  # fmt: skip
    if frames[0] != frames[1] or before.moves_whole or after.moves_whole:
        return EVERYWHERE
    unlike = before.looks(cursors[0]) ^ after.looks(cursors[1])
    if not unlike:
        return None
    return Part(min(one[0] for one in unlike), max(one[1] for one in unlike))


def _axis(runs: Sequence[Run], look: Look, left: float, right: float) -> Axis:
    """That of some runs, for which it takes long to find."""
    whole = joined([sequence_of(run).rows for run in runs])
    pieces = timeline_of(runs[0]).stretches if len(runs) == 1 else stretches(whole)
    return Axis(whole, pieces, look, left, right)


class TimelineScene:
    """Some runs above each other, `width` pixels wide; all x are the widget's. One without a name
    is alone.

    `here` is the number of the one in view. `free` pixels at the right are kept for others. What
    `before` has laid out in the same way is not laid out again.
    """

    def __init__(
        self, lanes: Sequence[Lane], here: int, look: Look, width: float, free: float = 0.0,
        before: "TimelineScene | None" = None,
    ) -> None:  # fmt: skip
        self.look = look
        self.width = width
        self.here = here
        label = _LABEL if not lanes[0].name else _NAMED
        left = label if width > _NARROW else MARGIN
        runs = [lane.run for lane in lanes if lane.run is not None]
        self._of = (runs, look, left, width - MARGIN - free)
        same = before is not None and before._of == self._of
        self.axis = before.axis if same else _axis(*self._of)
        numbers = {lane.number for lane in lanes}
        laid = before.lanes if same else ()
        self.lanes = [self._placed(lane, place, numbers, laid) for place, lane in enumerate(lanes)]
        self.map, self.x, self.row = self.axis.map, self.axis.x, self.axis.row

    def _placed(
        self, lane: Lane, place: int, numbers: set[int], laid: Sequence[Placed]
    ) -> Placed:  # fmt: skip
        y = MARKS + place * PITCH
        if lane.run is None:
            return Placed(lane, None, y)
        start = lane.parted if lane.origin in numbers else 0
        picture, timeline = sequence_of(lane.run), timeline_of(lane.run)
        scene = laid[place].scene if place < len(laid) else None
        if scene is None or scene.picture is not picture or scene.start != min(start, picture.last):
            scene = LaneScene(self.axis, picture, timeline, place, start)
        return Placed(lane, scene, y)

    @property
    def present(self) -> LaneScene:
        """The lane that is in view."""
        found = next(one.scene for one in self.lanes if one.lane.number == self.here)
        assert found is not None  # what is in view has been computed
        return found

    @property
    def picture(self) -> SequencePicture:
        return self.present.picture

    @property
    def timeline(self) -> TimelinePicture:
        return self.present.timeline

    @property
    def spots(self) -> list[Spot]:
        return self.present.spots

    def x_of(self, moment: int) -> float:
        """The place of the playhead at a moment of the run in view."""
        return self.present.x_of(moment)

    def lane_at(self, y: float) -> Placed | None:
        """The lane at a height; None at the axis."""
        return next((one for one in self.lanes if -APART < y - one.y < PITCH - APART), None)

    def mark_at(self, x: float, y: float) -> Mark | None:
        """The mark at a place of the lane in view, if one is drawn there."""
        return self.present.mark_at(x, y)

    @property
    def reach(self) -> float:
        """Nothing farther off the playhead and its moment looks different by them."""
        return self.axis.widest + 2 * APART

    @property
    def moves_whole(self) -> bool:
        """Whether it looks different everywhere: dashes of what is out begin at the playhead."""
        return any(one.scene is not None and one.scene.picture.outages for one in self.lanes)

    def looks(self, cursor: int) -> set[tuple[object, ...]]:
        """Everything as it looks, from where to where first; without forks and what is out."""
        found = set(self.axis.looks())
        for placed, at in self._cursors(cursor):
            if placed.scene is not None:
                found |= set(placed.scene.looks(at, present=placed.lane.number == self.here))
        return found

    def _cursors(self, cursor: int) -> Iterator[tuple[Placed, int]]:
        """Every lane, and at which of its moments it is when the one in view is at `cursor`."""
        now = self.present.picture.moment_times[cursor]
        for placed in self.lanes:
            at = cursor
            if placed.lane.number != self.here and placed.scene is not None:
                at = bisect_right(placed.scene.picture.moment_times, now) - 1
            yield placed, at

    def paint(
        self, painter: QPainter, height: float, cursor: int, playhead: float,
        part: Part = EVERYWHERE,
    ) -> None:  # fmt: skip
        """The part that is wanted, with the playhead where it is now."""
        part = Part(part.left - APART, part.right + APART)  # no mark is wider
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(QRectF(0, 0, self.width, height), QColor(self.look.theme.panel))
        painter.setPen(self.look.pen(self.look.hairline, 1))
        painter.drawLine(QPointF(0, 0.5), QPointF(self.width, 0.5))
        self.axis.paint(painter, playhead, part)
        scenes = {one.lane.number: one.scene for one in self.lanes}
        for placed, at in self._cursors(cursor):
            lane, scene = placed.lane, placed.scene
            if part.left < self.axis.left:
                self._paint_label(painter, placed)
            if scene is None:
                continue
            origin = scenes.get(lane.origin or 0)
            if origin is not None:
                scene.paint_fork(painter, origin)
            scene.paint(painter, at, playhead, part, present=lane.number == self.here)
        self._paint_playhead(painter, height, playhead)

    def _paint_label(self, painter: QPainter, placed: Placed) -> None:
        if self.axis.left < _LABEL:
            return
        lane, look, baseline = placed.lane, self.look, placed.y + 5
        here = lane.number == self.here
        painter.setPen(look.ink if here else look.ink3)
        large = face(12.5, SEMIBOLD)
        if not lane.name:
            large.write(painter, _LETTER, baseline, translate("Canvas", "This run"))
            return
        large.write(painter, _LETTER, baseline, lane.letter)
        small = face(11.5, SEMIBOLD) if here else face(11.5)
        lines = wrapped(small, lane.name, self.axis.left - _NAME - APART)
        for at, line in enumerate(lines):
            up = 0 if len(lines) == 1 else 7 - 14 * at
            small.write(painter, _NAME, baseline - up, line)

    def paint_curtain(self, painter: QPainter, height: float, playhead: float, words: str) -> None:
        """Hides what lies behind the playhead, and says why."""
        look, left = self.look, playhead + APART
        painter.fillRect(
            QRectF(left, AXIS - 20, self.width - left, height), QColor(look.theme.panel)
        )
        painter.setPen(look.pen(look.control, 1.2, (2, 3)))
        painter.drawLine(QPointF(left, AXIS), QPointF(self.axis.right, AXIS))
        small = face(SMALL)
        painter.setPen(look.ink3)
        if small.width(words) < self.axis.right - left:
            small.write(painter, left + 6, MARKS + 4, words)

    def _paint_playhead(self, painter: QPainter, height: float, x: float) -> None:
        ink = self.look.ink
        painter.setPen(self.look.pen(ink, 1.6))
        painter.drawLine(QPointF(x, 8), QPointF(x, height - 6))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        corners = [(-6, 3), (6, 3), (6, 11), (0, 17), (-6, 11)]
        painter.drawPolygon(QPolygonF([QPointF(x + dx, dy) for dx, dy in corners]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
