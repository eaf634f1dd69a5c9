"""Paints what stands beside the bands: calls, timers, and how many more connections there are."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from tcplab.lab.brackets import Bracket
from tcplab.ui.canvas.axis import pill_extent
from tcplab.ui.canvas.bands import block_headings
from tcplab.ui.canvas.faces import Face
from tcplab.ui.canvas.geometry import Column, Geometry
from tcplab.ui.canvas.look import Look, View
from tcplab.ui.canvas.outages import paint_reasons
from tcplab.ui.canvas.shelf import Shelf
from tcplab.ui.canvas.sizes import Sizes
from tcplab.ui.canvas.tabs import PlacedTab, Tabs, paint_call_inside, paint_tabs, tab_extent
from tcplab.ui.canvas.words import timer_fate, timer_name

_OFF = 7.0
_LANE = 6.0
_LANES = 2
_BAR = 3.5
_RING = 3.0
_BESIDE = 8.0
_FARTHEST = 3.0
"""So many letters' heights a call in a band may stand below its place."""


class _Bar(NamedTuple):
    """A timer as it is drawn: where it starts and ends, how far it has come."""

    bracket: Bracket
    x: float
    top: float
    bottom: float
    now: float
    over: bool


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


def paint_outer(
    painter: QPainter, geometry: Geometry, tabs: Tabs, within: Inside, look: Look, view: View,
    visible: QRectF,
) -> None:  # fmt: skip
    """Calls first, then timers, then counts, where there is still room."""
    for index, column in enumerate(geometry.columns):
        shelf = within.shelves[index]
        for placed, baseline in within.calls[index]:
            paint_call_inside(painter, geometry, look, view, placed, baseline)
        if not geometry.sizes.inside:
            beside = list(tabs.between(index, visible.top(), visible.bottom()))
            for placed in beside:
                shelf.block(*tab_extent(placed, look.sizes.stroke))
            paint_tabs(painter, geometry, look, view, beside)
        if view.now is not None:
            shelf.block(view.now - 2, view.now + 2)
        paint_reasons(painter, geometry, look, view, visible, index, shelf)
        _paint_counts(painter, geometry, look, view, visible, index, column, shelf)
        for bar in _bars(geometry, view, visible, index, column):
            _paint_bar(painter, look, view, bar, _colour(geometry, look, index), column.side)
            _paint_words(painter, geometry, look, view, bar, column, index, shelf, visible)


def _colour(geometry: Geometry, look: Look, index: int) -> QColor:
    return look.text[geometry.picture.lifelines[index].role]


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
) -> list[_Bar]:
    """The timers of a host that are drawn, side by side where several run at once."""
    picture, sizes = geometry.picture, geometry.sizes
    found: list[_Bar] = []
    ends = [0.0] * _LANES
    top, bottom = geometry.ms(visible.top() - 40), geometry.ms(visible.bottom() + 40)
    if any(
        picture.overflows[index].lifeline == lifeline
        for index in picture.index.overflows.touching(top, bottom)
    ):
        return []  # of so many connections nobody can tell the timers apart
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
        found.append(_Bar(bracket, x, start, end, end if over and view.now is None else now, over))
    return found


def _paint_bar(
    painter: QPainter, look: Look, view: View, bar: _Bar, colour: QColor, side: int
) -> None:
    if look.sizes.inside:
        return
    x, fired = bar.x, bar.bracket.ending == "fired"
    painter.setPen(look.pen(colour, 1.6))
    painter.drawLine(QPointF(x - _BAR, bar.top + 1), QPointF(x + _BAR, bar.top + 1))
    room = 6.0 if fired else 2 * _RING
    painter.drawLine(QPointF(x, bar.top + 1), QPointF(x, min(bar.now, bar.bottom - room)))
    if bar.now < bar.bottom - room:
        painter.setPen(look.pen(look.future, 1.4, (2, 3)))
        painter.drawLine(QPointF(x, bar.now), QPointF(x, bar.bottom - room))
    if bar.bracket.ending == "running":
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


def _paint_words(
    painter: QPainter, geometry: Geometry, look: Look, view: View, bar: _Bar, column: Column,
    lifeline: int, shelf: Shelf, visible: QRectF,
) -> None:  # fmt: skip
    """What timer it is, and what becomes of it; hidden where there is no room."""
    sizes, picture, now = geometry.sizes, geometry.picture, geometry.time_of(view)
    lines = [timer_name(bar.bracket), timer_fate(bar.bracket, now, view.cursor)]
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
        return
    x, side = _text_place(column, bar.x + column.side * _BESIDE * sizes.stroke, sizes)
    role = picture.lifelines[lifeline].role
    ground = look.canvas if len(geometry.columns) > 2 and not sizes.inside else None
    first = look.band_text[role] if sizes.inside else look.text[role]
    second = look.band_text[role] if sizes.inside else look.ink3
    painter.setPen(first)
    _write(painter, sizes.small_strong, x, y - 0.18 * pitch, side, lines[0], ground)
    painter.setPen(second)
    _write(painter, sizes.small, x, y + 0.82 * pitch, side, lines[1], ground)


def _text_place(column: Column, beside: float, sizes: Sizes) -> tuple[float, int]:
    """Where a text begins and to which side it goes: beside the band, or inside it."""
    return (column.left + 7 * sizes.stroke, 1) if sizes.inside else (beside, column.side)


def _write(
    painter: QPainter, words: Face, x: float, y: float, side: int, text: str,
    ground: QColor | None,
) -> None:  # fmt: skip
    """Outwards from x, in the painter's colour; on cleared ground where something may cross it."""
    if side < 0:
        x -= words.width(text)
    if ground is not None:
        height = 1.1 * words.font.pixelSize()
        painter.fillRect(QRectF(x - 2, y - 0.85 * height, words.width(text) + 4, height), ground)
    words.write(painter, x, y, text)


def _paint_counts(
    painter: QPainter, geometry: Geometry, look: Look, view: View, visible: QRectF,
    lifeline: int, column: Column, shelf: Shelf,
) -> None:  # fmt: skip
    """How many connections have no band, where that number stays for long enough to be read."""
    picture, sizes = geometry.picture, geometry.sizes
    pitch = 1.36 * sizes.small_px
    top, bottom = geometry.ms(visible.top()), geometry.ms(visible.bottom())
    for index in picture.index.overflows.touching(top, bottom):
        one = picture.overflows[index]
        if one.lifeline != lifeline:
            continue
        start, end = geometry.y(one.from_ms), geometry.band_end(one.to_ms, one.to_moment)
        start = max(start, visible.top() + sizes.header)
        lines = [word for text in one.texts for word in text.split(" ", 1)]
        height = len(lines) * pitch
        while start + height <= end and not shelf.take(start, start + height):
            start += pitch / 2
        if start + height > end:
            continue
        role = picture.lifelines[lifeline].role
        colour = look.band_text[role] if sizes.inside else look.text[role]
        x, side = _text_place(column, column.edge + column.side * _BESIDE * sizes.stroke, sizes)
        painter.setPen(colour if view.past(one.from_moment) else look.future)
        for row, line in enumerate(lines):
            words = sizes.small if row % 2 else sizes.small_strong
            ground = look.tints[role][2] if sizes.inside else look.canvas
            _write(painter, words, x, start + (row + 0.8) * pitch, side, line, ground)
