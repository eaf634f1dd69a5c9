"""The picture of a run's beginning, cut out of that of the whole run: known_until(picture, 5)."""

from bisect import bisect_right
from collections.abc import Set
from operator import attrgetter
from typing import TypeVar

from msgspec.structs import replace

from tcplab.lab.arrows import Arrow
from tcplab.lab.brackets import Bracket
from tcplab.lab.lanes import Band, Overflow
from tcplab.lab.outages import Outage
from tcplab.lab.sequence_index import SequenceIndex, reaches
from tcplab.lab.sequence_picture import SequencePicture
from tcplab.lab.spans import Spans
from tcplab.lab.time_map import Rows, continued

Lasting = TypeVar("Lasting", Band, Bracket, Overflow)


def known_until(
    picture: SequencePicture, moment: int, told: Set[tuple[str, int]] = frozenset()
) -> SequencePicture:
    """What is known before the moment after `moment`: nobody sees beyond.

    A segment that will be lost looks like any other until then, unless it is `told`: by whoever
    lost it, by its host and ordinal.
    It takes no time in proportion to the run. The lifelines are the whole run's, and so is the
    room that they take, so that nothing moves when the rest is seen.
    """
    moment = min(moment, picture.last)
    now, index = picture.moment_times[moment], picture.index
    arrows, flying = _arrows(picture, moment, now, told)
    bands, open_bands = _cut(picture.bands, index.bands, moment, now)
    brackets, running = _cut(picture.brackets, index.brackets, moment, now)
    overflows, counted = _cut(picture.overflows, index.overflows, moment, now)
    for place in running:
        brackets[place] = replace(brackets[place], ending="running")
    rows = picture.rows
    dues = {arrows[place].due for place in flying}
    cut = replace(
        picture,
        rows=continued(rows, bisect_right(rows.times, now), sorted(ms for ms in dues if ms > now)),
        moment_times=picture.moment_times[: moment + 1],
        bands=tuple(bands),
        overflows=tuple(overflows),
        arrows=tuple(arrows),
        tabs=picture.tabs[: bisect_right(picture.tabs, moment, key=attrgetter("moment"))],
        brackets=tuple(brackets),
        events=picture.events[:moment],
        outages=_outages(picture.outages, moment, now),
    )
    known = SequenceIndex(cut)
    vars(known).update(
        arrows=index.arrows.beginning(len(arrows)),
        bands=index.bands.beginning(len(bands), open_bands),
        brackets=index.brackets.beginning(len(brackets), running),
        overflows=index.overflows.beginning(len(overflows), counted),
        busy=index.busy,
        told=index.told,
        reaches=_reaches(index.reaches, [arrows[place] for place in flying], cut.rows),
    )
    vars(cut)["index"] = known
    return cut


def _arrows(
    picture: SequencePicture, moment: int, now: int, told: Set[tuple[str, int]]
) -> tuple[list[Arrow], list[int]]:
    """Those sent by then, and which of them are still on their way."""
    sent = bisect_right(picture.arrows, moment, key=attrgetter("sent_moment"))
    arrows, flying = list(picture.arrows[:sent]), []
    for place in picture.index.arrows.touching(now, now):
        if place >= sent:
            break
        if arrows[place].ended_moment > moment:
            one = replace(arrows[place], ended_moment=moment + 1, dropped=None)
            if one.lost and (one.host, one.nth) not in told:
                one = replace(one, lost=None, fates=())
            arrows[place] = one
            flying.append(place)
    return arrows, flying


def _reaches(whole: dict[int, float], flying: list[Arrow], rows: Rows) -> dict[int, float]:
    """The whole picture's, and those of arrows whose way ends where other rows are now."""
    found = reaches(flying, rows)
    return {key: max(one.get(key, 0.0) for one in (whole, found)) for key in whole | found}


def _cut(
    items: tuple[Lasting, ...], spans: Spans, moment: int, now: int
) -> tuple[list[Lasting], list[int]]:
    """Those begun by then, and which of them go on."""
    begun = bisect_right(items, moment, key=attrgetter("from_moment"))
    found, lasting = list(items[:begun]), []
    for place in spans.touching(now, now):
        if place >= begun:
            break
        if found[place].to_moment > moment:
            found[place] = replace(found[place], to_ms=now, to_moment=moment + 1)
            lasting.append(place)
    return found, lasting


def _outages(outages: tuple[Outage, ...], moment: int, now: int) -> tuple[Outage, ...]:
    return tuple(
        one if one.to_moment <= moment else replace(one, to_ms=now, to_moment=moment + 1)
        for one in outages
        if one.from_moment <= moment
    )
