"""What is too crowded to be read is left out of a picture and counted: uncrowded(picture)."""

from bisect import bisect_right
from collections.abc import Iterator
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from tcplab.lab.lanes import Band, Overflow
from tcplab.lab.sequence_picture import Crowd, SequencePicture
from tcplab.lab.time_map import LONG, rows

CROWD = 12
"""More segments than this, sent within one base delay, cannot be told apart."""

Lasting = TypeVar("Lasting", Band, Overflow)


def uncrowded(picture: SequencePicture, cursor: int | None = None) -> SequencePicture:
    """The picture without its long crowded stretches: of each, its beginning and its end are shown.

    What lies around the moment `cursor` is shown, however crowded. Moments keep their numbers.
    """
    now = None if cursor is None else picture.moment_times[cursor]
    for first, last in _crowded(picture, now):
        picture = _without(picture, first, last)
    return picture


def _crowded(picture: SequencePicture, now: int | None) -> Iterator[tuple[int, int]]:
    """From when to when (ms) more is sent all the time than can be told apart."""
    sent, delay = [arrow.sent for arrow in picture.arrows], picture.rows.delay
    found: list[tuple[int, int]] = []
    for first, last in zip(sent, sent[CROWD:], strict=False):
        if last - first > delay:
            continue
        if found and first <= found[-1][1]:
            first, _ = found.pop()
        found.append((first, last))
    for first, last in found:
        if now is None or not first < now < last:
            yield first, last
        else:
            yield first, max(first, now - 2 * delay)
            yield min(last, now + 2 * delay), last


def _without(picture: SequencePicture, first: int, last: int) -> SequencePicture:
    """Without what is sent between `first` and `last`, once what was sent before has arrived."""
    delay = picture.rows.delay
    before = bisect_right(picture.arrows, first, key=attrgetter("sent"))
    landing = (arrow.due for arrow in picture.arrows[:before])
    begin = max((due for due in landing if due <= first + 2 * delay), default=first)
    begin = max(begin, first)
    if last - begin <= LONG * delay:
        return picture  # no higher than a tear is
    hidden = range(begin + 1, last)
    middle = (begin + last) // 2  # where the lifelines are torn
    kept = [
        place
        for place, arrow in enumerate(picture.arrows)
        if not (first < arrow.sent < last or arrow.due in hidden)
    ]
    now_at = {place: now for now, place in enumerate(kept)}
    return replace(
        picture,
        rows=rows((ms for ms in picture.rows.times if ms not in hidden), delay),
        bands=_torn(picture.bands, hidden, middle),
        overflows=_torn(picture.overflows, hidden, middle),
        arrows=tuple(picture.arrows[place] for place in kept),
        tabs=tuple(one for one in picture.tabs if not first < one.at_ms < last),
        brackets=tuple(
            one for one in picture.brackets if one.from_ms not in hidden and one.to_ms not in hidden
        ),
        events=tuple(
            replace(one, arrow=None if one.arrow is None else now_at.get(one.arrow))
            for one in picture.events
        ),
        crowds=(*picture.crowds, Crowd(begin, last, len(picture.arrows) - len(kept))),
    )


def _torn(items: tuple[Lasting, ...], hidden: range, middle: int) -> tuple[Lasting, ...]:
    """What is there before or after what is hidden, and lasts until the middle or from it on."""
    found = []
    for one in items:
        begins, ends = one.from_ms in hidden, one.to_ms in hidden
        if begins and not ends:
            one = replace(one, from_ms=middle)
        elif ends and not begins:
            one = replace(one, to_ms=middle)
        if not (begins and ends):
            found.append(one)
    return tuple(found)
