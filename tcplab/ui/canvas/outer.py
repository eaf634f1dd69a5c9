"""Paints what stands beside the bands: calls, timers, and how many more connections there are."""

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from tcplab.lab.brackets import Bracket, Ending
from tcplab.ui.canvas.axis import pill_extent
from tcplab.ui.canvas.bands import block_headings
from tcplab.ui.canvas.frame import Area, Layer
from tcplab.ui.canvas.geometry import Column, Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.outages import reasons
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.sizes import Sizes
from tcplab.ui.canvas.tabs import PlacedTab, Tabs, seen_calls, seen_tabs, tab_extent
from tcplab.ui.canvas.words import SHORT, timer_fate, timer_name

_OFF = 7.0
_LANE = 6.0
_LANES = 2
_BAR = 3.5
_RING = 3.0
_BESIDE = 8.0
_FARTHEST = 3.0
"""So many letters' heights a call in a band may stand below its place."""


class Bar(NamedTuple):
    """A timer as it is drawn: where it starts and ends, how far it has come; `ending` says how."""

    x: float
    top: float
    bottom: float
    now: float
    over: bool
    ending: Ending
    role: int


class Words(NamedTuple):
    """A line of text at `x`, in the colour of a `role`; `strong`, or pale where it is `lesser`.

    `ground` is what it clears, if it clears anything.
    """

    text: str
    x: float
    y: float
    role: int
    past: bool
    strong: bool
    lesser: bool
    ground: Area | None


class Inside(NamedTuple):
    """What stands in the bands, by lifeline: calls with their baselines, and what is taken."""

    calls: list[list[tuple[PlacedTab, float]]]
    shelves: list[Shelf]


def inside(geometry: Geometry, tabs: Tabs, view: View, visible: QRectF) -> Inside:
    """The places of the calls where those stand in the bands; else nothing is taken."""
    found = Inside([[] for _ in geometry.columns], [Shelf() for _ in geometry.columns])
    if not geometry.sizes.inside:
        return found
    em = geometry.sizes.state_px
    block_headings(geometry, view, visible, found.shelves)
    for index, shelf in enumerate(found.shelves):
        if view.now is not None:
            shelf.block(*pill_extent(geometry, index, view.now))
        for placed in tabs.between(index, visible.top(), visible.bottom()):
            wanted = placed.y + 1.8 * em
            top = shelf.first_free(wanted, 1.3 * em)
            if top <= wanted + _FARTHEST * em:
                shelf.block(top, top + 1.3 * em)
                found.calls[index].append((placed, top + em))
    return found


def outer(
    geometry: Geometry, tabs: Tabs, within: Inside, view: View, visible: QRectF
) -> Iterator[Layer]:
    """Calls first, then timers, then counts, where there is still room."""
    for index, column in enumerate(geometry.columns):
        shelf = within.shelves[index]
        if geometry.sizes.inside:
            yield seen_calls(geometry, view, within.calls[index])
        else:
            beside = list(tabs.between(index, visible.top(), visible.bottom()))
            for placed in beside:
                shelf.block(*tab_extent(placed, geometry.sizes.stroke))
            yield seen_tabs(geometry, view, index, beside)
        if view.now is not None:
            shelf.block(view.now - 2, view.now + 2)
        yield reasons(geometry, view, visible, index, shelf)
        yield _counts(geometry, view, visible, index, column, shelf)
        bars = list(_bars(geometry, view, visible, index, column))
        if not geometry.sizes.inside:
            yield Layer(_paint_bars, {bar: _beside(bar) for _, bar in bars})
        words: dict[Words, Area] = {}
        for bracket, bar in bars:
            words |= _timer_words(geometry, view, bracket, bar, column, shelf, visible)
        yield Layer(_paint_words, words)


def _beside(bar: Bar) -> Area:
    return bar.x - 2 * _BAR, bar.top - 2, bar.x + 2 * _BAR, bar.bottom + 2


def shows(bracket: Bracket, view: View) -> bool:
    """Whether a timer is drawn: it runs, ran out, ended in this step, or keeps TIME-WAIT."""
    if not view.past(bracket.from_moment):
        return False
    if view.timers == bracket.lifeline or bracket.timer == "2msl" or bracket.ending == "fired":
        return True
    if view.cursor is None:
        return bracket.ending == "running"
    return bracket.to_moment >= view.cursor


def _bars(
    geometry: Geometry, view: View, visible: QRectF, lifeline: int, column: Column
) -> Iterator[tuple[Bracket, Bar]]:
    """The timers of a host that are drawn, side by side where several run at once."""
    picture, sizes = geometry.picture, geometry.sizes
    ends = [0.0] * _LANES
    top, bottom = geometry.ms(visible.top() - 40), geometry.ms(visible.bottom() + 40)
    if any(
        picture.overflows[index].lifeline == lifeline
        for index in picture.index.overflows.touching(top, bottom)
    ):
        return  # of so many connections nobody can tell the timers apart
    role = picture.lifelines[lifeline].role
    for index in picture.index.brackets.touching(top, bottom):
        bracket = picture.brackets[index]
        if bracket.lifeline != lifeline or not shows(bracket, view):
            continue
        start, end = (
            geometry.y(bracket.from_ms),
            geometry.band_end(bracket.to_ms, bracket.to_moment),
        )
        lane = next((lane for lane in range(_LANES) if ends[lane] <= start + 0.5), None)
        if lane is None or end - start < 3:
            continue
        ends[lane] = end
        now = end if view.now is None else min(max(view.now, start), end)
        over = view.past(bracket.to_moment)
        x = column.edge + column.side * (_OFF + lane * _LANE) * sizes.stroke
        come = end if over and view.now is None else now
        yield bracket, Bar(x, start, end, come, over, bracket.ending, role)


def _paint_bars(painter: QPainter, look: Look, bars: list[Bar]) -> None:
    for bar in bars:
        _paint_bar(painter, look, bar)


def _paint_bar(painter: QPainter, look: Look, bar: Bar) -> None:
    x, fired, colour = bar.x, bar.ending == "fired", look.text[bar.role]
    painter.setPen(look.pen(colour, 1.6))
    painter.drawLine(QPointF(x - _BAR, bar.top + 1), QPointF(x + _BAR, bar.top + 1))
    room = 6.0 if fired else 2 * _RING
    painter.drawLine(QPointF(x, bar.top + 1), QPointF(x, min(bar.now, bar.bottom - room)))
    if bar.now < bar.bottom - room:
        painter.setPen(look.pen(look.future, 1.4, (2, 3)))
        painter.drawLine(QPointF(x, bar.now), QPointF(x, bar.bottom - room))
    if bar.ending == "running":
        return
    mark = colour if bar.over else look.future
    if fired:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mark)
        painter.drawPolygon(
            QPolygonF(
                [
                    QPointF(x - 4, bar.bottom - 7),
                    QPointF(x + 4, bar.bottom - 7),
                    QPointF(x, bar.bottom),
                ]
            )
        )
    else:
        painter.setPen(look.pen(mark, 1.4))
        painter.setBrush(look.canvas)
        painter.drawEllipse(QPointF(x, bar.bottom - _RING), _RING, _RING)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _timer_words(
    geometry: Geometry, view: View, bracket: Bracket, bar: Bar, column: Column, shelf: Shelf,
    visible: QRectF,
) -> dict[Words, Area]:  # fmt: skip
    """What timer it is, and what becomes of it; nothing where there is no room."""
    sizes = geometry.sizes
    pitch = 1.36 * sizes.small_px
    height = 2 * pitch
    top, bottom = bar.top, bar.bottom
    if not bar.over and view.now is not None:
        past = bar.now - bar.top
        top, bottom = (bar.top, bar.now) if past >= height + 4 else (bar.now + 3, bar.bottom)
    low = max(top, visible.top() + sizes.header)
    high = min(bottom, visible.bottom())
    middle = (top + bottom) / 2
    if high - low >= height:
        middle = min(max(middle, low + height / 2), high - height / 2)
    for shift in (0, 10, -10, 20, -20, 32, -32):
        y = middle + shift
        if abs(shift) <= max(0, (bottom - top - height) / 2) + 0.5 and shelf.take(
            y - height / 2, y + height / 2
        ):
            break
    else:
        return {}
    x, side = _text_place(column, bar.x + column.side * _BESIDE * sizes.stroke, sizes)
    clears = len(geometry.columns) > 2 and not sizes.inside
    now, lines = geometry.time_of(view), [timer_name(bracket)]
    lines.append(timer_fate(bracket, now, view.cursor))
    return dict(
        _words(sizes, text, x, y + (row - 0.18) * pitch, side, bar.role, clears=clears,
               strong=not row, lesser=bool(row))
        for row, text in enumerate(lines)
    )  # fmt: skip


def _text_place(column: Column, beside: float, sizes: Sizes) -> tuple[float, int]:
    """Where a text begins and to which side it goes: beside the band, or inside it."""
    return (column.left + 7 * sizes.stroke, 1) if sizes.inside else (beside, column.side)


def _words(
    sizes: Sizes, text: str, x: float, y: float, side: int, role: int, *, clears: bool,
    strong: bool, lesser: bool = False, past: bool = True,
) -> tuple[Words, Area]:  # fmt: skip
    """Outwards from x; on cleared ground where something may cross it."""
    face = sizes.small_strong if strong else sizes.small
    width, height = face.width(text), 1.1 * face.font.pixelSize()
    if side < 0:
        x -= width
    ground = (x - 2, y - 0.85 * height, x + width + 2, y + 0.15 * height)
    words = Words(text, x, y, role, past, strong, lesser, ground if clears else None)
    return words, (x - 2, y - 1.2 * height, x + width + 2, y + 0.5 * height)


def _paint_words(painter: QPainter, look: Look, words: list[Words]) -> None:
    sizes = look.sizes
    for text, x, y, role, past, strong, lesser, ground in words:
        if ground is not None:
            left, top, right, bottom = ground
            clear = look.tints[role][2] if sizes.inside else look.canvas
            painter.fillRect(QRectF(left, top, right - left, bottom - top), clear)
        colour = look.band_text[role] if sizes.inside else look.text[role]
        if lesser and not sizes.inside:
            colour = look.ink3
        painter.setPen(colour if past else look.future)
        (sizes.small_strong if strong else sizes.small).write(painter, x, y, text)


def _counts(
    geometry: Geometry, view: View, visible: QRectF, lifeline: int, column: Column, shelf: Shelf
) -> Layer:
    """How many connections have no band, where that number stays for long enough to be read."""
    picture, sizes = geometry.picture, geometry.sizes
    pitch, role = 1.36 * sizes.small_px, picture.lifelines[lifeline].role
    top, bottom = geometry.ms(visible.top()), geometry.ms(visible.bottom())
    found: dict[Words, Area] = {}
    for index in picture.index.overflows.touching(top, bottom):
        one = picture.overflows[index]
        if one.lifeline != lifeline:
            continue
        start, end = geometry.y(one.from_ms), geometry.band_end(one.to_ms, one.to_moment)
        start = max(start, visible.top() + sizes.header)
        lines = [word for text in one.texts for word in text.split(" ", 1)]
        if sizes.inside and max(map(sizes.small.width, lines)) > column.width - 14 * sizes.stroke:
            lines = [SHORT.get(line, line) for line in lines]
        height = len(lines) * pitch
        while start + height <= end and not shelf.take(start, start + height):
            start += pitch / 2
        if start + height > end:
            continue
        x, side = _text_place(column, column.edge + column.side * _BESIDE * sizes.stroke, sizes)
        found |= dict(
            _words(sizes, line, x, start + (row + 0.8) * pitch, side, role, clears=True,
                   strong=not row % 2, past=view.past(one.from_moment))
            for row, line in enumerate(lines)
        )  # fmt: skip
    return Layer(_paint_words, found)
